"""Which records an export takes, as a place, as a row group and as a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from feedback.lake.manifest import Place
from feedback.lake.schema import INSTANT, OCCURRED
from feedback.records import Dataset

_ASSISTANT: dict[Dataset, str] = {
    "turns": "profile",
    "reactions": "profile",
    "configurations": "profile",
}
_VERSION: dict[Dataset, str] = {
    "turns": "configuration_number",
    "reactions": "configuration_number",
    "configurations": "number",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which records to export.

    ``departments`` are those the reader may see; none means no record. ``since`` is included and
    ``until`` is not; both are aware. ``assistant`` is a profile's slug and ``configuration`` the
    number of its version. ``kinds`` are kinds of answer, all if empty. Scores go from 1 to 5 and
    mean the current reaction; with either bound, what nobody reacted to is left out. ``origins``
    are ways of asking, all if empty. ``reference`` is whether a case has one, ``None`` for both.
    """

    departments: frozenset[str]
    since: datetime | None = None
    until: datetime | None = None
    assistant: str | None = None
    configuration: int | None = None
    kinds: frozenset[str] = frozenset()
    min_score: int | None = None
    max_score: int | None = None
    origins: frozenset[str] = frozenset()
    reference: bool | None = None

    @property
    def by_score(self) -> bool:
        """Whether the score decides."""
        return self.min_score is not None or self.max_score is not None

    def reactions(self) -> Filters:
        """For the reactions to the turns that this takes: they come later, at any time."""
        return Filters(self.departments, self.since, assistant=self.assistant)

    def whole_threads(self) -> Filters:
        """Without what tells the turns of one thread apart."""
        return replace(
            self,
            configuration=None,
            kinds=frozenset(),
            min_score=None,
            max_score=None,
            origins=frozenset(),
        )

    def takes_score(self, score: int | None) -> bool:
        """Whether a score lies within the bounds."""
        if score is None:
            return not self.by_score
        return (self.min_score or 1) <= score <= (self.max_score or 5)

    def takes_place(self, place: Place) -> bool:
        """Whether the partition may hold something that is asked for."""
        return (
            place.department in self.departments
            and (self.since is None or place.day >= day_of(self.since))
            and (self.until is None or place.day <= day_of(self.until))
        )

    def ends_before(self, place: Place) -> bool:
        """Whether this day and all later ones are too late."""
        return self.until is not None and place.day > day_of(self.until)

    def takes_group(self, dataset: Dataset, group: Any) -> bool:
        """Whether a row group, by its statistics, may hold something that is asked for."""
        bounds = {name: (low, high) for name, low, high in self._bounds(dataset)}
        for number in range(group.num_columns):
            column = group.column(number)
            low, high = bounds.get(column.path_in_schema, (None, None))
            found = column.statistics if (low, high) != (None, None) else None
            if found is None or not found.has_min_max:
                continue
            if (low is not None and found.max < low) or (high is not None and found.min > high):
                return False
        return True

    def mask(self, dataset: Dataset, batch: pa.RecordBatch) -> Any:
        """Which rows are asked for, ``None`` for all; scores of turns are not looked at."""
        wanted: Any = None
        for condition in self._conditions(dataset, batch):
            known = pc.fill_null(condition, pa.scalar(value=False))
            wanted = known if wanted is None else pc.and_(wanted, known)
        return wanted

    def _bounds(self, dataset: Dataset) -> Iterator[tuple[str, Any, Any]]:
        yield OCCURRED[dataset], self.since, self.until
        if self.assistant is not None and dataset in _ASSISTANT:
            yield _ASSISTANT[dataset], self.assistant, self.assistant
        if self.configuration is not None and dataset in _VERSION:
            yield _VERSION[dataset], self.configuration, self.configuration

    def _conditions(self, dataset: Dataset, batch: pa.RecordBatch) -> Iterator[Any]:
        at: Any = batch.column(OCCURRED[dataset])
        if self.since is not None:
            yield pc.greater_equal(at, pa.scalar(self.since, INSTANT))
        if self.until is not None:
            yield pc.less(at, pa.scalar(self.until, INSTANT))
        if self.assistant is not None and dataset in _ASSISTANT:
            yield pc.equal(batch.column(_ASSISTANT[dataset]), pa.scalar(self.assistant))
        if self.configuration is not None and dataset in _VERSION:
            yield pc.equal(batch.column(_VERSION[dataset]), pa.scalar(self.configuration))
        if self.kinds and dataset == "turns":
            yield pc.is_in(batch.column("kind"), value_set=pa.array(sorted(self.kinds)))
        if self.origins and dataset == "turns":
            yield pc.is_in(batch.column("origin"), value_set=pa.array(sorted(self.origins)))
        if self.by_score and dataset == "reactions":
            score = batch.column("score")
            yield pc.greater_equal(score, pa.scalar(self.min_score or 1))
            yield pc.less_equal(score, pa.scalar(self.max_score or 5))


def day_of(at: datetime) -> str:
    """The day, in UTC, as partitions are named."""
    return at.astimezone(UTC).date().isoformat()
