"""Fixtures of people who are signed in at the product of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from tests.servers.product import Product


def signed_in(name: str) -> object:
    """A fixture: a client of somebody of the sample company, at the ``product`` of the file."""

    @pytest.fixture
    def client(product: Product) -> Iterator[httpx.Client]:
        with closing(product.sign_in(f"{name}@cryodyne.example")) as client:
            yield client

    return client
