"""A company with a provider, for the cases that are about signing in."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

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
