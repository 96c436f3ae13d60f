"""Takes the thoughts of a model out of what it writes, as it arrives.

Reasoning models think before they answer. Where the server does not set the thoughts apart, they
stand in the text: between marks, or with the end mark alone where the prompt's template has
written the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gateway.output.kept_thoughts import KeptThoughts
from gateway.output.spoken_of import beside, in_a_sentence, in_a_span
from gateway.output.thought_blocks import ThoughtBlocks
from gateway.output.thought_marks import MARK, Mark, mark_of, unfinished_from

_STEP = re.compile(rf"(?P<line>\n)|(?P<ticks>`{{1,50}})|(?P<mark>{MARK.pattern})", re.IGNORECASE)
# Every step has one of these, which are found in a tenth of the time.
_MAY_STEP = re.compile(r"[\n`<\[◁(（【]|-->|assistantfinal")
_FENCE = re.compile(r"[ \t]*(?P<fence>`{3,}|~{3,})(?P<info>.*)")
_SET_IN = ("    ", "\t")
_MOST_OF_A_LINE = 200
_LONGEST_RUN = 50
# Nobody thinks so deep; each end is looked for among all that are open.
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Passed:
    """What may be shown; ``void`` tells that all that was shown before were thoughts."""

    text: str
    void: bool = False


class ThoughtFilter:
    """Passes on what is no thought.

    Thoughts stand between marks, nested ones included. What has no end is thought to the last. An
    end without a beginning tells that all before it was thought, unless thoughts with both marks
    came before and nothing comes after. A mark in code, in quotation marks or in brackets is spoken
    of, and stays. What some set around the answer itself (``<answer>``) goes.

    A mark in the middle of a sentence that nothing ends is spoken of as well. ``kept`` are the
    thoughts themselves, for whoever wants them.

    ``waits`` holds everything back until an end mark or the end of the answer: for a model that is
    known to write no mark where its thoughts begin. ``began_without_mark`` and ``has_thoughts``
    tell what was found so far.
    """

    def __init__(self, *, waits: bool = False) -> None:
        self._waits = waits
        self._rest = ""
        self._open: list[str] = []
        self._out: list[str] = []
        self._held: list[str] = []
        self._void = False
        self._shows = False
        self._line = ""
        self._last = "\n"
        self._span = 0
        self._fence = ""
        self._since: list[str] | None = None
        self._around = ""
        self._after_gap = False
        self._quoted = 0
        # What was shown before the last end without a beginning, where that may have been too much.
        self._before: list[str] = []
        self._said: list[str] = []
        self._blocks = ThoughtBlocks()
        # What follows a mark in the middle of a sentence, which is no thought if nothing ends it.
        self._aside: list[str] | None = None
        self.kept = KeptThoughts()
        self.began_without_mark = False
        self.has_thoughts = False

    @property
    def is_open(self) -> bool:
        """Whether thoughts have begun that have not ended."""
        return bool(self._open)

    def feed(self, text: str) -> Passed:
        """Take the next piece; what could be the beginning of a mark is held back."""
        return self._pass(text, last=False)

    def close(self, *, cut: bool = False) -> Passed:
        """Take the end of the answer; ``cut`` where the model would have written on."""
        passed = self._pass("", last=True)
        if self._open and self._aside is not None and not cut:
            self._open, aside = [], "".join(self._aside)
            self.kept.take_back(aside)
            passed = Passed(passed.text + aside, passed.void)
        if self._fence and self._since is not None and not self._open:
            # The fence never ended, so the end mark in it was no code.
            self.began_without_mark = True
            return Passed("".join(self._since), void=True)
        if self._before and not self._shows and not passed.text.strip():
            return Passed("".join(self._before), void=True)
        held, self._held = "".join(self._held), []
        return Passed(held + passed.text, passed.void)

    def _pass(self, text: str, *, last: bool) -> Passed:
        self._rest += self._blocks.feed(text, last=last)
        self._out, self._void = [], False
        end = len(self._rest) if last else self._ready()
        place = 0
        steps = _MAY_STEP.search(self._rest) is not None
        while (
            steps and (found := _STEP.search(self._rest, place)) is not None and found.start() < end
        ):
            self._say(self._rest[place : found.start()])
            place = found.start()
            if not self._step(found, last=last):
                end = place
                break
            place = found.end()
        self._say(self._rest[place:end])
        self._rest = self._rest[max(place, end) :]
        if self._waits:
            self._held += self._out
            self._out = []
        return Passed("".join(self._out), self._void)

    def _ready(self) -> int:
        """Up to where nothing can change any more by what comes next."""
        end = self._rest[-_LONGEST_RUN:]
        ticks = len(end) - len(end.rstrip("`"))
        return min(
            unfinished_from(self._rest),
            len(self._rest) - (ticks if ticks < _LONGEST_RUN else 0),
        )

    def _step(self, found: re.Match[str], *, last: bool) -> bool:
        """Take a line's end, a run of backticks, or a mark; false where more has to be known."""
        if found["line"]:
            self._say("\n")
            self._end_line()
            return True
        if found["ticks"]:
            self._say(found[0])
            run = len(found[0])
            self._span = run if not self._span else 0 if self._span == run else self._span
            return True
        return self._take_mark(found, mark_of(found), last=last)

    def _take_mark(self, found: re.Match[str], mark: Mark, *, last: bool) -> bool:
        counts = not mark.within or mark.name in self._open
        spoken_of = self._is_spoken_of(found, mark, last=last) if counts else True
        aside: bool | None = False
        if counts and not self._open:
            aside = in_a_sentence(self._line, self._rest, found.end(), last=last)
        if spoken_of is None or aside is None:
            return False
        if mark.around and self._is_around(mark):
            return True
        early = not (self._shows or mark.around)
        spoken_of = spoken_of or (mark.weak and aside)
        if spoken_of or not (mark.anywhere or self._open or early):
            self._say(found[0])
            return True
        begins = not (self._open or self._fence or mark.ends or mark.empty)
        self._cross(mark, found[0])
        if begins:
            self._aside = [] if aside else None
        if self._aside is not None:
            self._aside.append(found[0])
        return True

    def _is_around(self, mark: Mark) -> bool:
        """Whether a mark stands around the answer itself, and not in it."""
        if self._open or mark.empty:
            return False
        if not mark.ends:
            if self._shows or self._around:
                return False
            self._around = mark.name
            return True
        return mark.name == self._around

    def _is_spoken_of(self, found: re.Match[str], mark: Mark, *, last: bool) -> bool | None:
        """Whether a mark is quoted and not used; ``None`` where what follows will tell."""
        rest, end = self._rest, found.end()
        span = "`" * self._span
        if not span and not self._open and self._line.count("<code") > self._line.count("</code"):
            span = "</code"
        if span:
            return in_a_span(rest, end, span, mark, self._last, last=last)
        if self._is_in_a_block():
            self._quoted += -1 if mark.ends else 1
            return self._quoted >= 0
        return beside(rest, end, mark, self._last, last=last)

    def _is_in_a_block(self) -> bool:
        """Whether this line is of a block of code that is set in, which follows an empty line."""
        is_set_in = self._line.startswith(_SET_IN)
        return is_set_in and self._after_gap and self._shows and not (self._open or self._fence)

    def _cross(self, mark: Mark, written: str) -> None:
        """Go into thoughts, or out of them."""
        if self._fence and not self._open:
            self._say(written)
            if mark.ends:
                self._since = []
            return
        had_whole = self.has_thoughts and not self.began_without_mark
        self.has_thoughts = True
        if mark.empty:
            return
        if not mark.ends:
            if len(self._open) < _DEEPEST:
                self._open.append(mark.name)
        elif self._open:
            # Some models end with another mark than they began with.
            same = [n for n, name in enumerate(self._open) if name == mark.name]
            del self._open[same[-1] if same else -1 :]
            if not self._open:
                self._waits, self._out = False, [*self._held, *self._out]
                self._held = []
        else:
            self._void = self._void or bool(self._said)
            self._before = self._said if had_whole else []
            for each in self._said:
                self.kept.add(each)
            self._said = []
            self.began_without_mark = True
            self._out, self._held, self._waits, self._shows = [], [], False, False
            self._line, self._fence, self._since = "", "", None

    def _say(self, text: str) -> None:
        if not text:
            return
        self._last = text[-1]
        if self._open:
            self.kept.add(text)
            if self._aside is not None:
                self._aside.append(text)
            return
        if text != "\n" and len(self._line) < _MOST_OF_A_LINE:
            self._line += text
        self._shows = self._shows or not text.isspace()
        self._out.append(text)
        self._said.append(text)
        if self._since is not None:
            self._since.append(text)

    def _end_line(self) -> None:
        self._span = 0
        if self._open:
            return
        line, self._line = self._line, ""
        self._after_gap = not line.strip() or (self._after_gap and line.startswith(_SET_IN))
        self._quoted = self._quoted if self._after_gap else 0
        found = _FENCE.fullmatch(line)
        if found is None:
            return
        if not self._fence:
            self._fence, self._since = found["fence"], None
        elif line.strip().startswith(self._fence) and not found["info"].strip():
            self._fence, self._since = "", None
