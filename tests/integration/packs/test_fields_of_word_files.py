"""Every way in which what someone did to a pack's Word file could vanish: it is taken, told or refused."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from lxml import etree

from followthrough.packs.writers.docx.package import MADE, word_parts, zipped
from followthrough.packs.writers.docx.reading import read_word
from rules.packs.fields import Found
from rules.problems import BadInput
from tests.integration.packs.edited import (
    NOTE,
    Copies,
    Copy,
    Edit,
    W,
    a_pack,
    emptied,
    inserted,
    parsed,
    said,
)

Read = Callable[[Edit], Found]


@pytest.fixture(scope="module")
def copies() -> Copies:
    return Copies(a_pack())


@pytest.fixture
def read(copies: Copies, tmp_path: Path) -> Read:
    """Return what becomes of a copy that is edited."""
    return partial(copies, tmp_path)


def test_a_copy_that_nobody_edited_is_told_to_be_as_it_was(read: Read) -> None:
    found = read(lambda _: None)
    assert found.taken == [
        "As it was: cover note, comment on A1.",
        "Nothing is written in: headlines, comment on A2.",
    ]
    assert (found.left, found.wrong) == ([], [])


TAKEN: dict[str, tuple[Edit, str, str]] = {
    "row-240 new words": (
        lambda copy: copy.fill(NOTE, said("Dear all", "read on")),
        "Taken: cover note.",
        "Dear all\nread on",
    ),
    "row-240 a blank that was missing": (
        lambda copy: copy.fill(NOTE, said("Dear bo ard")),
        "Taken: cover note.",
        "Dear bo ard",
    ),
    "row-240 an emptied field": (
        emptied,
        "Taken out, since its field is empty now: comment on A1.",
        "Dear board",
    ),
    "row-241 words in a field that is still marked": (
        lambda copy: copy.fill(NOTE, said("Dear all")).mark(NOTE),
        "Taken: cover note.",
        "Dear all",
    ),
    "row-241 what to do in it, as words": (
        lambda copy: copy.fill("comment:A2", said("Click here to write a comment on A2.")),
        "Nothing is written in: headlines, comment on A2.",
        "Dear board",
    ),
    "row-241 words behind what to do": (
        lambda copy: copy.fill("comment:A2", said("Click here to write a comment on A2. Late.")),
        "Taken: comment on A2.",
        "Dear board",
    ),
    "row-243 a copy of a field that says the same": (
        lambda copy: copy.add(etree.tostring(copy.field(NOTE)).decode()),
        "As it was: cover note, comment on A1.",
        "Dear board",
    ),
    "row-243 a field within a paragraph": (
        lambda copy: copy.fill(NOTE, "<w:r><w:t>Dear all</w:t></w:r>"),
        "Taken: cover note.",
        "Dear all",
    ),
    "row-244 a field by its title": (
        lambda copy: copy.tag(NOTE, ""),
        "As it was: cover note, comment on A1.",
        "Dear board",
    ),
    "row-214 contents with pages": (
        lambda copy: copy.add(
            '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>Register</w:t><w:tab/>'
            "<w:t>7</w:t></w:r></w:p>"
        ),
        "As it was: cover note, comment on A1.",
        "Dear board",
    ),
}


@pytest.mark.parametrize(("edit", "told", "note"), TAKEN.values(), ids=list(TAKEN))
def test_what_is_taken_is_told_by_its_field(read: Read, edit: Edit, told: str, note: str) -> None:
    found = read(edit)
    assert told in found.taken
    assert found.narrative.cover_note == note
    assert not any("Click" in one.text for one in found.narrative.comments)


LEFT: dict[str, tuple[Edit, str]] = {
    "bold": (
        lambda copy: copy.fill(NOTE, said("Dear board", look="<w:b/>")),
        "how words look, such as bold, lists and where links lead (cover note)",
    ),
    "a comment in the margin": (
        lambda copy: copy.say(
            "comments", f'<w:comment w:id="0" w:author="Dee">{said("Is it so?")}</w:comment>'
        ),
        "a comment in the margin by Dee: 'Is it so?'",
    ),
    "a header": (lambda copy: copy.say("header9", said("Secret")), "a header or footer: 'Secret'"),
    "a header that is gone": (
        lambda copy: copy.say("header1", ""),
        "is gone from a header or footer",
    ),
    "a footnote": (
        lambda copy: copy.say("footnotes", f"<w:footnote>{said('See page 2.')}</w:footnote>"),
        "a footnote: 'See page 2.'",
    ),
    "words that are struck out": (
        lambda copy: next(copy.root.iter(qn("w:r"))).insert(
            0, parsed("<w:rPr><w:strike/></w:rPr>")[0]
        ),
        "words that are struck out: ",
    ),
    "a picture": (
        lambda copy: copy.add("<w:p><w:r><w:pict/></w:r></w:p>"),
        "pictures, shapes or objects that were put in",
    ),
    "another file": (lambda copy: copy.add("<w:altChunk/>"), "pictures, shapes or objects"),
}


@pytest.mark.parametrize(("edit", "told"), LEFT.values(), ids=[f"row-245 {name}" for name in LEFT])
def test_what_is_not_taken_is_told(read: Read, edit: Edit, told: str) -> None:
    (left,) = read(edit).left
    assert left.startswith("Not taken: ")
    assert told in left


def twice(copy: Copy) -> None:
    copy.add(etree.tostring(copy.field(NOTE)).decode())
    copy.fill(NOTE, said("Dear all"))


REFUSED: dict[str, tuple[Edit, str]] = {
    "row-242 tracked": (
        lambda copy: copy.fill(NOTE, inserted("New")),
        "The cover note holds changes",
    ),
    "row-242 tracked out": (
        lambda copy: copy.fill(NOTE, said("Old", around='<w:del w:id="1">{}</w:del>')),
        "The cover note holds changes that were tracked and left open: accept or reject each",
    ),
    "row-242 struck out": (
        lambda copy: copy.fill("comment:A1", said("Old", look="<w:strike/>")),
        "The comment on A1 holds words that are struck out",
    ),
    "row-242 hidden": (
        lambda copy: copy.fill(NOTE, said("Old", look="<w:vanish/>")),
        "holds words that are hidden",
    ),
    "row-242 a footnote": (
        lambda copy: copy.fill(NOTE, f"{said('a')}<w:p><w:r><w:footnoteReference/></w:r></w:p>"),
        "holds a footnote",
    ),
    "row-242 an equation": (
        lambda copy: copy.fill(NOTE, "<w:p><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>"),
        "holds an equation",
    ),
    "row-242 a symbol": (
        lambda copy: copy.fill(
            NOTE, '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r></w:p>'
        ),
        "holds a symbol that is no letter",
    ),
    "row-242 a picture": (
        lambda copy: copy.fill(NOTE, "<w:p><w:r><w:drawing/></w:r></w:p>"),
        "holds a picture",
    ),
    "row-242 a table": (
        lambda copy: copy.fill(NOTE, f"<w:tbl><w:tr><w:tc>{said('x')}</w:tc></w:tr></w:tbl>"),
        "holds a table",
    ),
    "row-242 too long": (
        lambda copy: copy.fill(NOTE, said("x" * 2_001)),
        "The text of cover note has 2001 letters: shorten it to 2000",
    ),
    "row-243 two that differ": (twice, "There are 2 fields for the cover note, which differ"),
    "row-243 none of ours": (
        lambda copy: copy.fill("comment:A2", said("Late.")).tag("comment:A2", "comment:A7"),
        "The field 'comment:A7' is none of this file's",
    ),
    "row-243 gone": (
        lambda copy: copy.take_out(NOTE),
        "The field 'cover-note' is gone",
    ),
    "row-243 gone, its words left": (
        lambda copy: copy.add(said("Dear all")).take_out(NOTE),
        "It was changed outside of the fields too: .*'Dear all' was added",
    ),
    "row-243 moved into another": (
        lambda copy: copy.fill("comment:A2", said("Old", look="<w:vanish/>")).move(
            "comment:A2", NOTE
        ),
        "The comment on A2 holds words that are hidden",
    ),
    "row-245 among the contents": (
        lambda copy: copy.add(
            '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>Dear all</w:t></w:r></w:p>'
        ),
        "In the contents: 'Dear all' was added",
    ),
    "row-245 an equation outside": (
        lambda copy: copy.add(
            "<m:oMathPara><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></m:oMathPara>"
        ),
        "'x' was added",
    ),
    "row-245 within other markup": (
        lambda copy: copy.add(f'<w:customXml w:element="x">{said("Dear all")}</w:customXml>'),
        "'Dear all' was added",
    ),
    "row-245 a tracked paragraph": (lambda copy: copy.add(inserted("New")), "'New' was added"),
    "row-244 another program": (
        lambda copy: copy.saved_by("LibreOffice/7.4.7.2$Linux").add(said("New")),
        r"was saved by LibreOffice, not by Word, .*'New' was added. .*Open the pack's own file in Word",
    ),
    "row-244 one that does not say": (
        lambda copy: copy.saved_by("").add(said("New")),
        "was saved by a program that does not say which it is, as Google Docs, not by Word",
    ),
}


@pytest.mark.parametrize(("edit", "why"), REFUSED.values(), ids=list(REFUSED))
def test_what_can_not_be_taken_is_refused_with_what_to_mend(
    read: Read, edit: Edit, why: str
) -> None:
    with pytest.raises(BadInput, match=rf"(?s){why}"):
        read(edit)


@pytest.mark.parametrize(
    ("program", "is_told"),
    [
        ("Microsoft Office Word", False),
        ("Microsoft Macintosh Word", False),
        ("Microsoft Word for the web", False),
        ("LibreOffice/24.8.1.2$Windows", True),
        ("Pages", True),
        ("ONLYOFFICE/8.1", True),
        ("", True),
    ],
    ids=lambda value: f"row-244 {value}",
)
def test_which_program_saved_it_is_told_unless_it_was_word(
    read: Read, program: str, *, is_told: bool
) -> None:
    left = read(lambda copy: copy.saved_by(program)).left
    assert ["not by Word, which may join lines" in one for one in left] == [True] * is_told


def test_a_file_whose_text_has_another_name_is_read(copies: Copies) -> None:
    ours = copies.ours
    parts = word_parts(ours, MADE)
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"document.xml", b"document2.xml")
    assert read_word(zipped(parts)).fields == read_word(ours).fields
    strict = parts["word/document2.xml"].replace(
        W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    with pytest.raises(ValueError, match="save it as Word Document"):
        read_word(zipped(parts | {"word/document2.xml": strict}))
