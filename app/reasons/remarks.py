"""What of a document that is read could not be read, or had to be guessed."""

from __future__ import annotations

from app.reasons.matching import Entry

REMARKS: tuple[Entry, ...] = (
    (
        "{pages} holds only pictures: what stands there is not found. "
        "Run text recognition (OCR) and replace the file.",
        "{pages} enthält nur Bilder: Was dort steht, wird nicht gefunden. Lassen Sie eine "
        "Texterkennung (OCR) laufen, und ersetzen Sie die Datei.",
        "{pages} : seulement des images ; ce qui y figure n’est pas trouvé. Passez une "
        "reconnaissance de texte (OCR), et remplacez le fichier.",
    ),
    (
        "{pages} hold only pictures: what stands there is not found. "
        "Run text recognition (OCR) and replace the file.",
        "{pages} enthalten nur Bilder: Was dort steht, wird nicht gefunden. Lassen Sie eine "
        "Texterkennung (OCR) laufen, und ersetzen Sie die Datei.",
        "{pages} : seulement des images ; ce qui y figure n’est pas trouvé. Passez une "
        "reconnaissance de texte (OCR), et remplacez le fichier.",
    ),
    (
        "{pages} cannot be read: the fonts do not say which letters they show. "
        "Save the file again as PDF/A, or run OCR on it.",
        "Nicht lesbar ({pages}): Die Schriften sagen nicht, welche Buchstaben sie zeigen. "
        "Speichern Sie die Datei als PDF/A, oder lassen Sie eine Texterkennung laufen.",
        "{pages} : illisible, car les polices ne disent pas quelles lettres elles montrent. "
        "Enregistrez le fichier en PDF/A, ou passez-y une reconnaissance de texte.",
    ),
    (
        "{pages} shows a picture beside its text: what stands on it is not found. "
        "Write it as text or as a table.",
        "{pages} zeigt ein Bild neben dem Text: Was darauf steht, wird nicht gefunden. Schreiben "
        "Sie es als Text oder Tabelle.",
        "{pages} : une image à côté du texte ; ce qui y figure n’est pas trouvé. Écrivez-le en "
        "texte ou en tableau.",
    ),
    (
        "{pages} show pictures beside their text: what stands on them is not found. "
        "Write it as text or as a table.",
        "{pages} zeigen Bilder neben dem Text: Was darauf steht, wird nicht gefunden. Schreiben "
        "Sie es als Text oder Tabelle.",
        "{pages} : des images à côté du texte ; ce qui y figure n’est pas trouvé. Écrivez-le en "
        "texte ou en tableau.",
    ),
    (
        "Text that nobody sees was left out on {pages}: it is white, tiny or beside the page.",
        "Text, den niemand sieht, wurde ausgelassen ({pages}): Er ist weiß, winzig oder neben der "
        "Seite.",
        "Le texte que personne ne voit a été omis ({pages}) : il est blanc, minuscule ou hors de "
        "la page.",
    ),
    (
        "Text that nobody sees was left out: it is marked as hidden, tiny or white.",
        "Text, den niemand sieht, wurde ausgelassen: Er ist als verborgen markiert, winzig oder "
        "weiß.",
        "Le texte que personne ne voit a été omis : il est marqué comme masqué, minuscule ou "
        "blanc.",
    ),
    (
        "Text that is struck through was left out on {pages}.",
        "Durchgestrichener Text wurde ausgelassen ({pages}).",
        "Le texte barré a été omis ({pages}).",
    ),
    (
        "Text that is struck through was left out ({places}).",
        "Durchgestrichener Text wurde ausgelassen ({places}).",
        "Le texte barré a été omis ({places}).",
    ),
    (
        "Struck-through text was left out on {pages}.",
        "Durchgestrichener Text wurde ausgelassen ({pages}).",
        "Le texte barré a été omis ({pages}).",
    ),
    (
        "Struck-through text was left out.",
        "Durchgestrichener Text wurde ausgelassen.",
        "Le texte barré a été omis.",
    ),
    (
        "Struck-through text was left out: in {places}.",
        "Durchgestrichener Text wurde ausgelassen ({places}).",
        "Le texte barré a été omis ({places}).",
    ),
    (
        "Text of a layer that is switched off was left out on {pages}.",
        "Text einer ausgeschalteten Ebene wurde ausgelassen ({pages}).",
        "Le texte d’un calque désactivé a été omis ({pages}).",
    ),
    (
        "Text that is marked as hidden was left out.",
        "Als verborgen markierter Text wurde ausgelassen.",
        "Le texte marqué comme masqué a été omis.",
    ),
    (
        "Text that the page hides, and that nothing on it opens, was left out ({places}). "
        "Show it if it is to be found.",
        "Text, den die Seite verbirgt und den nichts auf ihr öffnet, wurde ausgelassen ({places}). "
        "Zeigen Sie ihn, wenn er gefunden werden soll.",
        "Le texte que la page masque, et que rien n’y ouvre, a été omis ({places}). Affichez-le "
        "s’il doit être trouvé.",
    ),
    ("{n} place", "{n} Stelle", "{n} endroit"),
    ("{n} places", "{n} Stellen", "{n} endroits"),
    ("{n} cell", "{n} Zelle", "{n} cellule"),
    ("{n} cells", "{n} Zellen", "{n} cellules"),
    ("{n} sheet", "{n} Blatt", "{n} feuille"),
    ("{n} sheets", "{n} Blätter", "{n} feuilles"),
    ("{n} row", "{n} Zeile", "{n} ligne"),
    ("{n} rows", "{n} Zeilen", "{n} lignes"),
    ("{n} column", "{n} Spalte", "{n} colonne"),
    ("{n} columns", "{n} Spalten", "{n} colonnes"),
    ("sheet {name}", "Blatt {name}", "feuille {name}"),
    ("a row", "eine Zeile", "une ligne"),
    ("a column", "eine Spalte", "une colonne"),
    ("slide {n}", "Folie {n}", "diapositive {n}"),
    ("{n} more", "{n} weitere", "{n} autres"),
    (
        "Hidden or filtered out, and left out here: {things}.",
        "Ausgeblendet oder weggefiltert, und hier ausgelassen: {things}.",
        "Masqué ou filtré, et omis ici : {things}.",
    ),
    (
        "Hidden, and left out here: {things}.",
        "Ausgeblendet, und hier ausgelassen: {things}.",
        "Masqué, et omis ici : {things}.",
    ),
    (
        "{pages} is hidden: left out.",
        "{pages} ist ausgeblendet und wurde ausgelassen.",
        "{pages} : masqué, donc omis.",
    ),
    (
        "{pages} are hidden: left out.",
        "{pages} sind ausgeblendet und wurden ausgelassen.",
        "{pages} : masqué, donc omis.",
    ),
    (
        "The document has tracked changes: it is read as if all of them were accepted. "
        "Accept or reject them.",
        "Das Dokument hat nachverfolgte Änderungen: Es wird gelesen, als wären alle angenommen. "
        "Nehmen Sie sie an, oder lehnen Sie sie ab.",
        "Le document contient des modifications suivies : il est lu comme si toutes étaient "
        "acceptées. Acceptez-les ou refusez-les.",
    ),
    (
        "Taken for running headers or footers, and read once at most: {things}.",
        "Für wiederkehrende Kopf- oder Fußzeilen gehalten, und höchstens einmal gelesen: {things}.",
        "Pris pour des en-têtes ou pieds de page répétés, et lu une fois au plus : {things}.",
    ),
    (
        "A sentence gives orders to a language model ({pages}): {name}. No answer is made with it; "
        "if nobody meant that, take it out.",
        "Ein Satz gibt einem Sprachmodell Anweisungen ({pages}): {name}. Mit ihm entsteht keine "
        "Antwort; wenn das niemand wollte, nehmen Sie ihn heraus.",
        "Une phrase donne des ordres à un modèle de langage ({pages}) : {name}. Aucune réponse "
        "n’en est tirée ; si personne ne l’a voulu, retirez-la.",
    ),
    (
        "A sentence gives orders to a language model: {name}. No answer is made with it; "
        "if nobody meant that, take it out.",
        "Ein Satz gibt einem Sprachmodell Anweisungen: {name}. Mit ihm entsteht keine Antwort; "
        "wenn das niemand wollte, nehmen Sie ihn heraus.",
        "Une phrase donne des ordres à un modèle de langage : {name}. Aucune réponse n’en est "
        "tirée ; si personne ne l’a voulu, retirez-la.",
    ),
    (
        "{n} sentences give orders to a language model ({pages}): {name}. No answer is made with "
        "them; if nobody meant that, take them out.",
        "{n} Sätze geben einem Sprachmodell Anweisungen ({pages}): {name}. Mit ihnen entsteht "
        "keine Antwort; wenn das niemand wollte, nehmen Sie sie heraus.",
        "{n} phrases donnent des ordres à un modèle de langage ({pages}) : {name}. Aucune réponse "
        "n’en est tirée ; si personne ne l’a voulu, retirez-les.",
    ),
    (
        "{n} sentences give orders to a language model: {name}. No answer is made with "
        "them; if nobody meant that, take them out.",
        "{n} Sätze geben einem Sprachmodell Anweisungen: {name}. Mit ihnen entsteht keine Antwort; "
        "wenn das niemand wollte, nehmen Sie sie heraus.",
        "{n} phrases donnent des ordres à un modèle de langage : {name}. Aucune réponse n’en est "
        "tirée ; si personne ne l’a voulu, retirez-les.",
    ),
    (
        "The file does not end as it should; its end may be missing. Save it again.",
        "Die Datei endet nicht, wie sie sollte; ihr Ende fehlt vielleicht. Speichern Sie sie noch "
        "einmal.",
        "Le fichier ne se termine pas comme il le devrait ; la fin manque peut-être. "
        "Enregistrez-le de nouveau.",
    ),
    (
        "The file is not in UTF-8 and was read as {name}: "
        "letters with accents, and signs such as µ and °, may be wrong. Save it in UTF-8.",
        "Die Datei ist nicht in UTF-8 und wurde als {name} gelesen: Umlaute, Buchstaben mit "
        "Akzenten und Zeichen wie µ und ° können falsch sein. Speichern Sie sie in UTF-8.",
        "Le fichier n’est pas en UTF-8 et a été lu comme {name} : les lettres accentuées et des "
        "signes comme µ et ° peuvent être faux. Enregistrez-le en UTF-8.",
    ),
    (
        "{n} letters cannot be read. Save the file in UTF-8.",
        "{n} Buchstaben können nicht gelesen werden. Speichern Sie die Datei in UTF-8.",
        "{n} lettres ne peuvent pas être lues. Enregistrez le fichier en UTF-8.",
    ),
)
