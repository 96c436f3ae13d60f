"""Checking the chain: names the first entry that was altered, is missing or was cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from app.audit.chain import GENESIS, Entry, hash_of


class FlawKind(StrEnum):
    """What is wrong; the last two are about checkpoints, the others about an entry."""

    ALTERED = "altered"
    MISSING = "missing"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"
    SURPLUS = "surplus"
    FORGED = "forged"
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first thing that is wrong: ``number`` of the entry, and a sentence for people."""

    kind: FlawKind
    number: int
    message: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the trail says of its newest entry; ``newest`` is the highest number really there."""

    number: int
    hash: str
    newest: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint: this entry had this hash at this instant. ``genuine`` if we signed that.

    ``epoch`` counts the restores that the trail went on after; ``database`` names the one that the
    process which signed it used, and is empty where that was not noted.
    """

    number: int
    hash: str
    at: datetime
    key: str
    genuine: bool = True
    epoch: int = 1
    database: str = ""


class Verification:
    """Takes the entries one by one in their order, and remembers only where it stands.

    ``take`` and ``finish`` return the first flaw; after one there is nothing more to find.
    ``start`` is the entry (number and hash) after which to begin, itself known to be good.
    """

    def __init__(
        self, checkpoints: Iterable[Signed] = (), *, start: tuple[int, str] = (0, GENESIS)
    ) -> None:
        self.number, self.hash = start
        self.agreed: Signed | None = None
        self.first_at: datetime | None = None
        self._started_at = self.number
        self._waiting: Sequence[Signed] = sorted(
            (checkpoint for checkpoint in checkpoints if checkpoint.number > self.number),
            key=attrgetter("number"),
        )
        self._next = 0

    def take(self, entry: Entry) -> Flaw | None:
        """Check one entry against the one before it, and against what was signed."""
        expected = self.number + 1
        if entry.number > expected:
            return _missing(expected, entry.number - 1)
        if entry.number < expected:
            return Flaw(
                FlawKind.SURPLUS,
                entry.number,
                f"Entry {entry.number} does not belong in the trail, which counts from 1.",
            )
        if hash_of(entry) != entry.hash:
            return _altered(expected)
        if entry.previous != self.hash:
            return self._unconnected()
        self.number, self.hash = entry.number, entry.hash
        if self.first_at is None:
            self.first_at = datetime.fromisoformat(entry.at)
        return self._compare()

    def finish(self, head: Head | None) -> Flaw | None:
        """Check the end, once every entry up to ``head.number`` was taken."""
        signed = self._waiting[-1] if self._next < len(self._waiting) else None
        if head is None:
            return Flaw(
                FlawKind.MISSING,
                self.number + 1,
                "The trail's own note of its newest entry is missing.",
            )
        if head.number < self.number:
            return _truncated(head.number + 1, self.number, "entries up to there were signed")
        last = max(head.number, signed.number if signed else 0)
        if last > self.number:
            proof = (
                f"a checkpoint of {_when(signed.at)} signed entry {signed.number}"
                if signed and signed.number == last
                else "the trail's own note of its newest entry says so"
            )
            return _truncated(self.number + 1, last, proof)
        if head.hash != self.hash:
            return _altered(self.number)
        if head.newest > head.number:
            return Flaw(
                FlawKind.SURPLUS,
                head.number + 1,
                f"Entry {head.number + 1} was put in past the end of the trail.",
            )
        return None

    def _unconnected(self) -> Flaw:
        """The entry is what it was when it was written, so what it followed is not."""
        if self.number == self._started_at > 0:
            return Flaw(
                FlawKind.REWRITTEN,
                self.number,
                f"Entry {self.number} is not the one that was signed.",
            )
        return _altered(max(self.number, 1))

    def _compare(self) -> Flaw | None:
        while self._next < len(self._waiting):
            checkpoint = self._waiting[self._next]
            if checkpoint.number > self.number:
                return None
            if checkpoint.hash != self.hash:
                first = (self.agreed.number if self.agreed else self._started_at) + 1
                return Flaw(
                    FlawKind.REWRITTEN,
                    first,
                    f"The trail was rewritten between entry {first} and entry {self.number}: "
                    f"entry {self.number} is not the one that a checkpoint of "
                    f"{_when(checkpoint.at)} signed.",
                )
            self.agreed = checkpoint
            self._next += 1
        return None


def _altered(number: int) -> Flaw:
    return Flaw(FlawKind.ALTERED, number, f"Entry {number} was altered after it was written.")


def _missing(first: int, last: int) -> Flaw:
    return Flaw(FlawKind.MISSING, first, f"{_entries(first, last)} missing from the trail.")


def _truncated(first: int, last: int, proof: str) -> Flaw:
    message = f"{_entries(first, last)} cut off the end of the trail: {proof}."
    return Flaw(FlawKind.TRUNCATED, first, message)


def _entries(first: int, last: int) -> str:
    return f"Entry {first} is" if first == last else f"Entries {first} to {last} are"


def _when(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="seconds")
