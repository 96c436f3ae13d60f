"""The doctor asks every route for one token, and says what to do where none comes."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.commands.doctor.routes import RouteFinding, examine_routes
from gateway.configuration.gateway_file import DEFAULT_ROUTES, GatewayRoutes
from tests.servers.converse_server import ConverseServer
from tests.servers.model_server import ModelServer
from tests.servers.vectors import DIMENSIONS

KEY = "a-key-that-nobody-may-see"


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def openai(base_url: str, model: str, **settings: Any) -> dict[str, Any]:
    return {
        "kind": "openai",
        "base_url": base_url,
        "model": model,
        "api_key_env": "KEY",
        **settings,
    }


@asynccontextmanager
async def stranger(folder: Path) -> AsyncIterator[str]:
    """A server on loopback whose certificate nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, plain)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", ssl=context)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


async def examined(
    named: Mapping[str, dict[str, Any]], *, within_s: float = 60, **roles: list[str]
) -> dict[str, RouteFinding]:
    """What is found about these routes; without roles, all of them answer."""
    content = {"routes": dict(named), "roles": roles or {"answer": list(named)}}
    routes = GatewayRoutes.model_validate(content)
    found = await examine_routes(routes, {"KEY": KEY}, within_s=within_s)
    assert KEY not in repr(found)
    return {each.name: each for each in found}


async def test_a_route_that_works_shows_its_model_and_how_long_the_token_took() -> None:
    async with ModelServer().running() as server:
        found = await examined({"good": openai(server.base_url, "steady", context_tokens=4096)})

    assert found["good"].ok
    assert "answer, rewrite, judge: steady, first token after " in found["good"].message
    assert found["good"].message.endswith(" ms")


async def test_one_token_is_asked_for_and_the_rest_is_left() -> None:
    async with ModelServer().running() as server:
        long = openai(
            server.base_url,
            "steady:tokens=5000,interval=5",
            parameters={"max_tokens": 900, "temperature": 0},
        )
        await examined({"long": long})

        assert server.requests[0]["max_tokens"] == 16
        assert server.requests[0]["temperature"] == 0
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("unauthorised", "HTTP 401 after "),
        ("unauthorised", "Check KEY"),
        ("unknown", "Check `model:` and `base_url:`"),
        ("throttled", "at its limit"),
        ("broken", "Tell its operators"),
        ("refused", "Check `parameters:`"),
        ("malformed:after=0", "Check `kind:` and `base_url:`"),
        ("filtered", "first token"),
    ],
)
async def test_a_route_that_fails_is_named_with_the_remedy(model: str, says: str) -> None:
    async with ModelServer().running() as server:
        found = await examined({"bad": openai(server.base_url, model)})

    assert found["bad"].ok == (model == "filtered")
    assert says in found["bad"].message


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("too_long", "set `context_tokens:`"),
        ("wrong_key", "Check KEY"),
        ("wrong_model", "Check `model:` and `base_url:`"),
    ],
)
async def test_a_mistake_that_is_told_as_an_invalid_request_is_told_as_what_it_is(
    model: str, says: str
) -> None:
    async with ModelServer().running() as server:
        found = await examined({"bad": openai(server.base_url, model)})

    assert not found["bad"].ok
    assert says in found["bad"].message


LISTED: list[dict[str, Any]] = [
    {"id": "steady", "max_model_len": 4096},
    {"id": "other"},
    {"nameless": 1},
]


@pytest.mark.parametrize(
    ("model", "settings", "ok", "says"),
    [
        ("steady", {}, True, "set it to 4096"),
        ("steady", {"context_tokens": 4096}, True, " ms"),
        ("steady", {"context_tokens": 9000}, False, "It takes 4096 tokens: set `context_tokens:`"),
        ("elsewhere", {}, True, "does not list this name; check `model:` (there: steady, other)"),
        ("elsewhere", {}, True, "set it to what it takes"),
        ("unknown", {}, False, "It lists: steady, other."),
        ("wrong_model", {}, False, "It lists: steady, other."),
        ("thinks", {}, True, "writes its thoughts into the text"),
        ("picky", {"parameters": {"temperature": 0}}, True, "does not take `stream_options` and "),
        ("picky", {"parameters": {"temperature": 0}}, True, "`temperature`: take that out"),
    ],
)
async def test_a_route_is_held_against_what_its_address_lists_and_takes(
    model: str, settings: dict[str, Any], ok: bool, says: str
) -> None:
    async with ModelServer(models=LISTED).running() as server:
        found = await examined({"it": openai(server.base_url, model, **settings)})

    assert found["it"].ok == ok
    assert says in found["it"].message


async def test_a_server_of_one_model_says_how_much_it_takes_under_whatever_name() -> None:
    listed: dict[str, Any] = {"id": "/models/g.gguf", "aliases": ["g"], "meta": {"n_ctx": 1024}}
    async with ModelServer(models=[listed]).running() as server:
        found = await examined(
            {"by-alias": openai(server.base_url, "g"), "by-any": openai(server.base_url, "any")}
        )

    assert "set it to 1024" in found["by-alias"].message
    assert "does not list" not in found["by-alias"].message
    assert "set it to 1024" in found["by-any"].message
    assert "check `model:` (there: /models/g.gguf)" in found["by-any"].message


@pytest.mark.parametrize("models", [[], [{"id": None}], [{"object": "model"}]])
async def test_a_list_that_names_nothing_says_nothing_against_a_route(models: list[Any]) -> None:
    async with ModelServer(models=models).running() as server:
        found = await examined({"it": openai(server.base_url, "steady", context_tokens=4096)})

    assert found["it"].ok
    assert found["it"].message.endswith(" ms")


async def test_a_model_that_never_answers_is_not_waited_for() -> None:
    async with ModelServer().running() as server:
        found = await examined({"hung": openai(server.base_url, "hang")}, within_s=0.2)

    assert not found["hung"].ok
    assert "too slow" in found["hung"].message


async def test_nobody_at_an_address_and_a_certificate_of_a_stranger_are_told_apart(
    tmp_path: Path,
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}/v1"
    async with stranger(tmp_path) as url:
        found = await examined({"away": openai(nobody, "m"), "strange": openai(url, "m")})

    assert "Nothing answers at this address" in found["away"].message
    assert "The certificate is not trusted" in found["strange"].message


async def test_converse_is_asked_too_and_its_refusal_of_the_key_is_told() -> None:
    async with ConverseServer().running() as server:
        base = {"kind": "bedrock", "base_url": server.url, "region": "eu-central-1"}
        found = await examined(
            {"good": {**base, "model": "steady"}, "bad": {**base, "model": "unauthorised"}}
        )

    assert found["good"].ok
    assert "Check the AWS credentials" in found["bad"].message


async def test_every_role_is_named_and_a_route_of_none_is_not_asked() -> None:
    async with ModelServer().running() as server:
        route = openai(server.base_url, "steady")
        found = await examined(
            {"a": route, "b": route, "spare": route, "quotes": {"kind": "extractive"}},
            answer=["a", "quotes"],
            rewrite=["b"],
            judge=["b"],
        )

        assert len(server.requests) == 2
    assert found["b"].message.startswith("rewrite, judge: ")
    assert "no role uses it" in found["spare"].message
    assert "needs no model" in found["quotes"].message


async def examined_embedding(**route: Any) -> RouteFinding:
    """What is found about one route that embeds."""
    described = {"api_key_env": "KEY", "embedding": {"dimensions": DIMENSIONS}, **route}
    if route["kind"] == "bedrock":
        described = {**described, "api_key_env": None, "region": "eu-central-1"}
    named = {"vectors": described, "quotes": {"kind": "extractive"}}
    found = await examined(named, answer=["quotes"], embed=["vectors"])
    return found["vectors"]


async def test_a_route_that_embeds_is_asked_for_one_vector() -> None:
    async with ModelServer().running() as server:
        found = await examined_embedding(kind="openai", base_url=server.base_url, model="steady")

        assert len(server.requests) == 1
    assert found.ok
    assert "embed: steady, a vector of 64 dimensions after " in found.message


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("unauthorised", "Check KEY"),
        ("unknown", "which ends before /embeddings"),
        ("refused", "whether the model embeds"),
        ("short_vector", "a vector has 63 dimensions, and `embedding:` says 64"),
        ("short_vector", "Check `dimensions:`"),
    ],
)
async def test_a_route_that_does_not_embed_is_named_with_the_remedy(model: str, says: str) -> None:
    async with ModelServer().running() as server:
        found = await examined_embedding(kind="openai", base_url=server.base_url, model=model)

    assert not found.ok
    assert says in found.message


async def test_titan_is_asked_for_one_vector_too() -> None:
    async with ConverseServer().running() as server:
        titan = {"kind": "bedrock", "base_url": server.url, "model": "amazon.titan-embed-text-v1"}
        good = await examined_embedding(**titan)
        server.chosen.choose("unauthorised")
        bad = await examined_embedding(**titan)

    assert good.ok
    assert "Check the AWS credentials" in bad.message


async def test_without_routes_nothing_is_asked_and_all_is_well() -> None:
    (only,) = await examine_routes(DEFAULT_ROUTES, {})

    assert only.ok
