"""What a secretariat writes into the Word file, taken back; all else in it is left as it was made."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx.oxml.ns import nsmap, qn
from lxml import etree
from sqlalchemy import Engine

from followthrough.notices.letters import rendered
from followthrough.packs.narrative import read_back
from followthrough.packs.versions import Assembled, contents_of
from followthrough.packs.writers.docx.package import MADE, word_parts, zipped
from rules.packs.sections import Comment
from rules.problems import BadInput
from tests.builders.plans import Service, at
from tests.integration.cli.command_line import Command
from tests.integration.packs.life import (
    DEADLINE,
    ISSUED,
    WANTED,
    a_plan,
    again,
    draft,
    issue,
    kept,
    mailed,
)


class Word:
    """A pack's Word file, as someone edits it."""

    def __init__(self, path: Path) -> None:
        self.parts = word_parts(path.read_bytes(), MADE)
        self.root = etree.parse(io.BytesIO(self.parts["word/document.xml"])).getroot()

    def write(self, tag: str, *paragraphs: str) -> None:
        """Replace what stands in a field."""
        for field in self.root.iter(qn("w:sdt")):
            known = field.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
            if known.get(qn("w:val")) == tag:
                for hint in list(field.iter(qn("w:showingPlcHdr"))):
                    hint.getparent().remove(hint)
                content = field.find(qn("w:sdtContent"))
                content[:] = [self._paragraph(text) for text in paragraphs]
                return
        raise KeyError(tag)

    def replace(self, old: str, new: str) -> None:
        """Replace a text, the first time that it stands outside of a field."""
        for text in self.root.iter(qn("w:t")):
            if text.text == old and not list(text.iterancestors(qn("w:sdt"))):
                text.text = new
                return
        raise KeyError(old)

    def save(self, path: Path) -> Path:
        document = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        path.write_bytes(zipped(self.parts | {"word/document.xml": document}))
        return path

    @staticmethod
    def _paragraph(text: str) -> etree._Element:
        paragraph = etree.Element(qn("w:p"))
        run = etree.SubElement(paragraph, qn("w:r"))
        etree.SubElement(run, qn("w:t")).text = text
        return paragraph


def word_of(made: Assembled) -> Word:
    return Word(next(file.path for file in made.files if file.name.endswith(".docx")))


def take(service: Service, data: Path, path: Path, by: str = "Ada Min") -> Assembled:
    when = at(DEADLINE, 12)
    return read_back(service.place(when, data), WANTED, path, by)


def test_what_is_written_into_the_fields_is_taken_and_every_file_made_again(
    database: Engine, tmp_path: Path
) -> None:
    service = a_plan(database)
    first = draft(service, tmp_path)
    word = word_of(first)
    word.write("headlines", "A good month.", "One action worries us.")
    word.write("cover-note", "Dear board,", "please read page 2.")
    word.write("comment:A1", "The supplier is back.")
    made = take(service, tmp_path, word.save(tmp_path / "edited.docx"))
    assert (made.version, made.new) == ("0.2", True)
    assert made.headlines == first.headlines, "nobody writes over what the figures say"
    assert {file.path.suffix for file in made.files} == {".docx", ".html", ".pdf", ".xlsx"}
    old, new = map(contents_of, kept(service))
    assert new.narrative.headlines == ("A good month.", "One action worries us.")
    assert new.narrative.cover_note == "Dear board,\nplease read page 2."
    assert new.narrative.comments == (Comment("A1", "The supplier is back."),)
    assert new.narrative.author == "Ada Min"
    assert (
        replace(new, narrative=old.narrative, occasion=old.occasion, sign_off=old.sign_off) == old
    )
    prepared = [(one.sign_off[0].name, one.sign_off[0].on) for one in (old, new)]
    assert prepared == [("", None), ("Ada Min", DEADLINE)], "by whom the pack was touched"
    ((subject, detail),) = service.audited("wrote narrative")
    assert subject.endswith(" 0.1")
    assert (detail["by"], detail["comments"]) == ("Ada Min", {"A1": "The supplier is back."})
    assert mailed(service) == ["0.1", "0.2"]
    again_read = take(service, tmp_path, word_of(made).save(tmp_path / "again.docx"))
    assert (again_read.version, again_read.new) == ("0.2", False)
    assert issue(service, tmp_path).headlines == made.headlines
    with pytest.raises(BadInput, match="is issued, so that its Word file is not read"):
        take(service, tmp_path, tmp_path / "edited.docx")


def test_what_was_written_stays_when_the_draft_is_made_again(
    database: Engine, tmp_path: Path
) -> None:
    service = a_plan(database)
    word = word_of(draft(service, tmp_path))
    word.write("cover-note", "Dear board")
    take(service, tmp_path, word.save(tmp_path / "edited.docx"))
    service.complete("A1", at(ISSUED, 8))
    made = again(service, tmp_path, at(ISSUED, 9))
    assert contents_of(kept(service)[-1]).narrative.cover_note == "Dear board"
    said = (
        "What was written to version 0.2 or before stays: read it against the new figures. "
        "Words by: Ada Min (cover note)."
    )
    assert made.doubts == (said,)
    assert "read it against the new figures" in " ".join(
        rendered(service.pack_mails()[-1]).text.split()
    )


def test_what_the_pdf_can_not_draw_is_named_where_it_was_written(
    command: Command, database: Engine, tmp_path: Path
) -> None:
    service = a_plan(database)
    word = word_of(draft(service, command.data))
    word.write("cover-note", "Dear \u674e", "evil\u202etxt")
    edited = str(word.save(tmp_path / "edited.docx"))
    out = command("pack", "read", *WANTED, edited, "--by", "Ada Min", now=at(DEADLINE, 9))[1]
    said = (
        "In the PDF a box stands for each character that its typeface can't draw: cover note (\u674e). "
        "The other files hold them."
    )
    assert said in out
    assert said in " ".join(rendered(service.pack_mails()[-1]).text.split())
    note = contents_of(kept(service)[-1]).narrative.cover_note
    assert note == "Dear \u674e\neviltxt", "no mark turns round what follows"


CHANGED = {
    "a date": (
        "29\u00a0Jan\u00a02027",
        "29\u00a0Mar\u00a02027",
        r"What falls due, row .*: '29 Jan 2027' became '29 Mar 2027'",
    ),
    "a rating": (
        "Green",
        "Blue",
        r"Where the plan stands, row (Green|Blue), Rating: 'Green' became 'Blue'",
    ),
    "a figure": ("2", "0", r"'2' became '0'"),
    "a heading": ("In short", "Successes", "'In short' became 'Successes'"),
}


@pytest.mark.parametrize(("old", "new", "said"), CHANGED.values(), ids=list(CHANGED))
def test_what_is_changed_outside_of_the_fields_is_refused_by_name(
    database: Engine, tmp_path: Path, old: str, new: str, said: str
) -> None:
    service = a_plan(database)
    word = word_of(draft(service, tmp_path))
    word.write("cover-note", "Dear board")
    word.replace(old, new)
    with pytest.raises(BadInput, match=said):
        take(service, tmp_path, word.save(tmp_path / "edited.docx"))
    assert [pack.version for pack in kept(service)] == ["0.1"]
    assert service.audited("wrote narrative") == []


def files(folder: Path) -> Iterator[tuple[str, Path, str, str]]:
    (folder / "text.docx").write_bytes(b"no zip")
    (folder / "empty.docx").write_bytes(zipped({"x.xml": b""}))
    (folder / "broken.docx").write_bytes(zipped({"word/document.xml": b"<w:"}))
    yield "Ada Min", folder / "text.docx", "it is not a Word file", ""
    yield "Ada Min", folder / "empty.docx", "it is not a Word file", ""
    yield "Ada Min", folder / "broken.docx", "that is whole", ""
    yield "Ada Min", folder / "none.docx", "none.docx is not there", ""
    yield "Ghost", folder / "text.docx", "There is no person 'Ghost'; the people are: ", ""
    yield " ", folder / "text.docx", "Nobody is named as the writer. Say who wrote it.", ""


def test_what_can_not_be_read_is_refused(database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    word = word_of(draft(service, tmp_path))
    word.write("cover-note", "x" * 2_001)
    for by, path, said, _ in files(tmp_path):
        with pytest.raises(BadInput, match=said):
            take(service, tmp_path, path, by)
    with pytest.raises(BadInput, match="The text of cover note has 2001 letters"):
        take(service, tmp_path, word.save(tmp_path / "long.docx"))
    assert mailed(service) == ["0.1"]


def test_reading_on_the_command_line(command: Command, database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    out = command("pack", now=at(DEADLINE, 8))[1]
    word = Word(Path(next(line.strip() for line in out.splitlines() if line.endswith(".docx"))))
    word.write("cover-note", "Dear board")
    edited = str(word.save(tmp_path / "edited.docx"))
    words = ("pack", "read", *WANTED, edited, "--by", "Ada Min")
    word.parts["word/comments.xml"] = (
        f'<w:comments xmlns:w="{nsmap["w"]}"><w:comment w:author="Dee"><w:p><w:r><w:t>Is it so?'
        "</w:t></w:r></w:p></w:comment></w:comments>"
    ).encode()
    word.save(tmp_path / "edited.docx")
    out = command(*words, now=at(DEADLINE, 9))[1]
    assert "version 0.2." in out
    assert "  Taken: cover note.\n  Nothing is written in: headlines, comments on A1, A2.\n" in out
    left = "Not taken: a comment in the margin by Dee: 'Is it so?'."
    assert left in out
    assert left in " ".join(rendered(service.pack_mails()[-1]).text.split())
    word.replace("Green", "Blue")
    word.save(tmp_path / "edited.docx")
    code, _, wrong = command(*words, now=at(DEADLINE, 9))
    assert code == 2
    assert "edited.docx (a copy of version 0.1) was changed outside of the fields" in wrong
    word = Word(Path(next(line.strip() for line in out.splitlines() if line.endswith(".docx"))))
    word.replace("Green", "Blue")
    word.save(tmp_path / "edited.docx")
    code, _, wrong = command(*words, now=at(DEADLINE, 9))
    assert code == 2
    assert "edited.docx was changed outside of the fields" in wrong
