"""The scale on which the cosines of different models compare."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cosines:
    """Where cosines lie: of a question and any text, and of one and the nearest that answers it."""

    unrelated: float
    same: float

    def on_the_scale(self, cosine: float) -> float:
        """One of them on the common scale, by a line through the two points."""
        share = (cosine - self.unrelated) / (self.same - self.unrelated)
        return min(1.0, max(-1.0, SCALE.unrelated + share * (SCALE.same - SCALE.unrelated)))


# The common scale is that of all-MiniLM-L6-v2; fusion and evidence take it for granted.
SCALE = Cosines(unrelated=0.15, same=0.58)
