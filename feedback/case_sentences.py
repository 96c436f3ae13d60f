"""What is said to whoever looks after what people reacted to, and cannot do what they asked."""

from __future__ import annotations

from assistants.translations import Sentence

CASE = Sentence(en="case", de="Diesen Fall", fr="Ce cas")
QUESTIONS = Sentence(
    en="group of questions", de="Diese Gruppe von Fragen", fr="Ce groupe de questions"
)
DOCUMENT = Sentence(en="document", de="Dieses Dokument", fr="Ce document")
CLOSED = Sentence(
    en="This case is closed. Open it again first.",
    de="Dieser Fall ist abgeschlossen. Öffnen Sie ihn zuerst wieder.",
    fr="Ce cas est clos. Rouvrez-le d’abord.",
)
OPEN = Sentence(en="This case is open.", de="Dieser Fall ist offen.", fr="Ce cas est ouvert.")
MEANWHILE = Sentence(
    en="{who} did something in this case meanwhile. Yours was not stored: load it again, look at "
    "what changed, and do it once more.",
    de="{who} hat an diesem Fall inzwischen etwas getan. Ihres wurde nicht gespeichert: Laden Sie "
    "ihn neu, sehen Sie nach, was sich geändert hat, und tun Sie es noch einmal.",
    fr="{who} a fait quelque chose dans ce cas entre-temps. Votre action n’a pas été enregistrée : "
    "rechargez-le, regardez ce qui a changé et recommencez.",
)
SOMEBODY = Sentence(en="Somebody", de="Jemand", fr="Quelqu’un")
CHANGED = Sentence(
    en="Somebody did something in this case meanwhile. Load it again.",
    de="Jemand hat an diesem Fall inzwischen etwas getan. Laden Sie ihn neu.",
    fr="Quelqu’un a fait quelque chose dans ce cas entre-temps. Rechargez-le.",
)
NOT_LOOKING_AFTER = Sentence(
    en="A case is looked after by an admin of its department who has signed in before.",
    de="Um einen Fall kümmert sich jemand aus der Verwaltung seiner Abteilung, der sich schon "
    "einmal angemeldet hat.",
    fr="Un cas est suivi par une personne de l’administration de son service qui s’est déjà "
    "connectée.",
)
NOT_AN_ADMIN = Sentence(
    en="Only an admin of the department looks after its cases.",
    de="Nur die Verwaltung der Abteilung kümmert sich um ihre Fälle.",
    fr="Seule l’administration du service suit ses cas.",
)
NOTHING_CHOSEN = Sentence(
    en="Choose one of the list first.",
    de="Wählen Sie zuerst etwas aus der Liste.",
    fr="Choisissez d’abord dans la liste.",
)
NOTHING_LIVE = Sentence(
    en="This assistant has no live version that could be asked.",
    de="Dieser Assistent hat keine Version im Einsatz, die man fragen könnte.",
    fr="Cet assistant n’a pas de version en service à interroger.",
)
