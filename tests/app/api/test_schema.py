"""The API does what its description says, whatever is sent; schemathesis makes up what to send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any
from zlib import crc32

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, note, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.meta import TestPhase
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.api.application import bare_api
from app.identity.tokens import Tokens, find_secret
from tests.servers.product import Product, running

Known = dict[str, Any]
ASSISTANT, QUESTION = "medical-information", "What is the usual dose of Qavoretin?"
PEOPLE = ("alice", "fatima", "grace", "hugo")
EXAMPLES = 3
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CONFIG = SchemathesisConfig.from_dict(
    {
        "generation": {
            "max-examples": EXAMPLES,
            "deterministic": True,
            "with-security-parameters": False,
        }
    }
)
schema = schemathesis.openapi.from_dict(bare_api().openapi(), config=CONFIG)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    many = {"ALMANAC_REQUESTS_PER_MINUTE": "1000000", "ALMANAC_QUESTIONS_PER_MINUTE": "1000000"}
    with running(tmp_path_factory.mktemp("schema") / "var", many) as product:
        yield product


@pytest.fixture(scope="module")
def known(product: Product) -> Known:
    """Something of each kind that is there: without it, everything would only be not found."""
    with closing(product.sign_in("alice@cryodyne.example")) as alice:
        ask = f"/api/v1/assistants/{ASSISTANT}/ask"
        answer = alice.post(ask, json={"question": QUESTION}).json()
    cited = answer["citations"][0]
    return {
        "slug": ASSISTANT,
        "turn_id": answer["turn_id"],
        "document_id": cited["document_id"],
        "number": cited["page"],
        "chunk": cited["chunk_id"],
        "dataset": "turns",
        "format": "csv",
        "department": "medical-information",
        "assistant": ASSISTANT,
        "question": QUESTION,
        "query": QUESTION,
        "replay": True,
        "emoji": "🙂",
        "thread_id": answer["thread_id"],
        "sources": ["hr"],
    }


@pytest.fixture(scope="module")
def tokens(product: Product) -> Mapping[str, str]:
    """A token for each of the people; what is made up is sent as all of them."""
    issuer = Tokens(find_secret(None, product.var, demo=True))
    return {name: issuer.issue(f"{name}@cryodyne.example") for name in PEOPLE}


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """Connections that are kept: to open one for each of thousands takes longer than to ask."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described_for_everybody(
    case: schemathesis.Case[Any],
    product: Product,
    session: requests.Session,
    known: Known,
    tokens: Mapping[str, str],
) -> None:
    for part in (case.path_parameters, case.query, case.body):
        _mix_in(part, known)

    for name in _askers(case):
        note(f"As {name}")
        authorization = {"Authorization": f"Bearer {tokens[name]}"}
        case.call_and_validate(
            base_url=product.url, session=session, headers=authorization, checks=CHECKS
        )


def _askers(case: schemathesis.Case[Any]) -> Sequence[str]:
    """Everybody sends what was made up; of the fifty edge cases of a route each has a share."""
    if case.meta is None or case.meta.phase.name is not TestPhase.COVERAGE:
        return PEOPLE
    sent = repr((case.method, case.path_parameters, case.query, case.body))
    return (PEOPLE[_digest(sent) % len(PEOPLE)],)


def _digest(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))


def _mix_in(part: object, known: Known) -> None:
    """Put what is there in the place of every second thing that was made up."""
    if isinstance(part, dict):
        for field in part.keys() & known.keys():
            if _digest(repr(part[field])) % 2:
                part[field] = known[field]
