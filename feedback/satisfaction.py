"""How content people are with an assistant, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

# A reaction of this score or a better one counts as content.
GOOD = 4
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Tally:
    """What a period holds of one assistant: answers, those that were a "no", and reactions.

    ``content`` counts the reactions with a score of 4 or 5.
    """

    turns: int = 0
    unanswered: int = 0
    rated: int = 0
    content: int = 0

    @property
    def share(self) -> float | None:
        """The share of reactions that are content, ``None`` without any."""
        return self.content / self.rated if self.rated else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies, with 95 % confidence.

        Wilson's score interval, which holds for a few reactions too: E. B. Wilson, Probable
        Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).
        """
        if not self.rated:
            return 0.0, 1.0
        n, p, zz = self.rated, self.content / self.rated, _Z * _Z
        middle = p + zz / (2 * n)
        width = _Z * sqrt(p * (1 - p) / n + zz / (4 * n * n))
        low, high = (middle - width) / (1 + zz / n), (middle + width) / (1 + zz / n)
        return max(low, 0.0), min(high, 1.0)
