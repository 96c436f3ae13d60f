"""What the pages say at which people sign in."""

from __future__ import annotations

from app.pages.words.wording import Section

SIGNING_IN: Section = {
    "en": {
        "title": "Sign in",
        "heading": "Ask your department’s documents",
        "intro": "Sign in, pick an assistant, and get answers that point to their source.",
        "company": "Sign in with your company account",
        "samples": "Try it as one of the sample people",
        "samples_intro": "One click signs you in. Each of them may read other documents.",
        "invented": (
            "CryoDyne and everyone here are invented. This page exists in demo mode only, on this "
            "machine."
        ),
        "signed_out": "You are signed out.",
        "ended": "Your session has ended. Sign in again to go on.",
        "nobody": ("There is nobody with this address in the sample company. Pick a person below."),
        "not_signed_in": "Not signed in",
        "not_available": "Sign-in is not available",
    },
    "de": {
        "title": "Anmelden",
        "heading": "Fragen Sie die Dokumente Ihrer Abteilung",
        "intro": (
            "Melden Sie sich an, wählen Sie einen Assistenten, und erhalten Sie Antworten, die auf "
            "ihre Quelle zeigen."
        ),
        "company": "Mit dem Firmenkonto anmelden",
        "samples": "Als eine der Beispielpersonen ausprobieren",
        "samples_intro": "Ein Klick meldet Sie an. Jede von ihnen darf andere Dokumente lesen.",
        "invented": (
            "CryoDyne und alle Personen hier sind erfunden. Diese Seite gibt es nur im Demobetrieb "
            "auf diesem Rechner."
        ),
        "signed_out": "Sie sind abgemeldet.",
        "ended": "Ihre Sitzung ist zu Ende. Melden Sie sich an, um weiterzumachen.",
        "nobody": (
            "Unter dieser Adresse gibt es in der Beispielfirma niemanden. Wählen Sie unten eine "
            "Person."
        ),
        "not_signed_in": "Nicht angemeldet",
        "not_available": "Die Anmeldung ist nicht verfügbar",
    },
    "fr": {
        "title": "Se connecter",
        "heading": "Interrogez les documents de votre service",
        "intro": (
            "Connectez-vous, choisissez un assistant et obtenez des réponses qui indiquent leur "
            "source."
        ),
        "company": "Se connecter avec le compte de l’entreprise",
        "samples": "Essayer avec une personne fictive",
        "samples_intro": "Un clic vous connecte. Chacune peut lire d’autres documents.",
        "invented": (
            "CryoDyne et toutes ces personnes sont inventées. Cette page n’existe qu’en mode "
            "démonstration, sur cette machine."
        ),
        "signed_out": "Vous êtes déconnecté.",
        "ended": "Votre session est terminée. Reconnectez-vous pour continuer.",
        "nobody": (
            "Personne n’a cette adresse dans l’entreprise fictive. Choisissez une personne "
            "ci-dessous."
        ),
        "not_signed_in": "Non connecté",
        "not_available": "La connexion n’est pas disponible",
    },
}
