"""Instants as people give them."""

from __future__ import annotations

from datetime import MINYEAR, UTC, datetime

_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


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
