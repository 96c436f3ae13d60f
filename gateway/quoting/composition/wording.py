"""What a route that quotes says of its own around the quotes, in the assistant's language."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "bound": "*{shown} of {total} shown. Open {markers} for all.*",
        "left": "*The table goes on with {left} more rows that were not looked through. "
        "Open {markers} for all.*",
        "columns": "*{shown} of {total} columns shown. Open {markers} for all.*",
        "count": "**{number}**{of} ({what})",
        "of": " of {total}",
        "at_least": "**At least {number}** ({what})",
        "rows": "rows",
        "items": "as named here",
        "none": "**None**: no row has {what}.",
        "things": "**{things}** ({what})",
        "no_row": "no row with {what}",
        "no_thing": "**None** ({what}).",
        "telling": "These rows decide it:",
        "instead": "These rows come closest ({what}):",
        "missing": "**{side}:** The documents that I found say nothing about this.",
        "source": "Source",
        "about": "About",
        "statement": "What the documents say",
    },
    "de": {
        "bound": "*{shown} von {total} gezeigt. Für alle {markers} öffnen.*",
        "left": "*Die Tabelle geht mit {left} weiteren Zeilen weiter, die nicht durchgesehen "
        "wurden. Für alle {markers} öffnen.*",
        "columns": "*{shown} von {total} Spalten gezeigt. Für alle {markers} öffnen.*",
        "count": "**{number}**{of} ({what})",
        "of": " von {total}",
        "at_least": "**Mindestens {number}** ({what})",
        "rows": "Zeilen",
        "items": "wie hier genannt",
        "none": "**Keine**: Keine Zeile hat {what}.",
        "things": "**{things}** ({what})",
        "no_row": "keine Zeile mit {what}",
        "no_thing": "**Keine** ({what}).",
        "telling": "Diese Zeilen entscheiden es:",
        "instead": "Am nächsten kommen diese Zeilen ({what}):",
        "missing": "**{side}:** Die gefundenen Dokumente sagen dazu nichts.",
        "source": "Quelle",
        "about": "Zu",
        "statement": "Was die Dokumente sagen",
    },
    "fr": {
        "bound": "*{shown} sur {total} affichés. Ouvrez {markers} pour tout voir.*",
        "left": "*Le tableau continue avec {left} lignes qui n’ont pas été parcourues. "
        "Ouvrez {markers} pour tout voir.*",
        "columns": "*{shown} colonnes sur {total} affichées. Ouvrez {markers} pour tout voir.*",
        "count": "**{number}**{of} ({what})",
        "of": " sur {total}",
        "at_least": "**Au moins {number}** ({what})",
        "rows": "lignes",
        "items": "comme indiqué ici",
        "none": "**Aucun** : aucune ligne n’a {what}.",
        "things": "**{things}** ({what})",
        "no_row": "aucune ligne avec {what}",
        "no_thing": "**Aucun** ({what}).",
        "telling": "Ces lignes en décident :",
        "instead": "Ces lignes s’en approchent le plus ({what}) :",
        "missing": "**{side} :** Les documents trouvés n’en disent rien.",
        "source": "Source",
        "about": "Sujet",
        "statement": "Ce que disent les documents",
    },
    "es": {
        "bound": "*Se muestran {shown} de {total}. Abra {markers} para verlo todo.*",
        "left": "*La tabla sigue con {left} filas que no se han revisado. "
        "Abra {markers} para verlo todo.*",
        "columns": "*Se muestran {shown} de {total} columnas. Abra {markers} para verlo todo.*",
        "count": "**{number}**{of} ({what})",
        "of": " de {total}",
        "at_least": "**Al menos {number}** ({what})",
        "rows": "filas",
        "items": "como se indica aquí",
        "none": "**Ninguno**: ninguna fila tiene {what}.",
        "things": "**{things}** ({what})",
        "no_row": "ninguna fila con {what}",
        "no_thing": "**Ninguno** ({what}).",
        "telling": "Estas filas lo deciden:",
        "instead": "Estas filas son las más cercanas ({what}):",
        "missing": "**{side}:** Los documentos encontrados no dicen nada al respecto.",
        "source": "Fuente",
        "about": "Sobre",
        "statement": "Lo que dicen los documentos",
    },
}


def words_in(language: str) -> Mapping[str, str]:
    """The words in a language such as ``de`` or ``de-CH``; English where there are none."""
    return _WORDS.get(language.partition("-")[0], _WORDS["en"])
