"""Addresses of databases: understood as PostgreSQL's own programs do, or refused in one line."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.records.database.address import DatabaseAddressError, check_address, postgres_address
from app.settings import Settings

SECRET = "S3cret-p4ss"


@pytest.mark.parametrize(
    ("url", "dsn"),
    [
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("postgres://u@h:5432/d", "postgresql://u@h:5432/d"),
        ("postgresql+asyncpg://u@h/d", "postgresql://u@h/d"),
        ("postgres://u@h/d?sslmode=require", "postgresql://u@h/d?sslmode=require"),
        ("postgresql://u@h/d?ssl=verify-full", "postgresql://u@h/d?sslmode=verify-full"),
        ("postgresql://u@a:1,b:2/d?target_session_attrs=read-write",
         "postgresql://u@a:1,b:2/d?target_session_attrs=read-write"),
        ("postgresql://u@h/d?prepared_statement_cache_size=0", "postgresql://u@h/d"),
        ("postgresql://u@h/d?pgbouncer=true&channel_binding=prefer", "postgresql://u@h/d"),
        ("postgresql:///d?host=/var/run/postgresql",
         "postgresql:///d?host=%2Fvar%2Frun%2Fpostgresql"),
    ],
)  # fmt: skip
def test_what_is_usual_is_understood(url: str, dsn: str) -> None:
    assert postgres_address(url).dsn == dsn


def test_a_certificate_is_named_by_its_file(tmp_path: Path) -> None:
    file = tmp_path / "root.pem"
    file.write_text("-")
    url = f"postgresql://u@h/d?sslmode=verify-ca&sslrootcert={file}"

    assert "sslmode=verify-ca&sslrootcert=" in postgres_address(url).dsn


def test_the_certificates_of_the_system_are_believed_where_that_is_asked_for() -> None:
    address = postgres_address("postgresql://u@h/d?sslrootcert=system")

    assert address.ssl is not None
    assert address.ssl.verify_mode is ssl.CERT_REQUIRED
    assert "sslrootcert" not in address.dsn


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://u:{}@h/d", "neither sqlite:/// nor postgresql://"),
        ("postgresql+psycopg2://u:{}@h/d", "without the name of a driver"),
        ("{}", "neither"),
        ("postgresql://u:{}@h:port/d", "%40"),
        ("postgresql://u:{}#1@h/d", "%23"),
        ("postgresql://u:{}@h/d?sslmode=sometimes", "disable, allow"),
        ("postgresql://u:{}@h/d?sslrootcert=/nowhere/{}.pem", "sslrootcert names cannot be read"),
        ("postgresql://u:{}@h/d?sslrootcert=system&sslmode=require", "verify-full"),
        ("postgresql://u:{}@h/d?connect_timeout=soon", "seconds"),
        ("postgresql://u:{}@h/d?pool_size=5", "'pool_size'"),
        ("postgresql://u:{}@h/d?channel_binding=require", "'channel_binding'"),
        ("postgresql://u:{}@h/d?sslmode", "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_line_without_the_password(
    url: str, words: str, tmp_path: Path
) -> None:
    address = url.replace("{}", SECRET)
    with pytest.raises(DatabaseAddressError, match=words.replace("?", r"\?")) as refused:
        check_address(address)
    with pytest.raises(ValidationError) as wrong:
        Settings(_env_file=None, var=tmp_path, database_url=address)

    for told in (str(refused.value), str(wrong.value)):
        assert SECRET not in told
    assert "\n" not in str(refused.value)


def test_a_file_is_no_server() -> None:
    check_address("sqlite:////var/lib/almanac.db")
