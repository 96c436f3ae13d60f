"""Searching for what a question asks: once for a fact, more widely for all of several things."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from assistants.profiles import Configuration
from assistants.sufficiency import lacks_what_is_named
from gateway.calls import AnswerForm, Excerpt
from gateway.quoting.rows.asking import covered
from retrieval.access import Access
from retrieval.languages.thesaurus import alternatives
from retrieval.parsing.instructions.orders import without_orders
from retrieval.passages import Found, Passage, PassageSearch
from retrieval.searching.requirements.unmet import beside

# A list may have something from many documents.
WIDE = 24
# All passages of a comparison have their place in a prompt: few for each side.
OF_EACH_SIDE = 4
TABLE_LETTERS = 16_000
# From this share of the question on that a table's columns and cells explain, it answers.
COVERED = 0.6


def letters_for(prompt_tokens: int | None) -> int:
    """How many letters of tables there is room for, in a prompt of so many tokens if not ``None``.

    Of a model's room tables may take about half.
    """
    return TABLE_LETTERS if prompt_tokens is None else min(TABLE_LETTERS, prompt_tokens)


async def search_for(
    question: str,
    form: AnswerForm,
    search: PassageSearch,
    access: Access,
    configuration: Configuration,
    *,
    table_letters: int,
) -> Found:
    """Find passages for a question that stands alone; the same material gives the same passages.

    Of the tables that a list, a count or a comparison meets, ``table_letters`` are put together,
    and of those that a fact is told from: whether a row is missing is seen in a whole one alone.
    """
    sources = configuration.sources
    if form.parts:
        every = await search_each(form, search, access, configuration, table_letters=table_letters)
        return joined(every, configuration)
    if form.kind == "fact":
        some = await search.search(question, access, sources, limit=configuration.passages)
        words = alternatives(question)
        if not table_letters or covered(question, excerpts(some.passages), words) < COVERED:
            return some
        whole = await search.search(
            question, access, sources, limit=configuration.passages, table_letters=table_letters
        )
        return replace(whole, evidence=some.evidence, signs=some.signs)
    limit = max(configuration.passages, WIDE if form.kind != "comparison" else OF_EACH_SIDE)
    found, *sides = await asyncio.gather(
        search.search(question, access, sources, limit=limit, table_letters=table_letters),
        *(
            search.search(asked, access, sources, limit=OF_EACH_SIDE, table_letters=table_letters)
            for asked in _apart(question, form)
        ),
    )
    passages = _merged([*sides, found], limit=max(limit, OF_EACH_SIDE * len(sides)))
    best = max((found, *sides), key=lambda one: one.evidence)
    share = covered(question, excerpts(passages))
    answers = share >= COVERED
    return replace(
        found,
        passages=passages,
        evidence=max(best.evidence, share if answers else 0.0),
        # The signs are those of the evidence; a table that answers lacks nothing.
        signs={**best.signs, "missed": 0.0} if answers else best.signs,
        parameters={**found.parameters, "form": form.kind},
    )


async def search_each(
    form: AnswerForm,
    search: PassageSearch,
    access: Access,
    configuration: Configuration,
    *,
    table_letters: int,
) -> list[Found]:
    """Search for each of several questions."""
    return await asyncio.gather(
        *(
            search_for(
                part.asked, part.form, search, access, configuration, table_letters=table_letters
            )
            for part in form.parts
        )
    )


def joined(found: Sequence[Found], configuration: Configuration) -> Found:
    """What was found for several questions; the evidence is that of the best answered one."""
    best = max(found, key=lambda one: one.evidence)
    most = sum(len(one.passages) for one in found)
    return replace(
        best,
        passages=_merged(found, limit=max(configuration.passages, min(most, WIDE))),
        parameters={**best.parameters, "form": "several"},
    )


def _apart(question: str, form: AnswerForm) -> list[str]:
    """What else to search for: each side alone, or the subject without what asks for a list."""
    if form.sides:
        return [asked for _, asked in form.sides]
    return [form.subject] if form.subject != question.strip(" ?.!") else []


async def another_for(
    question: str,
    others: Sequence[Configuration],
    search: PassageSearch,
    access: Access,
    *,
    but: Sequence[str],
    above: float = 0.0,
) -> Configuration | None:
    """The assistant among ``others`` whose documents, which this person may read, hold an answer.

    The sources in ``but`` were asked already, with evidence ``above`` which another's has to be.
    One search looks at all others at once.
    """
    sources = {source: one for one in reversed(others) for source in one.sources}
    elsewhere = sorted(sources.keys() - set(but))
    if not elsewhere:
        return None
    found = await search.search(question, access, elsewhere, limit=OF_EACH_SIDE)
    if not found.passages or lacks_what_is_named(found):
        return None
    other = sources[found.passages[0].source]
    return other if found.evidence >= max(other.evidence_threshold, above) else None


def excerpts(passages: Sequence[Passage], question: str = "") -> tuple[Excerpt, ...]:
    """Passages as a route that quotes takes them, numbered in their order.

    Those that say nothing of what the ``question`` is narrowed to are marked so. Orders to a
    language model are left out: nobody is to be answered with them.
    """
    texts = [(p.document_id, f"{p.title}\n{p.section}\n{p.text}") for p in passages]
    aside = beside(question, texts)
    return tuple(
        Excerpt(n, p.title, p.section, without_orders(p.text), p.rows_left, beside=apart)
        for n, (p, apart) in enumerate(zip(passages, aside, strict=True), 1)
    )


def _merged(found: Sequence[Found], *, limit: int) -> tuple[Passage, ...]:
    """The best of each search in turn, each passage once, ranked anew."""
    if len(found) == 1:
        return found[0].passages
    kept: dict[str, Passage] = {}
    for passage in _in_turn(found):
        known = kept.get(passage.chunk_id)
        if known is None and len(kept) == limit:
            continue
        # A search may have put the same chunk together with more of its table.
        if known is None or len(known.text) < len(passage.text):
            kept[passage.chunk_id] = passage
    return tuple(replace(one, rank=rank) for rank, one in enumerate(kept.values(), start=1))


def _in_turn(found: Sequence[Found]) -> Iterator[Passage]:
    rounds = zip_longest(*(one.passages for one in found))
    return (passage for passage in chain.from_iterable(rounds) if passage is not None)
