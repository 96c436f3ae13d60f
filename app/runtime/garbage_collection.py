"""When Python's garbage collector works."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def garbage_waits() -> Iterator[None]:
    """Load what stays for good without the collector, which would look at all of it many times.

    That is a tenth of the CPU time of a start. What is there at the end is not looked at later
    either, so that a full collection does not hold up whoever waits for an answer.
    """
    was_at_work = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_at_work:
            gc.enable()
