"""Responsible for opening an OpenDocument spreadsheet that someone sent: what is in its cells."""

from followthrough.reading.cells import Sheet, those_wanted
from followthrough.reading.file import MEGABYTE
from followthrough.reading.ods_xml import sheets_in_content
from followthrough.reading.package import Bounds, Damaged, Locked, parts_of

BOUNDS = Bounds(inside=40 * MEGABYTE, signs=1_000_000)
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_ENCRYPTED = b"encryption-data"


def sheets_of(data: bytes, wanted: tuple[str, ...], least: int) -> dict[str, Sheet]:
    """Return those sheets of a spreadsheet that are wanted, by the name asked for, or all by their own.

    They are all where fewer than `least` of those wanted are there. Raises Unusable if it holds too
    much or is protected, and whatever the parser does if it is damaged.
    """
    parts = parts_of(data, BOUNDS)
    if _ENCRYPTED in parts.get(_MANIFEST, b""):
        raise Locked("is protected by a password")
    if _CONTENT not in parts:
        raise Damaged("has no content")
    return those_wanted(sheets_in_content(parts[_CONTENT]), wanted, least)
