"""The release of axe that is pinned here, which `make axe` brings."""

from __future__ import annotations

import json
from pathlib import Path

_FOLDER = Path(__file__).with_name("axe")
SCRIPT = _FOLDER / "node_modules" / "axe-core" / "axe.min.js"


def shortfall() -> str:
    """What is to be said where it is missing, and an older one does its work; else empty."""
    if SCRIPT.exists():
        return ""
    pinned = json.loads((_FOLDER / "package.json").read_text("utf-8"))["dependencies"]["axe-core"]
    return f"Accessibility was checked by an older axe than {pinned}. Run `make axe`."
