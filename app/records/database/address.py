"""The address of the database: what of it is understood, and what is refused in one line.

Nothing here repeats the address or a part of it that could be a password.
"""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

_SQLITE = ("sqlite", "sqlite+aiosqlite")
_POSTGRES = ("postgresql", "postgres", "postgresql+asyncpg")
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile")
# What the driver understands as PostgreSQL's own programs do.
_PASSED_ON = {
    *_FILES,
    "application_name",
    "dbname",
    "host",
    "options",
    "password",
    "port",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "target_session_attrs",
    "user",
}
# Without effect here: statements are never prepared by name, and GSS is not spoken.
_LEFT_OUT = {"prepared_statement_cache_size", "statement_cache_size", "pgbouncer"}
_HARMLESS = {("channel_binding", "prefer"), ("channel_binding", "disable")} | {
    ("gssencmode", value) for value in ("prefer", "disable")
}
_CONNECT_S = 10.0


class DatabaseAddressError(ValueError):
    """An address of a database that cannot be used; the message does not repeat it."""


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """Where a PostgreSQL server is. ``dsn`` holds the password.

    ``ssl`` is set where certificates of the system are to be believed.
    """

    dsn: str = field(repr=False)
    connect_s: float = _CONNECT_S
    ssl: ssl.SSLContext | None = None


def is_sqlite(url: str) -> bool:
    """Tell whether the address is that of a SQLite file."""
    return url.partition(":")[0] in _SQLITE


def check_address(url: str) -> None:
    """Refuse what cannot be used; raises `DatabaseAddressError`."""
    if not is_sqlite(url):
        postgres_address(url)


def postgres_address(url: str) -> PostgresAddress:
    """Read the address of a PostgreSQL server; raises `DatabaseAddressError`."""
    parts = _split(url)
    passed: dict[str, str] = {}
    connect_s, system = _CONNECT_S, False
    for name, value in _parameters(parts):
        if name == "connect_timeout":
            connect_s = _seconds(value)
        elif name in {"ssl", "sslmode"}:
            passed["sslmode"] = _mode(value)
        elif (name, value) == ("sslrootcert", "system"):
            system = True
        elif name in _PASSED_ON:
            passed[name] = _readable(name, value) if name in _FILES else value
        elif name not in _LEFT_OUT and (name, value) not in _HARMLESS:
            raise DatabaseAddressError(
                f"the parameter {name[:40]!r} with its value is not understood. Take it out of "
                "the address. Understood are sslmode, sslrootcert, sslcert, sslkey, "
                "connect_timeout, application_name, target_session_attrs and options."
            )
    if system and passed.setdefault("sslmode", "verify-full") != "verify-full":
        raise DatabaseAddressError("sslrootcert=system needs sslmode=verify-full.")
    query = f"?{urlencode(passed)}" if passed else ""
    return PostgresAddress(
        f"postgresql://{parts.netloc}{parts.path}{query}",
        connect_s,
        ssl.create_default_context() if system else None,
    )


def name_of(url: str) -> str:
    """A short name by which a database is told from another: where it is, hashed.

    User and password have no part in it. Raises `DatabaseAddressError`.
    """
    if is_sqlite(url):
        place = str(Path(urlsplit(url).path.removeprefix("/")).absolute())
    else:
        parts = _split(url)
        # Several hosts may stand there, each with a port.
        place = f"{parts.netloc.rpartition('@')[2].lower()}{parts.path}"
    return hashlib.sha256(place.encode()).hexdigest()[:16]


def _split(url: str) -> SplitResult:
    scheme, found, _ = url.partition("://")
    if not found or scheme not in _POSTGRES:
        raise DatabaseAddressError(
            "the address begins with neither sqlite:/// nor postgresql://, each without the name "
            "of a driver."
        )
    try:
        parts = urlsplit(url)
        # A list of hosts, as for a cluster, has ports that only the driver reads.
        if "," not in parts.netloc:
            _ = parts.port
    except ValueError:
        raise DatabaseAddressError(
            "the address cannot be read. Write @, /, #, ? and : in a password as %40, %2F, %23, "
            "%3F and %3A."
        ) from None
    if parts.fragment:
        raise DatabaseAddressError("the address holds a #. Write it as %23.")
    return parts


def _parameters(parts: SplitResult) -> list[tuple[str, str]]:
    try:
        return parse_qsl(parts.query, strict_parsing=bool(parts.query), keep_blank_values=True)
    except ValueError:
        raise DatabaseAddressError(
            "what follows the ? cannot be read. It is a list such as sslmode=require&"
            "connect_timeout=5."
        ) from None


def _seconds(value: str) -> float:
    if not value.isdecimal() or not 1 <= int(value) <= 600:
        raise DatabaseAddressError("connect_timeout is a number of seconds from 1 to 600.")
    return float(value)


def _mode(value: str) -> str:
    if value == "true":
        return "require"
    if value not in _SSL_MODES:
        raise DatabaseAddressError(f"sslmode is one of {', '.join(_SSL_MODES)}.")
    return value


def _readable(name: str, value: str) -> str:
    try:
        Path(value).open("rb").close()
    except OSError as error:
        raise DatabaseAddressError(
            f"the file that {name} names cannot be read: {error.strerror}."
        ) from None
    return value
