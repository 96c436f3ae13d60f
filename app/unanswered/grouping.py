"""Puts questions that are alike together, always in the same way.

The oldest question of a group leads it, and so does one that somebody took up. Each other question
goes to the leader that it is nearest to, if it is near enough and names the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from app.records.unanswered.groups import Asked

# Cosines of the shipped model. Of questions about a sample company, those that ask the same in one
# language are nearer than this, and of others about the same product few are; in another language
# some of the same are missed.
NEAR = 0.94
_EXAMPLES = 5
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are alike, named by the one that leads them.

    ``size`` counts how often one of them was asked, ``newest`` is when it was last, and
    ``examples`` are some other wordings, the newest first.
    """

    leader: Asked
    size: int
    newest: datetime
    examples: tuple[str, ...]


def grouped(
    asked: Sequence[Asked], vectors: Mapping[str, Vector], leading: Sequence[Asked] = ()
) -> tuple[list[Group], int]:
    """Groups, the largest first, and how many questions have no vector yet and wait for it.

    ``vectors`` are by what `Asked.said` says, each of length one. ``leading`` lead in any case.
    """
    members: dict[str, list[Asked]] = {one.turn_id: [] for one in leading}
    leaders = _Leaders(leading, vectors)
    waiting = 0
    for one in sorted(asked, key=lambda each: (each.asked_at, each.turn_id)):
        leader = leaders.of(one)
        if leader is None and one.said not in vectors:
            waiting += 1
            continue
        if leader is None:
            leaders.add(one)
            leader, members[one.turn_id] = one, []
        members[leader.turn_id].append(one)
    groups = [_group(one, members[one.turn_id]) for one in leaders.all if members[one.turn_id]]
    groups.sort(key=lambda one: (-one.size, -one.newest.timestamp(), one.leader.turn_id))
    return groups, waiting


class _Leaders:
    def __init__(self, leading: Sequence[Asked], vectors: Mapping[str, Vector]) -> None:
        self.all: list[Asked] = []
        self._vectors = vectors
        self._by_words: dict[str, Asked] = {}
        # One matrix for each set of numbers: with other numbers it is another question.
        self._near: dict[frozenset[str], tuple[list[Asked], list[Vector]]] = {}
        for one in leading:
            self.add(one)

    def add(self, one: Asked) -> None:
        self.all.append(one)
        self._by_words.setdefault(one.said, one)
        if (vector := self._vectors.get(one.said)) is not None:
            leaders, rows = self._near.setdefault(_numbers(one), ([], []))
            leaders.append(one)
            rows.append(vector)

    def of(self, one: Asked) -> Asked | None:
        if (same := self._by_words.get(one.said)) is not None:
            return same
        vector = self._vectors.get(one.said)
        leaders, rows = self._near.get(_numbers(one), ([], []))
        if vector is None or not leaders:
            return None
        cosines = np.stack(rows) @ vector
        best = int(np.argmax(cosines))
        return leaders[best] if cosines[best] >= NEAR else None


def _numbers(one: Asked) -> frozenset[str]:
    return frozenset(_NUMBER.findall(one.question))


def _group(leader: Asked, members: Sequence[Asked]) -> Group:
    newest_first = sorted(members, key=lambda one: one.asked_at, reverse=True)
    wordings = {one.said: one.question for one in reversed(newest_first)}
    others = [
        wordings[said]
        for said in dict.fromkeys(one.said for one in newest_first)
        if said != leader.said
    ]
    return Group(leader, len(members), newest_first[0].asked_at, tuple(others[:_EXAMPLES]))
