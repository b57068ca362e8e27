"""Every edition of a pack: its sections in its order, and the same figures in the PDF and in Excel."""

import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest

from followthrough.packs.edition_file import default_editions
from followthrough.packs.writers import html
from followthrough.packs.writers.alike import brief_day
from followthrough.packs.writers.docx import write as docx
from followthrough.packs.writers.listings import listed
from followthrough.packs.writers.parts import BACK, on_paper
from followthrough.packs.writers.pdf import write as pdf
from followthrough.packs.writers.typeface import fit
from followthrough.packs.writers.xlsx import write as xlsx
from rules.packs.closure import at_its_place
from rules.packs.contents import Contents
from rules.packs.edition import EVERYTHING, Edition, Section
from rules.packs.empty import nothing
from rules.packs.sections import Ask, Comment, Narrative
from tests.builders.pack import action, pack_of, realistic
from tests.builders.pack_around import last
from tests.integration.packs.test_pdf_and_excel import text_of, without_gaps

EDITIONS = [pytest.param(one.edition, id=one.edition.name) for one in default_editions()]
TOLD = ("decisions", "date_changes", "measures", "risks", "log", "meetings", "evidence", "changes")
"""Lists of a pack of which each text and date stands in both files."""
NOT_TOLD = {"ask", "kind", "decision", "board", "direction", "recommendations"}
"""Fields that are told in other words, or by where they stand."""


def pdf_text(pack: Contents, folder: Path) -> str:
    pdf.write(pack, folder / "pack.pdf")
    with pikepdf.open(folder / "pack.pdf") as opened:
        return text_of(opened)


def cells(pack: Contents, folder: Path) -> dict[str, list[object]]:
    """Return what the cells of each sheet hold."""
    xlsx.write(pack, folder / "pack.xlsx")
    workbook = openpyxl.load_workbook(folder / "pack.xlsx")
    return {
        sheet.title: [value for row in sheet.iter_rows(values_only=True) for value in row]
        for sheet in workbook
    }


def said(one: Any) -> Iterator[Any]:  # noqa: ANN401 - a row of any list
    assert is_dataclass(one)
    for field in fields(one):
        value = getattr(one, field.name)
        is_closure = (
            field.name == "words" and getattr(one, "ask", None) is Ask.CLOSURE
        )  # told in columns of its own
        if field.name in NOT_TOLD or is_closure:
            continue
        if is_dataclass(value):
            yield from said(value)
        elif value not in ("", None) and not isinstance(value, bool):
            yield value


def in_pdf(value: object) -> str:
    if isinstance(value, date):
        return without_gaps(brief_day(value))
    return without_gaps(fit(str(value)))


def in_excel(value: object) -> object:
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - Excel has no zones
    return value


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, list[object]]]:
    """The text of a whole pack's PDF, and the cells of its Excel file."""
    folder = tmp_path_factory.mktemp("whole")
    return pdf_text(realistic(), folder), cells(realistic(), folder)


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_sets_its_sections_in_its_order(edition: Edition, tmp_path: Path) -> None:
    pack = replace(realistic(), edition=edition)

    text = pdf_text(pack, tmp_path)
    sheets = list(cells(pack, tmp_path))

    body = text[text.rfind("Inthispack") :]
    outline = [body.find(without_gaps(part.heading)) for part in on_paper(pack)]
    assert -1 not in outline
    assert outline == sorted(outline)
    assert without_gaps(edition.title) in text
    assert without_gaps(edition.purpose) in text
    for chosen, heading in edition.headings:
        said = nothing(pack, chosen.section)
        told = without_gaps(said or heading)
        assert told in body or chosen.section in BACK, "as a section, or in a line at the end"
    named = (listed(pack, chosen.section) for chosen in edition.sections)
    assert sheets == ["Summary", *(one[0].name for one in named if one), "Key and notes"]


def test_every_format_tells_how_a_plan_ended(tmp_path: Path) -> None:
    day = date(2018, 12, 20)
    done = action("A1", completed_on=day, reported_on=day, validated_on=day)
    pack = replace(pack_of(done), edition=default_editions()[0].edition)
    pack = replace(pack, edition=at_its_place(pack.edition, ended=True))
    docx.write(pack, tmp_path / "pack.docx")

    texts = (
        pdf_text(pack, tmp_path),
        html.page(pack),
        zipfile.ZipFile(tmp_path / "pack.docx").read("word/document.xml").decode(),
        " ".join(map(str, cells(pack, tmp_path)["How the plan ended"])),
    )

    for text in map(without_gaps, texts):
        for one in pack.closure:
            assert without_gaps(one.what) in text
            assert without_gaps(one.said) in text


@pytest.mark.parametrize("name", TOLD)
def test_pdf_and_excel_tell_the_same_of_each_list(
    name: str, whole: tuple[str, dict[str, list[object]]]
) -> None:
    text, sheets = whole
    held = {value for sheet in sheets.values() for value in sheet}

    rows = getattr(realistic(), name)

    assert rows
    for value in (value for one in rows for value in said(one)):
        assert in_pdf(value) in text, value
        assert in_excel(value) in held, value


def test_pdf_and_excel_tell_the_same_figures_of_every_action(
    whole: tuple[str, dict[str, list[object]]],
) -> None:
    pack = realistic()
    text, sheets = whole
    register = text.split("withitstitleinfull.")[-1].split("Evidence")[0]

    at = 0
    for row in pack.actions:
        at = register.index(without_gaps(row.title), at)
        dates = (row.due_date, row.current_due_date)
        for day in dates:
            shown = without_gaps(brief_day(day, "No date"))
            assert register.index(shown, at) < at + 600
        for value in (row.ref, row.due_date, row.current_due_date, row.slippage, row.days_late):
            assert in_excel(value) in sheets["Actions"]
        if row.slippage and row.is_open:
            assert f"slipped{row.slippage}" in register[at : at + 700]
    for count in pack.counts:
        assert (count.number in sheets["Summary"], str(count.number) in text) == (True, True)


def test_an_edition_in_brief_holds_less(tmp_path: Path) -> None:
    brief = next(one.edition for one in default_editions() if one.edition.name == "Executive")
    full = pdf_text(realistic(), tmp_path)
    short = pdf_text(replace(realistic(), edition=brief), tmp_path)

    assert len(short) < len(full) / 2
    told = without_gaps(realistic().exceptions[0].told[0])
    assert told in full
    assert told not in short


def test_sections_with_nothing_say_so_in_one_line(tmp_path: Path) -> None:
    pack = pack_of(first=True)

    text, sheets = pdf_text(pack, tmp_path), cells(pack, tmp_path)

    for line in ("Nothingisaskedoftheboard.", "Nomeasureisrecorded.", "Nomeetingdateisrecorded."):
        assert line in text
    assert sheets["Risks"] == ["No risk is recorded."]
    assert sheets["Decisions"] == ["Nothing is asked of the board."]


@pytest.mark.parametrize("day", [None], ids=["row-113-page"])
def test_missing_dates_are_said_on_the_first_page_of_both(day: date | None, tmp_path: Path) -> None:
    was = ("A1", realistic().actions[0].brag, date(2019, 3, 29), "Pat O'Brien")
    pack = pack_of(action("A1", due_date=day), last=last(was))

    text, sheets = pdf_text(pack, tmp_path), cells(pack, tmp_path)

    alarm = pack.alarms[0]
    assert text.index(without_gaps(alarm)) < text.index("Inthispack")
    assert alarm in sheets["Summary"]


def test_what_a_person_wrote_stands_in_both(tmp_path: Path) -> None:
    written = Narrative(
        headlines=("The duty rota is agreed.",),
        cover_note="Please bring the rota.",
        comments=(Comment("A4", "Health confirmed on Monday."),),
        author="Sam Whitfield",
    )
    pack = replace(realistic(), narrative=written)

    text, sheets = pdf_text(pack, tmp_path), cells(pack, tmp_path)

    for words in (
        "The duty rota is agreed.",
        "Please bring the rota.",
        "Health confirmed on Monday.",
    ):
        assert without_gaps(words) in text
        assert any(words in sheet for sheet in sheets.values())
    for line in realistic().headlines:
        assert without_gaps(line) in text, "what the figures say stays beside it"
        assert any(line in str(value) for value in sheets["Summary"])
    assert "Fromthesecretary:SamWhitfield" in text


def test_every_section_is_set_in_some_edition() -> None:
    held = {chosen.section for one in default_editions() for chosen in one.edition.sections}

    assert held == set(Section) == {chosen.section for chosen in EVERYTHING.sections}
