"""What is wrong on the way to the lake: raised once, shown while it lasts, and called off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog

from feedback.outbox.store import Backlog

log = structlog.get_logger(__name__)

# A minute is usual; after five something is wrong.
LATE = timedelta(minutes=5)
Kind = Literal["diverged", "late", "set_aside", "unavailable", "unfit"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that a person has to look at. ``subject`` tells two of a kind apart.

    ``message`` says what to do, and holds nothing that people wrote.
    """

    kind: Kind
    subject: str
    message: str


def of_backlog(backlog: Backlog, now: datetime) -> list[Alarm]:
    """What the outbox alone shows."""
    found = []
    lag = backlog.lag(now)
    if lag > LATE.total_seconds():
        found.append(
            Alarm(
                "late",
                "",
                f"Records have been waiting for {lag:.0f} s. Run `almanac ship`, which says what "
                "is in the way.",
            )
        )
    if backlog.set_aside:
        found.append(
            Alarm(
                "set_aside",
                "",
                f"{backlog.set_aside} records could not be written and were set aside. "
                "`almanac ship --set-aside-to FILE` writes them out with the reasons; "
                "`almanac ship --take-back` tries them again, after an upgrade for example.",
            )
        )
    return found


def of_divergence(keys: Iterable[str]) -> list[Alarm]:
    """An object that is not the one that was written; its dataset waits."""
    return [
        Alarm(
            "diverged",
            key,
            f"The lake holds other content under {key}. Nothing was overwritten, and no more "
            f"{key.partition('/')[0]} are shipped. Find out who wrote it, move it away, and run "
            "`almanac ship`.",
        )
        for key in keys
    ]


def of_unfit(keys: Iterable[str]) -> list[Alarm]:
    """A file that stays as it is, since merging it would lose something of it."""
    return [
        Alarm(
            "unfit",
            key,
            f"The file {key} of the lake cannot be merged with others: it is damaged, or a newer "
            "release wrote it. Find out who changed it, and put the right one back.",
        )
        for key in keys
    ]


def of_absence(reason: str | None) -> list[Alarm]:
    """The lake could not be reached; nobody has to do anything while that is short."""
    if reason is None:
        return []
    message = f"The lake cannot be reached ({reason}). Records wait in the outbox."
    return [Alarm("unavailable", "", message)]


class Alarms:
    """The alarms that are raised now. One is logged when it begins and when it ends."""

    def __init__(self) -> None:
        self._raised: dict[tuple[Kind, str], Alarm] = {}

    @property
    def raised(self) -> Sequence[Alarm]:
        """What is wrong, as it was last seen."""
        return list(self._raised.values())

    def see(self, found: Iterable[Alarm]) -> None:
        """Take note of everything that is wrong at this moment."""
        now = {(alarm.kind, alarm.subject): alarm for alarm in found}
        for name, alarm in now.items():
            if name not in self._raised:
                tell = log.warning if alarm.kind == "unavailable" else log.error
                tell(f"lake.{alarm.kind}", subject=alarm.subject, message=alarm.message)
        for kind, subject in self._raised.keys() - now.keys():
            log.info("lake.alarm_ended", alarm=kind, subject=subject)
        self._raised = now
