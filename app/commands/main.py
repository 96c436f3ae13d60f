"""The ``almanac`` command line."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import NoReturn

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.commands.governance import access, auditing, profiles
from app.commands.service import benchmarks, restoring, serving, upkeep
from app.commands.turns import asking, records, spending
from app.observing.logs import configure_logs
from app.settings import FirstSettings
from app.startup.home_folder import provide_home

cli = typer.Typer(
    name="almanac",
    help="Almanac, a chat knowledge assistant that a company can trust.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for part in (serving, asking, records, spending, upkeep, restoring):
    part.add_to(cli)
cli.add_typer(profiles.cli, name="profiles")
cli.add_typer(access.cli, name="access")
cli.add_typer(benchmarks.cli, name="bench")
cli.add_typer(auditing.cli, name="audit")


def run() -> NoReturn:
    """Run a command; what is wrong is said in a line, without a traceback."""
    # What people wrote is kept in files; they are for the account that serves, and no other.
    os.umask(0o077)
    # At its end the interpreter would look through all that was loaded once more.
    atexit.register(gc.freeze)
    try:
        first = FirstSettings()
        configure_logs(first.log_level)
        provide_home(first.var)
        cli()
    except ValidationError as error:
        _fail(*map(told, error.errors()))
    except Exception as error:
        from app.commands.errors import REMEDIED

        if isinstance(error, REMEDIED):
            _fail(getattr(error, "remedy", None) or str(error))
        raise
    raise SystemExit(0)


def told(problem: ErrorDetails) -> str:
    """What is wrong with a setting, in one line that begins with its name."""
    said = " ".join(problem["msg"].removeprefix("Value error, ").split())
    place = "_".join(["ALMANAC", *(str(part).upper() for part in problem["loc"])])
    # What is about several of them names each in its words, and some begin with the name.
    return f"{place}: {said}" if problem["loc"] and not said.startswith(place) else said


def _fail(*messages: str) -> NoReturn:
    for message in messages:
        print(f"almanac: {message}", file=sys.stderr)  # noqa: T201 - this is the command's answer
    raise SystemExit(1)


if __name__ == "__main__":
    run()
