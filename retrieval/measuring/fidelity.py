"""Measures how faithfully files are read: what must be found of them, and what must not."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from retrieval.ingesting.chunking import chunk
from retrieval.measuring.scoring import share
from retrieval.parsing.documents import ParsedDocument, ParseError
from retrieval.parsing.isolation.worker import TIMEOUT_S, Workers

TRUTH = "truth.jsonl"


class Truth(BaseModel):
    """One line of ``truth.jsonl``: what a reader of ``file`` (its path below the folder) sees.

    The texts of ``must`` stand in it, those of ``must_not`` nowhere, and those of each list in
    ``together`` in one chunk. A chunk counts with its title and its section. ``title`` is what the
    document is called. ``remarks`` are parts of what the owner is told, or of the reason where the
    file is refused. ``kind`` names what the file is about; what is ``held_out`` was not looked at
    while the parsers were written. Other keys are notes of whoever wrote the line.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    title: str | None = None
    remarks: tuple[str, ...] = ()
    kind: str = ""
    held_out: bool = False

    @property
    def asks(self) -> bool:
        """Whether the line asks for anything."""
        lists = (self.must, self.must_not, self.together, self.remarks)
        return self.title is not None or any(lists)


class TruthError(ValueError):
    """A line of ``truth.jsonl`` cannot be used; the text says which, and what is wrong."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}, line {line}: {problem}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file gave: its title, chunks with title and section, and what the owner is told.

    ``reason`` says why it was refused, and is empty where it was read.
    """

    title: str = ""
    chunks: tuple[str, ...] = ()
    remarks: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What was asked of the file ``name``, and what it gave."""

    name: str
    truth: Truth
    reading: Reading

    @property
    def failures(self) -> list[tuple[str, str]]:
        """What does not hold, as the part it belongs to and the text."""
        failed = [(part, text) for part, text, held in checks(self.truth, self.reading) if not held]
        # A file that is to be refused has a part of the reason as its remark.
        if self.reading.reason and not self.truth.remarks:
            failed.append(("refused", self.reading.reason))
        return failed


@dataclass(slots=True)
class Tally:
    """What was asked of some files, and what of it held. A violation is a text that must not be."""

    files: int = 0
    refused: int = 0
    must: list[bool] = field(default_factory=list)
    violations: list[bool] = field(default_factory=list)
    together: list[bool] = field(default_factory=list)
    remarks: list[bool] = field(default_factory=list)

    def count(self, result: Result) -> None:
        """Add what holds of one file."""
        self.files += 1
        self.refused += bool(result.reading.reason)
        for part, _, held in checks(result.truth, result.reading):
            match part:
                case "must":
                    self.must.append(held)
                case "must_not":
                    self.violations.append(not held)
                case "together":
                    self.together.append(held)
                case _:
                    self.remarks.append(held)

    def figures(self) -> dict[str, Any]:
        """The shares, ``None`` where nothing was asked, and how many texts each is of."""
        parts = {
            "must": self.must,
            "violations": self.violations,
            "together": self.together,
            "remarks": self.remarks,
        }
        return {
            "files": self.files,
            "refused": self.refused,
            **{name: share(values) for name, values in parts.items()},
            "asked": {name: len(values) for name, values in parts.items()},
        }


def truth_files(directory: Path) -> list[Path]:
    """Every ``truth.jsonl`` in ``directory`` and below."""
    return sorted(directory.rglob(TRUTH))


def read_truth(path: Path) -> list[Truth]:
    """Read a ``truth.jsonl``; raises `TruthError` for a bad line."""
    truths: list[Truth] = []
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            truth = Truth.model_validate_json(line)
        except ValidationError as error:
            problem = error.errors()[0]
            place = ".".join(map(str, problem["loc"]))
            raise TruthError(path, number, f"{place} {problem['msg']}".strip()) from error
        if not (path.parent / truth.file).is_file():
            raise TruthError(path, number, f"there is no file {truth.file!r}.")
        if not truth.asks:
            raise TruthError(path, number, "it asks nothing: give must, must_not or together.")
        truths.append(truth)
    return truths


async def measure_fidelity(directory: Path, *, timeout_s: float = TIMEOUT_S) -> dict[str, Any]:
    """Read the files that each ``truth.jsonl`` below ``directory`` names, in a bounded process.

    Gives the recall of ``must``, the share of ``must_not`` that was violated, and the recall of
    ``together`` and ``remarks``: for all files, by format, by kind, and for those held out. Lists
    what failed. Chunks in a second are of one process. Raises `TruthError`.
    """
    asked = [
        (path.parent / truth.file, truth)
        for path in await asyncio.to_thread(truth_files, directory)
        for truth in await asyncio.to_thread(read_truth, path)
    ]
    workers = Workers(size=1)
    started = time.perf_counter()
    try:
        readings = [await _read(workers, path, timeout_s) for path, _ in asked]
    finally:
        workers.close()
    seconds = time.perf_counter() - started
    names = [path.relative_to(directory).as_posix() for path, _ in asked]
    results = [
        Result(name, truth, reading)
        for name, (_, truth), reading in zip(names, asked, readings, strict=True)
    ]
    return {
        "set": directory.name,
        **report_of(results),
        "chunks_per_s": round(sum(len(one.chunks) for one in readings) / max(seconds, 1e-9), 1),
    }


async def _read(workers: Workers, path: Path, timeout_s: float) -> Reading:
    data = await asyncio.to_thread(path.read_bytes)
    try:
        return reading_of(await workers.parse(data, path.name, timeout_s=timeout_s))
    except ParseError as error:
        return Reading(remarks=plain(error.reason), reason=error.reason)


def reading_of(document: ParsedDocument) -> Reading:
    """What is kept of a document that was read."""
    chunks = tuple(plain("\n".join((c.title, c.section, c.text))) for c in chunk(document))
    return Reading(document.title, chunks, plain(" ".join(document.remarks)))


def plain(text: str) -> str:
    """A text as it is compared: composed letters, one space where there is any."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def checks(truth: Truth, reading: Reading) -> Iterator[tuple[str, str, bool]]:
    """Each thing that is asked of a file: the part it belongs to, its text, whether it holds."""

    def found(text: str) -> bool:
        return any(plain(text) in one for one in reading.chunks)

    for text in truth.must:
        yield "must", text, found(text)
    if truth.title is not None:
        yield "must", f"title: {truth.title}", plain(reading.title) == plain(truth.title)
    for text in truth.must_not:
        yield "must_not", text, not found(text)
    for texts in truth.together:
        wanted = [plain(text) for text in texts]
        held = any(all(text in one for text in wanted) for one in reading.chunks)
        yield "together", " + ".join(texts), held
    for text in truth.remarks:
        yield "remarks", text, plain(text) in reading.remarks


def report_of(results: Sequence[Result]) -> dict[str, Any]:
    """The figures of all files, by format, by kind and of those held out, and what failed."""
    everything, held_out = Tally(), Tally()
    by_format: dict[str, Tally] = {}
    by_kind: dict[str, Tally] = {}
    failures = []
    for one in results:
        tallies = [everything, by_format.setdefault(_format(one.name), Tally())]
        if one.truth.kind:
            tallies.append(by_kind.setdefault(one.truth.kind, Tally()))
        if one.truth.held_out:
            tallies.append(held_out)
        for tally in tallies:
            tally.count(one)
        failures += [{"file": one.name, "part": part, "text": text} for part, text in one.failures]
    return {
        **everything.figures(),
        "by_format": {key: tally.figures() for key, tally in sorted(by_format.items())},
        "by_kind": {key: tally.figures() for key, tally in sorted(by_kind.items())},
        "held_out": held_out.figures() if held_out.files else None,
        "failures": failures,
    }


def _format(path: str) -> str:
    return PurePosixPath(path).suffix.lower().lstrip(".") or "none"
