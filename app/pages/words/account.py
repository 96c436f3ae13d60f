"""What the page of somebody's own account says."""

from __future__ import annotations

from app.pages.words.wording import Section

ACCOUNT: Section = {
    "en": {
        "title": "Your account",
        "none_ended": "That session had already ended.",
        "ended": {
            "one": "The session has ended. An open chat there closes within five seconds.",
            "other": "{n} sessions have ended. Open chats there close within five seconds.",
        },
        "to_spending": "See what it went to",
        "may": "What you may do here",
        "no_assistant": (
            "None of your groups gives access to an assistant yet. Ask the owner of your "
            "department’s assistant, or your IT support, to add you to its group; then sign in "
            "again."
        ),
        "too_many_groups": (
            "Your company’s directory says that you are in too many groups to name them all, "
            "so none of those counts here."
        ),
        "too_many_but_some": (
            "Your company’s directory says that you are in too many groups to name them all, "
            "so none of those counts here but the ones below."
        ),
        "too_many_hint": (
            "Ask your IT support to limit the groups that are sent to Almanac, or to let "
            "Almanac ask for them; then sign in again."
        ),
        "roles": "Roles",
        "assistants": "Assistants",
        "groups": "Groups",
        "none": "None",
        "many_groups": {"one": "{n} group", "other": "{n} groups"},
        "from_company": (
            "Your groups come from your company’s directory and are checked again every few "
            "minutes."
        ),
        "from_sample": "Your groups belong to the sample company.",
        "where": "Where you are signed in",
        "here": "This browser",
        "from_address": "From {address}",
        "since": "since",
        "active": "last active",
        "end": "End",
        "end_this": "End the session in {device}",
        "end_others": "End all others",
        "sign_out": "Sign out here",
        "device": "{browser} on {system}",
        "some_browser": "A browser",
        "unknown_browser": "An unknown browser",
    },
    "de": {
        "title": "Ihr Konto",
        "none_ended": "Diese Sitzung war schon beendet.",
        "ended": {
            "one": "Die Sitzung ist beendet. Ein offener Chat dort schließt binnen fünf Sekunden.",
            "other": (
                "{n} Sitzungen sind beendet. Offene Chats dort schließen binnen fünf Sekunden."
            ),
        },
        "to_spending": "Ansehen, wofür",
        "may": "Was Sie hier dürfen",
        "no_assistant": (
            "Keine Ihrer Gruppen gibt Zugang zu einem Assistenten. Bitten Sie, wem der Assistent "
            "Ihrer Abteilung gehört, oder Ihren IT-Support, Sie in dessen Gruppe aufzunehmen; "
            "melden Sie sich danach neu an."
        ),
        "too_many_groups": (
            "Das Verzeichnis Ihrer Firma meldet, dass Sie in zu vielen Gruppen sind, um alle "
            "zu nennen; keine davon zählt hier."
        ),
        "too_many_but_some": (
            "Das Verzeichnis Ihrer Firma meldet, dass Sie in zu vielen Gruppen sind, um alle "
            "zu nennen; nur die unten zählen hier."
        ),
        "too_many_hint": (
            "Bitten Sie Ihren IT-Support, die Gruppen zu begrenzen, die Almanac erhält, oder "
            "Almanac danach fragen zu lassen; melden Sie sich danach neu an."
        ),
        "roles": "Rollen",
        "assistants": "Assistenten",
        "groups": "Gruppen",
        "none": "Keine",
        "many_groups": {"one": "{n} Gruppe", "other": "{n} Gruppen"},
        "from_company": (
            "Ihre Gruppen stammen aus dem Verzeichnis Ihrer Firma und werden alle paar Minuten neu "
            "gelesen."
        ),
        "from_sample": "Ihre Gruppen gehören zur Beispielfirma.",
        "where": "Wo Sie angemeldet sind",
        "here": "Dieser Browser",
        "from_address": "Von {address}",
        "since": "seit",
        "active": "zuletzt aktiv",
        "end": "Beenden",
        "end_this": "Beenden: Sitzung in {device}",
        "end_others": "Alle anderen beenden",
        "sign_out": "Hier abmelden",
        "device": "{browser} unter {system}",
        "some_browser": "Ein Browser",
        "unknown_browser": "Ein unbekannter Browser",
    },
    "fr": {
        "title": "Votre compte",
        "none_ended": "Cette session était déjà terminée.",
        "ended": {
            "one": "La session est terminée. Une conversation ouverte s’y ferme en cinq secondes.",
            "other": (
                "{n} sessions sont terminées. Les conversations ouvertes s’y ferment en cinq "
                "secondes."
            ),
        },
        "to_spending": "Voir à quoi il a servi",
        "may": "Ce que vous pouvez faire ici",
        "no_assistant": (
            "Aucun de vos groupes ne donne encore accès à un assistant. Demandez au responsable de "
            "l’assistant de votre service, ou à votre support informatique, de vous ajouter à son "
            "groupe ; puis reconnectez-vous."
        ),
        "too_many_groups": (
            "L’annuaire de votre entreprise indique que vous êtes dans trop de groupes pour "
            "les nommer tous ; aucun ne compte ici."
        ),
        "too_many_but_some": (
            "L’annuaire de votre entreprise indique que vous êtes dans trop de groupes pour "
            "les nommer tous ; seuls ceux ci-dessous comptent ici."
        ),
        "too_many_hint": (
            "Demandez à votre support informatique de limiter les groupes envoyés à Almanac, "
            "ou de laisser Almanac les demander ; puis reconnectez-vous."
        ),
        "roles": "Rôles",
        "assistants": "Assistants",
        "groups": "Groupes",
        "none": "Aucun",
        "many_groups": {"one": "{n} groupe", "other": "{n} groupes"},
        "from_company": (
            "Vos groupes viennent de l’annuaire de votre entreprise et sont relus toutes les "
            "quelques minutes."
        ),
        "from_sample": "Vos groupes appartiennent à l’entreprise fictive.",
        "where": "Où vous êtes connecté",
        "here": "Ce navigateur",
        "from_address": "Depuis {address}",
        "since": "depuis le",
        "active": "dernière activité le",
        "end": "Terminer",
        "end_this": "Terminer la session dans {device}",
        "end_others": "Terminer toutes les autres",
        "sign_out": "Se déconnecter ici",
        "device": "{browser} sous {system}",
        "some_browser": "Un navigateur",
        "unknown_browser": "Un navigateur inconnu",
    },
}
