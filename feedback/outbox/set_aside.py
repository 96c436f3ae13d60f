"""Records that could not be written to the lake, handed to a person with the reasons."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from feedback.outbox.store import Outbox, SetAside


async def write_set_aside(outbox: Outbox, path: Path) -> int:
    """Write every record that was set aside as a line of JSON; tells how many there were.

    The record itself is in ``payload``, in base64, since it need not be text. Nobody but the
    owner of the file may read it. Raises ``OSError``.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    written = after = 0
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        # A file that was there already has kept who may read it.
        os.fchmod(descriptor, 0o600)
        while records := await outbox.aside(after=after):
            await asyncio.to_thread(_write, file, records)
            written += len(records)
            after = records[-1].number
    return written


def _write(file: TextIO, records: Iterable[SetAside]) -> None:
    for record in records:
        line = {
            "number": record.number,
            "dataset": record.dataset,
            "id": record.record_id,
            "day": record.day,
            "department": record.department,
            "created_at": record.created_at.isoformat(),
            "reason": record.reason,
            "payload": base64.b64encode(record.payload).decode(),
        }
        file.write(json.dumps(line) + "\n")
