"""Responsible for when a notice that could not be sent is tried again."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


def next_attempt(now: datetime, attempts: int, key: str) -> datetime:
    """Return when to try again after `attempts` tries: 1, 2, 4 ... 60 minutes.

    The upper half of each wait is spread by the notice's key, so that a crowd does not return
    together; the same key and count always give the same time.
    """
    doublings: int = 2 ** min(max(attempts, 1) - 1, 10)
    wait = min(FIRST_WAIT * doublings, LONGEST_WAIT)
    spread = int.from_bytes(sha256(f"{key}:{attempts}".encode()).digest()[:4]) / 2**32
    return now.astimezone(UTC) + wait * (0.5 + spread / 2)
