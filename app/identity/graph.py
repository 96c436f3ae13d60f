"""Groups that were too many for a token, asked for at Microsoft Graph."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

from app.identity.discovery import ProviderUnavailableError

# A token that comes again and again with the same question is answered from memory.
_KEPT_S = 300.0
_MOST_KEPT = 1000
_TOKEN_LASTS_S = 600.0


@dataclass(slots=True)
class GroupsOverGraph:
    """Asks for everybody's groups with a token of our own, as ``root`` describes them.

    Our application needs the permission GroupMember.Read.All there. ``grant`` asks the provider for
    a token by client credentials with a scope. Raises `ProviderUnavailableError`.
    """

    root: str
    client: httpx2.AsyncClient
    grant: Callable[[str], Awaitable[str]]
    _token: tuple[float, str] | None = None
    _known: dict[str, tuple[float, list[str]]] = field(default_factory=dict)

    async def groups_of(self, object_id: str, *, afresh: bool = False) -> list[str]:
        """The ids of all groups that somebody is in, also through other groups.

        ``afresh`` is for a moment at which a group that was taken away must be gone.
        """
        kept = self._known.get(object_id)
        if kept is not None and not afresh and time.monotonic() - kept[0] < _KEPT_S:
            return kept[1]
        groups = await self._ask(object_id)
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[object_id] = (time.monotonic(), groups)
        return groups

    async def _ask(self, object_id: str) -> list[str]:
        url = f"{self.root.rstrip('/')}/users/{quote(object_id, safe='')}/getMemberObjects"
        headers = {"Authorization": f"Bearer {await self._own_token()}"}
        body = {"securityEnabledOnly": False}
        try:
            reply = await self.client.request("POST", url, json=body, headers=headers, auth=None)
            reply.raise_for_status()
            found: Any = reply.json()
        except httpx2.HTTPStatusError as error:
            self._token = None
            raise ProviderUnavailableError(f"Graph: status {error.response.status_code}") from error
        except httpx2.HTTPError as error:
            raise ProviderUnavailableError(f"Graph: {type(error).__name__}") from error
        except ValueError as error:
            raise ProviderUnavailableError("Graph: what it sends is not JSON") from error
        groups = found.get("value") if isinstance(found, dict) else None
        if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
            raise ProviderUnavailableError("Graph: what it sends is not understood")
        return groups

    async def _own_token(self) -> str:
        if self._token is None or time.monotonic() - self._token[0] > _TOKEN_LASTS_S:
            parts = urlsplit(self.root)
            scope = f"{parts.scheme}://{parts.netloc}/.default"
            self._token = (time.monotonic(), await self.grant(scope))
        return self._token[1]
