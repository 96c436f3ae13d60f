"""What keeps a zipped office file from unpacking into too much."""

from __future__ import annotations

import io
import re
import zipfile

from retrieval.parsing.documents import ParseError

MAX_ENTRIES = 5_000
MAX_UNPACKED = 200_000_000
MAX_XML = 60_000_000
MAX_RATIO = 200
RATIO_COUNTS_FROM = 1_000_000

_GENERIC = re.compile(
    r"^\W*(?:untitled|document|presentation|powerpoint|word|microsoft|workbook|book|template|title|"
    r"slide|pr(?:ä|ae)sentation|dokument|présentation)\b.{0,40}$",
    re.IGNORECASE,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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
        raise ParseError("The file is damaged or cut short. Save it again.") from error
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
        raise ParseError("The file unpacks into too much data. Remove large pictures, or split it.")
    for entry in entries:
        is_markup = entry.filename.endswith((".xml", ".rels"))
        if is_markup and entry.file_size > MAX_XML:
            raise ParseError("The file holds too much text for one document. Split it.")
        if entry.file_size > max(RATIO_COUNTS_FROM, MAX_RATIO * entry.compress_size):
            raise ParseError("The file is packed like a zip bomb and was not opened.")
        if entry.flag_bits & 0x1:
            raise ParseError("The file is password-protected. Save it without a password.")
    if main_part not in {entry.filename for entry in entries}:
        raise ParseError(f"The content is not a {kind} file although the name says so.")


def is_generic_title(title: str) -> bool:
    """Tell whether a program made up the title that stands in the properties of a file."""
    return not title or " " not in title or _GENERIC.match(title) is not None
