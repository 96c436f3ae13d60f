"""Letters that office programs keep as places in a font and not as characters."""

from __future__ import annotations

from collections.abc import Mapping

_SYMBOLS: Mapping[str, Mapping[int, str]] = {
    "symbol": {
        **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
        **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
        **{0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB0: "°", 0xB4: "×", 0xB7: "•", 0xB9: "≠"},
        **{0xBB: "≈", 0xAE: "→", 0xAC: "←", 0xA5: "∞", 0xD6: "√", 0xB8: "÷", 0x2D: "−"},
    },
    "wingdings": {0xA8: "☐", 0x6F: "☐", 0xFE: "☑", 0xFD: "☒", 0xFC: "✓", 0xFB: "✗", 0xE0: "→"},
}


def symbol(font: str, place: int) -> str:
    """The character that a symbol font shows at a place; empty where it is not known."""
    return _SYMBOLS.get(font.lower(), {}).get(place, "")


def is_symbol_font(font: str) -> bool:
    """Tell whether the letters of a font are others than their characters say."""
    return font.lower() in _SYMBOLS
