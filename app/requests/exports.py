"""What an export may be asked for, checked in one place for the API and the command line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Self, TypeVar

from app.requests.instants import in_utc
from assistants.answers import AnswerKind
from feedback.exports.cases import CASES
from feedback.exports.exporting import EXPORTED, Exported
from feedback.lake.filters import Filters
from feedback.lake.writing import FORMATS, Format
from feedback.turns import BY_COMMAND

MEDIA_TYPES: dict[Format, str] = {
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv",
}
_Name = TypeVar("_Name", bound=str)
KINDS = tuple(kind.value for kind in AnswerKind)
# Where questions come from: the page, programs, and commands, whose batches are mostly tests.
ORIGINS = ("chat", "api", BY_COMMAND)
_REFERENCE = ("with", "without")

# Records that say nothing of an answer, and so cannot be chosen by it.
_UNSCORED: tuple[Exported, ...] = ("passages", "configurations", "preferences")
_KINDLESS: tuple[Exported, ...] = ("passages", "configurations", "reactions")


class ExportRefusedError(ValueError):
    """An export that cannot be made; the text says what can."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A checked request: a dataset, a format, and which records."""

    dataset: Exported
    form: Format
    filters: Filters

    @classmethod
    def of(
        cls,
        dataset: str,
        form: str,
        *,
        departments: Collection[str],
        since: datetime | None = None,
        until: datetime | None = None,
        assistant: str | None = None,
        configuration: int | None = None,
        kinds: Collection[str] = (),
        min_score: int | None = None,
        max_score: int | None = None,
        origins: Collection[str] = (),
        reference: str | None = None,
    ) -> Self:
        """Check a request; instants without a zone are UTC. Raises `ExportRefusedError`."""
        known = _one_of(EXPORTED, dataset, f"There is no dataset {dataset!r}.")
        written = _one_of(FORMATS, form, f"{form!r} cannot be written.")
        for kind in kinds:
            _one_of(KINDS, kind, f"There is no kind of answer {kind!r}.")
        for origin in origins:
            _one_of(ORIGINS, origin, f"There is no origin {origin!r}.")
        if reference is not None:
            _one_of(_REFERENCE, reference, f"Reference cannot be {reference!r}.")
        filters = Filters(
            frozenset(departments),
            in_utc(since),
            in_utc(until),
            assistant,
            configuration,
            frozenset(kinds),
            min_score,
            max_score,
            frozenset(origins),
            None if reference is None else reference == "with",
        )
        _check(known, filters)
        _check_cases(known, written, filters)
        return cls(known, written, filters)


def _check(dataset: Exported, filters: Filters) -> None:
    """Refuse filters that would be passed over, or that mean nothing."""
    if filters.since is not None and filters.until is not None and filters.until <= filters.since:
        raise ExportRefusedError("No time lies between since and until. Until must be the later.")
    if filters.by_score and dataset in _UNSCORED:
        raise ExportRefusedError(f"{dataset.capitalize()} cannot be chosen by score.")
    if filters.kinds and dataset in _KINDLESS:
        raise ExportRefusedError(f"{dataset.capitalize()} cannot be chosen by kind of answer.")
    if filters.configuration is not None:
        if dataset == "passages":
            raise ExportRefusedError("Passages belong to no configuration version.")
        if filters.assistant is None:
            raise ExportRefusedError(
                "A configuration version is a number of one assistant. Name the assistant too."
            )
        if not 1 <= filters.configuration < 2**31:
            raise ExportRefusedError("Configuration versions are numbered from 1.")
    scores = [score for score in (filters.min_score, filters.max_score) if score is not None]
    if scores != sorted(scores) or any(not 1 <= score <= 5 for score in scores):
        raise ExportRefusedError("Scores go from 1 (worst) to 5 (best), the lower bound first.")


def _check_cases(dataset: Exported, form: Format, filters: Filters) -> None:
    """Refuse what means nothing for evaluation cases, or for anything else."""
    if filters.origins and dataset in (*_KINDLESS, "transcripts"):
        raise ExportRefusedError(f"{dataset.capitalize()} cannot be chosen by origin.")
    if filters.reference is not None and dataset not in CASES:
        raise ExportRefusedError("Only evaluation cases have a reference to be chosen by.")
    if filters.reference is False and dataset == "cases-openai":
        raise ExportRefusedError(
            "An eval of OpenAI compares with a reference, so no case without one is written."
        )
    if form == "csv" and (dataset in CASES or dataset == "preferences"):
        raise ExportRefusedError(
            f"{dataset.capitalize()} cannot be written as csv: they hold lists of texts or "
            "messages, which a table keeps as one text, and evaluation tools would take that for "
            "the content. Take jsonl or parquet."
        )


def _one_of(names: tuple[_Name, ...], given: str, problem: str) -> _Name:
    found = next((name for name in names if name == given), None)
    if found is None:
        raise ExportRefusedError(f"{problem} Choose from: {', '.join(names)}.")
    return found
