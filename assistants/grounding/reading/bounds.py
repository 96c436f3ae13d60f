"""What bounds a number: at least, at most, before, after."""

from __future__ import annotations

import re

_LEAST = (
    r"at least|no less than|not less than|no fewer than|minimum(?: of)?|more than|over|above|"
    r"beyond|"
    r"longer than|exceed(?:s|ing|ed)?|mindestens|wenigstens|mehr als|über|länger als|ab|au moins|"
    r"plus de|minimum de|supérieure? à|al menos|como mínimo|mínimo de|más de|superior a|older than|"
    r"later than|higher than|greater than|>=?|≥"
)
_MOST = (
    r"at most|no more than|not more than|no longer than|no later than|maximum(?: of)?|up to|less "
    r"than|"
    r"fewer than|under|below|within|until|höchstens|maximal|bis zu|weniger als|unter|innerhalb(?: "
    r"von)?|"
    r"binnen|au plus|jusqu'à|maximum de|moins de|inférieure? à|como máximo|máximo de|hasta|menos "
    r"de|"
    r"inferior a|dentro de|younger than|earlier than|lower than|shorter than|<=?|≤"
)
_BOUND_BEFORE = re.compile(
    rf"(?:(?P<not>\b(?:not|never|nicht|nie|ne|pas|no|nunca)\b[^.;,]{{0,40}}?)?"
    rf"(?:(?P<least>(?<!\w)(?:{_LEAST}))|(?P<most>(?<!\w)(?:{_MOST}))))\s*"
    r"(?:a |an |the |one |of |von |de |temperatures? |a total of |CHF |EUR |USD |[$€£] ?)*$",
    re.IGNORECASE,
)
_BOUND_AFTER = re.compile(
    r"^\s*\w{0,12}\s*(?:(?P<least>or more|or longer|or older|or above|oder mehr|ou plus|o más)|"
    r"(?P<most>or less|or fewer|or below|oder weniger|ou moins|o menos|at most|maximum|at the "
    r"latest))",
    re.IGNORECASE,
)
_ORDER_AFTER = re.compile(
    r"^[^.;,\d]{0,24}?\b(?:(?P<before>before|prior|in advance|ahead|vorher|vor|avant|antes)|"
    r"(?P<after>after|following|later|nach|danach|après|después))\b",
    re.IGNORECASE,
)
_WINDOW = 48


def bound_at(text: str, start: int, end: int) -> str:
    """How a plain text bounds the number at ``start`` to ``end``: ``>``, ``<``, or not at all."""
    before = _BOUND_BEFORE.search(text[max(0, start - _WINDOW) : start])
    if before is not None:
        bound = ">" if before["least"] else "<"
        return bound if not before["not"] else "<>"[bound == "<"]
    after = _BOUND_AFTER.match(text[end : end + _WINDOW])
    if after is None:
        return ""
    return ">" if after["least"] else "<"


def order_at(text: str, end: int) -> str:
    """Whether the span that ends at ``end`` comes ``before`` or ``after`` something."""
    ordered = _ORDER_AFTER.match(text[end : end + _WINDOW])
    if ordered is None:
        return ""
    return "before" if ordered["before"] else "after"
