"""The ready queries over a lake whose answers are known, in DuckDB and in Athena's SQL.

Twelve of fourteen answers of the assistant ``hr`` were rated, each by one person:

    version 1 (10 turns): 5 4 4 2 1 1 3 2, so 3 in 8 satisfied
    version 2 (4 turns):  5 5 4 3, so 3 in 4 satisfied

``leave/common.pdf`` is cited by all of them but two, ``leave/wrong.pdf`` by four, of which the
three that were rated scored low. The assistant ``it`` has no answer and no reaction.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from math import sqrt
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assistants.answers import AnswerKind, Citation
from feedback.lake.manifest import CompactedFile, Manifest, Place, compacted_key, manifest_key
from feedback.lake.queries import BLAMED, QUERIES, SATISFACTION, UNANSWERED, WORST
from feedback.lake.views import duckdb_views
from feedback.records import DATASETS, Record, configuration_record, passage_record, turn_record
from feedback.turns import TurnStatus
from tests.feedback.lakes import Athena, DuckDb, Row, fill, version
from tests.feedback.samples import AT, answer, opening, passage

SCORES = {1: (5, 4, 4, 2, 1, 1, 3, 2, None, None), 2: (5, 5, 4, 3)}
COMMON = passage(1, document="leave/common.pdf")
WRONG = passage(2, document="leave/wrong.pdf")
CITED = {4: (COMMON, WRONG), 5: (COMMON, WRONG), 6: (WRONG,), 10: (WRONG,)}
DAY = timedelta(days=1)


def answered(number: int, configuration: int) -> Record:
    """Turn ``t1`` and so on; two citations of one document are to count once."""
    at = AT + configuration * DAY + timedelta(minutes=number)
    cited = CITED.get(number, (COMMON,)) * 2
    given = answer(
        passages=(COMMON, WRONG),
        citations=tuple(Citation(n, found) for n, found in enumerate(cited, start=1)),
    )
    begun = opening(f"t{number}", configuration_number=configuration, asked_at=at)
    return turn_record(begun, TurnStatus.COMPLETED, given, at + timedelta(seconds=1))


def unanswered(turn_id: str, kind: AnswerKind | None, question: str, person: str) -> Record:
    begun = opening(turn_id, question=question, pseudonym=person, profile="it", department="it")
    if kind is None:
        return turn_record(begun, TurnStatus.INTERRUPTED, None, None)
    given = answer(kind=kind, citations=(), passages=(), standalone_question=question, evidence=0.2)
    return turn_record(begun, TurnStatus.COMPLETED, given, begun.asked_at)


def event(number: int, score: int | None, *, day: int = 5, **changes: Any) -> Record:
    """What the rater of a turn thinks on a day; without a score it is taken back."""
    at = AT + day * DAY
    row = {
        "id": f"t{number}-{day}",
        "turn_id": f"t{number}",
        "thread_id": "thread-1",
        "pseudonym": f"rater-{number}",
        "profile": "hr",
        "action": "remove" if score is None else "put",
        "score": score,
        "reasons": ["Wrong"] if score == 1 else [],
        "comment": "",
        "reacted_at": at.isoformat(),
    }
    return Record("reactions", str(row["id"]), at.date(), "hr", row | changes)


def records() -> Iterator[Record]:
    scored = [(made, score) for made, scores in SCORES.items() for score in scores]
    for number, (made, score) in enumerate(scored, start=1):
        yield answered(number, made)
        if score is not None:
            said = ("No!", "Yes.") if number == 5 else ("", None)
            yield event(number, score, comment=said[0], suggested_answer=said[1])
    yield event(1, 1, day=4, comment="I misread it.")
    yield event(9, 1, day=4)
    yield event(9, None, day=5)
    yield unanswered("n1", AnswerKind.NOT_FOUND, "May I  carry leave over?", "p-1")
    yield unanswered("n2", AnswerKind.NOT_FOUND, "may I carry leave over", "p-2")
    yield unanswered("n3", AnswerKind.NOT_PERMITTED, "Who is paid what?", "p-1")
    yield unanswered("n4", None, "Für wen?", "p-1")
    yield from (passage_record(found, "hr", AT) for found in (COMMON, WRONG))
    yield from (configuration_record(version(number)) for number in SCORES)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lake; not to be changed."""
    return asyncio.run(fill(tmp_path_factory.mktemp("queries") / "lake", records()))


@pytest.fixture(scope="module")
def with_batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lake, and all of it once more as a batch of the command line."""
    folder = tmp_path_factory.mktemp("batch") / "lake"
    doubled = [*records(), *(of_a_batch(each) for each in records()
                             if each.dataset in ("turns", "reactions"))]  # fmt: skip
    return asyncio.run(fill(folder, doubled))


@pytest.fixture
def lake(filled: Path, tmp_path: Path) -> Path:
    """A copy of the lake. A quotation mark in its path is nothing to stumble over."""
    return Path(shutil.copytree(filled, tmp_path / "Dana's lake"))


@pytest.fixture(scope="module", params=[DuckDb, Athena])
def engine(request: pytest.FixtureRequest, filled: Path) -> Iterator[DuckDb]:
    with request.param(filled) as opened:
        yield opened


def by(rows: list[Row], name: str) -> dict[Any, Row]:
    return {row[name]: row for row in rows}


def is_wilson_bound(bound: float, share: float, n: int) -> bool:
    """Whether a bound is as far from the share as 1.96 standard errors of the bound itself."""
    expected = 1.96 * sqrt(bound * (1 - bound) / n)
    return abs(share - bound) == pytest.approx(expected, abs=1e-9)


def of_a_batch(record: Record) -> Record:
    """The same, asked in a test batch on the command line."""
    named = {"turns": ("id",), "reactions": ("id", "turn_id")}.get(record.dataset, ())
    row = record.row | {name: f"batch-{record.row[name]}" for name in named}
    row |= {"origin": "cli"} if record.dataset == "turns" else {}
    return replace(record, id=str(row["id"]) if named else record.id, row=row)


VIEWS = {
    "found_passages": "SELECT turn_id, rank, document FROM found_passages ORDER BY turn_id, rank",
    "current_reactions": "SELECT id, turn_id, score FROM current_reactions ORDER BY id",
}


@pytest.mark.parametrize("opened", [DuckDb, Athena])
def test_what_was_asked_in_batches_can_be_left_out_of_every_query(
    filled: Path, with_batch: Path, opened: type[DuckDb]
) -> None:
    with (
        opened(filled) as alone,
        opened(with_batch, ("chat", "api")) as people,
        opened(with_batch) as everything,
    ):
        for title, query in (QUERIES | VIEWS).items():
            assert people.rows(query) == alone.rows(query), title
        for query in (
            *(QUERIES[title] for title in (SATISFACTION, UNANSWERED, BLAMED)),
            VIEWS["current_reactions"],
        ):
            assert everything.rows(query) != alone.rows(query)


def test_satisfaction_is_told_for_each_configuration_version(engine: DuckDb) -> None:
    first, second, silent = engine.rows(QUERIES[SATISFACTION])

    assert [(row["profile"], row["configuration_number"]) for row in (first, second, silent)] == [
        ("hr", 1),
        ("hr", 2),
        ("it", 1),
    ]
    assert (first["turns"], first["reactions"], first["people"]) == (10, 8, 8)
    assert first["mean_score"] == pytest.approx(22 / 8)
    assert first["satisfied"] == pytest.approx(3 / 8)
    assert first["satisfied_low"] == pytest.approx(0.1368, abs=5e-5)
    assert first["satisfied_high"] == pytest.approx(0.6943, abs=5e-5)
    assert second["satisfied"] == pytest.approx(3 / 4)
    for row, n in ((first, 8), (second, 4)):
        for end in ("satisfied_low", "satisfied_high"):
            assert is_wilson_bound(row[end], row["satisfied"], n)
    assert (silent["turns"], silent["reactions"], silent["satisfied"]) == (4, 0, None)
    assert silent["satisfied_low"] is None


def test_the_worst_answers_come_with_what_was_said_of_them(engine: DuckDb) -> None:
    rows = engine.rows(QUERIES[WORST])

    assert [row["turn_id"] for row in rows] == ["t6", "t5", "t8", "t4"]
    assert [row["mean_score"] for row in rows] == [1, 1, 2, 2]
    said = by(rows, "turn_id")["t5"]
    assert (said["reasons"], said["comments"]) == (["Wrong"], ["No!"])
    assert said["suggested_answers"] == ["Yes."]
    assert by(rows, "turn_id")["t4"]["comments"] is None


def test_questions_without_an_answer_are_counted_by_question_and_outcome(engine: DuckDb) -> None:
    rows = engine.rows(QUERIES[UNANSWERED])

    assert [
        (row["outcome"], row["normal_question"], row["times"], row["people"]) for row in rows
    ] == [
        ("not_found", "may i carry leave over", 2, 2),
        ("interrupted", "für wen", 1, 1),
        ("not_permitted", "who is paid what", 1, 1),
    ]
    assert rows[0]["best_evidence"] == 0.2
    # Both were asked at the same moment; the one with the later id counts.
    assert rows[0]["as_typed_last"] == "may I carry leave over"


def test_a_document_that_is_cited_often_is_not_blamed_for_it(engine: DuckDb) -> None:
    wrong, common = engine.rows(QUERIES[BLAMED])

    assert wrong["document"] == "leave/wrong.pdf"
    assert (wrong["answers"], wrong["rated_answers"], wrong["low_answers"]) == (4, 3, 3)
    assert wrong["low_rate"] == 1
    # Of the nine rated answers without it, only t8 scored low.
    assert wrong["low_rate_without"] == pytest.approx(1 / 9)
    assert wrong["low_rate_at_least"] == pytest.approx(3 / (3 + 1.96**2))
    assert wrong["low_rate_at_least"] > wrong["low_rate_without"]

    assert common["document"] == "leave/common.pdf"
    assert (common["answers"], common["rated_answers"], common["low_answers"]) == (12, 11, 3)
    # The one rated answer without it is t6, which scored low.
    assert common["low_rate_without"] == 1
    assert is_wilson_bound(common["low_rate_at_least"], 3 / 11, 11)
    assert common["low_rate_at_least"] < common["low_rate_without"]


def test_the_other_queries_find_what_is_there(engine: DuckDb) -> None:
    found = {title: engine.rows(query) for title, query in QUERIES.items()}

    texts = found["Low scores, and the text of the passages cited"]
    assert [(row["score"], row["document"]) for row in texts] == [
        (1, "leave/common.pdf"),
        (1, "leave/wrong.pdf"),
        (1, "leave/wrong.pdf"),
        (2, "leave/common.pdf"),
        (2, "leave/wrong.pdf"),
        (2, "leave/common.pdf"),
    ]
    week = found["Questions of a week, by assistant and outcome"]
    assert {(row["profile"], row["outcome"], row["turns"]) for row in week} >= {
        ("hr", "answer", 14),
        ("it", "not_found", 2),
    }
    costs = found["What a department's answers cost, by month"]
    assert (costs[0]["department"], costs[0]["month"]) == ("hr", "2026-03")
    assert float(costs[0]["price"]) == pytest.approx(14 * 0.00123)
    configured = found["The configuration that an answer was made with"]
    assert by(configured, "turn_id")["t14"]["configuration"] == "hr/2"


@pytest.mark.parametrize("opened", [DuckDb, Athena])
def test_records_count_once_while_a_compacted_file_stands_beside_what_it_replaces(
    lake: Path, opened: type[DuckDb]
) -> None:
    with opened(lake) as engine:
        before = {title: engine.rows(query) for title, query in QUERIES.items()}
    for dataset in DATASETS:
        for file in list(lake.glob(f"{dataset}/v1/*/*/*.parquet")):
            _, _, day, department, _ = file.relative_to(lake).parts
            place = Place(day.removeprefix("dt="), department.removeprefix("department="))
            compacted = compacted_key(dataset, place, "all")
            shutil.copy(file, lake / compacted)
            files = (CompactedFile(compacted, file.stat().st_size),)
            note = Manifest(1, files, frozenset({file.relative_to(lake).as_posix()}))
            noted = lake / manifest_key(dataset, place, 1)
            noted.parent.mkdir(parents=True)
            noted.write_bytes(note.as_bytes())

    with opened(lake) as engine:
        assert {title: engine.rows(query) for title, query in QUERIES.items()} == before
        assert len(engine.rows("SELECT id FROM reactions_once")) == 15


@pytest.mark.parametrize("opened", [DuckDb, Athena])
def test_every_query_answers_with_nothing_where_no_file_is(
    tmp_path: Path, opened: type[DuckDb]
) -> None:
    with opened(tmp_path) as engine:
        assert [engine.rows(query) for query in QUERIES.values()] == [[]] * len(QUERIES)


@pytest.mark.parametrize("opened", [DuckDb, Athena])
def test_turns_without_any_reaction_are_counted_all_the_same(
    lake: Path, opened: type[DuckDb]
) -> None:
    shutil.rmtree(lake / "reactions")

    with opened(lake) as engine:
        rows = engine.rows(QUERIES[SATISFACTION])
    assert [(row["turns"], row["reactions"]) for row in rows] == [(10, 0), (4, 0), (4, 0)]


def test_a_filter_on_the_day_opens_the_files_of_that_day_only(lake: Path) -> None:
    day = (AT + 2 * DAY).date().isoformat()
    with duckdb.connect() as connection:
        for statement in duckdb_views(str(lake)):
            connection.execute(statement)
        (plan,) = connection.execute(
            f"EXPLAIN ANALYZE SELECT count(*) FROM turns_once WHERE dt = '{day}'"
        ).fetchall()

    assert "Total Files Read: 1 " in plan[1]
