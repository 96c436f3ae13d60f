"""Reference pages and examples, written from the code that they describe.

``python -m app.reference`` writes them again; a test fails when one of them has drifted.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from app.reference.api import api_page
from app.reference.commands import commands_page
from app.settings import ROOT, Settings
from feedback.lake.schema_page import describe_lake

_WIDTH = 98


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: its default as somebody would write it, empty where unset."""

    name: str
    default: str
    meaning: str
    secret: bool


def variables() -> Iterator[Variable]:
    """Every environment variable of the service, in the order of the settings."""
    prefix = Settings.model_config["env_prefix"]
    for name, field in Settings.model_fields.items():
        yield Variable(
            name=f"{prefix}{name}".upper(),
            default=_written(field.default),
            meaning=field.description or "",
            secret=_is_secret(field),
        )


def settings_page() -> str:
    """The reference page of the settings, in Markdown."""
    rows = [
        f"| `{variable.name}` | {_shown(variable)} | {variable.meaning} |"
        for variable in variables()
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "The service reads these environment variables once, when it starts; a file `.env` in",
            "the working directory may hold them too. An empty value counts as unset. Relative",
            "defaults are below the project's folder. An unsafe combination does not start, and",
            "the message says what to set. A secret has no default and is never printed.",
            "",
            "S3 is reached with the usual AWS variables, `AWS_ENDPOINT_URL_S3` included.",
            "",
            "| variable | default | meaning |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def environment_example() -> str:
    """The file ``.env.example``: every variable, commented out, at its default."""
    lines = ["# Copy to .env and take the mark off the lines you want to change.", ""]
    for variable in variables():
        meaning = variable.meaning + (" Secret." if variable.secret else "")
        lines += textwrap.wrap(meaning, _WIDTH, initial_indent="# ", subsequent_indent="# ")
        lines += [f"#{variable.name}={variable.default}", ""]
    return "\n".join(lines)


PAGES: Mapping[Path, Callable[[], str]] = {
    ROOT / "docs" / "api.md": api_page,
    ROOT / "docs" / "commands.md": commands_page,
    ROOT / "docs" / "lake.md": describe_lake,
    ROOT / "docs" / "settings.md": settings_page,
    ROOT / ".env.example": environment_example,
}


def write_pages() -> None:
    """Write every page that is made from code."""
    for path, make in PAGES.items():
        path.write_text(make(), "utf-8")


def _is_secret(field: FieldInfo) -> bool:
    return field.annotation is SecretStr or SecretStr in get_args(field.annotation)


def _written(default: object) -> str:
    if default is None:
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, tuple):
        return ",".join(_written(Path(part)) for part in default)
    if isinstance(default, Path):
        return str(default.relative_to(ROOT)) if default.is_relative_to(ROOT) else str(default)
    return str(default)


def _shown(variable: Variable) -> str:
    if variable.default:
        return f"`{variable.default}`"
    return "unset, secret" if variable.secret else "unset"
