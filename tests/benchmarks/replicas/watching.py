"""Whether a state that people suffer from is named: by ``/readyz``, and by the doctor."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import httpx

from tests.benchmarks.replicas.installation import Replica
from tests.benchmarks.replicas.schedule import Fault
from tests.servers.product import environment

# What names the state: the part of `/readyz`, and the part of the doctor.
PARTS: dict[Fault, str] = {
    Fault.DATABASE_RESTARTED: "database",
    Fault.VECTORS_STOPPED: "vectors",
    Fault.VECTORS_SLOW: "vectors",
    Fault.LAKE_AWAY: "lake",
}
_LOOKS_EVERY_S = 0.5


def named_by_readyz(replica: Replica, part: str, limit_s: float) -> bool:
    """Ask until the part is named, or it is too late."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        try:
            told = httpx.get(f"{replica.url}/readyz", trust_env=False, timeout=15).json()
        except httpx.HTTPError:
            return False
        if part in told.get("parts", ()) or any(part in one for one in told.get("alarms", ())):
            return True
        time.sleep(_LOOKS_EVERY_S)
    return False


def stops_being_ready(replica: Replica, limit_s: float) -> bool:
    """Tell whether a replica that goes answers 503, or nothing more."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{replica.url}/readyz", trust_env=False, timeout=15).status_code == 503:
                return True
        except httpx.HTTPError:
            return True
        time.sleep(0.05)
    return False


def named_by_doctor(replica: Replica, part: str) -> bool:
    """Run the doctor with the settings of a replica; tells whether it names the part."""
    command = [sys.executable, "-m", "app.commands.main", "doctor", "--offline", "--json"]
    told = subprocess.run(
        command,
        env=environment(replica.var, **replica.settings),
        capture_output=True,
        text=True,
        check=False,
    )
    findings = json.loads(told.stdout)
    return any(not finding["ok"] and part in finding["part"] for finding in findings)
