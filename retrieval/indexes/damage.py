"""Finds damaged files of the embedded stores before they are opened, and lets them begin anew.

The indexes hold nothing that the database does not: the next ingestion fills them from there.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import structlog

log = structlog.get_logger()

ROOT = Path(__file__).resolve().parent.parent.parent
# Beside the folder and not in it, where it would go away together with what it vouches for.
SEAL = "chroma.seal.json"
PROBE_TIMEOUT_S = 120
_MAGIC = (1337).to_bytes(4, "little")
_PIECE = 1 << 20
_OF_A_SEGMENT = ("idx", "pos", "term", "store", "fast", "fieldnorm")
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from retrieval.indexes.damage import probe; probe(sys.argv[2])"
)


def discard_damaged_vectors(var: Path) -> bool:
    """Delete the embedded vectors if their files are damaged; tells whether it did.

    Files that are as the last ingestion left them are trusted. Others may only have been written
    since, by a process that was killed, or may bring down any process that reads them: that is
    tried out in another one.
    """
    folder = var / "chroma"
    if not folder.is_dir():
        return False
    reason = _database_damage(folder / "chroma.sqlite3")
    if not reason and _checksums(folder) != _sealed(var):
        reason = _probe_damage(folder)
    if reason:
        log.warning("vectors.damaged", reason=reason)
        shutil.rmtree(folder)
    return bool(reason)


def seal(var: Path) -> None:
    """Vouch for the files of the embedded vectors as they are now."""
    draft = var / f"{SEAL}.draft"
    draft.write_text(json.dumps(_checksums(var / "chroma")), "utf-8")
    draft.replace(var / SEAL)


def discard_damaged_words(folder: Path, layout: str) -> bool:
    """Delete the word index if one of its files is damaged; tells whether it did.

    Indexes of another ``layout`` are of an earlier release, and go without a word.
    """
    for place in folder.iterdir() if folder.is_dir() else ():
        if place.is_dir() and place.name != layout:
            shutil.rmtree(place)
    current = folder / layout
    reason = _words_damage(current / "meta.json") if current.is_dir() else ""
    if reason:
        log.warning("words.damaged", reason=reason)
        shutil.rmtree(current)
    return bool(reason)


def probe(folder: str) -> None:
    """Read everything in a store of vectors; ends the process with an error if that fails."""
    import numpy as np

    from retrieval.indexes.chroma import open_chroma

    client = open_chroma(Path(folder), None)
    for collection in client.list_collections():
        known = client.get_collection(collection.name, embedding_function=None)
        ids = known.get(include=[])["ids"]
        for start in range(0, len(ids), 1000):
            some = known.get(ids=ids[start : start + 1000], include=["embeddings"])["embeddings"]
            vectors = np.asarray(some, np.float32)
            lengths = np.linalg.norm(vectors, axis=1)
            if not (np.isfinite(vectors).all() and (abs(lengths - 1) < 0.01).all()):
                sys.exit("A vector has another length than the model gives.")
            nearest = known.query(query_embeddings=vectors[0], n_results=1, include=[])["ids"][0]
            if not nearest:
                sys.exit("A vector does not find anything.")


def _probe_damage(folder: Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-c", _BOOT, str(ROOT), str(folder)],
            capture_output=True,
            timeout=PROBE_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "reading it takes too long"
    return f"reading it ends with status {done.returncode}" if done.returncode else ""


def _database_damage(file: Path) -> str:
    if not file.is_file():
        return "chroma.sqlite3 is missing"
    try:
        with closing(sqlite3.connect(file)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return f"chroma.sqlite3: {error}"
    return "" if verdict == "ok" else f"chroma.sqlite3: {verdict}"


def _checksums(folder: Path) -> dict[str, list[int]]:
    """Size and CRC-32 of the graphs of vectors; SQLite's own file has other checks."""
    return {
        str(file.relative_to(folder)): [file.stat().st_size, _crc32(file, file.stat().st_size)]
        for file in sorted(_files(folder))
        if file.parent != folder
    }


def _sealed(var: Path) -> object:
    try:
        return json.loads((var / SEAL).read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def _words_damage(meta: Path) -> str:
    """Why an index cannot be used. What it does not name is left over from a killed process."""
    try:
        segments = json.loads(meta.read_text("utf-8"))["segments"]
        named = [_files_of(segment) for segment in segments]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"meta.json cannot be read ({type(error).__name__})"
    for name in (name for names in named for name in names):
        if not _keeps_its_checksum(meta.with_name(name)):
            return f"{name} is damaged"
    return ""


def _files_of(segment: Mapping[str, Any]) -> list[str]:
    stem = str(segment["segment_id"]).replace("-", "")
    deleted = segment.get("deletes")
    without = [f"{stem}.{deleted['opstamp']}.del"] if deleted else []
    return [*(f"{stem}.{suffix}" for suffix in _OF_A_SEGMENT), *without]


def _keeps_its_checksum(file: Path) -> bool:
    """Check a file of tantivy: it ends in JSON with its CRC-32, the JSON's length, and a mark."""
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            opened.seek(max(size - 8, 0))
            tail = opened.read()
            length = int.from_bytes(tail[:4], "little")
            if tail[4:] != _MAGIC or length > size - 8:
                return False
            opened.seek(size - 8 - length)
            footer = json.loads(opened.read(length))
    except (OSError, ValueError):
        return False
    return bool(footer.get("crc") == _crc32(file, size - 8 - length))


def _crc32(file: Path, size: int) -> int:
    crc = 0
    with file.open("rb") as opened:
        while size > 0 and (piece := opened.read(min(size, _PIECE))):
            crc = zlib.crc32(piece, crc)
            size -= len(piece)
    return crc
