"""R2 and R5: what becomes of a document and its source decides the next answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.abuse.serving import Open
from tests.abuse.small_company import (
    ASSISTANT,
    STAFF,
    Doc,
    Model,
    Place,
    SmallCompany,
    open_small_company,
)
from tests.servers.product import environment
from tests.servers.sample_state import begin_with

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLACE: Place = ("alpha", "one.md")
DOC = Doc("Kestrel", ("TITLE0X", "SECRET0X"), None, None, None)
QUESTION = "What is the code of Kestrel?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SmallCompany]:
    async with AsyncExitStack() as stack:
        yield await open_small_company(tmp_path_factory.mktemp("company"), stack)


@pytest_asyncio.fixture(loop_scope="module")
async def company(running: SmallCompany) -> SmallCompany:
    """Ann is in ``red``, which reads the source; Bob is not."""
    model = Model()
    model.groups = {"ann": {STAFF, "red"}, "bob": {STAFF}}
    model.readers = {"alpha": ("red",), "beta": ("red",)}
    model.docs = {PLACE: DOC}
    model.issued = [DOC]
    await running.reset(model)
    for name in ("ann", "bob"):
        await running.sign_in(name)
    await ingest(running)
    return running


async def ingest(company: SmallCompany) -> None:
    company.write_out()
    await company.ingest()


async def ask(company: SmallCompany, name: str, thread_id: str | None = None) -> dict[str, str]:
    body = {"question": QUESTION} | ({"thread_id": thread_id} if thread_id else {})
    reply = await company.request(name, "POST", f"assistants/{ASSISTANT}/ask", **body)
    assert reply.status_code == 200
    told: dict[str, str] = reply.json()
    return told | {"said": reply.text}


async def everything(company: SmallCompany, name: str, turn: dict[str, str]) -> str:
    """Whatever a person gets to see from now on, by every way."""
    searched = {"query": QUESTION, "assistant": ASSISTANT}
    follow = await ask(company, name, turn["thread_id"])
    receipt = (await company.request(name, "GET", f"turns/{turn['turn_id']}/receipt")).json()
    document = company.document(PLACE)
    return "\n".join(
        [
            (await ask(company, name))["said"],
            follow["said"],
            (await company.request(name, "GET", f"turns/{follow['turn_id']}/receipt")).text,
            str([passage["text"] for passage in receipt["passages"]]),
            (await company.request(name, "POST", "search", **searched)).text,
            *[
                (await company.request(name, "GET", f"documents/{document}{tail}")).text
                for tail in ("", "/pages/1", "/original")
            ],
        ]
    )


def regroup(model: Model) -> None:
    model.docs[PLACE] = Doc(DOC.key, DOC.secrets, ("blue",), None, None)


def relocate(model: Model) -> None:
    model.docs[("beta", "one.md")] = model.docs.pop(PLACE)
    model.readers["beta"] = ("blue",)


def delete(model: Model) -> None:
    del model.docs[PLACE]


def close(model: Model) -> None:
    model.readers["alpha"] = ()


CHANGES = [regroup, relocate, delete, close]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
async def test_r2_a_document_that_changes_hands_is_gone_from_the_next_answer_on_everywhere(
    company: SmallCompany, change: Callable[[Model], None]
) -> None:
    before = await ask(company, "ann")
    assert "SECRET0X" in before["said"]

    change(company.model)
    await ingest(company)

    said = await everything(company, "ann", before)
    assert "SECRET0X" not in said
    assert "TITLE0X" not in said


async def test_r2_a_right_that_is_taken_away_counts_at_once(company: SmallCompany) -> None:
    before = await ask(company, "ann")

    company.model.groups["ann"] = {STAFF}
    await company.put_person("ann")

    said = await everything(company, "ann", before)
    assert "SECRET0X" not in said
    assert "TITLE0X" not in said


async def test_r2_a_document_that_expires_answers_no_more(company: SmallCompany) -> None:
    ends = (company.model.now + timedelta(days=2)).date()
    company.model.docs[PLACE] = Doc(DOC.key, DOC.secrets, None, None, ends)
    await ingest(company)
    before = await ask(company, "ann")
    assert "SECRET0X" in before["said"]

    company.model.now += timedelta(days=2)

    again, follow = await ask(company, "ann"), await ask(company, "ann", before["thread_id"])
    assert "SECRET0X" not in again["said"] + follow["said"]
    found = await company.request("ann", "POST", "search", query=QUESTION, assistant=ASSISTANT)
    assert found.json() == []


@pytest.mark.parametrize(
    "description",
    [
        "source: alpha\ndepartment: alpha\nowner: a@x.example\n",
        "source: alpha\ndepartment: alpha\nowner: a@x.example\ngroups: []\n",
        "source: alpha\ndepartment: alpha\nowner: a@x.example\ngroups: [red\n",
        "source: alpha\ndepartment: alpha\nowner: a@x.example\ngroups: {red: yes}\n",
        "source: alpha\ndepartment: alpha\nowner: a@x.example\ngroups: [unheard-of]\n",
        "\x00",
        None,
    ],
    ids=["no groups", "empty", "not YAML", "not a list", "unknown group", "binary", "no file"],
)
async def test_r5_a_source_without_usable_groups_is_read_by_nobody(
    company: SmallCompany, description: str | None
) -> None:
    file = company.folder / "alpha" / "source.yaml"
    if description is None:
        file.unlink()
    else:
        file.write_text(description, "utf-8")

    ledger = await company.parts.retrieval.ingestion.sync()

    for name in ("ann", "bob"):
        told = await ask(company, name)
        assert "SECRET0X" not in told["said"]
        found = await company.request(name, "POST", "search", query=QUESTION, assistant=ASSISTANT)
        assert found.json() == []
        opened = await company.request(name, "GET", f"documents/{company.document(PLACE)}")
        assert opened.status_code == 404
    (line,) = [one for one in ledger.sources if one.source == "alpha"]
    reason = line.reason or " ".join(line.warnings)
    assert "nobody reads" in reason
    assert ("'unheard-of'" in reason) == ("unheard-of" in (description or ""))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
async def test_r2_an_own_receipt_says_that_a_document_is_not_there_for_its_person_any_more(
    company: SmallCompany, change: Callable[[Model], None]
) -> None:
    before = await ask(company, "ann")
    change(company.model)
    await ingest(company)

    receipt = (await company.request("ann", "GET", f"turns/{before['turn_id']}/receipt")).json()

    assert [passage["standing"] for passage in receipt["passages"]] == ["unavailable"]


async def test_r2_an_own_receipt_takes_back_an_answer_that_quotes_what_is_gone(
    opened: Open, tmp_path: Path
) -> None:
    (tmp_path / "var").mkdir()
    begin_with(tmp_path / "var", environment(tmp_path / "var"), {})
    quoting = await opened()
    assert await quoting.parts.problems() == []
    alice = await quoting.signed_in("alice")
    asked = {"question": "What is the usual dose of Qavoretin?"}
    turn = (await alice.post("/api/v1/assistants/medical-information/ask", json=asked)).json()
    cited = {citation["document_id"] for citation in turn["citations"]}
    await quoting.parts.documents.remove_documents(cited)

    receipt = (await alice.get(f"/api/v1/turns/{turn['turn_id']}/receipt")).json()

    assert receipt["quotes"]
    assert receipt["answer"] is None
