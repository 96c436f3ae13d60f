"""What the page of the audit trail says around its entries."""

from __future__ import annotations

from app.pages.words.wording import Section

AUDIT: Section = {
    "en": {
        "title": "Audit trail",
        "intro": "Who did what, when and from where. What people wrote is not in it.",
        "in_utc": "Times are in UTC.",
        "days_in_utc": "Days are counted in UTC.",
        "whole_heading": "Is it whole?",
        "flaw_hint": "No checkpoint is signed until this is resolved: see docs/operations.md.",
        "lake_away": (
            "The lake with the checkpoints cannot be reached, so nothing was checked. Try again "
            "later."
        ),
        "not_checked": "It has not been checked from its beginning yet.",
        "whole": "Whole",
        "whole_to": "up to entry {entry}: {who} checked it on {when}.",
        "not_whole": "Not whole",
        "not_whole_at": "when {who} checked it on {when}: {facts}.",
        "verify_hint": "<code>almanac audit verify</code> says it in words.",
        "signed": "The last checkpoint signed entry {entry} on {when}.",
        "not_signed": "No checkpoint is signed yet; the service does it within a minute.",
        "check": "Check it now",
        "filter": "Filter",
        "since": "From",
        "until": "To",
        "what": "What",
        "everything": "Everything",
        "who": "Who",
        "show_filtered": "Show",
        "show_all": "Show everything",
        "download": "Download as CSV",
        "list": "Entries, newest first",
        "when": "When",
        "result": "Result",
        "from_where": "From where",
        "entry": "entry {number}",
        "only_these": "{who}: show only these entries",
        "no_match": "Nothing matches",
        "no_match_hint": (
            "Widen the period, choose “Everything”, or write a person’s whole e-mail address."
        ),
        "nothing": "Nothing happened yet",
        "nothing_hint": "Sign-ins, denials, exports and changes appear here as they happen.",
        "newest": "Newest",
        "older": "Older",
        "bad_day": "A day is written like 2026-01-31. The period was left out.",
        "bad_action": "There is no such action. It was left out.",
    },
    "de": {
        "title": "Prüfprotokoll",
        "intro": (
            "Wer was getan hat, wann und von wo. Was Menschen geschrieben haben, steht nicht darin."
        ),
        "in_utc": "Zeiten sind in UTC.",
        "days_in_utc": "Tage werden in UTC gezählt.",
        "whole_heading": "Ist es vollständig?",
        "flaw_hint": (
            "Bis das geklärt ist, wird kein Prüfpunkt signiert: siehe docs/operations.md."
        ),
        "lake_away": (
            "Der Speicher mit den Prüfpunkten ist nicht erreichbar, deshalb wurde nichts geprüft. "
            "Versuchen Sie es später wieder."
        ),
        "not_checked": "Es wurde noch nicht von Anfang an geprüft.",
        "whole": "Vollständig",
        "whole_to": "bis Eintrag {entry}: geprüft von {who}, {when}.",
        "not_whole": "Nicht vollständig",
        "not_whole_at": "bei der Prüfung durch {who}, {when}: {facts}.",
        "verify_hint": "<code>almanac audit verify</code> sagt es in Worten.",
        "signed": "Der letzte Prüfpunkt signierte Eintrag {entry}, {when}.",
        "not_signed": "Noch ist kein Prüfpunkt signiert; der Dienst tut es binnen einer Minute.",
        "check": "Jetzt prüfen",
        "filter": "Filter",
        "since": "Von",
        "until": "Bis",
        "what": "Was",
        "everything": "Alles",
        "who": "Wer",
        "show_filtered": "Anzeigen",
        "show_all": "Alles anzeigen",
        "download": "Als CSV herunterladen",
        "list": "Einträge, die neuesten zuerst",
        "when": "Wann",
        "result": "Ergebnis",
        "from_where": "Von wo",
        "entry": "Eintrag {number}",
        "only_these": "{who}: nur diese Einträge zeigen",
        "no_match": "Nichts passt",
        "no_match_hint": (
            "Weiten Sie den Zeitraum, wählen Sie „Alles“, oder schreiben Sie eine ganze "
            "E-Mail-Adresse."
        ),
        "nothing": "Noch ist nichts geschehen",
        "nothing_hint": "Anmeldungen, Ablehnungen, Exporte und Änderungen erscheinen hier sofort.",
        "newest": "Neueste",
        "older": "Ältere",
        "bad_day": "Ein Tag wird so geschrieben: 2026-01-31. Der Zeitraum wurde weggelassen.",
        "bad_action": "Diese Handlung gibt es nicht. Sie wurde weggelassen.",
    },
    "fr": {
        "title": "Journal d’audit",
        "intro": "Qui a fait quoi, quand et d’où. Ce que les gens ont écrit n’y figure pas.",
        "in_utc": "Les heures sont en UTC.",
        "days_in_utc": "Les jours sont comptés en UTC.",
        "whole_heading": "Est-il complet ?",
        "flaw_hint": (
            "Aucun point de contrôle n’est signé avant que ce soit réglé : voir docs/operations.md."
        ),
        "lake_away": (
            "Le stockage des points de contrôle est injoignable, rien n’a donc été vérifié. "
            "Réessayez plus tard."
        ),
        "not_checked": "Il n’a pas encore été vérifié depuis son début.",
        "whole": "Complet",
        "whole_to": "jusqu’à l’entrée {entry} : vérifié par {who}, {when}.",
        "not_whole": "Incomplet",
        "not_whole_at": "lors de la vérification par {who}, {when} : {facts}.",
        "verify_hint": "<code>almanac audit verify</code> le dit en toutes lettres.",
        "signed": "Le dernier point de contrôle a signé l’entrée {entry}, {when}.",
        "not_signed": (
            "Aucun point de contrôle n’est encore signé ; le service le fait dans la minute."
        ),
        "check": "Vérifier maintenant",
        "filter": "Filtre",
        "since": "Du",
        "until": "Au",
        "what": "Quoi",
        "everything": "Tout",
        "who": "Qui",
        "show_filtered": "Afficher",
        "show_all": "Tout afficher",
        "download": "Télécharger en CSV",
        "list": "Entrées, les plus récentes d’abord",
        "when": "Quand",
        "result": "Résultat",
        "from_where": "D’où",
        "entry": "entrée {number}",
        "only_these": "{who} : n’afficher que ces entrées",
        "no_match": "Rien ne correspond",
        "no_match_hint": (
            "Élargissez la période, choisissez « Tout », ou écrivez une adresse e-mail entière."
        ),
        "nothing": "Il ne s’est encore rien passé",
        "nothing_hint": (
            "Les connexions, les refus, les exports et les changements apparaissent ici aussitôt."
        ),
        "newest": "Les plus récentes",
        "older": "Plus anciennes",
        "bad_day": "Un jour s’écrit ainsi : 2026-01-31. La période a été laissée de côté.",
        "bad_action": "Cette action n’existe pas. Elle a été laissée de côté.",
    },
}
