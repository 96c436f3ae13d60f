"""What of an RTF file is not read, and what its owner is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Passed:
    """Counts what was passed over. ``is_open`` tells that the file does not end as it should."""

    struck: int = 0
    hidden: int = 0
    deletions: int = 0
    pictures: int = 0
    large_pictures: int = 0
    objects: int = 0
    is_open: bool = False

    def remarks(self) -> Iterator[str]:
        """Sentences for the owner."""
        if self.is_open:
            yield "The file does not end as it should; its end may be missing. Save it again."
        if self.deletions:
            yield (
                "The document has tracked changes: it is read as if all of them were accepted. "
                "Accept or reject them."
            )
        if self.struck:
            yield "Struck-through text was left out."
        if self.hidden:
            yield "Text that nobody sees was left out: it is marked as hidden, tiny or white."
        if self.large_pictures:
            one = self.large_pictures == 1
            yield (
                f"{_many(self.large_pictures, 'large picture')}: what stands on "
                f"{'it' if one else 'them'} is not found. Add the text to the document."
            )
        if self.objects:
            yield (
                f"{_many(self.objects, 'embedded object')}: not read. "
                "Add the text, or the objects as files of their own."
            )

    def emptiness(self) -> str:
        """Why the file has no text, and what to do."""
        told = list(self.remarks())
        if self.pictures and not self.large_pictures:
            told.append("it holds only pictures. Add the text to it.")
        return " ".join(["The document has no text:", *(told or ["it is empty."])])


def _many(count: int, name: str) -> str:
    return f"1 {name}" if count == 1 else f"{count:,} {name}s"
