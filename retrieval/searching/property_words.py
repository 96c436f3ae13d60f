"""The words by which questions ask for a property, and texts state it.

Each property has the words that questions and texts use alike, and more in which texts alone give
it: a price is asked for by ``price`` and given as an amount of money. In English, German, French
and Spanish, written as in `retrieval.searching.qualifier_words`. The medical ones follow the
headings of a product information; the others are what departments are asked for every day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Property(NamedTuple):
    """The words of questions and texts, and those of texts alone."""

    asked: str
    stated: str = ""


_MONEY = (
    "[$€£¥]\\s?\\d "
    "\\d[\\d.,']*\\s?(?:[$€£¥]|chf|usd|eur|gbp|jpy|fran[ck]|dollar|euro|pound|yen) "
    "(?:chf|usd|eur|gbp|jpy)\\s?\\d "
)
_DATES = (
    "(?:19|20)\\d\\d-\\d\\d \\d{1,2}[.]\\d{1,2}[.](?:19|20)?\\d\\d "
    "(?:january|february|march|april|june|july|august|september|october|november|december)$ "
    "may_(?:\\d|of_) (?:\\d|in|by|early|late|mid-)_may$ "
    "(?:januar|februar|märz|mai|juni|juli|oktober|dezember)$ "
    "(?:janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre)$ "
    "(?:enero|febrero|marzo|abril|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)$ "
)
_PHARMACOKINETICS = "pharmacokinet pharmakokinet farmacocin "

MEDICAL: Mapping[str, Property] = {
    "half-life": Property(
        "half[-_]?li(?:fe|ves)$ halbwertszeit demi-vie semivida vida_media t½",
    ),
    "absorption": Property(
        "bioavailab absor(?:b|p) bioverfügbar resor(?:b|p) biodisponib taken_up",
        _PHARMACOKINETICS + "auc$ cmax$ tmax$ aufgenommen peak_(?:plasma|serum|concentration)",
    ),
    "levels in the blood": Property(
        "(?:serum|plasma|blood)_(?:level|concentration) (?:serum|plasma|blut)spiegel "
        "(?:measurable|detectable|measured|detected|found|present)_in_(?:the_)?(?:serum|plasma|"
        "blood) "
        "im_(?:blut|plasma|serum)_(?:nachweisbar|messbar) nachweisbar "
        "(?:concentration|taux)s?_(?:plasmatique|sérique) niveles?_plasm",
        _PHARMACOKINETICS
        + "half[-_]?life halbwertszeit demi-vie steady_state serum plasma levels?$ "
        "concentration",
    ),
    "metabolism": Property(
        "metaboli[sz] broken_down abgebaut excret clearance (?:is|are)_(?:it|\\w+)_eliminated "
        "verstoffwechsel "
        "ausgeschieden ausscheidung métabolis excrét",
        _PHARMACOKINETICS + "eliminat cyp\\d élimin",
    ),
    "the molecule": Property(
        "molecular_(?:weight|mass|formula|structure) molar_mass molekulargewicht "
        "molekülmasse molmasse summenformel strukturformel "
        "chemical_(?:name|formula|structure) cas_number masse_mol "
        "formule_(?:chimique|moléc) peso_molecular",
        "\\d\\s?k?da$ dalton",
    ),
    "excipients": Property(
        "excipient inactive_ingredient other_ingredient hilfsstoff lactose laktose gluten "
        "gelatin preservative konservierungsstoff colou?ring_agent farbstoff conservateur "
        "lactosa excipiente",
        "ingredient inhaltsstoff zusammensetzung composition polysorbat saccharose sucrose",
    ),
    "latex": Property(
        "latex",
        "natural_rubber",
    ),
    "appearance": Property(
        "(?:what|which)_colou?r welche_farbe farbe_ha quelle_(?:est_la_)?couleur "
        "(?:qué|cuál_es_el)_color looks?_like$ aussehen sehen_\\w+_aus à_quoi_ressemble "
        "aspecto imprint (?:the_)?colou?r_of",
        "colou?r farb(?:e|los)$ couleur white$ yellow$ pink$ red$ blue$ green$ brown$ "
        "orange$ gr[ae]y$ weiß gelb rosa$ rot(?:e|er|es)?$ blau grün braun blanc jaune "
        "engraved embossed printed_with biconvex round$ oblong blanco",
    ),
    "the needle": Property(
        "needle gauge$ nadel kanüle aiguille aguja",
        "\\d\\s?g_needle",
    ),
    "efficacy": Property(
        "how_effective how_well_(?:do|does|did)$ efficacy wirksamkeit wie_gut_(?:wirk|hilf) "
        "wie_wirksam efficacité eficacia (?:response|success|cure|remission)_rate "
        "pasi\\s?\\d primary_endpoint "
        "hazard_ratio ansprechrate erfolgsrate taux_de_(?:réponse|succès)",
        "effective(?:ness|ly)?$ responders? remission endpoint placebo superior survival "
        "reduc(?:ed|tion) improve",
    ),
    "size of a study": Property(
        "how_many_(?:patients|subjects|participants|volunteers|people_(?:took_part|were_in)) "
        "(?:wie_viele|anzahl_der)_(?:patient|proband|teilnehm|studienteilnehm) "
        "combien_de_(?:patient|participant|sujet) cuántos_(?:paciente|participante)",
        "\\d_(?:\\w+_){0,2}(?:patient|subject|participant|volunteer|adult|wom[ae]n|m[ae]n$|"
        "people|proband|paciente) "
        "n\\s?=\\s?\\d enrol randomi[sz]ed_\\d",
    ),
    "reconstitution": Property(
        "dissolv dilut reconstitut solvent diluent verdünn auflös aufgelöst lösungsmittel "
        "dissoudre diluer solvant disolver diluir disolvente",
        "water_for_injection sodium_chloride saline glucose_5 dextrose kochsalz-?lösung "
        "wasser_für_injektion",
    ),
    "onset": Property(
        "onset_of_(?:action|effect) "
        "how_(?:fast|quickly|soon)_(?:does|do|will)_(?:\\w+_){1,4}(?:work|act|help|take_effect) "
        "how_long_(?:\\w+_){1,7}(?:to_work|to_act|take_effect|starts?_working) "
        "wirkeintritt wirkungseintritt setzt_die_wirkung wirkung_(?:\\w+_){1,3}ein$ "
        "wie_schnell_(?:\\w+_)?wirkt début_d'action délai_d'action agit-il "
        "inicio_de_acción",
        "onset takes?_effect begins?_to_(?:work|act) starts?_to_(?:work|act) "
        "starts?_working works?_within effects?_(?:\\w+_){0,3}within",
    ),
    "an antidote": Property("antidot gegenmittel gegengift", "revers aufhebung"),
    "the greatest dose": Property(
        "(?:maximum|maximal|highest)_(?:\\w+_)?dose höchstdosis maximaldosis dose_maximale "
        "dosis_máxima",
        "maximum max[.]? maximal (?:not|never)_(?:more|exceed) (?:to|do_not)_exceed at_most höchst "
        "nicht_mehr_als",
    ),
    "into a muscle": Property("(?:into|in)_(?:a|the)_muscle intramuscular intramuskulär muskel"),
    "size of a pack": Property(
        "pack_size packungsgröße how_many_(?:\\w+_){1,5}(?:packs?|box(?:es)?|cartons?)$ "
        "wie_viele_(?:\\w+_){1,5}(?:packung|schachtel)",
        "packs?_(?:of|with|contain) (?:box|carton)_of packung_(?:mit|zu|enthält) \\d_(?:tablets|"
        "capsules|"
        "syringes|vials|pens|tabletten|kapseln|spritzen)_per",
    ),
    "fertility": Property(
        "fertil fruchtbarkeit zeugungs sperm impotenc",
    ),
    "mechanism": Property(
        "mechanism_of_action mode_of_action wirkmechanismus wirkprinzip wirkungsweise "
        "mécanisme_d'action mecanismo_de_acción",
        "inhibit antagonist agonist antibod block binds? hemm antikörper inhibiteur "
        "anticorps receptor rezeptor glycopeptid lipopeptid",
    ),
    "dose by weight": Property(
        "per_k(?:g|ilo) /\\s?kg$ mg/kg body[-_]?weight körpergewicht pro_k(?:g|ilo) "
        "par_k(?:g|ilo) poids_corporel peso_corporal weight-(?:based|adjusted)",
        "\\d\\s?kg$",
    ),
    "volume": Property(
        "(?:how_many|wie_viele|combien_de)_(?:ml$|millilit) millilit "
        "(?:which|what)_volume volumen$",
        "\\d\\s?ml$ ml$ volume",
    ),
    "concentration": Property(
        "(?:what|which)_concentration (?:mg|µg|g|units)\\s?(?:/|per)\\s?(?:ml$|millilit) "
        "welche_konzentration quelle_concentration qué_concentración",
        "\\d\\s?%_(?:solution|w/v) konzentration_von concentration_of",
    ),
    "humidity": Property(
        "humid luftfeucht humidité humedad",
        "\\d\\s?%\\s?r[.]?h",
    ),
    "vomiting": Property(
        "vomit(?:s|ed)?_(?:\\w+_){0,4}(?:after|minutes?|soon|shortly|tablet|capsule|dose|it)$ "
        "threw_(?:it_)?up (?:nach|kurz_nach)_(?:\\w+_){1,4}erbroch "
        "vomi_(?:\\w+_){0,3}après",
        "vomit erbr[eio]ch vomi",
    ),
}

EVERYDAY: Mapping[str, Property] = {
    "price": Property(
        "prices?$ (?:how_much|what)_(?:do|does|did|would|will)_(?:\\w+_){1,6}costs?$ "
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
        "manufactur (?:made|produced)_by herstell production_site",
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
        "[+]\\d[\\d\\s/()-]{6,} \\b0\\d{2,4}[\\s/-]\\d ext(?:ension)?[.]?_\\d extension "
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
        "endpoint_(?:protection|security|detection) virus defender",
    ),
    "room on a drive": Property(
        "gigabyte terabyte storage_(?:quota|space|limit) speicherplatz "
        "mailbox_size espace_de_stockage",
        "\\d\\s?[gmt]b$ quota",
    ),
    "a data centre": Property(
        "data[-_]?cent(?:er|re) rechenzentrum server[-_]?room serverraum "
        "centre_de_données centro_de_datos",
        "region$ hosted availability_zone",
    ),
    "a fee": Property(
        "(?:what|which|how_much)_(?:\\w+_)?fees? gebühr honoraires quels_frais tasas?$",
        _MONEY + "fees? charge",
    ),
    "the bonus": Property("bonus prämie gratifikation", "incentive"),
    "notice": Property(
        "notice_period period_of_notice kündigungsfrist préavis preaviso", "notice kündig resign"
    ),
    "probation": Property("probation probezeit période_d'essai período_de_prueba", "trial_period"),
    "sick pay": Property(
        "sick_pay lohnfortzahlung entgeltfortzahlung krankengeld indemnités_maladie",
        "pay_(?:\\w+_){0,4}(?:ill|sick) (?:ill|sick)_(?:\\w+_){0,4}(?:paid|pay|salary) salary",
    ),
    "a wedding": Property("wedding get_married hochzeit heirat mariage boda", "marri family_event"),
    "pension": Property("pension retirement rente$ altersvorsorge retraite jubilación"),
    "overtime": Property("overtime überstunden mehrarbeit heures_supplémentaires horas_extra"),
    "parking": Property("parking car_park parkplatz parkplätze aparcamiento"),
    "clothing": Property("dress_code kleiderordnung code_vestimentaire", "clothing wear"),
    "bandwidth": Property("bandwidth bandbreite bande_passante", "[mg]bit"),
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
        "(?:19|20)\\d\\d(?!\\d)",
    ),
}
PROPERTIES: Mapping[str, Property] = {**MEDICAL, **EVERYDAY}
