"""Chainlit, made ready: its folder below VAR, its settings ours, nothing imported for nothing.

Everything here happens before Chainlit is imported for the first time, because it reads its
environment and writes its folders while it is being imported.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from app.assets.release import PUBLIC
from app.settings import ROOT

PATH = "/chat"
_HERE = Path(__file__).parent
# Each of these switches a part on that we do not offer: its own database, its cloud, its bots.
_STRAY = (
    "DATABASE_URL",
    "LITERAL_API_KEY",
    "LITERAL_API_URL",
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_WEBSOCKET_TOKEN",
    "DISCORD_BOT_TOKEN",
    "TEAMS_APP_ID",
    "TEAMS_APP_PASSWORD",
    "CHAINLIT_URL",
    "CHAINLIT_DEBUG",
)
_SHIPPED = {"en": "en-US.json", "de": "de-DE.json", "fr": "fr-FR.json"}
_prepared: list[Path] = []


class ChainlitImportedEarlyError(RuntimeError):
    """Chainlit was imported before it was made ready."""

    def __init__(self) -> None:
        super().__init__(
            "Chainlit was imported before app.chat.framework.prepare ran, so it has read "
            "another configuration. Import it only in app/chat, below a call of prepare."
        )


class _Traceloop:
    """Stands where the telemetry client would; nothing of it is ever called."""


def prepare(var: Path) -> None:
    """Set Chainlit up below ``var``; a second call in the same process changes nothing.

    Raises `ChainlitImportedEarlyError`.
    """
    if _prepared:
        return
    if "chainlit" in sys.modules:
        raise ChainlitImportedEarlyError
    root = var / "chat"
    _write_folder(root)
    os.environ |= {
        "CHAINLIT_APP_ROOT": str(root),
        "CHAINLIT_CUSTOM_AUTH": "true",
        # Chainlit insists on a key for tokens of its own. None is ever made or accepted here.
        "CHAINLIT_AUTH_SECRET": secrets.token_urlsafe(48),
        "CHAINLIT_ROOT_PATH": PATH,
    }
    stray = {name: os.environ.pop(name) for name in _STRAY if name in os.environ}
    for name, module in _stand_ins().items():
        sys.modules.setdefault(name, module)
    try:
        import chainlit.server
    finally:
        os.environ |= stray
    vars(chainlit.server)["public_dir"] = str(PUBLIC)
    _quieten_logs()
    _prepared.append(root)


def _write_folder(root: Path) -> None:
    settings = root / ".chainlit"
    translations = settings / "translations"
    translations.mkdir(parents=True, exist_ok=True)
    (settings / "config.toml").write_text((_HERE / "config.toml").read_text("utf-8"), "utf-8")
    (root / "chainlit.md").write_text((ROOT / "chainlit.md").read_text("utf-8"), "utf-8")
    for language, shipped in _SHIPPED.items():
        target = translations / shipped
        target.write_text(json.dumps(words_in(language), ensure_ascii=False), "utf-8")


@cache
def words_in(language: str) -> dict[str, Any]:
    """Chainlit's own words in one of our languages, with ours where hers do not fit.

    Its own choice knows no "de-CH", and gives whoever asks for that English words.
    """
    words: dict[str, Any] = json.loads(
        (_shipped_translations() / _SHIPPED[language]).read_text("utf-8")
    )
    wording = json.loads((_HERE / "wording.json").read_text("utf-8"))
    for place, text in wording[language].items():
        _put(words, place.split("."), text)
    return words


def _put(words: dict[str, Any], place: list[str], text: str) -> None:
    for name in place[:-1]:
        words = words.setdefault(name, {})
    words[place[-1]] = text


def _shipped_translations() -> Path:
    spec = find_spec("chainlit")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "translations"


def _stand_ins() -> dict[str, ModuleType]:
    # Chainlit takes three type names from a client of its vendor's cloud, and that client drags a
    # telemetry kit in: sixty packages, a second and a half, and an exporter nobody asked for.
    package, kit = ModuleType("traceloop"), ModuleType("traceloop.sdk")
    package.__path__ = []
    kit.Traceloop = _Traceloop  # type: ignore[attr-defined]
    package.sdk = kit  # type: ignore[attr-defined]
    return {"traceloop": package, "traceloop.sdk": kit}


def _quieten_logs() -> None:
    import logging

    # Its log lines quote exceptions and what people wrote; ours carry ids only.
    logging.getLogger("chainlit").setLevel(logging.CRITICAL)
    for name in ("socketio", "engineio", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
