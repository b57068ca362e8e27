"""Responsible for secrets in what machines say: known by their settings, and never repeated.

A server's reply, an exception or a line of a log may repeat what it was told: as it is, as part of
a URL, or in base64 as a sign-in sends it. What people write is not looked at: a password that is
a common word must not change a plan.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from threading import Lock
from urllib.parse import parse_qsl, unquote

MASK = "…"
SHORT = 5
"""Letters below which a secret counts only as a whole word, and its base64 as a whole too."""
_NAMES_A_SECRET = re.compile(r"pass|pw|secret|key|token|sig|auth|code|cred", re.IGNORECASE)
_IS_A_HOST = re.compile(r"localhost|\[.*\]|[\w-]+(\.[\w-]+)+", re.IGNORECASE)
_NO_BASE64_BEFORE, _NO_BASE64_AFTER = r"(?<![A-Za-z0-9+/_-])", r"(?![A-Za-z0-9+/=_-])"
_ID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_NOTHING = re.compile(r"(?!)")

_known: dict[str, frozenset[str]] = {}
_lock = Lock()
_pattern = _NOTHING


def know(source: str, secrets: Iterable[str]) -> None:
    """Keep these secrets of a source, such as a setting, instead of those that it had before."""
    global _pattern  # noqa: PLW0603 - of the process, as the settings are
    found = frozenset(secret for secret in secrets if secret.strip())
    with _lock:
        if _known.get(source, frozenset()) != found:
            _known[source] = found
            _pattern = _pattern_of(frozenset().union(*_known.values()))


def masked(text: str) -> str:
    """Return a machine's words without the secrets that are known, in whatever form they are there."""
    return _pattern.sub(MASK, text)


def secrets_in(url: str, *, is_channel: bool = False) -> Iterator[str]:
    """Yield what is secret in a URL: its password; of a channel's, such as Slack's, all but the host.

    With the password come the forms in which a sign-in sends it, since those are longer.
    """
    _, _, rest = url.partition("://")
    for at in re.finditer("@", rest):  # one that should have been written %40 ends nothing
        user, _, password = (unquote(word) for word in rest[: at.start()].partition(":"))
        if password:
            yield from (password, f"{user}:{password}", f"{user}\0{password}")
            yield from _key_of_notify(password)
    address, _, query = rest.partition("?")
    for name, value in parse_qsl(query):
        if is_channel or _NAMES_A_SECRET.search(name):
            yield from _long_enough(value)
    if is_channel and rest:
        yield url
        parts = re.split("[/@:]", address.partition("#")[0])
        yield from _long_enough(
            *(unquote(part) for part in parts if not _IS_A_HOST.fullmatch(part))
        )


def _key_of_notify(password: str) -> Iterator[str]:
    """Yield what is secret in an API key of GOV.UK Notify; before it stand its name and service."""
    found = re.fullmatch(rf".*-{_ID}-({_ID})", password)
    if found:
        yield found[1]


def _long_enough(*words: str) -> Iterator[str]:
    return (word for word in words if len(word) >= SHORT)


def _pattern_of(secrets: frozenset[str]) -> re.Pattern[str]:
    forms = {form for secret in secrets for form in _forms(secret)}
    # The longest first, so that a sign-in is masked whole and not about its password alone.
    return (
        re.compile("|".join(sorted(forms, key=lambda form: (-len(form), form))))
        if forms
        else _NOTHING
    )


def _forms(secret: str) -> Iterator[str]:
    """Yield patterns for a secret as it is, quoted in any way, and in base64 at any place."""
    is_short = len(secret) < SHORT
    clear = "".join(map(_letter, secret))
    data = secret.encode()
    if is_short:
        yield rf"(?<!\w)(?i:{clear})(?!\w)"
        yield f"{_NO_BASE64_BEFORE}{re.escape(b64encode(data).decode())}{_NO_BASE64_AFTER}"
        return
    yield f"(?i:{clear}|{data.hex()})"
    for before in range(3):  # bytes that may stand before it in a group of three
        coded = b64encode(bytes(before) + data).decode().rstrip("=")
        first, last = -(-before * 8 // 6), (before + len(data)) * 8 // 6
        sure = re.escape(coded[first:last])
        for plus, slash in ((r"\+", "/"), ("-", "_")):
            yield sure.replace(r"\+", plus).replace("/", slash) + r"[A-Za-z0-9+/_-]*={0,2}"


def _letter(letter: str) -> str:
    """Return a pattern for a letter as it is, or quoted as URLs, HTML, JSON or Python quote it."""
    if letter.isascii() and letter.isalnum():
        return letter
    data = letter.encode()
    forms = {
        re.escape(letter),
        "".join(f"%(?:25)*{byte:02x}" for byte in data),
        re.escape(escape(letter)),
        *(f"&#0*{ord(letter)};", f"&#x0*{ord(letter):x};", rf"\\u{ord(letter):04x}"),
        "".join(rf"\\x{byte:02x}" for byte in data),
    }
    if letter == " ":
        forms.add(r"\+")
    if letter in "\"'\\/":
        forms.add(re.escape(f"\\{letter}"))
    return f"(?:{'|'.join(sorted(forms, key=lambda form: -len(form)))})"
