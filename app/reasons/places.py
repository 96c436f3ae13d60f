"""What is wrong with the name of a document, or with the place where it lies."""

from __future__ import annotations

from app.reasons.matching import Entry

PLACES: tuple[Entry, ...] = (
    (
        "It is a link that leads out of the source.",
        "Es ist eine Verknüpfung, die aus der Quelle hinausführt.",
        "C’est un lien qui mène hors de la source.",
    ),
    (
        "It is a link that leads in a circle.",
        "Es ist eine Verknüpfung, die im Kreis führt.",
        "C’est un lien qui tourne en rond.",
    ),
    (
        "It is not a regular file.",
        "Es ist keine gewöhnliche Datei.",
        "Ce n’est pas un fichier ordinaire.",
    ),
    (
        "Its name leads out of the source. Rename it.",
        "Der Name führt aus der Quelle hinaus. Benennen Sie die Datei um.",
        "Le nom mène hors de la source. Renommez le fichier.",
    ),
    (
        "Its name holds invisible characters. Rename it.",
        "Der Name enthält unsichtbare Zeichen. Benennen Sie die Datei um.",
        "Le nom contient des caractères invisibles. Renommez le fichier.",
    ),
    (
        "Its name is longer than {n} characters. Rename it.",
        "Der Name hat mehr als {n} Zeichen. Benennen Sie die Datei um.",
        "Le nom dépasse {n} caractères. Renommez le fichier.",
    ),
    (
        "Its name is longer than {n} bytes. Shorten it.",
        "Der Name hat mehr als {n} Bytes. Kürzen Sie ihn.",
        "Le nom dépasse {n} octets. Raccourcissez-le.",
    ),
    (
        "Its name holds a backslash. Rename it.",
        "Der Name enthält einen umgekehrten Schrägstrich. Benennen Sie die Datei um.",
        "Le nom contient une barre oblique inverse. Renommez le fichier.",
    ),
    (
        "Its name begins with a dot, and such files are hidden. Rename it.",
        "Der Name beginnt mit einem Punkt, und solche Dateien sind verborgen. Benennen Sie die "
        "Datei um.",
        "Le nom commence par un point, et de tels fichiers sont masqués. Renommez le fichier.",
    ),
    (
        "Its name begins or ends with a space. Rename it.",
        "Der Name beginnt oder endet mit einem Leerzeichen. Benennen Sie die Datei um.",
        "Le nom commence ou finit par une espace. Renommez le fichier.",
    ),
    (
        "source.yaml says who reads what, and is changed in the folder alone.",
        "source.yaml sagt, wer was liest, und wird nur im Ordner geändert.",
        "source.yaml dit qui lit quoi, et ne se modifie que dans le dossier.",
    ),
    (
        "A source within a source is not read, so nothing of the folder {name} is. Move the folder "
        "out of this source, or name it in ALMANAC_SOURCES.",
        "Eine Quelle in einer Quelle wird nicht gelesen, also auch nichts aus dem Ordner {name}. "
        "Verschieben Sie den Ordner aus dieser Quelle heraus, oder nennen Sie ihn in "
        "ALMANAC_SOURCES.",
        "Une source dans une source n’est pas lue, donc rien du dossier {name} ne l’est. Sortez le "
        "dossier de cette source, ou nommez-le dans ALMANAC_SOURCES.",
    ),
    (
        "That folder says for itself who reads it, so this source does not read it.",
        "Dieser Ordner sagt selbst, wer ihn liest; diese Quelle liest ihn also nicht.",
        "Ce dossier dit lui-même qui le lit ; cette source ne le lit donc pas.",
    ),
    (
        "What is attached to a message is part of it. Replace the message.",
        "Was an einer Nachricht hängt, gehört zu ihr. Ersetzen Sie die Nachricht.",
        "Ce qui est joint à un message en fait partie. Remplacez le message.",
    ),
    (
        "What lies there is a link. Choose another place.",
        "Dort liegt eine Verknüpfung. Wählen Sie einen anderen Ort.",
        "Il s’y trouve un lien. Choisissez un autre emplacement.",
    ),
    (
        "There is a folder of this name. Rename it.",
        "Es gibt einen Ordner dieses Namens. Benennen Sie die Datei um.",
        "Il existe un dossier de ce nom. Renommez le fichier.",
    ),
    (
        "There is a document where a folder would have to be. Choose another place.",
        "Wo ein Ordner sein müsste, liegt ein Dokument. Wählen Sie einen anderen Ort.",
        "Il y a un document là où il faudrait un dossier. Choisissez un autre emplacement.",
    ),
    (
        "{name} was changed in its folder meanwhile.",
        "{name} wurde inzwischen im Ordner geändert.",
        "{name} a été modifié entre-temps dans son dossier.",
    ),
    (
        "The bytes that wait for {name} are not those that were sent.",
        "Die Bytes, die auf {name} warten, sind nicht die gesendeten.",
        "Les octets en attente pour {name} ne sont pas ceux qui ont été envoyés.",
    ),
    (
        "The bytes that waited for their place are gone.",
        "Die Bytes, die auf ihren Platz warteten, sind weg.",
        "Les octets qui attendaient leur place ont disparu.",
    ),
    (
        "{name} is a link. Remove it.",
        "{name} ist eine Verknüpfung. Entfernen Sie sie.",
        "{name} est un lien. Retirez-le.",
    ),
    (
        "{name} leads out of the source by a link.",
        "{name} führt durch eine Verknüpfung aus der Quelle hinaus.",
        "{name} mène hors de la source par un lien.",
    ),
    (
        "{name} has changed since it was ingested. Ingest it again.",
        "{name} hat sich seit dem Einlesen geändert. Lesen Sie es noch einmal ein.",
        "{name} a changé depuis sa lecture. Relancez la lecture.",
    ),
    (
        "The source of {name} is gone.",
        "Die Quelle von {name} ist weg.",
        "La source de {name} a disparu.",
    ),
    (
        "{name} has changed while it was read. Open it again.",
        "{name} wurde während des Lesens geändert. Öffnen Sie es noch einmal.",
        "{name} a changé pendant la lecture. Ouvrez-le de nouveau.",
    ),
    (
        "There is no document {name} in this source.",
        "In dieser Quelle gibt es kein Dokument {name}.",
        "Il n’y a pas de document {name} dans cette source.",
    ),
    (
        "There is no document {name} in its message.",
        "In der Nachricht gibt es kein Dokument {name}.",
        "Il n’y a pas de document {name} dans son message.",
    ),
)
