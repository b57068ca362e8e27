"""Responsible for what text may be stored: long enough for people, short enough for a table."""

import unicodedata

from rules.problems import BadInput

LONGEST_TEXT = 2_000
"""Characters of one text (semantics row 92)."""
LONGEST_QUOTE = 60
_ALLOWED_CONTROLS = "\t\n\r"


def holds_controls(text: str) -> bool:
    """Say whether `text` holds a control character, which no file or mail can show."""
    return any(
        unicodedata.category(character) in {"Cc", "Cs"} and character not in _ALLOWED_CONTROLS
        for character in text
    )


def quoted(text: str) -> str:
    """Return text in quotation marks as a sentence can hold it: short and printable."""
    short = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    printable = (c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short)
    return f'"{"".join(printable)}"'


def said(what: str, text: str, *, needed: bool = False) -> str:
    """Return `text` trimmed; raise BadInput if it can't be kept, or is missing where needed."""
    if holds_controls(text) or len(text) > LONGEST_TEXT:
        raise BadInput(
            f"The {what} holds a control character or is over {LONGEST_TEXT:,} characters "
            f"long ({len(text):,}); retype or shorten it."
        )
    if needed and not text.strip():
        raise BadInput(f"A {what} is needed: say in a sentence why.")
    return text.strip()
