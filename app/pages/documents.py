"""The page of a document, at its passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.api.access import PartsNeeded
from app.api.documents.pages import Asked
from app.api.documents.routes import Page, page_of, waited_for
from app.api.documents.shapes import MarkedBlock
from app.api.errors import denial, describe
from app.api.refusals import DocumentUnavailableError, NotFoundError
from app.identity.people import Person
from app.middleware.rate_limits import TooManyRequestsError
from app.pages.rendering import message, render, said, to_sign_in
from app.pages.words.documents import DOCUMENTS
from app.turns.ownership import own_turn_if_any
from app.wiring import Parts
from retrieval.parsing.text.marking import Span

router = APIRouter(include_in_schema=False)


@router.get("/documents/{document_id}/pages/{number}")
async def document_page(
    request: Request, document_id: str, asked: Page, parts: PartsNeeded
) -> Response:
    """Show a document at its page, the passage marked."""
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return to_sign_in(request)
    words = said(request, DOCUMENTS)
    try:
        making = page_of(parts, person, document_id, asked)
        page = await waited_for(request, parts, person, making)
    except TooManyRequestsError as error:
        wait = words("wait", n=error.retry_after_s)
        answer = message(request, words["moment"], wait, status=429)
        answer.headers["Retry-After"] = str(error.retry_after_s)
        return answer
    except (NotFoundError, DocumentUnavailableError) as error:
        title, text = words["unavailable"], words["not_now"]
        if isinstance(error, NotFoundError):
            title, text = words["not_found"], words["no_document"]
            if await _cites(parts, person, document_id, asked):
                title, text = words["gone"], words["gone_why"]
        answer = message(request, title, text, status=describe(error)[0], person=person)
        answer.background = denial(request, error, person)
        return answer
    context = {
        "page": page,
        "asked": replace(asked, exact=page.drawn),
        "groups": in_groups(page.blocks),
        "pieces": pieces,
        "thread": await _thread(parts, person, asked),
    }
    return render(request, "document.html", context, words=[DOCUMENTS], person=person)


@router.get("/documents/{document_id}/pages")
async def choose_page(
    document_id: str,
    number: Annotated[int, Query(ge=1)] = 1,
    chunk: Annotated[str | None, Query(max_length=64)] = None,
    turn: Annotated[str | None, Query(max_length=64)] = None,
    exact: bool = False,
) -> Response:
    """Lead from the page chooser to the page; a form cannot write its number into a path."""
    query = Asked(number, chunk, turn, exact=exact).query
    return RedirectResponse(f"/documents/{quote(document_id, safe='')}/pages/{number}{query}", 303)


def in_groups(blocks: Sequence[MarkedBlock]) -> list[list[MarkedBlock]]:
    """The blocks in order: the rows of a table together, every other block alone."""
    groups: list[list[MarkedBlock]] = []
    for block in blocks:
        if block.cells and not block.columns and groups and groups[-1][0].cells:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def pieces(block: MarkedBlock, span: Span | None = None) -> list[tuple[str, str]]:
    """The text of a block, or a part of it, cut where the marking changes.

    Each piece has a name for how it is marked: ``quoted``, ``passage`` or empty.
    """
    start, end = span or (0, len(block.text))
    cuts = {start, end, *(at for one in (*block.marks, *block.quoted) for at in one)}
    inside = sorted(at for at in cuts if start <= at <= end)
    return [(_marking(block, a), block.text[a:b]) for a, b in pairwise(inside)]


def _marking(block: MarkedBlock, at: int) -> str:
    for name, spans in (("quoted", block.quoted), ("passage", block.marks)):
        if any(a <= at < b for a, b in spans):
            return name
    return ""


async def _thread(parts: Parts, person: Person, asked: Asked) -> str | None:
    """The conversation that somebody came from, if it is theirs."""
    turn = await own_turn_if_any(parts, person, asked.turn) if asked.turn else None
    return turn.opening.thread_id if turn is not None else None


async def _cites(parts: Parts, person: Person, document_id: str, asked: Asked) -> bool:
    """Tell whether an own answer rests on the document: then it was there, and it was theirs."""
    turn = await own_turn_if_any(parts, person, asked.turn) if asked.turn else None
    if turn is None or turn.answer is None:
        return False
    return any(passage.document_id == document_id for passage in turn.answer.passages)
