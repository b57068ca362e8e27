"""Responsible for the access token that a mail server is signed in to with, where it takes one.

Whoever runs the service says how a token is had: by a program that prints it. So we hold no
secret of theirs and know no identity provider.
"""

import os
import re
import shlex
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from threading import Lock

from followthrough.clock import real_now
from followthrough.settings import PREFIX, Settings
from notifications.masking import know
from rules.problems import BadInput

SETTING = f"{PREFIX}MAIL_TOKEN_COMMAND"
KEPT = timedelta(minutes=5)
"""How long a token is used: providers issue them for an hour or so, and one may be withdrawn."""
LIMIT = 30.0
"""Seconds that the program may take."""

_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750; JSON is none
_kept: dict[str, tuple[datetime, str]] = {}
_one_at_a_time = Lock()


def tokens_of(settings: Settings) -> Callable[[], str] | None:
    """Return what gives a token when it is asked; None if no setting names a program."""
    command = settings.mail_token_command
    return (lambda: token_of(command, now=real_now())) if command else None


def token_of(command: str, *, now: datetime, limit: float = LIMIT) -> str:
    """Return the token that a program prints as its one line; one is kept for 5 minutes.

    The command is split as a shell would, but no shell runs it. Raises BadInput that names the
    setting, and neither token nor command, for every way in which this can go wrong.
    """
    with _one_at_a_time:  # several connections open at once, and one token is enough
        fetched_at, token = _kept.get(command, (now, ""))
        if not token or not timedelta(0) <= now - fetched_at < KEPT:
            token = _only_line(_printed(_split(command), limit))
            know(SETTING, [token])
            _kept[command] = (now, token)
        return token


def _split(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError:
        raise BadInput(f"Setting {SETTING} has a quotation mark that is not closed.") from None
    if not words:
        raise BadInput(f"Setting {SETTING} names no program.")
    return words


def _printed(words: list[str], limit: float) -> bytes:
    """Return what the program prints; its complaints are left out, for secrets may be in them."""
    try:
        program = Popen(  # noqa: S603 - it is the administrator's own, and no shell reads it
            words, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, start_new_session=True
        )
    except (OSError, ValueError):
        raise BadInput(
            f"Setting {SETTING} names a program that can't be run; give its whole path."
        ) from None
    with program:
        try:
            printed, _ = program.communicate(timeout=limit)
        except TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)  # with what it started, which holds the pipe
            raise BadInput(
                f"Setting {SETTING} names a program that had not ended after {limit:g} seconds."
            ) from None
    if program.returncode:
        raise BadInput(
            f"Setting {SETTING} names a program that failed with exit code {program.returncode}; "
            "run it by hand to see why."
        )
    return printed


def _only_line(printed: bytes) -> str:
    lines = printed.decode("ascii", "replace").strip().splitlines()
    if len(lines) != 1 or not _TOKEN.fullmatch(lines[0]):
        raise BadInput(
            f"Setting {SETTING} names a program that must print one line, the access token alone, "
            "and printed something else."
        )
    return lines[0]
