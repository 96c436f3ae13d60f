"""Chooses all statements that a list needs, where `quotes` chooses the few that answer best."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gateway.quoting.quotes import NEARNESS, Quote
from gateway.quoting.sentences import LONGEST, Sentence
from gateway.quoting.terms import terms

# A document is asked about too when its best sentence comes this close to the best of all.
ACROSS = 0.72
OF_EACH = 2
# Under the same heading of a document of the same kind, less is enough.
SISTER = 0.5
# Under the heading that the question is about, nearly everything belongs to it.
UNDER = 0.7
# In a short section everything belongs to what was asked, but for what is far from it.
SHORT = 6
SHORT_DOCUMENT = 12
FAR = 0.35
CLOSE = 0.6
_LABELLED = re.compile(r"^([^:;.]{2,60}): (.+)$", re.DOTALL)
_NUMBERED = re.compile(r"^([^\W\d_]{2,}(?: [^\W\d_]+)?) (\d{1,3}|[IVX]{1,4}[AB]?|[A-Z])\b")
_NEGATIVE = re.compile(
    r"^(?:none|no|n/?a|nil|not \w+|keine?[rs]?|nein|aucune?|non|néant|ninguno|ninguna|[-–—])[. ]*$",
    re.IGNORECASE,
)
# Short things one after the other: "minor, major or critical", "nausea (6.1%), itch (3%), rash".
_THING = r"[\w’'-]+(?: [\w’'-]+){0,3}(?: \([^)]*\))?"
_SERIES = re.compile(
    rf"(?:[\w’'-]+|\([^)]*\))((?:, {_THING})+),? (?:and|or|und|oder|et|ou|y|o) {_THING}"
    rf"|(?:[\w’'-]+|\([^)]*\))((?:, {_THING}){{2,}})",
)

_NAME = r"(?=[\w-]*[-\dA-Z])[\w-]+"
_NAMED = re.compile(rf"([^\W\d_]+) ({_NAME}(?:, {_NAME})*,? (?:and|or|und|oder|et|ou|y|o) {_NAME})")


def all_of(
    ranking: Sequence[Quote], among: Sequence[Sentence], subject: str = "", *, ranges: bool = False
) -> list[Sentence]:
    """Every statement on the ``subject``: of each document that answers, or of the one section.

    ``ranges`` tells that it is asked of several things, none of which is named.
    """
    if not ranking:
        return []
    top = ranking[0]
    score = {id(quote.sentence): quote.score for quote in ranking}
    best: dict[str, Quote] = {}
    for quote in ranking:
        best.setdefault(quote.sentence.title, quote)
    kind = terms(top.sentence.title)
    near = {
        title: quote
        for title, quote in best.items()
        # What is of another kind answers as well only where it answers as well.
        if quote.score >= (ACROSS if kind & terms(title) else NEARNESS) * top.score
    }
    if len(near) < 2:
        sisters = _sisters(top, ranking) if ranges else {}
        if not sisters:
            return _section(top.sentence, among, score, subject)
        near |= sisters
    heading = shared_heading([quote for quote in ranking if quote.sentence.title in near])
    found: list[Sentence] = []
    for title in dict.fromkeys(one.title for one in among):
        own = [one for one in among if one.title == title]
        under = [one for one in own if heading and _heading(one) == heading]
        if under and one_of_kind(title, near):
            found += _best(under, score, UNDER * max(score.get(id(one), 0.0) for one in under))
        elif title in near:
            found += _best(own, score, NEARNESS * near[title].score)
    return _without_repeats(found)


def _sisters(top: Quote, ranking: Sequence[Quote]) -> dict[str, Quote]:
    """What documents of the same kind say under the heading of the best statement."""
    heading, kind = _heading(top.sentence), terms(top.sentence.title)
    found: dict[str, Quote] = {}
    for quote in ranking if heading else ():
        one = quote.sentence
        alike = _heading(one) == heading and bool(kind & terms(one.title))
        if alike and quote.score >= SISTER * top.score:
            found.setdefault(one.title, quote)
    return found if len(found) > 1 else {}


def labelled(
    subject: str, ranking: Sequence[Quote], among: Sequence[Sentence]
) -> tuple[list[Sentence], int]:
    """Statements such as ``Boxed warning: none`` of several documents, and how many are not "none".

    Those that count come first; nothing where the best statements have no such form, or speak of
    something else than ``subject``.
    """
    for quote in ranking[:3]:
        match = _LABELLED.match(quote.sentence.text)
        if match is None or not terms(match[1]) <= terms(subject):
            continue
        same = [one for one in among if (m := _LABELLED.match(one.text)) and m[1] == match[1]]
        titles = {one.title for one in same}
        if len(titles) < 2:
            continue
        same = list({one.title: one for one in reversed(same)}.values())[::-1]
        same.sort(key=_denies)
        return same, sum(1 for one in same if not _denies(one))
    return [], 0


def numbered(ranking: Sequence[Quote], among: Sequence[Sentence]) -> list[Sentence]:
    """Statements such as ``Severity 1: ...`` and ``Severity 2: ...`` of one document, in order."""
    for quote in ranking[:3]:
        first = _NUMBERED.match(quote.sentence.text)
        if first is None:
            continue
        same = {
            match[2]: one
            for one in reversed(among)
            if one.title == quote.sentence.title
            and one.kind not in {"list", "row"}
            and (match := _NUMBERED.match(one.text))
            and match[1] == first[1]
        }
        if len(same) > 1:
            return sorted(same.values(), key=lambda one: (one.n, one.place))
    return []


def named_after(subject: str, sentence: Sentence) -> int:
    """How many names stand behind the thing that is counted: "gateway vpn-eu or vpn-us" has 2."""
    thing = next(iter(subject.split()), "")
    for found in _NAMED.finditer(sentence.text[:LONGEST]):
        if terms(found[1]) and terms(found[1]) == terms(thing):
            return found[2].count(", ") + 2
    return 0


def items_in(sentence: Sentence) -> int:
    """How many things a sentence or a list names one after the other; 0 where it names none."""
    if items := sentence.text.count("\n- "):
        return items
    found = [
        match[1].count(", ") + 2 if match[1] else (match[2] or "").count(", ") + 1
        for match in _SERIES.finditer(sentence.text[:LONGEST])
        if match[1] or match[2]
    ]
    return max(found, default=0)


def with_section(quoted: Sequence[Sentence], among: Sequence[Sentence]) -> list[Sentence]:
    """The whole of a short section that the best quote stands in, in order, then the others."""
    top = quoted[0]
    own = [
        one
        for one in among
        if (one.n, one.above) == (top.n, top.above) and one.kind not in {"list", "row", "fragment"}
    ]
    if top not in own or len(own) > SHORT:
        return list(quoted)
    own.sort(key=lambda one: one.place)
    # A longer quote may hold what stands in the section as several.
    return _without_repeats([*own, *(one for one in quoted if one.n != top.n)])


def shared_heading(ranking: Sequence[Quote]) -> str:
    """The heading of at least two documents under which they answer best, else none."""
    best: dict[str, dict[str, float]] = {}
    for quote in ranking:
        if heading := _heading(quote.sentence):
            best.setdefault(heading, {}).setdefault(quote.sentence.title, quote.score)
    of_several = {heading: own for heading, own in best.items() if len(own) > 1}
    return max(of_several, key=lambda name: sum(of_several[name].values()), default="")


def one_of_kind(title: str, near: Mapping[str, Quote]) -> bool:
    """Whether a document is of a kind with those that answer: its title shares words with one's."""
    words = set(title.casefold().split())
    return any(title == other or words & set(other.casefold().split()) for other in near)


def _heading(one: Sentence) -> str:
    return one.above.split(" > ")[-1].casefold().strip()


def _denies(one: Sentence) -> bool:
    match = _LABELLED.match(one.text)
    return match is not None and _NEGATIVE.match(match[2]) is not None


def _best(own: Sequence[Sentence], score: Mapping[int, float], least: float) -> list[Sentence]:
    good = [one for one in own if score.get(id(one), 0.0) >= least]
    good.sort(key=lambda one: -score.get(id(one), 0.0))
    return sorted(good[:OF_EACH], key=lambda one: (one.n, one.place))


def _section(
    top: Sentence, among: Sequence[Sentence], score: Mapping[int, float], subject: str
) -> list[Sentence]:
    """What stands with the best statement under its heading, in reading order.

    Of a short document that is asked about by name, that is all of it.
    """
    least = score[id(top)]
    if top.kind == "list":
        return [top]
    if whole := next(
        (
            one
            for one in among
            if one.kind == "list"
            and one.n == top.n
            and (one.text.startswith(top.text) or f"\n- {top.text}" in one.text)
        ),
        None,
    ):
        return [whole]
    own = [one for one in among if one.title == top.title and one.kind != "list"]
    if not (_names(subject, top.title) and len(own) <= SHORT_DOCUMENT):
        own = [one for one in own if one.above == top.above and one.n == top.n]
    own = own or [top]
    part = FAR if len(own) <= SHORT else CLOSE
    kept = [one for one in own if score.get(id(one), 0.0) >= part * least]
    others = [
        one
        for one in among
        if one.n != top.n and score.get(id(one), 0.0) >= NEARNESS * least and one.kind != "list"
    ]
    others = [one for one in others if one not in kept]
    return _without_repeats([*sorted(kept, key=lambda one: (one.n, one.place)), *others])


def _names(subject: str, title: str) -> bool:
    """Whether most words of a title stand in a subject; identifiers say nothing of it."""
    said = [word for word in title.split() if word.isalpha() and not word.isupper()]
    of_title = terms(" ".join(said))
    return len(of_title & terms(subject)) * 2 > len(of_title)


def _without_repeats(found: Sequence[Sentence]) -> list[Sentence]:
    kept: dict[tuple[str, str], Sentence] = {}
    for one in found:
        kept.setdefault((one.title, one.text), one)
    return list(kept.values())
