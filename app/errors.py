"""The error of last resort before a person: what is wrong, and what to do about it."""

from __future__ import annotations


class CommandError(RuntimeError):
    """A command cannot be done; the text says why and what to do."""
