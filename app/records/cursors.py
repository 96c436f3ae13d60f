"""Places in a list with the newest first, by which its next page is asked for."""

from __future__ import annotations

from datetime import UTC, datetime

from app.records.database.upserts import storable


class CursorInvalidError(ValueError):
    """A page was asked for with a cursor that no page gave out."""

    def __init__(self) -> None:
        super().__init__("That page does not exist. Load the list again from its beginning.")


def cursor_after(at: datetime, row_id: str) -> str:
    """What asks for the rows that come after this one."""
    return f"{at.isoformat()}|{row_id}"


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """The instant and the id of the row after which to go on; raises `CursorInvalidError`."""
    instant, _, row_id = cursor.partition("|")
    try:
        at = datetime.fromisoformat(instant)
        if at.tzinfo is None or not row_id or storable(row_id) != row_id:
            raise CursorInvalidError
        return at.astimezone(UTC), row_id
    except (ValueError, OverflowError) as error:
        raise CursorInvalidError from error
