"""Guesses the encoding of text that is not in Unicode and does not say in what it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from charset_normalizer import from_bytes

# So much is looked at, around letters beyond ASCII.
MAX_SAMPLE = 20_000
AROUND = 80

# Those of Latin letters, the likelier ones first.
_LATIN = ("cp1252", "mac_roman", "cp1250", "iso8859-2", "cp1254", "iso8859-15", "cp850")
_OTHERS = "cp1251 iso8859-5 koi8-r cp1253 iso8859-7 shift_jis euc_jp gb18030 big5 euc_kr".split()
_OTHERS += ["cp1255", "cp1256", "cp874"]
_NAMES: Mapping[str, str] = {
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp1250": "Windows-1250",
    "iso8859-2": "ISO-8859-2",
    "cp1254": "Windows-1254",
    "iso8859-15": "ISO-8859-15",
    "cp850": "DOS-850",
    "cp1251": "Windows-1251",
    "iso8859-5": "ISO-8859-5",
    "shift_jis": "Shift-JIS",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "cp1253": "Windows-1253",
    "iso8859-7": "ISO-8859-7",
}
# Letters beyond ASCII that a language writes.
_ALPHABETS = tuple(
    frozenset(letters)
    for letters in (
        "äöüßéàè",
        "àâçéèêëîïôùûüÿœæ",
        "áéíóúüñºª",
        "àèéìíîòóùú",
        "àáâãçéêíóôõúü",
        "éëïóöüè",
        "æøåéóòäö",
        "åäöéü",
        "ąćęłńóśźż",
        "áčďéěíňóřšťúůýž",
        "áäčďéíĺľňóôŕšťúýž",
        "áéíóöőúüű",
        "ăâîșşțţ",
        "čćđšž",
        "çğıöşüâîİ",
        "áðéíóúýþæö",
    )
)
_SIGNS = frozenset("€–—‘’‚“”„…•°µ±×·§©®™²³½¼¾«»‹›£¥¡¿ ≤≥≠√∞−")
_WORD_SIGNS = frozenset("’·-")
# A word or a unit begins behind these without a blank: 50 µg, 2 °C, “so”.
_BEFORE_WORDS = frozenset("µ°±£€¥“„‘‚«‹¿¡")
_BEHIND_WORDS = frozenset("”“’‘»›…™®©°")
# Text in Latin letters has few others among them.
_FEW = 0.6


def guessed(data: bytes) -> tuple[str, str]:
    """The encoding that fits best, by its name in Python and as people call it."""
    sample = _sample(data)
    plain = sum(1 for byte in sample if chr(byte).isalpha() and byte < 128)
    latin, fits = _best_latin(sample)
    beyond = [one for one in sample.decode(latin, "replace") if ord(one) > 127]
    letters = sum(one not in _SIGNS for one in beyond)
    # "±5 °C" has signs alone.
    if not letters or (letters <= _FEW * plain and fits > 0.5):
        return latin, _NAMES[latin]
    other = from_bytes(sample, cp_isolation=_OTHERS).best()
    if other is None:
        return latin, _NAMES[latin]
    name = {"shift_jis": "cp932"}.get(other.encoding, other.encoding)
    shown = other.encoding.replace("iso8859_", "iso8859-")
    return name, _NAMES.get(shown, shown.upper().replace("_", "-"))


def _sample(data: bytes) -> bytes:
    """The surroundings of letters beyond ASCII, from the first one on."""
    pieces: list[bytes] = []
    end = size = 0
    for found in re.finditer(rb"[\x80-\xff]", data):
        if found.start() < end:
            continue
        start = max(end, data.rfind(b"\n", end, found.start()) + 1, found.start() - AROUND)
        end = found.end() + AROUND
        pieces.append(data[start:end])
        size += end - start
        if size >= MAX_SAMPLE:
            break
    return b"".join(pieces)


def _best_latin(sample: bytes) -> tuple[str, float]:
    scored = [(_fit(sample.decode(name, errors="replace")), name) for name in _LATIN]
    best = max(fit for fit, _ in scored)
    return next(name for fit, name in scored if fit == best), best


def _fit(text: str) -> float:
    """How well the letters beyond ASCII are those of one language, from 1 downwards."""
    marked = [i for i, letter in enumerate(text) if ord(letter) > 127]
    if not marked:
        return 0.0
    odd = sum(_oddness(text, i) for i in marked)
    letters = [text[i].lower() for i in marked if _is_letter(text[i])]
    known = max(_known(letters, alphabet) for alphabet in _ALPHABETS)
    signs = len(marked) - len(letters)
    return (known + signs - odd) / len(marked)


def _known(letters: Iterable[str], alphabet: frozenset[str]) -> int:
    return sum(1 for letter in letters if letter in alphabet)


def _is_letter(character: str) -> bool:
    return character.isalpha() and character not in _SIGNS


def _oddness(text: str, i: int) -> float:
    """How odd a character is where it stands: a sign within a word, a capital behind a letter."""
    letter = text[i]
    before, after = text[i - 1 : i], text[i + 1 : i + 2]
    if _is_letter(letter):
        if letter.isupper() and not (before + after).strip():
            return 0.7
        numbered = any(map(str.isdigit, before + after))
        shouted = letter.isupper() and before.islower()
        # Words of nothing but such letters are of another script.
        crowded = all(ord(c) > 127 and c.isalpha() for c in text[i - 1 : i + 2]) and i > 0
        return 1.5 if shouted or crowded or numbered else 0.0
    if letter not in _SIGNS:
        return 2.0 if unicodedata.category(letter) in {"Cc", "Co", "Cn", "So"} else 1.5
    opens = letter in _BEFORE_WORDS and not before.isalpha()
    if opens or (letter in _BEHIND_WORDS and not after.isalpha()):
        return 0.0
    inside = before.isalpha() and after.isalpha() and letter not in _WORD_SIGNS
    return 1.5 if inside else (0.4 if before.isalpha() or after.isalpha() else 0.0)
