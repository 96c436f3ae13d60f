"""Reproducing an answer: the same search, the same prompt, and where they differ, why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.turns.differences import Cause, Difference, fingerprints, of_parameters, of_passages
from app.turns.runner import TurnRunner
from assistants.answers import Answer
from assistants.profiles import Configuration
from assistants.prompting import prompts
from assistants.prompting.context_window import TooLongError, fit
from assistants.prompting.prompts import Exchange
from assistants.questions.forms import form_of
from assistants.questions.searching import search_for
from feedback.turns import Turn, TurnStatus
from gateway.attribution import on_behalf_of
from retrieval.access import Access
from retrieval.documents import DocumentStore
from retrieval.passages import Found, Passage


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found; there are no ``differences`` where all is byte for byte the same.

    ``prompt_same`` is ``None`` where no prompt was sent. ``prompt_rebuilt_same`` tells whether
    today's code renders the stored passages to the stored prompt. ``score_shift`` is the largest
    change of a passage's score, and ``evidence`` that of today: both move when other documents
    come and go, and change nothing of what a model reads.
    """

    passages_same: bool
    prompt_same: bool | None
    prompt_rebuilt_same: bool | None
    prompt_hash: str | None
    replayed_prompt_hash: str | None
    evidence: float
    score_shift: float
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether passages and prompt are what they were, byte for byte."""
        return not self.differences

    @property
    def reasons(self) -> tuple[str, ...]:
        """What differs, in words."""
        return tuple(difference.text for difference in self.differences)


class NothingToReplayError(LookupError):
    """A turn has no complete receipt, or its configuration is gone."""

    def __init__(self, turn_id: str, because: str) -> None:
        super().__init__(f"Turn {turn_id} cannot be replayed: {because}")
        self.turn_id = turn_id


async def replay(
    runner: TurnRunner, documents: DocumentStore, turn: Turn, reader: Access | None = None
) -> Replay:
    """Search and render again with what the receipt says; raises `NothingToReplayError`.

    ``reader`` is what the reader of the replay may read: nothing else is searched or named.
    Without it, the rights of then count, and every document is named.
    """
    answer, opening = _answer_of(turn), turn.opening
    version = await runner.configurations.version(opening.profile, opening.configuration_number)
    if version is None:
        raise NothingToReplayError(opening.id, "its configuration version is not stored any more.")
    configuration = version.configuration
    groups = frozenset(opening.groups)
    lost = groups - reader.groups if reader else frozenset()
    with on_behalf_of({"department": opening.department, "assistant": opening.profile}):
        found = await search_for(
            answer.standalone_question,
            form_of(answer.standalone_question),
            runner.search,
            Access(groups - lost),
            configuration,
            # Receipts of facts, and of earlier releases, have none.
            table_letters=int(answer.retrieval_parameters.get("table_letters", 0)),
        )
    history = await runner.history_before(turn)
    kept = history[answer.left_out.exchanges :]
    rebuilt = _render(configuration, answer, answer.passages, kept, opening.id)
    replayed, passages = _fitted(configuration, answer, found.passages, history, opening.id)
    sent = answer.prompt_hash
    differences = [*_of_rights(lost), *_of_configuration(configuration, turn)]
    differences += of_parameters(answer.retrieval_parameters, found.parameters)
    differences += await of_passages(
        documents,
        answer.passages,
        passages,
        reader or Access(groups),
        names_all=reader is None,
    )
    if configuration.hash == opening.configuration_hash:
        differences += _of_prompt(configuration, sent, rebuilt)
    if sent is not None and replayed != sent and not differences:
        differences.append(Difference(Cause.PROMPT_CHANGED, "The prompt is another one now."))
    return Replay(
        passages_same=fingerprints(answer.passages) == fingerprints(passages),
        prompt_same=None if sent is None else replayed == sent,
        prompt_rebuilt_same=None if sent is None else rebuilt == sent,
        prompt_hash=sent,
        replayed_prompt_hash=replayed if sent is not None else None,
        evidence=found.evidence,
        score_shift=_shift(answer.passages, found),
        differences=tuple(_once(differences)),
    )


def _answer_of(turn: Turn) -> Answer:
    """The answer with its receipt, which is complete once the search is in it."""
    if turn.status is TurnStatus.STREAMING:
        raise NothingToReplayError(turn.opening.id, "it is still being written.")
    if turn.answer is not None and turn.answer.is_small_talk:
        raise NothingToReplayError(turn.opening.id, "nothing was searched for it.")
    if turn.answer is None or not turn.answer.retrieval_parameters:
        raise NothingToReplayError(turn.opening.id, "it ended before its search was recorded.")
    return turn.answer


def _fitted(
    configuration: Configuration,
    answer: Answer,
    passages: tuple[Passage, ...],
    history: tuple[Exchange, ...],
    turn_id: str,
) -> tuple[str | None, tuple[Passage, ...]]:
    """The prompt's hash, and the passages in it, where it has as much room as it had then.

    The hash is ``None`` where no prompt can be made: nothing fits, or the template is gone.
    """
    try:
        fitted = fit(
            configuration,
            answer.question,
            passages,
            history,
            turn_id=turn_id,
            prompt_tokens=answer.prompt_tokens,
        )
    except (TooLongError, prompts.UnknownTemplateError):
        return None, passages
    return fitted.prompt.hash, fitted.passages


def _render(
    configuration: Configuration,
    answer: Answer,
    passages: Sequence[Passage],
    history: tuple[Exchange, ...],
    turn_id: str,
) -> str | None:
    """The hash of the prompt that today's code makes; ``None`` without the template for it."""
    try:
        return prompts.render(
            configuration, answer.question, passages, history, turn_id=turn_id
        ).hash
    except prompts.UnknownTemplateError:
        return None


def _of_rights(lost: frozenset[str]) -> Iterator[Difference]:
    if lost:
        yield Difference(Cause.RIGHTS_LOST, "You have lost rights since.")


def _of_configuration(configuration: Configuration, turn: Turn) -> Iterator[Difference]:
    opening = turn.opening
    if configuration.hash != opening.configuration_hash:
        text = (
            f"Configuration {opening.profile} {opening.configuration_number} is not what it was: "
            f"its SHA-256 is {configuration.hash}, and was {opening.configuration_hash}."
        )
        yield Difference(Cause.CONFIGURATION_CHANGED, text)


def _of_prompt(
    configuration: Configuration, sent: str | None, rebuilt: str | None
) -> Iterator[Difference]:
    """Whether the same material still makes the prompt that was sent."""
    if sent is None or rebuilt == sent:
        return
    if rebuilt is None:
        text = f"This release has no template {configuration.template}."
    else:
        text = (
            "This release renders the same material to another prompt "
            f"(template {configuration.template})."
        )
    yield Difference(Cause.TEMPLATE_CHANGED, text)


def _shift(then: Sequence[Passage], now: Found) -> float:
    scores = {passage.chunk_id: passage.score for passage in now.passages}
    return max((abs(scores[p.chunk_id] - p.score) for p in then if p.chunk_id in scores), default=0)


def _once(differences: Sequence[Difference]) -> Iterator[Difference]:
    """Each once; a rebuilt index is told for all documents, where it is."""
    every = any(d.cause is Cause.INDEX_REBUILT and d.document is None for d in differences)
    for difference in dict.fromkeys(differences):
        if not (every and difference.cause is Cause.INDEX_REBUILT and difference.document):
            yield difference
