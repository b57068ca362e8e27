"""Responsible for showing people's words as they wrote them, whatever they hold.

In text, in HTML and in Markdown a title is never markup, never ends its line, and never turns what
follows it.
"""

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from rules.text import reads_from_right, shown

FIRST_STRONG, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
TO_THE_RIGHT = "\N{LEFT-TO-RIGHT MARK}"
"""Follows what reads from the right: Outlook for Windows knows no isolates, but knows this."""
_MEANS_SOMETHING = re.compile(r"[\\`*_\[\]<>~|&@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_BEGINS_A_BLOCK = re.compile(r"^([#+=-]|\d+(?=[.)]))")


def in_text(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a payload whose texts can be put into plain text as they are."""
    return {key: _each(value, _isolated_in_text) for key, value in payload.items()}


def in_html(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a payload whose texts can be put into HTML that escapes what is not marked as safe."""
    return {key: _each(value, _isolated_in_html) for key, value in payload.items()}


def _each(value: Any, isolated: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value
        text = shown(value)
        return isolated(text) if reads_from_right(text) else text
    if isinstance(value, dict):
        return {key: _each(inner, isolated) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each(inner, isolated) for inner in value]
    return value


def _isolated_in_text(text: str) -> str:
    return "\n".join(f"{FIRST_STRONG}{line}{END}{TO_THE_RIGHT}" for line in text.split("\n"))


def _isolated_in_html(text: str) -> str:
    isolated = Markup("<bdi>{}</bdi>") + TO_THE_RIGHT
    return Markup("\n").join(isolated.format(line) for line in text.split("\n"))


def in_markdown(text: str) -> str:
    """Return text as one line of Markdown that shows it as it is: no link, picture, tag or block.

    For Prefect's pages, which read GitHub's dialect; that of GOV.UK Notify is another
    (notifications/govuk_notify/markdown.py).
    """
    line = " ".join(shown(text).split())
    escaped = _MEANS_SOMETHING.sub(r"\\\g<0>", line)
    escaped = _BEGINS_A_BLOCK.sub(_escaped_beginning, escaped)
    return _isolated_in_text(escaped) if reads_from_right(escaped) else escaped


def _escaped_beginning(found: re.Match[str]) -> str:
    """Return what begins a heading, a list or a rule so that it begins none."""
    return f"{found[0]}\\" if found[0].isdecimal() else f"\\{found[0]}"
