"""The words in which servers tell of errors, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.routes.refused_parameters import LIMITS

CODES = frozenset(
    {"code", "type", "__type", "status", "param", "error_code", "errorcode", "innererror"}
)
WORDS = frozenset(
    {
        "message",
        "msg",
        "detail",
        "details",
        "description",
        "error",
        "errors",
        "error_message",
        "errormessage",
        "error_description",
        "title",
        "reason",
    }
)
PLACES = frozenset({"loc", "param"})
_MOST_LETTERS, _DEEPEST = 1000, 6
TOO_LONG_CODE = re.compile(
    r"(?i)context_?length_?exceeded|exceed_?context_?size|context_?window_?exceeded|"
    r"context_?overflow|prompt_?too_?long|input_?too_?long|string_?above_?max_?length"
)
TOO_LONG_WORDS = re.compile(
    r"(?i)maximum (context|prompt|input|model) ?length|"
    r"context (length|window|size|limit)|(prompt|input|request) is too (long|large)|"
    r"too many input tokens|(input|prompt) (tokens?|length|count) .{0,40}(exceed|must|should be)|"
    r"reduce the length|(number of .{0,20}tokens|token count) .{0,60}(exceed|greater than)|"
    r"(prompt|input) .{0,60}(longer|larger) than|model token limit|"
    r"`?inputs`? (tokens .{0,40})?must (have less|be <=)"
)
FILTERED_CODE = re.compile(
    r"(?i)content_?filter|content_?policy|guardrail|ResponsibleAIPolicy|content_?moderation"
)
FILTERED_WORDS = re.compile(
    r"(?i)ContentPolicyViolation|(violate[sd]?|blocked by) .{0,40}(guardrail|content policy)|"
    r"^content blocked|guardrail .{0,40}(violat|interven|blocked)|content management policy"
)
_NO_CREDIT = re.compile(
    r"(?i)insufficient_?quota|budget_?exceeded|exceeded_?budget|budget has been exceeded|"
    r"insufficient (credit|balance|fund)|credit balance is too low|payment_?required"
)
_NO_KEY = re.compile(
    r"(?i)invalid_?api_?key|api_key_invalid|authentication[ _]?error|auth_error|unauthori[sz]ed|"
    r"no_db_connection|no connected db|token_not_found|permission_?(denied|error)|"
    r"(api|virtual|subscription) key .{0,40}(invalid|expired|not valid|not allowed|incorrect)|"
    r"(invalid|incorrect|expired|missing|wrong|no) (api|virtual|subscription|auth)[ -]?"
    r"(key|token|credential|orization)|key_model_access_denied|security token .{0,40}"
    r"(invalid|expired)"
)
_NO_MODEL = re.compile(
    r"(?i)model_?not_?(found|exist)|invalid_?model|deployment_?not_?found|unknown_?model|"
    r"unsupported_?model|model_?decommissioned|"
    r"(invalid|unknown|no such|unsupported) model|no (healthy )?deployments?|"
    r"model identifier is invalid|on-demand throughput|not a valid model|llm provider not provided|"
    r"model (does )?not exist|"
    r"model .{0,120}(does not exist|not found|is not (available|supported|valid|found|a chat)|"
    r"unknown|decommissioned|isn.t supported on)"
)
OF_THE_SETUP = (
    (_NO_CREDIT, "no credit is left"),
    (_NO_MODEL, "unknown model"),
    (_NO_KEY, "the key is not accepted"),
)
A_KIND_OF_ERROR = re.compile(r"(?i)(error|exception|fail(ed|ure)?)$")
# Names under which an event without an answer tells what went wrong.
TELLS_OF_AN_ERROR = re.compile(
    r"(?i)^(detail|details|title|reason|msg|message|fault)$|error|exception|failure|errmsg"
)
FAILURE, ALL_WELL = re.compile(r"[1-9]\d{2,}"), frozenset({"0", "200", "ok", "success"})
REFUSES = (
    r"(un|not |n.t |no longer )support|unrecogni[sz]ed|unknown|unexpected|extra(_| )|extraneous|"
    r"forbidden|not (permitted|allowed|accepted)|cannot both|deprecated|is too large|not a valid"
)
# What says so of a field only where it stands beside its name.
_REFUSES_NEARBY = (
    r"invalid|only|must|may not|can ?not|can.t|should|not (available|enabled|implemented|valid|one "
    r"of)|out of range|> \d"
)
_SYSTEM = re.compile(
    rf"(?i)\bsystem[' `\"]*( role| message| prompt| instruction)?s?\b.{{0,60}}({REFUSES})|"
    rf"({REFUSES}).{{0,60}}\bsystem[' `\"]*( role| message| prompt| instruction)|"
    rf"({REFUSES}|invalid)( role:?)?[' `\"]+system\b|"
    rf"['`\"]system['`\"] is not one of|roles must alternate user|"
    rf"(system|developer) instruction is not|"
    rf"only [`'\"]?user[`'\"]?,? .{{0,30}}roles? (are|is) (supported|allowed)|"
    rf"should be 'user' or 'assistant'"
)
_INSTEAD = re.compile(r"(?i)use [`'\"]?(max_tokens|max_completion_tokens)\b.{0,20}instead")


def refused_field(said: object, sent: frozenset[str]) -> tuple[str, str | None] | None:
    """The field of a request that is refused, and the name under which it would be taken.

    It is one of ``sent``; ``None`` where none of them is refused.
    """
    words, places = "\n".join(texts_under(said, WORDS)), " ".join(texts_under(said, PLACES))
    if "system" in sent and _SYSTEM.search(words):
        return "system", None
    fields = sent - {"system"}
    name = _first_refused(words, places, fields)
    if name is None and re.search(rf"(?i){REFUSES}", "\n".join(_all_texts(said))):
        # Some name the field as a key, and say under it what is wrong.
        name = next((key for key in _keys(said) if key in fields), None)
    if name is None:
        return None
    instead = _INSTEAD.search(words)
    return name, instead[1].lower() if instead and name in LIMITS else None


def _first_refused(words: str, places: str, fields: frozenset[str]) -> str | None:
    nearby = [name for name in fields if _is_refused_nearby(words, name)]
    plainly = re.search(rf"(?i){REFUSES}", words)
    for text in (places, words):
        known = fields if plainly else nearby
        found = [(where.start(), name) for name in known
                 if (where := re.search(rf"\b{name}\b", text))]  # fmt: skip
        if found:
            return min(found)[1]
    return None


def _is_refused_nearby(words: str, name: str) -> bool:
    after = rf"\b{name}\b(?:[^.\n]|\.\w){{0,80}}({_REFUSES_NEARBY})"
    near = rf"(?i){after}|({_REFUSES_NEARBY})[^.\n]{{0,30}}\b{name}\b"
    return re.search(near, words) is not None


def _keys(said: object, depth: int = 0) -> Iterator[str]:
    """The names of the fields, however deep; not what the request itself was."""
    if isinstance(said, list):
        for each in said[:20]:
            yield from _keys(each, depth + 1)
    if depth > _DEEPEST or not isinstance(said, dict):
        return
    for name, value in said.items():
        if name not in ("input", "body", "request", "ctx"):
            yield str(name)
            yield from _keys(value, depth + 1)


def _all_texts(said: object, depth: int = 0) -> Iterator[str]:
    if isinstance(said, str):
        yield said[:_MOST_LETTERS]
    elif depth <= _DEEPEST and isinstance(said, dict | list):
        for each in list(said.values() if isinstance(said, dict) else said)[:20]:
            yield from _all_texts(each, depth + 1)


def texts_under(said: object, names: frozenset[str], depth: int = 0) -> Iterator[str]:
    """The texts that stand under certain names, however deep."""
    if depth > _DEEPEST:
        return
    if isinstance(said, str):
        if depth == 0 and "message" in names:
            yield said[:_MOST_LETTERS]
        return
    if isinstance(said, list):
        for each in said[:20]:
            yield from texts_under(each, names, depth + 1)
        return
    if not isinstance(said, dict):
        return
    for name, value in said.items():
        # AWS writes some of them with a capital letter.
        named = str(name).lower() in names
        if named and isinstance(value, str | int):
            yield str(value)[:_MOST_LETTERS]
        elif named and isinstance(value, list):
            yield from (
                str(each)[:_MOST_LETTERS] for each in value[:20] if not isinstance(each, dict)
            )
        yield from texts_under(value, names, depth + 1)
