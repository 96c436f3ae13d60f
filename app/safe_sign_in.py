"""Settings of a sign-in that would not be safe, each refused with what to set instead."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.addresses import is_loopback, is_protected

_PASS_ON = {"", "email", "mail", "name", "nickname", "preferred_username", "unique_name", "upn"}


def require_lasting_claim(name: str) -> str:
    """Refuse a claim that does not mean one person for ever; raises `ValueError`."""
    if name.lower() in _PASS_ON:
        raise ValueError(
            "an address or a login can pass on to somebody else, who would then be taken for "
            "the one before. Name a claim that never does: sub, uid at Okta, oid at Entra."
        )
    return name


def require_safe_demo(host: str, public_url: str | None) -> None:
    """Refuse sample people where anybody else could reach them; raises `ValueError`."""
    if not is_loopback(host):
        raise ValueError(
            "ALMANAC_DEMO signs people in without a password, so it needs a loopback address. "
            "Set ALMANAC_HOST=127.0.0.1, or set ALMANAC_DEMO=false and ALMANAC_OIDC_ISSUER."
        )
    public = urlsplit(public_url).hostname if public_url else None
    if public is not None and not is_loopback(public):
        raise ValueError(
            "ALMANAC_DEMO signs people in without a password, so nobody else may open it. "
            "Take ALMANAC_PUBLIC_URL away, or set ALMANAC_DEMO=false and ALMANAC_OIDC_ISSUER."
        )


def require_safe_sign_in(
    issuer: str, client_id: str | None, host: str, public_url: str | None
) -> None:
    """Refuse a sign-in that others could read or that leads nowhere; raises `ValueError`."""
    if not client_id:
        raise ValueError("ALMANAC_OIDC_ISSUER needs ALMANAC_OIDC_CLIENT_ID, our name there.")
    if not is_protected(issuer):
        raise ValueError("ALMANAC_OIDC_ISSUER must begin with https://.")
    if not is_loopback(host) and public_url is None:
        raise ValueError(
            "The provider sends people back to ALMANAC_PUBLIC_URL. Set it to the address that "
            "people open, such as https://almanac.example."
        )
    if public_url is not None and not is_protected(public_url):
        raise ValueError(
            "ALMANAC_PUBLIC_URL must begin with https://, or the cookies of people who sign "
            "in could be read on their way."
        )
