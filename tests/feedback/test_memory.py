"""What Arrow takes for a merge or an export is given back to the system."""

from __future__ import annotations

import subprocess
import sys


def test_arrow_takes_its_memory_from_the_system() -> None:
    program = (
        "import feedback.outbox.packing, pyarrow; print(pyarrow.default_memory_pool().backend_name)"
    )

    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert said.stdout.split() == ["system"]
