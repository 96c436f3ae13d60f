"""Pages that are written sideways or upside down, turned so that their lines are level."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.parsing.pdf.page.drawings import Box, Marks, Rule


@dataclass(frozen=True, slots=True)
class Turn:
    """Turns the places on a page. ``angle`` is how far its text leans clockwise, in degrees.

    ``page`` is the box that is shown; its lower left corner, once turned, is the origin.
    """

    angle: int
    page: Box

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as its text is read."""
        left, bottom, right, top = self.page
        wide, high = right - left, top - bottom
        return (high, wide) if self.angle in {90, 270} else (wide, high)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the page comes to stand."""
        left, bottom, right, top = self.page
        match self.angle:
            case 90:
                return top - y, x - left
            case 180:
                return right - x, top - y
            case 270:
                return y - bottom, right - x
            case _:
                return x - left, y - bottom

    def shows(self, left: float, right: float, baseline: float) -> bool:
        """Tell whether a line of text, turned already, is at least partly on the page."""
        width, height = self.size
        return right > 0 and left < width and -2 <= baseline <= height

    def box(self, box: Box) -> Box:
        """Turn a box: its left, lower, right and upper edge."""
        x1, y1 = self.point(box[0], box[1])
        x2, y2 = self.point(box[2], box[3])
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def turned_rules(turn: Turn, marks: Marks) -> tuple[list[Rule], list[Rule]]:
    """The rules of a page when it is turned: those across it and those down."""
    level = [turn.box((r.start, r.at, r.end, r.at)) for r in marks.across]
    upright = [turn.box((r.at, r.start, r.at, r.end)) for r in marks.down]
    if turn.angle in {90, 270}:
        level, upright = upright, level
    across = [Rule(box[1], box[0], box[2]) for box in level]
    return across, [Rule(box[0], box[1], box[3]) for box in upright]
