"""Responsible for the zip packages that Office saves: what is in them, within bounds.

Twenty kilobytes of zip can hold gigabytes of XML, and a megabyte of XML takes ten as a tree. So the
sizes are looked at before anything is unpacked, and signs of markup are counted before it is parsed.
"""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from followthrough.reading.file import MEGABYTE

MOST_PARTS = 4_000
TOO_SMALL_TO_MIND = MEGABYTE
"""Bytes unpacked up to which a part may shrink as it likes."""
ENCRYPTED = 1
_ENTRY = b"PK\x01\x02"
"""How the entry of a part begins in a zip's directory."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MARKUP = (".xml", ".rels", ".vml")
_DAMAGE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError, OSError, KeyError),
)
"""What zipfile raises of damaged files."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a package may hold."""

    inside: int
    """Bytes, unpacked."""
    signs: int
    """Signs that begin a tag, in all its XML: an element has one or two."""
    times: int = 150
    """How many times its size in the file a part may take; what Excel and Word save takes 30."""


class Unusable(ValueError):  # noqa: N818 - it says what is wrong with the file
    """A package that can't be read: why, in words to follow `it `."""


class Damaged(Unusable):
    """It is no package that is whole."""


class Locked(Unusable):
    """It is protected by a password."""


def parts_of(content: bytes, bounds: Bounds) -> dict[str, bytes]:
    """Return the parts of a package by name; raises Unusable if it is none that is whole and small."""
    if content.count(_ENTRY) > MOST_PARTS:
        raise Unusable(f"holds more than {MOST_PARTS:,} parts")
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            _check_sizes(entries, bounds)
            parts = {entry.filename: package.read(entry) for entry in entries}
    except Unusable:
        raise
    except _DAMAGE as damage:
        raise Damaged("is damaged") from damage
    signs = sum(data.count(b"<") for name, data in parts.items() if name.endswith(_MARKUP))
    if signs > bounds.signs:
        raise Unusable(f"holds more than {bounds.signs:,} marks")
    return parts


def _check_sizes(entries: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise Locked("is protected by a password")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise Damaged("is packed in a way that Office does not know")
    if sum(entry.file_size for entry in entries) > bounds.inside:
        raise Unusable(f"is over {bounds.inside // MEGABYTE} MB when unpacked")
    for entry in entries:
        if entry.file_size > max(TOO_SMALL_TO_MIND, bounds.times * entry.compress_size):
            raise Unusable("holds the same again and again, as no saved file does")
