"""Writing an answer from passages: rendered, streamed, checked and resolved."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from assistants import refusals
from assistants.answers import AnswerEvent, AnswerKind, Piece, Void
from assistants.grounding.checked_text import AnswerWithdrawnError, CheckedText
from assistants.grounding.judging import Judge
from assistants.in_progress import AnswerInProgress
from assistants.output import leaks
from assistants.output.leaks import InstructionsRepeatedError
from assistants.output.output_filter import ShownText, guarding, texts_of
from assistants.profiles import Configuration
from assistants.prompting import prompts
from assistants.prompting.context_window import TooLongError, fit
from assistants.prompting.variables import with_values
from assistants.questions.forms import form_of
from assistants.questions.question import Question
from assistants.questions.searching import excerpts
from gateway.calls import (
    CUT,
    NO_ANSWER,
    AnswerForm,
    Elsewhere,
    ExcerptsWhenRead,
    Finished,
    Gateway,
    GatewayError,
    ModelCall,
    Reset,
    Started,
    Token,
    Waiting,
)
from retrieval.languages.thesaurus import alternatives
from retrieval.passages import Passage

# Below it quotes are introduced as what comes nearest.
SURE = 0.85


class Writing:
    """Writes one answer; ``spoken`` is the configuration in the language of the answer.

    ``nothing_to_say`` tells that the passages hold none, ``doubted`` that what is quoted was
    introduced as what comes nearest.
    """

    def __init__(
        self, question: Question, spoken: Configuration, gateway: Gateway, made: AnswerInProgress
    ) -> None:
        self._question = question
        self._spoken = spoken
        self._gateway = gateway
        self._made = made
        self._cut = False
        self._beside = False
        self.nothing_to_say = False
        self.doubted = False

    async def write(
        self, standalone: str, passages: Sequence[Passage], form: AnswerForm
    ) -> AsyncGenerator[AnswerEvent]:
        """Write the answer; of one that must not be said nothing stays."""
        try:
            async with aclosing(self._write_on(standalone, passages, form)) as events:
                async for event in events:
                    yield event
        except (InstructionsRepeatedError, AnswerWithdrawnError) as error:
            yield Void()
            yield self._take_back(error)
        except TooLongError:
            yield self._say_too_long()

    async def _write_on(
        self, standalone: str, passages: Sequence[Passage], form: AnswerForm
    ) -> AsyncGenerator[AnswerEvent]:
        """Write the answer, or as much of it as the routes gave."""
        try:
            async with aclosing(self._stream(standalone, passages, form)) as events:
                async for event in events:
                    yield event
            if self._cut:
                yield self._made.say(f" …\n\n{refusals.cut(self._spoken)}")
        except GatewayError as error:
            yield self._break_off(refusals.unanswered(error, self._spoken))
        finally:
            self._made.shown.abandon()

    async def _stream(
        self, standalone: str, passages: Sequence[Passage], form: AnswerForm
    ) -> AsyncGenerator[AnswerEvent]:
        asked = self._question
        room = self._gateway.prompt_tokens(asked.configuration.role)
        fitted = fit(
            self._spoken,
            asked.text,
            passages,
            asked.history,
            turn_id=asked.turn_id,
            prompt_tokens=room,
        )
        prompt, passages = fitted.prompt, fitted.passages
        self._made.answer = replace(
            self._made.answer,
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
        checked = checking(asked, self._spoken, standalone, passages, self._gateway)
        self._made.begin_again(ShownText(len(passages), guard(), checked()))
        call = ModelCall(
            role=asked.configuration.role,
            messages=prompt.messages,
            question=standalone,
            excerpts=ExcerptsWhenRead(partial(excerpts, passages, standalone)),
            attribution=dict(asked.attribution),
            charged=self._made.charge,
            awaited=lambda: not self._made.text,
            doubted=self._hear_doubt,
            form=form,
            language=self._spoken.language,
            synonyms=alternatives(standalone),
            enough=self._made.answer.evidence >= asked.configuration.evidence_threshold
            and not self._made.lacks_what_is_named,
        )
        async with aclosing(self._gateway.stream(call)) as events:
            async for event in events:
                if isinstance(event, Token):
                    for piece in self._pieces_of(event.text):
                        yield piece
                elif isinstance(event, Waiting | Elsewhere):
                    yield event
                elif isinstance(event, Reset):
                    self._beside = False
                    self._made.begin_again(ShownText(len(passages), guard(), checked()))
                    yield Void()
                elif isinstance(event, Started):
                    self._start(event, passages)
                elif isinstance(event, Finished):
                    self._finish(event)
        if (rest := self._made.take(await self._made.shown.finish())) is not None:
            yield rest
        self.nothing_to_say = self.nothing_to_say or self._made.shown.says_nothing

    def _start(self, event: Started, passages: Sequence[Passage]) -> None:
        if event.quotes:
            self._made.begin_again(ShownText(len(passages)))
        self._made.answer = replace(
            self._made.answer,
            route=event.route,
            model=event.model,
            model_parameters=event.parameters,
            quotes=event.quotes,
        )

    def _pieces_of(self, text: str) -> Iterator[Piece]:
        if (doubt := self._doubt()) is not None:
            yield doubt
        if (piece := self._made.take(self._made.shown.feed(text))) is not None:
            yield piece

    def _hear_doubt(self) -> None:
        self._beside = True

    def _doubt(self) -> Piece | None:
        """Say before quotes that they may be beside the point, where nobody is sure of them."""
        answer = self._made.answer
        fact = form_of(answer.standalone_question).kind in {"fact", "several"}
        doubtful = self._beside or (fact and answer.evidence < SURE)
        if not (answer.quotes and doubtful) or self._made.text:
            return None
        self.doubted = True
        return self._made.say(f"{refusals.unsure(self._spoken)}\n\n")

    def _break_off(self, notice: str) -> Piece:
        """End an answer that no route could finish; what was written stays, and is marked."""
        rest = self._made.shown.close()
        self._made.answer = replace(self._made.answer, kind=AnswerKind.FAILED)
        begun = self._made.text + rest
        return self._made.say(f"{rest} …\n\n{notice}" if begun.strip() else notice)

    def _take_back(self, error: InstructionsRepeatedError | AnswerWithdrawnError) -> Piece:
        """End an answer that repeated the instructions, or that its sources do not hold.

        Nothing of it stays but the verdicts.
        """
        self._made.begin_again(ShownText())
        if isinstance(error, AnswerWithdrawnError):
            self._made.answer = replace(
                self._made.answer, kind=AnswerKind.FAILED, grounding=error.grounding
            )
            return self._made.say(refusals.withdrawn(self._spoken))
        self._made.answer = replace(self._made.answer, kind=AnswerKind.FAILED, withheld=True)
        return self._made.say(refusals.withheld(self._spoken))

    def _say_too_long(self) -> Piece:
        """End an answer for which the model has no room."""
        self._made.answer = replace(self._made.answer, kind=AnswerKind.FAILED)
        return self._made.say(refusals.too_long(self._spoken))

    def _finish(self, event: Finished) -> None:
        self.nothing_to_say, self._cut = event.reason == NO_ANSWER, event.reason == CUT
        self._made.answer = replace(
            self._made.answer,
            usage=event.usage,
            price=event.price,
            thoughts=event.thoughts or None,
        )


def checking(
    asked: Question,
    spoken: Configuration,
    standalone: str,
    passages: Sequence[Passage],
    gateway: Gateway,
) -> Callable[[], CheckedText]:
    """Make what checks a model's sentences by the passages that it was sent."""
    configuration = asked.configuration
    said = [asked.text, standalone, *(exchange.question for exchange in asked.history)]
    given = leaks.quoted(with_values(configuration))
    judge = None
    if configuration.judges_meaning:
        judge = Judge(gateway, dict(asked.attribution), prompts.fence_of(asked.turn_id))
    return lambda: CheckedText(
        passages,
        said,
        configuration.unverified,
        spoken.language,
        judge=judge,
        given=given,
    )
