"""What a reader must know of a document before they rely on it."""

from __future__ import annotations

from assistants.translations import Sentence

REPLACED = Sentence(
    en="Replaced by a newer version. Do not rely on this one.",
    de="Durch eine neuere Version ersetzt. Verlassen Sie sich nicht auf diese.",
    fr="Remplacé par une version plus récente. Ne vous fiez pas à celle-ci.",
)
REPLACED_SINCE = Sentence(
    en="Replaced by a newer version since {day}. Do not rely on this one.",
    de="Seit {day} durch eine neuere Version ersetzt. Verlassen Sie sich nicht auf diese.",
    fr="Remplacé par une version plus récente depuis le {day}. Ne vous fiez pas à celle-ci.",
)
EXPIRED = Sentence(
    en="No longer in effect. Do not rely on this document.",
    de="Gilt nicht mehr. Verlassen Sie sich nicht auf dieses Dokument.",
    fr="N’est plus en vigueur. Ne vous fiez pas à ce document.",
)
EXPIRED_SINCE = Sentence(
    en="No longer in effect since {day}. Do not rely on this document.",
    de="Gilt seit {day} nicht mehr. Verlassen Sie sich nicht auf dieses Dokument.",
    fr="N’est plus en vigueur depuis le {day}. Ne vous fiez pas à ce document.",
)
NOT_YET = Sentence(
    en="Not yet in effect: this document holds from {day} on.",
    de="Noch nicht gültig: Dieses Dokument gilt ab {day}.",
    fr="Pas encore en vigueur : ce document vaut à partir du {day}.",
)
PASSAGE_GONE = Sentence(
    en="Changed since this answer: the quoted passage is not in this document any more.",
    de="Seit dieser Antwort geändert: Die zitierte Stelle steht nicht mehr in diesem Dokument.",
    fr="Modifié depuis cette réponse : le passage cité n’est plus dans ce document.",
)
CHANGED = Sentence(
    en="Changed since this answer. What is left of the quoted passage is marked.",
    de="Seit dieser Antwort geändert. Was von der zitierten Stelle geblieben ist, ist markiert.",
    fr="Modifié depuis cette réponse. Ce qui reste du passage cité est marqué.",
)
