"""Composes the answer that a question's form asks for, out of quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gateway.calls import ModelCall
from gateway.quoting.composition import layout, lists
from gateway.quoting.composition.comparing import compared
from gateway.quoting.composition.ordering import ordered, said_of
from gateway.quoting.composition.wording import words_in
from gateway.quoting.questions.counts import asks_for_count, counts_something, gives_unit, is_of
from gateway.quoting.questions.persons import asks_who, names_somebody
from gateway.quoting.questions.quantities import gives_number
from gateway.quoting.questions.relations import is_opposed
from gateway.quoting.questions.situations import is_situation
from gateway.quoting.quotes import Quote
from gateway.quoting.reading import WEAKEST, Reading
from gateway.quoting.rows.conditions import Asked, asked_of, column_named
from gateway.quoting.rows.dates import asks_when, by_date, has_date_of
from gateway.quoting.rows.tables import Row
from gateway.quoting.sentences import Sentence

# Rows answer when a table's columns and cells explain this share of what a question says.
EXPLAINED = 0.6
HALF = 0.4
_AFTER_COUNT = re.compile(
    r"(?:how many|number of|wie ?viele[nr]?|zahl der|combien d[e'’]|nombre d[e'’]|cuánt[oa]s)(.*)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:each|every|all|our|which|any|how many|jede[nrms]?|alle[nr]?|unsere[nrm]?|welche[nrms]?|"
    r"wie ?viele[nr]?|chaque|tous|toutes|nos|quel(?:le)?s?|combien|cada|todos|todas|nuestros|qué|"
    r"cuánt[oa]s)\b",
    re.IGNORECASE,
)
_TABLE = re.compile(r"\b(?:table|tabulate|tabelle\w*|tableau|tabla)\b", re.IGNORECASE)


async def compose(call: ModelCall, reading: Reading) -> str:
    """The answer as Markdown with markers; empty where the passages hold none."""
    said = words_in(call.language)
    if call.form.kind == "several":
        return await _each(call, reading, said)
    return await _one(call, reading, said)


async def _one(call: ModelCall, reading: Reading, said: Mapping[str, str]) -> str:
    form = call.form
    if await _is_of_another_date(call, reading):
        return ""
    if form.kind != "fact" and (rows := await _of_rows(call, reading, said)):
        return rows
    if form.kind == "comparison":
        together = await compared(form, reading, said)
        return together or await _fact(call.question, reading, said)
    if form.kind == "list":
        return await _listed(form.subject or call.question, call.question, reading, said)
    if form.kind == "count":
        return await _counted(form.subject or call.question, call.question, reading, said)
    return await _rows_of_fact(call, reading, said) or await _fact(call.question, reading, said)


async def _each(call: ModelCall, reading: Reading, said: Mapping[str, str]) -> str:
    """The answer to each of several questions below it; one without an answer is told so."""
    blocks: list[str] = []
    answered = False
    for part in call.form.parts:
        alone = replace(call, question=part.asked, form=part.form)
        answer = await _one(alone, reading, said) if part.enough else ""
        answered = answered or bool(answer)
        name = layout.as_name(part.said)
        blocks.append(f"**{name}**\n\n{answer}" if answer else said["missing"].format(side=name))
    return "\n\n".join(blocks) if answered else ""


async def _is_of_another_date(call: ModelCall, reading: Reading) -> bool:
    """Whether rows answer best, and their dates are those of something else than what is asked."""
    if not asks_when(call.question):
        return False
    asked = asked_of(call.question, reading.excerpts, call.synonyms)
    if asked is None or not asked.conditions or has_date_of(asked.question, asked.table):
        return False
    quotes = await reading.quotes(call.question)
    return bool(quotes) and quotes[0].sentence.kind == "row"


async def _rows_of_fact(call: ModelCall, reading: Reading, said: Mapping[str, str]) -> str:
    """The rows that answer a question for one fact, where a row answers it best."""
    quotes = await reading.quotes(call.question)
    if not _suffices(quotes) or quotes[0].sentence.kind != "row":
        return ""
    asked = asked_of(call.question, reading.excerpts, call.synonyms)
    if asked is None or asked.explained < EXPLAINED or not asked.conditions or not asked.rows:
        return ""
    rows = by_date(call.question, asked.table, asked.rows)
    return layout.rows(asked.table, rows, said, needed=[one.column for one in asked.conditions])


async def _fact(question: str, reading: Reading, said: Mapping[str, str]) -> str:
    """The sentences that answer best; of how many or who it is asked, one of them has to tell."""
    quotes = await reading.quotes(question)
    if not _suffices(quotes):
        return ""
    sentences = [one.sentence for one in quotes if not is_opposed(question, one.sentence.text)]
    if not sentences:
        return ""
    if asks_who(question) and not names_somebody([one.text for one in sentences]):
        return ""
    if asks_for_count(question) and not any(counts_something(one.text) for one in sentences):
        return ""
    if not any(gives_unit(question, one.text) for one in sentences):
        return ""
    if is_situation(question):
        # What to do first is seldom what is most like that which happened.
        sentences = lists.with_section(sentences, reading.among)
    return layout.plain(sentences, said)


async def _listed(subject: str, question: str, reading: Reading, said: Mapping[str, str]) -> str:
    ranking = await reading.ranking(subject)
    if not _suffices(ranking):
        return await _fact(question, reading, said)
    ranges = _ranges(question, reading)
    statements = lists.all_of(ranking, reading.among, subject, ranges=ranges)
    return _ordered(question, subject, statements, said) or layout.statements(
        statements, said, as_table=_TABLE.search(question) is not None
    )


def _ranges(question: str, reading: Reading) -> bool:
    """Whether it is asked of several things, and none of them is named."""
    return _SEVERAL.search(question) is not None and not reading.names_in(question)


def _ordered(
    question: str, subject: str, statements: Sequence[Sentence], said: Mapping[str, str]
) -> str:
    """Who has the most, the least, or what is within a bound, and then each; else empty."""
    found = ordered(question, subject, statements)
    if found is None:
        return ""
    names = layout.labels(list(dict.fromkeys(one.title for one in found.statements)))
    return f"{said_of(found, names, said)}\n\n{layout.statements(found.statements, said)}"


async def _counted(subject: str, question: str, reading: Reading, said: Mapping[str, str]) -> str:
    ranking = await reading.ranking(subject)
    if not _suffices(ranking):
        return ""
    ranges = _ranges(question, reading)
    statements = lists.all_of(ranking, reading.among, subject, ranges=ranges)
    if counted := _ordered(question, subject, statements, said):
        return counted
    if counted := await _number_of(subject, question, ranking, reading, said):
        return counted
    tells = not asks_for_count(question) or any(counts_something(one.text) for one in statements)
    if ranges and tells and len({one.title for one in statements}) > 1:
        return layout.statements(statements, said)
    return await _fact(question, reading, said)


async def _number_of(
    subject: str,
    question: str,
    ranking: Sequence[Quote],
    reading: Reading,
    said: Mapping[str, str],
) -> str:
    """A number of statements, of items, or of names in a sentence; empty where none is sure."""
    same, number = lists.labelled(subject, ranking, reading.among)
    if same:
        of = said["of"].format(total=len(same))
        counted = said["count"].format(number=number, of=of, what=said["items"])
        return f"{counted}\n\n{layout.statements(same, said)}"
    if items := lists.numbered(ranking, reading.among):
        counted = said["count"].format(number=len(items), of="", what=said["items"])
        return f"{counted}\n\n{layout.statements(items, said)}"
    quotes = await reading.quotes(question)
    for best in (*quotes[:1], ranking[0]):
        if named := lists.named_after(subject, best.sentence):
            counted = said["count"].format(number=named, of="", what=said["items"])
            return f"{counted}\n\n{layout.plain([best.sentence], said)}"
        number = lists.items_in(best.sentence) if is_of(subject, best.sentence) else 0
        if number and not gives_number(best.sentence.text, subject):
            counted = said["count"].format(number=number, of="", what=said["items"])
            return f"{counted}\n\n{layout.plain([best.sentence], said)}"
    return ""


async def _of_rows(call: ModelCall, reading: Reading, said: Mapping[str, str]) -> str:
    asked = asked_of(call.question, reading.excerpts, call.synonyms)
    if asked is None or (not asked.conditions and call.form.kind == "comparison"):
        return ""
    if asked.explained < EXPLAINED:
        # What is asked for may stand there in other words; then nothing can be counted.
        best = await reading.ranking(call.question) if asked.explained >= HALF else []
        rows_text = {one.text for one in asked.rows}
        if best and best[0].score and asked.conditions and best[0].sentence.text in rows_text:
            return layout.rows(asked.table, asked.rows, said)
        return ""
    if not asked.rows:
        return _nearest(asked, said)
    needed = [one.column for one in asked.conditions]
    rows = by_date(call.question, asked.table, asked.rows)
    table = layout.rows(asked.table, rows, said, needed=needed)
    if call.form.kind != "count":
        return table
    return f"{_number(asked, said)}\n\n{table}"


def _nearest(asked: Asked, said: Mapping[str, str]) -> str:
    """No row meets all conditions: say so, and show those that meet all but one."""
    what = ", ".join(one.said for one in asked.conditions)
    for left_out in reversed(asked.conditions):
        kept = tuple(one for one in asked.conditions if one is not left_out)
        rows: list[Row] = Asked(asked.table, kept, 1.0).rows
        if kept and rows:
            instead = said["instead"].format(what=", ".join(one.said for one in kept))
            none = said["none"].format(what=what)
            return f"{none} {instead}\n\n{layout.rows(asked.table, rows, said)}"
    return ""


def _number(asked: Asked, said: Mapping[str, str]) -> str:
    """How many, of what is asked for: of a column's values where it names one, else of rows."""
    after = _AFTER_COUNT.search(asked.question)
    column = column_named(asked.table, after[1].split(",")[0]) if after else None
    counted = [row.cells.get(column or "", row.text) for row in asked.rows]
    number = len(dict.fromkeys(counted)) if column else len(asked.rows)
    what = "; ".join([column or said["rows"], *(one.said for one in asked.conditions)])
    if asked.table.rows_left:
        return said["at_least"].format(number=number, what=what)
    return said["count"].format(number=number, of="", what=what)


def _suffices(quotes: Sequence[Quote]) -> bool:
    return max((quote.score for quote in quotes), default=0.0) >= WEAKEST
