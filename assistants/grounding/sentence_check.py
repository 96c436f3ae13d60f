"""Which passages a sentence is compared with: those that it cites, else the nearest ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistants.grounding.checking import Comparison, Outcome
from assistants.grounding.claims import claim_of
from assistants.grounding.lead_ins import claiming
from assistants.grounding.material import Material, material_of
from assistants.grounding.prompt_injection import Obedience
from assistants.grounding.reading.words import plain, stem
from assistants.grounding.sentences import MARKER
from assistants.verdicts import Reason, Verdict
from retrieval.parsing import footnotes
from retrieval.passages import Passage

_LABEL = re.compile(r"^\s*(?:\*\*)?\(?(\d{1,3})[.)](?:\*\*)?\s+")
_NO_CLAIM = Outcome(Verdict.NO_CLAIM, Reason.NONE)
# So many passages are tried for a sentence that cites none.
_TRIED = 3


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as the model wrote it (``raw``), without markers (``bare``), and as it is read.

    ``cited`` are the numbers of the passages that it points to.
    """

    raw: str
    bare: str
    text: str
    cited: tuple[int, ...]


class SentenceCheck:
    """Checks the sentences of one answer, in their order.

    ``asked`` is the question in all its forms; ``given`` are sentences that the department gave the
    model to say.
    """

    def __init__(
        self, passages: Sequence[Passage], asked: Sequence[str], given: Sequence[str]
    ) -> None:
        self._passages = passages
        self._given = [_squeezed(plain(text)) for text in given]
        self._materials: list[Material] = [material_of(passage) for passage in passages]
        self._comparison = Comparison(self._materials, asked)
        self._obedience = Obedience(self._materials, asked)
        self._label = 0
        self._in_table = False

    @property
    def orders(self) -> bool:
        """Whether a passage gives orders to the model."""
        return self._obedience.any

    def knows(self, word: str) -> bool:
        """Whether a passage has the word, in whatever form."""
        return any(stem(word) in each.words for each in self._materials)

    def read(self, raw: str) -> Written:
        """Read a sentence as the page will show it."""
        bare, cited = self._without_markers(raw)
        text = plain(footnotes.without(self._without_label(bare)))
        return Written(raw, bare, text.strip(), cited)

    def pass_by(self, raw: str) -> None:
        """Note a line without a word: it may belong to a table."""
        self._in_table = self._in_table or raw.lstrip().startswith("|")

    def outcome(self, written: Written) -> tuple[Outcome, tuple[int, ...]]:
        """The verdict on a sentence, and the passages that it rests on."""
        raw, text, cited = written.raw, written.text, written.cited
        in_table, self._in_table = self._in_table, raw.lstrip().startswith("|")
        if self._obedience.repeats(text):
            return Outcome(Verdict.UNVERIFIED, Reason.INSTRUCTION), cited
        if any(_squeezed(text) in given for given in self._given):
            return _NO_CLAIM, cited
        text = claiming(text)
        heads_table = self._in_table and not in_table
        claim = "" if heads_table else claim_of(raw, text)
        if not claim:
            invented = self._comparison.invented(text)
            return (Outcome(Verdict.UNVERIFIED, invented) if invented else _NO_CLAIM), cited
        if claim != text and (invented := self._comparison.invented(text)):
            return Outcome(Verdict.UNVERIFIED, invented), cited
        if cited:
            outcome = self._comparison.outcome(claim, self._at(cited))
            return self._or_elsewhere(outcome, claim, cited), cited
        return self._uncited(claim)

    def _or_elsewhere(self, outcome: Outcome, claim: str, cited: tuple[int, ...]) -> Outcome:
        """Tell where a claim stands in a passage that it does not cite: the citation is wrong."""
        if outcome.verdict is not Verdict.UNVERIFIED or outcome.reason is Reason.CITATION:
            return outcome
        for n in self.nearest(claim):
            if n not in cited:
                other = self._comparison.outcome(claim, self._at((n,)))
                if other.verdict is Verdict.VERIFIED and other.reason is Reason.SUPPORTED:
                    return Outcome(Verdict.UNVERIFIED, Reason.CITATION)
        return outcome

    def _uncited(self, claim: str) -> tuple[Outcome, tuple[int, ...]]:
        nearest = self.nearest(claim)
        tried: list[tuple[int, ...]] = [(n,) for n in nearest]
        if len(nearest) > 1:
            tried.append((nearest[0], nearest[1]))
        first: Outcome | None = None
        for numbers in tried:
            outcome = self._comparison.outcome(claim, self._at(numbers))
            if outcome.verdict is Verdict.VERIFIED:
                return outcome, numbers
            first = first or outcome
        return first or Outcome(Verdict.UNVERIFIED, Reason.CITATION), ()

    def nearest(self, claim: str) -> list[int]:
        return [at + 1 for at in self._comparison.nearest(claim)[:_TRIED]]

    def _at(self, numbers: Sequence[int]) -> list[Material]:
        return [self._materials[n - 1] for n in numbers]

    def _without_markers(self, raw: str) -> tuple[str, tuple[int, ...]]:
        """A sentence as it is read, and the passages that it cites; other markers are not shown."""
        cited: dict[int, None] = {}
        parts, end = [], 0
        for match in MARKER.finditer(raw):
            numbers = [int(n) for n in re.split(r"[,;\s]+", match[1])]
            known = [n for n in numbers if 1 <= n <= len(self._passages)]
            cited.update(dict.fromkeys(known))
            before = raw[end : match.start()]
            parts += [before.rstrip(), " "] if known else [before.rstrip()]
            end = match.end()
        text = "".join([*parts, raw[end:]])
        return re.sub(r" +([.,;:!?])", r"\1", text), tuple(cited)

    def _without_label(self, bare: str) -> str:
        """A list item without its number, where that counts on from the one before."""
        label = _LABEL.match(bare)
        if label is None:
            return bare
        if int(label[1]) not in (1, self._label + 1):
            return bare
        self._label = int(label[1])
        return bare[label.end() :]


def _squeezed(text: str) -> str:
    return " ".join(text.casefold().split())
