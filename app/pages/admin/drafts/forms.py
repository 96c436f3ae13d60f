"""A draft as a form: text for people, and back again without losing what cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from assistants.profiles import Configuration
from assistants.publishing.differences import lines_of

LONG = ("welcome", "prompt", "next_step", "description")
LISTS = ("audience", "sources", "reasons")
FLAGS = ("tells_not_permitted", "judges_meaning")
# What the chat's own controls look like is no picture for an assistant.
OF_PAGES = frozenset({"account", "again", "copy", "done", "download", "edit", "help", "manage"})
_TABLES = {"starters": ("label", "question"), "palette": ("emoji", "label", "score")}
_WHOLE = re.compile(r"-?\d{1,9}")
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
EDITED = (
    "name",
    "description",
    "icon",
    "language",
    "welcome",
    "starters",
    "prompt",
    "template",
    "sources",
    "passages",
    "evidence_threshold",
    "unverified",
    *FLAGS,
    "palette",
    "reasons",
    "owner",
    "next_step",
    "audience",
)


async def sent_form(request: Request) -> dict[str, str]:
    """The texts of a form that somebody sent."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def as_text(content: Mapping[str, Any], name: str) -> str:
    """A field as the form shows it; one that nobody chose yet has its default."""
    value = content.get(name, Configuration.model_fields[name].get_default())
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        value = [one.model_dump() if isinstance(one, BaseModel) else one for one in value]
    # A field that has to be filled in has no default.
    return "\n".join(lines_of(value)) if value is not PydanticUndefined else ""


def read_fields(form: Mapping[str, str]) -> dict[str, Any]:
    """The fields that a form sent; one that it does not have is left alone."""
    return {name: _value(name, form.get(name, "")) for name in EDITED if _sent(form, name)}


def _sent(form: Mapping[str, str], name: str) -> bool:
    # A box that is not ticked is not sent at all; a field beside it says that the form had it.
    return name in form or (name in FLAGS and f"{name}-shown" in form)


def _value(name: str, text: str) -> Any:
    if name in FLAGS:
        return text == "yes"
    # Browsers send each line end as two characters.
    text = text.replace("\r\n", "\n")
    if name in LISTS:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if name in _TABLES:
        return [_row(line, _TABLES[name]) for line in text.splitlines() if line.strip()]
    if name == "passages" and _WHOLE.fullmatch(text.strip()):
        return int(text)
    if name == "evidence_threshold" and _NUMBER.fullmatch(text.strip()):
        return float(text)
    return text if name in LONG else text.strip()


def _row(line: str, names: tuple[str, ...]) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|", maxsplit=len(names) - 1)]
    row: dict[str, Any] = dict(zip(names, parts, strict=False))
    score = row.get("score")
    if isinstance(score, str) and _WHOLE.fullmatch(score):
        row["score"] = int(score)
    return row
