"""What the errors of the AWS client mean for a route."""

from __future__ import annotations

from typing import Any

from gateway.attempts import RouteFailedError, RouteRefusedError
from gateway.resilience.cancellation import CallCancelledError
from gateway.routes import errors

PASSING = frozenset(
    {
        "ThrottlingException",
        "TooManyRequestsException",
        "ModelNotReadyException",
        "ModelTimeoutException",
        "ModelErrorException",
        "ModelStreamErrorException",
        "ServiceUnavailableException",
        "InternalServerException",
        "RequestTimeout",
        "ServiceQuotaExceededException",
    }
)


def judged(
    error: Exception,
    operation: str,
    sent: frozenset[str] = frozenset(),
    *,
    begun: bool = False,
) -> Exception:
    """The error as the gateway has it; one that nobody foresaw comes back as it is.

    ``operation`` is what was asked of Bedrock, such as ``Converse``, and ``sent`` are the fields of
    the request that it could do without. ``begun`` tells that text had come before it.
    """
    from botocore.eventstream import ParserError
    from botocore.exceptions import BotoCoreError, ClientError
    from urllib3.exceptions import HTTPError

    if isinstance(error, RouteFailedError | RouteRefusedError):
        return error
    if isinstance(error, ClientError):
        return _of_response(error.response, operation, sent, begun=begun)
    if isinstance(error, ParserError) or (begun and isinstance(error, ValueError)):
        return RouteFailedError("malformed event")
    if isinstance(error, BotoCoreError | HTTPError | OSError | CallCancelledError):
        return RouteFailedError(f"connection: {type(error).__name__}", passing=True)
    if isinstance(error, ValueError):
        return RouteRefusedError(f"not a valid request: {type(error).__name__}")
    return error


def _of_response(
    response: Any, operation: str, sent: frozenset[str], *, begun: bool
) -> RouteFailedError | RouteRefusedError:
    code = str(response.get("Error", {}).get("Code", "unknown"))
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0
    reason = f"{operation}: {code}"
    if code[:1].upper() + code[1:] in PASSING or status in (408, 429) or status >= 500:
        return RouteFailedError(reason, passing=True, retry_after=_seconds(response))
    if code[:1].upper() + code[1:] == "ValidationException":
        # Too long a prompt, a model that is not there, and a field that is not taken bear one name.
        said = {"message": str(response.get("Error", {}).get("Message", ""))}
        return errors.judged(400, said, sent=sent, begun=begun, about=reason)
    return RouteFailedError(reason) if begun else RouteRefusedError(reason)


def _seconds(response: Any) -> float | None:
    headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    value = str(headers.get("retry-after", ""))
    return float(value) if value.isdecimal() else None
