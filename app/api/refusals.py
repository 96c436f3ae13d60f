"""Refusals that routes raise themselves; `app.api.errors` answers them."""

from __future__ import annotations

from app.audit.events import Denied


class NotFoundError(LookupError):
    """There is no such thing for this person; the same for what is not there and not theirs.

    ``denied`` is the thing that is there and not theirs; only the audit trail hears of it.
    """

    def __init__(self, what: str, *, denied: Denied | None = None) -> None:
        super().__init__(f"There is no such {what}, or you have no access to it.")
        self.denied = denied


class DocumentUnavailableError(RuntimeError):
    """The file behind a document cannot be read or understood at this moment."""

    def __init__(self) -> None:
        super().__init__(
            "This document cannot be opened just now: it may have moved or changed. Try again "
            "later, or ask its owner."
        )


class ForbiddenError(PermissionError):
    """The person is known and lacks a role; the text says which.

    ``target`` is what they asked for, as the audit trail names it; the route if not given.
    """

    def __init__(self, message: str, *, target: str = "") -> None:
        super().__init__(message)
        self.target = target


class RefusedError(ValueError):
    """A request that makes no sense; the text says what to change."""
