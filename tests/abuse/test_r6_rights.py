"""R6: random grants, revocations, moves, deletions, dates and questions, against a small model.

``R6_RUNS`` sets how many histories are tried; without it, as many as a test may take.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
import structlog
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.abuse.small_company import (
    ASSISTANT,
    BROKEN,
    PEOPLE,
    SOURCES,
    STAFF,
    Doc,
    Model,
    Place,
    SmallCompany,
    open_small_company,
)

_RUNS = int(os.environ.get("R6_RUNS", "25"))
_STEPS = 14
_Result = TypeVar("_Result")

people = st.sampled_from(PEOPLE)
groups = st.sampled_from(["red", "blue"])
PLACES = [(source, name) for source in SOURCES for name in ("one.md", "two.md")]
Rules = tuple[tuple[str, ...] | None, int | None, int | None]
places = st.sampled_from(PLACES)
readers = st.sampled_from([("red",), ("blue",), ("red", "blue"), (), ("unheard-of",), BROKEN])
overrides = st.sampled_from([None, None, ("red",), ("blue",), ()])
days = st.sampled_from([None, None, -3, 2, 5])
rules = st.tuples(overrides, days, days)


class Rig:
    """One company for all runs, in an event loop of its own."""

    company: SmallCompany
    loop: asyncio.AbstractEventLoop

    @classmethod
    def run(cls, work: Coroutine[Any, Any, _Result]) -> _Result:
        return cls.loop.run_until_complete(work)


class Rights(RuleBasedStateMachine):
    """What people do and what happens to documents, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.company = Rig.company
        self.threads: dict[str, str] = {}
        self.dirty = False

    @initialize(
        first=st.sets(groups),
        second=st.sets(groups),
        of=st.tuples(readers, readers),
        given=st.dictionaries(places, rules, min_size=1, max_size=3),
    )
    def found(
        self,
        first: set[str],
        second: set[str],
        of: tuple[tuple[str, ...], tuple[str, ...]],
        given: dict[Place, Rules],
    ) -> None:
        self.model.groups = {"ann": {STAFF, *first}, "bob": {STAFF, *second}}
        self.model.readers = dict(zip(SOURCES, of, strict=True))
        Rig.run(self.company.reset(self.model))
        for place, rules in given.items():
            self._write(place, *rules)
        for name in PEOPLE:
            Rig.run(self.company.sign_in(name))
        self.dirty = True
        self.ingest()

    # --- What happens to people ------------------------------------------------------------

    @rule(name=people, group=st.sampled_from(["red", "blue", "red", "blue", STAFF]))
    def grant_or_revoke(self, name: str, group: str) -> None:
        self.model.groups[name] ^= {group}
        Rig.run(self.company.put_person(name))

    # --- What happens to documents ---------------------------------------------------------

    @rule(place=places, rules=rules)
    def write(self, place: Place, rules: Rules) -> None:
        self._write(place, *rules)

    @precondition(lambda self: self.model.docs)
    @rule(data=st.data(), to=places)
    def move(self, data: st.DataObject, to: Place) -> None:
        place = data.draw(st.sampled_from(sorted(self.model.docs)))
        self.model.docs[to] = self.model.docs.pop(place)
        self._change()

    @precondition(lambda self: self.model.docs)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        del self.model.docs[data.draw(st.sampled_from(sorted(self.model.docs)))]
        self._change()

    @rule(source=st.sampled_from(SOURCES), allowed=readers)
    def give(self, source: str, allowed: tuple[str, ...]) -> None:
        self.model.readers[source] = allowed
        self._change()

    @precondition(lambda self: self.dirty)
    @rule()
    def ingest(self) -> None:
        self._change()
        self.model.sync()
        Rig.run(self.company.ingest())
        self.dirty = False

    @rule(by=st.sampled_from([1, 3]))
    def wait(self, by: int) -> None:
        self.model.now += timedelta(days=by)

    # --- What people do --------------------------------------------------------------------

    @invariant()
    def nobody_finds_what_is_not_for_them(self) -> None:
        if self.model.issued:
            for name in PEOPLE:
                self._look_inside(name)

    @rule(name=people, data=st.data())
    def search(self, name: str, data: st.DataObject) -> None:
        question = self._question(self._sought(data))
        reply = self._post(name, "search", query=question, assistant=ASSISTANT)
        if reply is not None:
            self._nothing_leaks(name, reply)

    @rule(name=people, data=st.data(), follow=st.sampled_from([True, True, True, False]))
    def ask(self, name: str, data: st.DataObject, follow: bool) -> None:
        body = {"question": self._question(self._sought(data))}
        if follow and name in self.threads:
            body["thread_id"] = self.threads[name]
        reply = self._post(name, f"assistants/{ASSISTANT}/ask", **body)
        if reply is not None:
            self._nothing_leaks(name, reply)

    @rule(name=people)
    def open_documents(self, name: str) -> None:
        for place in PLACES:
            for part in ("pages/1", "original"):
                path = f"documents/{self.company.document(place)}/{part}"
                reply = Rig.run(self.company.request(name, "GET", path))
                known = self.model.known_docs.get(place)
                unchanged = known is not None and self.model.docs.get(place) == known
                if not self.model.may_open(name, place):
                    assert reply.status_code == 404
                self._nothing_leaks(name, reply.text, known if unchanged else None)

    @precondition(lambda self: any(self.company.turns.values()))
    @rule(name=people, data=st.data())
    def read_receipt(self, name: str, data: st.DataObject) -> None:
        turns = [turn for own in self.company.turns.values() for turn in own]
        turn, owner = data.draw(st.sampled_from(turns))
        reply = Rig.run(self.company.request(name, "GET", f"turns/{turn}/receipt"))
        if owner != name:
            assert reply.status_code == 404
            return
        receipt = reply.json()
        assert receipt["prompt"] is None
        self._nothing_leaks(name, str([passage["text"] for passage in receipt["passages"]]))

    # --- How it is told ---------------------------------------------------------------------

    def _write(
        self,
        place: Place,
        allowed: tuple[str, ...] | None,
        begins: int | None,
        ends: int | None,
    ) -> None:
        number = len(self.model.issued)
        secrets = (f"TITLE{number}X", f"SECRET{number}X")
        doc = Doc(f"Kestrel{number}", secrets, allowed, self._day(begins), self._day(ends))
        self.model.issued.append(doc)
        self.model.docs[place] = doc
        self._change()

    def _look_inside(self, name: str) -> None:
        """What the search says: evidence and the states of sources count, too."""
        person = Rig.run(self.company.signed_in(name))
        assert person is not None
        question = self._question(self.model.issued[-1])
        search = self.company.parts.runner.search
        found = Rig.run(search.search(question, person.access, SOURCES, limit=10))
        said = str(found)
        self._nothing_leaks(name, said)
        own = self.model.answering(name)
        # That nothing is ever found would be no proof of anything.
        assert [doc.key for doc in own if doc.secrets[1] not in said] == []
        if not own:
            assert (found.passages, found.evidence) == ((), 0.0)
        assert {state.source for state in found.states} <= self._sources_of(name)

    def _change(self) -> None:
        self.dirty = True
        self.company.write_out()

    def _day(self, days: int | None) -> date | None:
        return None if days is None else (self.model.now + timedelta(days=days)).date()

    def _sought(self, data: st.DataObject) -> Doc:
        return data.draw(st.sampled_from(self.model.issued))

    def _question(self, doc: Doc) -> str:
        return f"What is the code of {doc.key}?"

    def _post(self, name: str, path: str, **body: Any) -> str | None:
        reply = Rig.run(self.company.request(name, "POST", path, **body))
        if STAFF not in self.model.groups[name]:
            assert reply.status_code == 404
            return None
        assert reply.status_code == 200, reply.text
        if path.endswith("/ask"):
            told = reply.json()
            self.threads[name] = told["thread_id"]
            self.company.turns[name].append((told["turn_id"], name))
        return reply.text

    def _nothing_leaks(self, name: str, said: str, besides: Doc | None = None) -> None:
        assert self.model.leaks(name, said, besides=besides) == []

    def _sources_of(self, name: str) -> set[str]:
        held = self.model.groups[name]
        own = {s for s, readers in self.model.known_readers.items() if not held.isdisjoint(readers)}
        return own | {p[0] for p in self.model.known_docs if self.model.may_open(name, p)}


@pytest.fixture
def rig() -> Iterator[None]:
    # On a disk, waiting for it would take most of the time.
    memory = Path("/dev/shm")
    parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    loop = asyncio.new_event_loop()
    stack = AsyncExitStack()
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        quiet = structlog.make_filtering_bound_logger(50)
        structlog.configure(wrapper_class=quiet)
        Rig.loop = loop
        Rig.company = loop.run_until_complete(open_small_company(Path(folder), stack))
        yield
        loop.run_until_complete(stack.aclose())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
        structlog.reset_defaults()


@pytest.mark.timeout(900)
@pytest.mark.usefixtures("rig")
def test_r6_no_history_of_rights_and_questions_leaks_a_secret() -> None:
    run_state_machine_as_test(
        Rights,
        settings=settings(
            max_examples=_RUNS,
            stateful_step_count=_STEPS,
            derandomize="R6_RUNS" not in os.environ,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
