"""Units and words for numbers, in the languages that answers are written in."""

from __future__ import annotations

import re

# A unit by its names, with the base unit that it is counted in and how many of these it is.
_UNITS: dict[str, tuple[str, float, str]] = {
    "µg": ("mg", 0.001, "µg μg mcg ug microgram micrograms mikrogramm microgramme microgrammes "
           "microgramo microgramos"),
    "mg": ("mg", 1, "mg milligram milligrams milligramme milligrammes milligramm miligramo "
           "miligramos"),
    "g": ("mg", 1000, "g gram grams gramme grammes gramm gramo gramos"),
    "kg": ("mg", 1e6, "kg kgs kilogram kilograms kilogramm kilogramme kilogrammes kilo kilos "
           "kilogramo kilogramos"),
    "ml": ("ml", 1, "ml cc millilitre millilitres milliliter milliliters mililitro mililitros"),
    "dl": ("ml", 100, "dl deciliter"),
    "l": ("ml", 1000, "l litre litres liter liters litro litros"),
    "ms": ("s", 0.001, "ms millisecond milliseconds millisekunden millisecondes"),
    "s": ("s", 1, "s sec secs second seconds sekunde sekunden seconde secondes segundo segundos"),
    "min": ("s", 60, "min mins minute minutes minuten minuto minutos"),
    "h": ("s", 3600, "h hr hrs hour hours stunde stunden std heure heures hora horas"),
    "d": ("s", 86400, "d day days tag tage tagen tages arbeitstag arbeitstage arbeitstagen werktag "
          "werktage werktagen kalendertage kalendertagen jour jours día días dia dias"),
    "14 d": ("s", 1209600, "fortnight fortnights quinzaine quincena"),
    "wk": ("s", 604800, "wk wks week weeks woche wochen semaine semaines semana semanas"),
    "mo": ("month", 1, "month months mth mths monat monate monaten mois mes meses"),
    "qtr": ("month", 3, "quarter quarters quartal quartale quartalen trimestre trimestres"),
    "y": ("month", 12, "y yr yrs year years jahr jahre jahren an ans année années año años"),
    "10 y": ("month", 120, "decade decades jahrzehnt jahrzehnte jahrzehnten décennie décennies "
             "década décadas"),
    "100 y": ("month", 1200, "century centuries jahrhundert jahrhunderte jahrhunderten siècle "
              "siècles siglo siglos"),
    "mm": ("mm", 1, "mm millimetre millimetres millimeter millimeters"),
    "cm": ("mm", 10, "cm centimetre centimetres centimeter centimeters zentimeter"),
    "m": ("mm", 1000, "m metre metres meter meters mètre mètres metro metros"),
    "km": ("mm", 1e6, "km kilometre kilometres kilometer kilometers kilomètres kilómetros"),
    "%": ("%", 1, "% percent pct prozent pourcent porcentaje"),
    "°C": ("°C", 1, "°c celsius °celsius"),
    "°F": ("°F", 1, "°f fahrenheit"),
    "°": ("°", 1, "° degree degrees grad degré degrés grado grados"),
    "IU": ("IU", 1, "iu ie ui unit units einheit einheiten unité unités unidad unidades"),
    "EUR": ("EUR", 1, "€ eur euro euros"),
    "USD": ("USD", 1, "$ usd dollar dollars dólares"),
    "GBP": ("GBP", 1, "£ gbp pound pounds"),
    "CHF": ("CHF", 1, "chf franc francs franken fr."),
    "JPY": ("JPY", 1, "¥ jpy yen"),
    "kB": ("kB", 1, "kb kilobyte kilobytes"),
    "MB": ("kB", 1000, "mb megabyte megabytes"),
    "GB": ("kB", 1e6, "gb gigabyte gigabytes"),
    "TB": ("kB", 1e9, "tb terabyte terabytes"),
}  # fmt: skip
UNITS = {name: (base, by) for base, by, names in _UNITS.values() for name in names.split()}
# What stands for time and is often said without a number: "a day", "eine Woche".
_TIMES = frozenset(name for name, (base, _) in UNITS.items() if base in ("s", "month"))
LONG_TIMES = frozenset(name for name in _TIMES if len(name) > 2)
MODIFIERS = (
    "working|business|calendar|consecutive|full|paid|additional|more|further|whole|weitere|weiteren|"
    "volle|vollen|bezahlte|bezahlten|aufeinanderfolgende|consecutivos|hábiles|más|autres"
)

_RATES = {
    "hour": "hourly stündlich horaire",
    "day": "daily täglich quotidien quotidienne quotidiennement diario diaria diariamente everyday",
    "week": "weekly wöchentlich hebdomadaire semanal semanalmente",
    "fortnight": "fortnightly",
    "month": "monthly monatlich mensuel mensuelle mensual mensualmente",
    "quarter": "quarterly vierteljährlich quartalsweise trimestriel trimestrielle trimestral",
    "year": "yearly annual annually jährlich annuel annuelle annuellement anual anualmente",
}
RATES = {word: rate for rate, words in _RATES.items() for word in words.split()}
_EVERY = (
    r"\b(?:per|each|every|an?|pro|je|jede[nrs]?|am|im|par|chaque|al|por|cada|à la|a la|"
    r"times an?|mal pro|fois par)\s+"
)
_PERIOD = {
    "hour": "hour|stunde|heure|hora",
    "day": "day|tag|jour|día|dia",
    "week": "week|woche|semaine|semana",
    "month": "month|monat|mois|mes",
    "quarter": "quarter|quartal|trimestre",
    "year": "year|jahr|an|année|año",
}
_COUNTED = (
    r"\b(?:(?:per|each|every|pro|je|jede[nrs]?|par|chaque|cada|por|à la|a la)|"
    r"(?:once|twice|times|mal|einmal|zweimal|dreimal|fois|vez|veces|mg|ml|g|h|hours|days|tablets?) "
    r"(?:an?|am|im|pro|al|par|por))\s+"
)
OFTEN = {
    rate: re.compile(rf"{_COUNTED}(?:{names})\b", re.IGNORECASE) for rate, names in _PERIOD.items()
}
EVERY = {
    rate: re.compile(rf"{_EVERY}(?:{names})\b", re.IGNORECASE) for rate, names in _PERIOD.items()
}

_EN = (
    "two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 "
    "thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 "
    "thirty=30 forty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90 hundred=100 thousand=1000 "
    "million=1000000 dozen=12 twice=2 thrice=3 double=2 doubled=2 triple=3 tripled=3 half=0.5"
)
_DE = (
    "zwei=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwölf=12 "
    "dreizehn=13 "
    "vierzehn=14 fünfzehn=15 sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19 zwanzig=20 "
    "dreissig=30 "
    "dreißig=30 vierzig=40 fünfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90 hundert=100 "
    "tausend=1000 dutzend=12 zweimal=2 dreimal=3 viermal=4 doppelte=2 doppelten=2 verdoppelt=2 "
    "hälfte=0.5 halbe=0.5 halben=0.5"
)
_FR = (
    "deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13 "
    "quatorze=14 quinze=15 seize=16 vingt=20 trente=30 quarante=40 cinquante=50 soixante=60 "
    "cent=100 "
    "mille=1000 douzaine=12 moitié=0.5"
)
_ES = (
    "dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 doce=12 trece=13 "
    "catorce=14 quince=15 veinte=20 treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 "
    "ochenta=80 noventa=90 cien=100 ciento=100 mil=1000 docena=12 mitad=0.5"
)


def _read(words: str) -> dict[str, float]:
    return {word: float(n) for word, n in (pair.split("=") for pair in words.split())}


# "once" is eleven in one language and one time in another, "un" and "ein" are articles: left out.
NUMBER_WORDS = _read(" ".join((_ES, _FR, _DE, _EN)))
_TENS = "zwanzig|dreißig|dreissig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig"
_ONES = {"ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8,
         "neun": 9}  # fmt: skip
GERMAN_TENS = re.compile(rf"^({'|'.join(_ONES)})und({_TENS})$")


def german(match: re.Match[str]) -> float:
    """Read ``fünfundzwanzig``."""
    return _ONES[match[1]] + NUMBER_WORDS[match[2]]
