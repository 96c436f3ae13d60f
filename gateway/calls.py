"""The words of a model call: what is asked, what streams back, and the door it goes through."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal, Protocol, overload

Role = Literal["answer", "rewrite", "judge", "embed"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    author: Literal["system", "user", "assistant"]
    text: str


Synonyms = tuple[tuple[str, tuple[str, ...]], ...]
Form = Literal["fact", "list", "count", "comparison", "several"]


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The form that an answer takes: one fact, or all of several.

    ``subject`` is what is asked, without the words that ask for a list; empty for the question as
    it stands. ``sides`` are what a comparison compares, as the question names them, each with the
    question as it is asked of that side alone. ``parts`` are the questions of a message that has
    several.
    """

    kind: Form = "fact"
    subject: str = ""
    sides: tuple[tuple[str, str], ...] = ()
    parts: tuple[QuestionPart, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One of several questions: as it was ``said``, and as it is ``asked`` alone, in its form.

    ``enough`` tells whether the passages may hold its answer.
    """

    said: str
    asked: str
    form: AnswerForm
    enough: bool = True


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A numbered passage, for routes that quote instead of writing. ``n`` counts from 1.

    ``rows_left`` is how many rows of the table in it are not in it. ``beside`` tells that it says
    nothing of what the question is narrowed to, such as children.
    """

    n: int
    title: str
    section: str
    text: str
    rows_left: int = 0
    beside: bool = False


class ExcerptsWhenRead(Sequence[Excerpt]):
    """Excerpts that are made once somebody reads them: of a model's answer nobody does."""

    def __init__(self, make: Callable[[], Sequence[Excerpt]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Sequence[Excerpt]:
        return self._make()

    @overload
    def __getitem__(self, at: int) -> Excerpt: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Excerpt]: ...
    def __getitem__(self, at: int | slice) -> Excerpt | Sequence[Excerpt]:
        return self._made[at]

    def __iter__(self) -> Iterator[Excerpt]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True, slots=True)
class ModelCall:
    """What a route needs to answer: the prompt, and the same material in parts.

    ``charged`` hears what an attempt used and cost, also one that was stopped or broke off.
    ``form``, ``language`` (such as ``de``) and ``synonyms``, words of the question with what says
    the same, are for routes that quote, and so is ``enough``:
    false where the search alone does not show that the excerpts answer, so that only a model that
    reads them may; they tell ``doubted``, before the first piece, where what they quote may not be
    what was asked for. ``awaited`` tells whether somebody waits for the first words still: what
    came so far may be held back until it can be shown.
    """

    role: Role
    messages: tuple[Message, ...]
    question: str
    excerpts: Sequence[Excerpt] = ()
    attribution: Mapping[str, str] = field(default_factory=dict)
    charged: Callable[[Usage, Price | None], None] | None = field(default=None, compare=False)
    awaited: Callable[[], bool] | None = field(default=None, compare=False)
    doubted: Callable[[], None] | None = field(default=None, compare=False)
    form: AnswerForm = AnswerForm()
    language: str = "en"
    enough: bool = True
    synonyms: Synonyms = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the model reported them; ``input_tokens`` includes the cached ones.

    ``estimated`` marks a count that is ours, since the model reported none.
    """

    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What a call cost."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The model is busy; ``ahead`` calls come before this one."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A route did not answer, and the next one is asked."""


@dataclass(frozen=True, slots=True)
class Started:
    """A route accepted the call. ``quotes`` is true for a route that quotes and does not write."""

    route: str
    model: str
    parameters: Mapping[str, object]
    quotes: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text."""

    text: str


@dataclass(frozen=True, slots=True)
class Reset:
    """What was written is void: the route failed in mid-stream, or was thinking aloud.

    ``Started`` follows, of the next route or of the same one.
    """

    reason: str


NO_ANSWER = "no_answer"
CUT = "length"


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is complete. ``usage`` and ``price`` are ``None`` where unknown, never zero.

    ``reason`` is `NO_ANSWER`, with no token before, where the route found nothing worth saying, and
    `CUT` where the model may write no more. ``thoughts`` are the model's, of a route that keeps
    them, and never a part of the answer.
    """

    usage: Usage | None
    price: Price | None
    reason: str = "stop"
    thoughts: str = ""


GatewayEvent = Waiting | Elsewhere | Started | Token | Reset | Finished


class GatewayError(Exception):
    """No route could answer. ``reason`` is for the log; the text is safe for a person."""

    def __init__(self, role: str, reason: str) -> None:
        super().__init__("The language model cannot be reached just now. Please ask again shortly.")
        self.role = role
        self.reason = reason


class AnswerRefusedError(GatewayError):
    """The model, its filter or its address refuses the call, and no other is asked instead."""

    def __init__(self, role: str, reason: str) -> None:
        super().__init__(role, reason)
        self.args = ("The language model refuses to answer this. Please ask in other words.",)


class PromptTooLongError(GatewayError):
    """The prompt, or the answer with it, does not fit into the model."""

    def __init__(self, role: str, reason: str) -> None:
        super().__init__(role, reason)
        self.args = (
            "The question does not fit into the language model. Please ask in fewer words.",
        )


class NotSetUpError(GatewayError):
    """A model does not take the key, or does not exist: somebody has to mend the routes."""

    def __init__(self, role: str, reason: str) -> None:
        super().__init__(role, reason)
        self.args = ("The language model is not set up as it should be. Please tell your support.",)


class Gateway(Protocol):
    """The one door to a language model."""

    def prompt_tokens(self, role: Role) -> int | None:
        """How many tokens a prompt of the role may have; ``None`` where that is not bounded."""
        ...

    def only_quotes(self, role: Role) -> bool:
        """Tell whether the route that would be asked now quotes, so that no model reads first."""
        ...

    def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        """Stream one answer: ``Waiting`` perhaps, ``Started``, tokens, ``Finished``.

        Raises `GatewayError`, of which `AnswerRefusedError`, `NotSetUpError` and
        `PromptTooLongError` are three.
        """
        ...
