"""``almanac`` as a process of its own, forked from one that has the imports behind it.

To import all that the product uses takes longer than most commands, and longer than the rest of a
start. One process does it once; the others are its forks, each with words, an environment, a
working folder and an output of its own. What that leaves out is the beginning and the end of an
interpreter, so some are begun anew (`begun_anew`) all the same.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_MAIN = "app.commands.main"
_POLLED_EVERY_S = 0.02


class Forked:
    """A fork that became ``almanac``, to be handled as a `subprocess.Popen` is."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit status, if it has ended."""
        if self.returncode is None:
            self.returncode = _parent().order({"ended": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises `subprocess.TimeoutExpired`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (ended := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(_MAIN, timeout or 0)
            time.sleep(_POLLED_EVERY_S)
        return ended

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it on the spot."""
        self.send_signal(signal.SIGKILL)


Running = Forked | subprocess.Popen[bytes]


def forked(
    words: Sequence[str], environment: Mapping[str, str], output: Path, errors: Path
) -> Running:
    """Begin ``almanac`` with these words as a fork; what it says is added to the files."""
    begin = {
        "words": list(words),
        "environment": dict(environment),
        "folder": str(Path.cwd()),
        "output": str(output),
        "errors": str(errors),
    }
    return Forked(_parent().order({"begin": begin}))


def begun_anew(
    words: Sequence[str], environment: Mapping[str, str], output: Path, errors: Path
) -> Running:
    """Begin ``almanac`` with an interpreter of its own, as an operator does."""
    with output.open("ab") as out, errors.open("ab") as err:
        return subprocess.Popen(
            [sys.executable, "-m", _MAIN, *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )


class _Parent:
    """The process that the others are forked from. It ends with this one."""

    def __init__(self) -> None:
        # Whatever settings the first fork has, the second one is to find nothing of them.
        plain = {name: said for name, said in os.environ.items() if name[:8] != "ALMANAC_"}
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=ROOT,
            env=plain,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def order(self, order: dict[str, Any]) -> Any:
        """Have something done, and give the answer."""
        into, out_of = self._process.stdin, self._process.stdout
        assert into is not None
        assert out_of is not None
        with self._lock:
            into.write(json.dumps(order) + "\n")
            into.flush()
            return json.loads(out_of.readline())

    def end(self) -> None:
        """Let it end."""
        self._process.communicate()
        assert self._process.returncode == 0


_started: list[_Parent] = []


def _parent() -> _Parent:
    if not _started:
        _started.append(_Parent())
    return _started[0]


def stop() -> None:
    """End the process that others are forked from, where it was started."""
    while _started:
        _started.pop().end()


def serve() -> None:
    """Fork a child for each order to begin one, and tell of each whether it has ended."""
    import tests.servers.preloaded  # noqa: F401 - this is what takes its time

    # A signal for the group is for whoever runs the tests, and for the children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        if "begin" in order:
            answer: int | None = os.fork()
            if answer == 0:
                _become(order["begin"])
        else:
            child, ended = os.waitpid(order["ended"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(ended) if child else None
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


def _become(order: dict[str, Any]) -> None:
    """Take on what makes one process another than the next, and run the command to its end."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    added = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, order["output"], added),
        (2, order["errors"], added),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    sys.argv[1:] = order["words"]
    os._exit(_status_of_the_command())


def _status_of_the_command() -> int:
    from app.commands import main

    status: object = 1
    try:
        main.run()
    except SystemExit as ended:
        status = ended.code
    except BaseException:  # noqa: BLE001 - this is what an interpreter does
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    # An ordinary end would wait for threads of libraries, which were not forked.
    return status if isinstance(status, int) else int(status is not None)


if __name__ == "__main__":
    serve()
