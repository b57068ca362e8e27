"""Which title of an action is shown where: its short one in tables, the whole one where it is told."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from followthrough.actions.why import why
from followthrough.boards.rounds import round_standings
from followthrough.packs.writers import html
from followthrough.packs.writers.docx import write as docx
from followthrough.packs.writers.pdf.write import files
from followthrough.packs.writers.xlsx import write as xlsx
from followthrough.plans.file.rows import ActionRow, MeetingRow
from followthrough.plans.import_plan import fingerprint
from models.notice import NoticeKind
from notifications.render import render
from rules.packs.contents import Contents
from rules.packs.edition import Section
from rules.packs.frozen import canonical
from rules.packs.last import changes, last_pack
from rules.packs.versions import differences
from rules.words import WITHHELD
from tests.builders.cast import CAST, DUE, LIVE
from tests.builders.pack import action, pack_of
from tests.builders.plan_file import MORE, only_problem, read_plan, save_plan
from tests.builders.plans import BOARD, KEY, OWNER, Service, an_action, at

WHOLE = "Hold daily meetings of all partners at the Front Door"
SHORT = "Daily meetings"
LATE = date(2027, 1, 6)
"""A1 has reached the board."""


def titled(*, exempt: bool = False) -> ActionRow:
    return replace(an_action("A1", DUE), title=WHOLE, short_title=SHORT, exempt=exempt)


def live(database: Engine, *, exempt: bool = False) -> Service:
    """Return a plan whose A1 slips to its board, and whose board asks for updates meanwhile."""
    service = Service(database, people=CAST, meetings=(MeetingRow(BOARD.name, date(2027, 1, 14)),))
    service.go_live(LIVE, titled(exempt=exempt), an_action("A2", date(2027, 6, 30)))
    service.days(date(2026, 12, 11), LATE)
    return service


@pytest.mark.parametrize(
    "exempt", [pytest.param(False, id="row-125"), pytest.param(True, id="row-128")]
)
def test_mails_and_rounds_list_the_short_title(database: Engine, *, exempt: bool) -> None:
    service = live(database, exempt=exempt)
    assert service.lines(OWNER.address, date(2026, 12, 21))["A1"]["title"] == SHORT

    notices = [one for one in service.notices() if one.kind == NoticeKind.BOARD_NOTICE]
    (line,) = (line for line in notices[0].payload["lines"] if line["ref"] == "A1")
    assert line["title"] == (WITHHELD if exempt else SHORT)
    said = [render(one.kind, one.payload) for one in service.notices()]
    assert not [one for one in said if WHOLE in f"{one.subject}{one.text}{one.html}"]

    (standing,) = round_standings(service.place(at(date(2026, 12, 28))))
    assert {one.ref: one.title for one in standing.actions} == {
        "A1": SHORT,
        "A2": "Do what A2 says",
    }


@pytest.mark.parametrize("ref", [pytest.param("A1", id="row-125-why")])
def test_why_tells_the_whole_title(database: Engine, ref: str) -> None:
    service = live(database)
    said = str(why(service.place(at(LATE)), KEY, ref))
    assert WHOLE in said
    assert SHORT not in said


@pytest.mark.parametrize("ref", [pytest.param("A1/2", id="row-129")])
def test_each_time_of_a_recurring_action_has_it(database: Engine, ref: str) -> None:
    service = Service(database, people=CAST)
    service.go_live(LIVE, replace(titled(), repeats="monthly"))
    service.check_by(at(LATE))
    assert (service.action(ref).title, service.action(ref).short_title) == (WHOLE, SHORT)
    assert service.row(ref, LATE).short_title == SHORT


# --- In packs ---


def pack(**changes: object) -> Contents:
    """Return a pack that tells A1 in every section that names titles, late or complete."""
    late = action("A1", title=WHOLE, due_date=date(2018, 12, 3), **changes)
    return pack_of(late, action("A2", completed_on=date(2018, 12, 28), **changes))


def in_html(made: Contents) -> dict[str, str]:
    """Return the text of each section of the page, by its heading."""
    parts = re.split(r'<h2 id="', html.page(made))[1:]
    return {part.partition('"')[0]: part for part in parts}


def in_print(made: Contents) -> dict[str, str]:
    """Return what Typst is given for each section that paper has."""
    source = files(made)["main.typ"].decode()
    parts = re.split(r"(?m)^= .* <at-(.+)>$", source)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("told", [in_html, in_print], ids=["row-125-html", "row-125-pdf"])
def test_tables_of_a_pack_show_the_short_title(told: Callable[[Contents], dict[str, str]]) -> None:
    said = told(pack(short_title=SHORT))
    tables = (Section.EXCEPTIONS, Section.COMPLETED, Section.PROGRESS)
    assert all(SHORT in said[section] for section in tables)
    assert [section for section, text in said.items() if WHOLE in text] == [Section.REGISTER]
    assert SHORT in said[Section.REGISTER], "it tells both"


@pytest.mark.parametrize("told", [in_html, in_print], ids=["row-126-html", "row-126-pdf"])
def test_without_a_short_title_the_title_is_told_once(
    told: Callable[[Contents], dict[str, str]],
) -> None:
    said = told(pack())
    assert WHOLE in said[Section.PROGRESS]
    assert said[Section.REGISTER].count(WHOLE) == 1


@pytest.mark.parametrize("short", [pytest.param(SHORT, id="row-125-xlsx")])
def test_excel_shows_it_in_a_column_of_its_own_too(tmp_path: Path, short: str) -> None:
    xlsx.write(pack(short_title=short), tmp_path / "pack.xlsx")
    book = openpyxl.load_workbook(tmp_path / "pack.xlsx")
    heads, first, *_ = book["Actions"].iter_rows(values_only=True)
    row = dict(zip(heads, first, strict=True))
    assert (row["Action"], row["Short title"]) == (WHOLE, short)
    for sheet in ("Exceptions", "Progress"):
        heads, first, *_ = book[sheet].iter_rows(values_only=True)
        assert dict(zip(heads, first, strict=True))["Action"] == short


@pytest.mark.parametrize("short", [pytest.param(SHORT, id="row-125-docx")])
def test_word_shows_both_in_its_register_alone(short: str) -> None:
    with zipfile.ZipFile(io.BytesIO(docx.filled(pack(short_title=short)))) as package:
        said = package.read("word/document.xml").decode()
    assert said.count(WHOLE) == 1
    register = said[said.index(">Register<") :]
    assert WHOLE in register
    assert said.index(short) < said.index(WHOLE)


@pytest.mark.parametrize("short", [pytest.param(SHORT, id="row-125-changes")])
def test_what_is_gone_is_called_by_the_short_title_and_a_new_one_is_a_difference(
    short: str,
) -> None:
    before = pack(short_title=short)
    gone = changes((), last_pack(json.loads(canonical(before))))
    assert [one.title for one in gone] == [short, short]
    assert differences(pack(), before) == tuple(
        f"{ref}: short title none before, {short} now." for ref in ("A1", "A2")
    )


# --- In the plan file ---


@pytest.mark.parametrize("letters", [pytest.param(60, id="row-127-60")])
def test_sixty_letters_are_taken(tmp_path: Path, letters: int) -> None:
    path = save_plan(tmp_path, {"Actions!M2": "x" * letters}, MORE)
    assert read_plan(path).actions[0].short_title == "x" * letters


@pytest.mark.parametrize("letters", [pytest.param(61, id="row-127-61")])
def test_more_are_refused_with_the_cell(tmp_path: Path, letters: int) -> None:
    path = save_plan(tmp_path, {"Actions!M2": "x" * letters}, MORE)
    assert only_problem(path) == (
        "plan.xlsx, sheet Actions, cell M2: the short title is 61 characters long; "
        "shorten it to 60 at most."
    )


@pytest.mark.parametrize("blank", [pytest.param(None, id="row-126-blank")])
def test_a_file_that_gives_none_says_what_it_said_before(tmp_path: Path, blank: None) -> None:
    heads, *rows = MORE["Actions"]
    without = {**MORE, "Actions": [heads[:-1], *(row[:-1] for row in rows)]}
    given = fingerprint(read_plan(save_plan(tmp_path, {}, MORE)))
    left_out = fingerprint(read_plan(save_plan(tmp_path, {}, without)))
    assert fingerprint(read_plan(save_plan(tmp_path, {"Actions!M2": blank}, MORE))) == left_out
    assert given != left_out
