"""A check: a question that an assistant must go on answering rightly, and what that means."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistants.provenance import Participant
from assistants.publishing.refusals import ChangeRefusedError
from assistants.translations import Sentence
from evaluation import sentences

MOST_ENTRIES = 20
LONGEST_ENTRY = 500
LONGEST_NOTE = 2_000


class CheckRefusedError(ChangeRefusedError):
    """A check that cannot be kept; the text says what to change."""

    def __init__(self, sentence: Sentence, **values: object) -> None:
        super().__init__(sentence, "check_refused", **values)


class Origin(StrEnum):
    """Where a check came from."""

    PAGE = "page"
    API = "api"
    PLAYGROUND = "playground"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an answer must be like.

    ``cites`` are documents as ``path`` or ``source/path``, with ``#page`` behind where the page
    counts; ``says`` and ``never_says`` are phrases. ``no_answer`` asks for one of the "no"s.
    Nothing at all asks for an answer that cites something.
    """

    cites: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()
    no_answer: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what is right."""
        return not (self.cites or self.says or self.never_says or self.no_answer)


@dataclass(frozen=True, slots=True)
class Check:
    """A question with what is expected of its answer, kept for one assistant.

    ``revision`` grows with every change. ``turn`` is the turn that it was made of, if any.
    """

    id: str
    slug: str
    department: str
    question: str
    expectation: Expectation
    note: str
    origin: Origin
    turn: str | None
    revision: int
    created_at: datetime
    created_by: Participant
    changed_at: datetime
    changed_by: Participant


def expectation_of(
    *,
    cites: Iterable[str] = (),
    says: Iterable[str] = (),
    never_says: Iterable[str] = (),
    no_answer: bool = False,
) -> Expectation:
    """Tidy what somebody expects, and refuse what no answer could fulfil.

    Raises `CheckRefusedError`.
    """
    made = Expectation(
        _entries(sentences.DOCUMENTS, cites),
        _entries(sentences.PHRASES, says),
        _entries(sentences.BANNED_PHRASES, never_says),
        no_answer,
    )
    if no_answer and (made.cites or made.says):
        raise CheckRefusedError(sentences.NO_ANSWER_AND_MORE)
    if both := sorted({*map(str.casefold, made.says)} & {*map(str.casefold, made.never_says)}):
        raise CheckRefusedError(sentences.SAID_AND_NEVER_SAID, phrase=both[0][:60])
    return made


def _entries(what: Sentence, given: Iterable[str]) -> tuple[str, ...]:
    kept = dict.fromkeys(
        tidied for one in given if (tidied := unicodedata.normalize("NFC", one).strip())
    )
    if len(kept) > MOST_ENTRIES:
        raise CheckRefusedError(
            sentences.TOO_MANY_ENTRIES, n=len(kept), what=what, most=MOST_ENTRIES
        )
    for one in kept:
        if len(one) > LONGEST_ENTRY:
            raise CheckRefusedError(
                sentences.ENTRY_TOO_LONG, what=what, n=len(one), most=LONGEST_ENTRY
            )
        if not any(letter.isalnum() for letter in one):
            raise CheckRefusedError(sentences.NO_WORDS, what=what, text=one[:20])
    return tuple(kept)
