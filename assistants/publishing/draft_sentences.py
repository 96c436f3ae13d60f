"""What is said to whoever begins a draft, or writes on one, and cannot go on so."""

from __future__ import annotations

from assistants.translations import Sentence

REVIEW_ASKED_FOR = Sentence(
    en="A review of this draft was asked for meanwhile. Save it by the button: that makes another "
    "draft, and ends the review.",
    de="Inzwischen wurde um die Prüfung dieses Entwurfs gebeten. Speichern Sie mit der "
    "Schaltfläche: Das macht einen neuen Entwurf und beendet die Prüfung.",
    fr="La relecture de ce brouillon a été demandée entre-temps. Enregistrez-le par le bouton : "
    "cela crée un autre brouillon et met fin à la relecture.",
)
NOT_WHOSE_PAGE = Sentence(
    en="You are signed in as {who} now, and somebody else wrote this. Load the draft again.",
    de="Sie sind jetzt als {who} angemeldet, und jemand anderes hat das geschrieben. Laden Sie den "
    "Entwurf neu.",
    fr="Vous êtes maintenant connecté en tant que {who}, et quelqu’un d’autre a écrit ceci. "
    "Rechargez le brouillon.",
)
NO_ADDRESS = Sentence(
    en="An address has 2 to 63 small letters, digits and hyphens, and begins with a letter.",
    de="Eine Adresse hat 2 bis 63 Kleinbuchstaben, Ziffern und Bindestriche und beginnt mit einem "
    "Buchstaben.",
    fr="Une adresse a de 2 à 63 minuscules, chiffres et traits d’union, et commence par une "
    "lettre.",
)
ADDRESS_TAKEN = Sentence(
    en="There is an assistant {slug} already. Choose another address, or begin a draft of it.",
    de="Einen Assistenten {slug} gibt es schon. Wählen Sie eine andere Adresse, oder beginnen Sie "
    "einen Entwurf von ihm.",
    fr="Il y a déjà un assistant {slug}. Choisissez une autre adresse, ou commencez-en un "
    "brouillon.",
)
