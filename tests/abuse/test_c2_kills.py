"""C2: however often an ingestion is killed, the next one puts everything right.

Every step is died at in a short run. All fifty kills, and more: ``ALMANAC_TEST_KILLS=1`` and so on.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.faults.ingesting import STEPS, Works
from tests.servers.databases import migrated

# Two of three die at one of the nine steps.
KILLS = 50 * int(os.environ.get("ALMANAC_TEST_KILLS", "0")) or 14
DOCUMENTS = 14


@pytest.mark.timeout(KILLS * 20)
async def test_c2_no_number_of_kills_leaves_nothing_that_the_next_run_does_not_repair(
    tmp_path: Path,
) -> None:
    await migrated(f"sqlite:///{tmp_path / 'almanac.db'}")
    Works(tmp_path).lay_out(DOCUMENTS)

    said = await asyncio.to_thread(kill_again_and_again, tmp_path)

    assert said["ended"] == []
    assert [wrong for wrong in said["repaired"] if wrong] == []
    assert len(said["killed"]) == len(said["repaired"]) == KILLS + 1


def kill_again_and_again(folder: Path) -> dict[str, list[Any]]:
    """Start the process, let it die, and again; gives what it told.

    Two of three times it dies at a step, else at a random moment. One more than needed, so that
    what the last one left behind is repaired as well.
    """
    chance = random.Random(20260601)
    said: dict[str, list[Any]] = {"repaired": [], "armed": [], "killed": [], "ended": []}
    command = [sys.executable, "-m", "tests.faults.ingesting", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as runner:
        assert runner.stdin is not None
        assert runner.stdout is not None
        words = (line.decode().partition(" ") for line in runner.stdout)
        steps = cycle(STEPS)
        for number in range(KILLS + 1):
            step = next(steps) if number % 3 else ""
            order = {"step": step, "times": chance.randint(1, 2), "seed": number}
            runner.stdin.write(json.dumps(order).encode() + b"\n")
            for what, _, value in words:
                said[what].append(json.loads(value))
                if what == "armed" and not step:
                    time.sleep(chance.uniform(0, 0.15))
                    os.kill(said["armed"][-1], signal.SIGKILL)
                if what in {"killed", "ended"}:
                    break
        runner.stdin.close()
    return said
