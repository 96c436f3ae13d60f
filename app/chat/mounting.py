"""Where the chat is put under the service's application."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI

from app.chat import framework
from app.chat.page.assets import Assets
from app.chat.parts import ChatParts, mount_parts

if TYPE_CHECKING:
    from app.wiring import Parts

_TARGET = Path(__file__).with_name("handlers.py")
_loaded: list[str] = []


class SignInMissingError(RuntimeError):
    """The chat would let everybody in."""

    def __init__(self) -> None:
        super().__init__(
            "Chainlit does not ask for a sign-in, so everybody would be welcome. "
            "CHAINLIT_CUSTOM_AUTH must be set before it starts; see app/chat/framework.py."
        )


def mount_chat(app: FastAPI, parts: Parts) -> None:
    """Put the chat of the running service under `/chat`."""
    mount(app, ChatParts.of(parts), var=parts.settings.var)


def mount(app: FastAPI, parts: ChatParts, *, var: Path) -> None:
    """Put the chat under `/chat`, guarded; Chainlit keeps its own files below ``var``.

    Chainlit allows one chat a process: a later call puts other parts behind the same chat. Raises
    `SignInMissingError` and `app.chat.framework.ChainlitImportedEarlyError`.
    """
    framework.prepare(var)
    mount_parts(parts)
    from chainlit.auth import ensure_jwt_secret, get_current_user, require_login
    from chainlit.config import config, load_module
    from chainlit.server import app as chainlit_app
    from chainlit.server import build_dir

    from app.chat.page import routes

    # Chainlit's server module registers the socket's handlers; the guard needs them in place.
    from app.chat.sockets import guard

    if not _loaded:
        config.run.debug = False
        config.run.module_name = str(_TARGET)
        load_module(str(_TARGET))
        guard.guard_sockets()
        chainlit_app.dependency_overrides[get_current_user] = routes.current_user
        _loaded.append(os.fspath(_TARGET))
    ensure_jwt_secret()  # type: ignore[no-untyped-call]
    if not require_login():  # type: ignore[no-untyped-call]
        raise SignInMissingError
    app.include_router(routes.router)
    gate = routes.Gate(chainlit_app, Assets(Path(build_dir) / "assets"))
    app.mount(framework.PATH, gate, name="chat")
