"""The program that draws office files: within limits, apart from everything, without a trace."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from retrieval.parsing.documents import ParseError
from retrieval.parsing.isolation.process import BusyError
from retrieval.parsing.parse import parse
from retrieval.parsing.pdf.parser import opened
from retrieval.viewing.office import program as program_module
from retrieval.viewing.office.confinement import can_confine
from retrieval.viewing.office.program import (
    Bounds,
    OfficeProgram,
    find_program,
    open_office_program,
)
from tests.retrieval.files import with_entry, word
from tests.retrieval.parsing.fidelity.open_document import odf
from tests.retrieval.parsing.fidelity.rtf import rtf
from tests.servers.office_program import office_program, standing_in

DATA = word(lambda document: document.add_paragraph("Keep it between 2 and 8 degrees."))
needs_confinement = pytest.mark.skipif(
    not can_confine(), reason="This system has no Landlock, without which auto draws nothing"
)
WRITES = "out.mkdir(); made.write_bytes(b'%PDF-')\n"


async def test_a_file_becomes_a_pdf(tmp_path: Path) -> None:
    made = await standing_in(tmp_path).pdf(DATA, "a.docx")

    read = parse(made, "a.pdf")
    assert [(b.page, b.text) for b in read.blocks] == [(1, "Keep it between 2 and 8 degrees.")]


@pytest.mark.parametrize("does", ["sys.exit(1)", "out.mkdir()", "os.abort()"])
async def test_a_file_of_which_nothing_comes_is_refused(tmp_path: Path, does: str) -> None:
    with pytest.raises(ParseError, match="could not draw"):
        await standing_in(tmp_path, does).pdf(DATA, "a.docx")


async def test_a_folder_without_room_is_a_reason_to_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    with pytest.raises(BusyError, match="FileNotFoundError"):
        await standing_in(tmp_path).pdf(DATA, "a.docx")


async def test_nothing_of_a_file_stays(tmp_path: Path) -> None:
    program = standing_in(tmp_path, "(notes / 'at').write_text(os.getcwd())\n" + WRITES)

    await program.pdf(DATA, "a.docx")

    assert not Path((tmp_path / "notes" / "at").read_text()).exists()


async def test_the_program_knows_nothing_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALMANAC_SECRET_KEY", "hunter2")
    program = standing_in(tmp_path, "(notes / 'env').write_text(str(os.environ))\n" + WRITES)

    await program.pdf(DATA, "a.docx")

    assert "hunter2" not in (tmp_path / "notes" / "env").read_text()


async def test_the_program_is_told_to_run_no_macros_and_to_follow_no_links(tmp_path: Path) -> None:
    does = """
profile = next(a for a in sys.argv if a.startswith("-env:UserInstallation=file://"))
settings = Path(profile.partition("file://")[2]) / "user" / "registrymodifications.xcu"
(notes / "settings").write_text(settings.read_text())
"""
    await standing_in(tmp_path, does + WRITES).pdf(DATA, "a.docx")

    settings = (tmp_path / "notes" / "settings").read_text()
    for name in ("DisableMacrosExecution", "BlockUntrustedRefererLinks", "DisableActiveContent"):
        assert f'oor:name="{name}" oor:op="fuse"><value>true<' in settings


@needs_confinement
@pytest.mark.parametrize(
    "does", ["(elsewhere / 'secret').read_text()", "(elsewhere / 'new').touch()", "os.listdir('/')"]
)
async def test_the_program_has_no_files_but_its_own(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, does: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "secret").write_text("of another department")
    tries = f"""
elsewhere = Path({str(elsewhere)!r})
try:
    {does}
except PermissionError as error:
    (notes / "refused").touch()
"""
    await standing_in(tmp_path, tries + WRITES).pdf(DATA, "a.docx")

    assert (tmp_path / "notes" / "refused").exists()
    assert [path.name for path in elsewhere.iterdir()] == ["secret"]


@needs_confinement
async def test_the_program_reaches_nobody_on_this_machine(tmp_path: Path) -> None:
    asked: list[bytes] = []
    with listening(asked) as port:
        does = f"""
import socket
try:
    socket.create_connection(("127.0.0.1", {port}), 5).sendall(b"hello")
except OSError:
    (notes / "refused").touch()
"""
        await standing_in(tmp_path, does + WRITES).pdf(DATA, "a.docx")

    assert (tmp_path / "notes" / "refused").exists()
    assert asked == []


def test_a_program_that_nobody_named_is_not_used_where_it_cannot_be_kept_from_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office_program(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(program_module, "can_confine", lambda: False)

    assert open_office_program("auto") is None
    assert open_office_program(str(path)) is not None
    monkeypatch.setattr(program_module, "can_confine", lambda: True)
    assert open_office_program("auto") is not None


async def test_a_program_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    does = """
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
(notes / "child").write_text(str(child.pid))
time.sleep(600)
"""
    program = standing_in(tmp_path, does, bounds=Bounds(wall_s=5))

    with pytest.raises(BusyError):
        await program.pdf(DATA, "a.docx")

    assert await _is_gone(int((tmp_path / "notes" / "child").read_text()))


async def test_a_program_that_computes_for_ever_is_ended(tmp_path: Path) -> None:
    program = standing_in(tmp_path, "while True: pass", bounds=Bounds(cpu_s=1))

    with pytest.raises(ParseError, match="could not draw"):
        await program.pdf(DATA, "a.docx")


@pytest.mark.parametrize("does", ["x = bytes(400_000_000)", "made.write_bytes(bytes(300_000_000))"])
async def test_a_program_that_takes_too_much_room_is_refused(tmp_path: Path, does: str) -> None:
    does = f"out.mkdir()\n{does}\nmade.write_bytes(b'%PDF-')"
    program = standing_in(tmp_path, does, bounds=Bounds(memory_mb=300))

    with pytest.raises(ParseError, match="could not draw"):
        await program.pdf(DATA, "a.docx")


async def test_closing_ends_what_runs(tmp_path: Path) -> None:
    does = "(notes / 'begun').write_text(str(os.getpid()))\ntime.sleep(600)"
    program = standing_in(tmp_path, does)
    drawing = asyncio.create_task(program.pdf(DATA, "a.docx"))
    begun = tmp_path / "notes" / "begun"
    async with asyncio.timeout(60):
        while not begun.exists():
            await asyncio.sleep(0.02)

    program.close()

    with pytest.raises(ParseError):
        await drawing
    assert await _is_gone(int(begun.read_text() or drawing.done()))
    with pytest.raises(ParseError, match="closed"):
        await program.pdf(DATA, "a.docx")


async def _is_gone(process: int) -> bool:
    """Wait until a process has ended; whoever started it may still have to take notice."""
    async with asyncio.timeout(30):
        while True:
            try:
                state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                return True
            if state in {"Z", "X"}:
                return True
            await asyncio.sleep(0.02)


def test_the_program_is_the_one_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = office_program(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_program("auto") == find_program(str(program)) == program
    assert find_program("off") is None
    assert find_program(str(tmp_path / "gone")) is None
    monkeypatch.setenv("PATH", str(tmp_path / "notes"))
    assert find_program("auto") is None


@pytest.fixture(scope="module")
def real() -> OfficeProgram:
    program = find_program("auto")
    if program is None:
        pytest.skip("LibreOffice is not installed here; a program that stands for it is tested")
    return OfficeProgram(program)


@contextmanager
def listening(asked: list[bytes]) -> Iterator[int]:
    """A port on which whoever asks something is noted."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        ended = threading.Event()

        def accept() -> None:
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    asked.append(connection.recv(1000))

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            ended.set()
            thread.join()


def with_picture_at(address: str, kind: str) -> bytes:
    """A text or slides with a picture that is to be got from somewhere else when it is opened."""
    frame = (
        '<draw:frame text:anchor-type="as-char" svg:width="5cm" svg:height="5cm" xmlns:svg="urn:'
        'oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">{}</draw:frame>'
    )
    picture = frame.format(
        f'<draw:image xlink:type="simple" xlink:href="{address}" xlink:actuate="onLoad" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"/>'
    )
    box = frame.format("<draw:text-box><text:p>Keep it cool.</text:p></draw:text-box>")
    body = {
        "text": f"<text:p>Keep it cool.{picture}</text:p>",
        "presentation": f'<draw:page draw:name="a">{box}{picture}</draw:page>',
    }[kind]
    files = "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type="{held}"/>'
        for name, held in (("/", f"application/vnd.oasis.opendocument.{kind}"), ("content.xml", ""))
    )
    names = 'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    manifest = f"<m:manifest {names}>{files}</m:manifest>"
    return with_entry(odf(kind, body), "META-INF/manifest.xml", manifest.encode())


def pictures_in(data: bytes) -> int:
    with opened(data) as document:
        return sum(1 for _ in document[0].get_objects([pdfium.FPDF_PAGEOBJ_IMAGE]))


@pytest.mark.timeout(300)
async def test_libreoffice_draws_a_file_and_asks_nobody_for_what_it_refers_to(
    real: OfficeProgram,
) -> None:
    asked: list[bytes] = []
    with listening(asked) as port:
        address = f"http://127.0.0.1:{port}/picture.png"
        made = await real.pdf(with_picture_at(address, "text"), "a.odt")

    assert "Keep it cool." in [block.text for block in parse(made, "a.pdf").blocks]
    assert asked == []


@needs_confinement
@pytest.mark.timeout(300)
@pytest.mark.parametrize("suffix", ["odp", "rtf"])
async def test_libreoffice_draws_no_picture_that_lies_elsewhere_on_this_machine(
    real: OfficeProgram, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / "secret.png"
    Image.new("RGB", (300, 100), "red").save(path)
    data = {
        "odp": with_picture_at(path.as_uri(), "presentation"),
        "rtf": rtf(
            r"\pard Keep it cool. {\field{\*\fldinst INCLUDEPICTURE "
            rf'"{path}" \\d}}{{\fldrslt }}}}\par'
        ),
    }[suffix]

    made = await real.pdf(data, f"a.{suffix}")

    assert "Keep it cool." in " ".join(block.text for block in parse(made, "a.pdf").blocks)
    assert pictures_in(made) == 0


@pytest.mark.timeout(300)
async def test_libreoffice_refuses_what_is_no_office_file(real: OfficeProgram) -> None:
    with pytest.raises(ParseError):
        await real.pdf(b"PK\x03\x04 no package", "a.docx")
