"""The installation: two replicas and all that they need, each part of which can be made to fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import boto3
import httpx
from botocore.client import BaseClient
from botocore.config import Config

from tests.servers.chroma_server import ChromaServer, running_chroma
from tests.servers.nginx import running_nginx
from tests.servers.postgres import (
    PostgresServer,
    free_port,
    postgres_programs,
    postgres_server,
)
from tests.servers.product import Product, start
from tests.servers.s3 import Misbehaviour, misbehaving_s3, running_s3
from tests.servers.seaweed import ACCESS_KEY, SECRET_KEY, running_seaweed, seaweed_program

BUCKET = "almanac-lake"
_READY_S = 300.0
_ENDS_S = 60.0
_GATEWAY = """
routes:
  - name: bench
    kind: openai
    model: "writer:interval=20,first=50"
    base_url: {url}
roles:
  answer: [bench]
"""
_OF_TURNS = (
    "service.",
    "turn.end",
    "turns.",
    "ends_",
    "chat.following",
    "chat.failed",
    "Traceback",
)
# The lake's; the servers of the tests ask for no others.
_KEYS = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}


class NotInstalledError(RuntimeError):
    """A program is missing; the message names its package."""


@dataclass(slots=True)
class Replica:
    """One process of the product, which can be ended and begun again at the same address."""

    var: Path
    port: int
    settings: dict[str, str]
    product: Product | None = None

    @property
    def url(self) -> str:
        """Its own address, behind nginx."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        self.product = start(self.var, new=True, **self.settings)
        deadline = time.monotonic() + _READY_S
        while not httpx.get(f"{self.url}/readyz", trust_env=False, timeout=20).is_success:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.url} does not become ready")
            time.sleep(0.2)

    def said_of_turns(self) -> list[str]:
        """What its log says of its life, and of turns that did not end as they should."""
        text = (self.var / "service.log").read_text("utf-8", errors="replace")
        return [line for line in text.splitlines() if any(event in line for event in _OF_TURNS)]

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.product is not None:
            self.product.kill()
            self.product = None

    def stop(self) -> None:
        """End it as an operator would, and wait until it has ended by itself."""
        if self.product is None:
            return
        product, self.product = self.product, None
        product.process.send_signal(15)
        try:
            product.process.wait(_ENDS_S)
        except subprocess.TimeoutExpired:
            product.kill()
            raise


@dataclass(slots=True)
class Installation:
    """Two replicas, the parts behind them, and nginx in front."""

    postgres: PostgresServer
    chroma: ChromaServer
    s3: Misbehaviour
    bucket: BaseClient
    nginx: str
    replicas: list[Replica] = field(default_factory=list)
    url: str = ""
    names: dict[str, str] = field(default_factory=dict)


@contextmanager
def installed(
    folder: Path, *, replicas: int = 2, stop_seconds: float = 5
) -> Iterator[Installation]:
    """Start all of it; raises `NotInstalledError`.

    ``stop_seconds`` is how long answers go on in a replica that is told to stop.
    """
    programs, nginx = postgres_programs(), _program("nginx", "nginx")
    if programs is None:
        raise NotInstalledError("PostgreSQL is not installed here: apt-get install postgresql")
    with ExitStack() as stack:
        postgres = stack.enter_context(postgres_server(programs))
        chroma = stack.enter_context(running_chroma(folder / "chroma"))
        weed = seaweed_program()
        behind = stack.enter_context(running_seaweed(weed, folder) if weed else running_s3())
        address, s3 = stack.enter_context(misbehaving_s3(behind))
        keys = {"AWS_ENDPOINT_URL_S3": address, "AWS_DEFAULT_REGION": "eu-central-1", **_KEYS}
        bucket = _bucket(behind)
        gateway = folder / "gateway.yaml"
        gateway.write_text(_GATEWAY.format(url=stack.enter_context(_model_server())))
        common = keys | {
            "ALMANAC_DATABASE_URL": postgres.url,
            "ALMANAC_CHROMA_URL": chroma.url,
            "ALMANAC_LAKE_URL": f"s3://{BUCKET}/lake",
            "ALMANAC_GATEWAY_FILE": str(gateway),
            "ALMANAC_SECRET_KEY": "of two replicas that are measured, and of nothing else",
            "ALMANAC_TRUSTED_PROXIES": "127.0.0.1",
            "ALMANAC_STOP_SECONDS": str(stop_seconds),
        }
        installation = Installation(postgres, chroma, s3, bucket, nginx)
        installation.names = {
            "database": _version([str(programs / "postgres"), "--version"]),
            "proxy": _version([nginx, "-v"]),
            "s3": _version([weed, "version"]) if weed else "moto",
        }
        for number in range(replicas):
            port = free_port()
            replica = Replica(
                folder / f"replica-{number + 1}", port, common | {"ALMANAC_PORT": str(port)}
            )
            installation.replicas.append(replica)
            stack.callback(replica.kill)
            replica.start()
        urls = [replica.url for replica in installation.replicas]
        installation.url = stack.enter_context(running_nginx(nginx, folder, *urls))
        yield installation


def _program(name: str, package: str) -> str:
    found = shutil.which(name, path=f"/usr/sbin:/usr/local/sbin:{os.environ.get('PATH', '')}")
    if found is None:
        raise NotInstalledError(f"{name} is not installed here: apt-get install {package}")
    return found


def _version(command: list[str]) -> str:
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    return (told.stdout + told.stderr).strip().partition("\n")[0]


def _bucket(endpoint: str) -> BaseClient:
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="eu-central-1",
        aws_access_key_id=_KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=_KEYS["AWS_SECRET_ACCESS_KEY"],
        config=Config(s3={"addressing_style": "path"}),
    )
    client.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    return client


@contextmanager
def _model_server() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.servers.model_server", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as model:
        assert model.stdout is not None
        try:
            yield model.stdout.readline().split()[-1]
        finally:
            model.terminate()
