"""What bounds a number: at least, at most, before, after."""

from __future__ import annotations

import re

_LEAST = (
    r"at least|down to|no less than|not less than|no fewer than|minimum(?: of)?|more than|over|"
    r"above|beyond|"
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
    rf"(?:(?P<not>\b(?:not|never|nicht|nie|ne|pas|no|nunca)\b[^.;,\d]{{0,40}}?)?"
    rf"(?:(?P<least>(?<!\w)(?:{_LEAST}))|(?P<most>(?<!\w)(?:{_MOST}))))\s*"
    r"(?:(?:an? |the |eine[mr]? |une? )?(?:[\w-]+ ){1,3}?(?:of|von|de) )?"
    r"(?:a |an |the |one |of |von |de |temperatures? |a total of |CHF |EUR |USD |[$€£] ?)*$",
    re.IGNORECASE,
)
_BOUND_AFTER = re.compile(
    r"^\s*\w{0,12}\s*(?:(?P<least>(?:or|and) (?:more|longer|older|above|over|upwards?)|"
    r"onwards?|upwards?|(?:oder|und) (?:mehr|älter|darüber)|ou plus|et plus|o más|y más)|"
    r"(?P<most>or less|or fewer|or below|oder weniger|ou moins|o menos|at most|maximum|at the "
    r"latest))",
    re.IGNORECASE,
)
_ORDER_AFTER = re.compile(
    r"^[^.;,\d]{0,24}?\b(?:(?P<before>before|prior|in advance|ahead|vorher|vor|avant|antes)|"
    r"(?P<after>after|following|later|nach|danach|après|después))\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?<!\w)(?:from|à partir de|dès|a partir de|desde)\s*$", re.IGNORECASE)
_OF_AGE = re.compile(r"^\s*(?:of age|old|d'âge|de edad)\b", re.IGNORECASE)
# A noun or a verb stands apart from what it bounds: "the maximum daily dose is 40 mg".
_BOUND_APART = re.compile(
    r"(?:(?P<least>\b(?:minimum|lower limit|mindest\w+|untergrenze|minimal\w*|mínim[oa]))|"
    r"(?P<most>\b(?:maximum|max|upper limit|limit(?:ed)?|cap(?:ped)?|ceiling|restricted|höchst\w+|"
    r"maximal\w*|obergrenze|\w*grenze|begrenzt|beschränkt|plafond|plafonnée?s?|limite|limitée?s?|"
    r"máxim[oa]|límite|limitad[oa]s?)))\b\.?"
    r"(?:\W+[^\W\d_]+){0,4}?(?:\s*[:=]|\s+(?:is|are|of|at|to|be|beträgt|liegt|auf|bei|von|est|à|de|"
    r"es))\s*(?:[A-Z]{3}\s|[$€£¥]\s?)?$",
    re.IGNORECASE,
)
# What is due within a time is often said without it: "response in 15 minutes".
_DEADLINE = re.compile(
    r"(?<!\w)(?:within|in|until|by|no later than|innerhalb(?: von)?|binnen|bis(?: zu)?|spätestens|"
    r"nach|jusqu'à|dans|dentro de|hasta)\s*(?:a |an |the |one |of |von |de )*$",
    re.IGNORECASE,
)
_LATEST = re.compile(r"^\s*\w{0,12}\s*(?:at the latest|spätestens|au plus tard)", re.IGNORECASE)
_RELATIONS = {
    "by": re.compile(r"\b(?:by|um)\s*$", re.IGNORECASE),
    "at": re.compile(
        r"\b(?:at|bei|à)\s*(?:a temperature of )?(?:exactly |genau )?$", re.IGNORECASE
    ),
    "after": re.compile(
        r"\b(?:after|past|following|nach|après|después de)\s*(?:the |more than )?$", re.IGNORECASE
    ),
    "beyond": re.compile(
        r"\b(?:below|under|less than|fewer than|lower than|above|over|more than|higher than|unter|"
        r"unterhalb von|weniger als|über|oberhalb von|mehr als|moins de|au-dessous de|plus de|"
        r"au-dessus de|menos de|más de|debajo de)\s*(?:a |an |CHF |EUR |USD |[$€£] ?)?$|[<>]\s*$",
        re.IGNORECASE,
    ),
}
_WINDOW = 48


def bound_at(text: str, start: int, end: int) -> str:
    """How a plain text bounds the number at ``start`` to ``end``: ``>``, ``<``, or not at all."""
    before, behind = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    near = _BOUND_BEFORE.search(before)
    if near is not None:
        bound = ">" if near["least"] else "<"
        return bound if not near["not"] else "<>"[bound == "<"]
    if _FROM.search(before) and _OF_AGE.match(behind):
        return ">"
    found = _BOUND_AFTER.match(behind) or _BOUND_APART.search(before)
    if found is None:
        return ""
    return ">" if found["least"] else "<"


def relation_at(text: str, start: int, end: int) -> str:
    """How the number there is led up to: ``by``, ``at``, ``after``, or ``beyond`` it."""
    before = text[max(0, start - _WINDOW) : start]
    if _LATEST.match(text[end : end + _WINDOW]):
        return ""
    return next((name for name, said in _RELATIONS.items() if said.search(before)), "")


def is_limited(text: str, start: int) -> bool:
    """Whether a limit is said before the number at ``start``, apart from it."""
    return _BOUND_APART.search(text[max(0, start - _WINDOW) : start]) is not None


def is_deadline(text: str, start: int, end: int) -> bool:
    """Whether the time at ``start`` to ``end`` is the one within which something is due."""
    return (
        _DEADLINE.search(text[max(0, start - _WINDOW) : start]) is not None
        or _LATEST.match(text[end : end + _WINDOW]) is not None
    )


def order_at(text: str, end: int) -> str:
    """Whether the span that ends at ``end`` comes ``before`` or ``after`` something."""
    ordered = _ORDER_AFTER.match(text[end : end + _WINDOW])
    if ordered is None:
        return ""
    return "before" if ordered["before"] else "after"
