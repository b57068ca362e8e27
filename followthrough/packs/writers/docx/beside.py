"""Responsible for what people write into a Word file beside its text: it is told, and never taken."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docx.oxml.ns import qn

from followthrough.packs.writers.docx.words import RUN, parsed, plain, without_counted

_NAME = re.compile(r"word/(comments|header|footer|footnotes|endnotes)\d*\.xml")
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}
_MARGIN = "header or footer"
_AUTHOR, _VALUE = qn("w:author"), qn("w:val")
_LINES = {qn("w:strike"): "struck out", qn("w:dstrike"): "struck out", qn("w:vanish"): "hidden"}
_OFF = {"0", "false", "off"}
_PICTURES = tuple(qn(f"w:{name}") for name in ("drawing", "pict", "object", "altChunk"))
_EXTENDED = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"


def written_beside(parts: Mapping[str, bytes], body: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - lxml carries no types
    """Return (what, its words) of all that is written beside the text of a Word file.

    That is comments in its margin, headers, footers, notes, and words outside of fields that are struck
    out or hidden. Raises ValueError, in words to follow `it `, if a part is not whole.
    """
    found = [(f"words that are {how}", words) for how, words in marked(body)]
    for name, part in sorted(parts.items()):
        if kind := _NAME.fullmatch(name):
            found += _of_part(kind[1], parsed(part))
    return [(what, words) for what, words in found if words]


def _of_part(kind: str, root: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - likewise
    if kind == "comments":
        for one in root.iter(qn("w:comment")):
            by = one.get(_AUTHOR)
            yield f"a comment in the margin{f' by {by}' if by else ''}", plain(one)
    elif kind in _NOTES:
        for one in root:
            yield f"a {_NOTES[kind]}", plain(one)
    else:
        yield f"a {_MARGIN}", without_counted(root)


def marked(element: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - likewise
    """Yield (how, words) of words that are struck out or hidden, which all others are not."""
    for mark in element.iter(*_LINES):
        run = mark.getparent().getparent()
        if mark.get(_VALUE) not in _OFF and run is not None and run.tag == RUN:
            yield _LINES[mark.tag], plain(run)


def pictures(element: Any) -> int:  # noqa: ANN401 - likewise
    """Return how many pictures, shapes and objects an element holds."""
    return sum(1 for _ in element.iter(*_PICTURES))


def saved_by(parts: Mapping[str, bytes]) -> str:
    """Return what the program calls itself that saved a Word file; empty if it does not say."""
    about = parts.get("docProps/app.xml")
    return (parsed(about).findtext(f"{_EXTENDED}Application") or "") if about else ""
