"""Why a change does not go through: each says what to do, and bears a code for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistants.publishing import sentences
from assistants.translations import Sentence, SpokenError

if TYPE_CHECKING:
    from assistants.publishing.problems import Problem


class ChangeRefusedError(SpokenError, ValueError):
    """What was asked for cannot be done; the text says why."""

    def __init__(self, sentence: Sentence | str, code: str, **values: object) -> None:
        super().__init__(sentence, **values)
        self.code = code


class ChangedMeanwhileError(ChangeRefusedError):
    """Somebody else was faster, or what somebody saw is not what is there any more."""


class NotAllowedError(ChangeRefusedError):
    """The right is missing at this moment."""


class UnknownChangeError(SpokenError, LookupError):
    """There is no such draft, review or version for this person."""

    def __init__(self, what: Sentence | str) -> None:
        super().__init__(sentences.UNKNOWN, what=what)


class ProblemsError(ChangeRefusedError):
    """The configuration cannot be used as it is; ``problems`` are all that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        more = len(problems) - 1
        said = sentences.MORE_PROBLEMS if more else sentences.ONE_PROBLEM
        super().__init__(said, "problems", first=problems[0].placed, more=more)
        self.problems = tuple(problems)
