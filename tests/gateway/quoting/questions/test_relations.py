"""A sentence that tells the opposite of the relation asked for does not answer."""

from __future__ import annotations

import pytest

from gateway.quoting.questions.relations import is_opposed


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How long after the last dose may it be given?", "Give it 4 weeks before the first dose."),
        ("What is checked before the operation?", "After the operation check the pulse."),
        ("How many weeks before the birth is leave paid?", "Take it within 12 months of birth."),
        ("What is the minimum number of days?", "Up to 3 days are possible."),
        ("What is the maximum length?", "Names have at least 14 letters."),
        ("Was ist mindestens nötig?", "At most two are needed."),
        ("By when is the third infusion given?", "Give the second infusion on day 8."),
        ("When is it taken before the meal?", "Take it one hour after the meal."),
        ("Wann nimmt man es vor dem Essen?", "Nach dem Essen wird es genommen."),
    ],
)
def test_the_opposite_relation_does_not_answer(question: str, sentence: str) -> None:
    assert is_opposed(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How long before the first dose is it given?", "Give it 4 weeks before the first dose."),
        ("How long after opening is it good?", "Use it within 90 days."),
        ("Before or after the meal?", "Take it after the meal."),
        ("What is checked before the operation?", "Check it before and after the operation."),
        ("What is the maximum?", "It is 3 days."),
        ("What is the maximum?", "At least 2 and at most 3 days."),
        ("By when is the second infusion given?", "Give the second infusion on day 8."),
        ("What happens on the first day?", "The second dose is smaller."),
        ("How is it stored?", "Do not freeze it before use."),
        ("How many attempts are there before it locks?", "After 6 attempts the account locks."),
        ("Is the bonus paid before the probation ends?", "It is paid after the probation."),
    ],
)
def test_what_tells_of_the_relation_or_of_none_may_answer(question: str, sentence: str) -> None:
    assert not is_opposed(question, sentence)
