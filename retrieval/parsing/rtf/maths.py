"""Formulas of RTF: groups that are named as the elements of Office's own formulas."""

from __future__ import annotations

from typing import Any

from lxml import etree

from retrieval.parsing.office.formulas import MATH, formula_text

MAX_NODES = 5_000

_M = f"{{{MATH}}}"


class Formula:
    """Builds the elements of a formula from groups, and writes it as one line."""

    def __init__(self) -> None:
        self._root = etree.Element(f"{_M}oMath")
        self._path: list[Any] = [self._root]
        self._count = 0

    def open(self) -> None:
        """A group begins; what it is, its first word says."""
        self._path.append(None)

    def close(self) -> None:
        """A group ends."""
        if len(self._path) > 1:
            self._path.pop()

    def named(self, word: str) -> None:
        """The word that says what a group is, such as ``mnum``."""
        if self._path[-1] is None and self._count < MAX_NODES:
            self._count += 1
            self._path[-1] = etree.SubElement(self._parent(), f"{_M}{word[1:]}")

    def text(self, text: str) -> None:
        """Text in a run, or the value of a property."""
        if not text:
            return
        node = self._parent()
        if etree.QName(node).localname == "r" or node is self._root:
            run = node if node is not self._root else etree.SubElement(node, f"{_M}r")
            part = etree.SubElement(run, f"{_M}t")
            part.text = "".join(c for c in text if c.isprintable())
        else:
            value = node.get(f"{_M}val", "") + text
            node.set(f"{_M}val", "".join(c for c in value if c.isprintable()).strip())

    def written(self) -> str:
        """The formula in one line."""
        return formula_text(self._root)

    def _parent(self) -> Any:
        return next(node for node in reversed(self._path) if node is not None)
