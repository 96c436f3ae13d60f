"""What a run of a draft would ask, and the run as it begins: looked at before anything is asked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from app.checks.estimates import Estimates
from app.checks.playground import must_try
from app.checks.roles import AskedAs, chosen
from app.publishing.desk import Desk, Somebody
from app.records.checks.checks import SqlCheckStore
from app.records.checks.recent import SqlRecentQuestions
from assistants.profiles import Configuration, ConfigurationVersion
from assistants.provenance import ActorKind
from assistants.publishing.drafts import Draft
from assistants.publishing.problems import parse
from assistants.publishing.refusals import ChangeRefusedError, NotAllowedError, ProblemsError
from evaluation import sentences
from evaluation.runs import Cost, Item, Run, RunStatus

MOST_TRIES = 5
LARGEST_SAMPLE = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would ask, and about what that costs."""

    draft: Draft
    live: ConfigurationVersion | None
    checks: int
    sample: int
    tries: int
    estimate: Cost


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that nobody has stored yet, with all that it asks."""

    run: Run
    items: tuple[Item, ...]
    live: ConfigurationVersion | None


@dataclass(frozen=True, slots=True)
class Planning:
    """Looks at a draft, its checks and what people asked lately."""

    desk: Desk
    checks: SqlCheckStore
    recent: SqlRecentQuestions
    estimates: Estimates

    async def plan(self, by: Somebody, draft_id: str, *, sample: int = 0, tries: int = 1) -> Plan:
        """What would be asked of a draft and of what is live."""
        draft = await self.desk.draft(by.person, draft_id)
        live = await self.desk.configurations.live(draft.slug)
        checks = (await self.checks.counts()).get(draft.slug, 0)
        answers = (checks + sample) * tries * (2 if live else 1)
        estimate = await self.estimates.of(draft.department, draft.slug, answers)
        return Plan(draft, live, checks, sample, tries, estimate)

    async def begin(self, by: Somebody, plan: Plan, role: str) -> Begun:
        """A run as planned, of the draft as it is saved; raises `ChangeRefusedError`."""
        draft = plan.draft
        must_try(self.desk, by, draft.department)
        if by.participant.kind is not ActorKind.PERSON:
            raise NotAllowedError(sentences.NOT_A_PERSON, "not_a_person")
        if not (1 <= plan.tries <= MOST_TRIES and 0 <= plan.sample <= LARGEST_SAMPLE):
            raise ChangeRefusedError(
                sentences.OUT_OF_BOUNDS, "out_of_bounds", tries=MOST_TRIES, sample=LARGEST_SAMPLE
            )
        configuration, found = parse(draft.content)
        found = found if configuration is None else await self.desk.problems_with(configuration)
        if configuration is None or found:
            raise ProblemsError(found)
        rules = self.desk.rules()
        asked_as = chosen(role, by.person, draft.department, configuration.audience, rules)
        run_id = str(uuid.uuid4())
        items = await self._items(draft, plan.sample, run_id)
        if not items:
            raise ChangeRefusedError(sentences.NOTHING_TO_ASK, "nothing")
        run = self._run(
            by,
            plan,
            configuration=configuration,
            asked_as=asked_as,
            run_id=run_id,
            planned=len(items),
        )
        return Begun(run, items, plan.live)

    def _run(
        self,
        by: Somebody,
        plan: Plan,
        *,
        configuration: Configuration,
        asked_as: AskedAs,
        run_id: str,
        planned: int,
    ) -> Run:
        draft = plan.draft
        return Run(
            id=run_id,
            slug=draft.slug,
            department=draft.department,
            draft=draft.id,
            revision=draft.revision,
            hash=configuration.hash,
            configuration=configuration,
            live=plan.live.number if plan.live else None,
            role=asked_as.role,
            groups=tuple(sorted(asked_as.groups)),
            tries=plan.tries,
            sample=plan.sample,
            status=RunStatus.RUNNING,
            started_by=by.participant,
            started_at=self.desk.clock(),
            planned=planned,
            estimate=plan.estimate,
        )

    async def _items(self, draft: Draft, sample: int, seed: str) -> tuple[Item, ...]:
        kept = await self.checks.page(draft.slug)
        items = [Item(n, one.id, one.question, one.expectation) for n, one in enumerate(kept)]
        if sample:
            drawn = await self.recent.sample(draft.slug, draft.department, sample, seed=seed)
            items += [Item(len(kept) + n, None, one, None) for n, one in enumerate(drawn)]
        return tuple(items)
