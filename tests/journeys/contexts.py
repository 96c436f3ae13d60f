"""Contexts of the browser that one test hands to the next, with nothing in them but compiled code.

The chat's scripts are compiled, and made fast, in each process that shows a page; that takes longer
than most of what a test does. A page that stays behind keeps the process, and what it compiled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize

# All pages of a site in one process: those of tests that come later too.
FLAG = "--process-per-site"
DESK = ViewportSize(width=1366, height=860)
# What moves while an answer is written is drawn sixty times a second, however long a test holds it.
_ORDINARY: dict[str, object] = {
    "color_scheme": "light",
    "locale": "en-GB",
    "reduced_motion": "reduce",
}
# To a browser every product of the tests is of one site, whatever its port.
_SITE = "http://127.0.0.1/"
_MOST_IDLE = 4
# Not the cache of what was fetched: a browser that has been here before is what most people have.
_KEPT_BY_PAGES = "cache_storage,file_systems,indexeddb,local_storage,service_workers,shared_storage"


@dataclass(slots=True)
class Shared:
    """A context with the page that stays behind in it."""

    context: BrowserContext
    options: dict[str, object]
    behind: Page
    session: CDPSession
    origins: set[str] = field(default_factory=set)

    def new_page(self, viewport: ViewportSize = DESK) -> Page:
        """A page of whoever has the context now."""
        page = self.context.new_page()
        page.set_viewport_size(viewport)
        return page

    def empty(self) -> None:
        """Leave nothing of whoever had it."""
        for page in self.context.pages:
            if page is not self.behind:
                page.close()
        self.context.unroute_all()
        self.context.set_offline(False)
        self.context.clear_cookies()
        for origin in self.origins:
            kept = {"origin": origin, "storageTypes": _KEPT_BY_PAGES}
            self.session.send("Storage.clearDataForOrigin", kept)
        self.origins.clear()


class Contexts:
    """The contexts of a browser: who takes one has it alone until it is given back."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: list[Shared] = []

    def take(self, **options: object) -> Shared:
        """An empty one with these options."""
        wanted = _ORDINARY | options
        for shared in reversed(self._idle):
            if shared.options == wanted:
                self._idle.remove(shared)
                return shared
        return self._opened(wanted)

    def give_back(self, shared: Shared) -> None:
        """Keep it for the next one who wants it."""
        shared.empty()
        self._idle.append(shared)
        if len(self._idle) > _MOST_IDLE:
            self._idle.pop(0).context.close()

    def _opened(self, options: dict[str, object]) -> Shared:
        context = self._browser.new_context(viewport=DESK, **options)  # type: ignore[arg-type]
        behind = context.new_page()
        behind.route("**/*", lambda route: route.fulfill(body="", content_type="text/html"))
        behind.goto(_SITE)
        behind.unroute_all()
        shared = Shared(context, options, behind, context.new_cdp_session(behind))
        context.on("page", lambda page: page.on("framenavigated", lambda f: _note(shared, f.url)))
        return shared


def _note(shared: Shared, url: str) -> None:
    place = urlsplit(url)
    if place.scheme in ("http", "https"):
        shared.origins.add(f"{place.scheme}://{place.netloc}")
