"""What the page of a document says around its text."""

from __future__ import annotations

from app.pages.words.wording import Section

DOCUMENTS: Section = {
    "en": {
        "newer": "Open the newer version: {title}",
        "machine": "Read by machine off a picture: compare it with the picture.",
        "machine_doubtful": (
            "Read by machine off a picture, with little certainty: compare it with the picture."
        ),
        "page": "Page",
        "slide": "Slide",
        "page_list": "Pages",
        "slide_list": "Slides",
        "picture": "{unit} {page} of {pages}",
        "previous": "Previous",
        "next": "Next",
        "of": "of {pages}",
        "go": "Go",
        "table": "Table",
        "before": "Show what comes before",
        "after": "Show what comes after",
        "original": "Download the original",
        "to_conversation": "Back to the conversation",
        "unavailable": "Not available",
        "not_now": (
            "This document cannot be opened just now: it may have moved or changed. Try again "
            "later, or ask its owner."
        ),
        "gone": "No longer available",
        "gone_why": (
            "The document that your answer cites is no longer available to you: it was removed, "
            "or it is no longer open to you. Ask again for today’s answer."
        ),
    },
    "de": {
        "newer": "Neuere Version öffnen: {title}",
        "machine": "Maschinell von einem Bild gelesen: Vergleichen Sie mit dem Bild.",
        "machine_doubtful": (
            "Maschinell von einem Bild gelesen, mit wenig Gewissheit: Vergleichen Sie mit dem Bild."
        ),
        "page": "Seite",
        "slide": "Folie",
        "page_list": "Seiten",
        "slide_list": "Folien",
        "picture": "{unit} {page} von {pages}",
        "previous": "Zurück",
        "next": "Weiter",
        "of": "von {pages}",
        "go": "Los",
        "table": "Tabelle",
        "before": "Zeigen, was davor steht",
        "after": "Zeigen, was danach steht",
        "original": "Original herunterladen",
        "to_conversation": "Zurück zur Unterhaltung",
        "unavailable": "Nicht verfügbar",
        "not_now": (
            "Dieses Dokument lässt sich gerade nicht öffnen: Vielleicht wurde es verschoben oder "
            "geändert. Versuchen Sie es später wieder, oder fragen Sie, wem es gehört."
        ),
        "gone": "Nicht mehr verfügbar",
        "gone_why": (
            "Das Dokument, auf das sich Ihre Antwort stützt, ist Ihnen nicht mehr zugänglich: Es "
            "wurde entfernt, oder Sie dürfen es nicht mehr lesen. Fragen Sie neu, um die Antwort "
            "von heute zu erhalten."
        ),
    },
    "fr": {
        "newer": "Ouvrir la version plus récente : {title}",
        "machine": "Lu par une machine sur une image : comparez avec l’image.",
        "machine_doubtful": (
            "Lu par une machine sur une image, avec peu de certitude : comparez avec l’image."
        ),
        "page": "Page",
        "slide": "Diapositive",
        "page_list": "Pages",
        "slide_list": "Diapositives",
        "picture": "{unit} {page} sur {pages}",
        "previous": "Précédente",
        "next": "Suivante",
        "of": "sur {pages}",
        "go": "Aller",
        "table": "Tableau",
        "before": "Afficher ce qui précède",
        "after": "Afficher la suite",
        "original": "Télécharger l’original",
        "to_conversation": "Retour à la conversation",
        "unavailable": "Indisponible",
        "not_now": (
            "Ce document ne peut pas être ouvert pour le moment : il a peut-être été déplacé ou "
            "modifié. Réessayez plus tard, ou demandez à son responsable."
        ),
        "gone": "Plus disponible",
        "gone_why": (
            "Le document que cite votre réponse ne vous est plus accessible : il a été supprimé, "
            "ou vous n’y avez plus accès. Reposez la question pour obtenir la réponse "
            "d’aujourd’hui."
        ),
    },
}
