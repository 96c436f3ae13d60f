"""Gives back the memory that Arrow keeps for its next table."""

from __future__ import annotations

import pyarrow as pa


def release() -> None:
    """Return to the system what no table holds any more.

    Arrow keeps it of itself: after a large merge or export that is more than all the rest of what
    the service holds, and the next one may be a day away.
    """
    pa.default_memory_pool().release_unused()
