"""A product over one source that a test changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.servers.product import Product, running

PROFILE = {
    "slug": "quality",
    "name": "Quality",
    "department": "quality",
    "description": "Knows the rules.",
    "icon": "it",
    "audience": ["employees"],
    "owner": "desk@cryodyne.example",
    "next_step": "Ask the desk.",
    "welcome": "Ask about the rules.",
    "prompt": "Answer.",
    "sources": ["quality"],
    "tells_not_permitted": True,
}


@dataclass(slots=True)
class Library:
    """The folder of the source, and the product that serves it."""

    folder: Path
    product: Product

    def ingest(self) -> None:
        """Bring the index up to date, as the platform admin."""
        with closing(self.product.sign_in("hugo@cryodyne.example")) as hugo:
            hugo.post("/api/v1/ingest", json={}).raise_for_status()

    def describe(self, *rules: dict[str, object]) -> None:
        """Say who reads what."""
        describe(self.folder, *rules)

    def put(self, path: str, content: str | bytes) -> None:
        """Write a document."""
        put(self.folder, path, content)


def describe(folder: Path, *rules: dict[str, object]) -> None:
    """Say who reads what: the vault is always for others."""
    content = {
        "source": "quality",
        "department": "quality",
        "owner": "keeper@cryodyne.example",
        "groups": ["employees"],
        "documents": [*rules, {"match": "vault/**", "groups": ["it"]}],
    }
    put(folder, "source.yaml", yaml.safe_dump(content))


def put(folder: Path, path: str, content: str | bytes) -> None:
    """Write a document into the source."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def serving(folder: Path, documents: dict[str, str | bytes]) -> Iterator[Library]:
    """Serve these documents, by path, until the end."""
    source = folder / "sources" / "quality"
    describe(source)
    for path, content in documents.items():
        put(source, path, content)
    put(folder, "profiles/quality.yaml", yaml.safe_dump(PROFILE))
    settings = {
        "ALMANAC_SOURCES": str(folder / "sources"),
        "ALMANAC_PROFILES": str(folder / "profiles"),
    }
    with running(folder / "var", settings) as product:
        yield Library(source, product)
