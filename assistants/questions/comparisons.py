"""What a question compares: its sides, and the question as it is asked of each alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistants.questions.standing_alone.names import names
from retrieval.languages.detection import Language, language_of
from retrieval.languages.thesaurus import alternatives

MOST_SIDES = 6
# What is longer is half of the question, and no side of it.
_LONGEST_SIDE = 5

_LISTED = r"(?:,? (?:and|or|und|oder|et|ou|y|o)|,) "
_JOINS = (
    r"(?:,? (?:and|or|versus|vs\.?|with|to|than|und|oder|mit|zu|gegenüber|et|ou|avec|à|y|o|con)|,) "
)
_ARTICLE = r"(?:the|der|die|das|le|la|les|el) "
_BIG = r"[\w-]{0,60}[A-ZÀ-ÖØ-Þ][\w/-]{0,60}(?:\.\w{1,60}){0,8}"
_NAME = rf"{_BIG}(?: (?:{_BIG}|\d[\w/-]*))*"
# At the beginning of a question nothing tells a name from an ordinary word.
_FIRST_NAME = re.compile(rf"^\W*{_BIG}{_JOINS}")
_NAMES = re.compile(rf"{_NAME}(?:{_JOINS}(?:{_ARTICLE})?{_NAME})+")
_NAMES_LISTED = re.compile(rf"{_NAME}(?:{_LISTED}(?:{_ARTICLE})?{_NAME})+")
_SIDE = r"[^,:;.?!]+"
# "of" both sides stand for what is compared, in the first pattern that fits.
_PAIRS = tuple(
    re.compile(pattern.format(left=rf"(?P<left>{_SIDE}?)", right=rf"(?P<right>{_SIDE}?)"), re.I)
    for pattern in (
        r"{left} (?:versus|vs\.?|gegenüber|compared (?:with|to)|im vergleich (?:zu|mit)|"
        r"par rapport (?:à|aux?)) {right}(?=[,:;.?!]|$)",
        r"\b(?:between|zwischen|entre) {left} (?:and|und|et|y) {right}(?=[,:;.?!]|$)",
        r"\b(?:compare[rz]?|vergleiche?n?) {left} (?:and|with|to|und|mit|et|avec) "
        r"{right}(?=[,:;.?!]|$)",
        r"\bhow (?:do|does|is|are) {left} (?:and|from) {right} "
        r"(?:differ|different|treated|handled)",
        r"\bhow (?:do|does|is|are) {left} (?:differ|different) from {right}(?=[,:;.?!]|$)",
        r"\b(?:distinguish\w*|tells?) {left} (?:from|apart from) {right}(?=[,:;.?!]|$)",
        r"\b(?:for|to|in|with|für|bei|pour) {left} (?:than|or|oder|als|ou) "
        r"(?:for|to|in|with|für|bei|pour) {right}(?=[,:;.?!]|$)",
        r"[,:] {left} (?:or|oder|ou|o) {right}(?=[,:;.?!]|$)",
    )
)
_WHERE = re.compile(
    r" (?:in|during|for|with|under|at|on|bei|während|für|im|mit|en|chez|pendant|pour|durante|"
    r"para) ",
    re.I,
)
_OF_BOTH = re.compile(rf"(?P<side>{_BIG})(?P<rest>{_WHERE.pattern}.+)$", re.I)
_AGAINST_USUAL = re.compile(
    r"\b(?:how (?:do|does|is|are) |compare |difference between |differ\w* between )?(?:the )?"
    r"(?P<thing>[\w’' -]{3,60}?) "
    r"(?P<condition>(?:in|with|for|under|at|during|after|on) [^,;?]{3,80}?) "
    r"(?:compare[ds]?(?: with| to)?|differ\w*(?: from)?|versus|vs\.?|and|with|to|different from) "
    r"(?:the )?(?P<usual>usual|normal|standard|regular|recommended|ordinary)(?: ones?)?\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:please |bitte )?(?:(?:can|could) you )?(?:compare[rz]?|vergleiche?n?(?: sie)?|"
    r"(?:what(?: is|’s|'s) |was ist |quelle est )?(?:the |der |la )?(?:differences?|unterschied\w*|"
    r"différences?|comparison)(?: between| zwischen| entre| of)?)\s+",
    re.IGNORECASE,
)
_STANDS_FOR = re.compile(
    r"\s*\b(?:(?:from|than|to|with|as) (?:that|those) of|"
    r"als (?:der|die|das)(?:jenige)? von)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:for|of|in|at|to|with|from|für|von|bei|mit|pour|avec) )?"
    r"(?:an? |the |(?:de[rmn]|die|das|eine?[nmr]?) |(?:les?|la|une?|des?) )?",
    re.IGNORECASE,
)

Sides = tuple[tuple[str, str], ...]


def sides_of(question: str) -> Sides:
    """What a question compares, each with the question for that side alone; empty if unclear."""
    if usual := _usual(question):
        return usual
    if found := named_sides(question) or _scattered(question):
        return found
    for pattern in _PAIRS:
        if pair := pattern.search(question):
            bare = [_LEADING.sub("", pair[side].strip()) for side in ("left", "right")]
            end = pair.end("right")
            # "Qavoretin vs Nuxaprant in pregnancy": what stands behind both is asked of both.
            if (shared := _OF_BOTH.match(bare[1])) and not _WHERE.search(bare[0]):
                bare[1] = shared["side"]
                end -= len(shared["rest"])
            if all(0 < len(side.split()) <= _LONGEST_SIDE for side in bare):
                return _each_asked(bare, question, (pair.start("left"), end))
    return ()


def named_sides(question: str) -> Sides:
    """Names that stand together: "Qavoretin, Drovelimab and Nuxaprant"."""
    return _named(question, _NAMES)


def listed_names(question: str) -> Sides:
    """Names that stand together where nothing compares them: "mit" and "to" join no equals then.

    A word that everybody knows by other words is no name, however large it is written.
    """
    sides = _named(question, _NAMES_LISTED)
    written_large = language_of(question) is Language.GERMAN
    return () if written_large and any(alternatives(side) for side, _ in sides) else sides


def _named(question: str, pattern: re.Pattern[str]) -> Sides:
    found = pattern.search(question)
    if found is None or _FIRST_NAME.match(question):
        return ()
    parts = [part for part in re.split(_JOINS, found.group()) if part]
    bare = [re.sub(rf"^{_ARTICLE}", "", part) for part in parts]
    start = found.start()
    if not question[:start].strip(" ¿¡\"'“«") and " " in bare[0]:
        # "Do Qavoretin and ...": the first word of a question is written large whatever it is.
        first, _, bare[0] = bare[0].partition(" ")
        start += len(first) + 1
    return _each_asked(bare, question, (start, found.end()))


def _usual(question: str) -> Sides:
    """Something under a condition, beside what is usual: "the dose in the elderly and normally"."""
    found = _AGAINST_USUAL.search(question)
    if found is None:
        return ()
    thing, condition = found["thing"].strip(), found["condition"].strip()
    usual = f"{found['usual']} {thing}"
    return ((condition, f"{thing} {condition}"), (usual, usual))


def _scattered(question: str) -> Sides:
    """Names that stand apart: "How does Qavoretin's shelf life differ from that of Nuxaprant?"."""
    found = list(names(question))
    if language_of(question) is Language.GERMAN:
        found = [name for name in found if not alternatives(name)]
    # Where every noun is written large, large letters name nothing.
    if not 2 <= len(found) <= 3 or 2 * len(found) > len(question.split()):
        return ()
    words = _STANDS_FOR.sub("", question).split()
    return tuple(
        (side, " ".join(word for word in words if _bare(word) not in found or _bare(word) == side))
        for side in found
    )


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word.strip(",.;:?!()"))


def _each_asked(bare: Iterable[str], question: str, span: tuple[int, int]) -> Sides:
    distinct = list(dict.fromkeys(one.strip() for one in bare if one.strip()))
    if not 2 <= len(distinct) <= MOST_SIDES:
        return ()
    before, after = question[: span[0]], question[span[1] :]
    return tuple((side, _ASKS.sub("", f"{before}{side}{after}").strip()) for side in distinct)
