"""What a question asks of amounts in statements: the most, the least, or those within a bound."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.quoting.questions.quantities import Amount, amounts_in
from gateway.quoting.sentences import Sentence
from gateway.quoting.terms import terms

_MOST = re.compile(
    r"\b(?:longest|highest|largest|biggest|greatest|warmest|slowest|oldest|"
    r"most (?:common|frequent|often|expensive)|längste\w*|am längsten|höchste\w*|"
    r"am höchsten|größte\w*|meisten|häufigste\w*|am häufigsten|"
    r"(?:le|la|les|el|los|las) (?:plus|más) (?:long|grand|élevé|haut|fréquent|larg|alt)\w*|"
    r"(?:le|la|les) plus (?:longue|grande|élevée|haute)|mayor)\b",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"\b(?:shortest|lowest|smallest|coldest|coolest|fastest|quickest|soonest|fewest|"
    r"cheapest|rarest|kürzeste\w*|am kürzesten|niedrigste\w*|am niedrigsten|"
    r"kleinste\w*|wenigsten|seltenste\w*|schnellste\w*|am schnellsten|"
    r"(?:le|la|les|el|los|las) (?:plus|más) (?:court|petit|bas|rapide|cort|pequeñ|baj)\w*|menor)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Statements in the order that a question asks for.

    The first ``first`` of them are what it asks for; ``amounts`` has one for each.
    """

    statements: tuple[Sentence, ...]
    amounts: tuple[Amount, ...]
    first: int
    bound: str = ""


def ordered(question: str, subject: str, statements: Sequence[Sentence]) -> Ordered | None:
    """Order the statements of several documents; ``None`` where amounts do not tell them apart.

    A document counts with the one statement that says most of ``subject``.
    """
    bounds = list(amounts_in(question))
    end = _end_of(question)
    if not end and not bounds:
        return None
    kinds = [one.kind for one in bounds] or _kinds(statements)
    for kind in dict.fromkeys(kinds):
        found = _one_of_each(kind, end, subject, statements)
        if found is None:
            continue
        if end:
            found.sort(key=lambda pair: -end * pair[1].value)
            best = found[0][1].value
            first = sum(1 for _, amount in found if amount.value == best)
            if first == len(found):
                continue
            return Ordered(*_parted(found), first)
        within = [_within(amount, bounds[0]) for _, amount in found]
        if any(within):
            found = [
                *(pair for pair, inside in zip(found, within, strict=True) if inside),
                *(pair for pair, inside in zip(found, within, strict=True) if not inside),
            ]
            return Ordered(*_parted(found), sum(within), bounds[0].said)
    return None


def _end_of(question: str) -> int:
    most, least = _MOST.search(question), _LEAST.search(question)
    if (most is None) == (least is None):
        return 0
    return 1 if most else -1


def _kinds(statements: Sequence[Sentence]) -> list[str]:
    return [amount.kind for one in statements for amount in amounts_in(one.text)]


def _one_of_each(
    kind: str, end: int, subject: str, statements: Sequence[Sentence]
) -> list[tuple[Sentence, Amount]] | None:
    """Of each document a statement with an amount of this kind; ``None`` where one has none."""
    asked = terms(subject)
    by_title: dict[str, list[tuple[Sentence, Amount]]] = {}
    for one in statements:
        own = by_title.setdefault(one.title, [])
        same = [amount for amount in amounts_in(one.text) if amount.kind == kind]
        if same:
            pick = max if end >= 0 else min
            own.append((one, pick(same, key=lambda amount: amount.value)))
    if len(by_title) < 2 or not all(by_title.values()):
        return None
    return [
        max(own, key=lambda pair: len(terms(pair[0].text) & asked)) for own in by_title.values()
    ]


def _within(amount: Amount, bound: Amount) -> bool:
    if math.isinf(bound.low):
        return amount.high <= bound.high
    if math.isinf(bound.high):
        return amount.low >= bound.low
    return bound.low <= amount.low and amount.high <= bound.high


def _parted(
    found: Sequence[tuple[Sentence, Amount]],
) -> tuple[tuple[Sentence, ...], tuple[Amount, ...]]:
    return tuple(one for one, _ in found), tuple(amount for _, amount in found)


def said_of(one: Ordered, names: Mapping[str, str], words: Mapping[str, str]) -> str:
    """The line that answers before the statements: who, and with what."""
    asked_for = zip(one.statements[: one.first], one.amounts, strict=False)
    named = "; ".join(
        f"**{names[statement.title]}** ({amount.said}) [{statement.n}]"
        for statement, amount in asked_for
    )
    if not one.bound:
        return named
    number = words["count"].format(
        number=one.first, of=words["of"].format(total=len(one.statements)), what=one.bound
    )
    return f"{number}: {named}"
