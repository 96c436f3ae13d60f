"""The profile files of a folder, and a word about everything in it that is none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from assistants.profiles import ProfileFile, read_files


def files_in(folder: Path) -> Sequence[ProfileFile]:
    """The profile files of a folder; whatever else lies there is named on standard error.

    Refuses a folder without one, with status 2: a pipeline that names the wrong folder would be
    told that all is well.
    """
    files = read_files(folder)
    for name in unread_in(folder):
        typer.echo(
            f"almanac: {name!r} is not read: a profile is a file {folder}/NAME.yaml.", err=True
        )
    if not files:
        raise typer.BadParameter(f"there is no profile file, such as hr.yaml, in {folder}.")
    return files


def unread_in(folder: Path) -> list[str]:
    """What of a folder is no profile file by its name, by name; hidden files are left out."""
    return [
        f"{path.name}/" if path.is_dir() else path.name
        for path in sorted(folder.iterdir())
        if path.suffix != ".yaml" and not path.name.startswith(".")
    ]
