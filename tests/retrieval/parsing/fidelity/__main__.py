"""Writes the sets into a folder: ``python -m tests.retrieval.parsing.fidelity FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.retrieval.parsing.fidelity import names, write_set

for name in names():
    write_set(name, Path(sys.argv[1]))
