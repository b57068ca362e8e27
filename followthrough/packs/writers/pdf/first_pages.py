"""Responsible for pictures of a PDF's first pages, for whoever watches packs being made."""

import struct
import zlib
from base64 import b64encode
from pathlib import Path

import pypdfium2

PAGES = 2
SCALE = 0.75
"""Dots a point: a page of A4 is 446 dots wide, enough to know it by."""
_START = b"\x89PNG\r\n\x1a\n"
_TRUE_COLOUR = struct.pack(">BBBBB", 8, 2, 0, 0, 0)  # eight bits each of red, green, blue


def first_pages(path: Path) -> list[str]:
    """Return the first pages of a PDF as `data:` addresses of PNG pictures; none if it is none.

    Raise OSError if it can't be read.
    """
    try:
        with pypdfium2.PdfDocument(path.read_bytes()) as document:
            drawn = [document[at].render(SCALE, rev_byteorder=True) for at in _first(document)]
            return [_address(one) for one in drawn]
    except pypdfium2.PdfiumError:
        return []


def _first(document: pypdfium2.PdfDocument) -> range:
    return range(min(PAGES, len(document)))


def _address(drawn: pypdfium2.PdfBitmap) -> str:
    lines = memoryview(drawn.buffer).cast("B")
    wide = drawn.width * drawn.n_channels
    rows = (bytes(lines[at : at + wide]) for at in range(0, len(lines), drawn.stride))
    size = struct.pack(">II", drawn.width, drawn.height)
    picture = (
        _chunk(b"IHDR", size + _TRUE_COLOUR),
        _chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 9)),
        _chunk(b"IEND", b""),
    )
    return "data:image/png;base64," + b64encode(_START + b"".join(picture)).decode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checked
