"""What this machine signed last, noted beside the service: lake and trail may be emptied."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from app.audit.checkpoints import UNREADABLE
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
        noted: dict[str, object] = {
            "number": signed.number,
            "hash": signed.hash,
            "at": signed.at.isoformat(),
            "key": signed.key,
        }
        if signed.epoch > 1:
            noted["epoch"] = signed.epoch
        with draft.open("w", encoding="ascii") as file:
            json.dump(noted, file)
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
            number, epoch = int(said["number"]), int(said.get("epoch", 1))
            return Signed(number, str(said["hash"]), at, str(said["key"]), epoch=epoch)
        except (OSError, *UNREADABLE):
            return None

    def contradiction(self, entries: int, last: Signed | None, epoch: int = 1) -> Flaw | None:
        """What is gone of that which was signed here: from the trail, or from the lake.

        Of an epoch before ``epoch``, that of the trail, nothing can be asked any more.
        """
        noted = self.read()
        if noted is None or noted.epoch < epoch:
            return None
        when = noted.at.isoformat(sep=" ", timespec="seconds")
        if entries < noted.number:
            return Flaw(
                FlawKind.TRUNCATED,
                entries + 1,
                f"The trail ends at entry {entries}, and entry {noted.number} was signed on this "
                f"machine at {when}. Entries were cut off, or an older database was restored.",
            )
        if last is None or (last.epoch, last.number) < (noted.epoch, noted.number):
            return Flaw(
                FlawKind.UNSIGNED,
                noted.number,
                f"Entry {noted.number} was signed on this machine at {when}, and that checkpoint "
                "is not in the lake. Checkpoints were deleted, or another lake is set: see "
                "ALMANAC_LAKE_URL.",
            )
        return None
