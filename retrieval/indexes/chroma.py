"""What is asked of Chroma itself: opening it, the rows near vectors, the ids of a collection."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.config import Settings

from retrieval.indexes.embedding import Vectors
from retrieval.indexes.server import LazyServer
from retrieval.indexes.vectors.matrix import DenseHit

_PAGE = 10_000


def open_chroma(folder: Path, url: str | None) -> Client:
    """Open the embedded store in ``folder``, or what connects to the server at ``url``."""
    if url is None:
        settings = Settings(anonymized_telemetry=False)
        folder.mkdir(parents=True, exist_ok=True)
        return cast(Client, chromadb.PersistentClient(path=str(folder), settings=settings))
    return cast(Client, LazyServer(url))


def nearest_rows(
    collection: ChromaCollection,
    asked: Sequence[tuple[Vectors, int]],
    where: dict[str, Any] | None = None,
) -> list[list[DenseHit]]:
    """The nearest rows for each pair of a vector and a limit."""
    found = collection.query(
        query_embeddings=cast(Any, np.stack([vector for vector, _ in asked])),
        n_results=max(limit for _, limit in asked),
        where=cast(Any, where),
        include=["distances"],
    )
    distances = found["distances"]
    assert distances is not None
    return [
        [
            DenseHit(chunk_id, 1.0 - distance)
            for chunk_id, distance in zip(ids[:limit], far[:limit], strict=True)
        ]
        for (_, limit), ids, far in zip(asked, found["ids"], distances, strict=True)
    ]


def all_ids(collection: ChromaCollection) -> set[str]:
    """The id of every row of a collection."""
    found: set[str] = set()
    while True:
        page = collection.get(limit=_PAGE, offset=len(found), include=[])["ids"]
        found.update(page)
        if len(page) < _PAGE:
            return found
