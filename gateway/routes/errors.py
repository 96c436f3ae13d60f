"""What an error means for a route: by its status, and by what it says.

Gateways tell a wrong key, an unknown model and a prompt that is too long with the status of an
invalid request, and each has words of its own. What is said may repeat the prompt or the key, so
none of it goes into a reason.
"""

from __future__ import annotations

import json
import re

from gateway.attempts import FieldRefusedError, RouteFailedError, RouteRefusedError
from gateway.routes.error_words import (
    A_KIND_OF_ERROR,
    ALL_WELL,
    CODES,
    FAILURE,
    FILTERED_CODE,
    FILTERED_WORDS,
    OF_THE_SETUP,
    TELLS_OF_AN_ERROR,
    TOO_LONG_CODE,
    TOO_LONG_WORDS,
    WORDS,
    refused_field,
    texts_under,
)
from gateway.routes.refused_parameters import LIMITS

TOO_LONG = "the prompt is too long"
FILTERED = "a content filter stopped it"
# What the pieces of an answer have, of which there are hundreds to one error.
_OF_A_PIECE = frozenset(
    {"id", "object", "created", "model", "choices", "usage", "system_fingerprint", "service_tier"}
)


def judged(
    status: int,
    said: object,
    *,
    sent: frozenset[str] = frozenset(),
    in_mid_stream: bool = False,
    begun: bool = False,
    about: str = "",
    retry_after: float | None = None,
) -> RouteFailedError | RouteRefusedError:
    """The error as the gateway has it.

    ``said`` is the JSON of the error or its text, ``sent`` the fields of the request that it could
    do without. A reason begins with ``about``, or else with the status. Where text had ``begun`` to
    come, the request was valid and the model willing: what ends it then is no refusal of either,
    unless it says that a filter or the length of the prompt does.
    """
    about = about or f"HTTP {status}"
    refused = f"refused in mid-stream ({status})" if in_mid_stream else about
    failed = "an error in mid-stream" if in_mid_stream else about
    codes, words = "\n".join(texts_under(said, CODES)), "\n".join(texts_under(said, WORDS))
    if status != 429:
        field = refused_field(said, sent)
        if (what := _of_the_prompt(status, codes, words, field)) is not None:
            return RouteRefusedError(f"{refused}: {what}")
        if field is not None:
            return FieldRefusedError(f"{refused}: `{field[0]}` is not taken", *field)
    if passes(status) or begun:
        return RouteFailedError(failed, passing=not in_mid_stream, retry_after=retry_after)
    # 401, 403 and 404 say it themselves.
    told = "" if status in (401, 403, 404) else f"{codes}\n{words}"
    what = next((what for pattern, what in OF_THE_SETUP if pattern.search(told)), None)
    return RouteRefusedError(refused if what is None else f"{refused}: {what}")


def _of_the_prompt(
    status: int, codes: str, words: str, field: tuple[str, str | None] | None
) -> str | None:
    """What is wrong with the prompt itself; ``None`` where that is not said."""
    if FILTERED_CODE.search(codes) or FILTERED_WORDS.search(words):
        return FILTERED
    if TOO_LONG_CODE.search(f"{codes}\n{words}"):
        return TOO_LONG
    # Servers set an answer's limit against what the prompt leaves, and name both.
    of_the_limit = field is None or field[0] in LIMITS
    told = status == 413 or TOO_LONG_WORDS.search(words) is not None
    return TOO_LONG if told and of_the_limit else None


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


def is_piece(event: dict[str, object]) -> bool:
    """Whether an event is a piece of an answer, as the dialect has it, and nothing beside it."""
    return event.get("object") == "chat.completion.chunk" and event.keys() <= _OF_A_PIECE


def is_error(event: dict[str, object]) -> bool:
    """Whether an event of a stream tells of an error, in any of the ways in which servers do."""
    if is_piece(event):
        return False
    if event.get("error") or event.get("success") is False:
        return True
    kinds = [event.get("object"), event.get("type"), event.get("status"), event.get("__type")]
    named = any(isinstance(kind, str) and A_KIND_OF_ERROR.search(kind) for kind in kinds)
    if named or _is_a_failure(event.get("base_resp")):
        return True
    well = str(event.get("code", event.get("status", ""))) in ALL_WELL
    if well or event.get("choices") or event.get("usage") is not None:
        return False
    if event.get("error") is not None or _is_a_failure(event):
        return True
    return any(TELLS_OF_AN_ERROR.search(name) for name, value in event.items() if value)


def _is_a_failure(said: object) -> bool:
    """Whether a number says that it is no answer; MiniMax has them in a place of their own."""
    if not isinstance(said, dict):
        return False
    codes = [said.get(name) for name in ("code", "status", "status_code", "statusCode")]
    return any(isinstance(code, int | str) and FAILURE.fullmatch(str(code)) for code in codes)


def is_filter(said: object) -> bool:
    """Whether an error tells that a guardrail or a content filter ended the answer."""
    return any(FILTERED_CODE.search(code) for code in texts_under(said, CODES))


def status_of(said: object) -> int:
    """The status that an error in mid-stream names; 500 where it names none."""
    codes = (code for code in texts_under(said, CODES) if re.fullmatch(r"[1-5]\d{2}", code))
    return int(next(codes, "500"))
