"""Word documents, presentations, workbooks and delimited text with a truth."""

from __future__ import annotations

from collections.abc import Iterator

from tests.retrieval.parsing.fidelity import Case


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield Case(
        "preise.csv",
        b"Artikel;Preis;Einheit\nBelsorin;12;Packung\n",
        {"kind": "separators", "must": ["Artikel: Belsorin; Preis: 12; Einheit: Packung"]},
    )
