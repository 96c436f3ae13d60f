"""The words by which questions and texts speak of people, circumstances, units and countries.

In English, German, French and Spanish, as the beginning of a word, or whole where a dollar sign
ends them; an underscore stands for blanks.
"""

from __future__ import annotations

from collections.abc import Mapping

PEOPLE: Mapping[str, str] = {
    "children": "(?<!unborn\\s)child(?!-pugh|bearing|birth) kids?$ paediatric pediatric infant "
    "newborn neonat "
    "babies$ toddler (?<!trying\\s)(?:to|for|in)_(?:a|my|the)_baby$ [1-9]-year-old "
    "[1-9]_years_old "
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven)-year-old "
    "(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf)jährig "
    "(?:under|below|unter|bis)_1?\\d(?![\\d.,]*\\d|\\w|\\s*(?:[°%]|degree|grad|percent|prozent|"
    "[µmk]?g\\b|"
    "m?l\\b|hour|stunde|days?\\b|tage|week|woche|month|monat|minut|eur|chf|usd|fran)) "
    "kind$ kinder(?!wunsch|wünsch) kindes säugling pädiatr neugeboren babys$ enfant nourrisson "
    "nouveau-né niñ[oa] lactante bebé",
    "adolescents": "adolescent teen(?:age|s?$) youth jugendlich halbwüchsig 1[2-7]-year "
    "(?:twelve|(?:thir|four|fif|six|seven)teen)-year "
    "(?:zwölf|(?:drei|vier|fünf|sech|sieb)zehn)jährig "
    "(?<!unter\\s)(?<!bis\\s)1[2-7]_jahr",
    "old people": "elderly geriatric senior(?:en|s)$ older_(?:people|patient|adult) "
    "old_(?:people|patient)s?$ "
    # "Over 60 minutes" is no age.
    "(?:aged|over|above|über|ab)_(?:6[05]|7[05]|80)(?![\\d.,]*\\d|\\w|\\s*(?:[°%]|degree|grad|percent|"
    "prozent|[µmk]?g\\b|m?l\\b|sec|sekund|min|hour|stund|days?\\b|tage|week|woch|month|monat|eur|chf|"
    "usd|fran|people|employee|times)) [6-9]\\d-year "
    "betagt greis ältere(?:n|r)?_(?:patient|mensch|person) âgé anciano mayores_de",
    "pregnancy": "pregnan gestation trimester expecting_(?:mother|woman) expectant schwanger "
    "enceinte grossesse embaraz",
    "breast-feeding": "breast-?fe breast_milk human_milk nursing_(?:mother|women|woman) (?:is|"
    "are)_nursing lactat "
    "stillen$ stillend stillzeit gestillt muttermilch allait lactancia",
    "kidneys": "renal kidney egfr$ creatinine gfr$ nieren? kreatinin rénal rein(?:s|$) riñ",
    "dialysis": "dialys h[aä]emodialys hämodialys diálisis",
    "liver": "hepatic liver(?!\\s(?:value|test|enzyme|function_test|parameter)) cirrho child-pugh "
    "leber(?!wert|enzym) zirrhos foie hépat hígado",
    "diabetes": "diab[eé]t",
    "asthma": "asthma asma$ asthme",
    "smokers": "smok(?:e|er|ing) rauch(?:er|en|t)$ fume(?:ur|r)s? fumador",
    "animals": "dog cat$ cats$ animal veterinar hund(?:e|en)?$ katze tier(?:e|en)$ chien perro",
    "interns": "intern$ interns$ internship trainee praktik stagiaire becari",
    "apprentices": "apprentice lehrling lernend azubi auszubildend apprenti aprendi",
    "part time": "part-?time part_time teilzeit temps_partiel tiempo_parcial",
    "outsiders": "contractor freelanc external temporary_(?:staff|worker|employee) third_part "
    "extern(?:e|en|er)?$ freiberuf leiharbeit dienstleist prestataire contratista",
    "visitors": "visitor guest besuch gäste?n?$ gast$ visiteur visitante",
}
# Nothing is asked by these, but what is said of them is not said of the people above.
OTHER_PEOPLE: Mapping[str, str] = {
    "adults": "adults?$ grown-up erwachsen adultes?$ adult[oa]s?$",
    "full time": "full-?time full_time vollzeit temps_plein plein_temps tiempo_completo",
}
CIRCUMSTANCES: Mapping[str, str] = {
    "frozen": "frozen freez froze$ gefror gefrier einfrier eingefror tiefkühl congel",
    "surgery": "surg (?:an|his|her|my|their|before|after|the)_operation$ anaesthe anesthe narkose "
    "opération$ anestes perioperat chirurg operiert",
    "alcohol": "alcohol$ alkohol$ wine$ beer$ wein$ bier$ vin$ alcool cerveza",
    "driving": "drive$ driving drivers?_licen machines$ machinery operate_(?:a_)?machine vehicle "
    "fahren$ fahrzeug fahrtücht verkehr maschine conduire conduc",
    "overdose": "overdos too_much überdos zu_viel surdos sobredos",
    "weekends": "weekend saturday sunday wochenende samstag sonntag week-end samedi dimanche "
    "sábado domingo bank_holiday public_holiday 24/7 around_the_clock",
    "night": "night nacht nachts nuit noche",
    "abroad": "abroad foreign_countr another_country overseas outside_the_country ausland "
    "étranger extranjero international",
    "mobile phones": "mobile phone(?!\\s+number) smartphone "
    "tablet_(?:pc|computer|device)s? handy$ telefon téléphone móvil",
    "inhaling": "inhal nebuli[sz] vernebel",
    "on the skin": "ointment creams?$ gel$ skin_patch transdermal salbe creme pflaster pommade",
    "as a syrup": "syrup oral_suspension oral_solution oral_liquid sirup saft$ jarabe sirop",
    "through a tube": "feeding_tube nasogastric gastric_tube sonde$ magensonde ernährungssonde",
    "grapefruit": "grapefruit pamplemousse pomelo",
    "imaging": "mri$ mrt$ x-ray röntgen magnetic_resonance magnetresonanz",
    "Linux": "linux ubuntu",
    "Mac": "mac$ macos macbook apple_(?:computer|device|laptop|machine|silicon)",
    "vaccines": "vaccin impf vacun",
}
# How texts speak of these circumstances, and nobody asks: "drivers need a licence".
CIRCUMSTANCES_SAID: Mapping[str, str] = {
    "driving": "driver",
    "Mac": "apple$",
}
UNITS: Mapping[str, str] = {
    "Fahrenheit": "fahrenheit °\\s?f$",
    "euros": "euro eur$ €",
    "dollars": "dollar usd$ [$]",
    "pounds": "pounds?_sterling gbp$ british_pound £ pfund_sterling",
    "francs": "franc franken$ chf$",
    "yen": "yen$ jpy$ ¥",
    "ounces": "ounce oz$ unze",
    "miles": "miles?$ meilen?$ millas?$",
    "gallons": "gallon gallone",
}
COUNTRIES: Mapping[str, str] = {
    "Japan": "japan jp$ pmda$ japon japón",
    "Switzerland": "switzerland swiss ch$ schweiz suisse suiza",
    "United States": "united_states usa$ us$ u\\.s\\. america fda$ vereinigte[nr]?_staaten "
    "états-unis estados_unidos",
    "United Kingdom": "united_kingdom uk$ britain british gb$ mhra$ großbritannien england "
    "royaume-uni reino_unido",
    "Germany": "german de$ deutsch allema aleman",
    "France": "france french fr$ frankreich französ français francia",
    "Canada": "canad ca$ kanad",
    "Brazil": "brazil br$ brasil anvisa brésil",
    "China": "china chinese cn$ chinesisch chine$",
    "Australia": "australi au$ austral",
    "Austria": "austria at$ österreich autriche",
    "Italy": "ital it$",
    "Spain": "spain spanish es$ spanien espagne españ",
    "Poland": "poland polish pl$ polen pologne polonia",
    "India": "india in$ indien inde$",
    "Korea": "korea kr$ corée corea",
    "Mexico": "mexic mx$ mexik mexique méxic",
    "Sweden": "swed se$ schwed suède suecia",
    "Norway": "norway norwegian no$ norweg norvège noruega",
    "Denmark": "denmark danish dk$ dänemark danemark dinamarca",
    "Netherlands": "netherlands dutch nl$ niederland pays-bas países_bajos",
    "Singapore": "singap sg$",
    "Argentina": "argentin ar$",
    "Belgium": "belgi be$ bélgica",
    "Czechia": "czech cz$ tschech tchèque checa",
    "Egypt": "egypt eg$ ägypt égypte egipto",
    "Finland": "finland finnish fi$ finnland finlande finlandia",
    "Greece": "greece greek gr$ griech grèce grecia",
    "Hungary": "hungar hu$ ungar hongrie hungría",
    "Ireland": "ireland irish ie$ irland irlande irlanda",
    "Israel": "israel il$ israël",
    "New Zealand": "new_zealand nz$ neuseeland nouvelle-zélande nueva_zelanda",
    "Portugal": "portug pt$",
    "Russia": "russia ru$ russland russisch russie rusia",
    "Saudi Arabia": "saudi sa$ arabie_saoudite arabia_saudí",
    "South Africa": "south_africa za$ südafrika afrique_du_sud sudáfrica",
    "Taiwan": "taiwan tw$ taïwan",
    "Thailand": "thai th$ thaïlande",
    "Turkey": "turkey turkish türkiye türkei türkisch turquie turquía",
    "Ukraine": "ukrain ua$ ucrania",
}
# What holds in other countries, or in all, is said of each of them.
ANYWHERE = (
    " abroad another_country (?:other|all|foreign)_countries every_country worldwide ausland "
    "weltweit (?:andere[nr]?|alle[nr]?)_ländern? étranger monde_entier extranjero todo_el_mundo"
)
