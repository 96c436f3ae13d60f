"""What is put into an answer where a sentence of it does not hold, in the answer's language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistants.grounding.reading.words import content, plain
from assistants.verdicts import Verdict
from gateway.quoting.refutations import belong_together
from retrieval.parsing.instructions.orders import LEFT_OUT, without_orders
from retrieval.passages import Passage

_WORDS = {
    "en": ("not verified", "contradicts the source", "A sentence was left out: it could not be "
    "verified.",
           "A sentence was left out: a document told the model to say it.", "The documents say:"),
    "de": ("nicht belegt", "widerspricht der Quelle", "Ein Satz wurde weggelassen: Er liess sich "
    "nicht belegen.",
           "Ein Satz wurde weggelassen: Ein Dokument hatte ihn dem Modell aufgetragen.",
           "In den Dokumenten steht:"),
    "fr": ("non vérifié", "contredit la source", "Une phrase a été omise : elle n’a pas pu être "
    "vérifiée.",
           "Une phrase a été omise : un document l’avait dictée au modèle.", "Les documents "
           "disent :"),
    "es": ("sin verificar", "contradice la fuente", "Se omitió una frase: no se pudo verificar.",
           "Se omitió una frase: un documento se la dictó al modelo.", "Los documentos dicen:"),
}  # fmt: skip
# Behind these a mark would stand outside of the row or the box that it belongs to.
_ROW_END = re.compile(r"\s*\|\s*$")
_CLOSED = re.compile(r"((?:\s?[\[【][\d\s,;]{1,48}[\]】])*)([.!?…。！？:;]*[\"'”’»)*_]*)$")
_PARTS = re.compile(r"(?<=[.!?。！？])\s+(?=[^\s a-z])|\n+|(?<=[。！？])")
_SIGNS = re.compile(r"^[\s>#*|-]+|[|]")
_LONGEST_QUOTE = 800
_SHORTEST = 12


def _words(language: str) -> tuple[str, str, str, str, str]:
    return _WORDS.get(language.partition("-")[0], _WORDS["en"])


def marked(sentence: str, verdict: Verdict, language: str) -> str:
    """A sentence with a mark behind it; in a table, at the end of its last cell."""
    word = _words(language)[1 if verdict is Verdict.CONTRADICTED else 0]
    return behind(sentence, f" *({word})*")


def behind(sentence: str, note: str) -> str:
    """Put a note behind a sentence, before the space that follows it."""
    bare = sentence.rstrip()
    space = sentence[len(bare) :]
    if bare.lstrip().startswith("|") and (end := _ROW_END.search(bare)) is not None:
        return f"{bare[: end.start()]}{note} |{space}"
    return f"{bare}{note}{space}"


def with_marker(sentence: str, n: int) -> str:
    """A sentence with the marker of the passage that supports it, before its full stop."""
    bare = sentence.rstrip()
    space = sentence[len(bare) :]
    if bare.lstrip().startswith("|"):
        return behind(sentence, f" [{n}]")
    closed = _CLOSED.search(bare)
    at = closed.start() if closed else len(bare)
    return f"{bare[:at]} [{n}]{bare[at:]}{space}"


def left_out(sentence: str, language: str, *, told: bool) -> str:
    """What stands in the place of a sentence; ``told`` where a document ordered it."""
    space = sentence[len(sentence.rstrip()) :] or " "
    return f"*({_words(language)[3 if told else 2]})*{space}"


def lead(language: str) -> str:
    """What introduces quotes."""
    return _words(language)[4]


def quote(claim: str, passages: Sequence[tuple[int, Passage]]) -> str:
    """The sentence of some passages that shares most with a claim, quoted and cited; else empty."""
    about = content(plain(claim))
    best, chosen = 0.0, ""
    for n, passage in passages:
        heading = content(plain(f"{passage.title}\n{passage.section}"))
        for text in _parts(without_orders(passage.text)):
            words = content(plain(text))
            if len(text) < _SHORTEST or not words or LEFT_OUT in text:
                continue
            near = len(about & words) + 0.5 * len(about & heading)
            score = near / (len(about) or 1) - 0.002 * len(words)
            if about & words and score > best:
                best, chosen = score, f"“{_shortened(text)}” [{n}]"
    return chosen


def _parts(text: str) -> list[str]:
    """The sentences of a passage, each with the next one where that refutes or limits it."""
    found: list[str] = []
    last, start, apart = "", 0, True
    for end in [*_PARTS.finditer(text), None]:
        part = _SIGNS.sub("", text[start : end.start() if end else len(text)]).strip()
        if found and part and belong_together(last, part, apart=apart):
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
        if end:
            last, start, apart = part, end.end(), "\n" in end[0]
    return found


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1].rstrip()}…"
