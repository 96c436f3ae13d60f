"""The page that shows all components of the pages around the chat, for whoever builds with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.navigation import CONSOLE
from app.pages.admin.overview import WEEKS, first_day
from app.pages.admin.satisfaction_chart import Curve, curve_of
from app.pages.admin.visiting import visit
from assistants.publishing.differences import differences
from feedback.satisfaction import Score

router = APIRouter(prefix=f"{CONSOLE.path}/components", include_in_schema=False)
COLOURS = (
    *("ground", "card", "text", "quiet", "line", "accent", "on-accent", "tint"),
    *("warm", "warm-edge", "mark", "on-mark", "quoted", "on-quoted"),
)
_BEFORE = {"prompt": "Answer from the passages.\nBe brief.", "welcome": "Hello."}
_AFTER = {"prompt": "Answer from the passages.\nBe brief and kind.", "welcome": "Hello."}


@router.get("")
async def show(request: Request, parts: PartsNeeded) -> Response:
    """Show each component once, filled with what somebody might see in it."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    context = {
        "colours": COLOURS,
        "compared": differences(_BEFORE, _AFTER),
        "curve": _curve(datetime.now(UTC)),
    }
    return found.page("components", context)


def _curve(now: datetime) -> Curve:
    """Twelve weeks in which eight people a week thought a little better of it."""
    since = first_day(now)
    scores = [
        Score("", since + timedelta(weeks=week, days=1), f"{person}", 1 + person % 3 + week // 5)
        for week in range(WEEKS)
        for person in range(8)
    ]
    return curve_of(scores, [], since, WEEKS)
