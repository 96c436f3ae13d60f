"""What was read off the pictures of documents, and what is still to be read: files in a folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from retrieval.parsing.pdf.recognised import Recognised, RecognisedPage

MODEL = "rapidocr-3.10.0/PP-OCRv6-small"
_VERSION = re.compile(r"[0-9a-f]{64}")
_WANTED, _DONE = "wanted.json", "done"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pages of a document to read: ``version`` is the SHA-256 of its bytes.

    ``model`` is the one that is to read them.
    """

    source: str
    path: str
    version: str
    pages: tuple[int, ...]
    model: str = MODEL


_WISHES = TypeAdapter(Wanted)
_PAGES = TypeAdapter(RecognisedPage)


class RecognitionStore:
    """Keeps a folder for each version of a document, and in it a file for each page.

    The methods wait for the disk: not for the event loop.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, version: str) -> Recognised:
        """The pages of a version that have been read."""
        found: dict[int, RecognisedPage] = {}
        wanted = self._wanted_of(version)
        if wanted is None or wanted.model != MODEL:
            return Recognised()
        for file in self._place(version).glob("[0-9]*.json"):
            try:
                found[int(file.stem)] = _PAGES.validate_json(file.read_bytes())
            except ValidationError:
                # Cut off in the middle; it is read again.
                file.unlink()
        return Recognised(dict(sorted(found.items())))

    def done_at(self, version: str) -> datetime | None:
        """When the last page of a version was read; ``None`` while pages wait."""
        try:
            stamp = (self._place(version) / _DONE).stat().st_mtime
        except FileNotFoundError:
            return None
        return datetime.fromtimestamp(stamp, UTC)

    def want(self, wanted: Wanted) -> None:
        """Note what is to be read, beside what was read already."""
        place = self._place(wanted.version)
        known = self._wanted_of(wanted.version)
        if known is not None and known.model != wanted.model:
            shutil.rmtree(place)
        place.mkdir(parents=True, exist_ok=True)
        _write(place / _WANTED, _WISHES.dump_json(wanted))
        (place / _DONE).unlink(missing_ok=True)

    def waiting(self) -> list[Wanted]:
        """What is still to be read, the oldest wish first."""
        places = [one for one in self._places() if not (one / _DONE).exists()]
        places = [one for one in places if (one / _WANTED).exists()]
        places.sort(key=lambda one: (one / _WANTED).stat().st_mtime)
        return [found for one in places if (found := self._wanted_of(one.name)) is not None]

    def add(self, version: str, number: int, page: RecognisedPage) -> None:
        """Keep what was read off a page."""
        _write(self._place(version) / f"{number}.json", _PAGES.dump_json(page))

    def finish(self, version: str) -> None:
        """Note that every page that was wanted has been read."""
        _write(self._place(version) / _DONE, b"")

    def forget(self, version: str) -> None:
        """Delete all that is known of a version."""
        shutil.rmtree(self._place(version), ignore_errors=True)

    def forget_unless(self, keep: Callable[[Wanted], bool]) -> None:
        """Delete what belongs to no document any more."""
        for place in self._places():
            wanted = self._wanted_of(place.name)
            if wanted is None or not keep(wanted):
                self.forget(place.name)

    def is_empty(self) -> bool:
        """Tell whether nothing was ever wanted."""
        return not self._places()

    def _wanted_of(self, version: str) -> Wanted | None:
        try:
            return _WISHES.validate_json((self._place(version) / _WANTED).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def _places(self) -> Sequence[Path]:
        if not self._folder.is_dir():
            return []
        return [one for one in self._folder.iterdir() if _VERSION.fullmatch(one.name)]

    def _place(self, version: str) -> Path:
        if not _VERSION.fullmatch(version):
            return self._folder / "none"
        return self._folder / version


def _write(file: Path, data: bytes) -> None:
    half = file.with_suffix(".half")
    half.write_bytes(data)
    os.replace(half, file)
