"""Responsible for how versions of a pack are counted: 0.1, 0.2, 1.0, 1.1 and so on."""

FIRST_DRAFT = "0.1"
FIRST_ISSUE = "1.0"


def next_version(last: str | None, *, issued: bool) -> str:
    """Return the version after `last`, None if there is none: of a draft, or as issued (row 75)."""
    if last is None or (issued and last.startswith("0.")):
        return FIRST_ISSUE if issued else FIRST_DRAFT
    whole, _, part = last.partition(".")
    return f"{whole}.{int(part) + 1}"
