"""A company with a provider for the cases about signing in, the service itself for the others.

The service is opened once for the tests of a module, which share an event loop for that: they say
so by ``pytestmark = pytest.mark.asyncio(loop_scope="module")``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.abuse.serving import Open, Service, open_services
from tests.servers.company import Company, running_company


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """One product and one provider for the tests of a module."""
    with running_company(tmp_path_factory.mktemp("company")) as company:
        yield company


@pytest.fixture
def browser(company: Company) -> Iterator[httpx.Client]:
    """A browser in which nobody is signed in."""
    with company.browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def opened(tmp_path: Path) -> AsyncIterator[Open]:
    """Open the service with settings of the test's own."""
    async with open_services(tmp_path / "var") as open_service:
        yield open_service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """The service as it is set up for the sample company, one for the tests of a module."""
    async with open_services(tmp_path_factory.mktemp("service") / "var") as open_service:
        yield await open_service()
