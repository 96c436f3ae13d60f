"""How a command runs: its event loop, its output, and who it is that runs it."""

from __future__ import annotations

import getpass
import json
import socket
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer
import uvloop
from rich.console import Console

from app.audit.events import OPERATOR, Actor

Result = TypeVar("Result")
console = Console(stderr=True)


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
