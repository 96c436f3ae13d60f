"""Which parts of a document are not read: pictures, charts, attachments, what was inserted."""

from __future__ import annotations

from app.reasons.matching import Entry

UNREAD_PARTS: tuple[Entry, ...] = (
    (
        "{n} {picture}: what stands on {them} is not found. Add the text to the document.",
        "{n} {picture}: Was darauf steht, wird nicht gefunden. Fügen Sie dem Dokument den Text "
        "hinzu.",
        "{n} {picture} : ce qui y figure n’est pas trouvé. Ajoutez le texte au document.",
    ),
    (
        "{n} {picture}: what stands on such is not found. Add the text to the book.",
        "{n} {picture}: Was darauf steht, wird nicht gefunden. Fügen Sie dem Buch den Text hinzu.",
        "{n} {picture} : ce qui y figure n’est pas trouvé. Ajoutez le texte au livre.",
    ),
    (
        "{n} {picture} in the message: what stands on such is not found.",
        "{n} {picture} in der Nachricht: Was darauf steht, wird nicht gefunden.",
        "{n} {picture} dans le message : ce qui y figure n’est pas trouvé.",
    ),
    (
        "What stands on {n} {picture} is not found. Write it into cells.",
        "Was auf Bildern steht, wird nicht gefunden ({n}). Schreiben Sie es in Zellen.",
        "Ce qui figure sur des images n’est pas trouvé ({n}). Écrivez-le dans des cellules.",
    ),
    (
        "What stands on pictures is not found. Add the text to the document.",
        "Was auf Bildern steht, wird nicht gefunden. Fügen Sie dem Dokument den Text hinzu.",
        "Ce qui figure sur des images n’est pas trouvé. Ajoutez le texte au document.",
    ),
    (
        "{pages} has no text: what stands on pictures is not found. Add the text to them.",
        "{pages} hat keinen Text: Was auf Bildern steht, wird nicht gefunden. Fügen Sie den Text "
        "hinzu.",
        "{pages} : pas de texte ; ce qui figure sur des images n’est pas trouvé. Ajoutez le texte.",
    ),
    (
        "{pages} have no text: what stands on pictures is not found. Add the text to them.",
        "{pages} haben keinen Text: Was auf Bildern steht, wird nicht gefunden. Fügen Sie den Text "
        "hinzu.",
        "{pages} : pas de texte ; ce qui figure sur des images n’est pas trouvé. Ajoutez le texte.",
    ),
    (
        "{pages} shows a large picture: what stands on it is not found. Add its text to the slide.",
        "{pages} zeigt ein großes Bild: Was darauf steht, wird nicht gefunden. Fügen Sie der Folie "
        "den Text hinzu.",
        "{pages} : une grande image ; ce qui y figure n’est pas trouvé. Ajoutez le texte à la "
        "diapositive.",
    ),
    (
        "{pages} show a large picture: what stands on it is not found. Add its text to the slide.",
        "{pages} zeigen ein großes Bild: Was darauf steht, wird nicht gefunden. Fügen Sie der "
        "Folie den Text hinzu.",
        "{pages} : une grande image ; ce qui y figure n’est pas trouvé. Ajoutez le texte à la "
        "diapositive.",
    ),
    (
        "The charts on {pages} are not read. Add their figures as a table.",
        "Diagramme werden nicht gelesen ({pages}). Fügen Sie ihre Zahlen als Tabelle hinzu.",
        "Les graphiques ne sont pas lus ({pages}). Ajoutez leurs chiffres en tableau.",
    ),
    (
        "The files inserted on {pages} are not read. "
        "Add them as files of their own, or their text to the slide.",
        "Eingefügte Dateien werden nicht gelesen ({pages}). Fügen Sie sie als eigene Dateien hinzu "
        "oder ihren Text der Folie.",
        "Les fichiers insérés ne sont pas lus ({pages}). Ajoutez-les comme fichiers séparés, ou "
        "leur texte à la diapositive.",
    ),
    (
        "{n} {chart} not read. Put the figures into cells.",
        "{n} {chart} nicht gelesen. Schreiben Sie die Zahlen in Zellen.",
        "{n} {chart} : non lu. Mettez les chiffres dans des cellules.",
    ),
    (
        "{n} {chart}: not read. Add the figures as a table.",
        "{n} {chart}: nicht gelesen. Fügen Sie die Zahlen als Tabelle hinzu.",
        "{n} {chart} : non lu. Ajoutez les chiffres en tableau.",
    ),
    (
        "{n} {diagram}: not read. Add its words as text.",
        "{n} {diagram}: nicht gelesen. Fügen Sie die Worte als Text hinzu.",
        "{n} {diagram} : non lu. Ajoutez les mots en texte.",
    ),
    (
        "{n} {object}: not read. Add the text, or the object as a file of its own.",
        "{n} {object}: nicht gelesen. Fügen Sie den Text hinzu oder das Objekt als eigene Datei.",
        "{n} {object} : non lu. Ajoutez le texte, ou l’objet comme fichier séparé.",
    ),
    (
        "{n} {object}: not read. Add the text, or the objects as files of their own.",
        "{n} {object}: nicht gelesen. Fügen Sie den Text hinzu oder die Objekte als eigene "
        "Dateien.",
        "{n} {object} : non lu. Ajoutez le texte, ou les objets comme fichiers séparés.",
    ),
    (
        "{n} {part}: not read. Add {them} to the source as files of their own.",
        "{n} {part}: nicht gelesen. Fügen Sie der Quelle eigene Dateien davon hinzu.",
        "{n} {part} : non lu. Ajoutez-en des fichiers séparés à la source.",
    ),
    (
        "{n} {part}: not read. Save the document anew with the text in it.",
        "{n} {part}: nicht gelesen. Speichern Sie das Dokument neu mit dem Text darin.",
        "{n} {part} : non lu. Enregistrez de nouveau le document avec le texte dedans.",
    ),
    (
        "{n} {part} not read. Add them as files of their own.",
        "{n} {part} nicht gelesen. Fügen Sie sie als eigene Dateien hinzu.",
        "{n} {part} : non lu. Ajoutez-les comme fichiers séparés.",
    ),
    (
        "{n} {box} not read. Save the workbook as XLSX, or write the text into cells.",
        "{n} {box} nicht gelesen. Speichern Sie die Mappe als XLSX, oder schreiben Sie den Text in "
        "Zellen.",
        "{n} {box} : non lu. Enregistrez le classeur en XLSX, ou écrivez le texte dans des "
        "cellules.",
    ),
    (
        "{n} {formula} without a value: what they give is not "
        "read. Open the file in a spreadsheet program and save it.",
        "{n} {formula} ohne Wert: Was sie ergeben, wird nicht gelesen. Öffnen Sie die Datei in "
        "einer Tabellenkalkulation, und speichern Sie sie.",
        "{n} {formula} sans valeur : leur résultat n’est pas lu. Ouvrez le fichier dans un tableur "
        "et enregistrez-le.",
    ),
    (
        "Sheet {name} is wider than {n} columns; the rest is not read.",
        "Blatt {name} ist breiter als {n} Spalten; der Rest wird nicht gelesen.",
        "La feuille {name} dépasse {n} colonnes ; le reste n’est pas lu.",
    ),
    ("picture", "Bild", "image"),
    ("pictures", "Bilder", "images"),
    ("large picture", "großes Bild", "grande image"),
    ("large pictures", "große Bilder", "grandes images"),
    ("chart", "Diagramm", "graphique"),
    ("charts", "Diagramme", "graphiques"),
    ("diagram", "Schaubild", "schéma"),
    ("diagrams", "Schaubilder", "schémas"),
    ("embedded object", "eingebettetes Objekt", "objet incorporé"),
    ("embedded objects", "eingebettete Objekte", "objets incorporés"),
    ("linked sub-document", "verknüpftes Teildokument", "sous-document lié"),
    ("linked sub-documents", "verknüpfte Teildokumente", "sous-documents liés"),
    ("inserted file", "eingefügte Datei", "fichier inséré"),
    ("inserted files", "eingefügte Dateien", "fichiers insérés"),
    ("text box", "Textfeld", "zone de texte"),
    ("text boxes", "Textfelder", "zones de texte"),
    ("formula", "Formel", "formule"),
    ("formulas", "Formeln", "formules"),
    (
        "Inserted objects are not read, nor charts without figures of their own. "
        "Add their figures as a table.",
        "Eingefügte Objekte werden nicht gelesen, auch keine Diagramme ohne eigene Zahlen. Fügen "
        "Sie ihre Zahlen als Tabelle hinzu.",
        "Les objets insérés ne sont pas lus, ni les graphiques sans chiffres propres. Ajoutez "
        "leurs chiffres en tableau.",
    ),
    (
        "A file that was inserted into the document is not read: {reason}",
        "Eine in das Dokument eingefügte Datei wird nicht gelesen: {reason}",
        "Un fichier inséré dans le document n’est pas lu : {reason}",
    ),
    (
        "In an inserted file: {reason}",
        "In einer eingefügten Datei: {reason}",
        "Dans un fichier inséré : {reason}",
    ),
    (
        "It stands in a file that was inserted itself.",
        "Sie steht in einer Datei, die selbst eingefügt wurde.",
        "Il se trouve dans un fichier lui-même inséré.",
    ),
    (
        "The message has more than {n} attachments.",
        "Die Nachricht hat mehr als {n} Anhänge.",
        "Le message compte plus de {n} pièces jointes.",
    ),
    (
        "The attached message {name} is not read. Save it as a file of its own.",
        "Die angehängte Nachricht {name} wird nicht gelesen. Speichern Sie sie als eigene Datei.",
        "Le message joint {name} n’est pas lu. Enregistrez-le comme fichier séparé.",
    ),
    (
        "The attachment {name} is not read: messages stand in each other more than "
        "{n} deep. Save it as a file of its own.",
        "Der Anhang {name} wird nicht gelesen: Nachrichten stehen mehr als {n} tief ineinander. "
        "Speichern Sie ihn als eigene Datei.",
        "La pièce jointe {name} n’est pas lue : les messages s’emboîtent sur plus de {n} niveaux. "
        "Enregistrez-la comme fichier séparé.",
    ),
    (
        "The attachment {name} is not read. {step}",
        "Der Anhang {name} wird nicht gelesen. {step}",
        "La pièce jointe {name} n’est pas lue. {step}",
    ),
    (
        "Add it as a file of another type, if it is needed.",
        "Fügen Sie ihn als Datei eines anderen Typs hinzu, wenn er gebraucht wird.",
        "Ajoutez-la comme fichier d’un autre type, si elle est utile.",
    ),
    (
        "Files attached to this one are not read ({n}). Add them to the source.",
        "Angehängte Dateien werden nicht gelesen ({n}). Fügen Sie sie der Quelle hinzu.",
        "Les fichiers joints à celui-ci ne sont pas lus ({n}). Ajoutez-les à la source.",
    ),
    (
        "Chapters that the book names and does not hold: {n}.",
        "Kapitel, die das Buch nennt und nicht enthält: {n}.",
        "Chapitres que le livre nomme et ne contient pas : {n}.",
    ),
    (
        "The file is a form (XFA): what was filled in may not be read. "
        "Print it to a PDF, and replace the file.",
        "Die Datei ist ein Formular (XFA): Was ausgefüllt wurde, wird vielleicht nicht gelesen. "
        "Drucken Sie es als PDF, und ersetzen Sie die Datei.",
        "Le fichier est un formulaire (XFA) : ce qui a été rempli n’est peut-être pas lu. "
        "Imprimez-le en PDF, et remplacez le fichier.",
    ),
    (
        "Entries of the form (XFA) that its pages do not show are not read: {things}. "
        "Print it to a PDF, and replace the file.",
        "Einträge des Formulars (XFA), die seine Seiten nicht zeigen, werden nicht gelesen: "
        "{things}. Drucken Sie es als PDF, und ersetzen Sie die Datei.",
        "Les saisies du formulaire (XFA) que ses pages ne montrent pas ne sont pas lues : "
        "{things}. Imprimez-le en PDF, et remplacez le fichier.",
    ),
)
