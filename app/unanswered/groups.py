"""Questions without an answer, for the admins of a department: alike ones as one piece of work.

A group has an owner and a check. It is closed while the check has passed after its newest question
was asked; whoever asks such a question in vain again opens it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.audit.inbox_descriptions import group_changed, unanswered_read
from app.checks.keeping import Checks, Wanted
from app.identity.directory import Directory
from app.inbox.inbox import departments_of
from app.publishing.desk import Desk, HiddenChangeError, Somebody
from app.records.unanswered.groups import Kept, SqlGroupStore
from app.unanswered.grouping import Group, grouped
from app.unanswered.vectors import QuestionVectors
from assistants.profiles import ConfigurationVersion
from assistants.provenance import Participant
from assistants.publishing import sentences
from assistants.publishing.refusals import (
    ChangeRefusedError,
    NotAllowedError,
    UnknownChangeError,
)
from evaluation.checks import Check, Origin
from feedback import case_sentences

PERIOD = timedelta(days=90)
MOST_ASKED = 500
MOST_SHOWN = 50
_WAIT_S = 0.15


@dataclass(frozen=True, slots=True)
class Shown:
    """A group with what is done about it; ``passed_at`` is when its check last passed, if ever."""

    group: Group
    kept: Kept | None
    passed_at: datetime | None

    @property
    def closed(self) -> bool:
        """Whether its check passed after the newest of its questions."""
        return self.passed_at is not None and self.passed_at > self.group.newest


@dataclass(frozen=True, slots=True)
class Overview:
    """The groups of an assistant: ``waiting`` questions are not compared yet.

    ``whole`` is false where only the newest questions were looked at.
    """

    open: tuple[Shown, ...]
    closed: tuple[Shown, ...]
    more: int
    waiting: int
    whole: bool


@dataclass(frozen=True, slots=True)
class QuestionGroups:
    """The groups; what is done in one is done at the revision that somebody saw."""

    store: SqlGroupStore
    vectors: QuestionVectors
    checks: Checks
    desk: Desk
    directory: Directory

    async def offered(self, by: Somebody) -> Sequence[ConfigurationVersion]:
        """The assistants of the departments whose admin somebody is."""
        own = departments_of(by.person)
        live = await self.desk.configurations.all_live()
        return [one for one in live if one.configuration.department in own]

    async def overview(self, by: Somebody, slug: str) -> Overview:
        """The groups of an assistant, the largest first; recorded. Raises `UnknownChangeError`."""
        version = await self.desk.configurations.live(slug)
        if version is None:
            raise UnknownChangeError(sentences.ASSISTANT)
        department = version.configuration.department
        self._must_see(by, department, f"profile:{slug}")
        now = self.desk.clock()
        asked = await self.store.asked(slug, department, since=now - PERIOD, limit=MOST_ASKED)
        kept = {one.leader.turn_id: one for one in await self.store.kept(slug, department)}
        leading = [one.leader for one in kept.values()]
        texts = {one.said for one in (*asked, *leading)}
        vectors = await self.vectors.of(texts, within_s=_WAIT_S)
        groups, waiting = await asyncio.to_thread(grouped, asked, vectors, leading)
        shown = await self._shown(groups, kept, version)
        unfinished = [one for one in shown if not one.closed]
        finished = [one for one in shown if one.closed]
        await self.desk.audit.add(unanswered_read(by.actor, slug, department, len(shown)), now)
        return Overview(
            tuple(unfinished[:MOST_SHOWN]),
            tuple(finished[:MOST_SHOWN]),
            max(len(unfinished) - MOST_SHOWN, 0),
            waiting,
            len(asked) < MOST_ASKED,
        )

    async def assign(self, by: Somebody, turn_id: str, seen: int, email: str) -> Kept:
        """Make an admin of the department look after a group; nobody for an empty address."""
        found = await self._found(by, turn_id)
        async with self.desk.audited(by, "assigned", f"questions:{turn_id}", found.department):
            await self._must_still(by, found.department)
            owner: Participant | None = None
            if email.strip():
                person = await self.directory.by_email(email)
                if person is None or found.department not in departments_of(person):
                    raise ChangeRefusedError(case_sentences.NOT_LOOKING_AFTER, "not_an_admin")
                owner = Participant(person.id, person.email)
            after = replace(found, revision=seen + 1, owner=owner)
            await self._keep(by, after, step="assigned", to=owner.name if owner else "")
        return after

    async def keep_check(self, by: Somebody, turn_id: str, seen: int) -> Check:
        """Keep the question that leads a group as its check; once more gives the same one."""
        found = await self._found(by, turn_id)
        async with self.desk.audited(by, "linked", f"questions:{turn_id}", found.department):
            await self._must_still(by, found.department)
            wanted = Wanted(found.leader.question)
            check = await self.checks.keep_once(
                by, found.profile, wanted, origin=Origin.TURN, turn=turn_id
            )
            if found.check != check.id:
                after = replace(found, revision=seen + 1, check=check.id)
                await self._keep(by, after, step="linked", target=f"check:{check.id}")
        return check

    async def _shown(
        self, groups: Sequence[Group], kept: dict[str, Kept], version: ConfigurationVersion
    ) -> list[Shown]:
        slug = version.configuration.slug
        checks = {one.check for one in kept.values() if one.check is not None}
        passed = await self.store.passed(slug, checks, live=version.configuration.hash)
        shown = []
        for group in groups:
            one = kept.get(group.leader.turn_id)
            at = passed.get(one.check) if one is not None and one.check is not None else None
            shown.append(Shown(group, one, at))
        return shown

    async def _found(self, by: Somebody, turn_id: str) -> Kept:
        found = await self.store.of_turn(turn_id)
        if found is None:
            raise UnknownChangeError(case_sentences.QUESTIONS)
        self._must_see(by, found.department, f"questions:{turn_id}")
        return found

    async def _keep(self, by: Somebody, after: Kept, **facts: str) -> None:
        turn_id = after.leader.turn_id
        event = group_changed(by.actor, turn_id, after.profile, after.department, **facts)
        await self.store.keep(after, by.participant, self.desk.clock(), event)

    def _must_see(self, by: Somebody, department: str, target: str) -> None:
        if department not in departments_of(by.person):
            raise HiddenChangeError(case_sentences.QUESTIONS, target, department)

    async def _must_still(self, by: Somebody, department: str) -> None:
        """Ask once more: somebody may have lost the role since the page was shown."""
        now = await self.directory.by_id(by.person.id)
        if now is None or department not in departments_of(now):
            raise NotAllowedError(case_sentences.NOT_AN_ADMIN, "not_an_admin")
