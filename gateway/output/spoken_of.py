"""Whether a mark of thoughts is used, or spoken of: by what stands around it.

Each answer is ``None`` where what follows, and has not come yet, will tell.
"""

from __future__ import annotations

import re

from gateway.output.thought_marks import Mark

_QUOTES_BEFORE, _QUOTES_AFTER = "\"'“„«‚‘(", "\"'”“»’‘)"
# In the middle of a sentence, and before more of it, a mark is spoken of where nothing ends it.
_MID_SENTENCE = re.compile(r"[\w,][ \t]+")
_MORE_OF_A_SENTENCE = re.compile(r"[ \t][^\W\dA-Z_]|[,.;:!?)]")
# A span of code that goes on for longer than this after a mark is none.
_MOST_OF_A_SPAN = 300


def in_a_span(
    rest: str, end: int, span: str, mark: Mark, before: str, *, last: bool
) -> bool | None:
    """Whether the span of code that ``span`` ends goes on behind a mark, which ends at ``end``."""
    line_end = rest.find("\n", end)
    line = rest[end : line_end if line_end >= 0 else end + _MOST_OF_A_SPAN]
    if span in line:
        # A lone backtick before it may be closed by another one in the answer.
        return not mark.ends or span[0] == "<" or "`" in (before, line[:1])
    more = line_end < 0 and len(line) < _MOST_OF_A_SPAN and not last
    return None if more else False


def beside(rest: str, end: int, mark: Mark, before: str, *, last: bool) -> bool | None:
    """Whether the letters right before and behind a mark say that it is a name, or quoted."""
    if mark.unless_after and before in mark.unless_after:
        return True
    is_quoted = before in _QUOTES_BEFORE
    if not (is_quoted or mark.unless_before):
        return False
    if end == len(rest):
        return False if last else None
    return rest[end] in mark.unless_before or (is_quoted and rest[end] in _QUOTES_AFTER)


def in_a_sentence(line: str, rest: str, end: int, *, last: bool) -> bool | None:
    """Whether a sentence goes on around a mark; ``line`` is what stands before it."""
    if not _MID_SENTENCE.fullmatch(line[-2:]):
        return False
    following = rest[end : end + 2]
    if len(following) < 2 and not last and not _MORE_OF_A_SENTENCE.match(following):
        return None
    return _MORE_OF_A_SENTENCE.match(following) is not None
