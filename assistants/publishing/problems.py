"""What is wrong with a configuration: its own form, and what it names and is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from assistants.profiles import Configuration
from assistants.prompting.variables import unknown_variables

_MOST_LISTED = 100
_LONGEST_ITEM = 200
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; ``path`` leads to it, as in ``("palette", 0, "score")``.

    What may come right without a change of the profile, as a source that was not brought, keeps no
    first version of an installation from being published: it answers from what is there.
    """

    path: tuple[str | int, ...]
    message: str
    may_come_right: bool = False

    @property
    def field(self) -> str:
        """The field of the configuration."""
        return str(self.path[0]) if self.path else ""

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'file'}: {self.message}"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What there is for a configuration to name.

    ``sources`` gives why a source cannot be used, empty where it can. ``groups`` is ``None`` where
    only the provider knows them all.
    """

    templates: frozenset[str]
    sources: Mapping[str, str]
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
            Problem(tuple(one["loc"]), one["msg"].removeprefix("Value error, "))
            for one in error.errors(include_url=False, include_input=False)
        ]
        return None, found


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
            Problem(("prompt",), f"there is no variable {{{{{name}}}}}")
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
            yield Problem((name,), f"it must have at most {_LONGEST_NAME} characters")
    for name in ("name", "description", "owner", "next_step", "welcome", "prompt"):
        text: str = getattr(configuration, name)
        if not text.strip():
            yield Problem((name,), "it is empty")
        if "\0" in text:
            yield Problem((name,), "it holds a character that cannot be stored")


def _list_bounds(name: str, items: Sequence[str]) -> Iterator[Problem]:
    if len(items) > _MOST_LISTED:
        yield Problem((name,), f"{len(items)} are too many; {_MOST_LISTED} at most")
    for number, item in enumerate(items):
        if not item.strip() or len(item) > _LONGEST_ITEM:
            yield Problem((name, number), f"it must have 1 to {_LONGEST_ITEM} characters")
    if len(set(items)) != len(items):
        yield Problem((name,), "one of them stands twice")


def _not_there(configuration: Configuration, around: Surroundings) -> Iterator[Problem]:
    for name, what, known in (
        ("department", "department", around.departments),
        ("icon", "icon", around.icons),
        ("template", "prompt template", around.templates),
    ):
        value = getattr(configuration, name)
        if value not in known:
            there = ", ".join(sorted(known)) or "none"
            message = f"there is no {what} {_short(value)}; there: {there}"
            yield Problem((name,), message, may_come_right=name == "department")
    if configuration.role not in around.roles:
        yield Problem(("role",), f"no route does the role {configuration.role!r}")
    yield from _unreachable(configuration, around)


def _unreachable(configuration: Configuration, around: Surroundings) -> Iterator[Problem]:
    if not configuration.audience:
        yield Problem(("audience",), "it names no group, so nobody could use the assistant")
    for number, group in enumerate(configuration.audience):
        if around.groups is not None and group not in around.groups:
            message = f"there is no group {_short(group)}"
            yield Problem(("audience", number), message, may_come_right=True)
    for number, source in enumerate(configuration.sources):
        if source not in around.sources:
            message = f"there is no source {_short(source)}"
            yield Problem(("sources", number), message, may_come_right=True)
        elif reason := around.sources[source]:
            message = f"{_short(source)} cannot be used: {reason}"
            yield Problem(("sources", number), message, may_come_right=True)


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "…")
