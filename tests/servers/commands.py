"""``almanac`` commands, each a process of its own, forked from one that has the imports behind it.

To import all that commands use takes longer than most of them. One process does it once; for every
line on its standard input it forks a child, which becomes the command: with its own words,
environment, working folder, output and exit status. What it is not is the beginning and the end of
an interpreter: some commands are to be run with ``new``, and ``serve`` always, since the chat's
framework reads the environment while it is imported.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.commands import main
from tests.servers.product import environment

# What commands import where they need it.
LATER = (
    "app.commands.errors",
    "app.wiring",
    "gateway.serving",
    "gateway.quoting.similarity",
    "retrieval.opening",
    "retrieval.viewing.viewer",
)
_LIMIT_S = 100
_started: list[subprocess.Popen[str]] = []


def almanac(
    var: Path, *words: str, status: int = 0, new: bool = False, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run one command; the exit status is part of what it promises.

    With ``new`` its process begins with a new interpreter, as an operator's does.
    """
    surroundings = environment(var, ALMANAC_LOG_LEVEL="ERROR", **settings)
    done = (_run if new else _fork)(words, surroundings)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


def stop() -> None:
    """End the process that commands are forked from, where it was started."""
    while _started:
        parent = _started.pop()
        parent.communicate(timeout=_LIMIT_S)
        assert parent.returncode == 0


def _run(words: Sequence[str], surroundings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", main.__name__, *words],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
    )


def _fork(
    words: Sequence[str], surroundings: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    if not _started:
        _started.append(_start(surroundings))
    into, out_of = _started[0].stdin, _started[0].stdout
    assert into is not None
    assert out_of is not None
    with tempfile.TemporaryDirectory() as folder:
        output, errors = Path(folder, "output"), Path(folder, "errors")
        order = {
            "words": words,
            "environment": dict(surroundings),
            "folder": str(Path.cwd()),
            "output": str(output),
            "errors": str(errors),
        }
        into.write(json.dumps(order) + "\n")
        into.flush()
        status = int(out_of.readline())
        return subprocess.CompletedProcess(
            words, status, output.read_text("utf-8"), errors.read_text("utf-8")
        )


def _start(surroundings: Mapping[str, str]) -> subprocess.Popen[str]:
    # Whatever settings the first command has, the second one is to find nothing of them.
    plain = {name: said for name, said in surroundings.items() if not name.startswith("ALMANAC_")}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.servers.commands"],
        env=plain,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def serve() -> None:
    """Fork a child for each order, wait for its end, and tell its exit status."""
    for name in LATER:
        importlib.import_module(name)
    # A thread would be missing in every child.
    assert threading.active_count() == 1
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
            os._exit(_status_of_the_command())
        _, ended = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(ended)}\n")
        sys.stdout.flush()


def _become(order: dict[str, Any]) -> None:
    """Take on what makes one process another than the next."""
    signal.alarm(_LIMIT_S)
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, order["output"], os.O_WRONLY | os.O_CREAT),
        (2, order["errors"], os.O_WRONLY | os.O_CREAT),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    sys.argv[1:] = order["words"]


def _status_of_the_command() -> int:
    status: object = 1
    try:
        main.run()
    except SystemExit as ended:
        status = ended.code
    except Exception:  # noqa: BLE001 - this is what an interpreter does
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    # An ordinary end would wait for threads of libraries, which were not forked.
    return status if isinstance(status, int) else int(status is not None)


if __name__ == "__main__":
    serve()
