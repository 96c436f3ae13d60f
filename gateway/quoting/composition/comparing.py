"""Sets the sides of a comparison beside each other, each with what answers for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from gateway.calls import AnswerForm
from gateway.quoting.composition import layout, lists
from gateway.quoting.quotes import Quote
from gateway.quoting.reading import WEAKEST, Reading
from gateway.quoting.sentences import Sentence

# Of each side, what comes this close to its best sentence.
OF_SIDE = 0.85


async def compared(form: AnswerForm, reading: Reading, said: Mapping[str, str]) -> str:
    """Each side with what answers for it, or named as missing; empty where all are missing."""
    found: dict[str, list[Sentence]] = {}
    heading = ""
    rankings = {
        side: await reading.ranking(asked, reading.about(side)) for side, asked in form.sides
    }
    best = max(
        (ranking[0] for ranking in rankings.values() if ranking),
        key=lambda one: one.score,
        default=None,
    )
    if best is None or best.score < WEAKEST:
        return ""
    heading = best.sentence.above.split(" > ")[-1]
    tops = {id(quotes[0].sentence) for quotes in rankings.values() if quotes}
    for side, ranking in rankings.items():
        found[side] = _of_side(ranking, heading, tops)
    together = [one for quotes in found.values() for one in quotes]
    if all(one.kind == "row" for one in together):
        rows = {id(one): one for one in together}.values()
        return layout.plain(sorted(rows, key=lambda one: (one.n, one.place)), said)
    lines: list[str] = []
    for side, sentences in _by_statement(found).items():
        if not sentences:
            lines.append(f"- {said['missing'].format(side=side)}")
        lines += [layout.statement(one, side) for one in sentences]
    return "\n".join(lines)


def _of_side(ranking: Sequence[Quote], heading: str, tops: Set[int]) -> list[Sentence]:
    """What answers for one side; what answers best for another comes with its own side alone."""
    good = [quote for quote in ranking if quote.score >= WEAKEST]
    # What stands under the same heading as the other side's answer is the answer of this one.
    under = [
        quote
        for quote in ranking
        if heading
        and quote.sentence.above.split(" > ")[-1] == heading
        and (quote is ranking[0] or id(quote.sentence) not in tops)
    ]
    if under and (not good or under[0].score >= 0.7 * good[0].score):
        good = under
    near = [quote.sentence for quote in good if quote.score >= OF_SIDE * good[0].score]
    near = [one for place, one in enumerate(near) if not place or id(one) not in tops]
    return sorted(near[: lists.OF_EACH], key=lambda one: (one.n, one.place))


def _by_statement(found: Mapping[str, list[Sentence]]) -> dict[str, list[Sentence]]:
    """Sides that the same sentences speak of stand together."""
    sides: dict[tuple[object, ...], list[str]] = {}
    for side, sentences in found.items():
        key = tuple((one.n, one.text) for one in sentences) or (side,)
        sides.setdefault(key, []).append(side)
    return {" / ".join(names): found[names[0]] for names in sides.values()}
