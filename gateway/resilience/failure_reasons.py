"""The kinds of reasons for which a route gives no answer, for numbers and remedies."""

from __future__ import annotations

import re
from typing import Literal, get_args

Cause = Literal[
    "throttled",
    "server_error",
    "too_slow",
    "connection",
    "malformed",
    "cut_off",
    "endless",
    "empty",
    "busy",
    "resting",
    "refused",
    "filtered",
    "too_long",
    "no_credit",
    "unauthorised",
    "unknown_model",
    "over_budget",
    "other",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)
_CAUSES: tuple[tuple[Cause, str], ...] = (
    ("too_long", r"prompt is too long|context window"),
    ("filtered", r"content filter"),
    ("no_credit", r"HTTP 402|no credit"),
    ("throttled", r"HTTP 429|Throttl|TooManyRequests|QuotaExceeded"),
    (
        "unauthorised",
        r"HTTP 40[13]\b|key is not accepted|AccessDenied|UnrecognizedClient|InvalidSignature|"
        r"Credential|ExpiredToken|InvalidClientToken|MissingAuthentication|IncompleteSignature|"
        r"SignatureDoesNotMatch|NotAuthorized|OptInRequired|InvalidToken",
    ),
    ("unknown_model", r"HTTP 404|unknown model|ResourceNotFound"),
    ("too_slow", r"too slow|HTTP 408|HTTP 504|Timeout"),
    (
        "server_error",
        r"HTTP 5|error in mid-stream|(Converse|InvokeModel): (Internal|Service|Model)",
    ),
    ("over_budget", r"over budget"),
    ("connection", r"connection|resolve"),
    ("malformed", r"malformed"),
    ("cut_off", r"cut off"),
    ("endless", r"does not end"),
    ("empty", r"empty|nothing to say"),
    ("busy", r"wait"),
    ("resting", r"resting"),
    ("refused", r"refused|HTTP 4|Converse: |InvokeModel: |not a valid request"),
)


def is_of_the_setup(reason: str) -> bool:
    """Whether a refusal says nothing of what was asked: the key, the model, or the address is off.

    What a request itself may be refused for is 400, 413 and 422.
    """
    cause = cause_of(reason)
    if cause in ("too_long", "filtered"):
        return False
    of_the_setup = cause in ("unauthorised", "unknown_model", "no_credit")
    return of_the_setup or re.search(r"HTTP (?!400|413|422)\d{3}", reason) is not None


def cause_of(reason: str) -> Cause:
    """The kind of a reason that a route gave, out of a closed set."""
    for cause, pattern in _CAUSES:
        if re.search(pattern, reason):
            return cause
    return "other"
