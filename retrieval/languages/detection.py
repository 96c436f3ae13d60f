"""Tells the language of a text: by its script, or by its letters where the script is Latin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# From this confidence on a guess is right in 99 of 100 texts of three words and more.
CONFIDENT = 0.8
# One or two words are mostly names and loans, which look like any language.
CONFIDENT_OF_FEW = 0.95
_FEW = 2
# More of a text tells nothing new.
_LOOKED_AT = 1000
_REMEMBERED = 4096
# A text of another script with names in Latin letters is still one of that script.
_SHARE = 0.3

_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{2,}(?![\w-]*\d)")


class Language(StrEnum):
    """A language whose words are analysed in a way of their own."""

    ENGLISH = "en"
    GERMAN = "de"
    DANISH = "da"
    FRENCH = "fr"
    SPANISH = "es"
    ITALIAN = "it"
    DUTCH = "nl"
    SWEDISH = "sv"
    PORTUGUESE = "pt"
    CHINESE = "zh"
    JAPANESE = "ja"
    KOREAN = "ko"
    THAI = "th"


LATIN = tuple(language for language in Language if language not in ("zh", "ja", "ko", "th"))
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_THAI = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]")
_LATIN_LETTER = re.compile(r"[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\uff21-\uff5a]")


def language_of(text: str) -> Language | None:
    """The language of a text; ``None`` where it is another one, or cannot be told.

    A few words that any language could have, such as names and numbers, are not guessed.
    """
    return _language_of(text[:_LOOKED_AT])


@lru_cache(_REMEMBERED)
def _language_of(text: str) -> Language | None:
    letters = len(_LETTER.findall(text))
    if not letters:
        return None
    scripted = _by_script(text, letters)
    if scripted is not None:
        return scripted
    if 2 * len(_LATIN_LETTER.findall(text)) < letters:
        return None
    words = _WORD.findall(text)
    name, confidence = _identifier().classify(" ".join(words).lower())
    enough = CONFIDENT if len(words) > _FEW else CONFIDENT_OF_FEW
    return Language(name) if words and confidence >= enough else None


def likeliest(text: str, among: Sequence[Language]) -> tuple[Language, float] | None:
    """Which of some languages the letters of a text look most like, and its share of them."""
    words = _WORD.findall(text[:_LOOKED_AT].lower())
    if not words or not among:
        return None
    ranked = {Language(name): float(share) for name, share in _identifier().rank(" ".join(words))}
    whole = sum(ranked[language] for language in among)
    best = max(among, key=lambda language: ranked[language])
    return (best, ranked[best] / whole) if whole else None


def _by_script(text: str, letters: int) -> Language | None:
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    found = {
        Language.JAPANESE if kana else Language.CHINESE: kana + han,
        Language.KOREAN: len(_HANGUL.findall(text)),
        Language.THAI: len(_THAI.findall(text)),
    }
    most = max(found, key=lambda language: found[language])
    return most if found[most] >= _SHARE * letters else None


def prepare() -> None:
    """Read what tells languages apart, so that no question waits for it. Takes a second."""
    _identifier()


@lru_cache(1)
def _identifier() -> LanguageIdentifier:
    """The identifier, read once: a second of processor time and some 60 MB."""
    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    whole.set_languages([str(language) for language in LATIN])
    # Those of all languages would stay beside the few that are told apart.
    return LanguageIdentifier(
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )
