"""What people ask about their work: pay, leave, equipment, procedures."""

from __future__ import annotations

from collections.abc import Mapping

from retrieval.searching.requirements.property import Property

WORKPLACE: Mapping[str, Property] = {
    "salary": Property(
        "(?:is|are|do|does|will|when|what|my|our|monthly|yearly)_(?:\\w+_){0,3}salar(?:y|ies)$ "
        "wages?$ payroll pay[-\\s]?day gehalt gehälter lohn$ salaire sueldo nómina",
        "pay_(?:is|comes|runs)",
    ),
    "a pay rise": Property(
        "pay_rise (?:salary|wage)_increase (?:get|ask_for)_a_raise gehaltserhöhung "
        "augmentation_de_salaire",
        "merit_increase raise$ salary_review",
    ),
    "promotion": Property(
        "promotions?$ (?:be|get)_promoted beförder(?:t|ung)",
        "promot career",
    ),
    "working hours": Property(
        "working_hours_(?:a|per|are|of|do) weekly_hours hours_(?:a|per)_week core_hours "
        "fle?xi?-?time arbeitszeit gleitzeit horaires_de_travail",
        "hours_(?:a|per)_week core_hours fle?xi",
    ),
    "a sick note": Property(
        "sick_note medical_certificate doctor['’]?s_(?:note|certificate) krankschreibung "
        "arztzeugnis certificat_médical",
        "certificate note_from",
    ),
    "unpaid leave": Property(
        "unpaid_leave sabbatical unbezahlte[rn]?_urlaub congé_sans_solde",
    ),
    "bereavement": Property(
        "bereavement funeral compassionate_leave todesfall beerdigung deuil",
        "death_of_a",
    ),
    "moving house": Property(
        "mov(?:e|ing)_(?:house|home|flat) relocat umzug déménag",
        "moving",
    ),
    "military service": Property(
        "military militärdienst jury_duty zivildienst service_militaire",
    ),
    "child care": Property(
        "child[-\\s]?care nursery kindergarten crèche kita$ daycare",
    ),
    "the canteen": Property(
        "canteen cafeteria kantine cantine",
    ),
    "sport": Property(
        "gym$ fitness sports?_(?:club|course) sportkurs",
    ),
    "a company car": Property(
        "company_car (?:leas|hir)ing_(?:a_)?car dienstwagen firmenwagen voiture_de_fonction",
        "pool_car",
    ),
    "a car's costs": Property(
        "per_kilomet(?:re|er)$ per_km$ mileage (?:own|private)_car kilometergeld privatwagen "
        "frais_kilométriques",
        "kilomet car$",
    ),
    "taxis": Property(
        "taxis?$ cabs?$",
        "ride_hailing",
    ),
    "a visa": Property(
        "visas?$ work_permit arbeitserlaubnis aufenthaltsbewilligung permis_de_travail",
    ),
    "a home office": Property(
        "home_office_(?:equipment|allowance|cost|furniture) "
        "(?:desk|chair|monitor|screen|furniture)_(?:for|at)_home internet_(?:costs?|bill)",
        "equipment_at_home",
    ),
    "public holidays": Property(
        "public_holidays? bank_holidays? feiertage? jours?_fériés? días_festivos",
    ),
    "Christmas": Property(
        "christmas year-end_(?:closure|closing) weihnacht noël navidad",
        "year-end december",
    ),
    "shares": Property(
        "stock_options? share_(?:plan|options?) employee_shares mitarbeiteraktien",
        "stock equity",
    ),
    "a mentor": Property(
        "mentor coaching$",
        "coach",
    ),
    "harassment": Property(
        "harass bully(?:ing)? mobbing harcèlement acoso",
        "misconduct",
    ),
    "an accident at work": Property(
        "accident_at_work (?:work|workplace)_(?:accident|injury) arbeitsunfall accident_du_travail",
        "accident injur",
    ),
    "working part time": Property(
        "reduce_my_(?:hours|workload) pensum_(?:reduzier|senk)",
        "part-?time part_time workload",
    ),
    "leaving the company": Property(
        "resign(?:s|ed|ing|ation)?$ leav(?:e|es|ing)_the_(?:company|firm) "
        "leaves_(?:after|before|within|during|us|again)$ left_the_company "
        "kündigt_(?:und|bevor|nach|hat) (?:ich|er|sie)_kündig "
        "verlässt_(?:die_firma|das_unternehmen) démission dimisión",
        "terminat leaver offboard departure stay_commitment last_day kündig",
    ),
    "printing": Property(
        "printers? print_(?:a|my|the|out|in)$ drucker imprimante impresora",
        "print",
    ),
    "wireless": Property(
        "wi-?fi wlan wireless",
    ),
    "a mailbox": Property(
        "mailbox attachments? postfach boîte_mail",
        "quota attach",
    ),
    "USB sticks": Property(
        "usb memory_sticks?",
        "removable_media",
    ),
    "administrator rights": Property(
        "(?:admin|administrator)_rights local_admin administratorrechte",
        "privileged",
    ),
    "video calls": Property(
        "video_(?:calls?|conferenc) webex zoom_(?:meeting|call) videokonferenz",
        "meeting_room",
    ),
    "an operating system": Property(
        "operating_systems? windows_(?:\\d|version) betriebssystem système_d['’]exploitation",
        "windows linux macos",
    ),
    "updates": Property(
        "(?:security|software)_updates?_(?:are|is|installed) patch(?:es|ed|ing)?$ "
        "sicherheitsupdate",
        "updat",
    ),
    "encryption": Property(
        "encrypt verschlüssel chiffrement cifrad",
    ),
    "a password manager": Property(
        "password_manager passwort-?manager gestionnaire_de_mots",
        "vault",
    ),
    "phishing": Property(
        "phishing spam_?mails? suspicious_(?:e-?mail|mail|message|link)",
        "spam",
    ),
    "opening hours": Property(
        "opening_hours office_hours "
        "(?:when|what_time|what_hours|until_when)_(?:is|are|does)_(?:\\w+_){1,4}(?:open|"
        "staffed|reachable)$ "
        "öffnungszeiten heures_d['’]ouverture",
        "open round_the_clock staffed from_\\d",
    ),
    "availability": Property(
        "uptime availability_(?:target|goal) verfügbarkeitsziel",
        "available",
    ),
    "a second screen": Property(
        "(?:second|external|extra|larger)_(?:monitor|screen)s? zweite[rn]?_(?:monitor|bildschirm)",
        "monitors$ screens?$",
    ),
    "translations": Property(
        "translat(?:ion|or)s? translate(?:d)?_(?:by|into|the|our|a)$ übersetz traduc",
        "translat",
    ),
    "a recall": Property(
        "recalls?$ recalled rückruf rappel_de_lot",
    ),
    "product complaints": Property(
        "complaints?$ reklamation réclamation",
        "complaint",
    ),
    "periodic reports": Property(
        "psurs?$ pbrers? dsurs? periodic_safety",
    ),
    "risk management": Property(
        "risk_management_plan rmps?$ risikomanagementplan",
    ),
    "release of batches": Property(
        "batch_release release_of_(?:a_)?batch chargenfreigabe",
        "released",
    ),
    "orphan status": Property(
        "orphan",
    ),
    "a root cause": Property(
        "root[-_]cause ursachenanalyse",
    ),
    "the last revision": Property(
        "(?:last|latest)_(?:revised|revision|updated|reviewed|changed)$ "
        "(?:when|date)_(?:\\w+_){1,5}(?:revised|updated|reviewed)$ next_review",
        "effective valid_ revis replaces supersed review",
    ),
    "a penalty": Property(
        "penalt(?:y|ies) punish sanctions?$ disciplinary strafe sanktion",
        "consequence dismiss warning_letter misconduct",
    ),
    "selling leave": Property(
        "(?:sell|cash_in|cash_out|pay_out|paid_out)_(?:\\w+_){0,3}(?:leave|holiday|vacation|days) "
        "(?:leave|holiday|vacation)_(?:\\w+_){0,3}(?:paid_out|cashed) urlaub_auszahl",
        "paid_out payout cash",
    ),
    "other devices": Property(
        "ipads?$ iphones?$ android chromebook",
        "mobile tablet smartphone any_device",
    ),
    "number of people": Property(
        "how_many_(?:people|persons|employees|users|colleagues|members|staff|managers|"
        "customers)_(?:work|use|are_(?:in|employed|there)|have|belong|live) "
        "wie_viele_(?:leute|personen|mitarbeit\\w+|nutzer)_(?:arbeiten|nutzen|sind)",
        "\\d_(?:\\w+_){0,3}(?:people|persons|employees|users|colleagues|members|staff|"
        "managers|customers|mitarbeit|nutzer) "
        "headcount",
    ),
    "numbers of a past time": Property(
        "how_(?:many|much|often)_(?:\\w+_){1,8}(?:last|past|previous)_(?:week|month|quarter|year)$ "
        "how_(?:many|much|often)_(?:\\w+_){1,8}(?:so_far|to_date|until_now)$ "
        "how_(?:many|much|often)_(?:\\w+_){1,8}in_20\\d\\d$ "
        "wie_(?:viele?|oft)_(?:\\w+_){1,8}letzte[nsr]?_(?:woche|monat|quartal|jahr)",
        "(?:last|past|previous)_(?:week|month|quarter|year) letzte[nsr]?_ in_20\\d\\d since_ "
        "statistic",
    ),
}
