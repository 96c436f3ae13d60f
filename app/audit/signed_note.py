"""What this machine signed last, noted beside the service: lake and trail may be emptied."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from app.audit.verifying import Flaw, FlawKind, Signed


class SignedNote:
    """A file with the newest checkpoint that was signed here; ``None`` keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def keep(self, signed: Signed) -> None:
        """Note a checkpoint that lies in the lake."""
        if self._path is None:
            return
        draft = self._path.with_suffix(".new")
        noted = {"number": signed.number, "hash": signed.hash, "at": signed.at.isoformat()}
        with draft.open("w", encoding="ascii") as file:
            json.dump(noted | {"key": signed.key}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)

    def read(self) -> Signed | None:
        """What was noted; ``None`` where nothing was, or nobody can read it any more."""
        try:
            said = json.loads(self._path.read_text("ascii")) if self._path else None
            if not isinstance(said, dict):
                return None
            at = datetime.fromisoformat(str(said["at"]))
            return Signed(int(said["number"]), str(said["hash"]), at, str(said["key"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def contradiction(self, entries: int, last: Signed | None) -> Flaw | None:
        """What is gone of that which was signed here: from the trail, or from the lake."""
        noted = self.read()
        if noted is None:
            return None
        when = noted.at.isoformat(sep=" ", timespec="seconds")
        if entries < noted.number:
            return Flaw(
                FlawKind.TRUNCATED,
                entries + 1,
                f"The trail ends at entry {entries}, and entry {noted.number} was signed on this "
                f"machine at {when}. Entries were cut off, or an older database was restored.",
            )
        if last is None or last.number < noted.number:
            return Flaw(
                FlawKind.UNSIGNED,
                noted.number,
                f"Entry {noted.number} was signed on this machine at {when}, and that checkpoint "
                "is not in the lake. Checkpoints were deleted, or another lake is set: see "
                "ALMANAC_LAKE_URL.",
            )
        return None
