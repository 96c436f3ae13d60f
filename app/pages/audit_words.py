"""An entry of the audit trail in words for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.audit.chain import Entry
from app.audit.events import NOBODY, OPERATOR, SERVICE, Action
from app.pages.words.audit_facts import FACTS
from app.pages.words.reader import Reader
from app.pages.words.wording import Wording

_ACTORS = (OPERATOR, SERVICE, NOBODY)
_ABOUT_ITSELF = {Action.AUDIT_READ, Action.AUDIT_VERIFIED}


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the page shows it; ``find`` is what the filter takes to find its actor."""

    number: int
    when: str
    who: str
    find: str
    what: str
    on: str
    where: str
    outcome: str
    result: str
    facts: str
    address: str


def row_of(entry: Entry, words: Wording, reader: Reader) -> Row:
    """Put an entry into words; one that was spoilt is shown as it is."""
    names = FACTS[reader.language]
    return Row(
        number=entry.number,
        when=_when(entry.at, reader),
        who=_who(entry, words),
        find=entry.actor_name if "@" in entry.actor_name else entry.actor,
        what=words.get(entry.action, entry.action),
        on="" if entry.action in _ABOUT_ITSELF else _target(entry.target, words),
        where=entry.department,
        outcome=entry.outcome,
        result=words.get(entry.outcome, entry.outcome),
        facts=" · ".join(
            f"{names.get(name, name.replace('_', ' '))} {_fact(value, words)}"
            for name, value in entry.facts.items()
        ),
        address=entry.address,
    )


def _when(at: str, reader: Reader) -> str:
    try:
        return reader.second(datetime.fromisoformat(at))
    except ValueError:
        return at


def _who(entry: Entry, words: Wording) -> str:
    if entry.actor not in _ACTORS:
        return entry.actor_name or entry.actor
    known = str(words[entry.actor])
    return f"{known} ({entry.actor_name})" if entry.actor_name else known


def _target(target: str, words: Wording) -> str:
    kind, colon, name = target.partition(":")
    return f"{words.get(kind, kind)}{' ' if colon else ''}{name}"


def _fact(value: object, words: Wording) -> str:
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
