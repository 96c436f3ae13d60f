"""Identifiers, umlauts and compounds are found and counted however they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.indexes.words.entries import LAYOUT
from retrieval.languages.analysis import plain
from retrieval.languages.identifiers import identifiers, spellings
from retrieval.passages import Found
from retrieval.searching.evidence import THRESHOLD
from tests.retrieval.company import Company, open_company

# Two characters that look like a hyphen-minus and are none.
UNBROKEN, EN_DASH = "\u2011", "\u2013"


async def reports(company: Company) -> None:
    """Ten documents that differ in nothing but a number and what belongs to it."""
    for number in (580, 1044, 1777, 2041, 3310, 4412, 5519, 9086, 9087, 9088):
        company.put(
            f"quality/report-{number}.md",
            f"# Problem report PPR-{number}\n\nProblem report PPR-{number} was opened by the "
            "packaging line and concerns the label printer. "
            f"Its owner is desk {3 * number}.\n",
        )
    company.put(
        "quality/rules.md",
        "# Label rules\n\nRULE-A002 flags a change of the label template. "
        "RULE-A001 flags a missing signature.\n",
    )
    company.put(
        "quality/closed.md",
        f"# Closed deviations\n\nDEV{UNBROKEN}7741{UNBROKEN}C was closed because the torque "
        f"sensor had drifted. DEV{UNBROKEN}7742{UNBROKEN}A is open.\n",
    )
    await company.sync()


async def germans(company: Company) -> None:
    company.put(
        "quality/muster.md",
        "# Rückstellmuster\n\nRückstellmuster von Kömpavarin lagern im Gebäude Süd, Kühlraum 14.\n",
    )
    company.put(
        "quality/lieferanten.md",
        "# Lieferanten\n\nLieferanten von Mörlavin werden alle achtzehn Monate bewertet.\n",
    )
    company.put(
        "quality/messmittel.md",
        "# Werkstatt\n\nDie Messmittelkalibrierung erfolgt jährlich im März in der Werkstatt.\n",
    )
    company.put(
        "quality/akten.md",
        "# Akten\n\nNach der Frist von zehn Jahren endet die Aufbewahrung im Keller.\n",
    )
    company.put(
        "quality/kantine.md",
        "# Kantine\n\nDie Kantine öffnet um zwölf Uhr und schließt um vierzehn Uhr.\n",
    )
    await company.sync()


def first(found: Found) -> str:
    return found.passages[0].document


@pytest.mark.parametrize(
    "written",
    [
        "PPR-9087",
        "PPR9087",
        "PPR 9087",
        "ppr9087",
        "ppr 9087",
        f"PPR{EN_DASH}9087",
        "PPR\u22129087",
    ],
)
async def test_an_identifier_is_found_and_not_missed_in_any_spelling(
    company: Company, written: str
) -> None:
    await reports(company)

    found = await company.ask(f"Who is the owner of problem report {written}?", "staff")

    assert first(found) == "report-9087.md"
    assert found.evidence >= THRESHOLD


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("What does rule A002 flag?", "rules.md"),
        ("Why was DEV-7741-C closed?", "closed.md"),
        ("Why was dev7741c closed?", "closed.md"),
        ("Why was DEV 7741 closed?", "closed.md"),
    ],
)
async def test_a_part_of_an_identifier_and_another_hyphen_match(
    company: Company, question: str, document: str
) -> None:
    await reports(company)

    found = await company.ask(question, "staff")

    assert first(found) == document
    assert found.evidence >= THRESHOLD


@pytest.mark.parametrize("written", ["PPR-9099", "PPR9099"])
async def test_an_identifier_that_no_document_holds_is_missed(
    company: Company, written: str
) -> None:
    await reports(company)

    found = await company.ask(f"Who is the owner of problem report {written}?", "staff")

    assert found.evidence < THRESHOLD


async def test_a_word_in_capitals_is_not_taken_for_a_missing_name(company: Company) -> None:
    await company.sync()

    calm = await company.ask("Who signs a deviation report at the end?", "staff")
    loud = await company.ask("Who signs a deviation report at the END?", "staff")

    assert loud.evidence == pytest.approx(calm.evidence, abs=0.03)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("Wo lagern Rückstellmuster von Kömpavarin?", "muster.md"),
        ("Wo lagern Rueckstellmuster von Koempavarin?", "muster.md"),
        ("Wo lagern Ruckstellmuster von Kompavarin?", "muster.md"),
        ("Wie oft werden Lieferanten von Mörlavin bewertet?", "lieferanten.md"),
        ("Wie oft erfolgt die Lieferantenbewertung bei Moerlavin?", "lieferanten.md"),
        ("Wann werden Messmittel kalibriert?", "messmittel.md"),
        ("Was kostet die Kalibrierung?", "messmittel.md"),
        ("Wie lang ist die Aufbewahrungsfrist?", "akten.md"),
    ],
)
async def test_umlauts_and_compounds_are_found_in_any_spelling(
    company: Company, question: str, document: str
) -> None:
    await germans(company)

    found = await company.retrieval.lexical.query(question, {"quality": None}, limit=5)
    documents = await company.documents.documents_of([hit.chunk_id for hit in found.hits])

    assert documents[found.hits[0].chunk_id].path == document


async def test_german_in_other_spellings_is_answered(company: Company) -> None:
    await germans(company)

    stored = await company.ask("Wo lagern Rueckstellmuster von Koempavarin?", "staff")
    assessed = await company.ask("Wie oft erfolgt die Lieferantenbewertung bei Moerlavin?", "staff")

    assert (first(stored), first(assessed)) == ("muster.md", "lieferanten.md")
    assert min(stored.evidence, assessed.evidence) >= THRESHOLD


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("保管温度是多少", "药品的保管温度是二至八度。"),
        ("保管温度は何度ですか", "医薬品の保管温度は二度から八度です。"),
        ("보관 온도는 몇 도입니까", "의약품의 보관온도는 이 도에서 팔 도입니다."),
        ("อุณหภูมิการจัดเก็บคือเท่าไร", "อุณหภูมิการจัดเก็บยาคือสองถึงแปดองศา"),
    ],
)
async def test_scripts_without_blanks_are_found(company: Company, question: str, text: str) -> None:
    company.put("quality/storage.md", f"# 1\n\n{text}\n")
    await company.sync()

    assert (await company.found(question, "staff"))[0] == "storage.md"


async def test_a_german_question_finds_names_in_english_documents(company: Company) -> None:
    company.put("quality/tablets.md", "# Nuxaprant\n\nNuxaprant tablets are taken at night.\n")
    await company.sync()

    assert (await company.found("Wann wird Nuxaprant eingenommen?", "staff"))[0] == "tablets.md"


def test_identifiers_are_kept_whole() -> None:
    assert "sop014" in identifiers("See SOP-014.")
    assert "sop014" in identifiers("see SOP 014")
    assert "219884" in identifiers("NDA 219-884")
    assert identifiers("in 2026, 5 of 12") == []


def test_parts_of_identifiers_are_those_that_tell_something() -> None:
    assert {"dev7741c", "dev7741", "7741c", "7741"} == spellings("DEV-7741-C")
    assert {"rulea002", "a002"} == spellings("RULE-A002")
    assert spellings("on 2026-11-29") == {"20261129", "2026"}
    assert spellings(plain(f"DEV{UNBROKEN}7741")) == {"dev7741", "7741"}
    # A part list or a machine's output must not grow with the square of its length.
    assert len(spellings("-".join(f"A{n}" for n in range(2000)))) < 100


async def test_a_word_index_of_an_earlier_layout_is_built_anew_without_embedding(
    tmp_path: Path,
) -> None:
    async with open_company(tmp_path) as company:
        company.describe("quality")
        company.put("quality/deviations.md", "# Deviations\n\nThe head of quality signs.\n")
        await company.sync()
    words = next(tmp_path.rglob(f"tantivy/{LAYOUT}"))
    words.rename(words.with_name("b"))

    async with open_company(tmp_path) as company:
        ledger = await company.sync()

        assert ledger.reconciled
        assert company.embedded == []
        assert not words.with_name("b").exists()
        lexical = await company.retrieval.lexical.query("signs", {"quality": None}, limit=5)
        assert len(lexical.hits) == 1
