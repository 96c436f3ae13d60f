"""What the account page says around what departments told somebody."""

from __future__ import annotations

from app.pages.words.wording import Section

HEARD: Section = {
    "en": {
        "became": "What became of your reactions",
        "asked": "You asked:",
        "conversation": "Open the conversation",
        "answered": "answered you",
        "closed": "closed it: {outcome}",
        "reopened": "works on it again",
        "mended": "It is mended.",
        "explained": "The answer was right, and here is why.",
        "passed_on": "It was passed on to whoever can mend it.",
        "declined": "Nothing will change, and here is why.",
    },
    "de": {
        "became": "Was aus Ihren Reaktionen wurde",
        "asked": "Sie fragten:",
        "conversation": "Unterhaltung öffnen",
        "answered": "antwortete Ihnen",
        "closed": "schloss sie ab: {outcome}",
        "reopened": "arbeitet wieder daran",
        "mended": "Es ist behoben.",
        "explained": "Die Antwort war richtig; hier steht, warum.",
        "passed_on": "Weitergegeben an jemanden, der es beheben kann.",
        "declined": "Es ändert sich nichts; hier steht, warum.",
    },
    "fr": {
        "became": "Ce que sont devenues vos réactions",
        "asked": "Vous avez demandé :",
        "conversation": "Ouvrir la conversation",
        "answered": "vous a répondu",
        "closed": "l’a close : {outcome}",
        "reopened": "y travaille de nouveau",
        "mended": "C’est corrigé.",
        "explained": "La réponse était juste, et voici pourquoi.",
        "passed_on": "Transmis à qui peut le corriger.",
        "declined": "Rien ne changera, et voici pourquoi.",
    },
}
