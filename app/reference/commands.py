"""The reference page of the commands, written from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import typer

from app.commands.main import cli

# Every command has it, and it says nothing about any of them.
_HELP = "--help"


def commands_page() -> str:
    """The text of ``docs/commands.md``."""
    lines = [
        "# Commands",
        "",
        "`almanac COMMAND --help` says the same. A command that needs the indexes goes through the",
        "running service where there is one, with the same result. What is wrong is said in one",
        "line on standard error, with exit status 1; a command that was mistyped ends with 2.",
        "",
    ]
    for words, command in _commands("almanac", typer.main.get_command(cli)):
        lines += [*_section(words, command), ""]
    return "\n".join(lines)


def _commands(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    """The commands of a group, those of its groups included, in the order of ``--help``."""
    inner: Mapping[str, Any] = getattr(command, "commands", {})
    if not inner:
        yield words, command
    for name, part in inner.items():
        yield from _commands(f"{words} {name}", part)


def _section(words: str, command: Any) -> list[str]:
    parameters = [parameter for parameter in command.params if _HELP not in parameter.opts]
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    usage = " ".join([words, *(_place(argument) for argument in arguments)])
    lines = [f"## `{usage}`", "", " ".join(str(command.help).split())]
    if parameters:
        lines += ["", "| | default | meaning |", "|---|---|---|"]
        lines += [_row(parameter) for parameter in parameters]
    return lines


def _place(argument: Any) -> str:
    name = _name(argument)
    if argument.required:
        return name
    return f"[{name}...]" if argument.nargs == -1 else f"[{name}]"


def _row(parameter: Any) -> str:
    is_option = parameter.param_type_name == "option"
    spelled = [f"`{word}`" for word in parameter.opts] if is_option else [f"`{_name(parameter)}`"]
    if parameter.required:
        default = "required"
    elif parameter.default in (None, False, ""):
        default = ""
    else:
        default = f"`{parameter.default}`"
    meaning = (parameter.help or "").replace("|", "\\|")
    return f"| {', '.join(spelled)} | {default} | {meaning} |"


def _name(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())
