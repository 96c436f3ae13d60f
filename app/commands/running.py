"""How a command runs: its event loop, its output, the errors that carry their remedy."""

from __future__ import annotations

import getpass
import json
import socket
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer
import uvloop
from rich.console import Console

from app.audit.checkpoints import PublicKeyError
from app.audit.events import OPERATOR, Actor
from app.exporting import ExportRefusedError
from app.identity.directory import UnknownPersonError
from app.identity.people import IdentityFileError
from app.identity.tokens import MissingSecretError
from app.remedies import CommandError
from assistants.profiles import ProfileFileError
from feedback.lake import LakeUnavailableError
from feedback.spooling import ScratchUnwritableError
from gateway.routes import GatewayFileError
from retrieval.indexes.ownership import StoresOwnedError
from retrieval.ingesting.ingestion import UnknownSourceError

Result = TypeVar("Result")
console = Console(stderr=True)

REMEDIED: tuple[type[Exception], ...] = (
    CommandError,
    PublicKeyError,
    ExportRefusedError,
    UnknownPersonError,
    IdentityFileError,
    MissingSecretError,
    ProfileFileError,
    GatewayFileError,
    StoresOwnedError,
    UnknownSourceError,
    LakeUnavailableError,
    ScratchUnwritableError,
    FileNotFoundError,
    PermissionError,
)


def wait_for(work: Coroutine[Any, Any, Result]) -> Result:
    """Run the asynchronous part of a command."""
    return uvloop.run(work)


def this_operator() -> Actor:
    """Whoever runs the command, as the audit trail names them: account and machine."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A container may run under a number that has no account.
        account = ""
    return Actor(OPERATOR, account, socket.gethostname())


def print_json(value: object, *, indent: int | None = 2) -> None:
    """Write one JSON value to standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=indent, default=str))
