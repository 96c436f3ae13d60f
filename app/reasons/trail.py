"""What a check of the audit trail found wrong."""

from __future__ import annotations

from app.reasons.matching import Entry

_CUT = "cut off the end of the trail: {reason}."

TRAIL: tuple[Entry, ...] = (
    (
        "Entry {n} was altered after it was written.",
        "Eintrag {n} wurde geändert, nachdem er geschrieben war.",
        "L’entrée {n} a été modifiée après avoir été écrite.",
    ),
    (
        "Entry {n} is missing from the trail.",
        "Eintrag {n} fehlt im Protokoll.",
        "L’entrée {n} manque dans le journal.",
    ),
    (
        "Entries {n} to {m} are missing from the trail.",
        "Die Einträge {n} bis {m} fehlen im Protokoll.",
        "Les entrées {n} à {m} manquent dans le journal.",
    ),
    (
        f"Entry {{n}} is {_CUT}",
        "Eintrag {n} am Ende des Protokolls wurde abgeschnitten: {reason}.",
        "L’entrée {n} a été coupée à la fin du journal : {reason}.",
    ),
    (
        f"Entries {{n}} to {{m}} are {_CUT}",
        "Die Einträge {n} bis {m} am Ende des Protokolls wurden abgeschnitten: {reason}.",
        "Les entrées {n} à {m} ont été coupées à la fin du journal : {reason}.",
    ),
    (
        "entries up to there were signed",
        "bis dorthin waren die Einträge unterschrieben",
        "les entrées étaient signées jusque-là",
    ),
    (
        "the trail's own note of its newest entry says so",
        "das sagt die eigene Notiz des Protokolls über seinen neuesten Eintrag",
        "la note que le journal tient de sa dernière entrée le dit",
    ),
    (
        "a checkpoint of {at} signed entry {n}",
        "ein Prüfpunkt vom {at} hat Eintrag {n} unterschrieben",
        "un point de contrôle du {at} a signé l’entrée {n}",
    ),
    (
        "Entry {n} does not belong in the trail, which counts from {m}.",
        "Eintrag {n} gehört nicht in das Protokoll, das ab {m} zählt.",
        "L’entrée {n} n’appartient pas au journal, qui compte à partir de {m}.",
    ),
    (
        "The trail's own note of its newest entry is missing.",
        "Die eigene Notiz des Protokolls über seinen neuesten Eintrag fehlt.",
        "La note que le journal tient de sa dernière entrée manque.",
    ),
    (
        "Entry {n} was put in past the end of the trail.",
        "Eintrag {n} wurde hinter dem Ende des Protokolls eingefügt.",
        "L’entrée {n} a été insérée après la fin du journal.",
    ),
    (
        "Entry {n} is not the one that was signed.",
        "Eintrag {n} ist nicht der, der unterschrieben wurde.",
        "L’entrée {n} n’est pas celle qui a été signée.",
    ),
    (
        "The trail was rewritten between entry {n} and entry {m}: "
        "entry {k} is not the one that a checkpoint of {at} signed.",
        "Das Protokoll wurde zwischen Eintrag {n} und Eintrag {m} neu geschrieben: Eintrag {k} ist "
        "nicht der, den ein Prüfpunkt vom {at} unterschrieben hat.",
        "Le journal a été réécrit entre l’entrée {n} et l’entrée {m} : l’entrée {k} n’est pas "
        "celle qu’un point de contrôle du {at} a signée.",
    ),
    (
        "The trail ends at entry {n}, and entry {m} was signed on this machine at {at}. "
        "Entries were cut off, or an older database was restored.",
        "Das Protokoll endet bei Eintrag {n}, und Eintrag {m} wurde auf diesem Rechner am {at} "
        "unterschrieben. Einträge wurden abgeschnitten, oder eine ältere Datenbank wurde "
        "zurückgespielt.",
        "Le journal finit à l’entrée {n}, et l’entrée {m} a été signée sur cette machine le {at}. "
        "Des entrées ont été coupées, ou une base plus ancienne a été restaurée.",
    ),
    (
        "Entry {n} was signed on this machine at {at}, and that checkpoint is not in the lake. "
        "Checkpoints were deleted, or another lake is set: see ALMANAC_LAKE_URL.",
        "Eintrag {n} wurde auf diesem Rechner am {at} unterschrieben, und dieser Prüfpunkt liegt "
        "nicht im Datenspeicher. Prüfpunkte wurden gelöscht, oder ein anderer Speicher ist "
        "eingestellt: siehe ALMANAC_LAKE_URL.",
        "L’entrée {n} a été signée sur cette machine le {at}, et ce point de contrôle n’est pas "
        "dans le lac de données. Des points de contrôle ont été supprimés, ou un autre lac est "
        "réglé : voir ALMANAC_LAKE_URL.",
    ),
    (
        "No checkpoint lies in the lake, though the trail has {n} entries, some of them old. "
        "Either the lake was emptied or another one is set: see ALMANAC_LAKE_URL.",
        "Im Datenspeicher liegt kein Prüfpunkt, obwohl das Protokoll {n} Einträge hat, darunter "
        "alte. Der Speicher wurde geleert, oder ein anderer ist eingestellt: siehe "
        "ALMANAC_LAKE_URL.",
        "Aucun point de contrôle dans le lac de données, bien que le journal compte {n} entrées, "
        "dont des anciennes. Le lac a été vidé, ou un autre est réglé : voir ALMANAC_LAKE_URL.",
    ),
    (
        "The note {name} in the lake, that the trail goes on after a restore, was not signed by "
        "this installation. If the secret key was changed since, name the earlier public key with "
        "--trust.",
        "Die Notiz {name} im Datenspeicher, dass das Protokoll nach einer Wiederherstellung "
        "weitergeht, wurde nicht von dieser Installation unterschrieben. Wurde der geheime "
        "Schlüssel seither geändert, so nennen Sie den früheren öffentlichen mit --trust.",
        "La note {name} dans le lac, selon laquelle le journal continue après une restauration, "
        "n’a pas été signée par cette installation. Si la clé secrète a changé depuis, indiquez "
        "l’ancienne clé publique avec --trust.",
    ),
    (
        "The checkpoint {name} in the lake was not signed by this installation, or lies where "
        "another belongs. If the secret key was changed since, name the earlier public key with "
        "--trust.",
        "Der Prüfpunkt {name} im Datenspeicher wurde nicht von dieser Installation unterschrieben, "
        "oder er liegt, wo ein anderer hingehört. Wurde der geheime Schlüssel seither geändert, so "
        "nennen Sie den früheren öffentlichen mit --trust.",
        "Le point de contrôle {name} dans le lac n’a pas été signé par cette installation, ou se "
        "trouve à la place d’un autre. Si la clé secrète a changé depuis, indiquez l’ancienne clé "
        "publique avec --trust.",
    ),
)
