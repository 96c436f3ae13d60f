"""What patients and their doctors ask about a medicine beside its product information."""

from __future__ import annotations

from collections.abc import Mapping

from retrieval.searching.requirements.property import Property

PATIENTS: Mapping[str, Property] = {
    "food": Property(
        "(?:with|without)_food empty_stomach fasting "
        "(?:before|after|with)_(?:a_|the_)?meals? nüchtern_(?:ein|genommen) "
        "zu_den_mahlzeiten à_jeun ayunas milk$ coffee juice$",
        "food meal fast stomach breakfast",
    ),
    "crushing": Property(
        "crush(?:ed|ing)?$ chew(?:ed|ing)?$ "
        "(?:split|cut|break|divide)_(?:\\w+_){0,3}(?:tablets?|capsules?|pills?)$ "
        "open(?:ed)?_the_capsule zermörser zerkau écras",
        "swallow whole$ scored",
    ),
    "disposal": Property(
        "dispos(?:e|ed|al|ing)$ entsorg élimin(?:er|ation)_des",
        "sharps waste discard destroy",
    ),
    "length of treatment": Property(
        "(?:duration|length)_of_(?:the_)?(?:treatment|therapy) "
        "how_long_(?:\\w+_){0,2}(?:treatment|therapy)_(?:last|take|go) "
        "how_long_(?:\\w+_){1,4}(?:be_treated|be_taken_for) behandlungsdauer "
        "durée_du_traitement",
        "course_of until_ day_\\d \\d_(?:weeks|months)_of_treatment long-term",
    ),
    "where to inject": Property(
        "(?:where|which_(?:part|site))_(?:\\w+_){1,6}inject(?:ed)?$ injected_into_the thigh "
        "upper_arm abdomen injektionsstelle_(?:für|bei) oberschenkel",
        "abdom thigh upper_arm buttock bauch",
    ),
    "a starting dose": Property(
        "(?:starting|initial|loading)_dose titrat anfangsdosis startdosis dose_initiale "
        "dosis_inicial",
        "first_dose day_1 start(?:ing)? initial load then_",
    ),
    "generics": Property(
        "generics?$ generic_(?:version|form|name) biosimilar generika générique genérico",
    ),
    "insurance": Property(
        "health_insur(?:ance|er) covered_by_(?:\\w+_)?insurance insurance_cover krankenkasse "
        "krankenversicher assurance-maladie",
        "insur reimburs",
    ),
    "sleep": Property(
        "sleep insomnia schlaf(?:en|losigkeit|störung)? sommeil insomnie",
        "somnol drows",
    ),
    "weight": Property(
        "(?:gain|lose|losing|put_on)_(?:\\w+_){0,2}weight weight_(?:gain|loss|change) "
        "gewichtszunahme gewichtsverlust prise_de_poids",
        "body_weight obes",
    ),
    "mood": Property(
        "mood_(?:change|swing) depress(?:ion|ed|ive)$ suicid(?:e|al) anxiety "
        "stimmung(?:sschwankung)?",
        "psychiatric mood",
    ),
    "sunlight": Property(
        "sunlight sun_(?:exposure|bath|light) sunbath in_the_sun$ sonnenlicht sonne$ soleil",
        "photosens light$ uv$",
    ),
    "taste": Property(
        "tastes?$ flavou?r geschmack goût_(?:du|de_la)",
    ),
    "travel with it": Property(
        "(?:hand_luggage|carry-on|cabin_baggage|on_a_plane|airport) handgepäck",
        "luggage transport",
    ),
    "self-injection": Property(
        "(?:inject|give|administer)_(?:it_|the_dose_|\\w+_)?(?:themselves|himself|herself|"
        "myself|yourself|oneself) "
        "self-?(?:inject|administ) selbst_(?:spritzen|injizieren)",
        "self-?administ caregiver training",
    ),
    "death": Property(
        "(?:has|have|did)_(?:\\w+_){1,3}die[ds]?$ died$ "
        "deaths?_(?:on|under|with|after|from|in|reported|caused) todesfälle_(?:unter|mit|bei)",
        "death fatal mortal die[ds]?$ tod",
    ),
    "treatment at home": Property(
        "(?:give|given|administer(?:ed)?|inject(?:ed)?|infus(?:e|ed)|"
        "treated)_(?:\\w+_){0,3}at_home$ "
        "zu_hause_(?:gegeben|verabreicht)",
        "home caregiver outpatient",
    ),
    "blood tests": Property(
        "blood_(?:tests?|samples?)_(?:needed|required|necessary|before|be) "
        "(?:a|any|which|what)_blood_(?:tests?|samples?)",
        "blood_count alt$ ast$ inr$ creatinin serum laborator liver_(?:function|enzymes) "
        "haemoglobin platelet",
    ),
    "withdrawal from the market": Property(
        "(?:withdrawn|pulled|taken)_(?:off|from)_(?:the_)?(?:market|sale) "
        "(?:licence|license|approval|registration|"
        "authori[sz]ation)_(?:\\w+_){1,4}(?:withdrawn|revoked|suspended|cancelled)$ "
        "widerrufen",
        "withdraw revok suspend cancel",
    ),
}
