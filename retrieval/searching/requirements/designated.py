"""Kinds that a number, a Roman figure or a letter designates: type III, phase 2b, grade C."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

# A variation of type III is none of type II.
_KIND = (
    r"\b(?:type|class|grade|phase|stage|category|tier|typ|klasse|grad|stufe|kategorie|classe|"
    r"catégorie|clase|grado|fase|categoría)"
)
_DESIGNATED = re.compile(
    rf"(?P<kind>(?i:{_KIND}))[ -](?P<which>[IVX]{{1,4}}[AB]?|[A-E]|\d{{1,2}}[a-e]?)\b",
)
# Somebody may paste a list of them, and each is looked for in every text.
_MOST = 8
_FIGURE = r"(?:[IVX]{1,4}|[A-E]|\d{1,2}(?![.,]\d))[A-Ea-e]?(?!\w)"
_TO = r"(?: (?:to|through|bis|à|a) | ?[-–] ?)"
_AND = r"(?: ?[/&] ?|,? (?:and|or|und|oder|et|ou|y|o) |, )"
# "Phases 1 and 2", "class: 1", "type-2", "grade of 3", "grade ≥3", "Category (2)", "Klassen: 2".
_STATED = re.compile(
    rf"(?P<kind>(?i:{_KIND}|\bcategorie))(?:e?[ns])?(?: (?:of|is|are|von|ist|de|est))?"
    r"[^\w.;,!?]{1,3}"
    rf"(?P<which>{_FIGURE}(?:(?:{_TO}|{_AND}){_FIGURE}){{0,7}})"
)
_ONE = re.compile(
    rf"(?P<range>{_TO})?(?P<figure>[IVX]{{1,4}}|[A-E]|\d{{1,2}})(?P<part>[A-Ea-e]?)(?!\w)"
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def unknown_designations(question: str, texts: Sequence[str]) -> dict[str, bool]:
    """What of the kinds that a question designates, a few at most, no text designates.

    Each with whether the texts designate others of its kind, so that it is surely none of them.
    """
    asked = {match["which"]: _name(match["kind"]) for match in _DESIGNATED.finditer(question)}
    looked_for = dict(islice(asked.items(), _MOST))
    stated = [one for text in texts for one in _STATED.finditer(text)] if asked else []
    known = {figure for series in stated for figure in _figures(series["which"])}
    kinds = {_name(series["kind"]) for series in stated}
    return {
        which: kind in kinds
        for which, kind in looked_for.items()
        if not _forms(which) & known and not any(_alone(which).search(text) for text in texts)
    }


def _name(kind: str) -> str:
    """What a kind begins with, the same in several languages: class, Klasse."""
    return kind.casefold()[:3].replace("k", "c")


def _figures(series: str) -> Iterator[str]:
    """The designations in a series, those of a range one by one; 2b is also 2."""
    before = ""
    for one in _ONE.finditer(series):
        figure = _arabic(one["figure"])
        yield from (figure, figure + one["part"].lower())
        if one["range"] and before.isdigit() and figure.isdigit():
            yield from map(str, range(int(before), int(figure)))
        elif one["range"] and before.isalpha() and figure.isalpha():
            yield from map(chr, range(ord(before), ord(figure)))
        before = figure


def _forms(which: str) -> set[str]:
    """A designation as `_figures` gives it: in Arabic figures, its part small."""
    found = _ONE.match(which)
    return {_arabic(found["figure"]) + found["part"].lower()} if found else {which}


def _arabic(figure: str) -> str:
    return str(_ROMAN.index(figure) + 1) if figure in _ROMAN else figure


def _alone(which: str) -> re.Pattern[str]:
    """It stands there without its kind; a small number alone may be that of anything."""
    figure = which
    if which.isdigit() and 0 < int(which) <= len(_ROMAN):
        figure = _ROMAN[int(which) - 1]
    elif which[0].isdigit():
        return re.compile(r"(?!)")
    return re.compile(rf"(?<!\w){figure}[ab]?(?!\w)")
