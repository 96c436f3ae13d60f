"""Costs of work at several sizes, and how the one grows with the other."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence

_ROUNDS, _MOST_ROUNDS, _ENOUGH_S = 5, 200, 0.4


async def cost_ms(work: Callable[[], Awaitable[object]], *, rounds: int = _MOST_ROUNDS) -> float:
    """The median of milliseconds of processor time of some rounds, the first left out.

    Other work on the machine changes it little, unlike the time on the wall.
    """
    await work()
    costs: list[float] = []
    while len(costs) < rounds and (len(costs) < _ROUNDS or sum(costs) < _ENOUGH_S):
        before = time.process_time()
        await work()
        costs.append(time.process_time() - before)
    return 1000 * statistics.median(costs)


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """The slope of the straight line through the logarithms: 0 for flat, 1 for in proportion."""
    across = [math.log(size) for size in sizes]
    up = [math.log(max(cost, 1e-6)) for cost in costs]
    return statistics.linear_regression(across, up).slope


def last_exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """The same between the two largest sizes, where what is constant weighs least."""
    return exponent(sizes[-2:], costs[-2:])
