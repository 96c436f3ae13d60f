"""Whether each word of a claim stands in its passages in some form, or in others that say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from assistants.grounding.material import Material
from assistants.grounding.reading.limits import limits, limits_meant
from assistants.grounding.reading.paraphrases import LOOSE, is_leading, same_as
from assistants.grounding.reading.units import NUMBER_WORDS, RATES, UNITS
from assistants.grounding.reading.words import LIGHT, WORD, content, small_words, stem
from retrieval.languages import analysis, thesaurus
from retrieval.languages.detection import Language
from retrieval.searching.requirements.unmet import people_in

_LANGUAGES: Mapping[str, Language] = {one.value: one for one in Language}
# Endings that make another kind of word of the same one: "inhibitor" of "inhibit".
_DERIVED: Mapping[Language, re.Pattern[str]] = {
    Language.ENGLISH: re.compile(
        r"(?:ations?|itions?|ments?|ances?|ences?|ities|ity|ively|ive|ably|able|ibly|ible|ally|al|"
        r"ages?|ers?|ors?|ions?|ings?|ed|ly|ies|y|es|e|s)$"
    ),
    Language.GERMAN: re.compile(
        r"(?:ungen|ungs|ung|enden|ende[rsmn]?|liche?[nrms]?|ern|ers|erin|er|en|em|es|e|te[nrms]?|t|"
        r"s|n)$"
    ),
}
_AGENT = re.compile(r"([a-z]{3,}at)ors?$")
# What is lacking stands right behind: "without the original carton".
_WITHOUT = re.compile(r"\b(?:without|lacking|ohne|sans)\s+((?:[\w'-]+\s*){1,3})", re.IGNORECASE)
_PARTS = re.compile(r"[,;:]\s+")
# What is left of "is", "will", "are", "have", "would" and "am" behind an apostrophe.
_SHORTENED = frozenset(("s", "ll", "re", "ve", "d", "m"))
_SHORTEST = 4
_PART = 5
_NEGATING = re.compile(r"(?:un|in|im|ir|il|non|nicht|miss|dis|anti|ent)-?$")
_JOINT = ("", "s", "n", "en", "es", "er", "e")


def said_otherwise(
    claim: str, language: str, cited: Sequence[Material]
) -> Mapping[str, frozenset[str]] | None:
    """By which words of the passages the words of a plain claim are said, from stem to stems.

    None where a word of the claim, or the people that it speaks of, stands in no passage.
    """
    spoken = language or next((one.language for one in cited if one.language), "")
    tongue = _LANGUAGES.get(spoken, Language.ENGLISH)
    known = [_words_of(each.whole, tongue) for each in cited]
    words = list(_telling(claim, language, tongue))
    spans = _in_groups(words, tongue)
    otherwise: dict[str, frozenset[str]] = {}
    for word in dict.fromkeys(words):
        found = frozenset[str]().union(*(each.saying(word) for each in known))
        if not found:
            members = {*spans.get(word, ()), *same_as(analysis.stem(word, tongue), tongue)}
            found = frozenset[str]().union(
                *(each.meant_by(member) for each in known for member in members)
            )
        if found:
            otherwise[stem(word)] = frozenset(stem(one) for one in found)
        elif not is_leading(analysis.stem(word, tongue), tongue):
            return None
    return None if _speaks_of_others(claim, cited) else otherwise


def limits_unsaid(claim: str, sentences: Sequence[str]) -> frozenset[str]:
    """The limits of a claim that none of the sentences nearest to it may mean."""
    meant = frozenset[str]().union(*map(limits_meant, sentences))
    return (limits(claim) - meant) | _lacking(claim, sentences)


def _lacking(claim: str, sentences: Sequence[str]) -> frozenset[str]:
    """``without``, where the passages name what is lacking, and nowhere say no beside it."""
    said = _WITHOUT.search(claim)
    thing = content(said[1]) if said else frozenset[str]()
    parts = [part for one in sentences for part in _PARTS.split(one) if thing & content(part)]
    if not parts or any("without" in limits_meant(part) for part in parts):
        return frozenset()
    return frozenset(("without",))


def _speaks_of_others(claim: str, cited: Sequence[Material]) -> bool:
    """Whether a claim speaks of people of whom none of its passages does."""
    return not people_in(claim) <= frozenset[str]().union(*(each.people for each in cited))


def _telling(claim: str, language: str, tongue: Language) -> Iterator[str]:
    """The words that say something, in small letters; hyphens part them."""
    small = small_words(language)
    for match in WORD.finditer(claim):
        whole = match[0].casefold()
        for part in whole.split("-"):
            word = _without_apostrophe(part)
            if any(map(str.isdigit, word)) or (len(word) < 2 and not _is_measure(claim, match)):
                continue
            counted = word in UNITS or word in RATES or word in NUMBER_WORDS
            if word not in small and word not in LIGHT and not counted:
                yield word


def _without_apostrophe(word: str) -> str:
    """The word of two in one: "you" of "you'll", "eau" of "l'eau"; none of "don't"."""
    before, _, after = word.replace("\u2019", "'").partition("'")
    if after == "t":
        return ""
    return before if not after or after in _SHORTENED else after


def _is_measure(claim: str, match: re.Match[str]) -> bool:
    """Whether a letter stands behind a number, as the unit of it, or is a grade in capitals."""
    before = claim[: match.start()].rstrip()
    return match[0].isupper() and (before[-1:].isdigit() or match[0] in "BCDEFGHKX")


class _Words:
    """The words of a passage, by their forms."""

    def __init__(self, text: str, language: Language) -> None:
        self._language = language
        self._by_form: dict[str, set[str]] = {}
        words = [word.casefold() for word in WORD.findall(text)]
        self._letters = f" {' '.join(words)} "
        self._parts = {part for word in words for part in (word, *word.split("-"))}
        for part in self._parts:
            for form in _forms(_without_apostrophe(part), language):
                self._by_form.setdefault(form, set()).add(part)
        self._begun = {analysis.beginning(one) for one in (*self._parts, *self._by_form)}
        self._compounds = language in (Language.GERMAN, Language.DUTCH, Language.SWEDISH)

    def saying(self, word: str) -> frozenset[str]:
        """The words of which one is a form; parts of compounds are."""
        found = set[str]()
        for form in _forms(word, self._language):
            found |= self._by_form.get(form, set())
        if not found and _PART <= len(word) <= analysis.LONGEST:
            found |= self._within(word) if self._compounds else set()
            found = found or self._made_of(word)
        return frozenset(found)

    def meant_by(self, phrase: str) -> frozenset[str]:
        """The words of a phrase where it stands there, or those that say a word."""
        return self.saying_phrase(phrase) if " " in phrase else self.saying(phrase)

    def saying_phrase(self, phrase: str) -> frozenset[str]:
        """The words of a phrase where it stands there; those that say a single word."""
        if " " in phrase:
            return frozenset(phrase.split()) if f" {phrase} " in self._letters else frozenset()
        found = set[str]()
        for form in _forms(phrase, self._language):
            found |= self._by_form.get(form, set())
        return frozenset(found)

    def _within(self, word: str) -> set[str]:
        """The compounds that a word is a part of, unless a prefix of it turns it round."""
        part = _DERIVED[Language.GERMAN].sub("", word)
        part = part if len(part) >= _PART else word
        return {
            other
            for other in self._parts
            if (at := other.find(part)) >= 0 and not _NEGATING.search(other[:at])
        }

    def _made_of(self, word: str) -> set[str]:
        """The words of which a compound is made: ``Originalblister``, ``workday``."""
        if analysis.beginning(word) not in self._begun:
            return set()
        for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
            if analysis.beginning(word[at:]) not in self._begun:
                continue
            last = self.saying_phrase(word[at:])
            if not last:
                continue
            for joint in _JOINT:
                if word[:at].endswith(joint):
                    first = self.saying_phrase(word[: at - len(joint)])
                    if first and len(word[: at - len(joint)]) >= 3:
                        return {*first, *last}
        return set()


@lru_cache(300)
def _words_of(text: str, language: Language) -> _Words:
    return _Words(text, language)


@lru_cache(20_000)
def _forms(word: str, language: Language) -> frozenset[str]:
    """The stem of a word, and what is left of it without the endings of a derived one."""
    if language is Language.ENGLISH and (agent := _AGENT.match(word)):
        # Its stem is that of "active", which an activator need not be.
        return frozenset({agent[1], f"{agent[1]}or"})
    found = {analysis.stem(word, language)}
    ending = _DERIVED.get(language, _DERIVED[Language.ENGLISH])
    for one in (word, *found):
        bare = ending.sub("", one)
        if len(bare) >= _SHORTEST:
            found.add(bare[:-1] if bare[-1] == bare[-2] and bare[-1] not in "aeiou" else bare)
    return frozenset(analysis.plain(one) for one in found)


def _in_groups(words: Sequence[str], language: Language) -> dict[str, set[str]]:
    """What the thesaurus says the same as words, or as phrases that they are in."""
    found: dict[str, set[str]] = {}
    if language not in thesaurus.WRITTEN_IN:
        return found
    for met in thesaurus.met_in(words, (language,)):
        members = _phrases(met.members)
        for word in words[met.start : met.end]:
            found.setdefault(word, set()).update(members)
    return found


@cache
def _phrases(members: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    phrases = tuple(" ".join(member) for member in members)
    return () if phrases[0] in LOOSE else phrases
