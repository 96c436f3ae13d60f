"""Why a file is not read: it is of another kind than its name says, or of one that is not read."""

from __future__ import annotations

from app.reasons.matching import Entry

KINDS: tuple[Entry, ...] = (
    (
        "The content is not text although the name says so.",
        "Der Inhalt ist kein Text, obwohl der Name es sagt.",
        "Le contenu n’est pas du texte, bien que le nom le dise.",
    ),
    (
        "The content is not RTF although the name says so.",
        "Der Inhalt ist kein RTF, obwohl der Name es sagt.",
        "Le contenu n’est pas du RTF, bien que le nom le dise.",
    ),
    (
        "The content is not a PDF although the name says so.",
        "Der Inhalt ist kein PDF, obwohl der Name es sagt.",
        "Le contenu n’est pas un PDF, bien que le nom le dise.",
    ),
    (
        "The content is not an e-mail although the name says so.",
        "Der Inhalt ist keine E-Mail, obwohl der Name es sagt.",
        "Le contenu n’est pas un courriel, bien que le nom le dise.",
    ),
    (
        "The content is not a message of Outlook although the name says so.",
        "Der Inhalt ist keine Outlook-Nachricht, obwohl der Name es sagt.",
        "Le contenu n’est pas un message d’Outlook, bien que le nom le dise.",
    ),
    (
        "The content is not a PNG, JPEG or TIFF picture although the name says so.",
        "Der Inhalt ist kein Bild (PNG, JPEG oder TIFF), obwohl der Name es sagt.",
        "Le contenu n’est pas une image PNG, JPEG ou TIFF, bien que le nom le dise.",
    ),
    (
        "The content is not an {name} file although the name says so.",
        "Der Inhalt ist keine Datei der Art {name}, obwohl der Name es sagt.",
        "Le contenu n’est pas un fichier {name}, bien que le nom le dise.",
    ),
    (
        "The content is not a {name} file although the name says so.",
        "Der Inhalt ist keine Datei der Art {name}, obwohl der Name es sagt.",
        "Le contenu n’est pas un fichier {name}, bien que le nom le dise.",
    ),
    (
        "The content is not a workbook although the name ends in .xls. If it is text with commas "
        "or tabs, rename it to .csv.",
        "Der Inhalt ist keine Arbeitsmappe, obwohl der Name auf .xls endet. Ist es Text mit "
        "Kommas oder Tabulatoren, so benennen Sie die Datei in .csv um.",
        "Le contenu n’est pas un classeur, bien que le nom se termine par .xls. Si c’est du texte "
        "avec des virgules ou des tabulations, renommez-le en .csv.",
    ),
    (
        "The content is {what} although the name ends in {suffix}.",
        "Der Inhalt ist {what}, obwohl der Name auf {suffix} endet.",
        "Le contenu est {what}, bien que le nom se termine par {suffix}.",
    ),
    ("a PDF", "ein PDF", "un PDF"),
    ("a zipped file", "eine gepackte Datei (ZIP)", "un fichier compressé (ZIP)"),
    (
        "an Office 97 or protected Office file",
        "eine Datei von Office 97 oder eine geschützte Office-Datei",
        "un fichier d’Office 97 ou un fichier Office protégé",
    ),
    ("a picture", "ein Bild", "une image"),
    ("a program", "ein Programm", "un programme"),
    ("a packed file", "eine gepackte Datei", "un fichier compressé"),
    ("an RTF document", "ein RTF-Dokument", "un document RTF"),
    ("a web page", "eine Webseite", "une page web"),
    ("XML of Excel 2003", "XML von Excel 2003", "du XML d’Excel 2003"),
    (
        "a newer workbook or another zipped file",
        "eine neuere Arbeitsmappe oder eine andere gepackte Datei",
        "un classeur plus récent ou un autre fichier compressé",
    ),
    (
        "Rename it to {suffix}.",
        "Benennen Sie die Datei in {suffix} um.",
        "Renommez-le en {suffix}.",
    ),
    (
        "Open it, and save it as {name}.",
        "Öffnen Sie die Datei, und speichern Sie sie als {name}.",
        "Ouvrez-le, et enregistrez-le en {name}.",
    ),
    (
        "Open it in {what}, and save it as {name}.",
        "Öffnen Sie die Datei in {what}, und speichern Sie sie als {name}.",
        "Ouvrez-le dans {what}, et enregistrez-le en {name}.",
    ),
    (
        "Open it, and print it as {name}.",
        "Öffnen Sie die Datei, und drucken Sie sie als {name}.",
        "Ouvrez-le, et imprimez-le en {name}.",
    ),
    (
        "Export it from {name} as {kind}.",
        "Exportieren Sie die Datei aus {name} als {kind}.",
        "Exportez-le depuis {name} en {kind}.",
    ),
    (
        "Export it as {kind} from the program that made it.",
        "Exportieren Sie die Datei als {kind} aus dem Programm, das sie erstellt hat.",
        "Exportez-le en {kind} depuis le programme qui l’a créé.",
    ),
    (
        "Export the pages from OneNote as PDF or DOCX.",
        "Exportieren Sie die Seiten aus OneNote als PDF oder DOCX.",
        "Exportez les pages depuis OneNote en PDF ou DOCX.",
    ),
    ("a browser", "einem Browser", "un navigateur"),
    ("a word processor", "einer Textverarbeitung", "un traitement de texte"),
    ("HTML or PDF", "HTML oder PDF", "HTML ou PDF"),
    (
        "Archives are not opened. Unpack it, and add the files in it.",
        "Archive werden nicht geöffnet. Entpacken Sie es, und fügen Sie die Dateien darin hinzu.",
        "Les archives ne sont pas ouvertes. Décompressez-la, et ajoutez les fichiers qu’elle "
        "contient.",
    ),
    (
        "{name} wrote it. {step}",
        "{name} hat die Datei geschrieben. {step}",
        "Ce fichier vient de {name}. {step}",
    ),
    (
        "Word 97 to 2003 wrote it. {step}",
        "Word 97 bis 2003 hat die Datei geschrieben. {step}",
        "Ce fichier vient de Word 97 à 2003. {step}",
    ),
    (
        "PowerPoint 97 to 2003 wrote it. {step}",
        "PowerPoint 97 bis 2003 hat die Datei geschrieben. {step}",
        "Ce fichier vient de PowerPoint 97 à 2003. {step}",
    ),
    (
        "It is a binary workbook. {step}",
        "Es ist eine binäre Arbeitsmappe. {step}",
        "C’est un classeur binaire. {step}",
    ),
    (
        "It is a web archive. {step}",
        "Es ist ein Webarchiv. {step}",
        "C’est une archive web. {step}",
    ),
    (
        "It is a web page. {step}",
        "Es ist eine Webseite. {step}",
        "C’est une page web. {step}",
    ),
    (
        "It is a package in one file. {step}",
        "Es ist ein Paket in einer Datei. {step}",
        "C’est un paquet en un seul fichier. {step}",
    ),
    (
        "It is a news feed. Add the pages that it leads to.",
        "Es ist ein Nachrichten-Feed. Fügen Sie die Seiten hinzu, auf die er verweist.",
        "C’est un flux d’actualités. Ajoutez les pages auxquelles il mène.",
    ),
    (
        "It is a whole mailbox. Save the messages that are to answer one by one.",
        "Es ist ein ganzes Postfach. Speichern Sie die Nachrichten, die antworten sollen, einzeln.",
        "C’est une boîte aux lettres entière. Enregistrez un par un les messages qui doivent "
        "répondre.",
    ),
    (
        "It is of type {suffix}. Paste its text into the document.",
        "Sie ist vom Typ {suffix}. Fügen Sie ihren Text in das Dokument ein.",
        "Il est de type {suffix}. Collez son texte dans le document.",
    ),
    (
        "Files of type {suffix} are not read. {step}",
        "Dateien vom Typ {suffix} werden nicht gelesen. {step}",
        "Les fichiers de type {suffix} ne sont pas lus. {step}",
    ),
    (
        "Files of type {suffix} are not read; {things} are.",
        "Dateien vom Typ {suffix} werden nicht gelesen; gelesen werden {things}.",
        "Les fichiers de type {suffix} ne sont pas lus ; sont lus : {things}.",
    ),
    (
        "Files without a suffix are not read; {things} are.",
        "Dateien ohne Endung werden nicht gelesen; gelesen werden {things}.",
        "Les fichiers sans extension ne sont pas lus ; sont lus : {things}.",
    ),
    ("text", "Text", "texte"),
    ("e-mail", "E-Mail", "courriel"),
    (
        "pictures (PNG, JPEG, TIFF)",
        "Bilder (PNG, JPEG, TIFF)",
        "images (PNG, JPEG, TIFF)",
    ),
    (
        "It is a picture, and text recognition is switched off. Switch it on "
        "(ALMANAC_TEXT_RECOGNITION), or write what it says as text.",
        "Es ist ein Bild, und die Texterkennung ist ausgeschaltet. Schalten Sie sie ein "
        "(ALMANAC_TEXT_RECOGNITION), oder schreiben Sie als Text, was darauf steht.",
        "C’est une image, et la reconnaissance de texte est désactivée. Activez-la "
        "(ALMANAC_TEXT_RECOGNITION), ou écrivez en texte ce qui y figure.",
    ),
    (
        "The file is a dynamic form (XFA), of which only Adobe Reader shows the text. "
        "Print it to a PDF there, and replace the file.",
        "Die Datei ist ein dynamisches Formular (XFA), dessen Text nur Adobe Reader zeigt. "
        "Drucken Sie sie dort als PDF, und ersetzen Sie die Datei.",
        "Le fichier est un formulaire dynamique (XFA), dont seul Adobe Reader montre le texte. "
        "Imprimez-le en PDF depuis ce programme, et remplacez le fichier.",
    ),
    (
        "Of JSON only FHIR documents are read: a Bundle or a Composition. "
        "Export the data as CSV, or the text as HTML.",
        "Von JSON werden nur FHIR-Dokumente gelesen: ein Bundle oder eine Composition. "
        "Exportieren Sie die Daten als CSV oder den Text als HTML.",
        "En JSON, seuls les documents FHIR sont lus : un Bundle ou une Composition. Exportez les "
        "données en CSV, ou le texte en HTML.",
    ),
    (
        "The FHIR resource holds no document: no Composition with sections. "
        "Export the document itself.",
        "Die FHIR-Ressource enthält kein Dokument: keine Composition mit Abschnitten. Exportieren "
        "Sie das Dokument selbst.",
        "La ressource FHIR ne contient aucun document : pas de Composition avec des sections. "
        "Exportez le document lui-même.",
    ),
    (
        "The FHIR resource {name} holds no document; a Bundle or a Composition does. "
        "Export the document itself.",
        "Die FHIR-Ressource {name} enthält kein Dokument; ein Bundle oder eine Composition tut es. "
        "Exportieren Sie das Dokument selbst.",
        "La ressource FHIR {name} ne contient aucun document ; un Bundle ou une Composition en "
        "contient. Exportez le document lui-même.",
    ),
    (
        "The XML begins with {name}; read are drug labels (SPL), articles (JATS) "
        "and FHIR documents. Export it as HTML, PDF or CSV.",
        "Das XML beginnt mit {name}; gelesen werden Fachinformationen (SPL), Artikel (JATS) und "
        "FHIR-Dokumente. Exportieren Sie es als HTML, PDF oder CSV.",
        "Le XML commence par {name} ; sont lus les notices (SPL), les articles (JATS) et les "
        "documents FHIR. Exportez-le en HTML, PDF ou CSV.",
    ),
    (
        "The XML is of a kind that is not read. {step}",
        "Das XML ist von einer Art, die nicht gelesen wird. {step}",
        "Le XML est d’un genre qui n’est pas lu. {step}",
    ),
)
