"""Reproducing an answer: the same search, the same prompt, and where they differ, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.turns import TurnRunner
from assistants import prompts
from assistants.answers import Answer
from assistants.fitting import TooLongError, fit
from assistants.profiles import Configuration
from assistants.prompts import Exchange
from feedback.turns import Turn
from retrieval.access import Access
from retrieval.passages import Passage


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found; ``reasons`` is empty when everything is byte for byte the same.

    ``prompt_same`` is ``None`` where no prompt was sent. ``prompt_rebuilt_same`` tells whether
    today's code renders the stored passages to the stored prompt.
    """

    passages_same: bool
    prompt_same: bool | None
    prompt_rebuilt_same: bool | None
    prompt_hash: str | None
    replayed_prompt_hash: str | None
    reasons: tuple[str, ...]


class NothingToReplayError(LookupError):
    """A turn has no answer, or its configuration is gone."""

    def __init__(self, turn_id: str) -> None:
        super().__init__(f"Turn {turn_id} has no finished answer that could be replayed.")
        self.turn_id = turn_id


async def replay(runner: TurnRunner, turn: Turn, access: Access | None = None) -> Replay:
    """Search and render again with what the receipt says; raises `NothingToReplayError`.

    ``access`` is what the reader of the replay may read; without it, the rights of then count.
    """
    answer, opening = turn.answer, turn.opening
    version = await runner.configurations.version(opening.profile, opening.configuration_number)
    if answer is None or version is None:
        raise NothingToReplayError(opening.id)
    configuration = version.configuration
    groups = frozenset(opening.groups)
    lost = groups - access.groups if access else frozenset()
    found = await runner.search.search(
        answer.standalone_question,
        Access(groups - lost),
        configuration.sources,
        limit=configuration.passages,
    )
    history = await runner.history_before(turn)
    replayed, passages = None, found.passages
    try:
        fitted = fit(
            configuration,
            answer.question,
            found.passages,
            history,
            turn_id=opening.id,
            prompt_tokens=answer.prompt_tokens,
        )
        replayed, passages = fitted.prompt.hash, fitted.passages
    except TooLongError as error:
        too_long = [str(error)]
    else:
        too_long = []
    reasons = [*_differences(answer.passages, passages), *too_long]
    if lost:
        reasons.append("You have lost rights since.")
    if dict(found.parameters) != dict(answer.retrieval_parameters):
        reasons.append("The search was configured differently (see retrieval_parameters).")
    kept = history[answer.left_out.exchanges :]
    rebuilt = _render(configuration, answer, answer.passages, kept, opening.id)
    if answer.prompt_hash is not None and rebuilt != answer.prompt_hash:
        reasons.append("This release renders the same material to another prompt.")
    return Replay(
        passages_same=_fingerprints(answer.passages) == _fingerprints(passages),
        prompt_same=None if answer.prompt_hash is None else replayed == answer.prompt_hash,
        prompt_rebuilt_same=None if answer.prompt_hash is None else rebuilt == answer.prompt_hash,
        prompt_hash=answer.prompt_hash,
        replayed_prompt_hash=replayed if answer.prompt_hash is not None else None,
        reasons=tuple(reasons),
    )


def _render(
    configuration: Configuration,
    answer: Answer,
    passages: Sequence[Passage],
    history: tuple[Exchange, ...],
    turn_id: str,
) -> str:
    prompt = prompts.render(configuration, answer.question, passages, history, turn_id=turn_id)
    return prompt.hash


def _fingerprints(passages: Sequence[Passage]) -> list[tuple[str, str]]:
    return [(passage.chunk_id, passage.content_hash) for passage in passages]


def _differences(then: Sequence[Passage], now: Sequence[Passage]) -> list[str]:
    reasons: list[str] = []
    versions = {(p.source, p.document): p.document_version for p in now}
    for passage in dict.fromkeys((p.source, p.document, p.document_version) for p in then):
        source, document, version = passage
        today = versions.get((source, document))
        if today is None:
            reasons.append(f"{source}/{document} is no longer found.")
        elif today != version:
            reasons.append(f"{source}/{document} has changed since.")
    earlier = {(p.source, p.document) for p in then}
    reasons.extend(
        f"{source}/{document} is found now and was not then."
        for source, document in dict.fromkeys(versions)
        if (source, document) not in earlier
    )
    if not reasons and _fingerprints(then) != _fingerprints(now):
        reasons.append("The same documents give other passages or another order.")
    return reasons
