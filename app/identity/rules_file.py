"""The identity file as it is now: read again when it changes, without a restart."""

from __future__ import annotations

import os
from pathlib import Path

import structlog

from app.identity.people import IdentityFileError, IdentityRules, read_rules

log = structlog.get_logger()
Mark = tuple[int, int, int] | None


class RulesFile:
    """The rules of an identity file; those that were read last go on while it cannot be used.

    ``path`` is ``None`` where no file is set. Raises `IdentityFileError` if it cannot be used at
    first.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._mark = _mark_of(path)
        self._rules = read_rules(path)

    def __call__(self) -> IdentityRules:
        """The rules of this moment."""
        mark = _mark_of(self._path)
        if mark != self._mark:
            self._mark = mark
            self._read_again()
        return self._rules

    def _read_again(self) -> None:
        try:
            self._rules = read_rules(self._path)
        except IdentityFileError as error:
            # Nobody is locked out, and nobody let in, by half a file that is being written.
            log.error("identity_file.refused", reason=str(error), remedy="the rules before it hold")
        else:
            log.info("identity_file.read", groups=len(self._rules.groups()))


def _mark_of(path: Path | None) -> Mark:
    """What changes with a file's content; ``None`` where it is not there."""
    if path is None:
        return None
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
