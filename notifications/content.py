"""Responsible for a notice's words as they were handed over: kept small, known by their hash."""

import zlib
from hashlib import sha256

import orjson

from models.notice import Notice
from notifications.render import Rendered
from rules.problems import RecordDamaged

LEVEL = 1
"""Of compression: a mail shrinks to a fifth by it, and to little less by more work."""


def kept(rendered: Rendered) -> tuple[bytes, str]:
    """Return the words compressed, and the SHA-256 of what they are uncompressed."""
    said = orjson.dumps([rendered.subject, rendered.text, rendered.html])
    return zlib.compress(said, LEVEL), sha256(said).hexdigest()


def words(notice: Notice) -> Rendered | None:
    """Return the words that were kept, None if there are none; raise RecordDamaged if it can't be."""
    if not notice.content:
        return None
    try:
        return Rendered(*orjson.loads(zlib.decompress(notice.content)))
    except (zlib.error, ValueError, TypeError):
        raise RecordDamaged(f"the words of notice {notice.id}") from None
