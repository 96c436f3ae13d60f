"""Files with a truth, two of each kind and one held out; `docs/knowledge.md` has the format.

A set is a module of this package with ``cases()``, or a folder with files and a ``truth.jsonl``.
"""

from __future__ import annotations

import importlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BUILT = (
    "word",
    "slides",
    "sheets",
    "delimited",
    "pages",
    "pdfs",
    "markup",
    "books",
    "rtf",
    "binary_sheets",
    "mail",
    "open_document",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A file, and the rest of its line in ``truth.jsonl``."""

    name: str
    data: bytes
    truth: dict[str, Any] = field(default_factory=dict)


def names() -> list[str]:
    """The sets, built and kept as files."""
    return [*BUILT, *sorted(path.parent.name for path in HERE.glob("*/truth.jsonl"))]


def write_set(name: str, folder: Path) -> Path:
    """Write the files and the truth of a set into a folder of its name in ``folder``."""
    target = folder / name
    if name not in BUILT:
        return Path(shutil.copytree(HERE / name, target))
    target.mkdir(parents=True)
    lines = []
    for case in importlib.import_module(f"{__name__}.{name}").cases():
        (target / case.name).write_bytes(case.data)
        lines.append(json.dumps({"file": case.name, **case.truth}, ensure_ascii=False))
    (target / "truth.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return target
