"""The product in a process of its own, and people with a browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Generator, Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.journeys.contexts import DESK, FLAG, Contexts, Shared
from tests.journeys.visitor import CHAT, Visitor, sign_in
from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

# Without its window it takes less; where it is missing, the whole browser does as well.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = ViewportSize(width=390, height=844)
Visit = Callable[..., Visitor]
NewPage = Callable[..., Page]
Stay = tuple[Shared, Visitor]

_FAILED = pytest.StashKey[bool]()
# Only what fails waits so long.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("journeys") / "var") as product:
        yield product


@pytest.fixture(scope="session")
def _held_model() -> Iterator[ModelServer]:
    with ModelServer().in_thread() as model:
        yield model


@pytest.fixture
def held(_held_model: ModelServer) -> Iterator[ModelServer]:
    """The model of ``slow_product``: it begins an answer, and goes on when it is let go."""
    hold(_held_model)
    yield _held_model
    let_go(_held_model)


def hold(model: ModelServer, after: int = 12) -> None:
    """Let every answer stand still after so many words."""
    model.most = after


def let_go(model: ModelServer) -> None:
    """Let every answer have its end."""
    model.most = None


@pytest.fixture(scope="session")
def slow_product(
    _held_model: ModelServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """A product whose model takes as long for an answer as a test wants."""
    folder = tmp_path_factory.mktemp("slow")
    route = {
        "kind": "openai",
        "base_url": _held_model.base_url,
        "model": "steady:tokens=120,interval=10",
        "silence_timeout_s": 600,
    }
    file = folder / "gateway.yaml"
    file.write_text(json.dumps({"routes": {"slow": route}, "roles": {"answer": ["slow"]}}))
    with running(folder / "var", {"ALMANAC_GATEWAY_FILE": str(file)}) as product:
        yield product


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, FLAG])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Contexts:
    return Contexts(browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note what failed: what it leaves in its browser is not for the next test."""
    report = yield
    item.stash[_FAILED] = item.stash.get(_FAILED, False) or report.failed
    return report


@pytest.fixture
def new_page(contexts: Contexts, request: pytest.FixtureRequest) -> Iterator[NewPage]:
    """Give a page of somebody whose browser keeps nothing of anybody.

    With ``own`` nobody has its context afterwards: for what cannot be taken back.
    """
    taken: list[Shared] = []
    own_ones: list[Shared] = []

    def open_page(*, own: bool = False, viewport: ViewportSize = DESK, **options: object) -> Page:
        shared = contexts.take(**options)
        (own_ones if own else taken).append(shared)
        return shared.new_page(viewport)

    yield open_page
    failed = request.node.stash.get(_FAILED, False)
    for shared in own_ones + (taken if failed else []):
        shared.context.close()
    for shared in [] if failed else taken:
        contexts.give_back(shared)


@pytest.fixture
def visit(product: Product, new_page: NewPage) -> Visit:
    """Open the chat as somebody, who signed in a moment ago; the name begins their address.

    Who wants another page goes by its ``path`` at once; without one nothing is open yet.
    """

    def enter(
        name: str, *, to: Product = product, path: str | None = CHAT, **options: object
    ) -> Visitor:
        visitor = Visitor(new_page(**options), to.url)
        visitor.listen()
        sign_in(visitor.page, to, name)
        if path is not None:
            visitor.open(path)
        return visitor

    return enter


@pytest.fixture(scope="module")
def _staying(contexts: Contexts) -> Iterator[dict[str, Stay]]:
    staying: dict[str, Stay] = {}
    yield staying
    for shared, _ in staying.values():
        contexts.give_back(shared)


@pytest.fixture
def stay(
    product: Product,
    contexts: Contexts,
    _staying: dict[str, Stay],
    request: pytest.FixtureRequest,
) -> Iterator[Visit]:
    """Like ``visit``, in the page that the same person had in a test before, where there is one.

    It is at the beginning of a new conversation. To load the page costs more than to ask in it: who
    changes nothing of a page but what a new conversation ends may leave it to the next test.
    """

    def enter(
        name: str, *, to: Product = product, viewport: ViewportSize = DESK, **options: object
    ) -> Visitor:
        key = f"{name} {to.url} {viewport} {options}"
        if key in _staying:
            visitor = _staying[key][1]
            visitor.begin_anew()
            return visitor
        shared = contexts.take(**options)
        visitor = Visitor(shared.new_page(viewport), to.url)
        _staying[key] = shared, visitor
        visitor.listen()
        sign_in(visitor.page, to, name)
        visitor.open()
        return visitor

    yield enter
    if request.node.stash.get(_FAILED, False):
        for shared, _ in _staying.values():
            shared.context.close()
        _staying.clear()
    for _, visitor in _staying.values():
        visitor.page.unroute_all()
        for noted in (visitor.strays, visitor.errors, visitor.missing):
            noted.clear()
