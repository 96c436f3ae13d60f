"""Chainlit as we make it ready, checked in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

_PROBE = """
import json, os, sys
from pathlib import Path
os.environ["DATABASE_URL"] = "postgresql://u:S3cret@127.0.0.1:1/db"
from app.chat import framework
framework.prepare(Path(sys.argv[1]))
import literalai
from chainlit.auth import require_login
from chainlit.config import config
from literalai.observability.step import MessageStepType, StepType, TrueStepType
print(json.dumps({
    "stand_in": getattr(sys.modules["traceloop.sdk"], "__file__", None) is None,
    "exporters": [name for name in sys.modules if name.startswith("opentelemetry.instrumentation")],
    "sign_in": require_login(),
    "uploads": config.features.spontaneous_file_upload.enabled,
    "mcp": config.features.mcp.enabled,
    "html": config.features.unsafe_allow_html,
    "watermark": config.load_translation("de-DE")["chat"]["watermark"],
    "database": os.environ["DATABASE_URL"][:10],
}))
"""


def test_chainlit_starts_with_our_settings_and_without_the_telemetry_kit(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "stand_in": True,
        "exporters": [],
        "sign_in": True,
        "uploads": False,
        "mcp": False,
        "html": False,
        "watermark": "Die Antworten stammen aus Dokumenten der Firma; prüfen Sie die Quelle.",
        "database": "postgresql",
    }


def test_chainlit_imported_too_early_is_refused(tmp_path: Path) -> None:
    early = "import sys, types\n"
    early += "sys.modules['chainlit'] = types.ModuleType('chainlit')" + _PROBE

    done = subprocess.run(
        [sys.executable, "-c", early, str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert "ChainlitImportedEarlyError" in done.stderr
