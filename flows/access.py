"""Responsible for who may use the Prefect of `make run`: one password, and its own pages alone.

Without it whoever reaches the server, any account of the machine or a page in its browser, could
have the worker run what they like.
"""

import os
import secrets
from pathlib import Path
from typing import NamedTuple

from rules.problems import BadInput

FILE = "prefect-password"
"""In the data folder: one line, as Prefect's UI asks for it."""
USER = "followthrough"
LETTERS = 24
"""Bytes of chance in a password."""
PRIVATE = 0o600


class Password(NamedTuple):
    """What Prefect's server asks for: `user:password`, all of it."""

    text: str
    file: Path
    is_new: bool


def password_of(data: Path) -> Password:
    """Return the password that is kept in the data folder, made by chance if there is none.

    Nobody but this account may read its file. Raises BadInput if the file holds no password.
    """
    file = data / FILE
    made = f"{USER}:{secrets.token_urlsafe(LETTERS)}"
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except FileExistsError:
        return Password(_kept(file), file, is_new=False)
    with os.fdopen(opened, "w", encoding="ascii") as kept:
        kept.write(f"{made}\n")
    return Password(made, file, is_new=True)


def _kept(file: Path) -> str:
    try:
        file.chmod(PRIVATE)
        text = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError):
        text = ""
    user, _, password = text.partition(":")
    if not (user and password and text.isprintable()):
        raise BadInput(
            f"{file} holds no user:password for Prefect; remove it, and a new one is made."
        )
    return text


def closed(password: str, origin: str) -> dict[str, str]:
    """Return the settings by which Prefect asks for the password, and by which its clients say it.

    Pages of other origins are refused, and a change needs a token that only its own pages ask for.
    """
    return {
        "PREFECT_SERVER_API_AUTH_STRING": password,
        "PREFECT_API_AUTH_STRING": password,
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": origin,
    }
