"""Why a file that can be opened has no text, and what to do."""

from __future__ import annotations

from app.reasons.matching import Entry

EMPTINESS: tuple[Entry, ...] = (
    ("No text. {reason}", "Kein Text. {reason}", "Aucun texte. {reason}"),
    (
        "No text: the pages are pictures, drawings or empty. Run text recognition (OCR) on it "
        "first, or have Almanac do so (ALMANAC_TEXT_RECOGNITION).",
        "Kein Text: Die Seiten sind Bilder, Zeichnungen oder leer. Lassen Sie erst eine "
        "Texterkennung (OCR) darüber laufen, oder lassen Sie das Almanac tun "
        "(ALMANAC_TEXT_RECOGNITION).",
        "Aucun texte : les pages sont des images, des dessins ou vides. Passez-y d’abord une "
        "reconnaissance de texte (OCR), ou laissez Almanac le faire (ALMANAC_TEXT_RECOGNITION).",
    ),
    (
        "The text cannot be read: the fonts do not say which letters they show. "
        "Save the file again as PDF/A, or run OCR on it.",
        "Der Text kann nicht gelesen werden: Die Schriften sagen nicht, welche Buchstaben sie "
        "zeigen. Speichern Sie die Datei als PDF/A, oder lassen Sie eine Texterkennung laufen.",
        "Le texte ne peut pas être lu : les polices ne disent pas quelles lettres elles montrent. "
        "Enregistrez le fichier en PDF/A, ou passez-y une reconnaissance de texte.",
    ),
    (
        "The file is a form without text or entries that can be read. "
        "Print it to a PDF, filled in, and replace the file.",
        "Die Datei ist ein Formular ohne lesbaren Text und ohne lesbare Einträge. Drucken Sie es "
        "ausgefüllt als PDF, und ersetzen Sie die Datei.",
        "Le fichier est un formulaire sans texte ni saisie lisibles. Imprimez-le en PDF une fois "
        "rempli, et remplacez le fichier.",
    ),
    (
        "The file has no text but page numbers, headers or footers.",
        "Die Datei hat keinen Text außer Seitenzahlen, Kopf- oder Fußzeilen.",
        "Le fichier n’a pas d’autre texte que des numéros de page, des en-têtes ou des pieds de "
        "page.",
    ),
    (
        "The document has no text but that in the headers and footers of its pages. "
        "Write it into the page itself.",
        "Das Dokument hat keinen Text außer dem in Kopf- und Fußzeilen. Schreiben Sie ihn in die "
        "Seite selbst.",
        "Le document n’a pas d’autre texte que celui des en-têtes et pieds de page. Écrivez-le "
        "dans la page elle-même.",
    ),
    (
        "The document has no text but headings.",
        "Das Dokument hat keinen Text außer Überschriften.",
        "Le document n’a pas d’autre texte que des titres.",
    ),
    ("The document has no text.", "Das Dokument hat keinen Text.", "Le document n’a aucun texte."),
    ("The file has no text.", "Die Datei hat keinen Text.", "Le fichier n’a aucun texte."),
    ("The page shows no text.", "Die Seite zeigt keinen Text.", "La page ne montre aucun texte."),
    (
        "The book has no text: it holds only pictures. Add the text to it.",
        "Das Buch hat keinen Text, nur Bilder. Fügen Sie ihm den Text hinzu.",
        "Le livre n’a aucun texte : il ne contient que des images. Ajoutez-y le texte.",
    ),
    (
        "The document has no text: {reason}",
        "Das Dokument hat keinen Text: {reason}",
        "Le document n’a aucun texte : {reason}",
    ),
    (
        "The document has no text of its own. {reason}",
        "Das Dokument hat keinen eigenen Text. {reason}",
        "Le document n’a pas de texte propre. {reason}",
    ),
    (
        "it holds only {things}. Add their text.",
        "Es enthält nur {things}. Fügen Sie deren Text hinzu.",
        "il ne contient que ceci : {things}. Ajoutez-en le texte.",
    ),
    (
        "it holds only pictures. Add the text to it.",
        "Es enthält nur Bilder. Fügen Sie ihm den Text hinzu.",
        "il ne contient que des images. Ajoutez-y le texte.",
    ),
    ("it is empty.", "Es ist leer.", "il est vide."),
    (
        "it is a form that nobody filled in.",
        "Es ist ein Formular, das niemand ausgefüllt hat.",
        "c’est un formulaire que personne n’a rempli.",
    ),
    ("charts without figures", "Diagramme ohne Zahlen", "graphiques sans chiffres"),
    (
        "The slides have no text: they are empty.",
        "Die Folien haben keinen Text: Sie sind leer.",
        "Les diapositives n’ont aucun texte : elles sont vides.",
    ),
    (
        "The slides have no text: all of them are hidden. Show those that may answer.",
        "Die Folien haben keinen Text: Alle sind ausgeblendet. Blenden Sie die ein, die antworten "
        "dürfen.",
        "Les diapositives n’ont aucun texte : toutes sont masquées. Affichez celles qui peuvent "
        "répondre.",
    ),
    (
        "The slides have no text: they are {things}. Add the text to them.",
        "Die Folien haben keinen Text: Sie enthalten nur {things}. Fügen Sie ihnen den Text hinzu.",
        "Les diapositives n’ont aucun texte : elles ne contiennent que ceci : {things}. Ajoutez-y "
        "le texte.",
    ),
    (
        "The slides have no text: they are {things}. Add their text to them.",
        "Die Folien haben keinen Text: Sie enthalten nur {things}. Fügen Sie deren Text hinzu.",
        "Les diapositives n’ont aucun texte : elles ne contiennent que ceci : {things}. Ajoutez-en "
        "le texte.",
    ),
    (
        "The slides have no text but footers, dates or numbers. Add the text to them.",
        "Die Folien haben keinen Text außer Fußzeilen, Datum oder Nummer. Fügen Sie ihnen den Text "
        "hinzu.",
        "Les diapositives n’ont pas d’autre texte que des pieds de page, des dates ou des numéros. "
        "Ajoutez-y le texte.",
    ),
    (
        "The workbook has no values.",
        "Die Arbeitsmappe hat keine Werte.",
        "Le classeur n’a aucune valeur.",
    ),
    (
        "The workbook has no values in its cells. Write into cells what is to be found.",
        "Die Arbeitsmappe hat keine Werte in ihren Zellen. Schreiben Sie in Zellen, was gefunden "
        "werden soll.",
        "Le classeur n’a aucune valeur dans ses cellules. Écrivez dans des cellules ce qui doit "
        "être trouvé.",
    ),
    (
        "The message has no attachment of this name any more.",
        "Die Nachricht hat keinen Anhang dieses Namens mehr.",
        "Le message n’a plus de pièce jointe de ce nom.",
    ),
    (
        "{pages} waits for text recognition, and the document answers when it is done.",
        "{pages} wartet auf die Texterkennung; das Dokument antwortet danach.",
        "{pages} : en attente de la reconnaissance de texte ; le document répondra ensuite.",
    ),
    (
        "{pages} wait for text recognition, and the document answers when it is done.",
        "{pages} warten auf die Texterkennung; das Dokument antwortet danach.",
        "{pages} : en attente de la reconnaissance de texte ; le document répondra ensuite.",
    ),
)
