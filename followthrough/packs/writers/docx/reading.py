"""Responsible for reading a Word file back: what stands in its fields, and all else that it says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import nsmap, qn

from followthrough.packs.writers.docx.beside import marked, pictures, saved_by, written_beside
from followthrough.packs.writers.docx.package import MADE, word_parts
from followthrough.packs.writers.docx.words import (
    GONE,
    INSERTED,
    PARAGRAPH,
    SYMBOL,
    parsed,
    plain,
    text_of,
)
from followthrough.reading.package import Bounds
from rules.packs.fields import Field, Holds, is_ours
from rules.problems import BadInput

OF_CONTENTS = ("TOC", "Contents")
"""How the styles of contents are called: programs write these anew, with the pages."""
TITLE = "{http://purl.org/dc/elements/1.1/}title"
DOCUMENT = "/officeDocument"
CONTROL, TABLE, ROW, CELL = qn("w:sdt"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
BLOCKS = {CONTROL, qn("w:sdtContent"), qn("w:customXml"), *INSERTED}
"""What may stand around paragraphs and tables."""
BESIDE_WORDS = {
    Holds.TRACKED: tuple(INSERTED | GONE),
    Holds.NOTE: (qn("w:footnoteReference"), qn("w:endnoteReference")),
    Holds.EQUATION: (f"{{{nsmap['m']}}}oMath",),
    Holds.SYMBOL: (SYMBOL,),
    Holds.TABLE: (TABLE,),
}
LOOKS = tuple(qn(f"w:{name}") for name in ("b", "i", "u", "highlight", "numPr", "hyperlink"))
MARKED = {"struck out": Holds.STRUCK, "hidden": Holds.HIDDEN}


@dataclass(slots=True)
class WordFile:
    """What a Word file says."""

    fields: dict[str, list[Field]] = field(default_factory=dict)
    """The marked fields by their tags; each more than once if it was copied."""
    names: dict[str, str] = field(default_factory=dict)
    """The tag of each field by its title, which some programs keep where they lose the tag."""
    others: list[tuple[str, str]] = field(default_factory=list)
    """(where, text) of everything outside of the fields, in its order."""
    contents: list[str] = field(default_factory=list)
    """The lines of its contents."""
    headings: list[str] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    """(what, words) of what is written beside its text."""
    pictures: int = 0
    """Outside of the fields."""
    title: str = ""
    """What its properties call it: board and month, as long as nobody changes that."""
    program: str = ""
    """Which saved it; empty if it does not say."""

    @property
    def written(self) -> dict[str, list[str]]:
        """What its maker had written into each field, by its tag; blank where it says what to do."""
        return {
            tag: [line for one in copies for line in one.written]
            for tag, copies in self.fields.items()
        }


def copy_read(
    name: str, content: bytes, bounds: Bounds, names: Mapping[str, str] | None = None
) -> WordFile:
    """Return what a Word file says that someone called `name` and handed in.

    `names` are those of the fields of the file that it is a copy of. Raises BadInput if it is none.
    What that takes is known only when it is read, so that it is called in a process of its own.
    """
    try:
        return read_word(content, bounds, names)
    except ValueError as fault:
        raise BadInput(f"{name} can't be read: it {fault}.") from fault


def read_word(
    content: bytes, bounds: Bounds = MADE, names: Mapping[str, str] | None = None
) -> WordFile:
    """Return what a Word file says; raise ValueError if it is none, in words to follow `it `."""
    parts = word_parts(content, bounds)
    root = parsed(_document(parts))
    body = root.find(qn("w:body"))
    if body is None:
        raise ValueError("is no Word file of the usual kind: save it as Word Document (.docx)")
    found = WordFile(program=saved_by(parts))
    if about := parts.get("docProps/core.xml"):
        found.title = parsed(about).findtext(TITLE) or ""
    _take_fields_out(body, found, names or {})
    heading = "The first page"
    for block in body:
        heading = _read(block, heading, found)
    found.beside = written_beside(parts, body)
    found.pictures = pictures(body)
    return found


def _document(parts: Mapping[str, bytes]) -> bytes:
    """Return the part that holds the text; some programs call it `word/document2.xml`."""
    name = "word/document.xml"
    if name not in parts and (relations := parts.get("_rels/.rels")):
        ends = [one for one in parsed(relations) if one.get("Type", "").endswith(DOCUMENT)]
        name = next((one.get("Target", "").lstrip("/") for one in ends), name)
    if name not in parts:
        raise ValueError("is not a Word file")
    return parts[name]


def _take_fields_out(body: Any, found: WordFile, names: Mapping[str, str]) -> None:  # noqa: ANN401 - lxml carries no types
    """Read each field of ours, wherever it stands, and leave the rest without it; inner ones first."""
    for control in reversed(list(body.iter(CONTROL))):
        title = _value(control, "w:alias")
        tag = _value(control, "w:tag") or names.get(title, "")
        content = control.find(qn("w:sdtContent"))
        if content is None or not is_ours(tag):
            continue
        found.fields.setdefault(tag, []).insert(0, _field(control, content))
        if title:
            found.names[title] = tag if found.names.get(title, tag) == tag else ""
        if content.find(CELL) is None:
            control.getparent().remove(control)
        else:
            for one in list(content.iter(PARAGRAPH)):
                one.clear()
    found.fields = dict(reversed(found.fields.items()))


def _value(control: Any, name: str) -> str:  # noqa: ANN401 - likewise
    known = control.find(f"{qn('w:sdtPr')}/{qn(name)}")
    return "" if known is None else known.get(qn("w:val"), "")


def _field(control: Any, content: Any) -> Field:  # noqa: ANN401 - likewise
    lines = [text_of(one).strip() for one in _paragraphs(content) or [content]]
    holds = {
        kind for kind, tags in BESIDE_WORDS.items() if next(content.iter(*tags), None) is not None
    }
    holds |= {MARKED[how] for how, words in marked(content) if words}
    holds |= {Holds.PICTURE} if pictures(content) else set()
    if next(control.iterancestors(*INSERTED, *GONE), None) is not None:
        holds.add(Holds.TRACKED)
    is_hint = control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None
    has_look = next(content.iter(*LOOKS), None) is not None
    return Field(tuple(filter(None, lines)), is_hint, frozenset(holds), has_look)


def _paragraphs(element: Any) -> list[Any]:  # noqa: ANN401 - likewise
    """Return the paragraphs within an element, but those within another, as of a text box."""
    found = []
    for one in element:
        found += [one] if one.tag == PARAGRAPH else _paragraphs(one)
    return found


def _read(block: Any, heading: str, found: WordFile) -> str:  # noqa: ANN401 - likewise
    """Read one block into `found`; return the heading that is above what follows."""
    if block.tag == TABLE:
        found.others += _cells(block, heading)
    elif block.tag == PARAGRAPH:
        return _read_paragraph(block, heading, found)
    elif block.tag in BLOCKS:
        for one in block:
            heading = _read(one, heading, found)
    elif text := plain(block):
        found.others.append((heading, text))
    return heading


def _read_paragraph(block: Any, heading: str, found: WordFile) -> str:  # noqa: ANN401 - likewise
    style = block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    called = "" if style is None else style.get(qn("w:val"), "")
    text = plain(block)
    if text and called.startswith(OF_CONTENTS):
        found.contents.append(text)
    elif text:
        found.others.append((heading, text))
    if text and called.startswith("Heading"):
        found.headings.append(text)
        return text
    return heading


def _cells(table: Any, heading: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - likewise
    """Yield each cell with where it is: under which heading, in which row and column."""
    rows = [[plain(cell) for cell in row.iter(CELL)] for row in table.iter(ROW)]
    columns = rows[0] if rows else []
    for number, row in enumerate(rows):
        for at, text in enumerate(row):
            column = columns[at] if at < len(columns) else f"column {at + 1}"
            where = f"row {row[0]}, {column}" if number else "the headings of the table"
            yield f"{heading}, {where}", text
