"""Where a browser signs out at the provider too, in the words that each provider wants."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from app.identity.discovery import Description

# The provider gives this back with whoever has signed out there.
LEFT = "signed-out"
# A longer address is cut or refused by browsers and proxies.
_LONGEST_HINT = 4_000
_COGNITO = re.compile(r"https://cognito-idp\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/")
_COGNITO_SIGN_IN = "/oauth2/authorize"


def sign_out_address(
    description: Description,
    client_id: str,
    *,
    back_to: str,
    id_token: str | None = None,
    pattern: str | None = None,
) -> str | None:
    """The address to sign out at; ``None`` where the provider has none.

    ``pattern`` is an address of the operator's, in which ``{client_id}`` and ``{back_to}`` are
    filled in. Without one it is as OpenID Connect RP-Initiated Logout 1.0 says, or as Amazon
    Cognito wants it, which knows ``logout_uri`` alone. Both give no state back, so that it stands
    in the address to come back to.
    """
    with_state = f"{back_to}?state={LEFT}"
    if pattern is not None:
        for name, value in (("client_id", client_id), ("back_to", with_state)):
            pattern = pattern.replace(f"{{{name}}}", quote(value, safe=""))
        return pattern
    if _COGNITO.match(description.issuer):
        words = {"client_id": client_id, "logout_uri": with_state}
        return _with_query(_cognito_address(description), words)
    if description.end_session_endpoint is None:
        return None
    said = {"client_id": client_id, "post_logout_redirect_uri": back_to, "state": LEFT}
    if id_token is not None and len(id_token) <= _LONGEST_HINT:
        said["id_token_hint"] = id_token
    return _with_query(description.end_session_endpoint, said)


def _cognito_address(description: Description) -> str:
    if description.end_session_endpoint is not None:
        return description.end_session_endpoint
    # Its description used to leave the address out; it lies beside the one for signing in.
    parts = urlsplit(description.authorization_endpoint)
    return urlunsplit(parts._replace(path=parts.path.removesuffix(_COGNITO_SIGN_IN) + "/logout"))


def _with_query(address: str, words: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(words)}"
