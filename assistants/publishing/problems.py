"""What is wrong with a configuration: its own form, and what it names and is not there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from babel.localedata import exists
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from assistants.profiles import Configuration
from assistants.prompting.variables import unknown_variables
from assistants.publishing import problem_sentences as said
from assistants.publishing.problem_sentences import FORMS
from assistants.translations import Sentence, Told, verbatim

_MOST_LISTED = 100
_LONGEST_ITEM = 200
_LONGEST_NAME = 64
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
# Joiners stand in emoji, and in Persian or Hindi words; a block of YAML ends with a line break.
# What cannot be stored is told in other words.
_ALLOWED = dict.fromkeys(map(ord, "\u200c\u200d\n\r\t\0"))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; ``path`` leads to it, as in ``("palette", 0, "score")``.

    What may come right without a change of the profile, as a source that was not brought, keeps no
    first version of an installation from being published: it answers from what is there.
    """

    path: tuple[str | int, ...]
    told: Told
    may_come_right: bool = False

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.told.say("en")

    @property
    def placed(self) -> Told:
        """What is wrong, and where."""
        place = ".".join(map(str, self.path)) or "file"
        return Told(said.AT, {"place": place, "problem": self.told})

    @property
    def field(self) -> str:
        """The field of the configuration."""
        return str(self.path[0]) if self.path else ""

    def __str__(self) -> str:
        return self.placed.say("en")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What there is for a configuration to name.

    ``sources`` gives why a source cannot be used, empty where it can. ``groups`` is ``None`` where
    only the provider knows them all.
    """

    templates: frozenset[str]
    sources: Mapping[str, Sentence | str]
    groups: frozenset[str] | None
    icons: frozenset[str]
    departments: frozenset[str]
    roles: frozenset[str] = field(default_factory=frozenset)


def parse(content: Mapping[str, Any]) -> tuple[Configuration | None, list[Problem]]:
    """Read a draft's content; without a configuration the problems say why."""
    try:
        return Configuration.model_validate(content), []
    except ValidationError as error:
        found = [
            Problem(tuple(one["loc"]), _told(one))
            for one in error.errors(include_url=False, include_input=False)
        ]
        return None, found


def _told(error: ErrorDetails) -> Told:
    """What pydantic found, in our words; in its own, which are English, where we have none."""
    limits = error.get("ctx", {})
    if error["type"] == "string_too_short" and limits.get("min_length") == 1:
        return Told(said.EMPTY)
    if known := FORMS.get(error["type"]):
        return Told(known, limits)
    return Told(verbatim(error["msg"]))


def canonical(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """A content as it would be published; as it was typed where it is not valid."""
    configuration, _ = parse(content)
    return configuration.model_dump(mode="json") if configuration else content


def problems_of(configuration: Configuration, around: Surroundings) -> list[Problem]:
    """All that keeps a configuration from being live, in the order of its fields."""
    found = [
        *_bounds(configuration),
        *_not_there(configuration, around),
        *(
            Problem(("prompt",), Told(said.NO_VARIABLE, {"name": f"{{{{{name}}}}}"}))
            for name in unknown_variables(configuration.prompt)
        ),
    ]
    order = list(Configuration.model_fields)
    return sorted(found, key=lambda problem: order.index(problem.field))


def _bounds(configuration: Configuration) -> Iterator[Problem]:
    for name in ("audience", "sources", "reasons"):
        yield from _list_bounds(name, getattr(configuration, name))
    for name in ("icon", "template"):
        if len(getattr(configuration, name)) > _LONGEST_NAME:
            yield Problem((name,), Told(said.TOO_LONG_NAME, {"most": _LONGEST_NAME}))
    for name in ("name", "description", "owner", "next_step", "welcome", "prompt"):
        text: str = getattr(configuration, name)
        if not text.strip():
            yield Problem((name,), Told(said.EMPTY))
        if "\0" in text:
            yield Problem((name,), Told(said.UNSTORABLE))
    for path, line in _lines(configuration):
        if _is_deceptive(line):
            yield Problem(path, Told(said.INVISIBLE))
    if not exists(configuration.language.partition("-")[0]):
        yield Problem(("language",), Told(said.NO_LANGUAGE, {"name": configuration.language}))


def _lines(configuration: Configuration) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The names by which people know an assistant and what belongs to it."""
    for name in ("name", "description", "owner"):
        yield (name,), getattr(configuration, name)
    for number, starter in enumerate(configuration.starters):
        yield ("starters", number, "label"), starter.label
    for number, emoji in enumerate(configuration.palette):
        yield ("palette", number, "label"), emoji.label
    for number, reason in enumerate(configuration.reasons):
        yield ("reasons", number), reason


def _is_deceptive(line: str) -> bool:
    """Tell whether a line holds what nobody sees, or what turns around the letters behind it.

    Two such characters join emoji and the letters of some scripts, and are seen by what they do.
    """
    rest = line.translate(_ALLOWED)
    return any(unicodedata.category(letter) in _UNSEEN for letter in rest)


def _list_bounds(name: str, items: Sequence[str]) -> Iterator[Problem]:
    if len(items) > _MOST_LISTED:
        yield Problem((name,), Told(said.TOO_MANY, {"count": len(items), "most": _MOST_LISTED}))
    for number, item in enumerate(items):
        if not item.strip() or len(item) > _LONGEST_ITEM:
            yield Problem((name, number), Told(said.ITEM_LENGTH, {"most": _LONGEST_ITEM}))
    if len(set(items)) != len(items):
        yield Problem((name,), Told(said.TWICE))


def _not_there(configuration: Configuration, around: Surroundings) -> Iterator[Problem]:
    for name, known in (
        ("department", around.departments),
        ("icon", around.icons),
        ("template", around.templates),
    ):
        value = getattr(configuration, name)
        if value not in known:
            values = {"name": _short(value), "known": ", ".join(sorted(known)) or "–"}
            told = Told(said.NO_SUCH[name], values)
            yield Problem((name,), told, may_come_right=name == "department")
    if configuration.role not in around.roles:
        yield Problem(("role",), Told(said.NO_ROUTE, {"name": repr(configuration.role)}))
    yield from _unreachable(configuration, around)


def _unreachable(configuration: Configuration, around: Surroundings) -> Iterator[Problem]:
    if not configuration.audience:
        yield Problem(("audience",), Told(said.NO_AUDIENCE))
    for number, group in enumerate(configuration.audience):
        if around.groups is not None and group not in around.groups:
            told = Told(said.NO_GROUP, {"name": _short(group)})
            yield Problem(("audience", number), told, may_come_right=True)
    for number, source in enumerate(configuration.sources):
        if source not in around.sources:
            told = Told(said.NO_SOURCE, {"name": _short(source)})
            yield Problem(("sources", number), told, may_come_right=True)
        elif reason := around.sources[source]:
            told = Told(said.SOURCE_UNUSABLE, {"name": _short(source), "reason": reason})
            yield Problem(("sources", number), told, may_come_right=True)


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "…")
