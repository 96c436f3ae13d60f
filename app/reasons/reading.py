"""Why reading or drawing a file came to nothing."""

from __future__ import annotations

from app.reasons.matching import Entry

READING: tuple[Entry, ...] = (
    (
        "Reading the file needs more than {n} MB.",
        "Die Datei zu lesen braucht mehr als {n} MB Speicher.",
        "Lire le fichier demande plus de {n} Mo de mémoire.",
    ),
    (
        "The file cannot be read ({name}). Export it again.",
        "Die Datei kann nicht gelesen werden ({name}). Exportieren Sie sie noch einmal.",
        "Le fichier ne peut pas être lu ({name}). Exportez-le de nouveau.",
    ),
    (
        "Reading the file failed: it crashed the reader. Export it again.",
        "Beim Lesen der Datei brach das Leseprogramm ab. Exportieren Sie sie noch einmal.",
        "La lecture a échoué : le fichier a fait planter le lecteur. Exportez-le de nouveau.",
    ),
    (
        "Reading the file gave nothing usable. Export it again.",
        "Das Lesen der Datei ergab nichts Brauchbares. Exportieren Sie sie noch einmal.",
        "La lecture du fichier n’a rien donné d’utilisable. Exportez-le de nouveau.",
    ),
    (
        "Text recognition gave nothing usable.",
        "Die Texterkennung ergab nichts Brauchbares.",
        "La reconnaissance de texte n’a rien donné d’utilisable.",
    ),
    (
        "Reading the file took longer than {n} s, since the machine was busy. "
        "Run the ingestion again when it is not, or split the file.",
        "Die Datei zu lesen dauerte länger als {n} s, weil der Rechner beschäftigt war. Lesen Sie "
        "sie später noch einmal ein, oder teilen Sie sie auf.",
        "Lire le fichier a pris plus de {n} s, la machine étant occupée. Relancez la lecture plus "
        "tard, ou divisez le fichier.",
    ),
    (
        "Reading the file took longer than {n} s of processor time. "
        "Split it, or save it with fewer pages, rows or drawings.",
        "Die Datei zu lesen dauerte länger als {n} s Rechenzeit. Teilen Sie sie auf, oder "
        "speichern Sie sie mit weniger Seiten, Zeilen oder Zeichnungen.",
        "Lire le fichier a pris plus de {n} s de calcul. Divisez-le, ou enregistrez-le avec moins "
        "de pages, de lignes ou de dessins.",
    ),
    (
        "The file is still being drawn.",
        "Die Datei wird noch gezeichnet.",
        "Le fichier est encore en cours de rendu.",
    ),
    (
        "LibreOffice could not draw the file.",
        "LibreOffice konnte die Datei nicht zeichnen.",
        "LibreOffice n’a pas pu dessiner le fichier.",
    ),
    (
        "Drawing the file failed ({name}).",
        "Die Datei konnte nicht gezeichnet werden ({name}).",
        "Le rendu du fichier a échoué ({name}).",
    ),
    (
        "Drawing the file took too long.",
        "Die Datei zu zeichnen dauerte zu lange.",
        "Le rendu du fichier a pris trop de temps.",
    ),
    (
        "The file is too large as it looks.",
        "Die Datei ist als Ansicht zu groß.",
        "Le fichier est trop volumineux pour être affiché.",
    ),
    (
        "The program that draws office files is closed.",
        "Das Programm, das Office-Dateien zeichnet, ist beendet.",
        "Le programme qui dessine les fichiers bureautiques est arrêté.",
    ),
)
