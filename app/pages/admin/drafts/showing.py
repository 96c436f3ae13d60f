"""What the page of a draft says of what stands in its form: at first, and while somebody types."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.pages.admin.drafts.forms import EDITED
from app.pages.admin.visiting import Visit
from app.pages.rendering import fragment
from app.pages.words.reader import Reader
from assistants.profiles import ConfigurationVersion
from assistants.prompting.variables import FIELD_OF, Misused, misused_variables
from assistants.publishing.differences import Difference, differences
from assistants.publishing.drafts import Draft
from assistants.publishing.problem_sentences import NO_VARIABLE
from assistants.publishing.problems import Problem, Surroundings, canonical

_PIECES = "admin/drafts"
_LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks say of a content; ``differences`` are those to what is live."""

    content: Mapping[str, Any]
    problems: Sequence[Problem]
    misused: Sequence[Misused]
    differences: Sequence[Difference]

    @property
    def variables(self) -> dict[str, str]:
        """Each variable of prompts with what would stand in its place."""
        values = {name: str(self.content.get(field) or "") for name, field in FIELD_OF.items()}
        return {
            name: value if len(value) <= _LONGEST_VALUE else f"{value[: _LONGEST_VALUE - 1]}…"
            for name, value in values.items()
        }


async def checked(
    found: Visit,
    draft: Draft,
    content: Mapping[str, Any],
    *,
    live: ConfigurationVersion | None,
    surroundings: Surroundings | None = None,
) -> Checked:
    """Check a content as if it were to be reviewed now."""
    before = live.configuration.model_dump(mode="json") if live else None
    prompt = content.get("prompt")
    known = {"department": draft.department, **content}
    return Checked(
        known,
        await found.parts.desk.problems(content, surroundings),
        misused_variables(prompt, known) if isinstance(prompt, str) else (),
        # Long texts of many lines take their time.
        await asyncio.to_thread(differences, before, canonical(content)),
    )


def pieces(found: Visit, shown: Checked) -> dict[str, Any]:
    """The same for a page that is open already: pieces of HTML, and what stands at each field."""
    context = {
        "w": found.words,
        "fields": found.fields,
        "language": Reader.of(found.request).language,
        "problems": shown.problems,
        "misused": shown.misused,
        "differences": shown.differences,
    }
    return {
        "problems": fragment(f"{_PIECES}/problems.html", context),
        "variables": fragment(f"{_PIECES}/variables.html", context),
        "difference": fragment(f"{_PIECES}/difference.html", context),
        "wrong": wrong(found, shown.problems),
        "invalid": invalid(shown.problems),
        "values": shown.variables,
    }


def wrong(found: Visit, problems: Sequence[Problem]) -> dict[str, str]:
    """What is wrong with each field of the form, in the reader's words.

    What a prompt names as a variable is told by itself, with the names that look like it.
    """
    language = Reader.of(found.request).language
    said: dict[str, list[str]] = {}
    for one in problems:
        if one.field in EDITED and one.told.sentence is not NO_VARIABLE:
            said.setdefault(one.field, []).append(one.told.say(language))
    return {name: "; ".join(dict.fromkeys(texts)) for name, texts in said.items()}


def invalid(problems: Sequence[Problem]) -> list[str]:
    """The fields of the form with which something is wrong."""
    return sorted({one.field for one in problems if one.field in EDITED})
