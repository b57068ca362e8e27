"""Responsible for what counts as one plain e-mail address."""

import re

_ATOM = r"[A-Za-z0-9!#$'*+/=^_`{|}~-]+"  # RFC 5322 without &, ? and %, which URLs read
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
LONGEST = 254
LONGEST_LOCAL_PART = 64


def is_plain_address(text: str) -> bool:
    """Say whether `text` is exactly one address: no name, list, space, line break, `&`, `?` or `%`."""
    fits = len(text) <= LONGEST and len(text.partition("@")[0]) <= LONGEST_LOCAL_PART
    return fits and _PLAIN.fullmatch(text) is not None
