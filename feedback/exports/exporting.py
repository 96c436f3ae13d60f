"""Reading records back out of the lake, as one file, in constant memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeGuard

import pyarrow as pa

from feedback.exports.cases import CASES, Shape, cases
from feedback.exports.preferences import PREFERENCE, preferences
from feedback.exports.spooling import REACTION_COLUMNS, LastReactions, texts_of
from feedback.exports.threads import TRANSCRIPT, transcripts
from feedback.lake import memory
from feedback.lake.filters import Filters
from feedback.lake.reading import ahead, read, read_schema
from feedback.lake.stores.object_store import ObjectStore
from feedback.lake.writing import Format, encoder
from feedback.records import DATASETS, Dataset

Exported = Literal[
    "turns",
    "reactions",
    "passages",
    "configurations",
    "transcripts",
    "cases-ragas",
    "cases-deepeval",
    "cases-openai",
    "preferences",
]
EXPORTED: tuple[Exported, ...] = (*DATASETS, "transcripts", *CASES, "preferences")
_CURRENT = pa.field("current", pa.bool_(), nullable=False)


@dataclass(slots=True)
class Progress:
    """How far an export is; ``complete`` once its last byte was taken."""

    rows: int = 0
    bytes: int = 0
    complete: bool = False


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written: the number of rows, or of transcripts, and the file."""

    rows: int
    path: Path


async def stream(
    store: ObjectStore, dataset: Exported, filters: Filters, form: Format, progress: Progress
) -> AsyncGenerator[bytes]:
    """The bytes of an export as they are made; each record once, even if two files hold it.

    Turns, passages and configurations come in the order of their days. Reactions carry ``current``,
    true for the last event of a person on a turn within the time that is asked for. Raises
    `feedback.lake.stores.object_store.LakeUnavailableError`;
    `feedback.exports.spooling.ScratchUnwritableError` where there is no room to sort; and
    `feedback.lake.stores.object_store.DamagedError` for a file of the lake that cannot be read.
    """
    try:
        async with aclosing(_pieces(store, dataset, filters, form, progress)) as pieces:
            async for piece in pieces:
                progress.bytes += len(piece)
                yield piece
    finally:
        await asyncio.to_thread(memory.release)
    progress.complete = True


async def _pieces(
    store: ObjectStore, dataset: Exported, filters: Filters, form: Format, progress: Progress
) -> AsyncGenerator[bytes]:
    written = encoder(form, exported_schema(dataset))
    batches = ahead(_batches(store, dataset, filters))
    async with aclosing(batches):
        piece = written.begin()
        async for batch in batches:
            progress.rows += batch.num_rows
            if piece:
                yield piece
            piece = await asyncio.to_thread(written.encode, batch)
        if piece:
            yield piece
        if last := await asyncio.to_thread(written.end):
            yield last


async def export(
    store: ObjectStore,
    dataset: Exported,
    filters: Filters,
    *,
    form: Format,
    out: Path,
    progress: Progress | None = None,
    told: Callable[[Progress], None] = lambda _: None,
) -> ExportReport:
    """Write an export to ``out``, which appears when it is complete; raises what `stream` does."""
    progress = progress or Progress()
    partial = out.with_name(f".{out.name}.partial")
    pieces = stream(store, dataset, filters, form, progress)
    try:
        with partial.open("wb") as file:
            async with aclosing(pieces):
                async for piece in pieces:
                    await asyncio.to_thread(file.write, piece)
                    told(progress)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return ExportReport(progress.rows, out)


def exported_schema(dataset: Exported) -> pa.Schema:
    """The columns of an export."""
    if _is_shape(dataset):
        return CASES[dataset]
    if dataset == "transcripts":
        return TRANSCRIPT
    if dataset == "preferences":
        return PREFERENCE
    if dataset == "reactions":
        return read_schema("reactions").append(_CURRENT)
    return read_schema(_plain(dataset))


async def _batches(
    store: ObjectStore, dataset: Exported, filters: Filters
) -> AsyncGenerator[pa.RecordBatch]:
    with LastReactions() as reactions:
        await _fill(reactions, store, dataset, filters)
        made: AsyncGenerator[pa.RecordBatch]
        if _is_shape(dataset):
            made = cases(store, dataset, filters, reactions)
        elif dataset == "transcripts":
            made = transcripts(store, filters, reactions)
        elif dataset == "preferences":
            made = preferences(store, filters, reactions)
        else:
            made = _records(store, _plain(dataset), filters, reactions)
        async with aclosing(made):
            async for batch in made:
                yield batch


async def _fill(
    reactions: LastReactions, store: ObjectStore, dataset: Exported, filters: Filters
) -> None:
    """Find out the current reactions, where anything asks for them."""
    if dataset == "reactions":
        # A reaction that gave way to another is not current because the other was not asked for.
        wanted = filters.whole_threads()
    elif filters.by_score or _is_shape(dataset) or dataset == "preferences":
        wanted = filters.reactions()
    else:
        return
    events = ahead(read(store, "reactions", wanted, REACTION_COLUMNS))
    async with aclosing(events):
        async for batch in events:
            await asyncio.to_thread(reactions.add, batch)


async def _records(
    store: ObjectStore, dataset: Dataset, filters: Filters, reactions: LastReactions
) -> AsyncGenerator[pa.RecordBatch]:
    found = read(store, dataset, filters)
    async with aclosing(found):
        async for batch in found:
            taken = batch
            if dataset == "reactions":
                taken = await asyncio.to_thread(_flag, batch, reactions)
            elif dataset == "turns" and filters.by_score:
                taken = await asyncio.to_thread(_rated, batch, filters, reactions)
            if taken.num_rows:
                yield taken


def _flag(events: pa.RecordBatch, reactions: LastReactions) -> pa.RecordBatch:
    current = pa.array(reactions.is_current(events), pa.bool_())
    columns = [*events.columns, current]
    flagged = pa.RecordBatch.from_arrays(columns, schema=exported_schema("reactions"))
    return flagged.filter(current.is_valid())


def _rated(turns: pa.RecordBatch, filters: Filters, reactions: LastReactions) -> pa.RecordBatch:
    ids = texts_of(turns, "id")
    ratings = reactions.ratings(ids)
    taken = [turn in ratings and filters.takes_score(ratings[turn].score) for turn in ids]
    return turns.filter(pa.array(taken, pa.bool_()))


def _is_shape(dataset: Exported) -> TypeGuard[Shape]:
    return dataset in CASES


def _plain(dataset: Exported) -> Dataset:
    return next(name for name in DATASETS if name == dataset)
