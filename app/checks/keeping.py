"""The checks of a department: kept, changed and withdrawn by whoever answers for its assistants."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.audit.events import Denied
from app.checks.playground import must_try
from app.publishing.desk import Desk, Somebody, sees
from app.records.checks.checks import SqlCheckStore
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.threads import ThreadStore
from app.records.turns.turns import SqlTurnStore
from app.records.unanswered.groups import NOES
from app.requests.questions import QuestionRefusedError, clean_question
from app.turns.ownership import UnknownTurnError, must_own
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    UnknownChangeError,
)
from assistants.publishing.sentences import ASSISTANT
from assistants.translations import Sentence
from evaluation import sentences
from evaluation.checks import LONGEST_NOTE, Check, Expectation, Origin, expectation_of
from feedback.turns import Turn


class HiddenCheckError(UnknownChangeError):
    """It is there, and not for this person; only the audit trail hears of that."""

    def __init__(self, what: Sentence, target: str, department: str) -> None:
        super().__init__(what)
        self.denied = Denied(target, department)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A check as somebody wants it, before it is looked at."""

    question: str
    cites: Sequence[str] = ()
    says: Sequence[str] = ()
    never_says: Sequence[str] = ()
    no_answer: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Checks:
    """Every door to the checks: pages, API, playground, and answers that were rated badly."""

    desk: Desk
    store: SqlCheckStore
    turns: SqlTurnStore
    reactions: SqlReactionStore
    threads: ThreadStore

    async def check(self, by: Somebody, check_id: str) -> Check:
        """A check that somebody may see; raises `UnknownChangeError`."""
        check = await self.store.check(check_id)
        if check is None:
            raise UnknownChangeError(sentences.CHECK)
        if not sees(by.person, check.department):
            raise HiddenCheckError(sentences.CHECK, f"check:{check.id}", check.department)
        return check

    async def department_of(self, by: Somebody, slug: str) -> str:
        """The department of an assistant whose checks somebody may see."""
        live = await self.desk.configurations.live(slug)
        if live is not None:
            department = live.configuration.department
        else:
            drafts = await self.desk.drafts.unfinished(list(self.desk.rules().departments))
            department = next((one.department for one in drafts if one.slug == slug), "")
        if not department:
            raise UnknownChangeError(ASSISTANT)
        if not sees(by.person, department):
            raise HiddenCheckError(ASSISTANT, f"profile:{slug}", department)
        return department

    async def keep(
        self,
        by: Somebody,
        slug: str,
        wanted: Sequence[Wanted],
        *,
        origin: Origin = Origin.PAGE,
        turn: str | None = None,
    ) -> Sequence[Check]:
        """Keep checks of an assistant, all or none of them.

        Raises `UnknownChangeError` and `ChangeRefusedError`.
        """
        department = await self.department_of(by, slug)
        async with self.desk.audited(by, "keep a check", f"profile:{slug}", department):
            must_try(self.desk, by, department)
            if not wanted:
                raise ChangeRefusedError(sentences.NOTHING_TO_KEEP, "nothing")
            now, who = self.desk.clock(), by.participant
            made = [
                Check(
                    id=str(uuid.uuid4()),
                    slug=slug,
                    department=department,
                    question=_question(one.question),
                    expectation=_expectation(one),
                    note=_note(one.note),
                    origin=origin,
                    turn=turn,
                    revision=1,
                    created_at=now,
                    created_by=who,
                    changed_at=now,
                    changed_by=who,
                )
                for one in wanted
            ]
            await self.store.add(made, by.actor)
        return made

    async def keep_once(
        self,
        by: Somebody,
        slug: str,
        wanted: Wanted,
        *,
        origin: Origin,
        turn: str | None = None,
    ) -> Check:
        """Keep a check of a question, or give the one that is kept of it already.

        Raises as `keep` does.
        """
        department = await self.department_of(by, slug)
        async with self.desk.audited(by, "keep a check", f"profile:{slug}", department):
            must_try(self.desk, by, department)
            question = _question(wanted.question)
        kept = await self.store.of_question(slug, question)
        if kept is not None:
            return kept
        try:
            (made,) = await self.keep(by, slug, [wanted], origin=origin, turn=turn)
        except ChangeRefusedError as error:
            # Somebody pressed in the same moment.
            kept = await self.store.of_question(slug, question)
            if error.code != "kept_already" or kept is None:
                raise
            return kept
        return made

    async def keep_turn(self, by: Somebody, turn_id: str) -> Check:
        """Keep the question of somebody's turn as a check; once more gives the same one.

        It has to be their own turn, of a conversation that they keep, or one that admins of the
        department are shown: with a reaction, or without an answer. What is expected is the
        document that was suggested in the reaction. Without one the check asks for an answer that
        cites something, until somebody says more. Of the answer nothing is taken over: it may be
        made of what not everybody of the department may read.
        """
        turn = await self.turns.get(turn_id)
        if turn is None:
            raise UnknownChangeError(sentences.ANSWER)
        opening = turn.opening
        said = await self.reactions.get(turn_id, opening.person)
        await self._must_be_shown(by, turn, reacted=said is not None)
        cites = []
        if said and said.suggested_document:
            source = f"{said.suggested_source}/" if said.suggested_source else ""
            cites.append(f"{source}{said.suggested_document}")
        wanted = Wanted(opening.question, cites=cites)
        return await self.keep_once(by, opening.profile, wanted, origin=Origin.TURN, turn=turn_id)

    async def _must_be_shown(self, by: Somebody, turn: Turn, *, reacted: bool) -> None:
        opening = turn.opening
        hidden = HiddenCheckError(sentences.ANSWER, f"turn:{opening.id}", opening.department)
        if not sees(by.person, opening.department):
            raise hidden
        unanswered = turn.answer is not None and turn.answer.kind in NOES
        if self.desk.standing(by, opening.department).edits and (reacted or unanswered):
            return
        try:
            await must_own(self, by.person, turn)
        except UnknownTurnError as error:
            # Whoever deleted their conversation tries nothing that the trail has to hear of.
            raise (hidden if error.denied else UnknownChangeError(sentences.ANSWER)) from error

    async def change(self, by: Somebody, check_id: str, revision: int, wanted: Wanted) -> Check:
        """Save a check over the revision that somebody saw."""
        before = await self.check(by, check_id)
        async with self.desk.audited(by, "change a check", f"check:{before.id}", before.department):
            must_try(self.desk, by, before.department)
            _must_be(before, revision)
            after = replace(
                before,
                question=_question(wanted.question),
                expectation=_expectation(wanted),
                note=_note(wanted.note),
                revision=before.revision + 1,
                changed_at=self.desk.clock(),
                changed_by=by.participant,
            )
            await self.store.change(before, after, by.actor)
        return after

    async def withdraw(self, by: Somebody, check_id: str, revision: int) -> Check:
        """Ask a check no more; what runs found of it stays."""
        check = await self.check(by, check_id)
        async with self.desk.audited(by, "withdraw a check", f"check:{check.id}", check.department):
            must_try(self.desk, by, check.department)
            _must_be(check, revision)
            await self.store.withdraw(check, by.actor, self.desk.clock())
        return check


def _must_be(check: Check, revision: int) -> None:
    if check.revision != revision:
        raise ChangedMeanwhileError(sentences.STALE, "stale_revision", who=check.changed_by.name)


def _question(text: str) -> str:
    try:
        return clean_question(text)
    except QuestionRefusedError as error:
        raise ChangeRefusedError(str(error), "question_refused") from error


def _expectation(wanted: Wanted) -> Expectation:
    return expectation_of(
        cites=wanted.cites,
        says=wanted.says,
        never_says=wanted.never_says,
        no_answer=wanted.no_answer,
    )


def _note(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_NOTE:
        raise ChangeRefusedError(
            sentences.NOTE_TOO_LONG, "too_long", n=len(text), most=LONGEST_NOTE
        )
    return text
