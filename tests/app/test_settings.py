"""Settings: safe or not started, told in full, never telling a secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from app.reference.pages import PAGES, variables
from app.settings import ROOT, FirstSettings, Settings

LONG_SECRET = "correct-horse-battery-staple-0123456789"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No variable of ours and no ``.env``: what a test sets is all there is."""
    for variable in variables():
        monkeypatch.delenv(variable.name, raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def test_nothing_set_means_everything_local_and_no_demo(environment: pytest.MonkeyPatch) -> None:
    settings = Settings()

    assert settings.database == f"sqlite:///{ROOT / 'var' / 'almanac.db'}"
    assert settings.lake == str(ROOT / "var" / "lake")
    assert settings.host == "127.0.0.1"
    assert settings.demo is False
    assert settings.secret_key is None


def test_a_moved_folder_takes_its_database_and_lake_along(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("ALMANAC_VAR", str(tmp_path))

    settings = Settings()

    assert settings.database == f"sqlite:///{tmp_path / 'almanac.db'}"
    assert settings.lake == str(tmp_path / "lake")


def test_sources_are_a_list_with_commas(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ALMANAC_SOURCES", "documents/hr, s3://bucket/it ,")

    assert Settings().sources == ("documents/hr", "s3://bucket/it")


@pytest.mark.parametrize(
    ("value", "right"), [("auto", True), ("off", True), ("/no/soffice", False)]
)
def test_a_program_that_is_not_there_is_refused(
    environment: pytest.MonkeyPatch, value: str, right: bool
) -> None:
    environment.setenv("ALMANAC_OFFICE_PROGRAM", value)

    if right:
        assert Settings().office_program == value
    else:
        with pytest.raises(ValidationError, match="names no program"):
            Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHROMA_URL", "http://almanac:hunter2@chroma:8000"),
        ("LAKE_URL", "s3://AKIA:hunter2@bucket/lake"),
        ("SOURCES", "documents/hr,s3://AKIA:hunter2@bucket/it"),
        ("OIDC_ISSUER", "https://hunter2@login.example"),
        ("PUBLIC_URL", "https://almanac:hunter2@almanac.example"),
        ("OIDC_SIGN_OUT_URL", "https://almanac:hunter2@login.example/logout"),
        ("OIDC_GRAPH_URL", "https://hunter2@graph.example/v1.0"),
    ],
)
def test_a_name_or_a_password_in_an_address_is_refused_and_not_printed(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(f"ALMANAC_{name}", value)

    with pytest.raises(ValidationError) as refused:
        Settings()

    assert [str(problem["loc"][0]).upper() for problem in refused.value.errors()] == [name]
    assert "before an @" in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        "s3://[::1]",
        "s3://[::1",
        "s3://[::1]:9000/lake",
        "s3://bucket:9000/lake",
        "s3://",
        "s3:///lake",
        "s3:bucket/lake",
        "S3://bucket/lake",
        "s3://a bucket/lake",
        "https://bucket.s3.amazonaws.com/lake",
        "gs://bucket/lake",
    ],
)
def test_a_place_in_s3_that_names_no_bucket_is_refused_in_a_line(
    environment: pytest.MonkeyPatch, value: str
) -> None:
    for name in ("LAKE_URL", "SOURCES"):
        with environment.context() as one:
            one.setenv(f"ALMANAC_{name}", value)
            with pytest.raises(ValidationError) as refused:
                Settings()

        (problem,) = refused.value.errors()
        assert "s3://bucket/prefix" in problem["msg"]
        assert "\n" not in problem["msg"]


@pytest.mark.parametrize("query", ["sse", "sse=a&sse=b", "key=lake"])
def test_what_a_lake_cannot_be_told_is_refused_in_a_line(
    environment: pytest.MonkeyPatch, query: str
) -> None:
    environment.setenv("ALMANAC_LAKE_URL", f"s3://bucket/lake?{query}")

    with pytest.raises(ValidationError, match=r"s3://bucket/prefix\[\?sse="):
        Settings()


def test_an_at_sign_elsewhere_is_part_of_a_name(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ALMANAC_SOURCES", "documents/a@b,s3://bucket/a@b")
    environment.setenv("ALMANAC_DATABASE_URL", "postgresql://almanac:hunter2@db/almanac")

    assert Settings().sources == ("documents/a@b", "s3://bucket/a@b")


def test_an_address_in_brackets_is_the_address(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ALMANAC_HOST", "[::1]")

    assert Settings().host == "::1"


def test_an_empty_variable_counts_as_unset(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ALMANAC_CHROMA_URL", "")

    assert Settings().chroma_url is None


def test_a_file_named_env_is_read_and_the_environment_wins(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("ALMANAC_PORT=8001\nALMANAC_HOST=::1\nOTHER=1\n", "utf-8")
    environment.setenv("ALMANAC_PORT", "8002")

    settings = Settings()

    assert (settings.port, settings.host) == (8002, "::1")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "almanac.example"])
def test_demo_mode_is_refused_beyond_loopback(environment: pytest.MonkeyPatch, host: str) -> None:
    environment.setenv("ALMANAC_DEMO", "true")
    environment.setenv("ALMANAC_HOST", host)

    with pytest.raises(ValidationError, match=r"Set ALMANAC_HOST=127\.0\.0\.1"):
        Settings()


def test_demo_mode_is_refused_under_a_public_address(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ALMANAC_DEMO", "true")
    environment.setenv("ALMANAC_PUBLIC_URL", "https://almanac.example")

    with pytest.raises(ValidationError, match="Take ALMANAC_PUBLIC_URL away"):
        Settings()


@pytest.mark.parametrize(
    ("missing", "remedy"),
    [
        ({"ALMANAC_OIDC_CLIENT_ID": ""}, "ALMANAC_OIDC_CLIENT_ID"),
        ({"ALMANAC_OIDC_ISSUER": "http://login.example"}, "must begin with https"),
        ({"ALMANAC_HOST": "0.0.0.0", "ALMANAC_PUBLIC_URL": ""}, "Set it to the address"),
        ({"ALMANAC_PUBLIC_URL": "http://almanac.example"}, "must begin with https"),
    ],
    ids=["no client", "issuer without TLS", "no way back", "cookies without TLS"],
)
def test_a_sign_in_that_would_not_be_safe_does_not_start(
    environment: pytest.MonkeyPatch, missing: dict[str, str], remedy: str
) -> None:
    safe = {
        "ALMANAC_OIDC_ISSUER": "https://login.example",
        "ALMANAC_OIDC_CLIENT_ID": "almanac",
        "ALMANAC_PUBLIC_URL": "https://almanac.example",
    }
    for name, value in (safe | missing).items():
        environment.setenv(name, value)

    with pytest.raises(ValidationError, match=remedy):
        Settings()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("https://company.example/almanac/", "has a path"),
        ("https://company.example/almanac", "has a path"),
        ("https://company.example?x=1", "has a path"),
        ("https://company.example/#x", "has a path"),
        ("company.example", "a scheme and a host"),
        ("ftp://company.example", "a scheme and a host"),
        ("https://", "a scheme and a host"),
        ("https://company.example:99999", "a scheme and a host"),
    ],
)
def test_pages_below_a_path_are_refused_at_the_start_and_not_half_served(
    environment: pytest.MonkeyPatch, address: str, says: str
) -> None:
    environment.setenv("ALMANAC_PUBLIC_URL", address)

    with pytest.raises(ValidationError, match=says):
        Settings()


@pytest.mark.parametrize(
    "name", ["CHROMA_URL", "OIDC_ISSUER", "OIDC_SIGN_OUT_URL", "OIDC_GRAPH_URL", "PUBLIC_URL"]
)
@pytest.mark.parametrize("address", ["https://::1:8001", "https://[::1", "https://x:70000"])
def test_an_address_whose_host_or_port_cannot_be_told_is_refused_in_a_line(
    environment: pytest.MonkeyPatch, name: str, address: str
) -> None:
    environment.setenv("ALMANAC_OIDC_CLIENT_ID", "almanac")
    environment.setenv(f"ALMANAC_{name}", address)

    with pytest.raises(ValidationError, match=r"cannot be read|a scheme and a host"):
        Settings()


@pytest.mark.parametrize(
    "address", ["https://almanac.example", "https://almanac.example:8443/", "http://[::1]:8000"]
)
def test_an_address_of_its_own_is_taken(environment: pytest.MonkeyPatch, address: str) -> None:
    environment.setenv("ALMANAC_PUBLIC_URL", address)

    assert Settings().public_url == address


@pytest.mark.parametrize("address", ["http://[::1]:8001", "https://chroma.internal/x"])
def test_a_chroma_server_has_an_address_with_its_scheme(
    environment: pytest.MonkeyPatch, address: str
) -> None:
    environment.setenv("ALMANAC_CHROMA_URL", address)
    assert Settings().chroma_url == address

    environment.setenv("ALMANAC_CHROMA_URL", address.partition("://")[2])
    with pytest.raises(ValidationError, match="begin with http"):
        Settings()


@pytest.mark.parametrize(
    "claim", ["email", "preferred_username", "upn", " UPN ", "unique_name", "name"]
)
def test_a_person_is_not_known_by_what_passes_on(
    environment: pytest.MonkeyPatch, claim: str
) -> None:
    environment.setenv("ALMANAC_OIDC_SUBJECT_CLAIM", claim)

    with pytest.raises(ValidationError, match="can pass on to somebody else"):
        Settings()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.9.9.9"])
def test_demo_mode_starts_on_loopback(environment: pytest.MonkeyPatch, host: str) -> None:
    environment.setenv("ALMANAC_DEMO", "true")
    environment.setenv("ALMANAC_HOST", host)

    assert Settings().demo is True


def test_a_short_secret_key_is_refused_and_not_repeated(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ALMANAC_SECRET_KEY", "hunter2hunter2")

    with pytest.raises(ValidationError, match="at least 32 characters") as refused:
        Settings()

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("name", [v.name for v in variables() if v.secret])
def test_a_secret_is_never_printed(environment: pytest.MonkeyPatch, name: str) -> None:
    # An address of a database is refused at once where it is none.
    address = name == "ALMANAC_DATABASE_URL"
    given = f"postgresql://almanac:{LONG_SECRET}@database/almanac" if address else LONG_SECRET
    environment.setenv(name, given)

    settings = Settings()
    held = getattr(settings, name.removeprefix("ALMANAC_").lower())

    assert isinstance(held, SecretStr)
    assert held.get_secret_value() == given
    assert LONG_SECRET not in f"{settings!r} {settings} {settings.model_dump()}"
    assert LONG_SECRET not in settings.model_dump_json()


@pytest.mark.parametrize("name", [v.name for v in variables() if v.secret])
def test_a_secret_beside_an_unsafe_combination_stays_out_of_the_message(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    environment.setenv(name, LONG_SECRET)
    environment.setenv("ALMANAC_DEMO", "true")
    environment.setenv("ALMANAC_HOST", "0.0.0.0")
    environment.setenv("ALMANAC_PORT", "S3cret")

    with pytest.raises(ValidationError) as refused:
        Settings()

    assert LONG_SECRET not in str(refused.value)
    assert "S3cret" not in str(refused.value)


def test_secrets_are_recognised_by_their_names_too() -> None:
    suspicious = {v.name for v in variables() if v.name.endswith(("_SECRET", "_KEY", "_PASSWORD"))}

    assert suspicious <= {v.name for v in variables() if v.secret}
    assert {"ALMANAC_SECRET_KEY", "ALMANAC_OIDC_CLIENT_SECRET"} <= suspicious


def test_no_secret_has_a_default() -> None:
    assert [v.name for v in variables() if v.secret and v.default] == []


def test_the_least_that_is_logged_may_be_written_small(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ALMANAC_LOG_LEVEL", "warning")

    assert FirstSettings().log_level == Settings().log_level == "WARNING"


def test_a_level_that_does_not_exist_is_refused(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ALMANAC_LOG_LEVEL", "LOUD")

    with pytest.raises(ValidationError, match="log_level"):
        FirstSettings()


def test_settings_cannot_be_changed_after_they_were_read(
    environment: pytest.MonkeyPatch,
) -> None:
    settings = Settings()

    with pytest.raises(ValidationError, match="frozen"):
        settings.demo = True  # type: ignore[misc]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_made_from_code_says_the_same_as_the_code(path: Path) -> None:
    assert path.read_text("utf-8") == PAGES[path](), "Run `python -m app.reference`."


def test_every_variable_stands_in_the_example_with_a_comment_above() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()

    for variable in variables():
        place = next(n for n, line in enumerate(lines) if line.startswith(f"#{variable.name}="))
        assert lines[place - 1].startswith("# "), variable.name


def test_the_example_read_as_it_stands_changes_nothing(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    uncommented = "\n".join(line.removeprefix("#") for line in example.splitlines())
    (tmp_path / ".env").write_text(uncommented, "utf-8")
    environment.chdir(tmp_path)

    from_example, default = Settings(), Settings(_env_file=None)

    for name in Settings.model_fields:
        assert _absolute(getattr(from_example, name)) == _absolute(getattr(default, name)), name


def _absolute(value: object) -> object:
    if isinstance(value, Path):
        return ROOT / value
    if isinstance(value, tuple):
        return tuple(str(ROOT / part) for part in value)
    return value
