"""A small interpreter for our own Dockerfile, for machines without a container engine.

It runs every step below a folder that stands for ``/``, with an empty home and a bare environment.
It knows the instructions that the Dockerfile uses and refuses any other.
"""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its keyword, and the rest with line ends joined."""

    keyword: str
    text: str

    @property
    def words(self) -> list[str]:
        """The rest as words: a JSON list, or as a shell would split it."""
        found = json.loads(self.text) if self.text.startswith("[") else shlex.split(self.text)
        return [str(word) for word in found]


def parse(text: str) -> list[Instruction]:
    """The instructions of a Dockerfile, global ``ARG`` defaults filled in."""
    kept = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(kept))
    arguments: dict[str, str] = {}
    found = []
    for line in filter(None, map(str.strip, joined.splitlines())):
        keyword, _, rest = line.partition(" ")
        if keyword == "ARG":
            name, _, default = rest.partition("=")
            arguments[name] = default
        for name, default in arguments.items():
            rest = rest.replace("${" + name + "}", default)
        found.append(Instruction(keyword, rest.strip()))
    return found


@dataclass(slots=True)
class Image:
    """What a build leaves: where ``/`` is, and how the image says it is to be run."""

    root: Path
    workdir: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    user: tuple[int, int] = (0, 0)
    volumes: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The working directory on this machine."""
        return self.root / self.workdir.lstrip("/")

    def mapped(self, text: str) -> str:
        """Replace the working directory by where it is on this machine."""
        return text.replace(self.workdir, str(self.folder)) if self.workdir != "/" else text


class Builder:
    """Runs the instructions of a Dockerfile one after the other.

    ``context`` is the folder to copy from; ``extra`` is added to the environment of every step.
    Raises ``ValueError`` for an instruction it does not know, and ``RuntimeError`` with the output
    of a step that fails.
    """

    def __init__(self, context: Path, folder: Path, extra: Mapping[str, str]) -> None:
        self._context = context
        self._folder = folder
        self._extra = dict(extra)
        self._stages: dict[str, Path] = {}
        self._name = ""
        self._ignored = [
            line.removeprefix("**/")
            for line in (context / ".dockerignore").read_text("utf-8").splitlines()
            if line and not line.startswith("#")
        ]
        (folder / "home").mkdir()
        self._commands = _make_commands(folder / "commands")

    def build(self, instructions: list[Instruction]) -> Image:
        """Run them all; the image of the last stage."""
        image = Image(self._folder / "root")
        for instruction in instructions:
            image = self._step(image, instruction)
        return image

    def environment(self, image: Image) -> dict[str, str]:
        """The environment in which the image's commands run."""
        inherited = f"{self._commands}:/usr/bin:/bin"
        values = {"PATH": inherited, "HOME": str(self._folder / "home"), "LANG": "C.UTF-8"}
        for name, value in image.environment.items():
            values[name] = image.mapped(value).replace("$PATH", inherited)
        return values | self._extra

    def _step(self, image: Image, instruction: Instruction) -> Image:
        match instruction.keyword:
            case "FROM":
                return self._begin_stage(image, instruction.words)
            case "COPY":
                self._copy(image, instruction.words)
            case "RUN":
                self._run(image, instruction.text)
            case "ARG" | "EXPOSE":
                pass
            case _:
                _note(image, instruction)
        return image

    def _begin_stage(self, image: Image, words: list[str]) -> Image:
        # A virtual environment holds its own path, so each stage is built at the same place and
        # then moved aside.
        if self._name:
            image.root.rename(self._folder / self._name)
            self._stages[self._name] = self._folder / self._name
        self._name = words[2] if words[1:2] == ["AS"] else "last"
        image.root.mkdir()
        return Image(image.root)

    def _copy(self, image: Image, words: list[str]) -> None:
        source_root = self._context
        ignored: list[str] = self._ignored
        if words[0].startswith("--from="):
            source_root = self._stages[words.pop(0).removeprefix("--from=")]
            ignored = []
        *sources, target = words
        for source in sources:
            origin = source_root / source.lstrip("/")
            if origin.is_dir():
                shutil.copytree(
                    origin,
                    image.folder / target,
                    symlinks=True,
                    dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns(*ignored),
                )
            elif not any(fnmatch.fnmatch(origin.name, pattern) for pattern in ignored):
                shutil.copy2(origin, image.folder / target)

    def _run(self, image: Image, command: str) -> None:
        outcome = subprocess.run(
            ["/bin/sh", "-ec", image.mapped(command)],
            check=False,
            cwd=image.folder,
            env=self.environment(image),
            capture_output=True,
            text=True,
            timeout=600,
        )
        if outcome.returncode:
            raise RuntimeError(f"RUN {command}\n{outcome.stdout[-2000:]}{outcome.stderr[-4000:]}")


def _note(image: Image, instruction: Instruction) -> None:
    match instruction.keyword:
        case "WORKDIR":
            image.workdir = instruction.text
            image.folder.mkdir(parents=True, exist_ok=True)
        case "ENV":
            image.environment |= _pairs(instruction.words)
        case "LABEL":
            image.labels |= _pairs(instruction.words)
        case "USER":
            user, _, group = instruction.text.partition(":")
            image.user = (int(user), int(group))
        case "VOLUME":
            image.volumes += instruction.words
        case "CMD":
            image.command = instruction.words
        case "HEALTHCHECK":
            image.health = Instruction("CMD", instruction.text.partition("CMD ")[2]).words
        case _:
            raise ValueError(f"The Dockerfile uses {instruction.keyword}, unknown here.")


def files_outside(folder: Path, writable: Path) -> Iterator[tuple[str, int, int]]:
    """Path, size and time of change of every file below ``folder`` and not below ``writable``."""
    for path in sorted(folder.rglob("*")):
        if not path.is_relative_to(writable):
            status = path.lstat()
            yield str(path), status.st_size, status.st_mtime_ns


def _pairs(words: list[str]) -> dict[str, str]:
    return {name: value for name, _, value in (word.partition("=") for word in words)}


def _make_commands(folder: Path) -> Path:
    """What the base image has and this machine may not: a ``python`` of the right version."""
    folder.mkdir()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    system = Path(f"/usr/bin/python{version}")
    base = getattr(sys, "_base_executable", sys.executable)
    (folder / "python").symlink_to(system if system.exists() else base)
    if os.geteuid() != 0:
        (folder / "chown").symlink_to("/bin/true")
    return folder
