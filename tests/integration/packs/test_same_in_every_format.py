"""The PDF, the Word file and the HTML of one pack, read section by section (semantics row 212)."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx as python_docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from openpyxl import load_workbook

from followthrough.packs.edition_file import default_editions
from followthrough.packs.writers import html
from followthrough.packs.writers.blocks import Block, Case, Drawn, Part, Parts, Table
from followthrough.packs.writers.docx import write as docx
from followthrough.packs.writers.parts import on_paper, on_screen
from followthrough.packs.writers.pdf import write as pdf
from followthrough.packs.writers.typeface import fit
from followthrough.packs.writers.xlsx import write as xlsx
from rules.packs import front
from rules.packs.contents import Contents
from rules.packs.edition import EVERYTHING, TITLES, Depth, Edition, Section
from rules.packs.empty import nothing
from rules.packs.sections import PAPER
from tests.builders.pack import action, pack_of, realistic
from tests.integration.packs.test_html import Read
from tests.integration.packs.test_pdf_and_excel import text_of, without_gaps

EDITIONS = [one.edition for one in default_editions()] + [EVERYTHING]


def texts(part: Part) -> Iterator[str]:
    """Yield each text of a part, in the order in which every format tells it."""
    for block in part.blocks:
        yield from _texts(block)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Table():
            yield from (head.said for head in block.heads)
            for row in block.rows:
                yield from row.group.splitlines()
                yield from (line.said for cell in row.cells for line in cell)
                yield from row.tail
        case Case():
            yield from (block.ref, block.title, block.rating, block.figure, block.unit)
            yield from (said for part in block.parts for said in part)
        case Parts():
            yield from (said for part in block.parts for said in part)
        case Drawn():
            pass  # test_pdf_and_excel, test_html and test_word_files look at charts
        case _:
            yield block.said


def of_word(content: bytes) -> dict[str, str]:
    """Return what stands under each heading of a Word file."""
    found, heading = {"": ""}, ""
    for block in python_docx.Document(io.BytesIO(content)).element.body:
        text = without_gaps("".join(one.text or "" for one in block.iter(qn("w:t"))))
        style = block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) == "Heading1":
            heading = text
        found[heading] = found.get(heading, "") + text
    return found


def of_page(page: str) -> dict[str, str]:
    """Return what stands in each section of an HTML page, by its anchor."""
    sections = re.findall(r'<section aria-labelledby="([^"]+)">(.*?)</section>', page, re.DOTALL)
    return {anchor: without_gaps(Read(body).text) for anchor, body in sections}


def pdf_of(pack: Contents, folder: Path) -> str:
    pdf.write(pack, folder / "pack.pdf")
    with pikepdf.open(folder / "pack.pdf") as opened:
        return text_of(opened)


@pytest.mark.parametrize("edition", EDITIONS, ids=[f"row-212-{one.name}" for one in EDITIONS])
def test_each_section_says_the_same_in_every_format(edition: Edition, tmp_path: Path) -> None:
    pack = replace(realistic(), edition=edition)
    parts = on_paper(pack)
    in_pdf = pdf_of(pack, tmp_path)
    in_word = of_word(docx.filled(pack))
    in_html = of_page(html.page(pack))

    assert list(in_word)[1:] == [without_gaps(part.heading) for part in parts]
    for part in parts:
        for said in filter(None, texts(part)):
            assert without_gaps(fit(said)) in in_pdf, (part.heading, said)
            assert without_gaps(said) in in_word[without_gaps(part.heading)], (part.heading, said)
    for part in on_screen(pack):
        for said in filter(None, texts(part)):
            assert without_gaps(said) in in_html[part.anchor], (part.heading, said)


@pytest.mark.parametrize(
    "facts", [pytest.param(dict(front.front_facts(realistic())), id="row-238")]
)
def test_the_first_page_says_the_same_of_the_agenda_in_every_format(
    facts: dict[str, str], tmp_path: Path
) -> None:
    assert list(facts)[: len(PAPER)] == list(PAPER.values())
    xlsx.write(realistic(), tmp_path / "pack.xlsx")
    sheet = load_workbook(tmp_path / "pack.xlsx").worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    files = (
        pdf_of(realistic(), tmp_path),
        of_word(docx.filled(realistic()))[""],
        without_gaps(Read(html.page(realistic())).text),
        without_gaps(" ".join(cells)),
    )
    for label in PAPER.values():
        assert all(
            without_gaps(f"{label}{facts[label]}") in file.replace(":", "") for file in files
        )
    none = pack_of(action("A1"), occasion=realistic().occasion)
    assert not set(PAPER.values()) & set(dict(front.front_facts(none)))
    assert "Assurance" not in of_word(docx.filled(none))[""]


@pytest.mark.parametrize("edition", EDITIONS, ids=[one.name for one in EDITIONS])
def test_a_paper_tells_every_section_or_says_where_it_is(edition: Edition) -> None:
    pack = replace(realistic(), edition=edition)
    parts = {part.heading: part for part in on_paper(pack)}
    about = dict(parts["About this pack"].blocks[0].parts)  # type: ignore[union-attr] # they are Parts

    for chosen in edition.sections:
        none = nothing(pack, chosen.section)
        if none:
            assert none in about["Nothing to tell"]
        elif chosen.depth is Depth.ELSEWHERE:
            assert TITLES[chosen.section] in about["Elsewhere"]
        else:
            part = parts.get(TITLES[chosen.section])
            assert part is None or any(texts(part)), "no heading without anything under it"


def test_what_one_section_tells_is_told_though_another_holds_nothing() -> None:
    pack = pack_of(action("A1"))
    (progress,) = [part for part in on_paper(pack) if part.anchor == Section.PROGRESS]
    assert "R1 " in " ".join(texts(progress))
