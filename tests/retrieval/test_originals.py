"""The files behind documents: only what was ingested is given out, a piece at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retrieval.documents import Document, DocumentStatus, Source, content_hash, document_id
from retrieval.memory import MemoryDocumentStore
from retrieval.sources.originals import PIECE, DocumentChangedError, Originals
from retrieval.sources.source_folder import FileChangedError

DATA = os.urandom(2 * PIECE + 17)


def described(path: str, data: bytes) -> Document:
    return Document(
        id=document_id("quality", path),
        source="quality",
        path=path,
        title=path,
        version=content_hash(data),
        stamp="",
        indexed_as="",
        groups=("staff",),
        status=DocumentStatus.LIVE,
    )


@pytest.fixture
async def originals(tmp_path: Path) -> Originals:
    (tmp_path / "a.pdf").write_bytes(DATA)
    documents = MemoryDocumentStore()
    await documents.save_source(Source("quality", str(tmp_path), "quality", "", ("staff",)))
    return Originals(documents)


DOCUMENT = described("a.pdf", DATA)


async def test_a_file_comes_in_pieces_that_give_the_file(originals: Originals) -> None:
    held = await originals.look_at(DOCUMENT)

    pieces = [piece async for piece in originals.pieces(DOCUMENT, held)]

    assert b"".join(pieces) == DATA
    assert max(len(piece) for piece in pieces) == PIECE


async def test_a_part_comes_as_asked(originals: Originals) -> None:
    held = await originals.look_at(DOCUMENT)

    pieces = [piece async for piece in originals.pieces(DOCUMENT, held, 5, PIECE + 10)]

    assert b"".join(pieces) == DATA[5 : PIECE + 10]


async def test_a_file_is_known_once_it_was_gone_through(originals: Originals) -> None:
    held = await originals.look_at(DOCUMENT)
    assert not originals.knows(DOCUMENT, held)

    await originals.check(DOCUMENT, held)

    assert originals.knows(DOCUMENT, await originals.look_at(DOCUMENT))


async def test_a_file_that_was_read_is_known(originals: Originals) -> None:
    held = await originals.look_at(DOCUMENT)

    await originals.read(DOCUMENT, held)

    assert originals.knows(DOCUMENT, held)


@pytest.mark.parametrize("way", ["read", "check"])
async def test_other_bytes_under_the_same_path_are_not_given_out(
    originals: Originals, tmp_path: Path, way: str
) -> None:
    await originals.check(DOCUMENT, await originals.look_at(DOCUMENT))
    (tmp_path / "a.pdf").write_bytes(b"of the board")
    held = await originals.look_at(DOCUMENT)

    assert not originals.knows(DOCUMENT, held)
    with pytest.raises(DocumentChangedError):
        await getattr(originals, way)(DOCUMENT, held)


async def test_a_file_that_is_replaced_while_it_is_sent_breaks_off(
    originals: Originals, tmp_path: Path
) -> None:
    held = await originals.look_at(DOCUMENT)
    pieces = originals.pieces(DOCUMENT, held)
    await anext(pieces)
    (tmp_path / "a.pdf").write_bytes(os.urandom(len(DATA)))

    with pytest.raises(FileChangedError):
        await anext(pieces)


@pytest.mark.parametrize("path", ["../outside.md", "missing.md", "link.md"])
async def test_nothing_beside_the_source_is_looked_at(
    originals: Originals, tmp_path: Path, path: str
) -> None:
    outside = tmp_path.parent / "outside.md"
    outside.write_bytes(b"secret")
    (tmp_path / "link.md").symlink_to(outside)

    with pytest.raises(OSError, match=r"no document|No such file"):
        await originals.look_at(described(path, b"secret"))
