"""Responsible for what text may be stored: long enough for people, short enough for a table."""

import unicodedata

LONGEST_TEXT = 2_000
"""Characters of one text (semantics row 92)."""
_ALLOWED_CONTROLS = "\t\n\r"


def holds_controls(text: str) -> bool:
    """Say whether `text` holds a control character, which no file or mail can show."""
    return any(
        unicodedata.category(character) in {"Cc", "Cs"} and character not in _ALLOWED_CONTROLS
        for character in text
    )
