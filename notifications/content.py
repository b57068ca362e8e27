"""Responsible for a notice's words as they were handed over: kept small, known by their hash."""

import zlib
from hashlib import sha256

import orjson

from notifications.render import Rendered

LEVEL = 1
"""Of compression: a mail shrinks to a fifth by it, and to little less by more work."""


def kept(rendered: Rendered) -> tuple[bytes, str]:
    """Return the words compressed, and the SHA-256 of what they are uncompressed."""
    said = orjson.dumps([rendered.subject, rendered.text, rendered.html])
    return zlib.compress(said, LEVEL), sha256(said).hexdigest()


def words(content: bytes) -> Rendered:
    """Return the words that were kept."""
    return Rendered(*orjson.loads(zlib.decompress(content)))
