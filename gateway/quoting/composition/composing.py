"""Composes the answer that a question's form asks for, out of quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gateway.calls import ModelCall
from gateway.quoting.composition import layout, lists
from gateway.quoting.composition.comparing import compared
from gateway.quoting.composition.from_rows import (
    EXPLAINED,
    Composed,
    answered,
    narrows,
    of_rows,
)
from gateway.quoting.composition.ordering import ordered, said_of
from gateway.quoting.composition.wording import words_in
from gateway.quoting.questions.counts import asks_for_count, counts_something, gives_unit, is_of
from gateway.quoting.questions.persons import asks_who, names_somebody
from gateway.quoting.questions.quantities import gives_number
from gateway.quoting.questions.relations import is_opposed
from gateway.quoting.questions.situations import is_situation
from gateway.quoting.quotes import Quote
from gateway.quoting.reading import WEAKEST, Reading
from gateway.quoting.rows.asking import asked_of
from gateway.quoting.rows.dates import asks_when, has_date_of
from gateway.quoting.rows.markers import turns
from gateway.quoting.sentences import Sentence

# That there is none is told of a fact only where nearly all that is asked was understood.
MISSING = 0.75
_SEVERAL = re.compile(
    r"\b(?:each|every|all|our|which|any|how many|jede[nrms]?|alle[nr]?|unsere[nrm]?|welche[nrms]?|"
    r"wie ?viele[nr]?|chaque|tous|toutes|nos|quel(?:le)?s?|combien|cada|todos|todas|nuestros|qué|"
    r"cuánt[oa]s)\b",
    re.IGNORECASE,
)
_TABLE = re.compile(r"\b(?:table|tabulate|tabelle\w*|tableau|tabla)\b", re.IGNORECASE)


async def compose(call: ModelCall, reading: Reading) -> Composed:
    """The answer as Markdown with markers; empty where the passages hold none."""
    said = words_in(call.language)
    if call.form.kind == "several":
        return await _each(call, reading, said)
    return await _one(call, reading, said)


async def _one(call: ModelCall, reading: Reading, said: Mapping[str, str]) -> Composed:
    if await _is_of_another_date(call, reading):
        return Composed()
    rows = await (_rows_of_fact if call.form.kind == "fact" else of_rows)(call, reading, said)
    if rows.text:
        return rows
    text = await _quoted(call, reading, said)
    # Rows that are like a question may be the very ones that it leaves out.
    return Composed(text, sure=not (layout.shows_rows(text) and narrows(call.question)))


async def _quoted(call: ModelCall, reading: Reading, said: Mapping[str, str]) -> str:
    form = call.form
    if form.kind == "comparison":
        together = await compared(form, reading, said)
        return together or await _fact(call.question, reading, said)
    if form.kind == "list":
        return await _listed(form.subject or call.question, call.question, reading, said)
    if form.kind == "count":
        return await _counted(form.subject or call.question, call.question, reading, said)
    return await _fact(call.question, reading, said)


async def _each(call: ModelCall, reading: Reading, said: Mapping[str, str]) -> Composed:
    """The answer to each of several questions below it; one without an answer is told so."""
    blocks: list[str] = []
    answers: list[Composed] = []
    for part in call.form.parts:
        alone = replace(call, question=part.asked, form=part.form)
        answer = await _one(alone, reading, said) if part.enough else Composed()
        answers.append(answer)
        name = layout.as_name(part.said)
        text = answer.text
        blocks.append(f"**{name}**\n\n{text}" if text else said["missing"].format(side=name))
    if not any(one.text for one in answers):
        return Composed()
    return Composed("\n\n".join(blocks), sure=all(one.sure for one in answers))


async def _is_of_another_date(call: ModelCall, reading: Reading) -> bool:
    """Whether rows answer best, and their dates are those of something else than what is asked."""
    if not asks_when(call.question):
        return False
    asked = asked_of(call.question, reading.excerpts, call.synonyms)
    if asked is None or not asked.is_narrowed or has_date_of(asked.question, asked.table):
        return False
    quotes = await reading.quotes(call.question)
    return bool(quotes) and quotes[0].sentence.kind == "row"


async def _rows_of_fact(call: ModelCall, reading: Reading, said: Mapping[str, str]) -> Composed:
    """The rows that answer a question for one fact, where a row answers it best."""
    quotes = await reading.quotes(call.question)
    if not _suffices(quotes) or quotes[0].sentence.kind != "row":
        return Composed()
    asked = asked_of(call.question, reading.excerpts, call.synonyms)
    if asked is None or asked.explained < EXPLAINED or not asked.is_narrowed:
        return Composed()
    if not asked.rows and asked.explained < MISSING:
        return Composed()
    return answered(call, asked, said)


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
    if turns(question):
        # What is denied or left out would be counted.
        return ""
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


def _suffices(quotes: Sequence[Quote]) -> bool:
    return max((quote.score for quote in quotes), default=0.0) >= WEAKEST
