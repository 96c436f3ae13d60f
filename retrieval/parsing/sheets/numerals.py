"""Numbers written by the places of a number format: digits, groups, exponents, fractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from fractions import Fraction

MAX_PLACES = 30
_MAX_DENOMINATOR = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a number format: what kind it is of, and its text."""

    kind: str
    text: str


def number_text(tokens: Sequence[Token], value: float) -> str:
    """Write a number, which is not negative, by the places of a format."""
    if any(token.kind == "slash" for token in tokens) and _is_fraction(tokens):
        return _fraction(tokens, value)
    tokens, power, grouped = _scaled(tokens)
    with localcontext() as context:
        # A number may have 308 digits, and a format thirty places behind the point.
        context.prec = 400
        amount = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
        if not amount.is_finite():
            return str(value)
        amount = amount.scaleb(power)
        point = _index(tokens, ".")
        exponent = _index(tokens, "exponent")
        places = sum(1 for t in tokens[point:exponent] if t.kind == "digit")
        if exponent < len(tokens):
            whole = sum(1 for t in tokens[:point] if t.kind == "digit")
            return _scientific(tokens, amount, exponent, max(whole, 1), places)
        return _places(tokens, _rounded(amount, places), point, grouped)


def _scaled(tokens: Sequence[Token]) -> tuple[list[Token], int, bool]:
    """The tokens without group marks, the power of ten to shift by, whether there are groups."""
    kept: list[Token] = []
    power, grouped = 0, False
    digits = [i for i, token in enumerate(tokens) if token.kind == "digit"]
    last = digits[-1] if digits else -1
    point = _index(tokens, ".")
    for i, token in enumerate(tokens):
        if token.kind == ",":
            behind = any(i < d for d in digits if d < point)
            if digits and i > digits[0] and behind and i < point:
                grouped = True
            elif digits and (i > last or i < point):
                power -= 3
            continue
        if token.kind == "%":
            power += 2
        kept.append(token)
    return kept, power, grouped


def _index(tokens: Sequence[Token], kind: str) -> int:
    return next((i for i, token in enumerate(tokens) if token.kind == kind), len(tokens))


def _rounded(amount: Decimal, places: int) -> Decimal:
    try:
        return amount.quantize(Decimal(1).scaleb(-min(places, MAX_PLACES)), ROUND_HALF_UP)
    except InvalidOperation:
        return amount


def _places(tokens: Sequence[Token], amount: Decimal, point: int, grouped: bool) -> str:
    whole, _, part = f"{amount:f}".partition(".")
    front = _front(tokens[:point], whole.lstrip("0"), grouped)
    return front + _behind(tokens[point + 1 :], part, has_point=point < len(tokens))


def _front(tokens: Sequence[Token], digits: str, grouped: bool) -> str:
    """The part before the point: its last place takes the last digit, its first one all others."""
    first = _index(tokens, "digit")
    out: list[str] = []
    left = digits
    written = 0
    for i in range(len(tokens) - 1, -1, -1):
        token = tokens[i]
        if token.kind != "digit":
            out.append(token.text if token.kind in {"literal", "%"} else "")
            continue
        taken, left = (left, "") if i == first else (left[-1:], left[:-1])
        for digit in reversed(taken or ("0" if token.text == "0" else "")):
            if grouped and written and written % 3 == 0:
                out.append(",")
            out.append(digit)
            written += 1
    return "".join(reversed(out))


def _behind(tokens: Sequence[Token], digits: str, *, has_point: bool) -> str:
    places = [token.text for token in tokens if token.kind == "digit"]
    keep = len(digits)
    while keep and keep <= len(places) and places[keep - 1] != "0" and digits[keep - 1] == "0":
        keep -= 1
    out = "." if has_point and keep else ""
    at = 0
    for token in tokens:
        if token.kind == "digit":
            out += digits[at] if at < keep else ""
            at += 1
        elif token.kind in {"literal", "%"}:
            out += token.text
    return out


def _scientific(
    tokens: Sequence[Token], amount: Decimal, exponent: int, whole: int, places: int
) -> str:
    power = amount.adjusted() if amount else 0
    power -= power % whole
    mantissa = _rounded(amount.scaleb(-power), places)
    if mantissa and mantissa.adjusted() >= whole:
        power += whole
        mantissa = _rounded(amount.scaleb(-power), places)
    point = min(_index(tokens, "."), exponent)
    head = _places(tokens[:exponent], mantissa, point, False)
    sign = "-" if power < 0 else ("+" if tokens[exponent].text.endswith("+") else "")
    width = sum(1 for token in tokens[exponent:] if token.kind == "digit")
    tail = "".join(t.text for t in tokens[exponent:] if t.kind == "literal")
    return f"{head}E{sign}{abs(power):0{max(width, 1)}d}{tail}"


def _is_fraction(tokens: Sequence[Token]) -> bool:
    slash = _index(tokens, "slash")
    return 0 < slash < len(tokens) - 1 and tokens[slash - 1].kind == "digit"


def _fraction(tokens: Sequence[Token], value: float) -> str:
    """A number as a whole and a fraction, such as ``2 1/2``."""
    slash = _index(tokens, "slash")
    start, end = slash, slash + 1
    while start and tokens[start - 1].kind == "digit":
        start -= 1
    while end < len(tokens) and (tokens[end].kind == "digit" or tokens[end].text.isdigit()):
        end += 1
    below = "".join(token.text for token in tokens[slash + 1 : end])
    exact = Fraction(value).limit_denominator(10**12)
    has_whole = any(token.kind == "digit" for token in tokens[:start])
    whole = exact.numerator // exact.denominator if has_whole else 0
    rest = exact - whole
    if below.isdigit() and int(below):
        top, bottom = round(rest * int(below)), int(below)
    else:
        near = rest.limit_denominator(10 ** min(len(below), _MAX_DENOMINATOR) - 1)
        top, bottom = near.numerator, near.denominator
    if has_whole and top == bottom:
        whole, top = whole + 1, 0
    parts = [str(whole)] if has_whole and (whole or not top) else []
    parts += [f"{top}/{bottom}"] if top or not has_whole else []
    first = next((i for i, t in enumerate(tokens) if t.kind == "digit"), start)
    before = "".join(t.text for t in tokens[:first] if t.kind == "literal")
    behind = "".join(t.text for t in tokens[end:] if t.kind in {"literal", "%"})
    return before + " ".join(parts) + behind
