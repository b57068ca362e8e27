"""Responsible for reading a Word file back: what was written into its fields, and all else it says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from followthrough.packs.writers.docx.package import MADE, word_parts
from followthrough.reading.package import Bounds
from rules.problems import BadInput

OF_WORD = "TOC"
"""How the styles of contents are called: Word writes these anew, with the pages."""
HEADLINES, COVER_NOTE, COMMENT = "headlines", "cover-note", "comment:"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
GONE = {qn("w:del"), qn("w:moveFrom")}
"""What was taken out while changes were tracked."""
MADE_OF = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


@dataclass(slots=True)
class WordFile:
    """What a Word file says."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    """The paragraphs in each marked field, by its tag; none while nothing was written there."""
    others: list[tuple[str, str]] = field(default_factory=list)
    """(where, text) of everything outside of the fields, in its order."""
    title: str = ""
    """What its properties call it: board and month, as long as nobody changes that."""


def copy_read(name: str, content: bytes, bounds: Bounds) -> WordFile:
    """Return what a Word file says that someone called `name` and handed in.

    Raises BadInput if it is none. What that takes is known only when it is read, so that it is called
    in a process of its own.
    """
    try:
        return read_word(content, bounds)
    except ValueError as fault:
        raise BadInput(f"{name} can't be read: it {fault}.") from fault


def read_word(content: bytes, bounds: Bounds = MADE) -> WordFile:
    """Return what a Word file says; raise ValueError if it is none, in words to follow `it `."""
    parts = word_parts(content, bounds)
    if "word/document.xml" not in parts:
        raise ValueError("is not a Word file")
    root = _parsed(parts["word/document.xml"])
    found = WordFile()
    if about := parts.get("docProps/core.xml"):
        found.title = _parsed(about).findtext(TITLE) or ""
    body = root.find(qn("w:body"))
    heading = "The first page"
    for block in body if body is not None else ():
        heading = _read(block, heading, found)
    return found


def _parsed(part: bytes) -> Any:  # noqa: ANN401 - lxml carries no types
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as fault:
        raise ValueError("is not a Word file that is whole") from fault


def _read(block: Any, heading: str, found: WordFile) -> str:  # noqa: ANN401 - lxml carries no types
    """Read one block into `found`; return the heading that is above what follows."""
    if block.tag == qn("w:sdt"):
        return _read_field(block, heading, found)
    if block.tag == qn("w:tbl"):
        found.others += _cells(block, heading)
    elif block.tag == qn("w:p"):
        style = block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        called = "" if style is None else style.get(qn("w:val"), "")
        text = _plain(block)
        if text and not called.startswith(OF_WORD):
            found.others.append((heading, text))
        if text and called.startswith("Heading"):
            return text
    return heading


def _read_field(block: Any, heading: str, found: WordFile) -> str:  # noqa: ANN401 - likewise
    known = block.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    tag = known.get(qn("w:val"), "") if known is not None else ""
    content = block.find(qn("w:sdtContent"))
    within = list(content) if content is not None else []
    if tag in (HEADLINES, COVER_NOTE) or tag.startswith(COMMENT):
        empty = block.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None
        texts = [_text(p).strip() for one in within for p in one.iter(qn("w:p"))]
        found.fields[tag] = [] if empty else [text for text in texts if text]
    else:
        for one in within:
            heading = _read(one, heading, found)
    return heading


def _cells(table: Any, heading: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - likewise
    """Yield each cell with where it is: under which heading, in which row and column."""
    rows = [[_plain(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))]
    columns = rows[0] if rows else []
    for number, row in enumerate(rows):
        for at, text in enumerate(row):
            column = columns[at] if at < len(columns) else f"column {at + 1}"
            where = f"row {row[0]}, {column}" if number else "the headings of the table"
            yield f"{heading}, {where}", text


def _plain(element: Any) -> str:  # noqa: ANN401 - likewise
    return " ".join(_text(element).split())


def _text(element: Any) -> str:  # noqa: ANN401 - likewise
    if element.tag in GONE:
        return ""
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag in MADE_OF:
        return MADE_OF[element.tag]
    parts = "".join(map(_text, element))
    return f"{parts}\n" if element.tag == qn("w:p") else parts
