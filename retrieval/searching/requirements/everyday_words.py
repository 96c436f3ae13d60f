"""The properties that departments are asked for every day."""

from __future__ import annotations

from collections.abc import Mapping

from retrieval.searching.requirements.property import Property

_MONEY = (
    "[$€£¥]\\s?\\d us[$]\\s?\\d "
    "\\d\\s?(?:[$€£¥]|(?:(?:million|billion|thousand|mio|mrd)[.]?\\s)?"
    "(?:chf|usd|eur|gbp|jpy|fran[ck]|dollar|euro|pound|yen)) "
    "(?:chf|usd|eur|gbp|jpy)\\s?\\d "
)
_DATES = (
    "(?:19|20)\\d\\d-\\d\\d \\d{1,2}[./]\\d{1,2}[./](?:19|20)?\\d\\d "
    "\\d[.]?\\s(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez)[.]?$ "
    "(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)[.]?\\s\\d "
    "(?:january|february|march|april|june|july|august|september|october|november|december)$ "
    "may_(?:\\d|of_) (?:\\d|in|by|early|late|mid-)_may$ "
    "(?:januar|februar|märz|mai|juni|juli|oktober|dezember)$ "
    "(?:janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre)$ "
    "(?:enero|febrero|marzo|abril|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)$ "
)

EVERYDAY: Mapping[str, Property] = {
    "price": Property(
        "prices?$ cheap(?:er|est)?$ expensive costly teurer billiger moins_cher plus_cher "
        "barat[oa] (?:how_much|what)_(?:do|does|did|would|will)_(?:\\w+_){1,6}costs?$ "
        "was_kosten was_kostet wie_viel_kost wieviel_kost preis(?:e|es)?$ prix$ "
        "combien_coût precios?$ cuánto_cuesta",
        _MONEY + "costs?$ free_of_charge fees?$ for_free costing kostenlos gebühr gratuit gratis "
        "kost(?:et|en)$ coût cuesta charged?$",
    ),
    "the maker": Property(
        "manufacturer who_(?:\\w+_)?(?:makes|manufactures|produces) "
        "(?:which|what)_company_(?:makes|produces) "
        "(?:is|are|was)_(?:\\w+_){1,3}(?:manufactured|made_by|produced_by) hersteller "
        "hergestellt wer_stellt fabricant fabriqu fabricante",
        "manufactur (?:made|produced|distributed|marketed)_(?:by|for|in) herstell production_site "
        "marketing_authori[sz]ation_holder zulassungsinhaber inc[.] ltd$ gmbh$",
    ),
    "the patent": Property(
        "patent brevet",
        "exclusivity exklusivität exclusivité",
    ),
    "keeping of records": Property(
        "archiv(?:e|ed|es|ing)$ retention_(?:period|time) aufbewahrungsfrist "
        "aufbewahrungsdauer archivier "
        "(?:keep|kept|retain|retained|store|stored)_(?:\\w+_){0,4}(?:records?|reports?|"
        "documents?|files$|logs?|minutes|transcripts?|forms?)$ "
        "(?:records?|reports?|documents?|files?|logs?|transcripts?|forms?)_(?:\\w+_){0,4}(?:kept|"
        "retained|archived|stored)$ "
        "conservation_des_(?:document|dossier)",
        "archiv retention retain "
        "(?:kept|keeps?|stored?)_(?:\\w+_){0,4}(?:\\d|for|until|years?|months?|days?) "
        "deleted_after aufbewahr \\d_(?:years?|months?)_after",
    ),
    "a phone number": Property(
        "(?:tele)?phone_number "
        "(?:which|what)_number_(?:do|can|should|to)_(?:\\w+_){0,3}call$ telefonnummer "
        "durchwahl numéro_de_téléphone número_de_teléfono hotline_number",
        "[+]\\d[\\d\\s/()-]{6,} \\b0\\d{2,4}[\\s/-]\\d "
        "\\d{3}[)]?[\\s.-]\\d{3}[\\s.-]\\d{4}$ ext(?:ension)?[.]?_\\d extension "
        "tel[.]? phone_(?:\\w+_){0,2}\\d hotline call_\\d dial durchwahl",
    ),
    "an e-mail address": Property(
        "e-?mail_address mail-?adresse adresse_(?:e-?)?mail adresse_électronique "
        "dirección_de_correo",
        "\\S+@\\S+",
    ),
    "meals": Property(
        "dinner(?!\\s+party) lunch breakfast meals? per_diem abendessen mittagessen "
        "frühstück verpflegung mahlzeit tagegeld repas dîner déjeuner comidas? cena$",
        "catering daily_allowance subsistence food",
    ),
    "anti-virus": Property(
        "anti[-_]?virus anti-?malware virenscan virenschutz malware",
        "endpoint_(?:protection|security|detection) virus defender crowdstrike sophos sentinelone",
    ),
    "room on a drive": Property(
        "gigabyte terabyte storage_(?:quota|space|limit) speicherplatz "
        "mailbox_size espace_de_stockage",
        "\\d\\s?[gmt]b$ quota unlimited",
    ),
    "a data centre": Property(
        "data[-_]?cent(?:er|re) rechenzentrum server[-_]?room serverraum "
        "centre_de_données centro_de_datos",
        "region$ hosted availability_zone cloud",
    ),
    "a fee": Property(
        "(?:what|which|how_much)_(?:\\w+_){0,3}fees? gebühr honoraires quels_frais tasas?$",
        _MONEY + "fees? charge",
    ),
    "the bonus": Property("bonus prämie gratifikation", "incentive variable_pay award"),
    "notice": Property(
        "notice_period period_of_notice kündigungsfrist préavis preaviso", "notice kündig resign"
    ),
    "probation": Property(
        "probation probezeit période_d'essai período_de_prueba", "trial_period introductory"
    ),
    "sick pay": Property(
        "sick_(?:pay|days?|leave)$ krankheitstag arrêt_maladie lohnfortzahlung "
        "entgeltfortzahlung krankengeld indemnités_maladie",
        "sick_(?:leave|days?) illness salary krank pay_(?:\\w+_){0,4}(?:ill|sick)$",
    ),
    "a wedding": Property("wedding get_married hochzeit heirat mariage boda", "marri family_event"),
    "pension": Property(
        "pension retirement rente$ altersvorsorge retraite jubilación",
        "401 superannuation provident second_pillar",
    ),
    "overtime": Property(
        "overtime überstunden mehrarbeit heures_supplémentaires horas_extra",
        "extra_hours additional_hours",
    ),
    "parking": Property("parking car_park parkplatz parkplätze aparcamiento"),
    "clothing": Property("dress_code kleiderordnung code_vestimentaire", "clothing wear attire"),
    "bandwidth": Property("bandwidth bandbreite bande_passante", "\\d\\s?[mg]b(?:it|ps)"),
    "guarantee": Property("warranty garantie garantía", "guarantee"),
    "a PIN": Property(
        "pins?$ pin-code",
        "passcode",
    ),
    "a date": Property(
        "on_(?:what|which)_(?:exact_)?date (?:what|which)_(?:exact_)?date "
        "an_welchem_(?:tag|datum) welche[sm]_datum quelle_date qué_fecha",
        _DATES + "\\d(?:st|nd|rd|th)_(?:of|day)",
    ),
    "a month": Property(
        "(?:what|which)_months? in_welchem_monat quel_mois qué_mes",
        _DATES + "quarter months? monthly jeden_monat",
    ),
    "a year": Property(
        "(?:in|since)_(?:what|which)_years? (?:what|which)_year_(?:was|did|were) "
        "in_welche[mn]_jahr en_quelle_année en_qué_año",
        "(?:19|20)\\d\\d(?!\\d) fy\\s?\\d\\d",
    ),
}
