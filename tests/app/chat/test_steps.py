"""A turn as the chat shows it."""

from __future__ import annotations

from typing import Any

import pytest

from app.chat.citation_links import MarkerLinks, linked
from app.chat.progress import summary_of, waiting_for
from app.chat.steps import steps_of
from assistants.answers import Answer, AnswerKind
from feedback.turns import Turn, TurnStatus
from tests.fakes.search import passage
from tests.feedback.samples import AT, opening


def test_every_marker_leads_to_its_passage() -> None:
    assert linked("Yes [1], no [12].", "t") == "Yes [1](/chat/cite/t/1), no [12](/chat/cite/t/12)."


def test_a_marker_is_linked_wherever_the_stream_is_cut() -> None:
    text = "Yes [1], no [12]. Done [x] [3"
    for cut in range(len(text)):
        links = MarkerLinks("t")
        shown = links.feed(text[:cut]) + links.feed(text[cut:]) + links.close()
        assert shown == linked(text, "t"), cut


def test_what_was_found_is_counted_in_the_assistants_language() -> None:
    passages = [passage(1, "a"), passage(2, "b", document_id="document-1")]

    assert summary_of(passages, "en") == "Found 2 passages in 1 document"
    assert summary_of(passages, "de-CH") == "2 Textstellen in 1 Dokument gefunden"
    assert summary_of([], "fr") == "Rien trouvé qui réponde"


def test_a_no_says_that_nothing_found_was_good_enough() -> None:
    passages = [passage(1, "a"), passage(2, "b", document_id="document-1")]

    said = summary_of(passages, "en", AnswerKind.NOT_FOUND)

    assert said == "Looked at 2 passages in 1 document; none answers this"
    assert summary_of([], "en", AnswerKind.NOT_FOUND) == "Found nothing that answers this"


def test_whoever_waits_reads_how_many_are_before() -> None:
    assert waiting_for(3, "en") == "The model is busy; 3 ahead of you"
    assert waiting_for(0, "de-CH") == "Das Modell ist ausgelastet; Sie sind als Nächstes dran"
    assert waiting_for(1, "it") == "The model is busy; 1 ahead of you"


@pytest.mark.parametrize("given", [None, Answer(AnswerKind.FAILED, "", "q", "q")])
@pytest.mark.parametrize("status", ["stopped", "interrupted", "failed"])
def test_an_answer_that_ended_before_it_began_says_so_when_it_is_opened_again(
    status: str, given: Any
) -> None:
    turn = Turn(opening("a"), TurnStatus(status), given, AT)

    shown = [steps_of(turn, "me", language, {})[-1] for language in ("en", "de-CH", "fr")]

    assert {step["type"] for step in shown} == {"assistant_message"}
    assert len({step["output"] for step in shown}) == 3
    assert all(step["output"] for step in shown)
