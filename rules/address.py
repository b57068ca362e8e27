"""Responsible for what counts as one plain e-mail address."""

import re

from rules.problems import BadInput
from rules.text import quoted

_ATOM = r"[A-Za-z0-9!#$'*+/=^_`{|}~-]+"  # RFC 5322 without &, ? and %, which URLs read
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
LONGEST = 254
LONGEST_LOCAL_PART = 64

EXAMPLE = "name@example.org"


def is_plain_address(text: str) -> bool:
    """Say whether `text` is exactly one address: no name, list, space, line break, `&`, `?` or `%`."""
    fits = len(text) <= LONGEST and len(text.partition("@")[0]) <= LONGEST_LOCAL_PART
    return fits and _PLAIN.fullmatch(text) is not None


def advice(text: str) -> str:
    """Return what to write instead of a text that is no plain address, as an imperative.

    Mail servers need not know letters outside ASCII, so that a domain is asked for as they do.
    """
    name, _, domain = text.rpartition("@")
    try:
        spelled = f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError:
        spelled = ""
    if is_plain_address(spelled):
        return f"write its domain in ASCII: {spelled}"
    return f"write a single one such as {EXAMPLE}"


def refuse_unless_plain(text: str) -> None:
    """Raise BadInput, with what to write instead, unless a text is exactly one address."""
    if not is_plain_address(text):
        raise BadInput(f"{quoted(text)} is not one plain e-mail address; {advice(text)}.")
