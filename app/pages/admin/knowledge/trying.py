"""The retrieval test: a question in, the ranked passages out, as a role of the department."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.api.errors import describe
from app.checks.roles import offered
from app.checks.searching import Tested
from app.middleware.rate_limits import TooManyRequestsError
from app.navigation import KNOWLEDGE
from app.pages.admin.visiting import Visit, visit
from app.pages.rendering import told
from app.requests.questions import LONGEST_QUESTION, QuestionRefusedError
from assistants.answers import AnswerKind
from assistants.profiles import ConfigurationVersion
from assistants.publishing.refusals import ChangeRefusedError, NotAllowedError, UnknownChangeError
from assistants.publishing.sentences import ASSISTANT, NOT_TRYING_ANY
from assistants.sufficiency import lacks_what_is_named

router = APIRouter(prefix=f"{KNOWLEDGE.path}/search", include_in_schema=False)
_REFUSALS = (ChangeRefusedError, QuestionRefusedError, TooManyRequestsError)
_SLUG = 64


@router.get("")
async def show(request: Request, parts: PartsNeeded) -> Response:
    """Show the form in which a question is put to the search of an assistant."""
    found = await visit(request, parts, place=KNOWLEDGE)
    if isinstance(found, Response):
        return found
    given = request.query_params
    return await _page(
        found,
        given.get("assistant", "")[:_SLUG],
        question=given.get("question", "")[:LONGEST_QUESTION],
    )


@router.post("")
async def ask(
    request: Request,
    parts: PartsNeeded,
    *,
    assistant: Annotated[str, Form(max_length=_SLUG)] = "",
    question: Annotated[str, Form()] = "",
    asked_as: Annotated[str, Form(max_length=64)] = "employee",
) -> Response:
    """Search, and show what was found."""
    found = await visit(request, parts, place=KNOWLEDGE)
    if isinstance(found, Response):
        return found
    try:
        tested = await parts.retrieval_test.run(found.by, assistant, question, asked_as)
    except UnknownChangeError as error:
        return found.missing(error)
    except _REFUSALS as error:
        typed = question if len(question) <= LONGEST_QUESTION else ""
        return await _page(found, assistant, question=typed, role=asked_as, refusal=error)
    return await _page(
        found, assistant, question=tested.question, role=tested.asked_as.role, tested=tested
    )


async def _page(
    found: Visit,
    slug: str,
    *,
    question: str = "",
    role: str = "employee",
    tested: Tested | None = None,
    refusal: Exception | None = None,
) -> Response:
    parts = found.parts
    live = await parts.retrieval_test.offered(found.by)
    chosen = next((one for one in live if one.configuration.slug == slug), None)
    if not live:
        error = refusal or NotAllowedError(NOT_TRYING_ANY, "not_allowed")
        return found.refused(error, KNOWLEDGE.path)
    if slug and chosen is None:
        return found.missing(UnknownChangeError(ASSISTANT))
    chosen = chosen or live[0]
    context: dict[str, Any] = {
        "assistants": [one.configuration for one in live],
        "chosen": chosen.configuration,
        "roles": _roles(found, chosen),
        "role": role,
        "question": question,
        "tested": tested,
        "why": _why(tested) if tested else "",
        "refusal": told(found.request, refusal) if refusal else "",
    }
    status = describe(refusal)[0] if refusal else 200
    return found.page("knowledge/search", context, status=status)


def _roles(found: Visit, version: ConfigurationVersion) -> Any:
    configuration = version.configuration
    rules = found.parts.directory.rules
    return offered(found.person, configuration.department, configuration.audience, rules)


def _why(tested: Tested) -> str:
    """The word that says why it is what it is."""
    found = tested.found
    if found is None:
        return "why_not_searched"
    if tested.kind is AnswerKind.ANSWER:
        return "why_read" if tested.reads else "why_enough"
    if tested.kind is not AnswerKind.NOT_FOUND:
        return f"why_{tested.kind.value}"
    if not found.passages:
        return "why_nothing"
    if lacks_what_is_named(found):
        return "why_missed"
    return "why_unmet" if found.signs.get("unmet") else "why_far"
