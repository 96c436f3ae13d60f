"""Where the running service listens, so that commands on this machine find it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from app.settings import Settings

_ADDRESS_FILE = "service.json"


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """Where the running service listens, and which process it is."""

    url: str
    pid: int


def announce(settings: Settings, url: str) -> Path:
    """Leave word of the running service for commands on this machine."""
    path = settings.var / _ADDRESS_FILE
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"url": url, "pid": os.getpid()}), "ascii")
    draft.replace(path)
    return path


def running_service(settings: Settings) -> ServiceAddress | None:
    """The service that owns this state folder, if one is running."""
    try:
        word = json.loads((settings.var / _ADDRESS_FILE).read_text("ascii"))
        address = ServiceAddress(str(word["url"]), int(word["pid"]))
        os.kill(address.pid, 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return address
