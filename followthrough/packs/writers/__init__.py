"""Responsible for turning the contents of a pack into files; each writer knows one format."""

import os
import secrets
from datetime import UTC, datetime, time
from pathlib import Path

from rules.packs.contents import Contents


def cut_off(pack: Contents) -> datetime:
    """Return the instant that files are stamped with: midnight UTC of the cut-off, never now.

    Two makings of the same contents then have the same bytes.
    """
    return datetime.combine(pack.occasion.as_of, time.min, tzinfo=UTC)


def put_whole(path: Path, content: bytes) -> None:
    """Write `content` so that `path` never names a half-written file; raise OSError if it can't."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as fault:  # nobody knows the unfinished file by its name
        raise OSError(fault.errno, fault.strerror, str(path)) from fault
    finally:
        unfinished.unlink(missing_ok=True)
