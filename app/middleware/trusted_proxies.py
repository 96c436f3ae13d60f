"""Whose word counts on where a request came from."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _check(proxies: tuple[str, ...]) -> tuple[str, ...]:
    for proxy in proxies:
        try:
            ip_network(proxy)
        except ValueError:
            # A name or a star would be believed by nobody, or by everybody, without a word.
            raise ValueError(
                "ALMANAC_TRUSTED_PROXIES takes addresses and networks, such as "
                "10.0.3.7 or 10.0.0.0/16, separated by commas."
            ) from None
    return proxies


TrustedProxies = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_check)
]
