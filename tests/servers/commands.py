"""``almanac`` commands, each a process of its own."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tests.servers.forking import begun_anew, forked
from tests.servers.product import environment

_LIMIT_S = 100


def almanac(
    var: Path, *words: str, status: int | None = 0, new: bool = False, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run one command; the exit status is part of what it promises, unless ``None`` is given.

    With ``new`` its process begins with a new interpreter, as an operator's does.
    """
    surroundings = environment(var, ALMANAC_LOG_LEVEL="ERROR", **settings)
    with tempfile.TemporaryDirectory() as folder:
        output, errors = Path(folder, "output"), Path(folder, "errors")
        begin = begun_anew if new else forked
        process = begin(words, surroundings, output, errors)
        try:
            ended = process.wait(_LIMIT_S)
        finally:
            process.kill()
        done = subprocess.CompletedProcess(
            words, ended, output.read_text("utf-8"), errors.read_text("utf-8")
        )
    assert status is None or done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done
