"""R1 where a department lets people know that documents which they may not read would answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import structlog
import yaml

from app.wiring import Parts
from retrieval.documents import Document
from tests.abuse.serving import Open, Service

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "The code that announces a recall is WHISKEY-77, and Orla Quist keeps it."
TITLE = "Marigold papers"
QUESTION = "Which code announces a recall?"
TOLD = ("WHISKEY", "Orla", "Quist", "Marigold", "papers", "vault/", "recalls")


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """Two departments whose one assistant tells what is not permitted, and one does not."""
    for name, telling in (("open", True), ("closed", False)):
        _write(
            tmp_path / "profiles" / f"{name}.yaml",
            {
                "slug": name,
                "name": "Quality",
                "department": "quality",
                "description": "Knows the rules.",
                "icon": "it",
                "audience": ["employees"],
                "owner": "desk@cryodyne.example",
                "next_step": "Ask the desk.",
                "welcome": "Ask.",
                "prompt": "Answer.",
                "sources": ["quality"],
                "tells_not_permitted": telling,
            },
        )
    source = tmp_path / "sources" / "quality"
    _write(
        source / "source.yaml",
        {
            "source": "quality",
            "department": "quality",
            "owner": "keeper@cryodyne.example",
            "groups": ["employees"],
            "documents": [{"match": "vault/*", "groups": ["medical-information"]}],
        },
    )
    (source / "rules.md").write_text("# Rules\n\nA deviation report is signed within 30 days.\n")
    (source / "vault").mkdir()
    (source / "vault" / "recalls.md").write_text(f"# {TITLE}\n\n{SECRET}\n")
    return tmp_path


@pytest_asyncio.fixture(loop_scope="module")
async def service(opened: Open, company: Path) -> Service:
    service = await opened(sources=str(company / "sources"), profiles=company / "profiles")
    assert (await service.parts.retrieval.ingestion.sync()).reconciled
    return service


@pytest_asyncio.fixture(loop_scope="module")
async def ben(service: Service) -> httpx.AsyncClient:
    return await service.signed_in("ben")


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content), "utf-8")


async def vaulted(parts: Parts) -> Document:
    return (await parts.documents.documents("quality"))["vault/recalls.md"]


async def everything(service: Service, ben: httpx.AsyncClient, question: str) -> str:
    """All that is sent and kept because of a question."""
    asked = {"question": question}
    answer = await ben.post("/api/v1/assistants/open/ask", json=asked)
    turn = answer.json()
    assert turn["kind"] in {"not_permitted", "not_found"}
    follow = asked | {"thread_id": turn["thread_id"], "question": "Tell me more about it, please."}
    grace = await service.signed_in("grace")
    said = [
        answer.text,
        (await ben.post("/api/v1/assistants/open/ask", json=follow)).text,
        (
            await ben.post(
                "/api/v1/assistants/open/ask", json=asked, headers={"Accept": "text/event-stream"}
            )
        ).text,
        (await ben.post("/api/v1/search", json={"query": question, "assistant": "open"})).text,
        (await ben.get(f"/api/v1/turns/{turn['turn_id']}/receipt?replay=true")).text,
        (await grace.get(f"/api/v1/turns/{turn['turn_id']}/receipt")).text,
    ]
    return "\n".join([*said, *stored(service.parts.settings.var)])


def stored(var: Path) -> Iterator[str]:
    """The records of questions, as they lie in the database."""
    with closing(sqlite3.connect(var / "almanac.db")) as database:
        names = [
            n for (n,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        for name in sorted(set(names) - {"chunks", "documents"}):
            for row in database.execute(f'SELECT * FROM "{name}"'):
                yield str(row)


@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        f"Which code announces a recall in the {TITLE}?",
        "vault/recalls.md: which code announces a recall?",
        "Who keeps the code that announces a recall?",
    ],
    ids=["asked", "by title", "by path", "another fact"],
)
async def test_only_the_kind_the_owner_and_the_step_are_told(
    service: Service, ben: httpx.AsyncClient, question: str
) -> None:
    document = await vaulted(service.parts)
    chunk = (await service.parts.documents.chunks_of(document.id))[0]

    with structlog.testing.capture_logs() as logs:
        said = f"{await everything(service, ben, question)}\n{logs}"

    secrets = [*TOLD, document.id, chunk.id, chunk.content_hash, document.version]
    assert [word for word in secrets if word in said and word not in question] == []


async def test_the_owner_and_the_next_step_are_told(ben: httpx.AsyncClient) -> None:
    reply = await ben.post("/api/v1/assistants/open/ask", json={"question": QUESTION})

    assert reply.json()["kind"] == "not_permitted"
    assert "Ask keeper@cryodyne.example for access" in reply.json()["answer"]
    assert reply.json()["citations"] == []


async def test_where_it_may_not_be_told_the_answer_is_as_if_there_were_no_such_document(
    service: Service, ben: httpx.AsyncClient
) -> None:
    async def asked() -> tuple[str, str, float]:
        reply = await ben.post("/api/v1/assistants/closed/ask", json={"question": QUESTION})
        answer = reply.json()
        return answer["kind"], answer["answer"], answer["evidence"]

    beside = await asked()
    document = await vaulted(service.parts)
    await service.parts.documents.remove_documents([document.id])

    assert await asked() == beside
    assert beside[0] == "not_found"


async def test_whoever_may_read_it_is_answered(service: Service) -> None:
    alice = await service.signed_in("alice")

    reply = await alice.post("/api/v1/assistants/open/ask", json={"question": QUESTION})

    assert reply.json()["kind"] == "answer"
    assert "WHISKEY-77" in reply.json()["answer"]
