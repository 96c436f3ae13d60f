"""What a person may read, as retrieval needs to know it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """The groups a person belongs to at this moment; none means that nothing may be read."""

    groups: frozenset[str] = frozenset()

    def may_read(self, readers: Iterable[str]) -> bool:
        """Tell whether one of the ``readers`` of a document is a group of this person.

        A document without readers is readable by nobody.
        """
        return not self.groups.isdisjoint(readers)
