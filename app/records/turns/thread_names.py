"""What threads are called: after the first question that was asked there."""

from __future__ import annotations

from sqlalchemy import Text, bindparam, func, update

from app.records.database.direct import Transaction
from app.records.database.prepared import Prepared
from app.records.database.upserts import storable, table_of
from app.records.turns.thread_rows import ThreadRow
from assistants.questions.small_talk.recognising import small_talk_in

NAME_LENGTH = 80


def name_after(question: str) -> str:
    """Cut a question to the name of a thread: one line, at most 80 characters, at a word."""
    line = " ".join(question.split())
    if len(line) <= NAME_LENGTH:
        return line
    head = line[:NAME_LENGTH]
    at_word = head.rpartition(" ")[0]
    return (at_word if len(at_word) > NAME_LENGTH // 2 else head[:-1]).rstrip() + "…"


async def rename_greeting(
    transaction: Transaction, thread_id: str, name: str, question: str
) -> None:
    """Name a thread after its first ``question`` where a greeting gave it the ``name`` it has.

    A name that its owner gave it stays.
    """
    if small_talk_in(name) is None or small_talk_in(question) is not None:
        return
    better = name_after(storable(question))
    row = {
        "thread": thread_id,
        "was": name,
        "was_folded": name.casefold(),
        "name": better,
        "folded_name": better.casefold(),
    }
    await transaction.rows(_NAME_AFTER_QUESTION, row)


_NAME_AFTER_QUESTION = Prepared(
    update(table_of(ThreadRow))
    .where(
        ThreadRow.id == bindparam("thread"),
        ThreadRow.name == bindparam("was"),
        # What the thread began with gave it the name.
        func.substr(ThreadRow.folded_questions, 1, func.length(bindparam("was_folded", type_=Text)))
        == bindparam("was_folded", type_=Text),
    )
    .values(name=bindparam("name"), folded_name=bindparam("folded_name"))
)
