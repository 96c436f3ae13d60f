"""LibreOffice as a part: an office file goes in, a PDF as it looks comes out, within limits."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from retrieval.parsing.documents import ParseError
from retrieval.parsing.formats import DOCX, ODP, ODT, PPTX, RTF, suffix_of
from retrieval.parsing.isolation.process import BusyError
from retrieval.viewing.office.confinement import can_confine, readable
from retrieval.viewing.office.profile import write_profile

ROOT = Path(__file__).resolve().parents[3]
# No workbooks: what is printed of them cuts columns and texts, and a table of text does not.
FORMATS = (DOCX, PPTX, ODT, ODP, RTF)
SUFFIXES = frozenset(suffix for one in FORMATS for suffix in one.suffixes)
MAX_PDF = 60_000_000
NICENESS = 5

# Isolated mode ignores the environment; the root is put back by hand.
_BOOT = (
    "import json, sys; sys.path.insert(0, sys.argv[1]); "
    "from retrieval.viewing.office.launcher import launch; "
    "launch(*map(int, sys.argv[2:5]), **json.loads(sys.argv[5]), command=sys.argv[6:])"
)


log = structlog.get_logger()


class StuckError(BusyError):
    """Drawing took too long by the clock: the machine was busy, or the program waits for ever."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may take: seconds of the processor, of the clock, and megabytes."""

    cpu_s: int = 60
    wall_s: float = 180.0
    memory_mb: int = 3_000


def find_program(setting: str) -> Path | None:
    """The program that a setting names: a path, ``auto`` for the one on the PATH, or ``off``.

    ``None`` where there is none.
    """
    if setting == "off":
        return None
    names = ("soffice", "libreoffice") if setting == "auto" else (setting,)
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


def open_office_program(setting: str) -> OfficeProgram | None:
    """The program that draws office files; ``None`` where there is none.

    One that nobody named must be kept from the other files of this machine.
    """
    program = find_program(setting)
    if program is None:
        return None
    if not can_confine():
        log.warning("office.unconfined", program=str(program), used=setting != "auto")
        if setting == "auto":
            return None
    return OfficeProgram(program)


class OfficeProgram:
    """Turns office files into PDF, one at a time. Close it with `close`.

    Each file has a process, a profile and a folder of its own, which are gone afterwards. Beside
    that folder the program reads the system and where it is installed, and uses what ``shares``
    names.
    """

    def __init__(
        self, program: Path, *, bounds: Bounds | None = None, shares: Sequence[Path] = ()
    ) -> None:
        self._program = program
        self._shares = [str(one) for one in shares]
        self._bounds = bounds or Bounds()
        self._running: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False

    async def pdf(self, data: bytes, path: str) -> bytes:
        """The file as PDF; raises `ParseError` where that cannot be had within the limits.

        As `BusyError` where another time it may be had: the machine was busy, or without room.
        """
        try:
            return await asyncio.to_thread(self._converted, data, suffix_of(path))
        except OSError as error:
            raise BusyError(f"Drawing the file failed ({type(error).__name__}).") from error

    def _converted(self, data: bytes, suffix: str) -> bytes:
        # Where the processes of parsing may write nothing, this one has a folder for it.
        with self._lock, tempfile.TemporaryDirectory(prefix="almanac-office-") as name:
            folder = Path(name)
            source = folder / f"document{suffix}"
            source.write_bytes(data)
            write_profile(folder / "profile")
            code = self._run(folder, source)
            made = folder / "out" / "document.pdf"
            if code != 0 or not made.is_file():
                raise ParseError("LibreOffice could not draw the file.")
            if made.stat().st_size > MAX_PDF:
                raise ParseError("The file is too large as it looks.")
            return made.read_bytes()

    def _run(self, folder: Path, source: Path) -> int:
        """Run the program over a file; gives its exit status."""
        limits = (self._bounds.cpu_s, self._bounds.memory_mb, NICENESS)
        places = json.dumps(
            {"read": readable(self._program), "written": [str(folder), *self._shares]}
        )
        command = (
            str(self._program),
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--nologo",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder / "out"),
            str(source),
        )
        with self._started([*map(str, limits), places, *command], folder) as process:
            try:
                return process.wait(self._bounds.wall_s)
            except subprocess.TimeoutExpired as error:
                raise StuckError("Drawing the file took too long.") from error

    @contextmanager
    def _started(self, arguments: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
        """The program and all that it starts, which end with this block at the latest."""
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-c", _BOOT, str(ROOT), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={
                "LANG": "C.UTF-8",
                "PATH": os.environ.get("PATH", os.defpath),
                "HOME": str(folder),
                "TMPDIR": str(folder),
                "SAL_USE_VCLPLUGIN": "svp",
            },
            start_new_session=True,
        )
        self._running = process
        try:
            # Whoever closes ends what runs, and so what begins meanwhile must look.
            if self._closed:
                raise ParseError("The program that draws office files is closed.")
            yield process
        finally:
            self._running = None
            _end(process)

    def close(self) -> None:
        """End what runs; a file that is being drawn fails."""
        self._closed = True
        if (process := self._running) is not None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
