"""Lists what is attached to the messages of a source among its documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from retrieval.documents import Document
from retrieval.parsing.documents import ParseError
from retrieval.parsing.formats import MAIL, suffix_of
from retrieval.sources.attachments import attached_to, holder_of
from retrieval.sources.description import name_problem
from retrieval.sources.source_folder import Entry, FolderUnreachableError, SourceFolder


async def with_attachments(
    folder: SourceFolder,
    entries: Sequence[Entry],
    known: Mapping[str, Document],
    is_settled: Callable[[Entry], bool],
) -> tuple[Entry, ...]:
    """The entries of a folder and of the messages in it, ordered by path.

    A message that ``is_settled`` is not opened, and one that cannot be read keeps what was known
    to be attached to it. Raises `FolderUnreachableError`.
    """
    listed = {entry.path for entry in entries}
    found = list(entries)
    for entry in entries:
        if suffix_of(entry.path) not in MAIL.suffixes or entry.problem:
            continue
        for path in await _attached(folder, entry, known, is_settled):
            if path not in listed:
                found.append(Entry(path, stamp=entry.stamp, problem=name_problem(path)))
    return tuple(sorted(found, key=lambda entry: entry.path))


async def _attached(
    folder: SourceFolder,
    entry: Entry,
    known: Mapping[str, Document],
    is_settled: Callable[[Entry], bool],
) -> list[str]:
    earlier = [path for path in known if path.startswith(f"{entry.path}/")]
    if is_settled(entry):
        return earlier
    try:
        return await attached_to(folder, entry.path)
    except FolderUnreachableError:
        raise
    except (OSError, ParseError):
        # Its own line of the ledger says why.
        return earlier


def could_be_there(path: str, listed: Mapping[str, Entry]) -> bool:
    """Tell whether a path is in the folder, or leads into a message that is."""
    if path in listed:
        return True
    place = holder_of(path)
    return place is not None and place[0] in listed
