"""Counters that last a minute, in the memory of this process.

The library's own stores cost more than the requests they count: one starts a thread for every
expiry and never forgets a key of a moving window, the other goes through all keys at every hit.
Here all windows of a store last equally long, so the oldest ends first and forgetting is cheap.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from limits.storage import Storage

MOST_KEYS = 100_000


@dataclass(slots=True)
class _Window:
    count: int
    ends: float


class Windows(Storage):
    """A store for fixed windows; what is over is forgotten, and beyond `MOST_KEYS` the oldest.

    ``clock`` gives seconds; windows of one store must all have the same length.
    """

    def __init__(self, clock: Callable[[], float], *, most_keys: int = MOST_KEYS) -> None:
        super().__init__()
        self._clock = clock
        self._most_keys = most_keys
        self._windows: OrderedDict[str, _Window] = OrderedDict()

    def __len__(self) -> int:
        return len(self._windows)

    @property
    def base_exceptions(self) -> type[Exception]:
        """Nothing here fails."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count ``amount``; a window that begins lasts ``expiry`` seconds."""
        now = self._clock()
        self._forget(now)
        window = self._windows.get(key)
        if window is None:
            if len(self._windows) >= self._most_keys:
                self._windows.popitem(last=False)
            window = self._windows[key] = _Window(0, now + expiry)
        window.count += amount
        return window.count

    def get(self, key: str) -> int:
        """What was counted in the window of this moment."""
        self._forget(self._clock())
        window = self._windows.get(key)
        return window.count if window else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, by the clock of the store."""
        window = self._windows.get(key)
        return window.ends if window else self._clock()

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget everything."""
        forgotten = len(self._windows)
        self._windows.clear()
        return forgotten

    def clear(self, key: str) -> None:
        """Forget one key."""
        self._windows.pop(key, None)

    def _forget(self, now: float) -> None:
        while self._windows:
            key, window = next(iter(self._windows.items()))
            if window.ends > now:
                return
            del self._windows[key]
