"""A draft's evidence threshold on real questions: which reach it, and which do not.

Only the search is asked, with the rights of whoever looks, and no model. One may find in other
words what the search alone does not, and may say no where there is evidence enough.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from app.audit.check_descriptions import draft_tried
from app.checks.playground import Playground, must_try
from app.checks.roles import MYSELF
from app.publishing.desk import Somebody
from app.records.checks.recent import SqlRecentQuestions
from assistants.profiles import Configuration, ConfigurationVersion
from assistants.publishing.drafts import Draft
from assistants.publishing.problems import parse
from assistants.publishing.refusals import ProblemsError
from assistants.questions.forms import form_of
from assistants.questions.searching import letters_for, search_for
from assistants.sufficiency import is_enough
from retrieval.passages import Passage

QUESTIONS = 20
# Others search as well.
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question with the evidence that a draft's sources hold for it, and the best passage.

    ``tried`` tells whether the draft would try an answer, ``live`` whether what is live would, with
    the same passages; ``live`` is ``None`` where nothing is. Where passages are quoted, none is
    tried that lacks what the question names, however much evidence there is.
    """

    question: str
    evidence: float
    best: Passage | None
    tried: bool
    live: bool | None


@dataclass(frozen=True, slots=True)
class Weighing:
    """Recent questions, the one with the most evidence first.

    ``reads`` tells whether a model reads what is found, which then may still say no.
    """

    draft: Draft
    threshold: float
    live: ConfigurationVersion | None
    questions: tuple[Weighed, ...]
    reads: bool


async def weigh(
    playground: Playground,
    recent: SqlRecentQuestions,
    by: Somebody,
    draft_id: str,
    threshold: float | None = None,
) -> Weighing:
    """Weigh recent questions at the draft's own threshold, or at the one that is given.

    Raises `UnknownChangeError`, `ChangeRefusedError` and `TooManyRequestsError`.
    """
    desk = playground.desk
    draft = await desk.draft(by.person, draft_id)
    async with desk.audited(by, "try", f"draft:{draft.id}", draft.department):
        must_try(desk, by, draft.department)
        configuration, problems = parse(draft.content)
        if configuration is None:
            raise ProblemsError(problems)
        if found := await desk.problems_with(configuration):
            raise ProblemsError(found)
    if threshold is not None:
        configuration = configuration.model_copy(update={"evidence_threshold": threshold})
    live = await desk.configurations.live(draft.slug)
    questions = await recent.newest(draft.slug, draft.department, QUESTIONS)
    number = live.number if live else None
    tried = draft_tried(by.actor, draft, configuration.hash, MYSELF, live=number)
    await desk.audit.add(tried, desk.clock())
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(question: str) -> Weighed:
        async with places:
            return await _weighed(playground, by, configuration, live, question)

    with playground.limits.searching.taken(by.person.id, exempt=by.person.by_command):
        weighed = await asyncio.gather(*(one(question) for question in questions))
    return Weighing(
        draft,
        configuration.evidence_threshold,
        live,
        tuple(sorted(weighed, key=lambda each: -each.evidence)),
        reads=not playground.asker.gateway.only_quotes(configuration.role),
    )


async def _weighed(
    playground: Playground,
    by: Somebody,
    configuration: Configuration,
    live: ConfigurationVersion | None,
    question: str,
) -> Weighed:
    search, gateway = playground.asker.search, playground.asker.gateway
    found = await search_for(
        question,
        form_of(question),
        search,
        by.person.access,
        configuration,
        table_letters=letters_for(gateway.prompt_tokens(configuration.role)),
    )
    before = live.configuration if live else None
    return Weighed(
        question,
        found.evidence if found.passages else 0.0,
        found.passages[0] if found.passages else None,
        tried=is_enough(found, configuration, gateway),
        live=None if before is None else is_enough(found, before, gateway),
    )
