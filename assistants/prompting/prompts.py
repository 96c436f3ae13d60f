"""Rendering a prompt from a versioned template, passages fenced off as data.

Sentences of a passage that give orders to a model are left out, as
`retrieval.parsing.instructions.orders` finds them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistants.profiles import Configuration
from assistants.prompting.variables import with_values
from gateway.calls import Message
from retrieval.parsing import footnotes
from retrieval.parsing.instructions.orders import without_orders
from retrieval.passages import Passage

# An earlier answer's numbers mean other passages than today's.
_MARKERS = re.compile(r"\s?\[\d{1,3}\]")
_TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question of the thread, said so that it stands alone, and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """The messages as sent, and the SHA-256 of their canonical JSON in hexadecimal."""

    messages: tuple[Message, ...]

    @property
    def text(self) -> str:
        """The canonical form: a JSON list of ``[author, text]`` pairs."""
        return json.dumps([[m.author, m.text] for m in self.messages], ensure_ascii=False)

    @property
    def hash(self) -> str:
        """The fingerprint that a replay compares."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class UnknownTemplateError(LookupError):
    """A configuration names a template that this release does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no prompt template {name!r}. Use cited-answer/2.")
        self.name = name


def fence_of(turn_id: str) -> str:
    """Make the fence of a turn: unknown to whoever wrote a document, the same in a replay."""
    return "=====" + hashlib.sha256(f"fence:{turn_id}".encode()).hexdigest()[:24] + "====="


def render(
    configuration: Configuration,
    question: str,
    passages: Sequence[Passage],
    history: Sequence[Exchange],
    *,
    turn_id: str,
) -> Prompt:
    """Render what the model is sent; raises `UnknownTemplateError`."""
    fence = fence_of(turn_id)
    system = _template(configuration.template).format(
        department_prompt=with_values(configuration).strip(),
        fence=fence,
        language=configuration.language,
    )
    messages = [Message("system", system)]
    for exchange in history:
        messages.append(Message("user", exchange.question))
        messages.append(Message("assistant", _MARKERS.sub("", exchange.answer)))
    messages.append(render_material(question, passages, fence))
    return Prompt(tuple(messages))


def render_standalone(question: str, history: Sequence[Exchange]) -> Prompt:
    """Render the request to make a follow-up question stand alone."""
    conversation = "\n".join(f"Q: {e.question}\nA: {e.answer}" for e in history)
    return Prompt(
        (
            Message("system", _template("standalone-question/1").strip()),
            Message("user", f"{conversation}\n\nLast question: {question}"),
        )
    )


def render_reworded(question: str) -> Prompt:
    """Render the request to say a question in other words."""
    system = _template("reworded-question/1").strip()
    return Prompt((Message("system", system), Message("user", question)))


def render_judgement(sentence: str, passages: Sequence[str], fence: str) -> Prompt:
    """Render the request to compare a sentence with passages."""
    texts = "\n\n".join(
        footnotes.named(without_orders(text).replace(fence, "")) for text in passages
    )
    return Prompt(
        (
            Message("system", _template("judged-sentence/1").format(fence=fence).strip()),
            Message("user", f"{fence}\n{texts}\n{fence}\nSentence: {sentence}"),
        )
    )


def render_material(question: str, passages: Sequence[Passage], fence: str) -> Message:
    """Render the passages, numbered between their fences, and the question behind them."""
    parts = [fence]
    for number, passage in enumerate(passages, start=1):
        place = f", page {passage.page}" if passage.page is not None else ""
        heading = f" — {passage.section}" if passage.section else ""
        text = footnotes.named(without_orders(passage.text).replace(fence, ""))
        parts.append(f"[{number}] {passage.title}{heading}{place}\n{text}\n")
    parts.append(fence)
    parts.append(f"Question: {question}")
    return Message("user", "\n".join(parts))


@cache
def _template(name: str) -> str:
    family, _, version = name.partition("/")
    path = _TEMPLATES / family / f"{version}.txt"
    if not (family.replace("-", "").isalpha() and version.isdigit() and path.is_file()):
        raise UnknownTemplateError(name)
    return path.read_text("utf-8")


def template_names() -> frozenset[str]:
    """The templates that a configuration may name: those that hold a department's prompt."""
    return frozenset(
        f"{path.parent.name}/{path.stem}"
        for path in _TEMPLATES.glob("*/*.txt")
        if "{department_prompt}" in path.read_text("utf-8")
    )
