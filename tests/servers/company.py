"""The product with a company's OpenID provider before it, both running."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.settings import SAMPLES
from tests.servers.openid_browser import sign_in
from tests.servers.openid_provider import OpenIDProvider, running_provider
from tests.servers.product import Product, running

CLIENT, SECRET = "almanac", "a-secret-of-the-provider-0123456789"
API = "https://almanac.example/api"
ALICE = "alice@cryodyne.example"


@dataclass(slots=True)
class Company:
    """A product and its provider. Alice is in Medical Information there."""

    product: Product
    provider: OpenIDProvider

    def browser(self) -> httpx.Client:
        """A browser of nobody yet."""
        return httpx.Client(
            base_url=self.product.url,
            trust_env=False,
            timeout=30,
            headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"},
        )

    def enter(self, browser: httpx.Client, login: str = ALICE, path: str = "") -> httpx.Response:
        """Sign in through the provider; the page where this ends."""
        return sign_in(browser, path or "/sign-in/company", login)

    def let_confirmations_be_due(self) -> None:
        """Let the time be over after which the provider is asked about every session again."""
        with closing(sqlite3.connect(self.product.var / "almanac.db", timeout=15)) as database:
            database.execute(
                "UPDATE sessions SET confirm_at = '2026-01-01 00:00:00.000000' "
                "WHERE confirm_at IS NOT NULL AND ended_at IS NULL"
            )
            database.commit()

    def cookie_of(self, browser: httpx.Client) -> str:
        """The header with which a browser would open a socket."""
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


def wait_until(true: Callable[[], bool], *, limit_s: float = 60.0) -> bool:
    """Look again and again until something is true; false when it never is."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


@contextmanager
def running_company(folder: Path, **settings: str) -> Iterator[Company]:
    """Start both, and stop them afterwards."""
    port = _free_port()
    with running_provider() as provider:
        provider.set_account(ALICE, groups=["employees", "medical-information"])
        provider.register(CLIENT, SECRET, base_url=f"http://127.0.0.1:{port}")
        base = {
            "ALMANAC_DEMO": "false",
            "ALMANAC_PORT": str(port),
            "ALMANAC_SECRET_KEY": "a-secret-key-of-more-than-32-characters",
            "ALMANAC_OIDC_ISSUER": provider.issuer,
            "ALMANAC_OIDC_CLIENT_ID": CLIENT,
            "ALMANAC_OIDC_CLIENT_SECRET": SECRET,
            "ALMANAC_OIDC_AUDIENCE": API,
            # The least there is: what is due is then found within some seconds.
            "ALMANAC_OIDC_RECHECK_MINUTES": "1",
            "ALMANAC_IDENTITY_FILE": str(SAMPLES / "identity.yaml"),
        }
        with running(folder / "var", base | settings) as product:
            yield Company(product, provider)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
