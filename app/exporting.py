"""What an export may be asked for, checked in one place for the API and the command line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import MINYEAR, UTC, datetime
from pathlib import Path
from typing import Self

from feedback.exporting import EXPORTED, Exported, ExportReport, Filters, export
from feedback.lake import ObjectStore
from feedback.writing import FORMATS, Format

MEDIA_TYPES: dict[Format, str] = {
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv",
}


_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


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
    ) -> Self:
        """Check a request; instants without a zone are UTC. Raises `ExportRefusedError`."""
        known = next((name for name in EXPORTED if name == dataset), None)
        if known is None:
            raise ExportRefusedError(
                f"There is no dataset {dataset!r}. Choose from: {', '.join(EXPORTED)}."
            )
        written = next((name for name in FORMATS if name == form), None)
        if written is None:
            raise ExportRefusedError(
                f"{form!r} cannot be written. Choose from: {', '.join(FORMATS)}."
            )
        filters = Filters(frozenset(departments), in_utc(since), in_utc(until), assistant)
        return cls(known, written, filters)

    async def write(self, lake: ObjectStore, out: Path) -> ExportReport:
        """Write the records to ``out``."""
        return await export(lake, self.dataset, self.filters, form=self.form, out=out)


def in_utc(instant: datetime | None) -> datetime | None:
    """The same instant in UTC; one without a zone is in UTC already."""
    if instant is None:
        return None
    if instant.tzinfo is None:
        return instant.replace(tzinfo=UTC)
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        # Where the calendar ends in one zone it has ended in another: all or nothing is meant.
        return _FIRST if instant.year == MINYEAR else _LAST
