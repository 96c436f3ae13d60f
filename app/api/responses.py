"""Which refusals a route may give, as the description of the API announces them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


class Problem(BaseModel):
    """What went wrong: a stable ``code`` for programs, a ``message`` for people."""

    code: str
    message: str


class ErrorOut(BaseModel):
    """The body of every answer that is not a success."""

    error: Problem


Responses = dict[int | str, dict[str, Any]]

_MEANING = {
    400: "The address or the body is not text that can be read.",
    401: "Nobody is signed in, or the token is not valid.",
    403: "The person or the token lacks a role or a scope, or another site asks.",
    404: "There is no such thing for this person.",
    409: "Not in this state.",
    413: "The request is too large.",
    416: "The file ends before the range of bytes that was asked for.",
    422: "The request makes no sense; the message says what to change.",
    429: "Too many requests; Retry-After says how many seconds to wait.",
    500: "Something went wrong on our side; the message holds a reference.",
    503: "A part that is needed cannot be reached just now.",
}


def refusing(*statuses: int) -> Responses:
    """Announce these, each in the one shape of errors."""
    return {
        status: {"model": ErrorOut, "description": _MEANING[status]} for status in sorted(statuses)
    }


PARTIAL: Responses = {
    206: {"description": "The range of bytes that was asked for."},
    304: {"description": "The file is the version that If-None-Match names."},
}

# What is true of every route: each asks who it is, and each is counted. 422 is among them because
# the framework announces a shape of its own wherever we do not announce ours.
EVERYWHERE = refusing(400, 401, 403, 413, 422, 429, 500, 503)
WAIT = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
EVERYWHERE[429]["headers"] = WAIT
