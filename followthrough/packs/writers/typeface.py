"""Responsible for the typeface of the PDF: where its files lie and which characters it can draw.

Typst refuses to make an accessible PDF if one character has no drawing, so that a single Chinese
name would stop a whole pack. The font's own table of characters is therefore read here, and
whatever it lacks is shown as a box.
"""

import struct
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import fontpkg_source_sans_3 as source_sans  # type: ignore[import-untyped] # it has no types
import typst

FAMILY: str = source_sans.FAMILY
FOLDER: Path = source_sans.ROOT / "files"
UPRIGHT = FOLDER / "SourceSans3[wght].ttf"
BOX = "\u25a1"
"""White square: Source Sans 3 draws it, as a test makes sure."""

_FULL_UNICODE = (3, 10)  # platform and encoding of the table that holds every code point
_GROUPED = 12  # its format: groups of consecutive code points
_UNSEEN = frozenset({"Cc", "Cf"})  # controls, and marks that steer text without being seen
_NEVER_DRAWN = frozenset({"Co", "Cs", "Cn"})  # private, half and unassigned code points
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_NEW_LINES = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}

ROOM = 1.15
"""What a text gets beyond its own width: Arial, which a reader may see instead, is wider."""
_ELLIPSIS = "\u2026"


@cache
def fonts() -> typst.Fonts:
    """Return the one family that packs are set in; nothing that the machine happens to have."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER]
    )


KNOWN = 4096
"""Characters that are looked up once: a pack holds millions, of few kinds."""


@cache
def drawable() -> frozenset[int]:
    """Return the code points that the typeface can draw; raise ValueError if it can't be read."""
    return frozenset(glyphs())


@cache
def glyphs() -> dict[int, int]:
    """Return the number of each code point's drawing; raise ValueError if it can't be read."""
    found = table(UPRIGHT.read_bytes(), b"cmap")
    subtables = struct.unpack_from(">H", found, 2)[0]
    for index in range(subtables):
        platform, encoding, offset = struct.unpack_from(">HHI", found, 4 + 8 * index)
        if (platform, encoding) == _FULL_UNICODE:
            return _code_points(found, offset)
    raise ValueError(f"{FAMILY} has no table of all its characters")


def missing(text: str) -> frozenset[str]:
    """Return the characters of `text` that a reader will see as a box."""
    once = "".join(sorted(set(unicodedata.normalize("NFC", text))))  # a pack has millions
    return frozenset(c for c in plain(once) if c != "\n" and not _can_draw(c))


def fit(text: str) -> str:
    """Return `text` as the typeface can draw it: unseen marks left out, the rest boxed."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c == "\n" or _can_draw(c) else BOX for c in plain(text))


def plain(text: str) -> str:
    """Return `text` composed, its new lines alike, without controls and marks that are not seen."""
    if text.isascii() and text.isprintable():
        return text
    for found, shown in _NEW_LINES.items():
        text = text.replace(found, shown)
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if c == "\n" or not _is_unseen(c))


@lru_cache(KNOWN)
def _is_unseen(character: str) -> bool:
    selector = ord(character) in _VARIATION_SELECTORS
    return selector or unicodedata.category(character) in _UNSEEN


@lru_cache(KNOWN)
def _can_draw(character: str) -> bool:
    return ord(character) in drawable() and unicodedata.category(character) not in _NEVER_DRAWN


def table(font: bytes, wanted: bytes) -> bytes:
    """Return one table of a font file; raise ValueError if it has no such table."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for index in range(tables):
        tag, _, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == wanted:
            return font[offset : offset + length]
    raise ValueError(f"{FAMILY} has no {wanted.decode()} table")


def _code_points(cmap: bytes, offset: int) -> dict[int, int]:
    if struct.unpack_from(">H", cmap, offset)[0] != _GROUPED:
        raise ValueError(f"{FAMILY} lists its characters in a way that is not known here")
    groups = struct.unpack_from(">I", cmap, offset + 12)[0]
    found: dict[int, int] = {}
    for index in range(groups):
        first, last, glyph = struct.unpack_from(">III", cmap, offset + 16 + 12 * index)
        codes = zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True)
        # Glyph 0 is the font's own mark for "not here".
        found.update((code, drawing) for code, drawing in codes if drawing)
    return found


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
