from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gateway.configuration.gateway_file import ROLES, GatewayFileError, read_routes

SAMPLES = Path(__file__).parents[3] / "samples"
EXAMPLE = SAMPLES / "gateway.example.yaml"
PRODUCTS = sorted((SAMPLES / "gateways").glob("*.yaml"))
KEYS = dict.fromkeys(
    (
        "CENTRAL_GATEWAY_KEY",
        "LITELLM_KEY",
        "AZURE_OPENAI_KEY",
        "PORTKEY_KEY",
        "AWS_BEARER_TOKEN_BEDROCK",
    ),
    "k-1",
)
GOOD = """\
routes:
  central:
    kind: openai
    base_url: http://localhost:4000/v1
    model: standard
    api_key_env: CENTRAL_KEY
roles:
  answer: [central]
"""


def written(folder: Path, content: str) -> Path:
    path = folder / "gateway.yaml"
    path.write_text(content, "utf-8")
    return path


def refused(folder: Path, content: str, **environment: str) -> GatewayFileError:
    with pytest.raises(GatewayFileError) as caught:
        read_routes(written(folder, content), environment)
    return caught.value


def test_without_a_file_every_role_quotes() -> None:
    routes = read_routes(None, {})

    assert {route.kind for role in ROLES for route in routes.of(role)} == {"extractive"}


def test_the_example_file_is_valid_and_shows_every_kind() -> None:
    routes = read_routes(EXAMPLE, {"CENTRAL_GATEWAY_KEY": "k"})

    assert {route.kind for route in routes.routes} == {"openai", "bedrock", "extractive"}
    assert [route.name for route in routes.of("answer")] == ["central", "bedrock", "quotes"]


@pytest.mark.parametrize("path", PRODUCTS, ids=lambda path: path.stem)
def test_the_file_for_each_product_is_valid(path: Path) -> None:
    routes = read_routes(path, KEYS)

    assert routes.of("answer")[-1].kind == "extractive", "somebody answers whatever happens"


def test_the_files_show_a_model_of_ones_own_for_vectors() -> None:
    embedding = {path.stem: read_routes(path, KEYS).of("embed") for path in PRODUCTS}

    assert [route.name for route in embedding["vllm"]] == ["vectors"]
    assert embedding["azure-openai"][0].space.model == "text-embedding-3-small"


def test_there_is_a_file_for_each_product() -> None:
    wanted = {"litellm", "vllm", "ollama", "azure-openai", "bedrock", "api-gateway", "portkey"}
    wanted |= {"bedrock-chat-completions"}

    assert {path.stem for path in PRODUCTS} == wanted


def test_a_price_is_exactly_what_the_file_says() -> None:
    price = read_routes(EXAMPLE, {"CENTRAL_GATEWAY_KEY": "k"}).of("answer")[0].price

    assert price is not None
    assert price.cached_input_per_million == Decimal("1.25")


def test_a_role_that_is_not_named_uses_the_routes_of_answer(tmp_path: Path) -> None:
    routes = read_routes(written(tmp_path, GOOD), {"CENTRAL_KEY": "k"})

    assert routes.of("judge") == routes.of("answer")


@pytest.mark.parametrize(
    ("good", "bad", "line", "said"),
    [
        ("kind: openai", "kind: opnai", 3, "routes.central.kind"),
        ("    base_url: http://localhost:4000/v1\n", "", 2, "base_url"),
        ("base_url: http://localhost:4000/v1", "base_url: localhost", 4, "base_url"),
        ("model: standard", "modell: standard", 5, "no such field"),
        ("answer: [central]", "answer: [centrall]", 8, "'centrall'"),
        ("answer: [central]", "answer: []", 8, "roles.answer"),
        ("answer: [central]", "answers: [central]", 8, "roles"),
        ("answer: [central]", "answer: [central", 9, "not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, good: str, bad: str, line: int, said: str
) -> None:
    error = refused(tmp_path, GOOD.replace(good, bad), CENTRAL_KEY="k")

    assert error.line == line
    assert said in str(error)


def test_a_budget_in_another_currency_is_named_with_its_line(tmp_path: Path) -> None:
    price = f"    price: {price_line('2026-01-01')}\n"
    content = f"# Ours.\n{GOOD.replace('roles:', price + 'roles:')}budgets:\n"
    content += "  hr: {amount: 1, currency: EUR}\n  sales:\n    amount: 1\n    currency: USD\n"

    error = refused(tmp_path, content, CENTRAL_KEY="k")

    assert error.line == 15
    assert "the budget of 'sales' is in USD" in str(error)


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("answer: [central]", "answer: central", "write it as a list: [central]"),
        ("answer: [central]", "answer: S3cret", "write it as a list: [...]"),
        ("answer: [central]", "answers: [central]", "answer, rewrite, judge and embed"),
        ("answer: [central]", "answer: [S3cret!]", "has to be letters, digits"),
        ("api_key_env: CENTRAL_KEY", "api_key_env: S3cret-1", "names an environment variable"),
        ("api_key_env: CENTRAL_KEY", "headers_env: {x-a: S3cret-1}", "capital letters, digits, _"),
        ("api_key_env: CENTRAL_KEY", "api_key: S3cret", "`api_key_env:`, which names the variable"),
        ("kind: openai", "kind: azure", "whatever speaks like it: Azure, LiteLLM, vLLM, Ollama"),
        ("http://localhost", "localhost", "an address with its scheme, such as https://"),
        ("model: standard", "model: 5", "has to be text; put it in quotation marks"),
        ("model: standard", "model: m\n    attribution: litelm", "litellm, portkey, none, or"),
        ("model: standard", "model: m\n    context_tokens: many", "such as 4096"),
        ("model: standard", "model: m\n    retries: 9", "has to be less than or equal to 5"),
        ("model: standard", "model: m\n    cheaper: perhaps", "has to be true or false"),
        ("model: standard", "model: m\n    parameters: {a: 2026-01-01}", "has to be text"),
        ("    model: standard", "\tmodel: standard", "indented with spaces, not tabs"),
        ("roles:\n", "budgets: {hr: {amount: 1, currency: eur}}\nroles:\n", "such as EUR"),
        ("roles:\n", "budgets: {hr: {amount: '400.000,00', currency: EUR}}\nroles:\n",
         "nothing between thousands, such as 400000.50"),
        ("roles:\n", "budgets: {HR: {amount: 1, currency: EUR}}\nroles:\n", "small letters"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_words_of_the_file_with_what_to_write(
    tmp_path: Path, good: str, bad: str, said: str
) -> None:
    told = str(refused(tmp_path, GOOD.replace(good, bad), CENTRAL_KEY="k"))

    assert said in told
    assert "S3cret" not in told
    assert not any(word in told for word in ("Input", "String", "tuple", "Decimal", "dict", ".0"))


WORKING = """\
routes:
  one:
    kind: {kind}
    base_url: http://localhost:4000/v1
    model: m
    {line}
roles:
  answer: [one]
  {role}
"""


@pytest.mark.parametrize(
    ("kind", "line", "said"),
    [
        ("openai", "parameters: {stream: false}", "'stream' is set by the gateway itself"),
        ("openai", "attribution: litelm", "attribution"),
        ("openai", "attribution: {cost_centre: x-cost}", "nothing is known of 'cost_centre'"),
        ("openai", 'attribution: {department: "x-a: b"}', "attribution"),
        ("openai", 'headers: {x-a: "b\\r\\nx-admin: yes"}', "headers"),
        ("openai", "headers: {bad name: b}", "headers"),
        ("openai", "concurrency: 0", "concurrency"),
        ("openai", "context_tokens: many", "context_tokens"),
        ("openai", "prices: [{input_per_million: 1}]", "prices.0.output_per_million"),
        ("bedrock", "parameters: {temprature: 1}", "Bedrock takes no parameter 'temprature'"),
        ("bedrock", "headers: {x-a: b}", "AWS credentials"),
    ],
)
def test_a_field_that_cannot_work_is_refused_at_start(
    tmp_path: Path, kind: str, line: str, said: str
) -> None:
    error = refused(tmp_path, WORKING.format(kind=kind, line=line, role=""))

    assert said in str(error)
    assert error.line in (2, 6)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("arn:aws:bedrock:eu-central-1:1:inference-profile/eu.x", "add `provider:`"),
        (
            "arn:aws:bedrock:eu-central-1:1:application-inference-profile/a\n    provider: amazon",
            "add `base_model:`",
        ),
    ],
)
def test_an_inference_profile_has_to_say_whose_model_it_is(
    tmp_path: Path, model: str, said: str
) -> None:
    content = WORKING.format(kind="bedrock", line="retries: 1", role="")

    assert said in str(refused(tmp_path, content.replace("model: m", f"model: {model}")))


EMBEDS = """\
routes:
  writes: {kind: openai, base_url: "http://x/v1", model: m}
  quotes: {kind: extractive}
  first:
    kind: openai
    base_url: http://x/v1
    model: vectors-1
    embedding: {dimensions: 384}
  second:
    kind: bedrock
    model: amazon.titan-embed-text-v2:0
    base_model: vectors-1
    embedding: {dimensions: 384}
roles:
  answer: [writes, quotes]
  embed: [first]
"""


def test_without_the_role_embed_no_route_embeds(tmp_path: Path) -> None:
    assert read_routes(written(tmp_path, GOOD), {"CENTRAL_KEY": "k"}).of("embed") == ()
    assert read_routes(None, {}).of("embed") == ()


def test_a_route_that_embeds_says_where_its_vectors_lie(tmp_path: Path) -> None:
    (route,) = read_routes(written(tmp_path, EMBEDS), {}).of("embed")

    assert route.space.fingerprint.startswith("vectors-1/384@")
    assert (route.space.model, route.space.dimensions) == ("vectors-1", 384)


@pytest.mark.parametrize(
    ("good", "bad", "same"),
    [
        ("model: vectors-1", "model: vectors-2", False),
        ("{dimensions: 384}", "{dimensions: 256}", False),
        ("{dimensions: 384}", '{dimensions: 384, before_document: "passage: "}', False),
        ("{dimensions: 384}", '{dimensions: 384, before_question: "query: "}', True),
        ("{dimensions: 384}", "{dimensions: 384, cosines: {unrelated: 0.3, same: 0.9}}", True),
        ("http://x/v1\n    model: vectors-1", "http://y/v1\n    model: vectors-1", True),
    ],
)
def test_what_changes_a_stored_vector_changes_the_fingerprint(
    tmp_path: Path, good: str, bad: str, same: bool
) -> None:
    before, after = (
        read_routes(written(tmp_path, content), {}).of("embed")[0].space.fingerprint
        for content in (EMBEDS, EMBEDS.replace(good, bad))
    )

    assert (before == after) == same


@pytest.mark.parametrize(
    ("good", "bad", "line", "said"),
    [
        ("embed: [first]", "embed: [quotes]", 16, "'quotes' quotes and has no model to embed"),
        ("embed: [first]", "embed: [first, writes]", 2, "embedding: {dimensions: ...}"),
        ("embed: [first]", "embed: [nobody]", 16, "'nobody'"),
        ("answer: [writes, quotes]", "answer: [first]", 15, "'first' embeds"),
        ("embed: [first]", "embed: [first]\n  judge: [second]", 17, "'second' embeds"),
        ("384}\n  second", "0}\n  second", 8, "embedding.dimensions"),
        ("384}\n  second", "384, dimension: 2}\n  second", 8, "no such field"),
        ("384}\n  second", "384, cosines: {unrelated: 0.5, same: 0.5}}\n  second", 8, "above"),
        ("384}\n  second", "384}\n    parameters: {dimensions: 256}\n  second", 4, "one length"),
        ("384}\n  second", "384}\n    parameters: {input: x}\n  second", 4, "'input' is set by"),
        ("quotes: {kind: extractive", "quotes: {kind: extractive, embedding: {dimensions: 9}", 3,
         "quotes and does not embed"),
        ("amazon.titan-embed-text-v2:0", "amazon.nova-pro-v1:0", 9, "amazon.titan-embed-text"),
    ],
)  # fmt: skip
def test_a_mistake_about_embedding_is_named_with_its_line(
    tmp_path: Path, good: str, bad: str, line: int, said: str
) -> None:
    error = refused(tmp_path, EMBEDS.replace(good, bad))

    assert said in str(error)
    assert error.line == line


@pytest.mark.parametrize(
    ("good", "bad", "line", "said"),
    [
        ("base_model: vectors-1", "region: eu-central-1", 11, "differ in `model:`"),
        ("v2:0\n    base_model: vectors-1\n    embedding: {dimensions: 384}",
         "v2:0\n    base_model: vectors-1\n    embedding: {dimensions: 256}", 13,
         "differ in `dimensions:`"),
        ("v2:0\n    base_model: vectors-1\n    embedding: {dimensions: 384}",
         "v2:0\n    base_model: vectors-1\n    embedding: {dimensions: 384, before_document: p}",
         13, "differ in `before_document:`"),
    ],
)  # fmt: skip
def test_routes_of_two_models_never_stand_in_for_each_other(
    tmp_path: Path, good: str, bad: str, line: int, said: str
) -> None:
    content = EMBEDS.replace("embed: [first]", "embed: [first, second]")
    assert len(read_routes(written(tmp_path, content), {}).of("embed")) == 2

    error = refused(tmp_path, content.replace(good, bad))

    assert said in str(error)
    assert "'first' and 'second' stand under `embed:`" in str(error)
    assert error.line == line


def price_line(*days: str) -> str:
    amounts = "input_per_million: 1, output_per_million: 2, currency: EUR"
    return ", ".join(f"{{{amounts}, valid_from: {day}}}" for day in days)


def test_prices_stand_one_by_one_or_as_a_list(tmp_path: Path) -> None:
    one, several = (
        read_routes(written(tmp_path, WORKING.format(kind="openai", line=line, role="")), {}).of(
            "answer"
        )[0]
        for line in (
            f"price: {price_line('2026-01-01')}",
            f"prices: [{price_line('2026-01-01', '2026-07-01')}]",
        )
    )

    assert (len(one.all_prices), len(several.all_prices)) == (1, 2)
    twice = f"prices: [{price_line('2026-01-01', '2026-01-01')}]"
    error = refused(tmp_path, WORKING.format(kind="openai", line=twice, role=""))
    assert "two prices hold from the same day" in str(error)


def test_a_prompt_has_to_fit_into_every_route_of_its_role(tmp_path: Path) -> None:
    content = """
routes:
  large: {kind: openai, base_url: "http://x/v1", model: m, context_tokens: 128000}
  small: {kind: openai, base_url: "http://x/v1", model: m, context_tokens: 8192,
    parameters: {max_tokens: 600}}
  quotes: {kind: extractive, context_tokens: 256}
roles:
  answer: [large, small, quotes]
  rewrite: [large]
  judge: [quotes]
"""
    routes = read_routes(written(tmp_path, content), {})

    assert routes.prompt_tokens("answer") == 8192 - 600
    assert routes.prompt_tokens("rewrite") == 128000 - 1024
    assert routes.prompt_tokens("judge") is None


def test_a_key_that_is_not_set_is_missed_by_the_name_of_its_variable(tmp_path: Path) -> None:
    error = refused(tmp_path, GOOD)

    assert error.line == 6
    assert "CENTRAL_KEY; set it" in str(error)


@pytest.mark.parametrize(
    "bad",
    [
        "api_key_env: sk-S3cret-value",
        "api_key_env: K\n    headers_env: {Authorization: sk-S3cret-value}",
        "api_key: sk-S3cret-value",
        "api_key_env: K\n    silence_timeout_s: sk-S3cret-value",
    ],
)
def test_a_secret_in_the_wrong_place_is_never_printed(tmp_path: Path, bad: str) -> None:
    error = refused(tmp_path, GOOD.replace("api_key_env: CENTRAL_KEY", bad))

    assert "S3cret" not in str(error)
    assert error.__cause__ is None


def test_a_password_in_an_address_is_refused_without_repeating_it(tmp_path: Path) -> None:
    error = refused(tmp_path, GOOD.replace("http://", "http://u:S3cret@"), CENTRAL_KEY="k")

    assert "api_key_env" in str(error)
    assert "S3cret" not in str(error)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("headers: {Authorization: S3cret}", "headers.Authorization: keys never stand in this"),
        ("headers: {x-gateway-api-key: S3cret}", "`headers_env: {x-gateway-api-key: VARIABLE}`"),
        ("headers: {x-auth: Bearer S3cret}", "`api_key_env: VARIABLE`"),
        ("headers: {x-auth: sk-S3cret}", "keys never stand in this file"),
        ("context_tokens: 900\n    parameters: {max_tokens: 900}", ".max_tokens: an answer of"),
        ("context_tokens: 900\n    parameters: {max_completion_tokens: 901}", "leaves no room"),
    ],
)  # fmt: skip
def test_what_would_fail_at_the_first_question_is_refused_at_start(
    tmp_path: Path, line: str, said: str
) -> None:
    error = refused(tmp_path, WORKING.format(kind="openai", line=line, role=""))

    assert said in str(error)
    assert "S3cret" not in str(error)
    assert error.line == 6 + line.count("\n")


@pytest.mark.parametrize("ending", ["/chat/completions", "/chat/completions/", "/embeddings"])
def test_an_address_ends_before_what_is_added_to_it(tmp_path: Path, ending: str) -> None:
    error = refused(tmp_path, GOOD.replace("/v1", f"/v1{ending}"), CENTRAL_KEY="k")

    assert error.line == 4
    assert f"ends before {ending.rstrip('/')}, which is added" in str(error)


def test_a_header_that_holds_no_key_and_an_answer_that_leaves_room_are_taken(
    tmp_path: Path,
) -> None:
    line = "headers: {x-team: bearer of good news, x-desk: sk}\n    context_tokens: 901"
    line += "\n    parameters: {max_tokens: 900}"
    content = WORKING.format(kind="openai", line=line, role="")

    (route,) = read_routes(written(tmp_path, content), {}).of("answer")

    assert (route.answer_tokens, route.prompt_tokens) == (900, 1)


def test_a_folder_in_place_of_the_file_says_which_setting_to_correct(tmp_path: Path) -> None:
    with pytest.raises(GatewayFileError, match=r"cannot be read.*ALMANAC_GATEWAY_FILE"):
        read_routes(tmp_path, {})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "routes:\n  a: {kind: extractive}\n  a: {kind: bedrock}\n",
            "line 3: 'a' stands here twice",
        ),
        ("roles:\n  answer: [a]\nroles:\n  answer: [b]\n", "line 3: 'roles' stands here twice"),
        ("a: &a\n  b: *a\n", "routes"),
    ],
)
def test_what_stands_twice_is_not_silently_the_last(
    tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "gateway.yaml"
    file.write_text(content, "utf-8")

    with pytest.raises(GatewayFileError, match=said):
        read_routes(file, {})


_ANCHORED = """
routes:
  one: &one
    kind: openai
    base_url: http://x/v1
    model: m
    context_tokens: 8192
  two:
    <<: *one
    context_tokens: {tokens}
roles: {{answer: [one, two]}}
"""


def test_what_an_anchor_brings_may_be_said_anew_and_keeps_its_line(tmp_path: Path) -> None:
    routes = read_routes(written(tmp_path, _ANCHORED.format(tokens=16384)), {}).routes

    assert [route.context_tokens for route in routes] == [8192, 16384]
    assert "line 10" in str(refused(tmp_path, _ANCHORED.format(tokens="many")))


def test_a_file_that_is_not_there_says_which_setting_to_correct(tmp_path: Path) -> None:
    with pytest.raises(GatewayFileError, match="ALMANAC_GATEWAY_FILE"):
        read_routes(tmp_path / "none.yaml", {})


@pytest.mark.parametrize("content", ["", "[]", "answer", "routes: {}", "routes: {a: 1}"])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, content: str) -> None:
    told = str(refused(tmp_path, content))

    assert told.startswith("gateway.yaml")
    assert any(remedy in told for remedy in ("the file is empty; write", "one a line", "add"))


LAUGHS = "\n".join(
    ["a0: &a0 [ha, ha]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LAUGHS, "anchors repeat too much"),
        ("[" * 50_000, "nested too deep"),
        ("#" * 1_000_001, "larger than a megabyte"),
    ],
    ids=["laughs", "deep", "large"],
)
def test_a_file_that_is_made_to_hurt_is_refused_at_once(
    tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "gateway.yaml"
    file.write_text(text)

    with pytest.raises(GatewayFileError, match=says):
        read_routes(file, {})


@pytest.mark.parametrize("ending", ["\n", "\r", "\x01"])
def test_a_key_that_cannot_be_sent_is_named_at_start(tmp_path: Path, ending: str) -> None:
    file = tmp_path / "gateway.yaml"
    file.write_text(
        "routes:\n  a: {kind: openai, base_url: 'http://h/v1', model: m, api_key_env: KEY}\n"
        "roles: {answer: [a]}\n"
    )

    with pytest.raises(GatewayFileError, match=r"line 2: the environment variable KEY") as caught:
        read_routes(file, {"KEY": f"S3cret{ending}"})

    assert "S3cret" not in str(caught.value)
