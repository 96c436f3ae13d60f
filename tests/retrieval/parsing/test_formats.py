"""The one list of formats: what is read, what the documentation says, what to do with the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retrieval.parsing.documents import ParseError
from retrieval.parsing.formats import FORMATS, NEXT_STEPS, SUFFIXES
from retrieval.parsing.parse import parse

KNOWLEDGE = Path(__file__).resolve().parents[3] / "docs" / "knowledge.md"


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_every_format_has_a_parser_that_loads(suffix: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse(b" ", f"a{suffix}")

    assert "are not read" not in refused.value.reason


def test_the_documentation_lists_exactly_the_formats_that_are_read() -> None:
    text = KNOWLEDGE.read_text("utf-8")
    table = text[text.index("| format |") :].partition("\n\n")[0]
    rows = [[cell.strip() for cell in row.split("|")[1:3]] for row in table.split("\n")[2:]]

    assert [(name, tuple(re.findall(r"`(\.\w+)`", suffixes))) for name, suffixes in rows] == [
        (one.name, one.suffixes) for one in FORMATS
    ]


@pytest.mark.parametrize("suffix", sorted(NEXT_STEPS))
def test_a_file_of_a_known_type_that_is_not_read_gets_its_next_step(suffix: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse(b"\xd0\xcf\x11\xe0", f"plan{suffix.upper()}")

    assert refused.value.reason == f"Files of type {suffix} are not read. {NEXT_STEPS[suffix]}"


def test_a_file_of_an_unknown_type_is_told_what_is_read() -> None:
    with pytest.raises(ParseError, match=r"type \.dat are not read; Markdown, HTML, .* are\."):
        parse(b"text", "a.dat")
