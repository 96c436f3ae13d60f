"""What an error means for a route: by its status, and by what it says.

Gateways tell a wrong key, an unknown model and a prompt that is too long with the status of an
invalid request, and each has words of its own. What is said may repeat the prompt or the key, so
none of it goes into a reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from gateway.attempts import FieldRefusedError, RouteFailedError, RouteRefusedError
from gateway.routes.left_out import LIMITS

TOO_LONG = "the prompt is too long"
FILTERED = "a content filter stopped it"
_CODES = frozenset({"code", "type", "status", "param", "error_code", "innererror"})
_WORDS = frozenset({"message", "msg", "detail", "error", "error_message", "title"})
_PLACES = frozenset({"loc", "param"})
_MOST_LETTERS, _DEEPEST = 1000, 6
_TOO_LONG_CODE = re.compile(
    r"(?i)context_?length_?exceeded|exceed_?context_?size|context_?window_?exceeded|prompt_too_long"
)
_TOO_LONG_WORDS = re.compile(
    r"(?i)maximum context|context (length|window|size|limit)|(prompt|input|request) is too long|"
    r"too many input tokens|(input|prompt) (tokens|length) (exceed|must)|reduce the length|"
    r"(number of tokens|token count) .{0,60}exceed|`?inputs`? (tokens .{0,20})?must have less"
)
_FILTERED_CODE = re.compile(
    r"(?i)content_?filter|content_?policy|guardrail|ResponsibleAIPolicy|content_?moderation"
)
_NO_CREDIT = re.compile(
    r"(?i)insufficient_?quota|budget_?exceeded|exceeded_?budget|budget has been exceeded|"
    r"insufficient (credit|balance|fund)|credit balance is too low|payment_?required"
)
_NO_KEY = re.compile(
    r"(?i)invalid_?api_?key|api_key_invalid|authentication[ _]?error|auth_error|unauthori[sz]ed|"
    r"no_db_connection|no connected db|token_not_found|permission_?(denied|error)|"
    r"(api|virtual) key .{0,40}(invalid|expired|not valid|not allowed|incorrect)|"
    r"(invalid|incorrect|expired|missing) (api|virtual) key|key_model_access_denied"
)
_NO_MODEL = re.compile(
    r"(?i)model_?not_?found|invalid_?model|deployment_?not_?found|unknown_?model|unsupported_?model|"
    r"(invalid|unknown|no such|unsupported) model|no (healthy )?deployments?|"
    r"model identifier is invalid|on-demand throughput|"
    r"model .{0,120}(does not exist|not found|is not (available|supported|valid|found)|unknown)"
)
_REFUSES = (
    r"(un|not |n't |no longer )support|unrecogni[sz]ed|unknown|unexpected|extra(_| )|extraneous|"
    r"forbidden|not (permitted|allowed|accepted)|cannot both|deprecated|is too large|not a valid"
)
_SYSTEM = re.compile(
    rf"(?i)\bsystem[' `\"]*( role| message| prompt| instruction)?s?\b.{{0,60}}({_REFUSES})|"
    rf"({_REFUSES}).{{0,60}}\bsystem[' `\"]*( role| message| prompt| instruction)|"
    rf"({_REFUSES})[' `\"]+system\b['`\"]"
)
_INSTEAD = re.compile(r"(?i)use [`'\"]?(max_tokens|max_completion_tokens)\b.{0,20}instead")


def judged(
    status: int,
    said: object,
    *,
    sent: frozenset[str] = frozenset(),
    in_mid_stream: bool = False,
    about: str = "",
    retry_after: float | None = None,
) -> RouteFailedError | RouteRefusedError:
    """The error as the gateway has it.

    ``said`` is the JSON of the error or its text, ``sent`` the fields of the request that it could
    do without. A reason begins with ``about``, or else with the status.
    """
    about = about or f"HTTP {status}"
    refused = f"refused in mid-stream ({status})" if in_mid_stream else about
    failed = "an error in mid-stream" if in_mid_stream else about
    codes, words = "\n".join(_texts(said, _CODES)), "\n".join(_texts(said, _WORDS))
    if status != 429:
        field = refused_field(said, sent)
        if (what := _of_the_prompt(status, codes, words, field)) is not None:
            return RouteRefusedError(f"{refused}: {what}")
        if field is not None:
            return FieldRefusedError(f"{refused}: `{field[0]}` is not taken", *field)
    if passes(status):
        return RouteFailedError(failed, passing=not in_mid_stream, retry_after=retry_after)
    # 401, 403 and 404 say it themselves.
    told = "" if status in (401, 403, 404) else f"{codes}\n{words}"
    what = next((what for pattern, what in _OF_THE_SETUP if pattern.search(told)), None)
    return RouteRefusedError(refused if what is None else f"{refused}: {what}")


def _of_the_prompt(
    status: int, codes: str, words: str, field: tuple[str, str | None] | None
) -> str | None:
    """What is wrong with the prompt itself; ``None`` where that is not said."""
    if _FILTERED_CODE.search(codes) or "ContentPolicyViolation" in words:
        return FILTERED
    if _TOO_LONG_CODE.search(f"{codes}\n{words}"):
        return TOO_LONG
    # Servers set an answer's limit against what the prompt leaves, and name both.
    of_the_limit = field is None or field[0] in LIMITS
    told = status == 413 or _TOO_LONG_WORDS.search(words) is not None
    return TOO_LONG if told and of_the_limit else None


_OF_THE_SETUP = (
    (_NO_CREDIT, "no credit is left"),
    (_NO_MODEL, "unknown model"),
    (_NO_KEY, "the key is not accepted"),
)


def passes(status: int) -> bool:
    """Whether what a status tells of may be over in a moment."""
    return status in (408, 425, 429) or status >= 500


def read(body: bytes) -> object:
    """What an error says: its JSON, or its text."""
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {"message": text}


def is_error(event: dict[str, object]) -> bool:
    """Whether an event of a stream tells of an error, in any of the ways in which servers do."""
    if event.get("error"):
        return True
    kinds = [event.get("object"), event.get("type")]
    if any(isinstance(kind, str) and kind.lower().endswith("error") for kind in kinds):
        return True
    if event.get("choices") or event.get("usage") is not None:
        return False
    told = ("detail", "message", "errors", "error_message", "error_code")
    return event.get("error") is not None or any(event.get(name) for name in told)


def refused_field(said: object, sent: frozenset[str]) -> tuple[str, str | None] | None:
    """The field of a request that is refused, and the name under which it would be taken.

    It is one of ``sent``; ``None`` where none of them is refused.
    """
    words, places = "\n".join(_texts(said, _WORDS)), " ".join(_texts(said, _PLACES))
    if "system" in sent and _SYSTEM.search(words):
        return "system", None
    if not re.search(rf"(?i){_REFUSES}", f"{words}\n" + "\n".join(_texts(said, _CODES))):
        return None
    found = [(where.start(), name) for text in (places, words) for name in sent - {"system"}
             if (where := re.search(rf"\b{name}\b", text))]  # fmt: skip
    if not found:
        return None
    name, instead = min(found)[1], _INSTEAD.search(words)
    return name, instead[1].lower() if instead and name in LIMITS else None


def _texts(said: object, names: frozenset[str], depth: int = 0) -> Iterator[str]:
    """The texts that stand under certain names, however deep."""
    if depth > _DEEPEST:
        return
    if isinstance(said, str):
        if depth == 0 and "message" in names:
            yield said[:_MOST_LETTERS]
        return
    if isinstance(said, list):
        for each in said[:20]:
            yield from _texts(each, names, depth + 1)
        return
    if not isinstance(said, dict):
        return
    for name, value in said.items():
        if name in names and isinstance(value, str | int):
            yield str(value)[:_MOST_LETTERS]
        elif name in names and isinstance(value, list):
            yield from (
                str(each)[:_MOST_LETTERS] for each in value[:20] if not isinstance(each, dict)
            )
        yield from _texts(value, names, depth + 1)


def is_filter(said: object) -> bool:
    """Whether an error tells that a guardrail or a content filter ended the answer."""
    return any(_FILTERED_CODE.search(code) for code in _texts(said, _CODES))


def status_of(said: object) -> int:
    """The status that an error in mid-stream names; 500 where it names none."""
    codes = (code for code in _texts(said, _CODES) if re.fullmatch(r"[1-5]\d{2}", code))
    return int(next(codes, "500"))
