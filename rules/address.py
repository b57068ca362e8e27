"""Responsible for what counts as one plain e-mail address."""

import re

_ATOM = r"[A-Za-z0-9!#$%'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
LONGEST = 254


def is_plain_address(text: str) -> bool:
    """Say whether `text` is exactly one address: no name, list, space, line break or `&`."""
    return len(text) <= LONGEST and _PLAIN.fullmatch(text) is not None
