"""The variables that a department's prompt may name: ``{{owner}}`` becomes the owner's address.

A prompt without variables is rendered as it is, so what was published before there were any keeps
its fingerprint.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from assistants.profiles import Configuration

_VARIABLE = re.compile(r"\{\{\s*([^{}\n]{0,60}?)\s*\}\}")
_OPENED = re.compile(r"\{\{[ \t]*([^{}\s]{0,60})(?![^{}\n]{0,61}\}\})")

VARIABLES: Mapping[str, Callable[[Configuration], str]] = {
    "assistant": lambda configuration: configuration.name,
    "department": lambda configuration: configuration.department,
    "description": lambda configuration: configuration.description,
    "language": lambda configuration: configuration.language,
    "owner": lambda configuration: configuration.owner,
    "next_step": lambda configuration: configuration.next_step,
}

# The field of a configuration from which each takes its value, by the same names but for one.
FIELD_OF: Mapping[str, str] = {name: "name" if name == "assistant" else name for name in VARIABLES}


@dataclass(frozen=True, slots=True)
class Misused:
    """A variable that would not become a value.

    ``unended`` has no end behind it, ``empty`` stands for a field with nothing in it; one that is
    neither is unknown. ``meant`` are the known names that look like it.
    """

    name: str
    unended: bool = False
    empty: bool = False
    meant: tuple[str, ...] = ()


def with_values(configuration: Configuration) -> str:
    """The prompt with the value of each variable in its place; an unknown one stays as written."""

    def value(found: re.Match[str]) -> str:
        read = VARIABLES.get(found[1])
        return read(configuration) if read else found[0]

    return _VARIABLE.sub(value, configuration.prompt)


def unknown_variables(prompt: str) -> list[str]:
    """The names that a prompt uses as variables and that are none, each once."""
    return list(dict.fromkeys(name for name in _VARIABLE.findall(prompt) if name not in VARIABLES))


def misused_variables(prompt: str, content: Mapping[str, Any]) -> list[Misused]:
    """What a prompt names and would not get from a draft's ``content``, each once, as it comes."""
    found: dict[tuple[int, str], tuple[int, Misused]] = {}
    for match in _VARIABLE.finditer(prompt):
        name = match[1]
        if name not in VARIABLES:
            meant = tuple(get_close_matches(name, VARIABLES, n=2))
            found.setdefault((0, name), (match.start(), Misused(name, meant=meant)))
        elif not str(content.get(FIELD_OF[name]) or "").strip():
            found.setdefault((1, name), (match.start(), Misused(name, empty=True)))
    for match in _OPENED.finditer(prompt):
        found.setdefault((2, match[1]), (match.start(), Misused(match[1], unended=True)))
    return [one for _, one in sorted(found.values(), key=lambda pair: pair[0])]
