"""Known questions: read with what a right answer holds, and judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistants.answers import Answer, AnswerKind
from assistants.measuring.questions import (
    KnownQuestion,
    QuestionsUnreadableError,
    read_questions,
)

ASKED = KnownQuestion("q", "Which dose?", answer_contains=("30 mg", "once daily"))
UNANSWERABLE = KnownQuestion("u", "Which half-life?", unanswerable=True, also_right=("quality",))


def said(text: str, kind: AnswerKind = AnswerKind.ANSWER) -> Answer:
    return Answer(kind=kind, text=text, question="", standalone_question="")


@pytest.mark.parametrize(
    ("question", "answer", "outcome"),
    [
        (ASKED, said("Take 30 MG\nonce  daily [1]."), "right"),
        (ASKED, said("Take 30 mg [1]."), "wrong"),
        (ASKED, said("No.", AnswerKind.NOT_FOUND), "refused"),
        (ASKED, said("30 mg once daily", AnswerKind.FAILED), "failed"),
        (UNANSWERABLE, said("No.", AnswerKind.NOT_FOUND), "right"),
        (UNANSWERABLE, said("24 months [1]."), "wrong"),
        (UNANSWERABLE, said("Call the quality desk [1]."), "right"),
    ],
)
def test_an_answer_is_judged_by_what_it_holds(
    question: KnownQuestion, answer: Answer, outcome: str
) -> None:
    assert question.outcome(answer) == outcome


def test_questions_without_a_known_answer_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text(
        '{"_id": "a", "text": "A?", "metadata": {"answer_contains": "one", "language": "de"}}\n\n'
        '{"_id": "b", "text": "B?", "metadata": {"unanswerable": true, "kind": "time"}}\n'
        '{"_id": "c", "text": "C?"}\n'
    )

    first, second = read_questions(file)

    assert (first.id, first.answer_contains, first.language) == ("a", ("one",), "de")
    assert (second.id, second.unanswerable, second.kind) == ("b", True, "time")


@pytest.mark.parametrize("line", ["[1]", "not JSON", '{"text": "without an id"}', "7"])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text(f'{{"_id": "a", "text": "A?"}}\n{line}\n')

    with pytest.raises(QuestionsUnreadableError, match=r"queries\.jsonl, line 2"):
        read_questions(file)
