"""From a question to a cited answer: search, weigh, render, stream, resolve."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from assistants import refusals
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
from assistants.questions.rewriting import stand_alone
from gateway.calls import (
    CUT,
    NO_ANSWER,
    Elsewhere,
    Excerpt,
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
from retrieval.parsing.instructions import without_orders
from retrieval.passages import Found, Passage, PassageSearch, SourceState


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, by whom (as rights), of which configuration, after what.

    ``attribution`` travels with the model call: department, assistant, pseudonym, turn.
    """

    turn_id: str
    text: str
    access: Access
    configuration: Configuration
    history: tuple[Exchange, ...] = ()
    attribution: tuple[tuple[str, str], ...] = ()


class Answering:
    """One answer in the making; whoever stops it can still take what there is of it."""

    def __init__(self, question: Question, search: PassageSearch, gateway: Gateway) -> None:
        self._question = question
        self._search = search
        self._gateway = gateway
        self._began = time.perf_counter()
        self._shown = ShownText()
        self._text: list[str] = []
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
        standalone = asked.text
        rewriting = stand_alone(asked.text, asked.history, self._gateway, dict(asked.attribution))
        async with aclosing(rewriting) as said:
            async for each in said:
                if isinstance(each, Waiting | Elsewhere):
                    yield each
                else:
                    standalone = each
        self._answer = replace(self._answer, standalone_question=standalone)
        found = await self._search.search(
            standalone,
            asked.access,
            asked.configuration.sources,
            limit=asked.configuration.passages,
        )
        self._keep(found)
        yield Searched(found.passages, found.evidence)
        if not found.passages or found.evidence < asked.configuration.evidence_threshold:
            async for event in self._refuse(standalone, found):
                yield event
            return
        try:
            async with aclosing(self._write_on(standalone, found.passages)) as events:
                async for event in events:
                    yield event
        except (InstructionsRepeatedError, AnswerWithdrawnError) as error:
            yield Void()
            yield self._take_back(error)
        except TooLongError:
            yield self._say_too_long()
        if self._nothing_to_say:
            async for event in self._refuse(standalone, found):
                yield event
            return
        yield Answered(self.so_far())

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

    async def _write_on(
        self, standalone: str, passages: Sequence[Passage]
    ) -> AsyncGenerator[AnswerEvent]:
        """Write the answer, or as much of it as the routes gave."""
        try:
            async with aclosing(self._write(standalone, passages)) as events:
                async for event in events:
                    yield event
            if self._cut:
                yield self._say(f" …\n\n{refusals.cut(self._question.configuration)}")
        except GatewayError as error:
            yield self._break_off(refusals.unanswered(error, self._question.configuration))
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
            excerpts=tuple(
                Excerpt(n, p.title, p.section, without_orders(p.text))
                for n, p in enumerate(passages, 1)
            ),
            attribution=dict(asked.attribution),
            charged=self._charge,
        )
        async with aclosing(self._gateway.stream(call)) as events:
            async for event in events:
                if isinstance(event, Token):
                    if (piece := self._take(self._shown.feed(event.text))) is not None:
                        yield piece
                elif isinstance(event, Waiting | Elsewhere):
                    yield event
                elif isinstance(event, Reset):
                    self._begin_again(ShownText(len(passages), guard(), checked()))
                    yield Void()
                elif isinstance(event, Started):
                    if event.quotes:
                        self._begin_again(ShownText(len(passages)))
                    self._answer = replace(
                        self._answer,
                        route=event.route,
                        model=event.model,
                        model_parameters=event.parameters,
                        quotes=event.quotes,
                    )
                elif isinstance(event, Finished):
                    self._finish(event)
        if (piece := self._take(await self._shown.finish())) is not None:
            yield piece

    async def _refuse(self, standalone: str, found: Found) -> AsyncGenerator[AnswerEvent]:
        kind, states = refusals.kind_of(found.states), found.states
        if kind is AnswerKind.NOT_FOUND and (barred := await self._answered_elsewhere(standalone)):
            kind, states = AnswerKind.NOT_PERMITTED, barred
        self._begin_again(ShownText())
        self._answer = replace(self._answer, kind=kind)
        yield self._say(refusals.word(kind, self._question.configuration, states))
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
            return self._say(refusals.withdrawn(self._question.configuration))
        self._answer = replace(self._answer, kind=AnswerKind.FAILED, withheld=True)
        return self._say(refusals.withheld(self._question.configuration))

    def _say_too_long(self) -> Piece:
        """End an answer for which the model has no room."""
        self._answer = replace(self._answer, kind=AnswerKind.FAILED)
        return self._say(refusals.too_long(self._question.configuration))

    def _keep(self, found: Found) -> None:
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
