"""A question that asks who is met by somebody who does it, and by nothing else."""

from __future__ import annotations

import pytest

from retrieval.indexes.wording import question_words
from retrieval.languages.detection import Language
from retrieval.searching.requirements.agents import lacks_agent

SPOKEN = frozenset({Language.ENGLISH})
LABELS = "Label changes\nA label change is assessed within 5 days. Other changes take 20 days."
ANSWERS = (
    "Authority questions\nThe regulatory lead logs every question and obtains sign-off from "
    "Safety. Rolling answers need the approval of the Head of Regulatory Affairs."
)
CAPA = "Deviations\nA deviation is closed within 30 days. Critical ones go to the Qualified Person."
LAPTOP = "Lost device\nCall the service desk on extension 4411. A loan laptop is handed out."
BONUS = "Bonus\nA bonus is paid after probation. Managers and recruiters cannot claim it."
NAMED = "Regulatory Affairs\nHelen Weiss is Head of Regulatory Affairs. Write to her."


def lacks(question: str, *texts: str) -> bool:
    return lacks_agent(question, question_words(question, SPOKEN), texts, SPOKEN)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who signs a label change?", LABELS),
        ("Who assesses a label change?", LABELS),
        ("By whom is a label change approved?", LABELS),
        ("Tell me who signs a label change", f"{LABELS}\nNothing else is said by anyone."),
        ("Who closes a deviation?", CAPA),
        ("Who switches off the alarm?", "Alarm\nAt night the alarm is always switched off."),
        ("Who pays for a lost laptop?", LAPTOP),
        ("Who decides on the bonus?", BONUS),
        ("Who is the Head of Regulatory Affairs?", ANSWERS),
        ("What is the name of the Head of Regulatory Affairs?", ANSWERS),
        ("Wer ist die Leiterin der Zulassung?", ANSWERS),
        ("Who is the system owner?", "System\nThe system owner is told of each change."),
        ("Who wrote the guide on deviations?", CAPA),
    ],
)
def test_a_text_that_names_nobody_for_it_does_not_tell_who(question: str, text: str) -> None:
    assert lacks(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who logs a question of an authority?", ANSWERS),
        ("Who signs off answers to an authority?", ANSWERS),
        ("Who has to agree to rolling answers?", ANSWERS),
        ("Whose approval do rolling answers need?", ANSWERS),
        ("Who hears of critical deviations?", CAPA),
        ("Whom do I call about a stolen laptop?", LAPTOP),
        ("Who cannot claim a bonus?", BONUS),
        ("Who is the Head of Regulatory Affairs?", NAMED),
        ("Who switches off the alarm?", "Alarm\nThe porter switches off the alarm."),
        ("Who switches off the alarm?", "Alarm\nIt is switched off by the porter."),
        ("Who keeps the keys?", "Keys\nThe porter keeps the keys."),
        ("Who is the owner of report 7?", "Report 7\nIts owner is desk 4."),
        ("Who is the system owner?", "System\nOwner: Quality IT"),
        ("Wer ist die Leiterin der Zulassung?", "Zulassung\nDie Leiterin ist Frau Weiss."),
        ("How is a label change assessed?", LABELS),
        ("What is the name of the ?", ANSWERS),
        ("names of our ; x", ANSWERS),
        ("How long does it take a person who signs?", LABELS),
    ],
)
def test_a_text_that_names_somebody_for_it_may_tell_who(question: str, text: str) -> None:
    assert not lacks(question, text)
