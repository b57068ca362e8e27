"""Responsible for files that are small, and made to take all of a machine that reads them."""

from collections.abc import Callable, Mapping
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

EXAMPLE = Path(__file__).parents[2] / "examples" / "middlesbrough-2018" / "plan.xlsx"
MEGABYTE = 1024 * 1024
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHTER = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'


def parts_in(package: bytes) -> dict[str, bytes]:
    """Return the parts of a good package by name."""
    with ZipFile(BytesIO(package)) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a package."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED, compresslevel=6) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return made.getvalue()


def varied(elements: int) -> str:
    """Return elements no two of which are alike, so that they don't shrink to nothing."""
    return "".join(f'<c a="{number * 7919 % 1_000_003}"/>' for number in range(elements))


def bombs(package: bytes, part: str, inner: str, mark: str) -> dict[str, Callable[[], bytes]]:
    """Return what makes each bomb, of a good package: `inner` is what its part holds before `mark`."""
    good = parts_in(package)
    before, _, after = good[part].decode().partition(mark)

    def filled(filling: str) -> bytes:
        return packed(good | {part: f"{before}{filling}{mark}{after}".encode()})

    return {
        "entities of entities": lambda: packed(good | {part: f"{LAUGHTER}<x>&l9;</x>".encode()}),
        "millions of empty elements": lambda: filled(inner * 4_000_000),
        "damaged deflate": lambda: _damaged(package),
        "elements no two of which are alike": lambda: filled(varied(1_000_001)),
        "elements in elements": lambda: filled("<c>" * 300_000 + "</c>" * 300_000),
        "nothing but spaces": lambda: filled(" " * 50 * MEGABYTE),
        "ten thousand parts": lambda: packed(good | {f"{n}.xml": b"" for n in range(10_000)}),
        "eighty megabytes": lambda: packed(good | {f"{n}.bin": bytes(MEGABYTE) for n in range(80)}),
    }


def _damaged(package: bytes) -> bytes:
    junk = bytearray(package)
    noise = cycle(b"\x55\xaa\x33")
    with ZipFile(BytesIO(package)) as whole:
        for entry in whole.infolist():
            at = entry.header_offset + 30 + len(entry.filename)
            junk[at : at + entry.compress_size] = bytes(islice(noise, entry.compress_size))
    return bytes(junk)
