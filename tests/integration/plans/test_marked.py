"""The marked copy of a table: rows 299, 300, 301 and 302."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from followthrough.apart import call
from followthrough.plans.table.about import Known
from followthrough.plans.table.found import FoundTable
from followthrough.plans.table.marked import as_workbook, marks_of, write_marked
from followthrough.plans.table.opening import open_plan
from followthrough.plans.table.profile import profile_as_yaml
from followthrough.plans.table.report import in_doubt
from followthrough.plans.table.understood import Understood, understand
from followthrough.reading.handed_in import LIMITS
from followthrough.reading.marks import mark, mark_of, unmarked
from models.session import connect
from rules.problems import BadInput
from tests.builders.places import a_place
from tests.builders.plan_file import save_plan
from tests.builders.tables import ANSWERED, CSV, a_table
from tests.databases import Sqlite, database_on
from tests.forked import followthrough


def test_row_299_a_mark_is_known_again_and_what_people_wrote_is_kept() -> None:
    ours = mark_of(["This cell goes on.", "Line 2"])
    assert unmarked(ours) == ""
    assert unmarked(f"Ann:\nAsk Jo.\n\n{ours}\nDone, Jo") == "Ann:\nAsk Jo.\nDone, Jo"
    assert unmarked(" As it was ") == " As it was "
    forged = mark_of(["has the note (So far Followthrough.) =1+1\x07"])
    assert unmarked(forged) == ""
    assert "\x07" not in forged


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Our plan"
    for row in (
        ("Ref", "Action", "Owner", "By when", "Cost"),
        ("1", "=Meet", "Jo Smith", "Ongoing", "=1+2"),
        ("2", "Write", None, "October", None),
        ("3", "Train", "Ann Lee", "x" * 2_100, None),
        ("1", "Stop", "Ann Lee", "2027-01-31", None),
    ):
        sheet.append(row)
    sheet["B2"].data_type = "s"
    sheet["B3"].font = Font(strike=True)
    sheet["D2"].comment = Comment("Ask Jo.", "Ann Lee")
    sheet.merge_cells("C2:C3")
    sheet.column_dimensions["B"].width = 51
    sheet.row_dimensions[5].hidden = True
    book.create_sheet("Notes")["A1"] = "Kept"
    book.save(path)
    return path


def understood(path: Path) -> Understood:
    found = open_plan(path)
    assert isinstance(found, FoundTable)
    return understand("plan.xlsx", found, ANSWERED, Known())


@pytest.fixture
def environment(tmp_path: Path, sqlite: Sqlite) -> Iterator[dict[str, str]]:
    (tmp_path / "answers.yaml").write_text(profile_as_yaml(ANSWERED), encoding="utf-8")
    with database_on(sqlite) as url:
        yield {"FOLLOWTHROUGH_DATA": str(tmp_path / "data"), "FOLLOWTHROUGH_DATABASE_URL": url}


def test_row_300_a_workbook_is_copied_with_its_marks(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    plan, copy, again = (tmp_path / f"{name}.xlsx" for name in ("plan", "copy", "again"))
    before = understood(workbook(plan))
    answers = ("--profile", tmp_path / "answers.yaml")
    done = followthrough(["mark", plan, copy, *answers], environment)
    assert (done.returncode, done.stdout) == (0, f"5 doubtful cells marked in {copy}.\n"), done
    book = openpyxl.load_workbook(copy)
    sheet = book["Our plan"]
    notes = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert notes.keys() == {"D2", "B3", "D3", "D4", "A5"}
    assert notes["D2"].startswith("Ask Jo.\n\nFollowthrough is in doubt here:\nThis cell ")
    assert "Taken as no date." in notes["D2"]
    assert "is struck through" in notes["B3"]
    assert "Taken as 1-2." in notes["A5"]
    assert {sheet[cell].fill.fgColor.rgb for cell in notes} == {"00FFF2CC"}
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["E2"].value) == ("=Meet", "s", "=1+2")
    assert [str(area) for area in sheet.merged_cells.ranges] == ["C2:C3"]
    assert sheet.row_dimensions[5].hidden
    assert sheet.column_dimensions["B"].width == 51
    assert book["Notes"]["A1"].value == "Kept"
    assert list(in_doubt(understood(copy))) == list(in_doubt(before))

    sheet["D3"].value = "31 October 2027"
    book.save(copy)
    assert len(understood(copy).doubts) == len(before.doubts) - 1
    again.write_bytes(mark(copy.read_bytes(), "Our plan", {"D2": mark_of(["Told anew."])}))
    sheet = openpyxl.load_workbook(again)["Our plan"]
    assert sheet["D3"].comment is None
    assert sheet["D3"].fill.fill_type is None
    assert sheet["D2"].comment.text == f"Ask Jo.\n\n{mark_of(['Told anew.'])}"


def test_row_301_of_any_other_file_the_table_is_written_as_it_was_read(tmp_path: Path) -> None:
    struck = CSV.replace("31/03/2019", "~~30/06/2020~~ 31/07/2020").replace("Hold a", "=Hold a")
    (tmp_path / "plan.csv").write_text(struck, encoding="utf-8")
    before = understood(tmp_path / "plan.csv")
    (tmp_path / "copy.xlsx").write_bytes(as_workbook(before.table, marks_of(before), "3: a"))
    after = understood(tmp_path / "copy.xlsx")
    assert after.plan.actions == before.plan.actions
    assert after.left == before.left
    assert [one[1:4] for one in after.doubts] == [one[1:4] for one in before.doubts]
    sheet = openpyxl.load_workbook(tmp_path / "copy.xlsx")["3 a"]
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("=Hold a board", "s")
    assert "Taken as no date." in sheet["D6"].comment.text


def test_row_302_what_is_asked_and_what_is_refused_is_marked_too() -> None:
    asked = replace(ANSWERED, people=({"name": "Jo Smith"},))
    rows = (
        ("Ref", "Action", "Owner", "Lead officer"),
        ("1", "x" * 2_001, "Jo Smyth", "Ann Lee"),
    )
    notes = dict(marks_of(understand("plan.xlsx", a_table(rows), asked, Known())))
    assert "What is column C" in notes.pop((-1, 3))
    assert "What is column D" in notes.pop((-1, 4))
    assert 'Who is meant by "Jo Smyth"?' in notes.pop((0, 3))
    assert "can't be taken in: the title is 2,001 characters long" in notes.pop((0, 2))
    assert not notes


def test_row_300_what_can_not_be_marked_is_refused_in_a_sentence(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    plan, ours = workbook(tmp_path / "plan.xlsx"), save_plan(folder)
    copy = tmp_path / "copy.xlsx"
    engine = connect(environment["FOLLOWTHROUGH_DATABASE_URL"])
    for file, at, said in (
        (plan, tmp_path / "copy.csv", "is a .xlsx file"),
        (plan, plan, "is the table itself"),
        (tmp_path / "none.csv", copy, "is not there"),
        (ours, copy, "a workbook made for Followthrough"),
    ):
        with pytest.raises(BadInput, match=said):
            write_marked(a_place(engine), file, at)
        assert not at.exists() or at == plan
    engine.dispose()


def test_row_300_one_that_fills_the_memory_is_refused_in_a_sentence(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "plan.xlsx").read_bytes()
    wide = BytesIO()
    with ZipFile(BytesIO(whole)) as package, ZipFile(wide, "w") as other:
        for part in package.namelist():
            merged = package.read(part).replace(b'ref="C2:C3"', b'ref="F2000:XFD1048576"')
            other.writestr(part, merged)
    limits = replace(LIMITS, own=LIMITS.own // 4)
    with pytest.raises(BadInput, match="holds too much to be marked"):
        call(limits, mark, wide.getvalue(), "Our plan", {})
