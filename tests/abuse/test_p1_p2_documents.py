"""P1, P2 for documents: proposals, approvals, withdrawals, roles, hands and kills, in any order.

Whatever happens, nothing lies in a source that one person alone put there through the console,
nothing that was withdrawn answers, what is displaced is kept, and what was decided is done once.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.publishing.desk import Somebody
from app.records.documents.change_rows import ChangeStatus, DocumentChange
from app.uploading import changing, deciding
from assistants.provenance import NotSeparatedError
from assistants.publishing.refusals import ChangeRefusedError, UnknownChangeError
from retrieval.documents import Document, content_hash
from retrieval.sources import written_folder
from tests.abuse.document_histories import DECIDED, KilledError, Ledger, Mortal, Shelf
from tests.abuse.document_trail import Trail
from tests.abuse.histories import LIMIT_S, SETTINGS, SharedOffice
from tests.app.publishing.office import PEOPLE

_REFUSED = (ChangeRefusedError, NotSeparatedError, UnknownChangeError)
_Result = TypeVar("_Result")

paths = st.sampled_from(("a.md", "b.md"))
people = st.sampled_from(tuple(PEOPLE))
writers = st.one_of(st.sampled_from(("dana", "dora", "eva")), people)
approvers = st.one_of(st.sampled_from(("erik", "eva", "erik")), people)
replicas = st.integers(0, 1)
# What is drawn never depends on how a race ended.
places = st.integers(0, 11)
rarely = st.sampled_from([False, False, False, False, True])
settings_of_the_source = st.sampled_from([*["two persons"] * 4, "one person", "none"])
# At which step of moving files the process dies; mostly it does not.
deaths = st.sampled_from([None, None, None, 1, 2, 3, 4, 5])
GROUPS = ("hr-admins", "hr-approvers", "hr")


class Rig(SharedOffice):
    """Of these histories."""

    mortal = Mortal()


class Documents(RuleBasedStateMachine):
    """What people try with the documents of one source, by two replicas, and by hand."""

    def __init__(self) -> None:
        super().__init__()
        Rig.runs += 1
        name = f"shelf-{Rig.runs}"
        self.shelf = Shelf(Rig.office, Rig.folder / name, name, Rig.mortal)
        self.ledger = Ledger(Rig.office)
        self.trail = Trail(Rig.office)
        self.texts = 0
        self.spoilt: set[str] = set()
        self.read: list[Document] | None = None

    @initialize()
    def found(self) -> None:
        for name, groups in PEOPLE.items():
            if Rig.office.groups[name] != groups:
                Rig.run(Rig.office.know(name, groups))
        Rig.run(self.shelf.documents.save_source(self.shelf.source()))
        self.somebody_writes_to_the_folder("a.md")
        Rig.run(self.shelf.store(self.shelf.read()))
        Rig.run(self.trail.news())

    def teardown(self) -> None:
        Rig.run(self.shelf.documents.forget_source(self.shelf.name))
        self.shelf.close()

    # --- Rights and surroundings -----------------------------------------------------

    @rule(name=people, group=st.sampled_from(GROUPS), really=rarely)
    def give_or_take_a_role(self, name: str, group: str, really: bool) -> None:
        if really:
            Rig.run(Rig.office.know(name, Rig.office.groups[name] ^ {group}))

    @rule(takes=settings_of_the_source)
    def the_source_says_how_many_people_a_change_takes(self, takes: str) -> None:
        self.shelf.describe(takes)

    @rule(path=paths)
    def somebody_writes_to_the_folder(self, path: str) -> None:
        text = self._text()
        (self.shelf.root / path).write_text(text)
        self.ledger.hand(path, content_hash(text))

    @rule(path=paths, really=rarely)
    def somebody_deletes_in_the_folder(self, path: str, really: bool) -> None:
        if really:
            (self.shelf.root / path).unlink(missing_ok=True)
            self.ledger.hand(path, None)

    @rule(which=places)
    def somebody_copies_back_what_was_kept(self, which: int) -> None:
        kept = self._kept()
        if not kept:
            return
        change = kept[which % len(kept)]
        found = self.shelf.root / ".almanac" / "kept" / change.id
        if found.is_file():
            (self.shelf.root / change.path).write_bytes(found.read_bytes())
            self.ledger.hand(change.path, change.before)

    @rule(which=places, really=rarely)
    def somebody_spoils_what_waits(self, which: int, really: bool) -> None:
        waiting = [one for one in self._changes() if one.status is ChangeStatus.PROPOSED]
        if really and waiting:
            change = waiting[which % len(waiting)]
            (self.shelf.root / ".almanac" / "staged" / change.id).write_text("Spoilt.")
            self.spoilt.add(change.id)

    # --- Changes -----------------------------------------------------

    @rule(name=writers, path=paths, replica=replicas)
    def add(self, name: str, path: str, replica: int) -> None:
        self._do({name}, self._add(name, path, replica))

    @rule(name=writers, path=paths, replica=replicas, stale=rarely)
    def put(self, name: str, path: str, replica: int, stale: bool) -> None:
        self._do({name}, self._put(name, path, replica, stale=stale))

    @rule(name=writers, path=paths, replica=replicas, dies=deaths)
    def withdraw(self, name: str, path: str, replica: int, dies: int | None) -> None:
        self._do({name}, self._withdraw(name, path, replica), dies)

    @rule(name=writers, which=places, replica=replicas)
    def bring_back(self, name: str, which: int, replica: int) -> None:
        if (change := self._one(which)) is not None:
            self._do({name}, self._bring_back(name, change, replica))

    @rule(name=approvers, which=places, replica=replicas, dies=deaths, stale=rarely)
    def approve(self, name: str, which: int, replica: int, dies: int | None, stale: bool) -> None:
        if (change := self._one(which)) is not None:
            self._do({name}, self._approve(name, change, replica, stale=stale), dies)

    @rule(name=people, which=places, back=st.booleans(), really=rarely)
    def end(self, name: str, which: int, back: bool, really: bool) -> None:
        if really and (change := self._one(which)) is not None:
            uploads, by = self.shelf.replicas[0], self.shelf.by(name)
            if back:
                self._do({name}, deciding.give_back(uploads, by, change.id, "Not yet."))
            else:
                self._do({name}, deciding.take_back(uploads, by, change.id))

    @rule(path=paths, writer=writers, approver=approvers, dies=deaths, replica=replicas)
    def change(self, path: str, writer: str, approver: str, dies: int | None, replica: int) -> None:
        known = {one.id for one in self._changes()}
        self._do({writer}, self._put(writer, path, replica))
        self._do({writer}, self._add(writer, path, replica))
        for change in self._changes():
            if change.id not in known:
                self._do({approver}, self._approve(approver, change, 1 - replica), dies)

    @rule(path=paths, dies=deaths, replica=replicas)
    def two_people_change_it(self, path: str, dies: int | None, replica: int) -> None:
        self.change(path, "dana", "erik", dies, replica)

    @rule(path=paths, replica=replicas)
    def one_person_tries_alone(self, path: str, replica: int) -> None:
        self.change(path, "eva", "eva", None, replica)

    @rule(path=paths, dies=deaths, replica=replicas)
    def it_is_withdrawn_and_comes_back(self, path: str, dies: int | None, replica: int) -> None:
        known = {one.id for one in self._changes()}
        self._do({"dana"}, self._withdraw("dana", path, replica), dies)
        self.ingest(1 - replica)
        for gone in self._changes():
            if gone.id not in known:
                self._do({"dora"}, self._bring_back("dora", gone, replica))
                self._approved_by_erik(known | {gone.id})

    @rule(path=paths, lost=st.sampled_from((("dana", "hr-admins"), ("erik", "hr-approvers"))))
    def a_role_is_lost_while_it_waits(self, path: str, lost: tuple[str, str]) -> None:
        known = {one.id for one in self._changes()}
        self._do({"dana"}, self._put("dana", path, 0))
        name, role = lost
        groups, by = set(Rig.office.groups[name]), self.shelf.by("erik")
        Rig.run(Rig.office.know(name, groups - {role}))
        # The request of whoever decides came just before.
        self._approved_by_erik(known, by)
        Rig.run(Rig.office.know(name, groups))

    @rule(path=paths)
    def it_is_changed_by_hand_while_it_waits(self, path: str) -> None:
        known = {one.id for one in self._changes()}
        self._do({"dana"}, self._put("dana", path, 0))
        self.somebody_writes_to_the_folder(path)
        self._approved_by_erik(known)

    @rule(path=paths, decided=settings_of_the_source)
    def the_source_says_something_else_while_it_waits(self, path: str, decided: str) -> None:
        known = {one.id for one in self._changes()}
        for takes in ("one person", "two persons"):
            self.shelf.describe(takes)
            self._do({"dana"}, self._put("dana", path, 0))
            self._do({"dana"}, self._add("dana", path, 0))
            self.ingest(1)
        self.shelf.describe(decided)
        self._do({"dora"}, self._add("dora", f"{len(known)}-{path}", 1))
        self._approved_by_erik(known)
        self.shelf.describe("two persons")

    @rule(path=paths)
    def an_older_proposal_is_approved(self, path: str) -> None:
        """Taken back by its author, who then proposed other bytes."""
        known = {one.id for one in self._changes()}
        for _ in range(2):
            self._do({"dana"}, self._put("dana", path, 0))
            new = [one for one in self._changes() if one.id not in known]
            older = [one for one in new if one.status is ChangeStatus.PROPOSED][:1]
            if len(new) == 1 and older:
                by = self.shelf.by("dana")
                work = deciding.take_back(self.shelf.replicas[0], by, older[0].id)
                self._do({"dana"}, work)
        self._approved_by_erik(known)

    @rule(path=paths, which=st.integers(0, 2))
    def what_waits_is_not_what_was_sent(self, path: str, which: int) -> None:
        known = {one.id for one in self._changes()}
        self._do({"dana"}, self._put("dana", path, 0))
        for change in self._changes():
            if change.id in known or change.status is not ChangeStatus.PROPOSED:
                continue
            staged = self.shelf.root / ".almanac" / "staged" / change.id
            if which == 0:
                staged.write_text("Spoilt.")
                self.spoilt.add(change.id)
            if which == 1:
                self._do({"erik"}, self._approve("erik", change, 0, stale=True))
            if which == 2:
                # The process died before it forgot the bytes.
                data, by = staged.read_bytes(), self.shelf.by("dana")
                self._do({"dana"}, deciding.take_back(self.shelf.replicas[0], by, change.id))
                staged.write_bytes(data)
            self._do({"erik"}, self._approve("erik", change, 1))

    @rule(path=paths)
    def one_of_two_proposals_is_approved(self, path: str) -> None:
        self._do({"dana"}, self._put("dana", path, 0))
        known = {one.id for one in self._changes()}
        self._do({"dora"}, self._add("dora", f"{len(known)}-{path}", 0))
        self._approved_by_erik(known)

    @rule(path=paths, replica=replicas)
    def what_was_withdrawn_is_copied_back(self, path: str, replica: int) -> None:
        known = {one.id for one in self._changes()}
        self._do({"dana"}, self._withdraw("dana", path, replica))
        self.ingest(replica)
        for place, change in enumerate(self._kept()):
            if change.id not in known:
                self.somebody_copies_back_what_was_kept(place)
                self.ingest(1 - replica)

    def _kept(self) -> list[DocumentChange]:
        return [one for one in self._changes() if one.status is ChangeStatus.DONE and one.before]

    def _approved_by_erik(self, known: set[str], by: Somebody | None = None) -> None:
        for change in self._changes():
            if change.id not in known:
                self._do({"erik"}, self._approve("erik", change, 1, by=by))

    @rule(
        which=places,
        path=paths,
        first=writers,
        second=approvers,
        order=st.permutations(range(7)),
        count=st.integers(2, 7),
    )
    def two_at_once(
        self, which: int, path: str, first: str, second: str, order: list[int], count: int
    ) -> None:
        """What several people and replicas do at the same moment, in an order nobody knows."""
        tried: list[Coroutine[Any, Any, object]] = [
            replica.settler.prepare() for replica in self.shelf.replicas
        ]
        if (change := self._one(which)) is not None:
            tried += [
                self._approve(second, change, 0),
                self._approve(second, change, 1),
                self._bring_back(first, change, 1),
            ]
        tried += [self._withdraw(first, path, 1), self._put(first, path, 0)]
        order = [one for one in order if one < len(tried)]
        for left in order[count:]:
            tried[left].close()

        async def all_of_them() -> None:
            work = (tried[one] for one in order[:count])
            for end in await asyncio.gather(*work, return_exceptions=True):
                if isinstance(end, BaseException) and not isinstance(end, _REFUSED):
                    raise end

        self._do({first, second}, all_of_them())

    # --- Following -----------------------------------------------------

    @rule(replica=replicas, dies=deaths)
    def settle(self, replica: int, dies: int | None) -> None:
        self._do(set(), self.shelf.replicas[replica].settler.settle(), dies)

    @rule(replica=replicas)
    def ingest(self, replica: int) -> None:
        async def work() -> None:
            await self.shelf.replicas[replica].settler.prepare()
            await self.shelf.store(self.shelf.read())

        self._do(set(), work())

    @precondition(lambda self: self.read is None)
    @rule(replica=replicas)
    def an_ingestion_reads(self, replica: int) -> None:
        self._do(set(), self.shelf.replicas[replica].settler.prepare())
        self.read = self.shelf.read()

    @precondition(lambda self: self.read is not None)
    @rule()
    def what_an_ingestion_read_is_stored_later(self) -> None:
        self._do(set(), self.shelf.store(self.read or []))
        self.read = None

    # --- How it is done, and what must be true -----------------------------------------------

    async def _add(self, name: str, path: str, replica: int) -> None:
        data = io.BytesIO(self._text().encode())
        uploads, by = self.shelf.replicas[replica], self.shelf.by(name)
        await changing.add(uploads, by, self.shelf.name, path, data, reason="New.")

    async def _put(self, name: str, path: str, replica: int, *, stale: bool = False) -> None:
        if (there := (await self.shelf.live()).get(path)) is not None:
            data = io.BytesIO(self._text().encode())
            uploads, by = self.shelf.replicas[replica], self.shelf.by(name)
            seen = "0" * 64 if stale else there.version
            await changing.put(uploads, by, there.id, data, seen=seen, reason="Newer.")
            assert not stale

    async def _withdraw(self, name: str, path: str, replica: int) -> None:
        if (there := (await self.shelf.live()).get(path)) is not None:
            uploads, by = self.shelf.replicas[replica], self.shelf.by(name)
            await changing.withdraw(uploads, by, there.id, seen=there.version, reason="Wrong.")

    async def _bring_back(self, name: str, change: DocumentChange, replica: int) -> None:
        uploads, by = self.shelf.replicas[replica], self.shelf.by(name)
        await changing.bring_back(uploads, by, change.id, reason="Right.")

    async def _approve(
        self,
        name: str,
        change: DocumentChange,
        replica: int,
        *,
        stale: bool = False,
        by: Somebody | None = None,
    ) -> None:
        uploads, by = self.shelf.replicas[replica], by or self.shelf.by(name)
        seen = "0" * 64 if stale else change.version
        await deciding.approve(uploads, by, change.id, seen=seen, replaces=change.before)
        assert not stale

    def _text(self) -> str:
        self.texts += 1
        return f"{self.shelf.name} {self.texts}"

    def _changes(self) -> list[DocumentChange]:
        return Rig.run(self.shelf.changes())

    def _one(self, which: int) -> DocumentChange | None:
        changes = self._changes()
        return changes[-4:][which % len(changes[-4:])] if changes else None

    def _do(
        self, actors: set[str], work: Coroutine[Any, Any, object], dies: int | None = None
    ) -> None:
        files = self.shelf.files()
        live = {path: one.version for path, one in Rig.run(self.shelf.live()).items()}
        stood, refused = dict(self.ledger.stood), ""
        Rig.mortal.left = dies
        try:
            Rig.run(work)
        except UnknownChangeError:
            pass
        except (ChangeRefusedError, NotSeparatedError) as error:
            refused = error.code
        except KilledError:
            self.shelf.start_again()
        finally:
            Rig.mortal.left = None
        changes = self._changes()
        self.ledger.follow(changes, actors, live, self.shelf.uploads)
        Rig.run(self.trail.follow(stood, changes, refused))
        self._holds(files, changes)

    def _holds(self, before: dict[str, str], changes: list[DocumentChange]) -> None:
        now, kept = self.shelf.files(), self.shelf.kept()
        moving = {one.path for one in changes if one.status is ChangeStatus.ACCEPTED}
        for path, version in now.items():
            assert self.ledger.may_lie(path, version), "one person alone put it there"
        for path, version in before.items():
            assert now.get(path) == version or version in kept, "what was displaced is lost"
        for path, document in Rig.run(self.shelf.live()).items():
            assert document.version not in self.ledger.withdrawn.get(path, ()), "it was withdrawn"
            assert self.ledger.may_lie(path, document.version)
        for path in {*now, *self.ledger.expected} - moving:
            wanted = self.ledger.expected.get(path)
            out = wanted in self.ledger.withdrawn.get(path, ())
            assert now.get(path) == wanted or (out and path not in now), "another one lies there"
        for change in changes:
            if change.status is ChangeStatus.PROPOSED and change.id not in self.spoilt:
                folder = written_folder.WrittenFolder(self.shelf.root)
                assert folder.waits(change.id, change.version)
        under_way = [one.path for one in changes if one.status in DECIDED - {ChangeStatus.DONE}]
        assert len(under_way) == len(set(under_way))


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(written_folder, "os", Rig.mortal)
    with Rig.opened():
        yield


@pytest.mark.timeout(LIMIT_S)
@pytest.mark.usefixtures("rig")
def test_p1_p2_no_history_makes_a_document_answer_that_one_person_put_there() -> None:
    run_state_machine_as_test(Documents, settings=SETTINGS)


@pytest.mark.usefixtures("rig")
def test_p1_p2_each_story_of_a_document_by_itself() -> None:
    documents = Documents()
    documents.found()
    for dies in (None, 1, 2, 3, 4, 5):
        documents.two_people_change_it("a.md", dies, 0)
        documents.settle(1, None)
        documents.ingest(1)
        documents.an_ingestion_reads(0)
        documents.it_is_withdrawn_and_comes_back("a.md", dies, 0)
        documents.what_an_ingestion_read_is_stored_later()
        documents.settle(0, None)
        documents.ingest(0)
    documents.one_person_tries_alone("a.md", 0)
    nothing_waits(documents)
    documents.it_is_changed_by_hand_while_it_waits("a.md")
    for lost in (("dana", "hr-admins"), ("erik", "hr-approvers")):
        nothing_waits(documents)
        documents.ingest(0)
        documents.a_role_is_lost_while_it_waits("a.md", lost)
    nothing_waits(documents)
    for decided in ("one person", "none"):
        documents.the_source_says_something_else_while_it_waits("a.md", decided)
        documents.ingest(0)
        documents.an_older_proposal_is_approved("a.md")
        documents.ingest(0)
    nothing_waits(documents)
    for which in range(3):
        documents.ingest(0)
        documents.what_waits_is_not_what_was_sent("a.md", which)
        take_back_all(documents)
    documents.ingest(0)
    documents.one_of_two_proposals_is_approved("a.md")
    nothing_waits(documents)
    documents.what_was_withdrawn_is_copied_back("a.md", 0)
    ends = {change.status for change in documents._changes()}
    documents.teardown()

    assert ends == {ChangeStatus.DONE, ChangeStatus.TAKEN_BACK}


@pytest.mark.usefixtures("rig")
def test_p1_p2_what_was_withdrawn_stays_out_where_a_change_of_it_is_not_carried_out() -> None:
    documents = Documents()
    documents.found()
    documents.withdraw("dana", "a.md", 0, None)
    documents.two_people_change_it("a.md", 1, 0)
    documents.somebody_copies_back_what_was_kept(0)
    documents.an_ingestion_reads(0)
    files, ends = documents.shelf.files(), [one.status for one in documents._changes()]
    documents.teardown()

    assert files == {}
    assert ChangeStatus.DONE in ends


def nothing_waits(documents: Documents) -> None:
    """Take back what was rightly not approved; something was."""
    assert take_back_all(documents)


def take_back_all(documents: Documents) -> list[DocumentChange]:
    """Take back what waits, and tell what it was."""
    waiting = [one for one in documents._changes() if one.status is ChangeStatus.PROPOSED]
    for change in waiting:
        uploads, by = documents.shelf.replicas[0], documents.shelf.by("dora")
        documents._do({"dora"}, deciding.take_back(uploads, by, change.id))
    return waiting
