"""Responsible for Word files as packages: their parts, zipped so that the same give the same bytes."""

import io
import zipfile
from collections.abc import Mapping

from followthrough.reading.file import MEGABYTE
from followthrough.reading.package import Bounds, Damaged, parts_of

START = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold; no part is dated later."""
FIRST = "[Content_Types].xml"
MADE = Bounds(inside=500 * MEGABYTE, signs=50_000_000, times=2_000)
"""What a file of ours may hold: it is bounded by what it was made from."""
TEMPLATE = Bounds(inside=40 * MEGABYTE, signs=300_000)
"""Ours has fifteen hundred signs, a pack of thirty actions fifty thousand."""
COPY = Bounds(inside=20 * MEGABYTE, signs=500_000)
"""What an edited copy may hold besides three times what the file held that it is a copy of."""


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts as one package: in the order of their names, without times."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda one: (one != FIRST, one)):
            entry = zipfile.ZipInfo(name, START)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, parts[name])
    return held.getvalue()


def word_parts(content: bytes, bounds: Bounds) -> dict[str, bytes]:
    """Return the parts of a Word file by name; raise Unusable if it is none that is whole and small."""
    try:
        return parts_of(content, bounds)
    except Damaged as damage:
        raise Damaged("is not a Word file") from damage


def room_for_copy(original: bytes) -> Bounds:
    """Return what an edited copy of one of our files may hold: Word writes more than it was given."""
    parts = word_parts(original, MADE)
    inside, signs = map(
        sum, zip(*((len(one), one.count(b"<")) for one in parts.values()), strict=True)
    )
    return Bounds(COPY.inside + 3 * inside, COPY.signs + 3 * signs)
