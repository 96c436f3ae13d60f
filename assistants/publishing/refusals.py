"""Why a change does not go through: each says what to do, and bears a code for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistants.publishing.problems import Problem


class ChangeRefusedError(ValueError):
    """What was asked for cannot be done; the text says why."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class ChangedMeanwhileError(ChangeRefusedError):
    """Somebody else was faster, or what somebody saw is not what is there any more."""


class NotAllowedError(ChangeRefusedError):
    """The right is missing at this moment."""


class UnknownChangeError(LookupError):
    """There is no such draft, review or version for this person."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}, or you have no access to it.")


class ProblemsError(ChangeRefusedError):
    """The configuration cannot be used as it is; ``problems`` are all that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        more = len(problems) - 1
        rest = f" And {more} more." if more else ""
        super().__init__(f"{problems[0]}{rest}", "problems")
        self.problems = tuple(problems)
