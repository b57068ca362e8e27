"""The Word file: clean, accessible and the same each time; templates that a council hands in."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx as python_docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from openxml_audit import OpenXmlValidator
from sqlalchemy import Engine

from followthrough.packs.templates import give_template, take_template, template_of
from followthrough.packs.writers.charts import pictures
from followthrough.packs.writers.docx import write as docx
from followthrough.packs.writers.docx.house_template import house_template
from followthrough.packs.writers.docx.package import MADE, word_parts, zipped
from followthrough.packs.writers.docx.reading import read_word
from followthrough.packs.writers.docx.tables import SHAPES, tables
from followthrough.packs.writers.parts import on_paper
from followthrough.packs.writers.together import together
from rules.packs.contents import Contents
from rules.packs.edition import Chosen, Depth, Edition, Section
from rules.packs.sections import Comment, Narrative
from rules.problems import BadInput, Remedy, Sentence
from tests.builders.pack import HOSTILE, hostile, pack_of, realistic
from tests.builders.places import a_place
from tests.builders.plans import KEY, at
from tests.integration.cli.command_line import Command
from tests.integration.packs.life import DEADLINE, a_plan, draft

PACKS = [pytest.param(make, id=make.__name__) for make in (realistic, hostile, pack_of)]


def with_first(text: str) -> bytes:
    """Return our template with a text in place of the organisation."""
    parts = word_parts(house_template(), MADE)
    body = parts["word/document.xml"].decode().replace("{{ pack.organisation }}", text)
    return zipped(parts | {"word/document.xml": body.encode()})


def opened(content: bytes) -> "python_docx.document.Document":
    return python_docx.Document(io.BytesIO(content))


def styled(document: "python_docx.document.Document", style: str) -> list[str]:
    """Return the paragraphs of a style."""
    return [p.text for p in document.paragraphs if p.style is not None and p.style.name == style]


@pytest.mark.parametrize("make", PACKS)
def test_same_contents_make_the_same_word_file(make: Callable[[], Contents]) -> None:
    assert docx.filled(make()) == docx.filled(make())


@pytest.mark.parametrize("make", PACKS)
def test_word_finds_nothing_wrong(make: Callable[[], Contents], tmp_path: Path) -> None:
    docx.write(make(), tmp_path / "pack.docx")
    found = OpenXmlValidator().validate(tmp_path / "pack.docx")
    assert found.is_valid, found.errors
    assert list(found.errors) == []


def test_word_finds_nothing_wrong_with_our_template(tmp_path: Path) -> None:
    (tmp_path / "template.docx").write_bytes(house_template())
    assert list(OpenXmlValidator().validate(tmp_path / "template.docx").errors) == []


def test_headings_tables_language_and_title_are_real() -> None:
    pack = realistic()
    document = opened(docx.filled(pack))
    headings = styled(document, "Heading 1")
    assert headings == [part.heading for part in on_paper(pack)]
    assert styled(document, "Title") == ["Improvement Board"]
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.title == "Progress pack: Improvement Board, January 2019"
    assert document.tables
    for table in document.tables:
        known = table._tbl.tblPr  # noqa: SLF001 - captions have no name of their own
        assert known.find(qn("w:tblCaption")).get(qn("w:val"))
        assert known.find(qn("w:tblDescription")).get(qn("w:val"))
        first, *others = table._tbl.tr_lst  # noqa: SLF001 - likewise
        assert list(first.iter(qn("w:tblHeader")))
        assert others
        assert all(list(row.iter(qn("w:cantSplit"))) for row in (first, *others))
    with zipfile.ZipFile(io.BytesIO(docx.filled(pack))) as package:
        assert 'w:lang w:val="en-GB"' in package.read("word/styles.xml").decode()


def test_every_action_and_its_rating_stands_in_the_register() -> None:
    pack = realistic()
    register = next(
        t
        for t in opened(docx.filled(pack)).tables
        if t._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Register"  # noqa: SLF001
    )
    rows = [[cell.text for cell in row.cells] for row in register.rows][1:]
    told = [(row[0], row[1].splitlines()[0], row[-1].splitlines()[0]) for row in rows]
    assert told == [(one.ref, one.title, f"{SHAPES[one.kind]} {one.kind}") for one in pack.actions]


@pytest.mark.parametrize("version", ["0.1 (draft)"], ids=["row-214"])
def test_pages_say_draft_and_how_many_there_are_and_word_may_number_the_contents(
    version: str,
) -> None:
    pack = realistic()
    pack = replace(pack, occasion=replace(pack.occasion, version=version))
    content = docx.filled(pack)
    parts = {
        name: part.decode() for name, part in word_parts(content, MADE).items() if "er1" in name
    }
    assert "DRAFT 0.1" in parts["word/header1.xml"]
    assert "Part 1: for publication" in parts["word/header1.xml"]
    assert " NUMPAGES " in parts["word/footer1.xml"]
    assert styled(opened(content), "toc 1")[1:-1] == [part.heading for part in on_paper(pack)]
    body = word_parts(content, MADE)["word/document.xml"].decode()
    numbered = zipped(
        word_parts(content, MADE)
        | {"word/document.xml": body.replace(">Register</w:t>", ">Register\t7</w:t>", 1).encode()}
    )
    assert read_word(numbered).others == read_word(content).others


def test_hostile_text_comes_out_literally() -> None:
    document = opened(docx.filled(hostile()))
    held = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "{{ 7*7 }} << 7*7 >> <% for %> {# #} <# #> ]] ]]> </w:t>" in held
    assert HOSTILE[1] in held
    assert not any("49" in text for text in held if "7*7" in text)


def test_what_was_written_stands_in_fields_and_is_read_back() -> None:
    comments = (Comment("A4", "Health will\nstart <soon>."),)
    narrative = Narrative(("All is well.", "Or nearly."), "Dear board", comments, "Ada Min")
    found = read_word(docx.filled(replace(realistic(), narrative=narrative)))
    assert found.written == {
        "headlines": ["All is well.", "Or nearly."],
        "cover-note": ["Dear board"],
        "comment:A4": ["Health will\nstart <soon>."],
    }
    assert not any("Dear board" in text for _, text in found.others)


def test_a_draft_has_an_empty_field_for_each_open_action() -> None:
    pack = realistic()
    pack = replace(pack, occasion=replace(pack.occasion, version="0.1 (draft)"))
    found = read_word(docx.filled(pack))
    still_open = [f"comment:{row.ref}" for row in pack.actions if row.is_open]
    assert {tag: found.written[tag] for tag in still_open} == {tag: [] for tag in still_open}
    assert found.written["cover-note"] == []
    assert found.written["headlines"] == [], "those of the figures stand outside of it"
    assert " ".join(pack.headlines) in [text for _, text in found.others]


def test_no_heading_sentence_or_row_stands_alone_at_the_edge_of_a_page() -> None:
    pack = realistic()
    document = opened(docx.filled(pack))
    for block, following in pairwise(document.element.body):
        is_held = following.tag == qn("w:tbl") or list(following.iter(qn("w:drawing")))
        if is_held and "".join(block.itertext()).strip():
            assert _keeps_with_next(document, block), "".join(block.itertext())
    shown = {
        one._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")): one._tbl.tr_lst[1:]  # noqa: SLF001 - likewise
        for one in document.tables
    }
    for table in (one for part in on_paper(pack) for one in tables(part)):
        kept = {at for first, last in together(table.rows) for at in range(first, last)}
        for number, row in enumerate(shown[table.name]):
            keeps = {
                one.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
                for one in row.iter(qn("w:p"))
            }
            assert keeps == {number in kept}, (table.name, number)


def _keeps_with_next(document: "python_docx.document.Document", block: BaseOxmlElement) -> bool:
    """Say whether a paragraph stays with what follows it, as its style says or what that is based on."""
    style = document.styles.element.get_by_id(block.pPr.pStyle.val)
    while style is not None and not list(style.iter(qn("w:keepNext"))):
        style = style.base_style
    return style is not None


def fields_in(content: bytes) -> dict[str, str]:
    """Return what stands in the cell around each field of a comment; nothing for one in no table."""
    found = {}
    for control in opened(content).element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val"))
        cells = control.iterancestors(qn("w:tc"))
        texts = [one.text or "" for cell in cells for one in cell.iter(qn("w:t"))]
        found[tag] = " ".join(texts)
    return {tag: said for tag, said in found.items() if tag.startswith("comment:")}


def test_row_246_a_comment_stands_beside_its_action_and_once() -> None:
    """As semantics row 246 says."""
    comments = (Comment("A4", "Health will start soon."),)
    pack = replace(realistic(), narrative=Narrative((), "", comments, "Ada Min"))
    pack = replace(pack, occasion=replace(pack.occasion, version="0.1 (draft)"))

    beside = fields_in(docx.filled(pack))

    assert set(beside) == {f"comment:{row.ref}" for row in pack.actions if row.is_open}
    rows = {row.ref: row for row in pack.actions}
    for tag, said in beside.items():
        row = rows[tag.removeprefix("comment:")]
        assert (row.short_title or row.title)[:20] in said, tag
        assert f"a comment on {row.ref}." in said or said.endswith(
            "Comment: Health will start soon."
        )
    assert beside["comment:A4"].count("Health will start soon.") == 1


def test_row_246_a_comment_on_what_no_table_tells_stands_at_the_end() -> None:
    pack = replace(realistic(), narrative=Narrative((), "", (Comment("A5", "Soon."),), "Ada Min"))
    brief = Edition("Brief", "Brief", "", (Chosen(Section.KEY, Depth.BRIEF),))
    content = docx.filled(replace(pack, edition=brief))

    assert fields_in(content) == {"comment:A5": ""}
    assert read_word(content).written["comment:A5"] == ["Soon."]
    assert "Comments on actions" in styled(opened(content), "Heading 1")


# --- Templates that are handed in ---

REFUSED = {
    "a program": (
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "holds code.*__init__",
    ),
    "an inner name": ("{{ pack.__class__.__mro__ }}", "holds code.*__class__"),
    "a class of text": ("{{ ''.__class__.__base__.__subclasses__() }}", "holds code.*__class__"),
    "large powers": ("{{ 'x' * 10 ** 10 }}", r"holds code"),
    "an endless loop": ("{% for n in range(10 ** 12) %}{% endfor %}", "holds code|range"),
    "a slip of the pen": ("{{ pack.bord }}", "bord"),
    "an open tag": ("{% if pack.board %}", "endif|end of"),
    "an unknown tag": ("{% fro x in notes %}", "fro"),
    "another file": ("{% include 'x' %}", "loader|include"),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=list(REFUSED))
def test_a_template_that_holds_code_or_an_error_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=rf"The house template can't be used.*({said})"):
        docx.filled(realistic(), with_first(text))


FILES = {
    "no zip": (b"hello", "it is not a Word file"),
    "a template of its own": (
        zipped(
            word_parts(house_template(), MADE)
            | {
                "word/_rels/settings.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats'
                b'.org/package/2006/relationships"><Relationship Id="r1" TargetMode="External" '
                b'Type="x/attachedTemplate" Target="https://council.example/a.dotm"/></Relationships>'
            }
        ),
        "loads something from elsewhere",
    ),
    "macros": (
        zipped(word_parts(house_template(), MADE) | {"word/vbaProject.bin": b"x"}),
        "a program",
    ),
    "no document": (zipped({"[Content_Types].xml": b"<x/>"}), "not a whole Word file"),
    "no styles": (
        zipped(
            {n: p for n, p in word_parts(house_template(), MADE).items() if n != "word/styles.xml"}
        ),
        r"word/styles.xml is missing",
    ),
}


@pytest.mark.parametrize(("template", "said"), FILES.values(), ids=list(FILES))
def test_what_is_no_template_is_refused(template: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=rf"The house template can't be used.*{said}"):
        docx.filled(realistic(), template)


def test_a_template_is_taken_out_edited_and_handed_back(database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    mine = tmp_path / "ours.docx"
    given = give_template(a_place(database, data=tmp_path), KEY, mine)
    assert given == Sentence(
        f"{mine} is the template of p.", Remedy.GIVE_BACK_TEMPLATE.of(plan=KEY)
    )
    mine.write_bytes(with_first("Invented Council, in its own house style"))
    take_template(a_place(database, data=tmp_path), KEY, mine)
    made = next(f for f in draft(service, tmp_path).files if f.name.endswith(".docx"))
    assert opened(made.path.read_bytes()).paragraphs[0].text == (
        "Invented Council, in its own house style"
    )
    before = template_of(tmp_path, KEY)
    mine.write_bytes(with_first("{{ pack.bord }}"))
    with pytest.raises(BadInput, match="bord"):
        take_template(a_place(database, data=tmp_path), KEY, mine)
    assert template_of(tmp_path, KEY) == before
    with pytest.raises(BadInput, match="is there already"):
        give_template(a_place(database, data=tmp_path), KEY, mine)


def test_a_template_on_the_command_line(command: Command, database: Engine, tmp_path: Path) -> None:
    a_plan(database)
    mine = tmp_path / "ours.docx"
    words = ("pack", "template", KEY, str(mine))
    code, out, _ = command(*words, now=at(DEADLINE))
    assert (code, "edit it in Word" in out) == (0, True)
    code, out, _ = command(*words, "--take", now=at(DEADLINE))
    assert (code, "from the next version on" in out) == (0, True)
    mine.write_bytes(with_first("{{ pack.__class__ }}"))
    code, _, wrong = command(*words, "--take", now=at(DEADLINE))
    assert (code, "holds code" in wrong) == (2, True)
    code, _, wrong = command("pack", "template", KEY, "none.docx", "--take", now=at(DEADLINE))
    assert (code, wrong) == (2, "none.docx is not there; check the path none.docx.\n")


def test_an_issued_pack_asks_nobody_to_write_into_it() -> None:
    def texts(version: str, note: str) -> list[str]:
        pack = realistic()
        pack = replace(pack, occasion=replace(pack.occasion, version=version))
        pack = replace(pack, narrative=replace(pack.narrative, cover_note=note))
        body = opened(docx.filled(pack)).element.body
        return [text.text for text in body.iter(qn("w:t"))]

    ask, heading = "Click here to write.", "From the secretary"
    assert {ask, heading} <= set(texts("0.1 (draft)", ""))
    assert not {ask, heading} & set(texts("1.0", ""))
    assert {heading, "Please read on."} <= set(texts("1.0", "Please read on."))


@pytest.mark.parametrize("make", [realistic, hostile])
def test_every_chart_is_in_the_file_with_its_figures_in_words(make: Callable[[], Contents]) -> None:
    content = docx.filled(make())
    described = opened(content).element.body.iter(qn("wp:docPr"))

    told = sorted(str(one.get("descr")) for one in described)
    assert told == sorted(one.alternative for one in pictures(make()))
    drawn = [
        part for name, part in word_parts(content, MADE).items() if name.startswith("word/media/")
    ]
    assert len(drawn) == len(pictures(make()))
    assert all(part.startswith(b"\x89PNG") for part in drawn)
