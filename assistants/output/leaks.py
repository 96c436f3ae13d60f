"""Watching what a model writes for the assistant's own instructions.

Words are compared without case, accents, punctuation and Markdown, long stretches also letter by
letter; what is translated, paraphrased or encoded (base64, say) gets past.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistants.output import word_comparison
from assistants.output.word_comparison import EMPTY, WORD, counts, plain

# So many words in a row are repeated and not said by chance, if so many of them say something:
# "I must say that the approved documents do not cover it" is an answer.
LEAK_WORDS = 8
LEAK_TELLING = 5
LEAK_LETTERS = 60
# A stretch of a random name, such as the fence, that nobody writes by chance.
SECRET = 12
# In whatever is as long there is one whole block of half the length, counted from a name's start.
_BLOCK = SECRET // 2
# So many short stretches give the whole away, whatever stands between them.
FRAGMENT = 4
MOST_FRAGMENTS = 24
_RECENT = 40
_LONGEST_WORD = 100
_QUOTED = re.compile(r'"([^"]+)"|“([^“”]+)”|«([^«»]+)»|„([^„“”]+)[“”]')


class InstructionsRepeatedError(Exception):
    """The model repeats its instructions; what it wrote must not go on to the person."""

    def __init__(self) -> None:
        super().__init__("The model repeated its instructions. The answer was withheld.")


@dataclass(frozen=True, slots=True)
class Instructions:
    """A system message, ready to be compared with.

    ``pairs`` are the places of the second of two words in a row, and ``following`` the words that
    come behind one. ``letters`` are its stretches of `LEAK_LETTERS` letters, nothing between them;
    ``random`` are its words that nobody writes by chance.
    """

    words: tuple[str, ...]
    pairs: Mapping[tuple[str, str], tuple[int, ...]]
    following: Mapping[str, frozenset[str]]
    telling: tuple[str, ...]
    letters: frozenset[str]
    random: tuple[str, ...]

    def tells(self, beginning: str) -> bool:
        """Whether a word that says something begins like this."""
        at = bisect_left(self.telling, beginning)
        return at < len(self.telling) and self.telling[at].startswith(beginning)


@lru_cache(maxsize=64)
def read(text: str) -> Instructions:
    """Make instructions comparable; a prompt is read once, and not for every turn."""
    words = tuple(word_comparison.words(text))
    pairs: dict[tuple[str, str], list[int]] = {}
    following: dict[str, set[str]] = {word: set() for word in words}
    for place, (word, behind) in enumerate(pairwise(words), start=1):
        pairs.setdefault((word, behind), []).append(place)
        following[word].add(behind)
    return Instructions(
        words,
        {pair: tuple(found) for pair, found in pairs.items()},
        {word: frozenset(found) for word, found in following.items()},
        tuple(sorted(following.keys() - EMPTY)),
        frozenset(_stretches(word_comparison.letters(text), LEAK_LETTERS)),
        tuple(dict.fromkeys(word for word in words if _is_random(word))),
    )


def quoted(prompt: str) -> list[str]:
    """What a prompt puts into quotation marks: the model is meant to say it."""
    paragraphs = (part for part in prompt.split("\n\n") if part.count('"') % 2 == 0)
    return ["".join(groups) for part in paragraphs for groups in _QUOTED.findall(part)]


class LeakGuard:
    """Holds back what may become a repetition, and raises `InstructionsRepeatedError` when it is.

    ``known`` is what the model may repeat: passages, question, history. ``fence`` is the random
    name that the passages are fenced off with.
    """

    def __init__(self, instructions: Instructions, known: Collection[str], fence: str = "") -> None:
        self._instructions = instructions
        self._fence = word_comparison.letters(fence)
        self._random = (*instructions.random, self._fence)
        self._blocks = [block for word in self._random for block in _blocks(word)]
        self._known = known
        self._known_words: str | None = None
        self._known_letters: str | None = None
        # The last word, and how long the runs are that it ends: those of one word are not among
        # them, for a common word ends many.
        self._last = ""
        self._runs: dict[int, int] = {}
        self._recent: deque[tuple[str, int]] = deque(maxlen=_RECENT)
        self._doubtful = 0
        self._fragments: set[str] = set()
        self._written = self._looked_at = ""
        self._new: list[str] = []
        self._word = ""
        self._held = ""
        self._seen = 0

    def feed(self, text: str) -> str:
        """Take a piece of the model's text; return what may go on now."""
        self._held += text
        scanned = self._word + text
        begin = self._seen - len(self._word)
        self._seen += len(text)
        self._word = ""
        for match in WORD.finditer(scanned):
            word = match.group()
            if match.end() == len(scanned) and len(word) <= _LONGEST_WORD:
                self._word = word
            else:
                self._take(plain(word), begin + match.start())
        beginning = plain(self._word)
        self._look_closely(beginning)
        return self._release(self._in_doubt_from(beginning))

    def close(self) -> str:
        """Return what was held back; the stream is over."""
        if self._word:
            self._take(plain(self._word), self._seen - len(self._word))
            self._word = ""
            self._look_closely("")
        return self._release(self._seen)

    def _take(self, word: str, at: int) -> None:
        """Take a whole word; numbers and single letters count list entries, and are passed over."""
        if word:
            self._written = (self._written + word)[-_LONGEST_WORD:]
            self._new.append(word)
            self._look_at_stretch(self._written)
        if not counts(word):
            return
        self._recent.append((word, at))
        if word not in self._instructions.following:
            self._last, self._runs, self._doubtful = "", {}, 0
            return
        places = self._instructions.pairs.get((self._last, word))
        self._last = word
        if places is None:
            self._runs, self._doubtful = {}, 1
            return
        self._runs = {place: self._runs.get(place - 1, 1) + 1 for place in places}
        run = self._doubtful = min(max(self._runs.values()), _RECENT)
        if run >= FRAGMENT:
            self._judge_fragment()
        if run >= LEAK_WORDS:
            self._judge_run(run)

    def _judge_run(self, run: int) -> None:
        words, telling = deque[str](), 0
        for word, _ in list(self._recent)[: -run - 1 : -1]:
            words.appendleft(word)
            telling += word not in EMPTY
            if len(words) >= LEAK_WORDS and telling >= LEAK_TELLING:
                if not self._may_say(words):
                    raise InstructionsRepeatedError
                self._doubtful = len(words)
                return

    def _judge_fragment(self) -> None:
        words = [word for word, _ in list(self._recent)[-FRAGMENT:]]
        if sum(word not in EMPTY for word in words) >= 2 and not self._may_say(words):
            self._fragments.add(" ".join(words))
            if len(self._fragments) >= MOST_FRAGMENTS:
                raise InstructionsRepeatedError

    def _look_closely(self, beginning: str) -> None:
        """Compare letters, so that neither spaces nor signs within a word hide anything."""
        if beginning:
            self._look_at_stretch(self._written + beginning)
        letters = "".join((self._looked_at, *self._new, beginning))
        self._looked_at, self._new = self._written[-SECRET:], []
        # To compare every stretch would be a third of what guarding costs.
        if any(block in letters for block in self._blocks):
            secrets = {part for word in self._random for part in _stretches(word)}
            if not all(map(self._may_repeat, secrets.intersection(_stretches(letters)))):
                raise InstructionsRepeatedError

    def _look_at_stretch(self, letters: str) -> None:
        stretch = letters[-LEAK_LETTERS:]
        if stretch in self._instructions.letters and not self._may_repeat(stretch):
            raise InstructionsRepeatedError

    def _may_repeat(self, stretch: str) -> bool:
        if self._known_letters is None:
            self._known_letters = "|".join(map(word_comparison.letters, self._known))
        return stretch in self._known_letters

    def _may_say(self, words: Iterable[str]) -> bool:
        if self._known_words is None:
            self._known_words = " | ".join(
                ["", *(" ".join(word_comparison.words(t)) for t in self._known), ""]
            )
        return f" {' '.join(words)} " in self._known_words

    def _in_doubt_from(self, beginning: str) -> int:
        """Where the text begins that may be a part of the instructions: at a word that tells."""
        run, unfinished = self._doubtful, self._seen
        if counts(beginning):
            words = self._instructions.words
            follows = (
                length
                for place, length in self._runs.items()
                if place + 1 < len(words) and words[place + 1].startswith(beginning)
            )
            run = min(run, max(follows, default=int(self._may_follow(beginning))))
            if self._instructions.tells(beginning) or self._begins_fence(beginning):
                unfinished -= len(self._word)
        for word, at in list(self._recent)[-run:] if run else ():
            if word not in EMPTY:
                return at
        return unfinished

    def _may_follow(self, beginning: str) -> bool:
        """Whether a word that begins like this comes behind the last one in the instructions."""
        following = self._instructions.following.get(self._last, ())
        return any(word.startswith(beginning) for word in following)

    def _begins_fence(self, beginning: str) -> bool:
        return len(beginning) > 2 and self._fence.startswith(beginning)

    def _release(self, until: int) -> str:
        cut = len(self._held) - (self._seen - until)
        # What went on before it was in doubt cannot be held back any more.
        released, self._held = self._held[: max(0, cut)], self._held[max(0, cut) :]
        return released


def repeats(text: str, system: str, known: Sequence[str]) -> bool:
    """Tell whether a whole text repeats the instructions in ``system``."""
    guard = LeakGuard(read(system), known)
    try:
        guard.feed(text)
        guard.close()
    except InstructionsRepeatedError:
        return True
    return False


def _is_random(word: str) -> bool:
    return len(word) >= SECRET and not word.isalpha() and not word.isdigit()


def _blocks(text: str) -> list[str]:
    return [text[at : at + _BLOCK] for at in range(0, len(text) - _BLOCK + 1, _BLOCK)]


def _stretches(text: str, length: int = SECRET) -> Iterable[str]:
    return [text[at : at + length] for at in range(len(text) - length + 1)]
