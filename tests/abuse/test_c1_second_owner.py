"""C1: the embedded stores have one owner; a second process is refused, or goes through it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from retrieval.indexes.ownership import Ownership
from tests.servers.product import environment, running

INGEST = (sys.executable, "-m", "app.commands.main", "ingest", "hr")


def test_c1_a_second_process_is_refused_with_the_remedy(tmp_path: Path) -> None:
    owner = Ownership(tmp_path)
    try:
        done = subprocess.run(
            INGEST,
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
    finally:
        owner.close()

    assert done.returncode == 1
    assert f"in use by process {os.getpid()}" in " ".join(done.stderr.split())
    assert "ALMANAC_VAR" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "chroma").exists()


def test_c1_an_ingestion_goes_through_the_service_and_shows_its_progress(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "var"):
        said, status = at_a_terminal(tmp_path / "var")

    assert status == 0, said
    assert "The running service does it" in said
    assert "8/8" in said
    assert "The ledger reconciles." in said


def at_a_terminal(var: Path) -> tuple[str, int]:
    """Run the command where somebody looks on; gives what they saw, and the exit status."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(INGEST, env=environment(var), stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        said = b""
        # A terminal whose other end has gone is an error on Linux, and empty elsewhere.
        while piece := _read(ours):
            said += piece
        status = process.wait()
    os.close(ours)
    return said.decode(), status


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
