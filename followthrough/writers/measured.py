"""Responsible for how wide a text is in the packs' typeface, so that labels stay inside pictures."""

import struct
from functools import cache

from followthrough.writers.typeface import UPRIGHT, glyphs, table

ROOM = 1.15
"""What a text gets beyond its own width: Arial, which a reader may see instead, is wider."""
_ELLIPSIS = "\u2026"


def width(text: str, size: float) -> float:
    """Return how wide `text` is at `size`, in the unit of `size`; never too little."""
    widths, per_em = _advances()
    return ROOM * size * sum(widths.get(ord(letter), per_em) for letter in text) / per_em


def clip(text: str, size: float, most: float) -> str:
    """Return `text` on one line, cut with an ellipsis if it is wider than `most`."""
    line = " ".join(text.split())
    if width(line, size) <= most:
        return line
    left = most - width(_ELLIPSIS, size)
    end = 0
    while end < len(line) and (left := left - width(line[end], size)) >= 0:
        end += 1
    return line[:end].rstrip() + _ELLIPSIS


@cache
def _advances() -> tuple[dict[int, int], int]:
    """Return the advance width of each code point, and how many of these units are one em."""
    font = UPRIGHT.read_bytes()
    per_em = struct.unpack_from(">H", table(font, b"head"), 18)[0]
    metrics = table(font, b"hmtx")
    known = struct.unpack_from(">H", table(font, b"hhea"), 34)[0]
    found = {
        # Glyphs after the last known one are as wide as that one.
        code: struct.unpack_from(">H", metrics, 4 * min(glyph, known - 1))[0]
        for code, glyph in glyphs().items()
    }
    return found, per_em
