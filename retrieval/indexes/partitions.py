"""Where vectors lie in Chroma: a collection for each source, set of readers and embedding model.

A filter on metadata scans the whole collection and costs a hundred times the search, so who may
read what decides in which collection it lies. A source with very many sets of readers keeps those
beyond the first `MOST` together; only there a filter is needed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.errors import NotFoundError

MOST = 32
SHARED = "shared"
_NOBODY = "nobody"
HNSW: CreateHNSWConfiguration = {"space": "cosine"}
# Another process may have added a partition to the same server; looked for at most this often.
_LOOK_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Partition:
    """A collection with the one set of readers (`access`) of all its rows, or `SHARED`."""

    access: str
    collection: ChromaCollection


class Partitions:
    """Finds, makes and drops the collections of one embedding model. Calls block."""

    def __init__(self, client: Client, fingerprint: str) -> None:
        self._client = client
        self._fingerprint = fingerprint
        self._known: dict[str, dict[str, Partition]] = {}
        self._looked: dict[str, float] = {}
        self._lock = threading.Lock()

    def of(self, source: str) -> Mapping[str, Partition]:
        """The partitions of a source by their set of readers."""
        known = self._known.get(source)
        if known is not None:
            # Without waiting for whoever makes a collection at this moment.
            return known
        with self._lock:
            if source not in self._known:
                self._look(source)
            return self._known[source]

    def known(self, source: str, access: Collection[str] | None) -> list[Partition] | None:
        """As `readable`, without asking the store; ``None`` if the source was not looked up."""
        known = self._known.get(source)
        return None if known is None else _holding(known, access)

    def readable(self, source: str, access: Collection[str] | None) -> list[Partition]:
        """Those in which rows with these sets of readers lie; all of them for ``None``."""
        found = self.of(source)
        if access is not None and not found.keys() >= set(access) and SHARED not in found:
            found = self._looked_again(source)
        return _holding(found, access)

    def home(self, source: str, access: str) -> Partition:
        """The partition where rows with this set of readers belong, made if there is none."""
        with self._lock:
            if source not in self._known:
                self._look(source)
            known = self._known[source]
            # Rows with this set of readers may lie there already, and are looked for in one place.
            shares = SHARED in known or len(known) >= MOST
            name = SHARED if shares and access not in known else access
            if name not in known:
                collection = self._client.get_or_create_collection(
                    f"almanac.{source}.{name or _NOBODY}.{self._fingerprint.rpartition('@')[2]}",
                    embedding_function=None,
                    metadata={"source": source, "model": self._fingerprint, "access": name},
                    configuration={"hnsw": HNSW},
                )
                self._known[source] = {**known, name: Partition(name, collection)}
            return self._known[source][name]

    def forget(self, source: str) -> None:
        """Look the source up again before it is used the next time."""
        with self._lock:
            self._known.pop(source, None)

    def drop(self, source: str, *, earlier_only: bool = False) -> None:
        """Delete the collections of a source; only those of earlier models or layouts if so."""
        for collection in self._client.list_collections():
            metadata: Mapping[str, Any] = collection.metadata or {}
            if metadata.get("source") != source:
                continue
            if not earlier_only or not self._is_ours(metadata):
                self._client.delete_collection(collection.name)
        if not earlier_only:
            # Afterwards: a search that asks meanwhile would get to know them again.
            self.forget(source)

    def drop_if_empty(self, source: str, partition: Partition) -> bool:
        """Delete a partition that holds nothing any more; tells whether it is gone."""
        try:
            if partition.collection.count():
                return False
            self._client.delete_collection(partition.collection.name)
        except NotFoundError:
            pass
        self.forget(source)
        return True

    def _is_ours(self, metadata: Mapping[str, Any]) -> bool:
        return metadata.get("model") == self._fingerprint and "access" in metadata

    def _looked_again(self, source: str) -> Mapping[str, Partition]:
        with self._lock:
            looked = time.monotonic() - self._looked.get(source, 0.0)
            if source not in self._known or looked > _LOOK_AGAIN_S:
                self._look(source)
            return self._known[source]

    def _look(self, source: str) -> None:
        self._looked[source] = time.monotonic()
        self._known[source] = {
            str(metadata["access"]): Partition(str(metadata["access"]), collection)
            for collection in self._client.list_collections()
            if (metadata := collection.metadata or {}).get("source") == source
            and self._is_ours(metadata)
        }


def _holding(found: Mapping[str, Partition], access: Collection[str] | None) -> list[Partition]:
    if access is None:
        return list(found.values())
    chosen = [found[one] for one in access if one in found]
    if SHARED in found and len(chosen) < len(access):
        chosen.append(found[SHARED])
    return chosen
