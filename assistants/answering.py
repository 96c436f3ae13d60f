"""From a question to a cited answer: search, weigh, render, stream, resolve."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from assistants import refusals, replies
from assistants.answers import (
    Answer,
    Answered,
    AnswerEvent,
    AnswerKind,
    Citation,
    Piece,
    Searched,
    Timings,
    Void,
)
from assistants.grounding.checked_text import AnswerWithdrawnError, CheckedText
from assistants.grounding.judging import Judge
from assistants.output import leaks
from assistants.output.leaks import InstructionsRepeatedError
from assistants.output.output_filter import ShownText, guarding, texts_of
from assistants.profiles import Configuration
from assistants.prompting import prompts
from assistants.prompting.context_window import TooLongError, fit
from assistants.prompting.prompts import Exchange
from assistants.questions.forms import form_of
from assistants.questions.languages import answered_in
from assistants.questions.rewriting import other_words, stand_alone
from assistants.questions.searching import another_for, excerpts, letters_for, search_for
from assistants.questions.small_talk import without_courtesy
from gateway.calls import (
    CUT,
    NO_ANSWER,
    Elsewhere,
    Finished,
    Gateway,
    GatewayError,
    ModelCall,
    Price,
    Reset,
    Started,
    Token,
    Usage,
    Waiting,
)
from retrieval.access import Access
from retrieval.languages.thesaurus import alternatives
from retrieval.passages import Found, Passage, PassageSearch, SourceState

# A model reads the passages and may say that they do not answer, so that it is asked earlier.
SHARE_FOR_A_MODEL = 0.2
# Below it quotes are introduced as what comes nearest.
SURE = 0.85


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, by whom (as rights), of which configuration, after what.

    ``attribution`` travels with the model call: department, assistant, pseudonym, turn. ``others``
    are the other assistants that this person may use.
    """

    turn_id: str
    text: str
    access: Access
    configuration: Configuration
    history: tuple[Exchange, ...] = ()
    attribution: tuple[tuple[str, str], ...] = ()
    others: Callable[[], Awaitable[Sequence[Configuration]]] | None = None


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
        self._began = time.perf_counter()
        self._shown = ShownText()
        self._text: list[str] = []
        self._found = Found((), 0.0)
        self._nothing_to_say = False
        self._cut = False
        self._answer = Answer(
            kind=AnswerKind.ANSWER,
            text="",
            question=question.text,
            standalone_question=question.text,
        )

    async def stream(self) -> AsyncGenerator[AnswerEvent]:
        """Stream the answer; the last event is ``Answered``.

        A model that cannot be reached, that repeats its instructions, or whose answer the
        department wants withdrawn, gives one of the kind ``failed``; everything else that goes
        wrong is raised.
        """
        asked = self._question
        reply = replies.reply_to(asked.text, self._spoken, first=not asked.history)
        if reply is not None:
            yield self._say(reply)
            yield Answered(self.so_far())
            return
        async with aclosing(self._answer_from_documents()) as events:
            async for event in events:
                yield event

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
        self._answer = replace(self._answer, standalone_question=standalone)
        async with aclosing(self._find(standalone)) as waited:
            async for event in waited:
                yield event
        found = self._found
        yield Searched(found.passages, found.evidence)
        if not found.passages or self._is_too_weak(found):
            async for event in self._refuse(standalone, found):
                yield event
            return
        async with aclosing(self._write_what_may_stay(standalone, found.passages)) as events:
            async for event in events:
                yield event
        if self._nothing_to_say:
            async for event in self._refuse(standalone, found):
                yield event
            return
        yield Answered(self.so_far())

    async def _find(self, standalone: str) -> AsyncGenerator[Waiting | Elsewhere]:
        """Search, and once more in other words where that finds too little; waits for a model."""
        found = await self._search_for(standalone)
        if found.passages and self._is_too_weak(found):
            attribution = dict(self._question.attribution)
            async with aclosing(other_words(standalone, self._gateway, attribution)) as said:
                async for each in said:
                    if isinstance(each, Waiting | Elsewhere):
                        yield each
                    elif each != standalone:
                        again = await self._search_for(each)
                        if again.passages and not self._is_too_weak(again):
                            found = again
                            self._answer = replace(self._answer, standalone_question=each)
        self._keep(found)

    async def _search_for(self, standalone: str) -> Found:
        asked = self._question
        return await search_for(
            standalone,
            form_of(standalone),
            self._search,
            asked.access,
            asked.configuration,
            table_letters=letters_for(self._gateway.prompt_tokens(asked.configuration.role)),
        )

    def _is_too_weak(self, found: Found) -> bool:
        """Whether there is too little evidence to try an answer: a model that reads may still say
        no, so that it is asked from less on."""
        configuration = self._question.configuration
        quotes = self._gateway.only_quotes(configuration.role)
        share = 1.0 if quotes else SHARE_FOR_A_MODEL
        return found.evidence < configuration.evidence_threshold * share

    def so_far(self) -> Answer:
        """What there is of the answer at this moment, timed until now."""
        cited = self._shown.cited
        return replace(
            self._answer,
            text="".join(self._text).strip(),
            citations=tuple(
                Citation(n, self._answer.passages[sent - 1]) for n, sent in enumerate(cited, 1)
            ),
            timings=replace(self._answer.timings, total_ms=self._elapsed_ms()),
            grounding=self._answer.grounding or self._shown.grounding,
        )

    async def _write_what_may_stay(
        self, standalone: str, passages: Sequence[Passage]
    ) -> AsyncGenerator[AnswerEvent]:
        """Write the answer; of one that must not be said nothing stays."""
        try:
            async with aclosing(self._write_on(standalone, passages)) as events:
                async for event in events:
                    yield event
        except (InstructionsRepeatedError, AnswerWithdrawnError) as error:
            yield Void()
            yield self._take_back(error)
        except TooLongError:
            yield self._say_too_long()

    async def _write_on(
        self, standalone: str, passages: Sequence[Passage]
    ) -> AsyncGenerator[AnswerEvent]:
        """Write the answer, or as much of it as the routes gave."""
        try:
            async with aclosing(self._write(standalone, passages)) as events:
                async for event in events:
                    yield event
            if self._cut:
                yield self._say(f" …\n\n{refusals.cut(self._spoken)}")
        except GatewayError as error:
            yield self._break_off(refusals.unanswered(error, self._spoken))
        finally:
            self._shown.abandon()

    async def _write(
        self, standalone: str, passages: Sequence[Passage]
    ) -> AsyncGenerator[AnswerEvent]:
        asked = self._question
        room = self._gateway.prompt_tokens(asked.configuration.role)
        fitted = fit(
            asked.configuration,
            asked.text,
            passages,
            asked.history,
            turn_id=asked.turn_id,
            prompt_tokens=room,
        )
        prompt, passages = fitted.prompt, fitted.passages
        self._answer = replace(
            self._answer,
            passages=passages,
            prompt=prompt.text,
            prompt_hash=prompt.hash,
            prompt_tokens=room,
            left_out=fitted.left_out,
        )
        may_say = [asked.text, standalone, *texts_of(asked.history)]
        guard = guarding(
            asked.configuration, prompt, prompts.fence_of(asked.turn_id), passages, may_say
        )
        checked = checking(asked, standalone, passages, self._gateway)
        self._begin_again(ShownText(len(passages), guard(), checked()))
        call = ModelCall(
            role=asked.configuration.role,
            messages=prompt.messages,
            question=standalone,
            excerpts=excerpts(passages),
            attribution=dict(asked.attribution),
            charged=self._charge,
            form=form_of(standalone),
            language=self._spoken.language,
            synonyms=alternatives(standalone),
            enough=self._answer.evidence >= asked.configuration.evidence_threshold,
        )
        async with aclosing(self._gateway.stream(call)) as events:
            async for event in events:
                if isinstance(event, Token):
                    for piece in self._pieces_of(event.text):
                        yield piece
                elif isinstance(event, Waiting | Elsewhere):
                    yield event
                elif isinstance(event, Reset):
                    self._begin_again(ShownText(len(passages), guard(), checked()))
                    yield Void()
                elif isinstance(event, Started):
                    self._start(event, passages)
                elif isinstance(event, Finished):
                    self._finish(event)
        if (rest := self._take(await self._shown.finish())) is not None:
            yield rest
        self._nothing_to_say = self._nothing_to_say or self._shown.says_nothing

    def _start(self, event: Started, passages: Sequence[Passage]) -> None:
        if event.quotes:
            self._begin_again(ShownText(len(passages)))
        self._answer = replace(
            self._answer,
            route=event.route,
            model=event.model,
            model_parameters=event.parameters,
            quotes=event.quotes,
        )

    def _pieces_of(self, text: str) -> Iterator[Piece]:
        if (doubt := self._doubt()) is not None:
            yield doubt
        if (piece := self._take(self._shown.feed(text))) is not None:
            yield piece

    def _doubt(self) -> Piece | None:
        """Say before quotes that they may be beside the point, where the search is not sure."""
        answer = self._answer
        fact = form_of(answer.standalone_question).kind == "fact"
        if not (answer.quotes and fact) or self._text or answer.evidence >= SURE:
            return None
        return self._say(f"{refusals.unsure(self._spoken)}\n\n")

    async def _refuse(self, standalone: str, found: Found) -> AsyncGenerator[AnswerEvent]:
        kind, states = refusals.kind_of(found.states), found.states
        if kind is AnswerKind.NOT_FOUND and (barred := await self._answered_elsewhere(standalone)):
            kind, states = AnswerKind.NOT_PERMITTED, barred
        self._begin_again(ShownText())
        self._answer = replace(self._answer, kind=kind)
        said = refusals.word(kind, self._spoken, states)
        if kind is AnswerKind.NOT_FOUND and (other := await self._another(standalone)):
            points = replies.point_to(other, self._question.turn_id, self._spoken.language)
            said = f"{points}\n\n{said}"
        yield self._say(said)
        yield Answered(self.so_far())

    async def _answered_elsewhere(self, standalone: str) -> tuple[SourceState, ...]:
        """The sources that would answer for somebody with more rights, where that may be told."""
        asked = self._question
        if not asked.configuration.tells_not_permitted:
            return ()
        return await self._search.answered_elsewhere(
            standalone,
            asked.access,
            asked.configuration.sources,
            threshold=asked.configuration.evidence_threshold,
        )

    async def _another(self, standalone: str) -> Configuration | None:
        """Another assistant that this person may use and whose documents hold an answer."""
        asked = self._question
        others = await asked.others() if asked.others else ()
        return await another_for(
            standalone, others, self._search, asked.access, but=asked.configuration.sources
        )

    def _break_off(self, notice: str) -> Piece:
        """End an answer that no route could finish; what was written stays, and is marked."""
        rest = self._shown.close()
        self._answer = replace(self._answer, kind=AnswerKind.FAILED)
        begun = "".join(self._text) + rest
        return self._say(f"{rest} …\n\n{notice}" if begun.strip() else notice)

    def _take_back(self, error: InstructionsRepeatedError | AnswerWithdrawnError) -> Piece:
        """End an answer that repeated the instructions, or that its sources do not hold.

        Nothing of it stays but the verdicts.
        """
        self._begin_again(ShownText())
        if isinstance(error, AnswerWithdrawnError):
            self._answer = replace(self._answer, kind=AnswerKind.FAILED, grounding=error.grounding)
            return self._say(refusals.withdrawn(self._spoken))
        self._answer = replace(self._answer, kind=AnswerKind.FAILED, withheld=True)
        return self._say(refusals.withheld(self._spoken))

    def _say_too_long(self) -> Piece:
        """End an answer for which the model has no room."""
        self._answer = replace(self._answer, kind=AnswerKind.FAILED)
        return self._say(refusals.too_long(self._spoken))

    def _keep(self, found: Found) -> None:
        self._found = found
        self._answer = replace(
            self._answer,
            passages=found.passages,
            evidence=found.evidence,
            retrieval_parameters=found.parameters,
            timings=Timings(retrieval_ms=self._elapsed_ms()),
        )

    def _finish(self, event: Finished) -> None:
        self._nothing_to_say, self._cut = event.reason == NO_ANSWER, event.reason == CUT
        self._answer = replace(self._answer, usage=event.usage, price=event.price)

    def _charge(self, usage: Usage, price: Price | None) -> None:
        """Keep what an answer cost that is not finished; one that is says it itself."""
        self._answer = replace(self._answer, usage=usage, price=price)

    def _begin_again(self, shown: ShownText) -> None:
        self._text.clear()
        self._shown.abandon()
        self._shown = shown

    def _take(self, text: str) -> Piece | None:
        return self._say(text) if text else None

    def _say(self, text: str) -> Piece:
        if self._answer.timings.first_token_ms is None:
            timings = replace(self._answer.timings, first_token_ms=self._elapsed_ms())
            self._answer = replace(self._answer, timings=timings)
        self._text.append(text)
        return Piece(text)

    def _elapsed_ms(self) -> float:
        return round((time.perf_counter() - self._began) * 1000, 2)


def checking(
    asked: Question, standalone: str, passages: Sequence[Passage], gateway: Gateway
) -> Callable[[], CheckedText]:
    """Make what checks a model's sentences by the passages that it was sent."""
    configuration = asked.configuration
    said = [asked.text, standalone, *(exchange.question for exchange in asked.history)]
    given = leaks.quoted(configuration.prompt)
    judge = None
    if configuration.judges_meaning:
        judge = Judge(gateway, dict(asked.attribution), prompts.fence_of(asked.turn_id))
    return lambda: CheckedText(
        passages,
        said,
        configuration.unverified,
        configuration.language,
        judge=judge,
        given=given,
    )
