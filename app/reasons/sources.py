"""What is wrong with a source, with the place of a document in it, or with what it needs."""

from __future__ import annotations

from app.reasons.matching import Entry

SOURCES: tuple[Entry, ...] = (
    (
        "source.yaml cannot be used, so nobody reads the source: {reason}",
        "source.yaml kann nicht verwendet werden, also liest niemand die Quelle: {reason}",
        "source.yaml est inutilisable, personne ne lit donc la source : {reason}",
    ),
    ("it is larger than {n} MB", "sie ist größer als {n} MB", "il dépasse {n} Mo"),
    ("it is not UTF-8 text", "sie ist kein Text in UTF-8", "ce n’est pas du texte en UTF-8"),
    ("it is not valid YAML", "sie ist kein gültiges YAML", "ce n’est pas du YAML valide"),
    (
        "it is not valid YAML at line {n}",
        "sie ist ab Zeile {n} kein gültiges YAML",
        "le YAML n’est pas valide à la ligne {n}",
    ),
    (
        "the key {name} stands twice, at line {n}",
        "der Schlüssel {name} steht zweimal da, in Zeile {n}",
        "la clé {name} figure deux fois, à la ligne {n}",
    ),
    (
        "there is no source.yaml in the folder",
        "im Ordner gibt es keine",
        "il n’y en a pas dans le dossier",
    ),
    (
        "{name} lies beside it, and may be what was meant. Keep only one",
        "{name} liegt daneben und könnte gemeint sein. Behalten Sie nur eine",
        "{name} se trouve à côté et peut être celui qui compte. N’en gardez qu’un",
    ),
    ("the file: {reason}", "die Datei: {reason}", "le fichier : {reason}"),
    (
        "Input should be a valid dictionary or instance of {name}",
        "sie muss aus Schlüsseln und Werten bestehen",
        "il doit être fait de clés et de valeurs",
    ),
    (
        "day is out of range for month",
        "einen Tag darin gibt es nicht",
        "un jour qui y figure n’existe pas",
    ),
    (
        "{what} must be in {rest}",
        "ein Zeitpunkt darin ist nicht möglich ({what})",
        "un instant qui y figure est impossible ({what})",
    ),
    ("{key}: Field required", "{key} fehlt", "{key} manque"),
    (
        "{key}: Extra inputs are not permitted",
        "{key} ist kein bekannter Schlüssel",
        "{key} n’est pas une clé connue",
    ),
    (
        "{key}: Input should be a valid string",
        "{key} muss ein Text sein",
        "{key} doit être un texte",
    ),
    (
        "{key}: Input should be a valid tuple",
        "{key} muss eine Liste sein",
        "{key} doit être une liste",
    ),
    (
        "{key}: Input should be a valid dictionary or instance of {name}",
        "{key} muss aus Schlüsseln und Werten bestehen",
        "{key} doit être fait de clés et de valeurs",
    ),
    (
        "{key}: Input should be a valid datetime{rest}",
        "{key} muss ein Tag oder Zeitpunkt sein",
        "{key} doit être un jour ou un instant",
    ),
    (
        "{key}: Value error, {rest}",
        "{key} hat keinen gültigen Wert",
        "{key} n’a pas de valeur valide",
    ),
    (
        "{key}: String should match pattern {rest}",
        "{key} hat nicht die richtige Form: kleine Buchstaben, Ziffern und Bindestriche",
        "{key} n’a pas la bonne forme : minuscules, chiffres et traits d’union",
    ),
    (
        "{key}: String should have at least {n} {characters}",
        "{key} braucht wenigstens {n} Zeichen",
        "{key} demande au moins {n} caractères",
    ),
    (
        "{key}: String should have at most {n} {characters}",
        "{key} darf höchstens {n} Zeichen haben",
        "{key} peut compter {n} caractères au plus",
    ),
    ("{key}: Input should be {rest}", "{key} muss eines sein von {rest}", "{key} : {rest}"),
    (
        "The name {name} is claimed by {things}, so nobody reads either. Rename one.",
        "Den Namen {name} beanspruchen {things}, also liest niemand eine von beiden. Benennen Sie "
        "eine um.",
        "Le nom {name} est revendiqué par {things}, personne ne lit donc ni l’une ni l’autre. "
        "Renommez-en une.",
    ),
    (
        "Its source.yaml names no groups, so nobody reads a document that no override opens.",
        "source.yaml nennt keine Gruppen, also liest niemand ein Dokument, das keine Ausnahme "
        "öffnet.",
        "source.yaml ne nomme aucun groupe, personne ne lit donc un document qu’aucune exception "
        "n’ouvre.",
    ),
    (
        "{name} cannot be read: {reason}. Check ALMANAC_SOURCES.",
        "{name} kann nicht gelesen werden: {reason}. Prüfen Sie ALMANAC_SOURCES.",
        "{name} ne peut pas être lu : {reason}. Vérifiez ALMANAC_SOURCES.",
    ),
    ("there is no such folder", "diesen Ordner gibt es nicht", "ce dossier n’existe pas"),
    ("it is gone", "er ist weg", "il a disparu"),
    ("S3 answers {name}", "S3 antwortet {name}", "S3 répond {name}"),
    ("Permission denied", "keine Berechtigung", "permission refusée"),
    ("No such file or directory", "die Datei ist weg", "le fichier a disparu"),
    ("Input/output error", "Fehler beim Lesen", "erreur de lecture"),
    ("Is a directory", "es ist ein Ordner", "c’est un dossier"),
    ("Not a directory", "ein Teil des Pfades ist kein Ordner", "un élément n’est pas un dossier"),
    ("Stale file handle", "die Freigabe antwortet nicht", "le partage ne répond plus"),
    ("Transport endpoint is not connected", "die Freigabe ist weg", "le partage a disparu"),
    ("No space left on device", "der Datenträger ist voll", "le disque est plein"),
    ("Read-only file system", "es kann nur gelesen werden", "l’écriture est impossible"),
    ("File name too long", "der Name ist zu lang", "le nom est trop long"),
    ("Too many open files", "zu viele offene Dateien", "trop de fichiers ouverts"),
    (
        "It cannot be opened: {reason}.",
        "Das Dokument kann nicht geöffnet werden: {reason}.",
        "Le document ne peut pas être ouvert : {reason}.",
    ),
    (
        "It is no longer among the sources; removed.",
        "Sie gehört nicht mehr zu den Quellen und wurde entfernt.",
        "Elle ne fait plus partie des sources et a été retirée.",
    ),
    (
        "The last run does not add up; its ledger says where.",
        "Der letzte Lauf geht nicht auf; sein Protokoll sagt, wo.",
        "La dernière exécution ne tombe pas juste ; son journal dit où.",
    ),
    (
        "An ingestion began and has not ended yet, so documents may be missing.",
        "Ein Einlesen hat begonnen und ist noch nicht zu Ende; Dokumente können fehlen.",
        "Une lecture a commencé et n’est pas terminée ; des documents peuvent manquer.",
    ),
    (
        "Its index was damaged, and is being made again.",
        "Der Index war beschädigt und wird neu aufgebaut.",
        "L’index était endommagé et est en cours de reconstruction.",
    ),
    (
        "It is not indexed now. {reason}",
        "Das Dokument wird jetzt nicht aufgenommen. {reason}",
        "Le document n’est pas indexé pour l’instant. {reason}",
    ),
    (
        "The next ingestion takes it up.",
        "Das nächste Einlesen nimmt es auf.",
        "La prochaine lecture le reprendra.",
    ),
    (
        "The embedding model is away ({name}).",
        "Das Modell für Vektoren ist nicht erreichbar ({name}).",
        "Le modèle de vecteurs est injoignable ({name}).",
    ),
    (
        "The embedding model refuses the text ({name}).",
        "Das Modell für Vektoren lehnt den Text ab ({name}).",
        "Le modèle de vecteurs refuse le texte ({name}).",
    ),
)
