"""What is said to whoever keeps or runs checks, and may not or cannot."""

from __future__ import annotations

from assistants.translations import Sentence

CHECK = Sentence(en="check", de="Diesen Prüffall", fr="Ce contrôle")
RUN = Sentence(en="run", de="Diesen Lauf", fr="Cette exécution")
ANSWER = Sentence(en="answer", de="Diese Antwort", fr="Cette réponse")
DOCUMENTS = Sentence(en="documents to cite", de="zu nennenden Dokumente", fr="documents à citer")
PHRASES = Sentence(en="phrases to say", de="zu sagenden Wendungen", fr="expressions à dire")
BANNED_PHRASES = Sentence(
    en="phrases never to say",
    de="nie zu sagenden Wendungen",
    fr="expressions à ne jamais dire",
)
NO_ANSWER_AND_MORE = Sentence(
    en="Where there must be no answer, nothing can be cited or said. Choose one of them.",
    de="Wo es keine Antwort geben darf, kann nichts genannt oder gesagt werden. Wählen Sie eines "
    "von beiden.",
    fr="Là où il ne doit pas y avoir de réponse, rien ne peut être cité ni dit. Choisissez l’un ou "
    "l’autre.",
)
SAID_AND_NEVER_SAID = Sentence(
    en="It cannot be said and never said at once: “{phrase}”.",
    de="Das kann nicht zugleich gesagt und nie gesagt werden: „{phrase}“.",
    fr="Cela ne peut pas être à la fois dit et jamais dit : « {phrase} ».",
)
TOO_MANY_ENTRIES = Sentence(
    en="{n} {what} are too many; {most} at most.",
    de="Die {n} {what} sind zu viele; höchstens {most}.",
    fr="Trop de {what} : {n} ; {most} au plus.",
)
ENTRY_TOO_LONG = Sentence(
    en="One of the {what} has {n} characters; {most} at most.",
    de="Eines oder eine der {what} hat {n} Zeichen; höchstens {most}.",
    fr="Parmi les {what}, un texte a {n} caractères ; {most} au plus.",
)
NO_WORDS = Sentence(
    en="One of the {what} has no words: “{text}”.",
    de="Eines oder eine der {what} enthält keine Wörter: „{text}“.",
    fr="Parmi les {what}, un texte n’a pas de mots : « {text} ».",
)
NOTHING_TO_KEEP = Sentence(
    en="There is nothing to keep.",
    de="Es gibt nichts zu behalten.",
    fr="Il n’y a rien à garder.",
)
NOTE_TOO_LONG = Sentence(
    en="The note has {n} characters; {most} at most.",
    de="Die Notiz hat {n} Zeichen; höchstens {most}.",
    fr="La note a {n} caractères ; {most} au plus.",
)
STALE = Sentence(
    en="{who} changed this check meanwhile. Yours was not saved over it: load it again, and put "
    "your change in once more.",
    de="{who} hat diesen Prüffall inzwischen geändert. Ihrer wurde nicht darüber gespeichert: "
    "Laden Sie ihn neu, und tragen Sie Ihre Änderung noch einmal ein.",
    fr="{who} a modifié ce contrôle entre-temps. Le vôtre ne l’a pas remplacé : rechargez-le et "
    "refaites votre changement.",
)
TOO_MANY_CHECKS = Sentence(
    en="An assistant keeps {most} checks at most. Withdraw some first.",
    de="Ein Assistent behält höchstens {most} Prüffälle. Ziehen Sie zuerst einige zurück.",
    fr="Un assistant garde {most} contrôles au plus. Retirez-en d’abord.",
)
KEPT_ALREADY = Sentence(
    en="A check of this question is kept already. Change that one.",
    de="Für diese Frage gibt es schon einen Prüffall. Ändern Sie jenen.",
    fr="Il y a déjà un contrôle pour cette question. Modifiez celui-là.",
)
NOT_A_PERSON = Sentence(
    en="Only a person runs checks.",
    de="Nur eine Person lässt Prüffälle laufen.",
    fr="Seule une personne exécute les contrôles.",
)
OUT_OF_BOUNDS = Sentence(
    en="Ask 1 to {tries} times, and for 0 to {sample} recent questions.",
    de="Fragen Sie 1- bis {tries}-mal, und 0 bis {sample} jüngste Fragen.",
    fr="Posez chaque question 1 à {tries} fois, et prenez 0 à {sample} questions récentes.",
)
NOTHING_TO_ASK = Sentence(
    en="There is nothing to ask yet. Keep a check first, or ask for recent questions.",
    de="Es gibt noch nichts zu fragen. Behalten Sie zuerst einen Prüffall, oder nehmen Sie jüngste "
    "Fragen dazu.",
    fr="Il n’y a encore rien à demander. Gardez d’abord un contrôle, ou ajoutez des questions "
    "récentes.",
)
RUNNING_ALREADY = Sentence(
    en="The checks of this assistant are running already. Wait for their end, or cancel them.",
    de="Die Prüffälle dieses Assistenten laufen schon. Warten Sie das Ende ab, oder brechen Sie "
    "sie ab.",
    fr="Les contrôles de cet assistant s’exécutent déjà. Attendez la fin, ou annulez-les.",
)
NOT_RUNNING = Sentence(
    en="This run has ended already.",
    de="Dieser Lauf ist schon zu Ende.",
    fr="Cette exécution est déjà terminée.",
)
