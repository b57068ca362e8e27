"""A secret that no text holds by chance, the forms it may take in one, and finding it in any."""

import html
import json
import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, unquote, unquote_plus

MARKER = 'Mk7zQ/@w&x 9"%41'
"""With what URLs, HTML and JSON write otherwise."""
_CODED = re.compile(r"[A-Za-z0-9+/_-]{6,}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){4,}")


def forms(secret: str) -> dict[str, str]:
    """Return a secret as servers and libraries may repeat it, by what was done to it."""
    coded = {
        f"base64 after {before!r}": b64encode(f"{before}{secret}{after}".encode()).decode()
        for before in ("", "\0user\0", "u\0", "us:", "user=me\1auth=Bearer ")
        for after in ("", "\1\1")
    }
    return coded | {
        "as it is": secret,
        "in capitals": secret.upper(),
        "for a URL": quote(secret),
        "for a URL, slashes too": quote(secret, safe=""),
        "for a URL, in small letters": quote(secret, safe="").lower(),
        "for a form": quote_plus(secret),
        "for a URL twice": quote(quote(secret, safe="")),
        "for HTML": html.escape(secret),
        "in JSON": json.dumps(secret)[1:-1],
        "in Python": repr(secret.encode())[2:-1],
        "in hexadecimal": secret.encode().hex(),
        "base64 for a URL": urlsafe_b64encode(f"me:{secret}".encode()).decode(),
    }


def leaks(secret: str, text: str) -> bool:
    """Say whether a text gives a secret away, however it is written there; it decodes what may be code."""
    wanted = secret.lower()
    return any(wanted in read.lower() for read in _readings(text))


def _readings(text: str) -> Iterator[str]:
    plain = {text, text.replace('\\"', '"').replace("\\\\", "\\")}
    for said in plain:
        yield said
        yield html.unescape(said)
        once = unquote(said)
        yield from (once, unquote(once), unquote_plus(said))
    for found in _HEX.finditer(text):
        yield bytes.fromhex(found[0]).decode(errors="replace")
    for found in _CODED.finditer(text):
        word = found[0].replace("-", "+").replace("_", "/")
        for start in range(4):
            whole = word[start : start + (len(word) - start) // 4 * 4]
            yield b64decode(whole).decode("latin-1")
            left = word[start + len(whole) :]
            if len(left) > 1:
                yield b64decode(word[start:] + "=" * (4 - len(left))).decode("latin-1")
