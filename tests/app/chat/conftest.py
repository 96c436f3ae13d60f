"""People with a browser at the product of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from tests.servers.product import Product


@pytest.fixture
def ivy(product: Product) -> Iterator[httpx.Client]:
    with closing(product.sign_in("ivy@cryodyne.example")) as client:
        yield client


@pytest.fixture
def ben(product: Product) -> Iterator[httpx.Client]:
    with closing(product.sign_in("ben@cryodyne.example")) as client:
        yield client
