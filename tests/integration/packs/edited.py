"""What tests of edited copies of a pack's Word file share: the file, and each way to edit it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from docx.oxml.ns import qn
from lxml import etree

from followthrough.packs.narrative import taken
from followthrough.packs.writers.docx import write as docx
from followthrough.packs.writers.docx.package import MADE
from followthrough.packs.writers.docx.reading import copy_read, read_word
from rules.packs.contents import Contents
from rules.packs.fields import Found
from rules.packs.sections import Comment, Narrative
from tests.builders.pack import action, pack_of
from tests.integration.packs.test_narrative import Word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
NOTE = "cover-note"
Edit = Callable[["Copy"], object]


class Copy(Word):
    """A draft in which a cover note and a comment on A1 are written, as someone goes on with it."""

    def field(self, tag: str) -> etree._Element:
        """Return the first field with a tag."""
        tags = (one for one in self.root.iter(qn("w:tag")) if one.get(qn("w:val")) == tag)
        return next(tags).getparent().getparent()

    def fill(self, tag: str, xml: str) -> "Copy":
        """Put what Word would save into a field."""
        self.field(tag).find(qn("w:sdtContent"))[:] = list(parsed(xml))
        return self

    def add(self, xml: str, at: int = -1) -> "Copy":
        """Put what Word would save into the body."""
        for one in parsed(xml):
            self.root.find(qn("w:body")).insert(at, one)
        return self

    def mark(self, tag: str) -> "Copy":
        """Leave the mark on a field that it shows what to do in it."""
        etree.SubElement(self.field(tag).find(qn("w:sdtPr")), qn("w:showingPlcHdr"))
        return self

    def tag(self, tag: str, other: str) -> "Copy":
        """Give a field another tag; none if that is empty."""
        known = self.field(tag).find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        known.set(qn("w:val"), other)
        return self

    def take_out(self, tag: str) -> "Copy":
        self.field(tag).getparent().remove(self.field(tag))
        return self

    def move(self, tag: str, into: str) -> "Copy":
        self.field(into).find(qn("w:sdtContent")).append(self.field(tag))
        return self

    def say(self, part: str, xml: str) -> "Copy":
        """Have another part of the package."""
        self.parts[f"word/{part}.xml"] = f'<w:{part} xmlns:w="{W}">{xml}</w:{part}>'.encode()
        return self

    def saved_by(self, program: str) -> "Copy":
        self.parts["docProps/app.xml"] = (
            f'<Properties xmlns="{APP}"><Application>{program}</Application></Properties>'.encode()
        )
        return self


def parsed(xml: str) -> etree._Element:
    return etree.fromstring(f'<w:x xmlns:w="{W}" xmlns:m="{M}">{xml}</w:x>')


def said(*lines: str, look: str = "", around: str = "{}") -> str:
    """Return paragraphs as Word saves them."""
    run = f"<w:r><w:rPr>{look}</w:rPr><w:t>{{}}</w:t></w:r>"
    return "".join(f"<w:p>{around.format(run.format(line))}</w:p>" for line in lines)


def inserted(text: str) -> str:
    return said(text, around='<w:ins w:id="1" w:author="Ada">{}</w:ins>')


def emptied(copy: Copy) -> None:
    """Do as Word does when someone deletes all that stands in a field."""
    copy.fill("comment:A1", said("Click or tap here to enter text."))
    copy.mark("comment:A1")


def a_pack() -> Contents:
    """Return a draft of A1 and A2 with a cover note and a comment on A1."""
    made = pack_of(action("A1"), action("A2"))
    words = Narrative((), "Dear board", (Comment("A1", "Soon."),), "Ada Min")
    occasion = replace(made.occasion, version="0.2 (draft)")
    return replace(made, occasion=occasion, narrative=words)


class Copies:
    """What becomes of copies of a pack's Word file."""

    def __init__(self, pack: Contents) -> None:
        self.pack = pack
        self.ours = docx.filled(pack)

    def __call__(self, folder: Path, edit: Edit, newest: Contents | None = None) -> Found:
        """Return what becomes of a copy that is edited; `newest` is what the newest version says."""
        path = folder / "copy.docx"
        path.write_bytes(self.ours)
        copy = Copy(path)
        edit(copy)
        copy.save(path)
        mine = read_word(self.ours)
        theirs = copy_read(path.name, path.read_bytes(), MADE, mine.names)
        return taken(self.pack, newest or self.pack, mine, theirs, path.name, "B")
