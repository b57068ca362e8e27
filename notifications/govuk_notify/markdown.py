"""Responsible for a mail's plain text as GOV.UK Notify reads it: nothing formats by accident.

Notify makes both bodies of a mail from one markdown. What our plain text lays out by rules and
bullets stays laid out; whatever a title brings along is shown as it is.
"""

import re

from notifications.render import WIDTH

HANGING = 2
"""By how many spaces our plain text sets what is left of a fact or a bullet under its first line."""

_RULE = re.compile(r"-{3,}")
_BULLET = "- "
_LABEL = re.compile(r" +[A-Z][A-Za-z ]*: ")
_LINK = re.compile(r"(https?://[^\s<>\"]+)")
_FORMATS = re.compile(r"[\\`*_{}\[\]()#+\-.!|~]")
_BEGINS_A_BLOCK = re.compile(r"^(?=[\^•=])")
_NOTHING = "\u200b"  # no backslash helps against ^, • and =, which only mean something in front


def as_markdown(text: str) -> str:
    """Return plain text as markdown for Notify: paragraphs, lists, headings and links kept.

    A line that was broken only because it was full is mended: Notify would keep the break.
    """
    made, last = "", ""
    for line in _whole_lines(text):
        kind, words = _block(line, last)
        made += ("\n" if kind == last else "\n\n") + words
        last = kind if words or last != "rule" else last
    return re.sub(r"\n{3,}", "\n\n", made).strip()


def _block(line: str, last: str) -> tuple[str, str]:
    """Return the kind of a line and its markdown; what is in capitals under a rule is a heading."""
    if _RULE.fullmatch(line):
        return "rule", "---"
    if last == "rule" and line.isupper():
        return "heading", f"# {_shown(line)}"
    if line.startswith(_BULLET):
        return "list", f"* {_shown(line.removeprefix(_BULLET))}"
    return "text" if line else "gap", _shown(line)


def _shown(words: str) -> str:
    """Return words so that they are shown as they are; links stay links."""
    parts = _LINK.split(words)
    parts[::2] = [_FORMATS.sub(r"\\\g<0>", part) for part in parts[::2]]
    # As HTML has them: Notify unescapes its text body, where `<` would go unseen otherwise.
    shown = "".join(parts).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BEGINS_A_BLOCK.sub(_NOTHING, shown)


def _whole_lines(text: str) -> list[str]:
    """Return the lines without indentation, as they were before they were wrapped."""
    whole: list[str] = []
    first = before = ""
    for line in text.split("\n"):
        if _continues(line, before, first):
            whole[-1] += f" {line.strip()}"
        else:
            whole.append(line.strip())
            first = line
        before = line
    return whole


def _continues(line: str, before: str, first: str) -> bool:
    """Say whether `line` only goes on with what `first` began, since `before` was full."""
    words = line.strip()
    if not before or not words or words.startswith(_BULLET):
        return False
    if _RULE.fullmatch(before) or _RULE.fullmatch(words) or _LABEL.match(line):
        return False
    hangs = _indent(line) - _indent(first)
    in_its_place = hangs == HANGING or (hangs == 0 and not _indent(line))
    return in_its_place and len(f"{before} {words.partition(' ')[0]}") > WIDTH


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
