"""The product as a process of its own, on a free port, with a state folder of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.servers.forking import Running, begun_anew, forked
from tests.servers.sample_state import begin_with

_START_LIMIT_S = 200.0
_STOP_LIMIT_S = 15.0


class ProductFailedError(RuntimeError):
    """The product did not start; the text holds the end of its log."""


@dataclass(slots=True)
class Product:
    """A running product. ``log`` is the file with all that it said."""

    url: str
    var: Path
    process: Running
    log: Path
    started_in_s: float

    def sign_in(self, email: str) -> httpx.Client:
        """A browser's worth of cookies for one of the sample people."""
        client = httpx.Client(base_url=self.url, trust_env=False, timeout=60)
        reply = client.post("/sign-in/demo", data={"email": email})
        if reply.status_code != httpx.codes.SEE_OTHER:
            client.close()
            raise ProductFailedError(f"{email} cannot sign in: {reply.status_code}")
        return client

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(_STOP_LIMIT_S)

    def stop(self) -> None:
        """End it as an operator would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(_STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                self.kill()


def environment(var: Path, **settings: str) -> dict[str, str]:
    """The environment of a demo installation with its state under ``var``."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("ALMANAC_")}
    base = {
        "ALMANAC_VAR": str(var),
        "ALMANAC_DEMO": "true",
        "ALMANAC_PORT": "0",
        # Beside LibreOffice an office file is shown in another way.
        "ALMANAC_OFFICE_PROGRAM": "off",
        "MALLOC_ARENA_MAX": "2",
    }
    return inherited | base | settings


def start(var: Path, *, new: bool = False, **settings: str) -> Product:
    """Start the product and wait until it answers; raises `ProductFailedError`.

    In a new folder it begins with the sample company ingested, where the tests keep that. With
    ``new`` its process begins with a new interpreter, as an operator's does.
    """
    var.mkdir(parents=True, exist_ok=True)
    begin_with(var, environment(var), settings)
    # A fork has its interpreter behind it: what an interpreter reads would not be heard.
    assert new or not any(name.startswith("PYTHON") for name in settings)
    word = var / "service.json"
    word.unlink(missing_ok=True)
    log = var / "service.log"
    began = time.monotonic()
    process = (begun_anew if new else forked)(["serve"], environment(var, **settings), log, log)
    while time.monotonic() - began < _START_LIMIT_S:
        if process.poll() is not None:
            break
        if word.exists():
            url = str(json.loads(word.read_text())["url"])
            if _answers(url):
                return Product(url, var, process, log, time.monotonic() - began)
        time.sleep(0.02)
    process.kill()
    process.wait()
    raise ProductFailedError(log.read_text(errors="replace")[-4000:])


@contextmanager
def running(
    var: Path, settings: Mapping[str, str] | None = None, *, new: bool = False
) -> Iterator[Product]:
    """A product that is stopped afterwards."""
    product = start(var, new=new, **(settings or {}))
    try:
        yield product
    finally:
        product.stop()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False, timeout=5).is_success
    except httpx.TransportError:
        return False
