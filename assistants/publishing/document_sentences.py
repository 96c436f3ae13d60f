"""What is said to whoever changes the documents of a source, and may not or cannot."""

from __future__ import annotations

from assistants.translations import Sentence

SOURCE = Sentence(en="source", de="Diese Quelle", fr="Cette source")
DOCUMENT = Sentence(en="document", de="Dieses Dokument", fr="Ce document")
CHANGE = Sentence(en="change", de="Diese Änderung", fr="Ce changement")

IN_A_BUCKET = Sentence(
    en="This source lies in object storage and is looked after there, so nothing is changed here.",
    de="Diese Quelle liegt in einem Objektspeicher und wird dort gepflegt; hier wird nichts "
    "geändert.",
    fr="Cette source se trouve dans un stockage d’objets et y est tenue à jour ; rien n’est "
    "modifié ici.",
)
NOT_OFFERED = Sentence(
    en="Its source.yaml allows no uploads, so its documents are changed in the folder itself. "
    "Whoever looks after the installation can set `uploads` there.",
    de="Ihre source.yaml erlaubt kein Hochladen, die Dokumente werden also im Ordner selbst "
    "geändert. Wer die Installation betreut, kann dort `uploads` setzen.",
    fr="Son source.yaml ne permet pas de téléverser, les documents sont donc modifiés dans le "
    "dossier même. Qui s’occupe de l’installation peut y régler `uploads`.",
)
READ_ONLY = Sentence(
    en="The service may only read this folder, so its documents are changed where it comes from.",
    de="Der Dienst darf diesen Ordner nur lesen; die Dokumente werden dort geändert, woher er "
    "kommt.",
    fr="Le service ne peut que lire ce dossier ; les documents sont modifiés là d’où il vient.",
)
UNUSABLE = Sentence(
    en="Its source.yaml cannot be used, so nobody reads it and nothing is changed: {reason}",
    de="Ihre source.yaml ist nicht zu gebrauchen; niemand liest sie, und nichts wird geändert: "
    "{reason}",
    fr="Son source.yaml est inutilisable ; personne ne la lit et rien n’est modifié : {reason}",
)
UNREACHABLE = Sentence(
    en="Its folder cannot be reached just now. Try again later.",
    de="Ihr Ordner ist gerade nicht erreichbar. Versuchen Sie es später wieder.",
    fr="Son dossier est inaccessible pour le moment. Réessayez plus tard.",
)
NOT_AN_ADMIN = Sentence(
    en="Only an admin of the department {department} can change its documents.",
    de="Nur die Verwaltung der Abteilung {department} kann ihre Dokumente ändern.",
    fr="Seule l’administration du service {department} peut modifier ses documents.",
)
NOT_AN_APPROVER = Sentence(
    en="Only an approver of the department {department} can decide on this change.",
    de="Nur wer für die Abteilung {department} freigibt, kann über diese Änderung entscheiden.",
    fr="Seul un approbateur du service {department} peut décider de ce changement.",
)
NOT_YOURS = Sentence(
    en="Only an admin of the department {department} can take this proposal back.",
    de="Nur die Verwaltung der Abteilung {department} kann diesen Vorschlag zurücknehmen.",
    fr="Seule l’administration du service {department} peut reprendre cette proposition.",
)
NOT_A_READER = Sentence(
    en="Who reads what lies there is decided by source.yaml, and you are not among them. Choose "
    "another folder.",
    de="Wer liest, was dort liegt, bestimmt source.yaml, und Sie gehören nicht dazu. Wählen Sie "
    "einen anderen Ordner.",
    fr="source.yaml décide qui lit ce qui s’y trouve, et vous n’en faites pas partie. Choisissez "
    "un autre dossier.",
)
WHY_CHANGED = Sentence(
    en="Say what is changed and why: another person decides on it.",
    de="Schreiben Sie, was sich ändert und warum: Eine andere Person entscheidet darüber.",
    fr="Dites ce qui change et pourquoi : une autre personne en décide.",
)
WHY_WITHDRAWN = Sentence(
    en="Say why the document is withdrawn.",
    de="Schreiben Sie, warum das Dokument zurückgezogen wird.",
    fr="Dites pourquoi le document est retiré.",
)
WHY_RETURNED = Sentence(
    en="Say why it is returned; its author reads it.",
    de="Schreiben Sie, warum es zurückgeht; wer es vorgeschlagen hat, liest das.",
    fr="Dites pourquoi c’est renvoyé ; son auteur le lit.",
)
NO_FILE = Sentence(
    en="Choose a file first.",
    de="Wählen Sie zuerst eine Datei.",
    fr="Choisissez d’abord un fichier.",
)
TOO_MANY = Sentence(
    en="At most {most} files go at once. Upload the others afterwards.",
    de="Auf einmal gehen höchstens {most} Dateien. Laden Sie die übrigen danach hoch.",
    fr="Au plus {most} fichiers à la fois. Téléversez les autres ensuite.",
)
NOT_UNDERSTOOD = Sentence(
    en="What was sent is no complete form. Send it once more.",
    de="Was ankam, ist kein vollständiges Formular. Senden Sie es noch einmal.",
    fr="Ce qui est arrivé n’est pas un formulaire complet. Envoyez-le encore une fois.",
)
TOO_LARGE = Sentence(
    en="It is larger than {most} MB. Split it.",
    de="Es ist größer als {most} MB. Teilen Sie es.",
    fr="Il dépasse {most} Mo. Divisez-le.",
)
NOT_WRITTEN = Sentence(
    en="It could not be stored in the source’s folder ({reason}), and nothing was changed. Tell "
    "whoever looks after the installation.",
    de="Es ließ sich nicht im Ordner der Quelle ablegen ({reason}), und nichts wurde geändert. "
    "Sagen Sie es denen, die die Installation betreuen.",
    fr="Il n’a pas pu être écrit dans le dossier de la source ({reason}), et rien n’a changé. "
    "Signalez-le à qui s’occupe de l’installation.",
)
TAKEN = Sentence(
    en="There is a document of this name. Open its page to replace it.",
    de="Ein Dokument dieses Namens gibt es schon. Öffnen Sie seine Seite, um es zu ersetzen.",
    fr="Il existe un document de ce nom. Ouvrez sa page pour le remplacer.",
)
SAME = Sentence(
    en="These are the same bytes that are there already, so there is nothing to change.",
    de="Das sind dieselben Bytes, die schon da sind; es gibt nichts zu ändern.",
    fr="Ce sont les mêmes octets que ceux déjà en place ; il n’y a rien à changer.",
)
OTHER_TYPE = Sentence(
    en="The document keeps its name, so a new version has to be of its type, {suffix}. Upload it "
    "as a document of its own, and withdraw this one.",
    de="Das Dokument behält seinen Namen, eine neue Version muss also von seinem Typ sein, "
    "{suffix}. Laden Sie es als eigenes Dokument hoch, und ziehen Sie dieses zurück.",
    fr="Le document garde son nom, une nouvelle version doit donc être de son type, {suffix}. "
    "Téléversez-la comme document à part et retirez celui-ci.",
)
CHANGED_MEANWHILE = Sentence(
    en="The document is not what it was when you looked at it. Load the page again.",
    de="Das Dokument ist nicht mehr, was es war, als Sie es angesehen haben. Laden Sie die Seite "
    "neu.",
    fr="Le document n’est plus celui que vous avez regardé. Rechargez la page.",
)
REPLACES_OTHER = Sentence(
    en="What this change would replace was changed meanwhile. Return it, so that it is proposed "
    "again over what is there now.",
    de="Was diese Änderung ersetzen würde, hat sich inzwischen geändert. Geben Sie sie zurück, "
    "damit sie über dem neu vorgeschlagen wird, was jetzt da ist.",
    fr="Ce que ce changement remplacerait a changé entre-temps. Renvoyez-le, pour qu’il soit "
    "proposé de nouveau sur ce qui est en place.",
)
BYTES_GONE = Sentence(
    en="The file that waits is gone or was changed in its folder. Return the change, so that it is "
    "sent once more.",
    de="Die wartende Datei ist weg oder wurde in ihrem Ordner geändert. Geben Sie die Änderung "
    "zurück, damit sie noch einmal gesendet wird.",
    fr="Le fichier en attente a disparu ou a été modifié dans son dossier. Renvoyez le changement "
    "pour qu’il soit envoyé de nouveau.",
)
ANOTHER_CHANGE = Sentence(
    en="Another change of this document is under way. It ends first.",
    de="Eine andere Änderung dieses Dokuments ist unterwegs. Sie geht vor.",
    fr="Un autre changement de ce document est en cours. Il passe d’abord.",
)
DECIDED = Sentence(
    en="This change was decided meanwhile. Load the page again.",
    de="Über diese Änderung wurde inzwischen entschieden. Laden Sie die Seite neu.",
    fr="Ce changement a été décidé entre-temps. Rechargez la page.",
)
AUTHOR_LOST_ROLE = Sentence(
    en="{who} proposed this and is no admin of the department any more. Return it.",
    de="{who} hat das vorgeschlagen und gehört nicht mehr zur Verwaltung der Abteilung. Geben Sie "
    "es zurück.",
    fr="{who} l’a proposé et n’est plus dans l’administration du service. Renvoyez-le.",
)
ATTACHED = Sentence(
    en="It is attached to a message. Replace or withdraw the message.",
    de="Es ist an eine Nachricht angehängt. Ersetzen oder zurückziehen lässt sich die Nachricht.",
    fr="Il est joint à un message. Remplacez ou retirez le message.",
)
NOTHING_KEPT = Sentence(
    en="This change put nothing aside that could be brought back.",
    de="Diese Änderung hat nichts beiseitegelegt, was sich zurückholen ließe.",
    fr="Ce changement n’a rien mis de côté qui puisse être rétabli.",
)
ERASED = Sentence(
    en="The earlier file was erased from its folder, so it cannot be brought back. Upload it "
    "again.",
    de="Die frühere Datei wurde aus ihrem Ordner gelöscht und lässt sich nicht zurückholen. Laden "
    "Sie sie neu hoch.",
    fr="Le fichier antérieur a été effacé de son dossier et ne peut pas être rétabli. "
    "Téléversez-le de nouveau.",
)
