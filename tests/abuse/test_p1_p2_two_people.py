"""P1, P2: drafts, edits, reviews, approvals, restores, roles, files and starts, in any order.

Whatever happens, nothing is live that one person alone wrote and published, but for a marked
emergency and an installation's first versions. What ought to be true is kept in a small model that
knows nothing of the code: who had a hand in which draft, who holds which role, what was approved.
"""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from app.publishing import drafting, restoring, reviewing
from app.publishing.proposing import propose
from assistants.provenance import ActorKind, NotSeparatedError, Participant
from assistants.publishing.drafts import Draft
from assistants.publishing.refusals import ChangeRefusedError, UnknownChangeError
from assistants.publishing.reviews import Review
from tests.abuse.histories import LIMIT_S, SETTINGS, SharedOffice
from tests.app.publishing.office import AROUND, AT, PEOPLE, without_source
from tests.feedback.samples import configuration

_REFUSED = (ChangeRefusedError, NotSeparatedError, UnknownChangeError)
_Result = TypeVar("_Result")

# Two departments; in each an admin, an approver, and somebody who is both.
CAST = ("dana", "dora", "erik", "eva", "ben", "alice", "grace")
PROGRAMS = ("client:ci", "operator")
people = st.sampled_from(CAST)
anybody = st.sampled_from((*CAST, *PROGRAMS))
# That nobody ever got anything through would be no proof of anything: mostly the right people try.
writers = st.one_of(st.sampled_from(("dana", "dora", "eva")), anybody)
approvers = st.one_of(st.sampled_from(("erik", "eva", "erik")), anybody)
texts = st.sampled_from([f"Be {word}." for word in "kind bold exact warm calm plain".split()])
rarely = st.sampled_from([False, False, False, False, True])
GROUPS = ("hr-admins", "hr-approvers", "it-approvers")


@dataclass
class Written:
    """A draft as the model knows it."""

    draft: Draft
    hands: set[str] = field(default_factory=set)


@dataclass
class Asked:
    """A review as the model knows it: what it holds and who had a hand in that."""

    review: Review
    author: str
    hands: set[str]


class Rig(SharedOffice):
    """Of these histories."""


class Changes(RuleBasedStateMachine):
    """What people and programs try with one assistant."""

    def __init__(self) -> None:
        super().__init__()
        self.office = Rig.office
        Rig.runs += 1
        self.slug = f"hr-{Rig.runs}"
        self.drafts: list[Written] = []
        self.asked: list[Asked] = []
        self.live: list[str] = []
        self.gone = False

    @initialize(prompt=texts)
    def found(self, prompt: str) -> None:
        for name, groups in PEOPLE.items():
            if self.office.groups[name] != groups:
                Rig.run(self.office.know(name, groups))
        self.office.surveyor.around = AROUND
        Rig.run(self._forget())
        first = configuration(slug=self.slug, prompt=prompt)
        Rig.run(self.office.first(slug=self.slug, prompt=prompt))
        self.live = [first.hash]

    # --- Rights and surroundings -----------------------------------------------------

    @rule(name=people, group=st.sampled_from(GROUPS), really=rarely)
    def give_or_take_a_role(self, name: str, group: str, really: bool) -> None:
        if not really:
            return
        Rig.run(self.office.know(name, self.office.groups[name] ^ {group}))

    @rule(goes=rarely)
    def a_source_goes_or_comes_back(self, goes: bool) -> None:
        self.gone = goes
        self.office.surveyor.around = without_source(AROUND, "hr") if self.gone else AROUND

    @rule(prompt=texts)
    def the_service_starts_with_another_file(self, prompt: str) -> None:
        changed = configuration(slug=self.slug, prompt=prompt)
        by = Participant("service", "first start", ActorKind.SERVICE)
        first = self.office.desk.configurations.publish_first(changed, at=AT, by=by)
        assert Rig.run(first) is None

    # --- Drafts -----------------------------------------------------

    @rule(name=writers, prompt=texts)
    def begin(self, name: str, prompt: str) -> None:
        content = configuration(slug=self.slug, prompt=prompt).model_dump(mode="json")
        by = self.office.by(name)
        draft = self._try(drafting.begin(self.office.desk, by, self.slug, "hr", content))
        if draft is not None:
            self.drafts.append(Written(draft, {name}))

    @precondition(lambda self: self.drafts)
    @rule(name=writers, prompt=texts, data=st.data(), stale=rarely)
    def save(self, name: str, prompt: str, data: st.DataObject, stale: bool) -> None:
        written = data.draw(st.sampled_from(self.drafts[-3:]))
        before = written.draft
        revision = before.revision - int(stale)
        saved = self._save(name, written, revision, {"prompt": prompt})
        # What is there already may be saved once more.
        assert saved is None or not stale or saved.revision == before.revision

    def _save(
        self, name: str, written: Written, revision: int, fields: dict[str, str]
    ) -> Draft | None:
        by, draft = self.office.by(name), written.draft.id
        saved = self._try(drafting.save(self.office.desk, by, draft, revision, fields))
        if saved is None:
            return None
        if saved.id != draft:
            self.drafts.append(Written(saved, {*written.hands, name}))
        elif saved.revision != written.draft.revision:
            written.draft = saved
            written.hands.add(name)
        return saved

    @precondition(lambda self: len(self.drafts) > 2)
    @rule(name=anybody, data=st.data())
    def discard(self, name: str, data: st.DataObject) -> None:
        draft = data.draw(st.sampled_from(self.drafts)).draft
        by = self.office.by(name)
        self._try(drafting.discard(self.office.desk, by, draft.id, draft.revision))

    # --- Reviews -----------------------------------------------------

    @rule(
        name=writers,
        prompt=texts,
        second=st.sampled_from((None, "eva", "dora")),
        approver=approvers,
    )
    def change(self, name: str, prompt: str, second: str | None, approver: str) -> None:
        count = len(self.drafts)
        self.begin(name, prompt)
        if len(self.drafts) > count:
            written = self.drafts[-1]
            if second is not None:
                self._save(second, written, written.draft.revision, {"welcome": "Hello."})
            self._ask(name, written)
        if self.asked:
            self._approve(approver, self.asked[-1])

    @rule(name=st.sampled_from(("dana", "dora")), prompt=texts)
    def two_write_and_one_of_them_approves(self, name: str, prompt: str) -> None:
        self.change(name, prompt, second="eva", approver="eva")

    @precondition(lambda self: self.drafts)
    @rule(name=writers, data=st.data())
    def ask(self, name: str, data: st.DataObject) -> None:
        self._ask(name, data.draw(st.sampled_from(self.drafts[-3:])))

    def _ask(self, name: str, written: Written) -> None:
        draft, by = written.draft, self.office.by(name)
        review = self._try(reviewing.ask(self.office.desk, by, draft.id, draft.revision, "Why"))
        if review is not None:
            self.asked.append(Asked(review, name, set(written.hands)))

    @precondition(lambda self: self.asked)
    @rule(
        name=approvers,
        data=st.data(),
        old_hash=rarely,
        old_live=rarely,
    )
    def approve(self, name: str, data: st.DataObject, old_hash: bool, old_live: bool) -> None:
        asked = data.draw(st.sampled_from((self.asked[-1], *self.asked[-3:])))
        self._approve(name, asked, old_hash=old_hash, old_live=old_live)

    def _approve(
        self, name: str, asked: Asked, *, old_hash: bool = False, old_live: bool = False
    ) -> None:
        number = len(self.live)
        version = self._try(
            reviewing.approve(
                self.office.desk,
                self.office.by(name),
                asked.review.id,
                seen=self.live[0] if old_hash else asked.review.hash,
                replaces=number - 1 if old_live else number,
            )
        )
        if version is None:
            return
        assert name in CAST
        assert name not in {asked.author, *asked.hands}
        assert asked.author in CAST
        assert "hr-approvers" in self.office.groups[name]
        assert "hr-admins" in self.office.groups[asked.author]
        assert not self.gone
        assert not old_live
        assert version.configuration.hash == asked.review.hash
        self.live.append(asked.review.hash)

    @precondition(lambda self: self.asked)
    @rule(name=anybody, data=st.data(), back=st.booleans(), really=rarely)
    def end(self, name: str, data: st.DataObject, back: bool, really: bool) -> None:
        if not really:
            return
        review = data.draw(st.sampled_from(self.asked)).review
        by = self.office.by(name)
        if back:
            self._try(reviewing.give_back(self.office.desk, by, review.id, "Not yet."))
        else:
            self._try(reviewing.withdraw(self.office.desk, by, review.id))

    # --- Files and programs -----------------------------------------------------

    @rule(name=st.sampled_from((*PROGRAMS, "dana", "eva", "erik")), prompt=texts)
    def propose(self, name: str, prompt: str) -> None:
        wanted = configuration(slug=self.slug, prompt=prompt)
        by = self.office.by(name)
        before = {asked.review.id: asked for asked in self.asked}
        done = self._try(propose(self.office.desk, by, [wanted], "Files"))
        if done is None or (review := done[0].review) is None or review.id in before:
            return
        hands = {name}
        for asked in self.asked:
            # It gives way to what a program proposes anew; their hands stay in it.
            hands |= asked.hands if asked.author in PROGRAMS else set()
        self.asked.append(Asked(review, name, hands))

    @precondition(lambda self: self.asked)
    @rule(name=writers, data=st.data())
    def take_over(self, name: str, data: st.DataObject) -> None:
        asked = data.draw(st.sampled_from(self.asked[-3:]))
        by = self.office.by(name)
        if self._try(reviewing.take_over(self.office.desk, by, asked.review.id)) is not None:
            assert asked.author in PROGRAMS
            asked.author = name

    # --- Restores -----------------------------------------------------

    @precondition(lambda self: len(self.live) > 1)
    @rule(name=writers, data=st.data())
    def restore(self, name: str, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, len(self.live)))
        by = self.office.by(name)
        draft = self._try(restoring.restore(self.office.desk, by, self.slug, number))
        if draft is not None:
            self.drafts.append(Written(draft, {name}))

    @precondition(lambda self: len(self.live) > 1)
    @rule(name=anybody, data=st.data(), stale=rarely)
    def restore_at_once(self, name: str, data: st.DataObject, stale: bool) -> None:
        number = data.draw(st.integers(1, len(self.live)))
        version = self._try(
            restoring.restore_at_once(
                self.office.desk,
                self.office.by(name),
                self.slug,
                number,
                replaces=len(self.live) - int(stale),
                reason="Wrong dose.",
            )
        )
        if version is None:
            return
        assert not stale
        assert not self.gone
        assert {"hr-admins", "hr-approvers"} & self.office.groups[name]
        assert version.configuration.hash == self.live[number - 1]
        self.live.append(version.configuration.hash)

    @rule(name=anybody, stands=st.booleans())
    def look_afterwards(self, name: str, stands: bool) -> None:
        for review in Rig.run(self.office.desk.reviews.waiting(["hr"])):
            if review.slug != self.slug or review.version is None:
                continue
            by = self.office.by(name)
            looked = self._try(
                restoring.look_afterwards(
                    self.office.desk, by, review.id, stands=stands, note="Looked."
                )
            )
            assert looked is None or by.person.id != review.author.id

    # --- What must be true -----------------------------------------------------

    @invariant()
    def what_is_live_is_what_was_approved(self) -> None:
        if not self.live:
            return
        versions = Rig.run(self.office.desk.configurations.history(self.slug))
        assert [version.configuration.hash for version in reversed(versions)] == self.live

    @invariant()
    def every_version_has_two_people_or_a_mark(self) -> None:
        for row in Rig.run(self._rows()):
            if row["way"] == "reviewed":
                assert row["author_id"] != row["approver_id"]
                assert {row["author_id"], row["approver_id"]} <= set(self.office.ids.values())
            elif row["way"] == "emergency":
                assert row["reason"]
                assert row["hash"] == self.live[row["restores"] - 1]
            else:
                assert (row["way"], row["number"]) == ("first start", 1)

    async def _forget(self) -> None:
        """Leave nothing that waits from an earlier run; its versions stay, as they must."""
        async with self.office.sessions.begin() as session:
            for table in ("drafts", "review_remarks", "reviews"):
                await session.execute(text(f"DELETE FROM {table}"))

    async def _rows(self) -> list[Any]:
        query = text("SELECT * FROM configurations WHERE slug = :slug")
        async with self.office.sessions() as session:
            return list((await session.execute(query, {"slug": self.slug})).mappings())

    def _try(self, work: Coroutine[Any, Any, _Result]) -> _Result | None:
        try:
            return Rig.run(work)
        except _REFUSED:
            return None


@pytest.fixture
def rig() -> Iterator[None]:
    with Rig.opened():
        yield


@pytest.mark.timeout(LIMIT_S)
@pytest.mark.usefixtures("rig")
def test_p1_p2_no_history_makes_live_what_one_person_wrote_and_published() -> None:
    run_state_machine_as_test(Changes, settings=SETTINGS)
