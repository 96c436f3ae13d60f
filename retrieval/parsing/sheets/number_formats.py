"""Number formats of workbooks (ECMA-376, 18.8.31): a value as its cell shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from retrieval.parsing.sheets.numerals import Token, number_text
from retrieval.parsing.sheets.times import duration_text, time_text

MAX_CODE = 1_000
MAX_VALUE = 1e300
GENERAL = "general"

Moment = datetime | date | time

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|\\(?P<escaped>.?)"
    r"|_(?P<space>.?)"
    r"|\*(?P<fill>.?)"
    r"|\[(?P<bracket>[^\]]*)\]?"
    r"|(?P<general>general)"
    r"|(?P<exponent>E[+-])"
    r"|(?P<half>AM/PM|A/P)"
    r"|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|b+|e+|g+)"
    r"|(?P<digit>[0#?])"
    r"|(?P<mark>[.,%/@])"
    r"|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"^(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?(?:E[+-]?\d+)?)$", re.IGNORECASE)
_TESTS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}


@dataclass(frozen=True, slots=True)
class Section:
    """One of the parts of a format that semicolons part; ``condition`` says for which numbers."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None

    def has(self, kind: str) -> bool:
        """Whether a token of this kind is in it."""
        return any(token.kind == kind for token in self.tokens)

    def holds(self, value: float) -> bool:
        """Whether its condition is true of a number."""
        return self.condition is None or _TESTS[self.condition[0]](value, self.condition[1])


@lru_cache(maxsize=4096)
def sections(code: str) -> tuple[Section, ...]:
    """Take a format apart; what cannot be read of it stands for itself."""
    parts: list[Section] = []
    tokens: list[Token] = []
    condition: tuple[str, float] | None = None
    for found in _TOKEN.finditer(code[:MAX_CODE]):
        if found["literal"] == ";":
            parts.append(Section(tuple(tokens), condition))
            tokens, condition = [], None
        elif found["bracket"] is not None and (test := _CONDITION.match(found["bracket"].strip())):
            condition = (test[1], float(test[2]))
        elif (token := _token(found)) is not None:
            tokens.append(token)
    parts.append(Section(tuple(tokens), condition))
    return tuple(parts[:4])


def _token(found: re.Match[str]) -> Token | None:
    kind = found.lastgroup or "literal"
    text = found[kind] or ""
    match kind:
        case "fill":
            return None
        case "bracket":
            return _bracket(text)
        case "quoted" | "escaped":
            return Token("literal", text)
        case "space":
            return Token("literal", " ")
        case "mark":
            return Token({"@": "text", "/": "slash"}.get(text, text), text)
    return Token(kind, text.lower() if kind == "date" else text)


def _bracket(text: str) -> Token | None:
    """A currency and a language (``[$€-407]``), or a unit that runs on (``[h]``)."""
    if text.startswith("$"):
        symbol, _, language = text[1:].partition("-")
        return Token("literal", symbol) if symbol else Token("language", language)
    elapsed = re.fullmatch(r"h+|m+|s+", text, re.IGNORECASE)
    return Token("elapsed", text.lower()) if elapsed else None


def shown_number(value: float, code: str) -> str:
    """A number as a cell with this format shows it."""
    if not abs(value) < MAX_VALUE:
        return general(value)
    parts = [part for part in sections(code) if not part.has("text")] or [sections(code)[0]]
    chosen, unsigned = _chosen(parts, value)
    if chosen is None or (not chosen.tokens and len(parts) == 1) or chosen.has("text"):
        return general(value)
    sign = "-" if value < 0 and not unsigned else ""
    if chosen.has(GENERAL):
        return sign + "".join(
            general(abs(value)) if token.kind == GENERAL else token.text
            for token in chosen.tokens
            if token.kind in {GENERAL, "literal", "%"}
        )
    if chosen.has("date") or chosen.has("elapsed"):
        return general(value)
    exact = _is_share(chosen)
    return sign + (f"{abs(value) * 100:.10g}%" if exact else number_text(chosen.tokens, abs(value)))


def shown_text(value: str, code: str) -> str:
    """A text as a cell with this format shows it."""
    parts = sections(code)
    if not parts[-1].has("text") or len(parts[-1].tokens) == 1:
        return value
    kept = (t for t in parts[-1].tokens if t.kind in {"text", "literal"})
    return "".join(value if token.kind == "text" else token.text for token in kept)


def shown_moment(value: Moment | timedelta, code: str) -> str:
    """A date, a time or a duration: a day of a year in ISO form, others as they are shown."""
    tokens = next((p.tokens for p in sections(code) if p.has("date") or p.has("elapsed")), ())
    if isinstance(value, timedelta) or any(token.kind == "elapsed" for token in tokens):
        return duration_text(tokens, value)
    names = {token.text[0] for token in tokens if token.kind == "date"}
    day = any(token.kind == "date" and token.text in {"d", "dd"} for token in tokens)
    if isinstance(value, time) or (names and not day):
        return time_text(tokens, value)
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ", "minutes")
    return value.isoformat()[:10]


def general(value: float) -> str:
    """A number without a format, in full."""
    try:
        return f"{value:.15g}"
    except OverflowError:
        return str(value)


def _chosen(parts: Sequence[Section], value: float) -> tuple[Section | None, bool]:
    """The section for a number, and whether it is written without its sign."""
    if any(part.condition for part in parts):
        found = next((part for part in parts if part.holds(value)), None)
        return found, found is not None and _is_below_zero(found)
    if value < 0 and len(parts) > 1:
        return parts[1], True
    if value == 0 and len(parts) > 2:
        return parts[2], True
    return parts[0], False


def _is_below_zero(section: Section) -> bool:
    """Tell whether it holds for nothing but negative numbers, so that it writes a sign itself."""
    return (
        section.condition is not None
        and section.condition[0] in {"<", "<="}
        and (section.condition[1] <= 0)
    )


def _is_share(section: Section) -> bool:
    """A plain percentage is given in full, not rounded to what fits."""
    kinds = {token.kind for token in section.tokens if token.text.strip()}
    return "%" in kinds and kinds <= {"%", "digit", "."}
