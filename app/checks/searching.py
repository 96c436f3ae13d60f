"""The retrieval test: what an assistant's search finds for a question, and what follows from it.

No model that writes is asked, so the question is searched as it stands, and only once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.audit.check_descriptions import search_tried
from app.checks.asking import Asker
from app.checks.playground import must_try
from app.checks.roles import AskedAs, chosen
from app.middleware.rate_limits import Limits
from app.publishing.desk import Desk, HiddenChangeError, Somebody, sees
from app.requests.questions import clean_question
from assistants import replies
from assistants.answers import AnswerKind
from assistants.profiles import Configuration, ConfigurationVersion
from assistants.publishing.refusals import UnknownChangeError
from assistants.publishing.sentences import ASSISTANT
from assistants.questions.forms import form_of
from assistants.questions.searching import letters_for, search_for
from assistants.questions.small_talk.recognising import without_courtesy
from assistants.sufficiency import is_enough, least_evidence, which_no
from retrieval.passages import Found, SourceState


@dataclass(frozen=True, slots=True)
class Tested:
    """What a search found, and what the assistant would make of it.

    ``kind`` is what it would be: an answer that is tried, or one of the "no"s, about ``states``.
    ``needed`` is the evidence from which on an answer is tried, ``reads`` tells that a model would
    read the passages, which may still say no. ``found`` is ``None`` where it would be answered
    without a search: a greeting, or a question that lacks what it is about.
    """

    version: ConfigurationVersion
    question: str
    asked_as: AskedAs
    found: Found | None
    kind: AnswerKind
    needed: float
    reads: bool
    states: tuple[SourceState, ...] = ()


@dataclass(frozen=True, slots=True)
class RetrievalTest:
    """Tries the search of what is live. It is counted as a question, and bounded as a search."""

    desk: Desk
    asker: Asker
    limits: Limits

    async def offered(self, by: Somebody) -> Sequence[ConfigurationVersion]:
        """The assistants whose search somebody may try, by their names."""
        live = await self.desk.configurations.all_live()
        own = []
        for version in live:
            standing = self.desk.standing(by, version.configuration.department)
            if standing.edits or standing.approves:
                own.append(version)
        return sorted(own, key=lambda one: one.configuration.name.casefold())

    async def run(self, by: Somebody, slug: str, question: str, role: str) -> Tested:
        """Search as a role of the department, with no right that whoever asks lacks.

        Raises `UnknownChangeError`, `ChangeRefusedError`, `QuestionRefusedError` and
        `TooManyRequestsError`.
        """
        version, asked_as = await self._prepared(by, slug, role)
        question = clean_question(question)
        person = by.person
        self.limits.question(person.id, exempt=person.by_command)
        with self.limits.searching.taken(person.id, exempt=person.by_command):
            tested = await self._tested(by, version, question, asked_as)
        passages = len(tested.found.passages) if tested.found else 0
        await self.desk.audit.add(
            search_tried(by.actor, version, asked_as.role, tested.kind.value, passages),
            self.desk.clock(),
        )
        return tested

    async def _prepared(
        self, by: Somebody, slug: str, role: str
    ) -> tuple[ConfigurationVersion, AskedAs]:
        version = await self.desk.configurations.live(slug)
        if version is None:
            raise UnknownChangeError(ASSISTANT)
        configuration = version.configuration
        department = configuration.department
        if not sees(by.person, department):
            raise HiddenChangeError(ASSISTANT, f"profile:{slug}", department)
        async with self.desk.audited(by, "try a search", f"profile:{slug}", department):
            must_try(self.desk, by, department)
            rules = self.desk.rules()
            return version, chosen(role, by.person, department, configuration.audience, rules)

    async def _tested(
        self, by: Somebody, version: ConfigurationVersion, question: str, asked_as: AskedAs
    ) -> Tested:
        configuration, gateway = version.configuration, self.asker.gateway
        needed = least_evidence(configuration, gateway)
        reads = not gateway.only_quotes(configuration.role)
        if replies.reply_to(question, configuration, first=True) is not None:
            kind = AnswerKind.ANSWER
            return Tested(version, question, asked_as, None, kind, needed, reads)
        search = self.asker.searching(
            configuration,
            person=by.person.id,
            purpose="retrieval test",
            named=str(version.number),
        )
        searched = without_courtesy(question)
        found = await search_for(
            searched,
            form_of(searched),
            search,
            asked_as.access,
            configuration,
            table_letters=_letters(self.asker, configuration),
        )
        kind, states = AnswerKind.ANSWER, found.states
        if not is_enough(found, configuration, gateway):
            kind, states = await which_no(searched, found, search, asked_as.access, configuration)
        return Tested(version, question, asked_as, found, kind, needed, reads, states)


def _letters(asker: Asker, configuration: Configuration) -> int:
    return letters_for(asker.gateway.prompt_tokens(configuration.role))
