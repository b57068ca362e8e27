"""The pictures of a pack's first pages, as the Prefect UI shows them."""

import struct
import zlib
from base64 import b64decode
from pathlib import Path

from followthrough.packs.writers.pdf import write as pdf
from followthrough.packs.writers.pdf.first_pages import first_pages
from tests.builders.pack import realistic


def test_the_first_pages_are_shown_as_pictures(tmp_path: Path) -> None:
    pdf.write(realistic(), tmp_path / "pack.pdf")
    pictures = first_pages(tmp_path / "pack.pdf")

    assert len(pictures) == 2
    for picture in pictures:
        kind, _, content = picture.partition(",")
        assert kind == "data:image/png;base64"
        wide, high, corner = a_png(b64decode(content))
        assert (wide, high) == (447, 632)
        assert corner in {(0x12, 0x43, 0x6D), (255, 255, 255)}, "the band, or paper"


def test_a_file_that_is_no_pdf_has_none(tmp_path: Path) -> None:
    (tmp_path / "pack.pdf").write_bytes(b"%PDF-1.7 and no more")
    assert first_pages(tmp_path / "pack.pdf") == []


def a_png(content: bytes) -> tuple[int, int, tuple[int, ...]]:
    """Return the width, the height and the first dot of a picture, every sum of it checked."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    parts, at = {}, 8
    while at < len(content):
        (size,) = struct.unpack_from(">I", content, at)
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", content, at + 8 + size) == (zlib.crc32(kind + body),)
        parts[kind] = body
        at += size + 12
    wide, high = struct.unpack_from(">II", parts[b"IHDR"])
    dots = zlib.decompress(parts[b"IDAT"])
    assert len(dots) == high * (1 + 3 * wide)
    return wide, high, tuple(dots[1:4])
