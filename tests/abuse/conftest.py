"""A company with a provider for the cases about signing in, the service itself for the others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

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


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Open]:
    """Open the service with settings of the test's own."""
    async with open_services(tmp_path / "var") as open_service:
        yield open_service


@pytest.fixture
async def service(opened: Open) -> Service:
    """The service as it is set up for the sample company."""
    return await opened()
