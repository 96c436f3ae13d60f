"""From a question to a cited answer: small talk, search, evidence, and writing or a "no"."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from assistants import refusals, replies
from assistants.answers import Answer, Answered, AnswerEvent, AnswerKind, Searched
from assistants.in_progress import AnswerInProgress
from assistants.output.output_filter import ShownText
from assistants.profiles import Configuration
from assistants.questions.forms import form_of
from assistants.questions.languages import answered_in
from assistants.questions.question import Question
from assistants.questions.rewriting import other_words, stand_alone
from assistants.questions.searching import another_for, joined, letters_for, search_each, search_for
from assistants.questions.small_talk.recognising import without_courtesy
from assistants.sufficiency import is_enough, least_evidence, which_no
from assistants.writing import Writing
from gateway.calls import AnswerForm, Elsewhere, Gateway, Waiting
from retrieval.passages import Found, PassageSearch

# Quotes that may be beside the point are followed by who answers better, by so much evidence.
BETTER = 0.1
# What rules say in other words may mean something else, so that more evidence is asked of it.
SURE_IN_OTHER_WORDS = 0.7
# Who may know better is only added to an answer, which nobody is to wait for longer, nor to lose.
POINTER_S = 5.0


class Answering:
    """One answer in the making; whoever stops it can still take what there is of it."""

    def __init__(self, question: Question, search: PassageSearch, gateway: Gateway) -> None:
        self._question = question
        self._search = search
        self._gateway = gateway
        earlier = [exchange.question for exchange in question.history]
        self._spoken = question.configuration.model_copy(
            update={
                "language": answered_in(question.text, earlier, question.configuration.language)
            }
        )
        self._made = AnswerInProgress(question.text)
        self._found, self._form = Found((), 0.0), AnswerForm()
        self._reply = replies.reply_to(question.text, self._spoken, first=not question.history)
        self._ahead: asyncio.Task[tuple[Found, AnswerForm]] | None = None

    def search_ahead(self) -> None:
        """Begin to search, where no model has to be asked first; `stream` takes what is found.

        Whoever calls this and does not stream calls `abandon`.
        """
        if self._reply is None and not self._question.history:
            standalone = without_courtesy(self._question.text)
            self._ahead = asyncio.create_task(self._search_for(standalone))

    def abandon(self) -> None:
        """Let go of a search that was begun and that nobody waits for."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            ahead.add_done_callback(_forget)
            ahead.cancel()

    async def stream(self) -> AsyncGenerator[AnswerEvent]:
        """Stream the answer; the last event is ``Answered``.

        A model that cannot be reached, that repeats its instructions, or whose answer the
        department wants withdrawn, gives one of the kind ``failed``; everything else that goes
        wrong is raised.
        """
        if self._reply is not None:
            yield self._made.say(self._reply)
            yield Answered(self._made.so_far())
            return
        try:
            async with aclosing(self._answer_from_documents()) as events:
                async for event in events:
                    yield event
        finally:
            self.abandon()

    async def _answer_from_documents(self) -> AsyncGenerator[AnswerEvent]:
        asked = self._question
        standalone = asked.text
        rewriting = stand_alone(asked.text, asked.history, self._gateway, dict(asked.attribution))
        async with aclosing(rewriting) as said:
            async for each in said:
                if isinstance(each, Waiting | Elsewhere):
                    yield each
                else:
                    standalone = without_courtesy(each)
        async with aclosing(self._find(standalone)) as waits:
            async for wait in waits:
                yield wait
        found = self._found
        yield Searched(found.passages, found.evidence)
        if not found.passages or self._is_too_weak(found):
            async for event in self._refuse(standalone, found):
                yield event
            return
        writing = Writing(asked, self._spoken, self._gateway, self._made)
        async with aclosing(writing.write(standalone, found.passages, self._form)) as events:
            async for event in events:
                yield event
        if writing.nothing_to_say:
            async for event in self._refuse(standalone, found):
                yield event
            return
        if writing.doubted and (other := await self._another(standalone, found.evidence + BETTER)):
            yield self._made.say(f"\n\n{self._point_to(other)}")
        yield Answered(self._made.so_far())

    def so_far(self) -> Answer:
        """What there is of the answer at this moment, timed until now."""
        return self._made.so_far()

    async def _find(self, standalone: str) -> AsyncGenerator[Waiting | Elsewhere]:
        """Search, and once more in other words where that finds too little; waits for a model."""
        self._searched_as(standalone)
        ahead, self._ahead = self._ahead, None
        found, form = await (ahead or self._search_for(standalone))
        if found.passages and self._is_too_weak(found):
            attribution = dict(self._question.attribution)
            texts = [f"{one.title}\n{one.section}\n{one.text}" for one in found.passages]
            said_otherwise = other_words(standalone, texts, self._gateway, attribution)
            async with aclosing(said_otherwise) as said:
                async for each in said:
                    if isinstance(each, Waiting | Elsewhere):
                        yield each
                    elif each != standalone:
                        again, form_again = await self._search_for(each)
                        if again.passages and again.evidence >= self._least_in_other_words():
                            found, form = again, form_again
                            self._searched_as(each)
        self._found, self._form = found, form
        self._made.keep(found)

    def _searched_as(self, standalone: str) -> None:
        self._made.answer = replace(self._made.answer, standalone_question=standalone)

    async def _search_for(self, standalone: str) -> tuple[Found, AnswerForm]:
        """Search for a question; of several, each is told whether there is enough for it."""
        form, asked = form_of(standalone), self._question
        letters = letters_for(self._gateway.prompt_tokens(asked.configuration.role))
        where = self._search, asked.access, asked.configuration
        if not form.parts:
            return await search_for(standalone, form, *where, table_letters=letters), form
        every = await search_each(form, *where, table_letters=letters)
        found = joined(every, asked.configuration)
        parts = tuple(
            replace(part, enough=not self._is_too_weak(one))
            for part, one in zip(form.parts, every, strict=True)
        )
        sure = [one.evidence for one, part in zip(every, parts, strict=True) if part.enough]
        # What is said of the whole answer holds for each part of it.
        return replace(found, evidence=min(sure, default=0.0)), replace(form, parts=parts)

    def _is_too_weak(self, found: Found) -> bool:
        return not is_enough(found, self._question.configuration, self._gateway)

    def _least_in_other_words(self) -> float:
        least = least_evidence(self._question.configuration, self._gateway)
        return max(least, SURE_IN_OTHER_WORDS) if self._gateway.only_quotes("rewrite") else least

    async def _refuse(self, standalone: str, found: Found) -> AsyncGenerator[AnswerEvent]:
        asked = self._question
        kind, states = await which_no(
            standalone, found, self._search, asked.access, asked.configuration
        )
        self._made.begin_again(ShownText())
        self._made.answer = replace(self._made.answer, kind=kind)
        said = refusals.word(kind, self._spoken, states)
        if kind is AnswerKind.NOT_FOUND and (other := await self._another(standalone)):
            said = f"{self._point_to(other)}\n\n{said}"
        yield self._made.say(said)
        yield Answered(self._made.so_far())

    def _point_to(self, other: Configuration) -> str:
        return replies.point_to(other, self._question.turn_id, self._spoken.language)

    async def _another(self, standalone: str, above: float = 0.0) -> Configuration | None:
        """Another assistant that this person may use and whose documents hold an answer."""
        asked = self._question
        try:
            async with asyncio.timeout(POINTER_S):
                others = await asked.others() if asked.others else ()
                return await another_for(
                    standalone,
                    others,
                    self._search,
                    asked.access,
                    but=asked.configuration.sources,
                    above=above,
                )
        except TimeoutError:
            return None


def _forget(search: asyncio.Task[tuple[Found, AnswerForm]]) -> None:
    if not search.cancelled():
        # What went wrong with it concerns nobody any more.
        search.exception()
