"""What keeps a zipped office file from unpacking into too much."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Final

from retrieval.parsing.documents import ParseError

DAMAGED = "The file is damaged or cut short. Save it again."
MAX_ENTRIES = 5_000
MAX_UNPACKED = 200_000_000
MAX_XML = 60_000_000
MAX_RATIO = 200
MAX_TYPES = 4_000_000
RATIO_COUNTS_FROM = 1_000_000
# Previews of inserted files are pictures of mostly nothing, which pack far better than text.
PICTURE_COUNTS_FROM = 40_000_000

_UNPACKED_PICTURES = (".emf", ".wmf", ".bmp", ".dib", ".tif", ".tiff")
_GENERIC = re.compile(
    r"^\W*(?:untitled|unknown|document|presentation|powerpoint|word|microsoft|workbook|book|template|title|"
    r"slide|pr(?:ä|ae)sentation|dokument|présentation)\b.{0,40}$",
    re.IGNORECASE,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class PackageKind:
    """A kind of Office file: what it is called, the entry that each has, and what that is.

    ``suffixes`` are its forms: with macros, as a template, as a show.
    """

    name: str
    main_part: str
    content_type: str
    suffixes: tuple[str, ...]


_FORMATS: Final = "application/vnd.openxmlformats-officedocument"
DOCUMENT: Final = PackageKind(
    "DOCX",
    "word/document.xml",
    f"{_FORMATS}.wordprocessingml.document.main+xml",
    (".docx", ".docm", ".dotx", ".dotm"),
)
PRESENTATION: Final = PackageKind(
    "PPTX",
    "ppt/presentation.xml",
    f"{_FORMATS}.presentationml.presentation.main+xml",
    (".pptx", ".pptm", ".potx", ".potm", ".ppsx", ".ppsm"),
)
WORKBOOK: Final = PackageKind(
    "XLSX",
    "xl/workbook.xml",
    f"{_FORMATS}.spreadsheetml.sheet.main+xml",
    (".xlsx", ".xlsm", ".xltx", ".xltm"),
)
OFFICE_SUFFIXES: Final = frozenset(
    suffix for kind in (DOCUMENT, PRESENTATION, WORKBOOK) for suffix in kind.suffixes
)

_TYPES = "[Content_Types].xml"
# Templates and files with macros are documents like others; their macros are never run or read.
_MAIN_TYPE = re.compile(
    rb"application/vnd\.(?:ms-(?:word|excel|powerpoint)|openxmlformats-officedocument)\."
    rb"[\w.]{1,60}\.main\+xml"
)
_NOT_XML = re.compile(
    rb"<(?:\w{1,20}:)?(?:Default|Override)\b(?=[^>]{0,400}(?:Extension=[\"'](?!xml[\"'])|"
    rb"PartName=[\"'][^\"']{1,200}(?<!\.xml)[\"']))[^>]{0,900}>"
)
_STRICT = b"http://purl.oclc.org/ooxml/"
_FAMILY = b"http://schemas.openxmlformats.org/"
_STRICT_NAME = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(officeDocument|wordprocessingml|spreadsheetml|presentationml|"
    rb"drawingml|package)/([\w/-]{1,80})"
)


def opened_package(data: bytes, kind: PackageKind) -> bytes:
    """Check a package, and give it in the form that the libraries read.

    The ISO form (Strict Open XML) has other names for the same things; templates and files with
    macros say that they are something else. Raises `ParseError`.
    """
    check_package(data, main_part=kind.main_part, kind=kind.name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            types = package.read(_TYPES)
            if len(types) > MAX_TYPES:
                raise ParseError(DAMAGED)
            strict = _STRICT in package.read("_rels/.rels")
            known = _known_types(types, kind)
            if not strict and known == types:
                return data
            return _rewritten(package, known, strict=strict)
    except ParseError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError) as error:
        raise ParseError(DAMAGED) from error


def _known_types(types: bytes, kind: PackageKind) -> bytes:
    """The list of contents with the names that the libraries know."""
    types = _MAIN_TYPE.sub(kind.content_type.encode(), types)

    def inserted(found: re.Match[bytes]) -> bytes:
        # A whole file that was put into this one is no part in XML.
        return found[0].replace(kind.content_type.encode(), b"application/octet-stream")

    return _NOT_XML.sub(inserted, types)


def _rewritten(package: zipfile.ZipFile, types: bytes, *, strict: bool) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
        for entry in package.infolist():
            # Pictures are not read, so that their places are enough.
            part = b"" if "/media/" in entry.filename else package.read(entry.filename)
            if entry.filename == _TYPES:
                part = types
            elif strict and entry.filename.endswith((".xml", ".rels")):
                part = _transitional(part)
            copy.writestr(entry.filename, part)
    return out.getvalue()


def _transitional(part: bytes) -> bytes:
    """The names of the ISO form by those that nearly all files have."""
    if _STRICT not in part:
        return part

    def name(found: re.Match[bytes]) -> bytes:
        if found[2].endswith(b"metadata/core-properties"):
            return _FAMILY + b"package/2006/relationships/metadata/core-properties"
        return _FAMILY + found[1] + b"/2006/" + found[2]

    return _STRICT_NAME.sub(name, part)


def check_package(data: bytes, *, main_part: str, kind: str) -> None:
    """Refuse a file that is no ``kind``, is protected, or unpacks into too much.

    ``main_part`` is the entry that every file of this kind has, such as ``word/document.xml``.
    Sizes are those that the archive declares; the unpacking library reads no byte beyond them.
    Raises `ParseError`.
    """
    if data.startswith(_OLE):
        raise ParseError(
            "The file is password-protected, or in the format of Office 97. "
            f"Save it as {kind} without a password."
        )
    if not data.startswith(b"PK"):
        raise ParseError(f"The content is not a {kind} file although the name says so.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise ParseError(DAMAGED) from error
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
        raise ParseError("The file unpacks into too much data. Remove large pictures, or split it.")
    for entry in entries:
        is_markup = entry.filename.endswith((".xml", ".rels"))
        if is_markup and entry.file_size > MAX_XML:
            raise ParseError("The file holds too much text for one document. Split it.")
        is_picture = entry.filename.lower().endswith(_UNPACKED_PICTURES)
        counts_from = PICTURE_COUNTS_FROM if is_picture else RATIO_COUNTS_FROM
        if entry.file_size > max(counts_from, MAX_RATIO * entry.compress_size):
            raise ParseError("The file is packed like a zip bomb and was not opened.")
        if entry.flag_bits & 0x1:
            raise ParseError("The file is password-protected. Save it without a password.")
    stem, dot, ending = main_part.rpartition(".")
    named = re.compile(rf"{re.escape(stem)}\d{{0,2}}{re.escape(dot + ending)}")
    if not any(named.fullmatch(entry.filename) for entry in entries):
        raise ParseError(f"The content is not a {kind} file although the name says so.")


def is_generic_title(title: str) -> bool:
    """Tell whether a program made up the title that stands in the properties of a file."""
    return not title or " " not in title or _GENERIC.match(title) is not None
