from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gateway.attribution import MOST_LETTERS, headers_of, metadata_of
from gateway.calls import ModelCall
from tests.gateway.calling import call

ATTRIBUTION = {
    "department": "hr",
    "assistant": "hr-helper",
    "configuration": "7",
    "person": "p-1f",
    "turn": "turn-1",
    "trace": "0af7651916cd43dd8448eb211c80319c",
}


def attributed(**changes: str) -> ModelCall:
    return replace(call(), attribution={**ATTRIBUTION, **changes})


def test_plainly_every_fact_is_a_header() -> None:
    assert headers_of(attributed(), "plain") == {
        f"x-almanac-{name}": value for name, value in {**ATTRIBUTION, "role": "answer"}.items()
    }


def test_litellm_is_told_in_its_own_headers() -> None:
    headers = headers_of(attributed(), "litellm")

    assert headers["x-litellm-tags"] == "department:hr,assistant:hr-helper,role:answer"
    assert headers["x-litellm-end-user-id"] == "p-1f"
    assert headers["x-litellm-trace-id"] == ATTRIBUTION["trace"]
    spend = json.loads(headers["x-litellm-spend-logs-metadata"])
    assert spend == {**ATTRIBUTION, "role": "answer"}


def test_what_is_embedded_says_for_what() -> None:
    embedded = ModelCall("embed", (), "", attribution={"purpose": "ingest"})

    assert headers_of(embedded, "litellm")["x-litellm-tags"] == "role:embed,purpose:ingest"
    assert headers_of(embedded, {"purpose": "x-why"}) == {"x-why": "ingest"}


def test_portkey_is_told_in_its_own_headers() -> None:
    headers = headers_of(attributed(), "portkey")

    assert headers["x-portkey-trace-id"] == ATTRIBUTION["trace"]
    metadata = json.loads(headers["x-portkey-metadata"])
    assert metadata["_user"] == "p-1f"
    assert metadata["configuration"] == "7"


def test_names_of_ones_own_carry_what_they_name_and_nothing_else() -> None:
    names = {"department": "x-cost-centre", "turn": "x-request-id"}

    assert headers_of(attributed(), names) == {"x-cost-centre": "hr", "x-request-id": "turn-1"}


def test_nobody_is_told_where_nobody_should_be() -> None:
    assert headers_of(attributed(), "none") == {}
    assert metadata_of(attributed(), "none") == {}


@pytest.mark.parametrize("preset", ["plain", "litellm", "portkey"])
def test_nothing_breaks_out_of_a_header(preset: str) -> None:
    nasty = "hr\r\nx-admin: yes\x00 Persönlich 部门," + "x" * 500

    headers = headers_of(attributed(department=nasty, person=nasty, trace=nasty), preset)  # type: ignore[arg-type]

    for value in headers.values():
        assert value.isascii()
        assert value.isprintable()
        assert len(value) < 10 * MOST_LETTERS
    assert headers.get("x-litellm-tags", ",,").count(",") == 2


def test_bedrock_is_told_within_what_it_takes() -> None:
    nasty = "Qualität & Co (DE)" + "x" * 500

    metadata = metadata_of(attributed(department=nasty), "plain")

    assert metadata["department"].startswith("Qualit-t - Co -DE-")
    assert len(metadata["department"]) <= 256
    assert metadata["configuration"] == "7"
    assert metadata_of(attributed(), {"department": "CostCentre"}) == {"CostCentre": "hr"}


def test_a_fact_that_is_not_known_is_not_sent() -> None:
    assert headers_of(call(), "plain") == {"x-almanac-role": "answer"}
    assert set(headers_of(call(), "litellm")) == {
        "x-litellm-tags",
        "x-litellm-spend-logs-metadata",
    }
