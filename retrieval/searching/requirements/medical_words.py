"""The properties that a product information has a heading for."""

from __future__ import annotations

from collections.abc import Mapping

from retrieval.searching.requirements.property import Property

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
        "(?:how|more|less|most|as|very)_effective works?_better better_than "
        "how_well_(?:do|does|did)$ efficacy wirksamkeit wie_gut_(?:wirk|hilf) "
        "wie_wirksam efficacité eficacia (?:response|success|cure|remission)_rate "
        "pasi\\s?\\d primary_endpoint "
        "hazard_ratio ansprechrate erfolgsrate taux_de_(?:réponse|succès)",
        "effective(?:ness|ly)?$ responders? remission endpoint placebo superior survival "
        "reduc(?:ed|es|tion) improve lower decreas increas better versus compared_with",
    ),
    "size of a study": Property(
        "how_many_(?:patients|subjects|participants|volunteers|people_(?:took_part|were_in)) "
        "(?:wie_viele|anzahl_der)_(?:patient|proband|teilnehm|studienteilnehm) "
        "combien_de_(?:patient|participant|sujet) cuántos_(?:paciente|participante)",
        "\\d_(?:\\w+_){0,3}(?:patient|subject|participant|volunteer|adult|outpatient|wom[ae]n|men$|"
        "people|proband|paciente) (?:hundred|thousand|twelve|twenty)_(?:patient|subject|adult) "
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
        "(?:maximum|maximal|highest)_(?:\\w+_)?dose (?:is|are)_the_maximum "
        "höchstdosis maximaldosis dose_maximale "
        "dosis_máxima",
        "maximum max[.]? maximal exceed (?:no|not|never)_more at_most up_to above höchst bis_zu "
        "nicht_mehr_als",
    ),
    "into a muscle": Property(
        "(?:into|in)_(?:a|the)_muscle intramuscular intramuskulär muskel i[.]m[.]"
    ),
    "size of a pack": Property(
        "pack_size packungsgröße how_many_(?:\\w+_){1,5}(?:packs?|box(?:es)?|cartons?)$ "
        "wie_viele_(?:\\w+_){1,5}(?:packung|schachtel)",
        "packs?_(?:of|with|contain) (?:box|carton)_of packung_(?:mit|zu|enthält) "
        "\\d_(?:tablets|capsules|syringes|vials|pens|tabletten|kapseln|spritzen)$",
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
        "per_k(?:g|ilo) /\\s?kg$ body[-_]?weight körpergewicht pro_k(?:g|ilo) "
        "par_k(?:g|ilo) poids_corporel peso_corporal weight-(?:based|adjusted)",
        "\\d\\s?kg$",
    ),
    "volume": Property(
        "(?:how_many|wie_viele|combien_de)_ml$ millilit (?:which|what)_volume volumen$",
        "\\d\\s?ml(?!\\w|\\s?/) volume",
    ),
    "concentration": Property(
        "(?:what|which)_concentration /\\s?ml$ per_(?:\\d+\\s?)?(?:ml|millilit) "
        "welche_konzentration quelle_concentration qué_concentración",
        "\\d\\s?%_(?:solution|w/v) konzentration_von concentration_of",
    ),
    "humidity": Property(
        "humid luftfeucht humidité humedad",
        "\\d\\s?%\\s?r[.]?h",
    ),
    "storage": Property(
        "(?:is|are|be|do|does|should|must|can|how)_(?:\\w+_){0,4}(?:stored|refrigerated)$ "
        "how_(?:do|should|must|can)_(?:\\w+_){1,2}store$ "
        "storage_(?:condition|temperature|of) "
        "(?:what|which)_temperature_(?:\\w+_){1,4}(?:stored|kept)$ "
        "wie_(?:\\w+_){1,3}(?:ge)?lager(?:t|n)$ lagerung aufbewahrt$ "
        "comment_(?:\\w+_){0,2}(?:conserv|stock) conditions_de_conservation "
        "cómo_se_(?:conserva|almacena) conservación",
        "°\\s?[cf]$ degrees stored?$ storage keep_(?:\\w+_){0,4}(?:below|refrigerat|cool) "
        "refrigerat fridge room_temperature retention lager aufbewahr kühl conserv stock almacen "
        "保存 储存 贮藏",
    ),
    "side effects": Property(
        "side_effects?$ adverse_(?:reactions?|effects?)$ undesirable_effects?$ unwanted_effects?$ "
        "nebenwirkung effets?_(?:secondaire|indésirable) efectos?_(?:secundario|adverso) "
        "reacci(?:ón|ones)_adversas?",
        "reactions?$ adverse_event side_effect undesirable nebenwirkung unerwünscht tolerab "
        "effets?_ind indésirable efectos?_ reacci safety_profile well_tolerated 副作用 不良反应",
    ),
    "vomiting": Property(
        "vomit(?:s|ed)?_(?:\\w+_){0,4}(?:after|minutes?|soon|shortly|tablet|capsule|dose|it)$ "
        "threw_(?:it_)?up (?:nach|kurz_nach)_(?:\\w+_){1,4}erbroch "
        "vomi_(?:\\w+_){0,3}après",
        "vomit erbr[eio]ch vomi",
    ),
}
