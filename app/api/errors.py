"""What a caller sees of an error: one shape, a stable code, a sentence that helps."""

from __future__ import annotations

import re

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from app.api.access import ScopeMissingError, actor_of, parts_of
from app.api.refusals import (
    DocumentUnavailableError,
    ForbiddenError,
    NotFoundError,
    RefusedError,
)
from app.audit.descriptions import refused
from app.audit.events import Denied
from app.identity.directory import NotSignedInError
from app.identity.discovery import ProviderUnavailableError
from app.identity.people import Person, UnknownPersonError
from app.middleware.rate_limits import TooManyRequestsError
from app.records.database.outages import DatabaseAwayError
from app.records.turns.threads import ThreadUnavailableError
from app.requests.exports import ExportRefusedError
from app.requests.questions import QuestionRefusedError
from app.turns.ownership import UnknownTurnError
from app.turns.replay import NothingToReplayError
from app.turns.runner import TurnFailedError, UnknownAssistantError
from app.turns.stopping import StoppingError, TurnInterruptedError
from assistants.provenance import NotSeparatedError
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    NotAllowedError,
    ProblemsError,
    UnknownChangeError,
)
from feedback.lake.stores.object_store import DamagedError, LakeUnavailableError
from retrieval.ingesting.ingestion import UnknownSourceError

_STATUS: dict[type[Exception], tuple[int, str]] = {
    NotSignedInError: (401, "not_signed_in"),
    ProviderUnavailableError: (503, "sign_in_unavailable"),
    ForbiddenError: (403, "forbidden"),
    NotFoundError: (404, "not_found"),
    UnknownTurnError: (404, "not_found"),
    DocumentUnavailableError: (503, "document_unavailable"),
    UnknownPersonError: (404, "unknown_person"),
    ThreadUnavailableError: (404, "unknown_thread"),
    NothingToReplayError: (409, "nothing_to_replay"),
    UnknownAssistantError: (404, "unknown_assistant"),
    RefusedError: (422, "refused"),
    ExportRefusedError: (422, "export_refused"),
    UnknownSourceError: (404, "unknown_source"),
    LakeUnavailableError: (503, "lake_unavailable"),
    DamagedError: (503, "lake_damaged"),
    QuestionRefusedError: (422, "question_refused"),
    TooManyRequestsError: (429, "too_many_requests"),
    NotSeparatedError: (403, "not_separated"),
    NotAllowedError: (403, "not_allowed"),
    ChangedMeanwhileError: (409, "changed_meanwhile"),
    ProblemsError: (422, "problems"),
    ChangeRefusedError: (422, "change_refused"),
    UnknownChangeError: (404, "not_found"),
    DatabaseAwayError: (503, "database_unavailable"),
    StoppingError: (503, "stopping"),
    TurnInterruptedError: (503, "interrupted"),
    TurnFailedError: (500, "answer_failed"),
}


def describe(error: Exception) -> tuple[int, dict[str, dict[str, str]]]:
    """The HTTP status and the body for an error of ours."""
    for kind, (status, code) in _STATUS.items():
        if isinstance(error, kind):
            # A refused change says more exactly why.
            exact = getattr(error, "code", code)
            return status, {"error": {"code": exact, "message": str(error)}}
    return 500, {"error": {"code": "internal", "message": "Something went wrong on our side."}}


def denial(request: Request, error: Exception, person: Person | None) -> BackgroundTask | None:
    """The work of recording that ``person`` was denied something that is there.

    It is done after the answer was sent, so that the time an answer takes does not tell what is
    there from what is not.
    """
    denied: Denied | None = getattr(error, "denied", None)
    if isinstance(error, ForbiddenError):
        denied = Denied(error.target or getattr(request.scope.get("route"), "path", ""))
    if denied is None or person is None:
        return None
    return BackgroundTask(parts_of(request).audit.add, refused(actor_of(request, person), denied))


def _challenge(error: Exception) -> dict[str, str]:
    """What RFC 6750, section 3, says to whoever sent no bearer token, or one that does not do."""
    if isinstance(error, NotSignedInError):
        if error.refused is None:
            return {"WWW-Authenticate": "Bearer"}
        return {"WWW-Authenticate": f'Bearer error="invalid_token", {_described(error)}'}
    if isinstance(error, ScopeMissingError):
        scope = f'error="insufficient_scope", scope="{error.scope}", {_described(error)}'
        return {"WWW-Authenticate": f"Bearer {scope}"}
    return {}


def _described(error: Exception) -> str:
    # The standard leaves room for printable ASCII only, without quotes and backslashes.
    said = re.sub(r"[^ !#-\[\]-~]", "?", str(error))
    return f'error_description="{said}"'


def install(app: FastAPI) -> None:
    """Answer every error of ours, and the framework's own, in the one shape."""

    async def ours(request: Request, error: Exception) -> JSONResponse:
        status, body = describe(error)
        headers = _challenge(error)
        if (wait := getattr(error, "retry_after_s", None)) is not None:
            headers = {"Retry-After": str(wait)}
        person: Person | None = getattr(request.state, "person", None)
        told = denial(request, error, person)
        return JSONResponse(body, status, headers=headers, background=told)

    async def theirs(_request: Request, error: Exception) -> JSONResponse:
        status = error.status_code if isinstance(error, HTTPException) else 500
        detail = str(error.detail) if isinstance(error, HTTPException) else "Error"
        headers = error.headers if isinstance(error, HTTPException) else None
        body = {"error": {"code": f"http_{status}", "message": detail}}
        return JSONResponse(body, status, headers=headers)

    async def invalid(_request: Request, error: Exception) -> JSONResponse:
        problems = error.errors() if isinstance(error, RequestValidationError) else []
        first = problems[0] if problems else {"loc": (), "msg": "not understood"}
        place = ".".join(str(part) for part in first["loc"][1:]) or "request"
        body = {"error": {"code": "invalid", "message": f"{place}: {first['msg']}"}}
        return JSONResponse(body, 422)

    async def nobody(_request: Request, _error: Exception) -> Response:
        # Nobody reads it: whoever asked has left.
        return Response(status_code=499)

    app.add_exception_handler(ClientDisconnect, nobody)
    for kind in _STATUS:
        app.add_exception_handler(kind, ours)
    app.add_exception_handler(HTTPException, theirs)
    app.add_exception_handler(RequestValidationError, invalid)
