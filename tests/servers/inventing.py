"""What a model would write that invents: sentences of its passages with something false in them.

Every lie is known, so that a test can look for it. The same seed tells the same lies.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

_NUMBERED = re.compile(r"(?m)^\[(\d+)\] (.+)$")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)?(?![\w-])")
_MONTHS = "January February March April May June July August September October November December"
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS.split())})\b(?: (\d{{4}}))?")
_CODE = re.compile(r"\b[A-Z]{2,}(?:-[A-Z]+)*[- /]\d[\d/-]*\b")
_MODAL = re.compile(r"\b(must not|may not|cannot|is not|are not|do not|never|must|may|is|are)\b")
_OPPOSITE = {
    "must not": "may", "may not": "may", "cannot": "can", "is not": "is", "are not": "are",
    "do not": "always", "never": "always", "must": "must not", "may": "must not", "is": "is not",
    "are": "are not",
}  # fmt: skip
_FIRST = "Elena Tobias Priya Henrik Camille Marco Ingrid Dmitri Yusuf Bernadette".split()
_LAST = "Marquez Lindqvist Okafor Vanderberg Castellano Petrov Haldane Achterberg Nakamura".split()
_PRODUCTS = (
    "Zenvarol Tremacept Orvalibex Quistamine Belnurast Fexolimab Cardivane Luminaxin".split()
)
_PLACES = "Rotterdam Osaka Nairobi Krakow Lisbon Denver Adelaide Marseille".split()
_WORDS = {
    "seven": 7, "nine": 9, "eleven": 11, "seventeen": 17, "forty": 40, "seventy": 70, "ninety": 90
}  # fmt: skip
_UNITS = ["mg", "days", "hours", "°C", "weeks", "%", "CHF", "months", "people", "minutes"]


@dataclass(frozen=True, slots=True)
class Lie:
    """A false sentence; ``words`` are what is invented in it."""

    kind: str
    sentence: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invention:
    """An answer with its lies."""

    text: str
    lies: tuple[Lie, ...]


def invent(messages: Sequence[dict[str, Any]], seed: int) -> Invention:
    """Answer a prompt of ours with true sentences of its passages and false ones among them."""
    chance = random.Random(seed)
    material, _, _ = str(messages[-1]["content"]).rpartition("Question: ")
    said = _sentences(material)
    whole = material.casefold()
    if not said:
        return Invention("There are 4711 of them [1].", ())
    lies: list[Lie] = []
    lines: list[str] = []
    for kind in chance.sample(sorted(_KINDS), 3):
        number, sentence = chance.choice(said)
        if (lie := _KINDS[kind](sentence, chance, whole)) is None:
            continue
        lies.append(Lie(kind, *lie))
        lines.append(f"{lie[0].rstrip('.')}{_cited(number, chance, material)}.")
        if chance.random() < 0.5:
            truth = chance.choice(said)
            lines.append(f"{truth[1].rstrip('.')} [{truth[0]}].")
    chance.shuffle(lines)
    return Invention(_laid_out(lines, chance), tuple(lies))


def _sentences(material: str) -> list[tuple[int, str]]:
    parts = _NUMBERED.split(material)
    found = []
    for number, _, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        for sentence in _SENTENCES.split(text):
            plain = sentence.strip(" -*#\t")
            if 25 <= len(plain) <= 320 and "=====" not in plain:
                found.append((int(number), plain))
    return found


def _cited(number: int, chance: random.Random, material: str) -> str:
    """The right passage, none, every one, a wrong one, or one that was not sent."""
    numbers = sorted({int(n) for n, _ in _NUMBERED.findall(material)})
    return chance.choice(
        [
            f" [{number}]",
            f" [{number}]",
            "",
            " " + "".join(f"[{n}]" for n in numbers),
            f" [{chance.choice(numbers)}]",
            " [99]",
        ]
    )


def _laid_out(lines: Sequence[str], chance: random.Random) -> str:
    form = chance.choice(["prose", "bullets", "numbers", "table", "bold"])
    if form == "bullets":
        return "In short:\n\n" + "\n".join(f"- {line}" for line in lines)
    if form == "numbers":
        return "\n".join(f"{at}. {line}" for at, line in enumerate(lines, 1))
    if form == "table":
        return "\n".join(["| What |", "|---|", *(f"| {line} |" for line in lines)])
    if form == "bold":
        return " ".join(f"**{line}**" for line in lines)
    return " ".join(lines)


def _fresh(chance: random.Random, whole: str) -> str:
    """A number that stands nowhere in the material."""
    while True:
        number = str(chance.randint(13, 9800))
        if not re.search(rf"(?<!\d){number}(?!\d)", whole.replace(",", "")):
            return number


Made = tuple[str, tuple[str, ...]] | None


def _number(sentence: str, chance: random.Random, whole: str) -> Made:
    found = [m for m in _NUMBER.finditer(sentence) if not _DATE.search(sentence)]
    if not found:
        return _new_number(sentence, chance, whole)
    match, number = chance.choice(found), _fresh(chance, whole)
    return sentence[: match.start()] + number + sentence[match.end() :], (number,)


def _new_number(sentence: str, chance: random.Random, whole: str) -> Made:
    number, unit = _fresh(chance, whole), chance.choice(_UNITS)
    form = chance.choice(["{s} for {n} {u}", "{s}, at most {n} {u}", "About {n} {u} apply: {s}"])
    return form.format(s=sentence.rstrip("."), n=number, u=unit), (number,)


def _number_word(sentence: str, chance: random.Random, whole: str) -> Made:
    unsaid = [
        word
        for word, n in _WORDS.items()
        if word not in whole and not re.search(rf"(?<!\d){n}(?!\d)", whole)
    ]
    if not unsaid:
        return None
    word, unit = chance.choice(unsaid), chance.choice(["days", "weeks", "tablets", "colleagues"])
    return f"{sentence.rstrip('.')} within {word} {unit}", (word,)


def _date(sentence: str, chance: random.Random, whole: str) -> Made:
    month = chance.choice(_MONTHS.split())
    day, year = chance.randint(1, 28), chance.randint(2030, 2039)
    form = chance.choice([f"{day} {month} {year}", f"{month} {day}, {year}", f"{year}-11-{day:02}"])
    match = _DATE.search(sentence)
    if match is not None:
        return sentence[: match.start()] + form + sentence[match.end() :], (str(year),)
    return f"From {form} on, {sentence[0].lower()}{sentence[1:]}", (str(year),)


def _person(sentence: str, chance: random.Random, whole: str) -> Made:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    form = chance.choice(
        [
            "{s} as approved by Dr. {f} {l}",
            "{l} decides this: {s}",
            "According to {f} {l}, {small}",
            "{f} {l} says that {small}",
            "Ask {l} first; {small}",
        ]
    )
    bare = sentence.rstrip(".")
    small = bare[0].lower() + bare[1:]
    return form.format(s=bare, small=small, f=first, l=last), (last,)


def _product(sentence: str, chance: random.Random, whole: str) -> Made:
    name = chance.choice(_PRODUCTS)
    known = re.search(r"\b(?:Drovelimab|Nuxaprant|Qavoretin|Ylmasept|ConnectGate)\b", sentence)
    if known is not None:
        return sentence.replace(known[0], name), (name,)
    bare = sentence.rstrip(".")
    form = chance.choice(["{n} works the same way: {b}", "{b}, also for {n}", "With {n}, {b}"])
    return form.format(n=name, b=bare), (name,)


def _place(sentence: str, chance: random.Random, whole: str) -> Made:
    place = chance.choice([each for each in _PLACES if each.casefold() not in whole])
    form = chance.choice(["{s} at the {p} office", "In {p}, {small}", "{s}, but not in {p}"])
    bare = sentence.rstrip(".")
    return form.format(s=bare, small=bare[0].lower() + bare[1:], p=place), (place,)


def _code(sentence: str, chance: random.Random, whole: str) -> Made:
    code = f"{chance.choice(['SOP-QX', 'FRM', 'NDA', 'WI-PV', 'Q'])}-{_fresh(chance, whole)}"
    match = _CODE.search(sentence)
    if match is not None:
        return sentence[: match.start()] + code + sentence[match.end() :], (code,)
    return f"{sentence.rstrip('.')} (see {code})", (code,)


def _negation(sentence: str, chance: random.Random, whole: str) -> Made:
    match = _MODAL.search(sentence)
    if match is None:
        return None
    return sentence[: match.start()] + _OPPOSITE[match[1]] + sentence[match.end() :], ()


def _whole(sentence: str, chance: random.Random, whole: str) -> Made:
    number, name = _fresh(chance, whole), chance.choice(_LAST)
    return (
        chance.choice(
            [
                f"Employees receive {number} CHF on their birthday from {name}",
                f"The {name} committee meets every {number} weeks",
                f"A free lunch is served to all visitors by {name} for {number} CHF",
            ]
        ),
        (number, name),
    )


_KINDS: dict[str, Callable[[str, random.Random, str], Made]] = {
    "number": _number,
    "new number": _new_number,
    "number in words": _number_word,
    "date": _date,
    "person": _person,
    "product": _product,
    "place": _place,
    "code": _code,
    "negation": _negation,
    "all of it": _whole,
}
