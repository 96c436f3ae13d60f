"""What a PDF is called: the title that it names, or its first heading that is one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.parsing.documents import Block
from retrieval.parsing.text.cleaning import readable_name

_UNNAMED = re.compile(
    r"^(?:\W*untitled\W*\d*|\(?anonymous\)?|\(?unspecified\)?|microsoft \w+ - .*|document\d*|"
    r"powerpoint[ -]pr\w+|slide \d+|print(?:out)?|layout \d+|"
    r".*\.(?:docx?|pptx?|xlsx?|indd|pdf|rtf|tex|qxd|fm))$",
    re.IGNORECASE,
)
# What stands large on a page and is neither title nor heading.
_STAMP = re.compile(
    r"^(?:(?:page|seite|p\.)\s*\d+(?:\s*(?:of|/|von)\s*\d+)?|arxiv:\s?\S+\s.*|"
    r"\d{1,4}\s*(?:of|/|von)\s*\d{1,4}|[\W\d]+)$",
    re.IGNORECASE,
)
# What many documents have a part of, so that it names none.
_PART = re.compile(
    r"^(?:[\divx]+[.)]?\s+)?(?:(?:table of )?contents?|abbreviations|abstract|summary|introduction|"
    r"background|what is in this leaflet\W*|references|index|foreword|preface|glossary|figures?|"
    r"(?:strictly |company )?confidential\b.{0,40}|for internal use\b.{0,20}|draft|appendix|annex|"
    r"inhalt(?:sverzeichnis)?|zusammenfassung|einleitung|vertraulich)$",
    re.IGNORECASE,
)


def is_stamp(text: str) -> bool:
    """Tell whether a line is a page number or a mark that an archive prints on a page."""
    return _STAMP.match(text) is not None


def chosen_title(named: str, blocks: Sequence[Block], path: str) -> str:
    """The title of a document: ``named`` in its properties, on its first page, or by its file."""
    if len(named) > 4 and " " in named and not (_UNNAMED.match(named) or is_stamp(named)):
        return named
    on_first = [b for b in blocks if b.kind == "heading" and b.page == 1 and not is_stamp(b.text)]
    own = [block for block in on_first if not _PART.match(block.text)]
    if own:
        return min(own, key=lambda block: block.level).text
    return readable_name(path)
