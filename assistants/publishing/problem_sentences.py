"""What is said of a configuration that cannot be used as it is."""

from __future__ import annotations

from collections.abc import Mapping

from assistants.translations import Sentence

AT = Sentence(en="{place}: {problem}", de="{place}: {problem}", fr="{place} : {problem}")
NO_VARIABLE = Sentence(
    en="there is no variable {name}",
    de="eine Variable {name} gibt es nicht",
    fr="il n’y a pas de variable {name}",
)
TOO_LONG_NAME = Sentence(
    en="it must have at most {most} characters",
    de="es darf höchstens {most} Zeichen haben",
    fr="il faut au plus {most} caractères",
)
EMPTY = Sentence(en="it is empty", de="es ist leer", fr="c’est vide")
UNSTORABLE = Sentence(
    en="it holds a character that cannot be stored",
    de="es enthält ein Zeichen, das sich nicht speichern lässt",
    fr="il y a un caractère qui ne se conserve pas",
)
INVISIBLE = Sentence(
    en="it holds invisible characters",
    de="es enthält unsichtbare Zeichen",
    fr="il y a des caractères invisibles",
)
NO_LANGUAGE = Sentence(
    en="there is no language {name}",
    de="eine Sprache {name} gibt es nicht",
    fr="il n’y a pas de langue {name}",
)
TOO_MANY = Sentence(
    en="{count} are too many; {most} at most",
    de="{count} sind zu viele; höchstens {most}",
    fr="{count}, c’est trop ; {most} au plus",
)
ITEM_LENGTH = Sentence(
    en="it must have 1 to {most} characters",
    de="es muss 1 bis {most} Zeichen haben",
    fr="il faut de 1 à {most} caractères",
)
TWICE = Sentence(
    en="one of them stands twice", de="eines davon steht doppelt", fr="l’un d’eux figure deux fois"
)
NO_SUCH = {
    "department": Sentence(
        en="there is no department {name}; there: {known}",
        de="eine Abteilung {name} gibt es nicht; es gibt: {known}",
        fr="il n’y a pas de service {name} ; il y a : {known}",
    ),
    "icon": Sentence(
        en="there is no icon {name}; there: {known}",
        de="ein Symbol {name} gibt es nicht; es gibt: {known}",
        fr="il n’y a pas d’icône {name} ; il y a : {known}",
    ),
    "template": Sentence(
        en="there is no prompt template {name}; there: {known}",
        de="eine Prompt-Vorlage {name} gibt es nicht; es gibt: {known}",
        fr="il n’y a pas de modèle de prompt {name} ; il y a : {known}",
    ),
}
NO_ROUTE = Sentence(
    en="no route does the role {name}",
    de="keine Route hat die Rolle {name}",
    fr="aucune route n’a le rôle {name}",
)
NO_AUDIENCE = Sentence(
    en="it names no group, so nobody could use the assistant",
    de="es nennt keine Gruppe, niemand könnte den Assistenten also benutzen",
    fr="aucun groupe n’est nommé, personne ne pourrait donc utiliser l’assistant",
)
NO_GROUP = Sentence(
    en="there is no group {name}",
    de="eine Gruppe {name} gibt es nicht",
    fr="il n’y a pas de groupe {name}",
)
NO_SOURCE = Sentence(
    en="there is no source {name}",
    de="eine Quelle {name} gibt es nicht",
    fr="il n’y a pas de source {name}",
)
SOURCE_UNUSABLE = Sentence(
    en="{name} cannot be used: {reason}",
    de="{name} ist nicht zu gebrauchen: {reason}",
    fr="{name} est inutilisable : {reason}",
)
# What pydantic finds, by its own names; the places are named as in its contexts.
FORMS: Mapping[str, Sentence] = {
    "missing": Sentence(en="it is missing", de="es fehlt", fr="c’est manquant"),
    "string_type": Sentence(
        en="it must be text", de="es muss Text sein", fr="ce doit être du texte"
    ),
    "string_too_short": Sentence(
        en="it must have at least {min_length} characters",
        de="es muss mindestens {min_length} Zeichen haben",
        fr="il faut au moins {min_length} caractères",
    ),
    "string_too_long": Sentence(
        en="it must have at most {max_length} characters",
        de="es darf höchstens {max_length} Zeichen haben",
        fr="il faut au plus {max_length} caractères",
    ),
    "string_pattern_mismatch": Sentence(
        en="it must have the form {pattern}",
        de="es muss die Form {pattern} haben",
        fr="il faut la forme {pattern}",
    ),
    "too_short": Sentence(
        en="it must have at least {min_length}",
        de="es müssen mindestens {min_length} sein",
        fr="il en faut au moins {min_length}",
    ),
    "too_long": Sentence(
        en="it must have at most {max_length}",
        de="es dürfen höchstens {max_length} sein",
        fr="il en faut au plus {max_length}",
    ),
    "greater_than_equal": Sentence(
        en="it must be at least {ge}",
        de="es muss mindestens {ge} sein",
        fr="il faut au moins {ge}",
    ),
    "less_than_equal": Sentence(
        en="it must be at most {le}", de="es darf höchstens {le} sein", fr="il faut au plus {le}"
    ),
    "int_parsing": Sentence(
        en="it must be a whole number",
        de="es muss eine ganze Zahl sein",
        fr="ce doit être un nombre entier",
    ),
    "float_parsing": Sentence(
        en="it must be a number", de="es muss eine Zahl sein", fr="ce doit être un nombre"
    ),
    "literal_error": Sentence(
        en="it must be {expected}", de="es muss {expected} sein", fr="ce doit être {expected}"
    ),
    "extra_forbidden": Sentence(
        en="there is no such field", de="dieses Feld gibt es nicht", fr="ce champ n’existe pas"
    ),
    "value_error": Sentence(
        en="an emoji stands twice in the palette",
        de="ein Emoji steht doppelt in der Palette",
        fr="un emoji figure deux fois dans la palette",
    ),
}
