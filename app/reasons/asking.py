"""Why something that was asked, in a try, a check or a search, is not answered."""

from __future__ import annotations

from app.reasons.matching import Entry

ASKING: tuple[Entry, ...] = (
    (
        "The question is empty. Type what you would like to know.",
        "Die Frage ist leer. Schreiben Sie, was Sie wissen möchten.",
        "La question est vide. Écrivez ce que vous souhaitez savoir.",
    ),
    (
        "The question has no words. Type what you would like to know.",
        "Die Frage hat keine Wörter. Schreiben Sie, was Sie wissen möchten.",
        "La question ne contient aucun mot. Écrivez ce que vous souhaitez savoir.",
    ),
    (
        "The question has {n} characters or more; at most {m} are allowed. Ask about the part that "
        "matters.",
        "Die Frage hat {n} Zeichen oder mehr; höchstens {m} sind erlaubt. Fragen Sie nach dem "
        "Teil, auf den es ankommt.",
        "La question compte {n} caractères ou plus ; {m} au plus sont permis. Posez-la sur ce qui "
        "compte.",
    ),
    (
        "The question has {n} characters; at most {m} are allowed. Ask about the part that "
        "matters.",
        "Die Frage hat {n} Zeichen; höchstens {m} sind erlaubt. Fragen Sie nach dem Teil, auf den "
        "es ankommt.",
        "La question compte {n} caractères ; {m} au plus sont permis. Posez-la sur ce qui compte.",
    ),
    (
        "The question holds characters that are not text. Type it as text.",
        "Die Frage enthält Zeichen, die kein Text sind. Schreiben Sie sie als Text.",
        "La question contient des caractères qui ne sont pas du texte. Écrivez-la en texte.",
    ),
    (
        "One letter has more than {n} accents. Type the question as plain text.",
        "Ein Buchstabe hat mehr als {n} Akzente. Schreiben Sie die Frage als einfachen Text.",
        "Une lettre porte plus de {n} accents. Écrivez la question en texte simple.",
    ),
    (
        "{n} of your questions are being answered, and more must wait.",
        "{n} Ihrer Fragen werden gerade beantwortet; weitere müssen warten.",
        "{n} de vos questions sont en cours ; les autres doivent attendre.",
    ),
    (
        "{n} searches of yours are running; more must wait.",
        "{n} Ihrer Suchen laufen gerade; weitere müssen warten.",
        "{n} de vos recherches sont en cours ; les autres doivent attendre.",
    ),
    (
        "{n} pages are made ready for you, and more must wait.",
        "{n} Seiten werden gerade für Sie vorbereitet; weitere müssen warten.",
        "{n} pages sont en préparation pour vous ; les autres doivent attendre.",
    ),
    (
        "{n} files are sent to you, and more must wait.",
        "{n} Dateien werden gerade an Sie gesendet; weitere müssen warten.",
        "{n} fichiers vous sont envoyés ; les autres doivent attendre.",
    ),
    (
        "{n} exports are made for you, and more must wait.",
        "{n} Exporte werden gerade für Sie erstellt; weitere müssen warten.",
        "{n} exports sont en préparation pour vous ; les autres doivent attendre.",
    ),
    (
        "You may ask {n} questions a minute.",
        "Sie dürfen {n} Fragen in der Minute stellen.",
        "Vous pouvez poser {n} questions par minute.",
    ),
    (
        "You may send {n} requests a minute.",
        "Sie dürfen {n} Anfragen in der Minute senden.",
        "Vous pouvez envoyer {n} requêtes par minute.",
    ),
    (
        "Please try again in {n} second.",
        "Bitte versuchen Sie es in {n} Sekunde wieder.",
        "Veuillez réessayer dans {n} seconde.",
    ),
    (
        "Please try again in {n} seconds.",
        "Bitte versuchen Sie es in {n} Sekunden wieder.",
        "Veuillez réessayer dans {n} secondes.",
    ),
    (
        "The service is being restarted, and this question was not taken. Please ask it again in a "
        "moment.",
        "Der Dienst wird neu gestartet, und diese Frage wurde nicht angenommen. Bitte stellen Sie "
        "sie gleich noch einmal.",
        "Le service redémarre, et cette question n’a pas été prise. Veuillez la reposer dans un "
        "instant.",
    ),
    (
        "The service was restarted before this answer was complete. What there was of it is kept. "
        "Please ask again in a moment.",
        "Der Dienst wurde neu gestartet, bevor diese Antwort fertig war. Was davon da war, bleibt "
        "erhalten. Bitte fragen Sie gleich noch einmal.",
        "Le service a redémarré avant la fin de cette réponse. Ce qui était écrit est conservé. "
        "Veuillez redemander dans un instant.",
    ),
    (
        "Almanac cannot reach its database just now. Nothing that was stored is lost. Please try "
        "again in a moment.",
        "Almanac erreicht seine Datenbank gerade nicht. Nichts Gespeichertes ist verloren. Bitte "
        "versuchen Sie es gleich noch einmal.",
        "Almanac n’atteint pas sa base de données pour le moment. Rien de ce qui était enregistré "
        "n’est perdu. Veuillez réessayer dans un instant.",
    ),
)
