"""The formats that are read, and those that are not with what to do: one list for all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from retrieval.parsing.office.archives import DOCUMENT, PRESENTATION, WORKBOOK


@dataclass(frozen=True, slots=True)
class Format:
    """A format by the name that people know; files of it end in one of ``suffixes``."""

    name: str
    suffixes: tuple[str, ...]


MARKDOWN = Format("Markdown", (".md", ".markdown"))
HTML = Format("HTML", (".html", ".htm"))
TEXT = Format("text", (".txt",))
CSV = Format("CSV", (".csv", ".tsv"))
PDF = Format("PDF", (".pdf",))
DOCX = Format("DOCX", DOCUMENT.suffixes)
PPTX = Format("PPTX", PRESENTATION.suffixes)
XLSX = Format("XLSX", WORKBOOK.suffixes)
XLS = Format("XLS", (".xls", ".xlt"))
ODT = Format("ODT", (".odt", ".ott"))
ODS = Format("ODS", (".ods", ".ots"))
ODP = Format("ODP", (".odp", ".otp"))
RTF = Format("RTF", (".rtf",))
MAIL = Format("e-mail", (".eml", ".msg"))
EPUB = Format("EPUB", (".epub",))
XML = Format("XML (SPL, JATS, FHIR)", (".xml",))
JSON = Format("JSON (FHIR)", (".json",))

PICTURE = Format("pictures (PNG, JPEG, TIFF)", (".png", ".jpg", ".jpeg", ".tif", ".tiff"))

FORMATS = (
    MARKDOWN,
    HTML,
    TEXT,
    CSV,
    PDF,
    DOCX,
    PPTX,
    XLSX,
    XLS,
    ODT,
    ODS,
    ODP,
    RTF,
    MAIL,
    EPUB,
    XML,
    JSON,
    PICTURE,
)
SUFFIXES = frozenset(suffix for one in FORMATS for suffix in one.suffixes)
SLIDES = frozenset((*PPTX.suffixes, *ODP.suffixes))

_ARCHIVE = "Archives are not opened. Unpack it, and add the files in it."
_APPLE = "Export it as {} from the program that made it."
# What to do with a file of a type that is not read.
NEXT_STEPS = {
    ".doc": "Word 97 to 2003 wrote it. Open it in Word, and save it as DOCX.",
    ".dot": "Word 97 to 2003 wrote it. Open it in Word, and save it as DOCX.",
    ".ppt": "PowerPoint 97 to 2003 wrote it. Open it in PowerPoint, and save it as PPTX.",
    ".pps": "PowerPoint 97 to 2003 wrote it. Open it in PowerPoint, and save it as PPTX.",
    ".xlsb": "It is a binary workbook. Open it in Excel, and save it as XLSX.",
    ".pages": _APPLE.format("DOCX"),
    ".numbers": _APPLE.format("XLSX"),
    ".key": _APPLE.format("PPTX"),
    ".mht": "It is a web archive. Open it in a browser, and save it as HTML or PDF.",
    ".mhtml": "It is a web archive. Open it in a browser, and save it as HTML or PDF.",
    ".one": "Export the pages from OneNote as PDF or DOCX.",
    ".vsd": "Export it from Visio as PDF.",
    ".vsdx": "Export it from Visio as PDF.",
    ".xps": "Open it, and print it as PDF.",
    ".wpd": "Open it in a word processor, and save it as DOCX.",
    ".pst": "It is a whole mailbox. Save the messages that are to answer one by one.",
    ".mbox": "It is a whole mailbox. Save the messages that are to answer one by one.",
    **dict.fromkeys((".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz"), _ARCHIVE),
}


def suffix_of(path: str) -> str:
    """What the name of a file ends in, in small letters and with its dot."""
    # A file may be called nothing but ".md"; pathlib takes that for a name without a suffix.
    _, dot, suffix = PurePosixPath(path.replace("\\", "/")).name.rpartition(".")
    return (dot + suffix).lower() if dot else ""


def why_unread(suffix: str) -> str:
    """The reason why files that end so are not read, and what to do."""
    kind = f"of type {suffix}" if suffix else "without a suffix"
    if suffix in NEXT_STEPS:
        return f"Files {kind} are not read. {NEXT_STEPS[suffix]}"
    names = [one.name for one in FORMATS]
    return f"Files {kind} are not read; {', '.join(names[:-1])} and {names[-1]} are."
