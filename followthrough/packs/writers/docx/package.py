"""Responsible for Word files as packages: their parts, zipped so that the same give the same bytes."""

import io
import zipfile
from collections.abc import Mapping

START = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold; no part is dated later."""
FIRST = "[Content_Types].xml"
LARGEST = 50_000_000
"""Bytes of all parts, unpacked: whatever is larger is no template."""


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


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name; raise ValueError if it is none, or far too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(entry.file_size for entry in package.infolist()) > LARGEST:
                raise ValueError("it is larger than any pack")
            return {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
        raise ValueError("it is not a Word file") from fault
