"""A LangChain retriever over the API, for chains of other teams; this file is all it needs."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, SecretStr, field_validator, model_validator

Token = SecretStr | Callable[[], str] | Callable[[], Awaitable[str]]
_METADATA = ("source", "document", "title", "page", "section", "score", "rank")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class AlmanacError(RuntimeError):
    """A search failed. ``status`` is that of the service, ``None`` where it was not reached."""

    remedy = "Look at the service's log."

    def __init__(self, said: str, status: int | None = None) -> None:
        super().__init__(f"{said} {self.remedy}".strip())
        self.status = status


class NotSignedInError(AlmanacError):
    """401: the token is missing, not valid, or has run out."""

    remedy = "Give a fresh token of your OpenID provider."


class NotAllowedError(AlmanacError):
    """403: the token lacks the scope."""

    remedy = "Ask whoever looks after the identity file for the scope almanac.search."


class UnknownAssistantError(AlmanacError):
    """404: there is no such assistant, or whoever the token stands for may not use it."""

    remedy = "GET /api/v1/assistants lists those that may be used."


class QueryRefusedError(AlmanacError):
    """422: the query is blank or too long."""

    remedy = ""


class TooManySearchesError(AlmanacError):
    """429: wait ``retry_after_s`` seconds; ``None`` where the service does not say."""

    remedy = ""

    def __init__(self, said: str, status: int | None, retry_after_s: int | None) -> None:
        wait = f"{retry_after_s} seconds" if retry_after_s is not None else "a while"
        super().__init__(f"{said} Wait {wait}.", status)
        self.retry_after_s = retry_after_s


class ServiceUnavailableError(AlmanacError):
    """The service could not be reached, or failed."""

    remedy = "Try again later."


_REFUSALS: Mapping[int, type[AlmanacError]] = {
    401: NotSignedInError,
    403: NotAllowedError,
    404: UnknownAssistantError,
    422: QueryRefusedError,
}


class AlmanacRetriever(BaseRetriever):
    """Finds passages as the person or machine that ``token`` stands for may read them.

    ``token`` is asked for before every search where it is a function; an asynchronous one works in
    asynchronous chains only. ``limit`` is between 1 and 50, and may be given with a call. Plain
    HTTP is refused beyond this machine, unless ``allow_http``. Without ``client`` and
    ``async_client`` every search opens a connection of its own.

    A search raises `AlmanacError`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, hide_input_in_errors=True)

    url: str = Field(description="Address of the service, such as https://almanac.example.")
    assistant: str = Field(description="Slug of the assistant whose sources are searched.")
    token: Token = Field(repr=False, exclude=True)
    limit: int = Field(8, ge=1, le=50)
    timeout_s: float = Field(30.0, gt=0)
    allow_http: bool = False
    client: httpx.Client | None = Field(None, repr=False, exclude=True)
    async_client: httpx.AsyncClient | None = Field(None, repr=False, exclude=True)

    @field_validator("token", mode="before")
    @classmethod
    def _hide(cls, value: object) -> object:
        return SecretStr(value) if isinstance(value, str) else value

    @field_validator("url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise ValueError("an address like https://almanac.example, without a name in it")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _is_private(self) -> AlmanacRetriever:
        parts = urlsplit(self.url)
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK and not self.allow_http:
            raise ValueError("over plain http everybody on the way could read the token")
        return self

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, limit: int | None = None
    ) -> list[Document]:
        token = self.token.get_secret_value() if isinstance(self.token, SecretStr) else self.token()
        if not isinstance(token, str):
            if inspect.iscoroutine(token):
                token.close()
            raise TypeError("an asynchronous token works with ainvoke only")
        client = self.client or httpx.Client(timeout=self.timeout_s)
        try:
            reply = client.post(**self._request(query, token, limit))
        except httpx.HTTPError as error:
            # Without its cause, which holds the request and with it the token.
            raise _unreached(error) from None
        finally:
            if client is not self.client:
                client.close()
        return self._documents(reply)

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,
        limit: int | None = None,
    ) -> list[Document]:
        token = self.token.get_secret_value() if isinstance(self.token, SecretStr) else self.token()
        if not isinstance(token, str):
            token = await token
        client = self.async_client or httpx.AsyncClient(timeout=self.timeout_s)
        try:
            reply = await client.post(**self._request(query, token, limit))
        except httpx.HTTPError as error:
            raise _unreached(error) from None
        finally:
            if client is not self.async_client:
                await client.aclose()
        return self._documents(reply)

    def _request(self, query: str, token: str, limit: int | None) -> dict[str, Any]:
        return {
            "url": f"{self.url}/api/v1/search",
            "headers": {"Authorization": f"Bearer {token}"},
            "json": {"query": query, "assistant": self.assistant, "limit": limit or self.limit},
            # Somebody else's address must not get the token.
            "follow_redirects": False,
        }

    def _documents(self, reply: httpx.Response) -> list[Document]:
        if not reply.is_success:
            raise _refusal(reply)
        try:
            found: list[Mapping[str, Any]] = reply.json()
            return [self._document(found[at]) for at in range(len(found))]
        except (ValueError, KeyError, TypeError):
            said = f"What answers at {self.url} is not this service's API."
            raise ServiceUnavailableError(said, reply.status_code) from None

    def _document(self, passage: Mapping[str, Any]) -> Document:
        place = quote(passage["document_id"], safe="")
        chunk = quote(passage["chunk_id"], safe="")
        address = f"{self.url}/documents/{place}/pages/{passage['page'] or 1}?chunk={chunk}"
        return Document(
            id=passage["chunk_id"],
            page_content=passage["text"],
            metadata={name: passage[name] for name in _METADATA}
            | {
                "document_id": passage["document_id"],
                "chunk_id": passage["chunk_id"],
                "url": address,
            },
        )


def _unreached(error: httpx.HTTPError) -> ServiceUnavailableError:
    return ServiceUnavailableError(f"The service was not reached ({type(error).__name__}).")


def _refusal(reply: httpx.Response) -> AlmanacError:
    status = reply.status_code
    said = _message(reply) or f"The service answered {status}."
    if status == httpx.codes.TOO_MANY_REQUESTS:
        wait = reply.headers.get("retry-after", "")
        return TooManySearchesError(said, status, int(wait) if wait.isdecimal() else None)
    fallback = ServiceUnavailableError if status >= 500 else AlmanacError
    return _REFUSALS.get(status, fallback)(said, status)


def _message(reply: httpx.Response) -> str:
    try:
        return str(reply.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return ""
