from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gateway.routes import ROLES, GatewayFileError, read_routes

EXAMPLE = Path(__file__).parents[2] / "samples" / "gateway.example.yaml"
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
        ("kind: openai", "kind: opnai", 3, "routes.0.kind"),
        ("    base_url: http://localhost:4000/v1\n", "", 2, "base_url"),
        ("base_url: http://localhost:4000/v1", "base_url: localhost", 4, "base_url"),
        ("model: standard", "modell: standard", 5, "no such field"),
        ("answer: [central]", "answer: [centrall]", 1, "'centrall'"),
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


def test_a_file_that_is_not_there_says_which_setting_to_correct(tmp_path: Path) -> None:
    with pytest.raises(GatewayFileError, match="ALMANAC_GATEWAY_FILE"):
        read_routes(tmp_path / "none.yaml", {})


@pytest.mark.parametrize("content", ["", "[]", "answer", "routes: {}", "routes: {a: 1}"])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, content: str) -> None:
    assert str(refused(tmp_path, content)).startswith("gateway.yaml")
