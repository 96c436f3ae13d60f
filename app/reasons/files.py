"""Why a file is not read: what is wrong with it as a whole, and what to do."""

from __future__ import annotations

from app.reasons.matching import Entry

FILES: tuple[Entry, ...] = (
    ("The file is empty.", "Die Datei ist leer.", "Le fichier est vide."),
    (
        "The file is larger than {n} MB. Split it.",
        "Die Datei ist größer als {n} MB. Teilen Sie sie auf.",
        "Le fichier dépasse {n} Mo. Divisez-le.",
    ),
    (
        "It is larger than {n} MB. Split it.",
        "Die Datei ist größer als {n} MB. Teilen Sie sie auf.",
        "Le fichier dépasse {n} Mo. Divisez-le.",
    ),
    (
        "The file holds more than {n} million characters. Split it.",
        "Die Datei hat mehr als {n} Millionen Zeichen. Teilen Sie sie auf.",
        "Le fichier compte plus de {n} millions de caractères. Divisez-le.",
    ),
    (
        "The file holds more than {n} MB of {name}. Split it.",
        "Die Datei hat mehr als {n} MB {name}. Teilen Sie sie auf.",
        "Le fichier contient plus de {n} Mo de {name}. Divisez-le.",
    ),
    (
        "The file has more than {n} paragraphs or rows. Split it.",
        "Die Datei hat mehr als {n} Absätze oder Zeilen. Teilen Sie sie auf.",
        "Le fichier compte plus de {n} paragraphes ou lignes. Divisez-le.",
    ),
    (
        "The file has more than {n} slides. Split it.",
        "Die Datei hat mehr als {n} Folien. Teilen Sie sie auf.",
        "Le fichier compte plus de {n} diapositives. Divisez-le.",
    ),
    (
        "The document has more than {n} paragraphs. Split it.",
        "Das Dokument hat mehr als {n} Absätze. Teilen Sie es auf.",
        "Le document compte plus de {n} paragraphes. Divisez-le.",
    ),
    (
        "The workbook has more than {n} rows. Split it.",
        "Die Arbeitsmappe hat mehr als {n} Zeilen. Teilen Sie sie auf.",
        "Le classeur compte plus de {n} lignes. Divisez-le.",
    ),
    (
        "The table has more than {n} rows. Split it.",
        "Die Tabelle hat mehr als {n} Zeilen. Teilen Sie sie auf.",
        "Le tableau compte plus de {n} lignes. Divisez-le.",
    ),
    (
        "Row {n} has more than {m} cells. Split it.",
        "Zeile {n} hat mehr als {m} Zellen. Teilen Sie sie auf.",
        "La ligne {n} compte plus de {m} cellules. Divisez-la.",
    ),
    (
        "The table breaks off at row {n}. Check the quotes there.",
        "Die Tabelle bricht bei Zeile {n} ab. Prüfen Sie dort die Anführungszeichen.",
        "Le tableau s’interrompt à la ligne {n}. Vérifiez-y les guillemets.",
    ),
    ("The file has no rows.", "Die Datei hat keine Zeilen.", "Le fichier n’a aucune ligne."),
    (
        "The book has more than {n} chapters. Split it.",
        "Das Buch hat mehr als {n} Kapitel. Teilen Sie es auf.",
        "Le livre compte plus de {n} chapitres. Divisez-le.",
    ),
    (
        "The PDF has {n} pages; at most {m} are read. Split it.",
        "Das PDF hat {n} Seiten; höchstens {m} werden gelesen. Teilen Sie es auf.",
        "Le PDF compte {n} pages ; {m} au plus sont lues. Divisez-le.",
    ),
    (
        "The picture has more than {n} pages. Split it.",
        "Das Bild hat mehr als {n} Seiten. Teilen Sie es auf.",
        "L’image compte plus de {n} pages. Divisez-la.",
    ),
    (
        "The picture has {n} megapixels; at most {m} are read. Save it smaller.",
        "Das Bild hat {n} Megapixel; höchstens {m} werden gelesen. Speichern Sie es kleiner.",
        "L’image compte {n} mégapixels ; {m} au plus sont lus. Enregistrez-la en plus petit.",
    ),
    (
        "The picture has too many megapixels; at most {m} are read. Save it smaller.",
        "Das Bild hat zu viele Megapixel; höchstens {m} werden gelesen. Speichern Sie es kleiner.",
        "L’image compte trop de mégapixels ; {m} au plus sont lus. Enregistrez-la en plus petit.",
    ),
    (
        "The file unpacks into too much data. Remove large pictures, or split it.",
        "Entpackt ist die Datei zu groß. Entfernen Sie große Bilder, oder teilen Sie sie auf.",
        "Une fois décompressé, le fichier est trop volumineux. Retirez les grandes images, ou "
        "divisez-le.",
    ),
    (
        "The file holds too much text for one document. Split it.",
        "Die Datei hat zu viel Text für ein Dokument. Teilen Sie sie auf.",
        "Le fichier contient trop de texte pour un seul document. Divisez-le.",
    ),
    (
        "The file is packed like a zip bomb and was not opened.",
        "Die Datei ist gepackt wie eine Zip-Bombe und wurde nicht geöffnet.",
        "Le fichier est compressé comme une bombe zip et n’a pas été ouvert.",
    ),
    (
        "The file is damaged or cut short. Save it again.",
        "Die Datei ist beschädigt oder unvollständig. Speichern Sie sie noch einmal.",
        "Le fichier est endommagé ou incomplet. Enregistrez-le de nouveau.",
    ),
    (
        "The PDF is damaged or cut short. Export it again.",
        "Das PDF ist beschädigt oder unvollständig. Exportieren Sie es noch einmal.",
        "Le PDF est endommagé ou incomplet. Exportez-le de nouveau.",
    ),
    (
        "The picture is damaged or cut short. Scan or save it again.",
        "Das Bild ist beschädigt oder unvollständig. Scannen oder speichern Sie es noch einmal.",
        "L’image est endommagée ou incomplète. Numérisez-la ou enregistrez-la de nouveau.",
    ),
    (
        "The JSON is damaged or cut short. Export it again.",
        "Das JSON ist beschädigt oder unvollständig. Exportieren Sie es noch einmal.",
        "Le JSON est endommagé ou incomplet. Exportez-le de nouveau.",
    ),
    (
        "The XML is damaged or cut short. Export it again.",
        "Das XML ist beschädigt oder unvollständig. Exportieren Sie es noch einmal.",
        "Le XML est endommagé ou incomplet. Exportez-le de nouveau.",
    ),
    (
        "The XML is damaged at line {n}. Export it again.",
        "Das XML ist in Zeile {n} beschädigt. Exportieren Sie es noch einmal.",
        "Le XML est endommagé à la ligne {n}. Exportez-le de nouveau.",
    ),
    (
        "A text of the resource is damaged. Export it again.",
        "Ein Text der Ressource ist beschädigt. Exportieren Sie sie noch einmal.",
        "Un texte de la ressource est endommagé. Exportez-la de nouveau.",
    ),
    (
        "Page {n} is damaged. Export the file again.",
        "Seite {n} ist beschädigt. Exportieren Sie die Datei noch einmal.",
        "La page {n} est endommagée. Exportez le fichier de nouveau.",
    ),
    (
        "The message is cut short. Save it again.",
        "Die Nachricht ist unvollständig. Speichern Sie sie noch einmal.",
        "Le message est incomplet. Enregistrez-le de nouveau.",
    ),
    (
        "The message is damaged, or no e-mail. Save it again.",
        "Die Nachricht ist beschädigt oder keine E-Mail. Speichern Sie sie noch einmal.",
        "Le message est endommagé, ou n’est pas un courriel. Enregistrez-le de nouveau.",
    ),
    (
        "The message has parts without end. Save it again.",
        "Die Nachricht hat endlos viele Teile. Speichern Sie sie noch einmal.",
        "Le message a des parties sans fin. Enregistrez-le de nouveau.",
    ),
    (
        "The XML nests its parts without end. Export it again.",
        "Das XML verschachtelt seine Teile endlos. Exportieren Sie es noch einmal.",
        "Le XML imbrique ses parties sans fin. Exportez-le de nouveau.",
    ),
    (
        "The file nests its parts without end. Save it again.",
        "Die Datei verschachtelt ihre Teile endlos. Speichern Sie sie noch einmal.",
        "Le fichier imbrique ses parties sans fin. Enregistrez-le de nouveau.",
    ),
    (
        "The page nests more than {n} elements in each other. Export it again.",
        "Die Seite verschachtelt mehr als {n} Elemente. Exportieren Sie sie noch einmal.",
        "La page imbrique plus de {n} éléments. Exportez-la de nouveau.",
    ),
    (
        "The XML declares entities of its own, and was not read. Export it without them.",
        "Das XML vereinbart eigene Entitäten und wurde nicht gelesen. Exportieren Sie es ohne "
        "solche.",
        "Le XML déclare ses propres entités et n’a pas été lu. Exportez-le sans elles.",
    ),
    (
        "The file is password-protected. Save it without a password.",
        "Die Datei hat ein Kennwort. Speichern Sie sie ohne Kennwort.",
        "Le fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe.",
    ),
    (
        "The file is password-protected, or in the format of Office 97. "
        "Save it as {name} without a password.",
        "Die Datei hat ein Kennwort oder ist im Format von Office 97. Speichern Sie sie ohne "
        "Kennwort als {name}.",
        "Le fichier est protégé par un mot de passe, ou au format d’Office 97. Enregistrez-le en "
        "{name} sans mot de passe.",
    ),
    (
        "The book is copy-protected. Add one without protection.",
        "Das Buch ist kopiergeschützt. Fügen Sie eines ohne Schutz hinzu.",
        "Le livre est protégé contre la copie. Ajoutez-en un sans protection.",
    ),
)
