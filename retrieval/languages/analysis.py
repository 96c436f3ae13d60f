"""Cuts a text into terms, as the language it is written in asks: stems, or pairs of characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import tantivy

from retrieval.languages.detection import LATIN, Language

# What is longer is no word; tantivy could not store it either.
LONGEST = 60
# Languages have their stems and empty words under their English names.
ENGLISH_NAMES = {language: language.name.lower() for language in LATIN}
# Words come back, in every document of a company; a million of them take some 200 MB.
_REMEMBERED = 100_000
# Scripts that put no blanks between words, or glue particles to them as Korean does.
_UNSPACED = re.compile(
    r"[\u3005-\u3007\u3041-\u3096\u309d\u309e\u30a1-\u30fe\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff\u1100-\u11ff\u3130-\u318f\uac00-\ud7af\u0e01-\u0e3a\u0e40-\u0e4e]+"
)
_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(rf"({_UNSPACED.pattern})|(?:(?!{_UNSPACED.pattern[:-1]})[^\W_])+")
# Hyphens at a possible end of line, and blanks without width.
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]")
_RUN = re.compile(r"\d+|[^\W\d_]+")


def plain(text: str) -> str:
    """The text with one form for each letter and hyphen, and without what nobody sees."""
    return _DASHES.sub("-", _UNSEEN.sub("", unicodedata.normalize("NFKC", text)))


def tokens(text: str) -> list[str]:
    """The words of a `plain` text in order, as they are written.

    Chinese, Japanese, Korean and Thai text comes as pairs of neighbouring characters.
    """
    if not _UNSPACED.search(text):
        return _WORD.findall(text)
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        unspaced = match[1] or ""
        if len(unspaced) < 2:
            found.append(match[0])
        else:
            found += (one + other for one, other in pairwise(unspaced))
    return found


def terms(text: str, language: Language) -> list[str]:
    """The terms of a `plain` text as it is indexed, as often as they stand there."""
    return [term for token in tokens(text.lower()) for term in terms_of(token, language)]


@lru_cache(_REMEMBERED)
def terms_of(word: str, language: Language) -> tuple[str, ...]:
    """The terms of a word in small letters, its stem first.

    The stem is that of the ``language`` (of English for one without stems) without accents and
    umlauts; ``ue`` counts as ``ü``, and both as ``u``. Next comes the stem of the word as it is
    often typed, without accents, where that is another. A word of letters and digits comes in
    parts as well.
    """
    if len(word) > LONGEST:
        return ()
    if not word.isascii() and _UNSPACED.fullmatch(word):
        return (word,)
    found = dict.fromkeys((stem(word, language), stem(_folded(word), language)))
    parts = runs(word)
    if len(parts) > 1:
        found.update(dict.fromkeys(stem(part, language) for part in parts))
    return tuple(found)


def stem(word: str, language: Language) -> str:
    """The stem of a word in small letters, without accents and umlauts."""
    if language is Language.DANISH:
        word = word.replace("aa", "å")
    stemmed = _stemmer(ENGLISH_NAMES.get(language, "english")).analyze(word)
    return _without_umlauts(_folded(stemmed[0])) if stemmed else word


def runs(word: str) -> list[str]:
    """The runs of letters and of digits that a word is made of: ``100mg`` is ``100`` and ``mg``."""
    return _RUN.findall(word)


@lru_cache(20_000)
def beginning(word: str) -> str:
    """Two letters with which each form of a word in small letters begins, as its stem does."""
    return _without_umlauts(_folded(word[:3]))[:2]


def _without_umlauts(word: str) -> str:
    for written_out, folded in (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a")):
        word = word.replace(written_out, folded)
    return word


def _folded(word: str) -> str:
    if word.isascii():
        return word
    folded: list[str] = _folder().analyze(word)
    return folded[0] if folded else word


@lru_cache(1)
def _folder() -> tantivy.TextAnalyzer:
    raw = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return raw.filter(tantivy.Filter.ascii_fold()).build()


@lru_cache(len(ENGLISH_NAMES))
def _stemmer(name: str) -> tantivy.TextAnalyzer:
    raw = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return raw.filter(tantivy.Filter.stemmer(name)).build()
