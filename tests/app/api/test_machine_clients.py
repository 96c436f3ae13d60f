"""Programs with tokens of the company's provider: what their scopes allow, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.settings import SAMPLES
from tests.servers.issuer import Issuer, running_issuer
from tests.servers.product import Product, running

GATEWAY: dict[str, Any] = {
    "sub": "central-gateway",
    "client_id": "central-gateway",
    "email": None,
    "name": None,
    "groups": None,
}
QUESTION = {"question": "How many vacation days do I get after ten years?"}


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running_issuer() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def product(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("machines")
    with running(folder / "var", settings_for(issuer, folder)) as product:
        yield product


def settings_for(issuer: Issuer, folder: Path) -> dict[str, str]:
    rules = yaml.safe_load((SAMPLES / "identity.yaml").read_text("utf-8"))
    rules["clients"] = {
        "central-gateway": {"groups": ["employees"], "scopes": ["ask", "search"]},
        "reporting": {"groups": ["data-science-medinfo"], "scopes": ["export"]},
    }
    identity = folder / "identity.yaml"
    identity.write_text(yaml.safe_dump(rules), "utf-8")
    return {
        "ALMANAC_DEMO": "false",
        "ALMANAC_SECRET_KEY": "a-secret-key-of-more-than-32-characters",
        "ALMANAC_OIDC_ISSUER": issuer.issuer,
        "ALMANAC_OIDC_CLIENT_ID": "almanac",
        "ALMANAC_IDENTITY_FILE": str(identity),
    }


@pytest.fixture
def api(product: Product) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{product.url}/api/v1", trust_env=False, timeout=30) as api:
        yield api


def bearer(issuer: Issuer, **claims: object) -> dict[str, str]:
    return {"Authorization": f"Bearer {issuer.mint(claims)}"}


@pytest.mark.parametrize(
    "scope",
    [
        {"scope": "almanac.ask almanac.search"},
        {"scope": "almanac/ask almanac/search"},
        {"scp": ["almanac.ask", "almanac.search"]},
        {"scope": None, "roles": ["almanac.ask", "almanac.search"], "idtyp": "app"},
        {"scope": "api://almanac.example/almanac.ask openid almanac:search"},
    ],
    ids=["dots", "slashes", "scp", "roles", "with a resource"],
)
def test_a_machine_asks_and_searches_as_its_groups_may(
    api: httpx.Client, issuer: Issuer, scope: dict[str, object]
) -> None:
    headers = bearer(issuer, **GATEWAY, **scope)

    slugs = [entry["slug"] for entry in api.get("/assistants", headers=headers).json()]
    answer = api.post("/assistants/hr/ask", headers=headers, json=QUESTION).json()
    found = api.post(
        "/search", headers=headers, json={"query": "vacation days", "assistant": "hr"}
    ).json()
    denied = api.post("/assistants/medical-information/ask", headers=headers, json=QUESTION)

    assert slugs == ["hr", "it"]
    assert answer["kind"] == "answer"
    assert found[0]["source"] == "hr"
    assert denied.status_code == 404


def test_a_scope_opens_its_own_routes_only(api: httpx.Client, issuer: Issuer) -> None:
    headers = bearer(issuer, **GATEWAY, scope="almanac.search")

    asked = api.post("/assistants/hr/ask", headers=headers, json=QUESTION)

    assert asked.status_code == 403
    assert "almanac.ask" in asked.json()["error"]["message"]


def test_a_machine_never_gets_more_than_the_identity_file_allows(
    api: httpx.Client, issuer: Issuer
) -> None:
    headers = bearer(issuer, **GATEWAY, scope="almanac.ask almanac.export almanac.ingest")

    assert api.get("/export/turns", headers=headers).status_code == 403
    assert api.post("/ingest", headers=headers, json={}).status_code == 403


def test_a_machine_without_scopes_may_nothing(api: httpx.Client, issuer: Issuer) -> None:
    assert api.get("/assistants", headers=bearer(issuer, **GATEWAY)).status_code == 403


def test_groups_that_a_machine_claims_for_itself_count_for_nothing(
    api: httpx.Client, issuer: Issuer
) -> None:
    claims = GATEWAY | {"groups": ["medical-information", "platform"], "scope": "almanac.ask"}

    slugs = [
        entry["slug"] for entry in api.get("/assistants", headers=bearer(issuer, **claims)).json()
    ]

    assert slugs == ["hr", "it"]


def test_a_machine_that_is_not_in_the_identity_file_is_nobody(
    api: httpx.Client, issuer: Issuer
) -> None:
    stranger = GATEWAY | {"sub": "stranger", "client_id": "stranger", "scope": "almanac.ask"}

    assert api.get("/assistants", headers=bearer(issuer, **stranger)).status_code == 401


def test_a_person_who_came_through_a_machine_is_not_taken_for_it(
    api: httpx.Client, issuer: Issuer
) -> None:
    claims = {"sub": "a-person", "client_id": "central-gateway", "email": None, "name": None}

    reply = api.get("/assistants", headers=bearer(issuer, **claims, scope="almanac.ask"))

    assert reply.status_code == 401


def test_a_data_science_machine_exports_its_department(api: httpx.Client, issuer: Issuer) -> None:
    claims = GATEWAY | {"sub": "reporting", "client_id": "reporting", "scope": "almanac.export"}

    reply = api.get("/export/turns", headers=bearer(issuer, **claims))

    assert reply.status_code == 200


def test_a_person_s_token_with_scopes_is_held_to_them(api: httpx.Client, issuer: Issuer) -> None:
    headers = bearer(issuer, scope="openid almanac.search")

    found = api.post(
        "/search",
        headers=headers,
        json={"query": "usual dose", "assistant": "medical-information"},
    )
    asked = api.post("/assistants/medical-information/ask", headers=headers, json=QUESTION)

    assert found.status_code == 200
    assert asked.status_code == 403


@pytest.mark.parametrize(
    "stated",
    [
        {"scope": "ALMANAC.SEARCH"},
        {"scope": "openid almanac-search"},
        {"scope": "almanac.*"},
        {"scope": {"almanac.search": True}},
        {"scp": ["almanac.everything"]},
    ],
    ids=str,
)
def test_a_scope_that_is_not_understood_opens_nothing(
    api: httpx.Client, issuer: Issuer, stated: dict[str, object]
) -> None:
    headers = bearer(issuer, **stated)

    assert api.get("/assistants", headers=headers).status_code == 403
    assert api.get("/export/turns", headers=headers).status_code == 403


def test_an_address_that_is_not_verified_names_nobody(api: httpx.Client, issuer: Issuer) -> None:
    claims = {"sub": "mallory", "email": "alice@cryodyne.example", "email_verified": False}

    assert api.get("/assistants", headers=bearer(issuer, **claims)).status_code == 401


def test_what_one_person_asked_is_not_there_for_the_next(api: httpx.Client, issuer: Issuer) -> None:
    turn = api.post(
        "/assistants/medical-information/ask",
        headers=bearer(issuer),
        json={"question": "What is the usual dose of Qavoretin?"},
    ).json()["turn_id"]
    other = bearer(issuer, sub="sub-of-somebody-else", email="else@cryodyne.example")

    assert api.get(f"/turns/{turn}/receipt", headers=bearer(issuer)).status_code == 200
    assert api.get(f"/turns/{turn}/receipt", headers=other).status_code == 404


def test_an_address_that_passes_on_takes_no_history_along(
    api: httpx.Client, issuer: Issuer
) -> None:
    address = "same@cryodyne.example"
    first = bearer(issuer, sub="first-holder", email=address)
    turn = api.post(
        "/assistants/medical-information/ask",
        headers=first,
        json={"question": "What is the usual dose of Qavoretin?"},
    ).json()["turn_id"]

    second = bearer(issuer, sub="second-holder", email=address)

    assert api.get(f"/turns/{turn}/receipt", headers=second).status_code == 404
    assert api.get(f"/turns/{turn}/receipt", headers=first).status_code == 200


def test_every_route_of_the_api_names_the_scope_it_needs(api: httpx.Client) -> None:
    description = api.get("/openapi.json").json()
    unscoped = [
        f"{method} {path}"
        for path, operations in description["paths"].items()
        if path.startswith("/api/v1/")
        for method, operation in operations.items()
        if not any(scopes for one in operation.get("security", []) for scopes in one.values())
    ]

    assert unscoped == []
