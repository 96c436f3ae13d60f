from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistants.answers import LeftOut
from assistants.prompting import prompts
from assistants.prompting.context_window import Fitted, TooLongError, fit, fit_standalone, fits
from assistants.prompting.prompts import Exchange
from gateway.token_counts import estimate_tokens
from retrieval.passages import Passage
from tests.assistants.test_answering import CONFIGURATION
from tests.fakes.search import passage

SENTENCE = "Keep the vial between 2 and 8 degrees and protect it from light at all times. "
PASSAGES = tuple(passage(rank, SENTENCE * 4) for rank in range(1, 6))
HISTORY = tuple(Exchange(f"Question {n}?", SENTENCE * 3) for n in range(1, 4))


def fitted(
    room: int | None,
    passages: tuple[Passage, ...] = PASSAGES,
    history: tuple[Exchange, ...] = HISTORY,
    question: str = "How is it stored?",
) -> Fitted:
    return fit(CONFIGURATION, question, passages, history, turn_id="turn-1", prompt_tokens=room)


def whole(passages: tuple[Passage, ...], history: tuple[Exchange, ...]) -> prompts.Prompt:
    return prompts.render(CONFIGURATION, "How is it stored?", passages, history, turn_id="turn-1")


@pytest.mark.parametrize("room", [None, 100_000])
def test_where_there_is_room_nothing_is_left_out(room: int | None) -> None:
    assert fitted(room) == Fitted(whole(PASSAGES, HISTORY), PASSAGES, LeftOut())


def smallest_room(passages: tuple[Passage, ...], history: tuple[Exchange, ...]) -> int:
    fence = prompts.fence_of("turn-1")
    return next(room for room in range(1, 5000) if fits(whole(passages, history), room, fence))


def test_the_oldest_exchange_goes_first_and_the_passages_stay() -> None:
    result = fitted(smallest_room(PASSAGES, HISTORY) - 1)

    assert result.prompt == whole(PASSAGES, HISTORY[1:])
    assert result.left_out == LeftOut(exchanges=1)


def test_then_the_passages_go_from_the_last_rank_on() -> None:
    result = fitted(smallest_room(PASSAGES, ()) - 1)

    assert result.prompt == whole(PASSAGES[:4], ())
    assert [one.rank for one in result.left_out.passages] == [5]
    assert result.left_out.passages[0].text == "", "no model has seen it"
    assert result.left_out.exchanges == 3


def test_a_passage_that_fits_is_not_left_out_for_a_longer_one_before_it() -> None:
    passages = (PASSAGES[0], passage(2, SENTENCE * 40), PASSAGES[2])

    result = fitted(smallest_room((PASSAGES[0], PASSAGES[2]), ()), passages)

    assert [one.rank for one in result.passages] == [1, 3]
    assert "[2] Keep" not in result.prompt.text, "what is sent is numbered as it is sent"


def test_the_same_question_has_room_for_the_same_passages_each_time() -> None:
    room = smallest_room(PASSAGES[:3], ())
    kept = {
        tuple(
            one.rank
            for one in fit(
                CONFIGURATION,
                "How is it stored?",
                PASSAGES,
                (),
                turn_id=f"turn-{number}",
                prompt_tokens=room,
            ).passages
        )
        for number in range(40)
    }

    assert kept == {(1, 2, 3)}


def test_a_question_for_which_there_is_no_room_says_so() -> None:
    with pytest.raises(TooLongError, match="fewer words"):
        fitted(2000, question="why " * 5000)


@settings(deadline=None, max_examples=40)
@given(
    room=st.integers(200, 3000),
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=8),
    before=st.integers(0, 3),
)
def test_what_is_sent_fits_and_is_never_cut(room: int, lengths: list[int], before: int) -> None:
    passages = tuple(passage(n, SENTENCE * length) for n, length in enumerate(lengths, 1))
    try:
        result = fitted(room, passages, HISTORY[:before])
    except TooLongError:
        shortest = min(passages, key=lambda one: len(one.text))
        assert not fits(whole((shortest,), ()), room, prompts.fence_of("turn-1"))
        return

    assert sum(estimate_tokens(message.text) for message in result.prompt.messages) <= room
    for one in result.passages:
        assert one.text in result.prompt.messages[-1].text
    ranks = [one.rank for one in (*result.passages, *result.left_out.passages)]
    assert sorted(ranks) == [one.rank for one in passages], "each is sent or said to be left out"
    assert result == fitted(room, passages, HISTORY[:before]), "a replay makes the same"


def test_a_follow_up_question_is_made_to_stand_alone_with_the_latest_exchanges_that_fit() -> None:
    alone = prompts.render_standalone("And in June?", HISTORY[1:])
    room = next(room for room in range(1, 5000) if fits(alone, room))

    assert fit_standalone("And in June?", HISTORY, room) == alone
    assert fit_standalone("And in June?", HISTORY, 10) is None
    assert fit_standalone("And in June?", (), None) is None
