"""What a model writes on its way to the person, sentence by sentence, each checked before it goes.

The first words of a sentence go on at once as long as they can do no harm: words in small letters.
What could be a number, a name or a code waits with all that follows it until its sentence is
complete. Where a passage gives orders to the model, nothing goes on before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistants.grounding import marks
from assistants.grounding.checking import Outcome
from assistants.grounding.judging import Judge, Judgement
from assistants.grounding.reading.units import NUMBER_WORDS, RATES
from assistants.grounding.reading.words import EMPTY, WORD, language_of
from assistants.grounding.sentence_check import SentenceCheck
from assistants.grounding.sentences import SentenceCutter
from assistants.profiles import Unverified
from assistants.verdicts import CheckedSentence, Grounding, Reason, Verdict
from retrieval.passages import Passage

_HARMLESS = re.compile(
    r"\s*(?:([^\W\d_]+(?:['’-][^\W\d_]+)*),?|[\[【]\s*\d{1,3}(?:[,;\s]+\d{1,3}){0,7}\s*[\]】])(?=\s)"
)
_FAILED = (Verdict.UNVERIFIED, Verdict.CONTRADICTED)
# So many letters tell the language of an answer.
_TELLING = 600


class AnswerWithdrawnError(Exception):
    """A sentence does not hold, and the department wants no such answer; ``grounding`` says why."""

    def __init__(self, grounding: Grounding) -> None:
        super().__init__("A sentence could not be verified. The answer was withdrawn.")
        self.grounding = grounding


@dataclass(slots=True)
class _Said:
    """A complete sentence that waits for its turn. ``released`` letters of it went on already."""

    raw: str
    checked: CheckedSentence
    cited: tuple[int, ...]
    language: str
    released: int = 0
    judgement: Judgement | None = None


class CheckedText:
    """One model's text. ``asked`` is the question in all its forms, ``language`` the assistant's.

    ``given`` are sentences that the department gave the model to say.

    ``feed`` raises `AnswerWithdrawnError`.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        asked: Sequence[str],
        policy: Unverified,
        language: str,
        *,
        judge: Judge | None = None,
        given: Sequence[str] = (),
    ) -> None:
        self._passages = passages
        self._asked = asked
        self._policy = policy
        self._language = language
        self._judge = judge
        self._check = SentenceCheck(passages, asked, given)
        self._cutter = SentenceCutter()
        self._released = 0
        self._written = ""
        self._waiting: list[_Said] = []
        self._sentences: list[CheckedSentence] = []

    @property
    def grounding(self) -> Grounding:
        """The verdicts so far; citations are the passages as sent."""
        return Grounding(tuple(self._sentences))

    def feed(self, text: str) -> str:
        """Take a piece of the model's text; return what may go on now."""
        for sentence in self._cutter.feed(text):
            self._take(sentence)
        return self._settled() + self._early()

    async def judged(self) -> None:
        """Wait until every sentence is judged, the last one too; the text is over."""
        if self._judge is None:
            return
        if rest := self._cutter.close():
            self._take(rest)
        for said in self._waiting:
            if said.judgement is not None:
                await said.judgement.wait()

    def close(self) -> str:
        """Return what was held back; what is not judged by now goes by its words."""
        if rest := self._cutter.close():
            self._take(rest)
        self.abandon()
        shown = self._settled()
        obeyed = any(one.reason is Reason.INSTRUCTION for one in self._sentences)
        if obeyed and not self.grounding.verified and self._passages:
            numbered = list(enumerate(self._passages, 1))
            if quoted := marks.quote(" ".join(self._asked), numbered):
                shown = f"{shown.rstrip()}\n\n{marks.lead(self._spoken())} {quoted}"
        return shown

    def abandon(self) -> None:
        """Wait for no judgement any more."""
        for said in self._waiting:
            if said.judgement is not None:
                said.judgement.abandon()

    def _take(self, raw: str) -> None:
        released, self._released = self._released, 0
        if WORD.search(raw) is None:
            self._check.pass_by(raw)
            self._waiting.append(_Said(raw, _BLANK, (), self._language, released))
            return
        written = self._check.read(raw)
        outcome, found = self._check.outcome(written)
        text = written.bare.strip(" |\n\t")
        checked = CheckedSentence(text, found, outcome.verdict, outcome.reason)
        self._written = f"{self._written} {written.text}"[-_TELLING:]
        said = _Said(raw, checked, written.cited, self._spoken(), released)
        if self._judge is not None and outcome.reason in _JUDGED:
            numbers = found or self._check.nearest(written.text)
            sources = [self._passages[n - 1].text for n in numbers]
            said.judgement = self._judge.begin(written.text, sources)
        self._waiting.append(said)

    def _spoken(self) -> str:
        """The language of the answer as far as it is written, else the assistant's."""
        return language_of(self._written) or self._language

    def _settled(self) -> str:
        """The sentences at the front that need not wait, as they are shown."""
        shown: list[str] = []
        while self._waiting and not self._still_judged(self._waiting[0]):
            said = self._waiting.pop(0)
            if said.judgement is not None:
                outcome = said.judgement.outcome(Outcome(said.checked.verdict, said.checked.reason))
                said.checked = replace(said.checked, verdict=outcome.verdict, reason=outcome.reason)
            shown.append(self._shown(said))
        return "".join(shown)

    @staticmethod
    def _still_judged(said: _Said) -> bool:
        return said.judgement is not None and not said.judgement.done

    def _shown(self, said: _Said) -> str:
        if said.checked is _BLANK:
            return said.raw[said.released :]
        text, shown = self._by_policy(said)
        self._sentences.append(replace(said.checked, shown=shown))
        if self._policy == "withdraw" and said.checked.verdict in _FAILED:
            sentences = tuple(replace(one, shown=False) for one in self._sentences)
            raise AnswerWithdrawnError(Grounding(sentences, withdrawn=True))
        return text

    def _by_policy(self, said: _Said) -> tuple[str, bool]:
        """What is shown of a sentence beyond what went on already, and whether it is shown."""
        checked, rest = said.checked, said.raw[said.released :]
        space_before = " " if said.released else ""
        if checked.verdict is Verdict.NO_CLAIM:
            return rest, True
        if checked.verdict is Verdict.VERIFIED:
            inherited = checked.citations if not said.cited else ()
            for n in inherited[:1]:
                rest = marks.with_marker(rest, n)
            return rest, True
        if checked.reason is Reason.INSTRUCTION:
            return space_before + marks.left_out(said.raw, said.language, told=True), False
        if self._policy == "quote":
            numbers = checked.citations or range(1, len(self._passages) + 1)
            chosen = [(n, self._passages[n - 1]) for n in numbers]
            space = said.raw[len(said.raw.rstrip()) :] or " "
            quoted = marks.quote(checked.text, chosen)
            if quoted:
                return f"{quoted}{space}", False
            return marks.left_out(said.raw, said.language, told=False), False
        return marks.marked(rest, checked.verdict, said.language), True

    def _early(self) -> str:
        """The beginning of the sentence that is being written, as far as it can do no harm."""
        held = self._cutter.held
        if (
            self._policy != "mark"
            or self._check.orders
            or self._waiting
            or held.lstrip().startswith(("|", "`"))
        ):
            return ""
        at = self._released
        while (match := _HARMLESS.match(held, at)) is not None and self._is_harmless(
            match[1], first=not held[:at].strip()
        ):
            at = match.end()
        text, self._released = held[self._released : at], at
        return text

    def _is_harmless(self, word: str | None, *, first: bool) -> bool:
        if word is None:
            return True
        small = word.casefold()
        if small in NUMBER_WORDS or small in RATES or "-" in word:
            return False
        if word == small or small in EMPTY:
            return True
        return first and self._check.knows(small)


_BLANK = CheckedSentence("", (), Verdict.NO_CLAIM, Reason.NONE)
_JUDGED = (Reason.SUPPORTED, Reason.WORDING, Reason.OTHER_LANGUAGE)
