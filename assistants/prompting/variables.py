"""The variables that a department's prompt may name: ``{{owner}}`` becomes the owner's address.

A prompt without variables is rendered as it is, so what was published before there were any keeps
its fingerprint.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from assistants.profiles import Configuration

_VARIABLE = re.compile(r"\{\{\s*([^{}\n]{0,60}?)\s*\}\}")

VARIABLES: Mapping[str, Callable[[Configuration], str]] = {
    "assistant": lambda configuration: configuration.name,
    "department": lambda configuration: configuration.department,
    "description": lambda configuration: configuration.description,
    "language": lambda configuration: configuration.language,
    "owner": lambda configuration: configuration.owner,
    "next_step": lambda configuration: configuration.next_step,
}


def with_values(configuration: Configuration) -> str:
    """The prompt with the value of each variable in its place; an unknown one stays as written."""

    def value(found: re.Match[str]) -> str:
        read = VARIABLES.get(found[1])
        return read(configuration) if read else found[0]

    return _VARIABLE.sub(value, configuration.prompt)


def unknown_variables(prompt: str) -> list[str]:
    """The names that a prompt uses as variables and that are none, each once."""
    return list(dict.fromkeys(name for name in _VARIABLE.findall(prompt) if name not in VARIABLES))
