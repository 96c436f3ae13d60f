"""Tells greetings, thanks, goodbyes and calls for help from questions to the documents."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import islice

from assistants.questions.small_talk.patterns import PATTERNS
from assistants.questions.small_talk.phrases import FILLERS, PHRASES, SHARED, Talk

# Nobody says hello in more words; what is longer has something to ask.
MOST_WORDS = 16
_LONGEST_PHRASE = 8
# What is said at last, or weighs most, is what is answered.
_WEIGHT = (Talk.GREETING, Talk.THANKS, Talk.GOODBYE, Talk.HELP, Talk.IDENTITY)
_WORD = re.compile(r"[^\W_]+")
_PAUSE = re.compile(r"[,.!;:–—-]+\s+|\n+")
_MOST_COURTESIES = 4
_COURTESIES = (Talk.GREETING, Talk.THANKS, Talk.HELP)
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """What somebody says who asks nothing; ``language`` is ``None`` where the words are shared."""

    talk: Talk
    language: str | None


def small_talk_in(text: str) -> SmallTalk | None:
    """What a message is beside questions; ``None`` where anything in it may be one."""
    words = words_of(text)
    if not words or len(words) > MOST_WORDS:
        return None
    said: list[Talk] = []
    languages: Counter[str] = Counter()
    place, places = 0, list[int]()
    while place < len(words):
        phrase = _phrase_at(words, place)
        if phrase is None:
            # "Hello, who made you?": what a phrase began may also be part of what follows.
            free = (_free_talk(words[begun:]) for begun in (*places, place))
            return next((talk for talk in free if talk is not None), None)
        places.append(place)
        for talk, spoken in _known()[phrase]:
            said.append(talk)
            if phrase not in SHARED:
                languages[spoken] += len(phrase)
        place += phrase.count(" ") + 1
    if not said:
        return None
    talk = max(said, key=_WEIGHT.index)
    language = languages.most_common(1)[0][0] if languages else None
    return SmallTalk(talk, language)


def without_courtesy(text: str) -> str:
    """A question without the greeting or the thanks before it: "Hello, how is it stored?"."""
    kept = 0
    for end in islice(_PAUSE.finditer(text), _MOST_COURTESIES):
        said = small_talk_in(text[kept : end.start()])
        if said is None or said.talk not in _COURTESIES:
            break
        kept = end.end()
    rest = text[kept:].strip()
    return rest if len(words_of(rest)) > 1 else text


def _free_talk(words: list[str]) -> SmallTalk | None:
    """A question to the assistant about itself, in words of the person's own."""
    said = " ".join(words)
    for talk, language, pattern in PATTERNS:
        if pattern.fullmatch(said):
            return SmallTalk(talk, language)
    return None


def words_of(text: str) -> list[str]:
    """The words of a message as they are compared: small, without signs, not drawn out."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(_DRAWN_OUT.sub(r"\1", plain))


def _phrase_at(words: list[str], place: int) -> str | None:
    """The longest phrase that begins here, also one with a slip of the finger."""
    known = _known()
    for length in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
        if (phrase := " ".join(words[place : place + length])) in known:
            return phrase
    if len(words) > 2 or len(words[place]) < 5:
        return None
    close = get_close_matches(" ".join(words), _said(), 1, cutoff=0.82)
    return close[0] if close and place == 0 else None


@cache
def _known() -> dict[str, list[tuple[Talk, str]]]:
    found: dict[str, list[tuple[Talk, str]]] = {phrase: [] for phrase in FILLERS.split("|")}
    for talk, languages in PHRASES.items():
        for language, phrases in languages.items():
            for phrase in phrases.split("|"):
                key = " ".join(words_of(phrase))
                found.setdefault(key, []).append((talk, language))
    return found


@cache
def _said() -> list[str]:
    return [phrase for phrase, meanings in _known().items() if meanings]
