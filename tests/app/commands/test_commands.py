"""The command line as an operator uses it: real processes, with and without the service."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.servers.commands import almanac
from tests.servers.product import environment, running
from tests.servers.sample_state import begin_with

ALICE = ("--as", "alice@cryodyne.example", "--assistant", "medical-information")
QUESTION = "What is the usual dose of Qavoretin?"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder that one ``almanac ingest`` has filled, and another one has gone through."""
    var = tmp_path_factory.mktemp("commands") / "var"
    var.mkdir()
    begin_with(var, environment(var), {})
    ledger = json.loads(almanac(var, "ingest", "--json").stdout)
    assert ledger["reconciled"] is True
    assert {source["source"] for source in ledger["sources"]} >= {"hr", "it"}
    return var


def test_with_nothing_running_a_command_opens_what_it_needs(var: Path) -> None:
    answer = json.loads(almanac(var, "ask", QUESTION, *ALICE, "--json", new=True).stdout)

    assert answer["kind"] == "answer"
    assert "30 mg once daily" in answer["answer"]
    assert answer["citations"][0]["document"] == "qavoretin-prescribing-summary.pdf"
    assert set(answer) >= {"turn_id", "evidence", "route", "timings_ms", "usage", "price"}
    receipt = almanac(var, "receipt", answer["turn_id"], "--replay", "--json").stdout
    assert json.loads(receipt)["replay"]["same"] is True


@pytest.fixture(scope="module")
def installed(var: Path) -> Iterator[Path]:
    """The same folder with the service that owns it, for the rest of the module."""
    with running(var):
        yield var


def test_a_question_is_answered_in_json(installed: Path) -> None:
    answer = json.loads(almanac(installed, "ask", QUESTION, *ALICE, "--json", new=True).stdout)

    assert answer["kind"] == "answer"
    assert "30 mg once daily" in answer["answer"]
    assert answer["citations"][0]["document"] == "qavoretin-prescribing-summary.pdf"
    assert set(answer) >= {"turn_id", "evidence", "route", "timings_ms", "usage", "price"}


def test_a_search_gives_passages_by_rank(installed: Path) -> None:
    found = json.loads(almanac(installed, "search", QUESTION, *ALICE, "--json").stdout)

    assert [passage["rank"] for passage in found] == list(range(1, len(found) + 1))
    assert set(found[0]) >= {"source", "document", "page", "section", "text", "score"}


def test_many_questions_come_back_line_by_line(installed: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    questions = [{"_id": "a", "text": QUESTION}, {"_id": "b", "text": "?"}]
    file.write_text("\n".join(json.dumps(question) for question in questions))

    done = almanac(installed, "ask", "--file", str(file), *ALICE)

    answers = {line["_id"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert answers["a"]["kind"] == "answer"
    assert answers["b"]["kind"] == "failed"
    assert "no words" in answers["b"]["answer"]


def test_a_receipt_replays_to_the_same_or_says_why_not(installed: Path) -> None:
    turn = json.loads(almanac(installed, "ask", QUESTION, *ALICE, "--json").stdout)["turn_id"]

    receipt = json.loads(almanac(installed, "receipt", turn, "--replay", "--json").stdout)
    with closing(sqlite3.connect(installed / "almanac.db", timeout=30)) as records, records:
        records.execute("UPDATE turns SET configuration_hash = 'another' WHERE id = ?", (turn,))
    different = almanac(installed, "receipt", turn, "--replay", "--json", status=1)

    assert receipt["turn_id"] == turn
    assert (receipt["replay"]["same"], receipt["replay"]["reasons"]) == (True, [])
    # Over HTTP it is not for everybody; the operator has the database anyway.
    assert "How to answer:" in receipt["prompt"]
    found = json.loads(different.stdout)["replay"]
    assert (found["same"], found["passages_same"]) == (False, True)
    assert [one["cause"] for one in found["differences"]] == ["configuration_changed"]


# Every dataset and every format once; feedback/ tests them all with each other.
@pytest.mark.parametrize(
    ("dataset", "form"), [("turns", "parquet"), ("reactions", "jsonl"), ("transcripts", "csv")]
)
def test_records_are_exported(installed: Path, tmp_path: Path, dataset: str, form: str) -> None:
    out = tmp_path / f"records.{form}"
    if dataset == "turns" and form == "parquet":
        almanac(installed, "ask", QUESTION, *ALICE)

    # The name says the format; where it says none, the option does.
    asked = () if dataset == "reactions" else ("--format", form)
    done = almanac(installed, "export", dataset, *asked, "--out", str(out), "--json")

    rows = json.loads(done.stdout)["rows"]
    assert out.exists()
    if form == "parquet":
        assert pq.read_table(out).num_rows == rows
    if dataset == "turns" and form == "parquet":
        assert rows > 0


def test_an_unchanged_source_costs_nothing_again(installed: Path) -> None:
    ledger = json.loads(almanac(installed, "ingest", "hr", "--json").stdout)

    (source,) = ledger["sources"]
    assert source["counts"]["unchanged"] == source["counts"]["seen"]


def test_the_doctor_finds_a_healthy_installation(installed: Path) -> None:
    findings = json.loads(almanac(installed, "doctor", "--json").stdout)

    assert {finding["part"] for finding in findings} >= {"database", "lake", "outbox", "gateway"}
    assert all(finding["ok"] for finding in findings)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("ask", QUESTION, "--as", "nobody@cryodyne.example", "-a", "hr"), "this address"),
        (("ask", QUESTION, "--as", "ben@cryodyne.example", "-a", "regulatory"), "no access"),
        (("ask", "--as", "ben@cryodyne.example", "-a", "hr"), "--file"),
        (("ask", QUESTION, "-a", "hr"), "--as"),
        (("ingest", "nothing", "--json"), "no source 'nothing'"),
        (("receipt", "nothing"), "no turn 'nothing'"),
        (("export", "gossip", "--out", "x"), "no dataset 'gossip'"),
        (("export", "turns", "--format", "xml", "--out", "x"), "parquet, jsonl, csv"),
        (("export", "turns", "--out", "nowhere/x"), "no folder"),
        (("export", "turns", "--department", "nope", "--out", "x"), "no department nope"),
        (("export", "turns", "--assistant", "nope", "--out", "x"), "no assistant 'nope'"),
        (
            ("export", "turns", "--since", "2026-02-01", "--until", "2026-01-01", "--out", "x"),
            "No time lies between",
        ),
        (("token", "nobody@cryodyne.example"), "alice@cryodyne.example"),
        (("profiles", "show", "nothing"), "profiles list"),
        (("bench", "retrieval", "nowhere"), "queries.jsonl"),
        (("bench", "parsing", "nowhere"), "truth.jsonl"),
        (("bench", "answers", "nowhere"), "queries.jsonl"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    var: Path, words: tuple[str, ...], says: str
) -> None:
    done = almanac(var, *words, status=1)

    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_lake_that_is_away_is_said_in_a_line(tmp_path: Path) -> None:
    in_the_way = tmp_path / "lake"
    in_the_way.write_text("not a folder")
    var, words = tmp_path / "var", ("export", "turns", "--out", str(tmp_path / "out.jsonl"))
    almanac(var, *words)

    done = almanac(var, *words, status=1, ALMANAC_LAKE_URL=str(in_the_way))

    assert "lake cannot be reached" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_service_that_does_not_answer_is_said_in_a_line(tmp_path: Path) -> None:
    tmp_path.joinpath("service.json").write_text(
        json.dumps({"url": "http://127.0.0.1:9", "pid": os.getpid()}), "ascii"
    )

    done = almanac(tmp_path, "ask", QUESTION, *ALICE, status=1)

    assert "http://127.0.0.1:9" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_a_way_to_sign_in_the_service_does_not_start(tmp_path: Path) -> None:
    done = almanac(tmp_path, "serve", status=1, new=True, ALMANAC_DEMO="false")

    assert "ALMANAC_OIDC_ISSUER" in done.stderr


def test_without_a_secret_nothing_starts_outside_the_demo(tmp_path: Path) -> None:
    done = almanac(tmp_path, "ingest", status=1, ALMANAC_DEMO="false")

    assert "ALMANAC_SECRET_KEY" in done.stderr


def test_the_demo_is_refused_beyond_loopback(tmp_path: Path) -> None:
    done = almanac(tmp_path, "serve", status=1, new=True, ALMANAC_HOST="0.0.0.0")

    assert "loopback" in done.stderr


def test_help_lists_every_command(tmp_path: Path) -> None:
    listed = almanac(tmp_path, "--help", new=True).stdout

    commands = "serve ingest search ask export receipt profiles bench ship migrate doctor token"
    assert set(commands.split()) <= set(listed.split())
