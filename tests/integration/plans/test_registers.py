"""The registers of a plan: imported with it, taken in anew from a workbook, told by its packs."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from followthrough.plans import go_live, import_plan, registers
from rules.problems import BadInput
from tests.builders.places import a_place
from tests.builders.plan_file import SHEETS, Rows, save_plan
from tests.builders.plans import BOARD, KEY, Service, an_action, at
from tests.integration.cli.command_line import Command
from tests.integration.plans.test_registers_sheets import LOG, MEASURES, RISKS

LIVE = date(2026, 11, 30)
LATER = at(date(2026, 12, 10), 12)


@pytest.fixture
def service(database: Engine) -> Service:
    made = Service(database)
    made.go_live(LIVE, an_action("A1", date(2026, 12, 18)))
    return made


def workbook(folder: Path, **sheets: Rows) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    book.save(folder / "registers.xlsx")
    return folder / "registers.xlsx"


def take_in(service: Service, path: Path) -> str:
    return registers.take_in(service.place(LATER), KEY, path).sentence


def measures(actual: str, previous: str | None = None) -> Rows:
    return [
        ["Reference", "Measure", "Target", "Actual", "Previous"],
        ["M1", "Posts", "12", actual, previous],
    ]


def log(*entries: tuple[str, date, date | None]) -> Rows:
    rows: Rows = [
        [BOARD.name, ref, on, "Report.", "action", "Ann", done] for ref, on, done in entries
    ]
    return [["Board", "Reference", "Date", "Text", "Kind", "Who", "Completed on"], *rows]


def test_a_plan_file_brings_its_registers(database: Engine, tmp_path: Path) -> None:
    path = save_plan(tmp_path, sheets={"Measures": MEASURES, "Risks": RISKS, "Board log": LOG})
    import_plan.import_plan(a_place(database, LATER), path)
    place = a_place(database, LATER)
    go_live.go_live(place, "visit-1", date(2026, 12, 10), are_old_meant=True)

    pack = Service(database, key="visit-1").pack(date(2026, 12, 14), "Partners")

    assert [one.ref for one in pack.measures] == ["M1", "M2"]
    assert [(one.ref, one.owner) for one in pack.risks] == [("K1", "Bob Ray")]
    assert [(one.ref, one.kind) for one in pack.log] == [("D1", "action")], (
        "what is open, of this board"
    )


def test_a_measure_keeps_the_figure_that_it_had_before(service: Service, tmp_path: Path) -> None:
    take_in(service, workbook(tmp_path, Measures=measures("8")))
    take_in(service, workbook(tmp_path, Measures=measures("10")))
    take_in(
        service,
        workbook(tmp_path, Measures=[*measures("10"), ["M2", "Audits", "9 in 10", "", None]]),
    )

    first, second = service.pack(date(2026, 12, 14)).measures
    assert (first.actual, first.previous, first.direction) == ("10", "8", "up")
    assert (second.actual, second.previous, second.direction) == ("", "", "")


def test_the_same_file_again_changes_nothing_and_a_sheet_left_out_stays(
    service: Service, tmp_path: Path
) -> None:
    path = workbook(tmp_path, Measures=measures("8"), Risks=RISKS)
    first, again = take_in(service, path), take_in(service, path)
    other = take_in(service, workbook(tmp_path, Board_log=log(("D1", date(2026, 12, 1), None))))

    assert first == "2 entries changed in Measures, Risks of Invented plan."
    assert again == "The registers of Invented plan say so already; nothing changed."
    assert other == "1 entry changed in Board log of Invented plan."
    assert len(service.pack(date(2026, 12, 14)).risks) == 1
    changes = [detail["is"]["ref"] for _, detail in service.audited("recorded measure")]
    assert changes == ["M1"]


def test_a_log_of_a_board_spelled_otherwise_is_told_by_its_pack(
    service: Service, tmp_path: Path
) -> None:
    rows = log(("D1", date(2026, 12, 1), None))
    rows[1][0] = BOARD.name.upper()
    measured = [[*measures("8")[0], "Recommendations"], [*measures("8")[1], "r1"]]
    take_in(service, workbook(tmp_path, Board_log=rows, Measures=measured))

    pack = service.pack(date(2026, 12, 14))
    assert [one.ref for one in pack.log] == ["D1"]
    assert [one.recommendations for one in pack.measures] == ["R1"]


def test_an_open_action_of_the_board_is_carried_forward_until_it_is_done(
    service: Service, tmp_path: Path
) -> None:
    done = date(2026, 12, 8)
    entries = log(
        ("D1", date(2026, 10, 1), None),
        ("D2", date(2026, 10, 1), date(2026, 10, 9)),
        ("D3", done, None),
    )
    take_in(service, workbook(tmp_path, Board_log=entries))

    found = service.pack(date(2026, 12, 14)).log

    assert [(one.ref, one.is_carried_forward) for one in found] == [("D1", True), ("D3", False)]


@pytest.mark.parametrize(
    ("sheets", "complaint"),
    [
        (
            {"Actions": SHEETS["Actions"]},
            "registers.xlsx has none of the sheets Measures, Risks, Board log; add one.",
        ),
        (
            {"Board_log": [*log(), ["Cabinet", "D1", LIVE, "Noted.", None, None, None]]},
            "has no board 'Cabinet'",
        ),
        (
            {
                "Measures": [
                    [*measures("")[0], "Recommendations"],
                    ["M1", "Posts", "", "", "", "R9"],
                ]
            },
            "has no recommendation 'R9'",
        ),
        (
            {"Measures": [["Reference", "Measure"], ["M1", "Posts"]]},
            'the column "Target" is missing',
        ),
    ],
)
def test_bad_input_stores_nothing(
    service: Service, tmp_path: Path, sheets: dict[str, Rows], complaint: str
) -> None:
    with pytest.raises(BadInput, match=complaint):
        take_in(service, workbook(tmp_path, **sheets))

    assert service.pack(date(2026, 12, 14)).measures == ()


@pytest.mark.usefixtures("service")
def test_the_command_takes_them_in(command: Command, tmp_path: Path) -> None:
    path = workbook(tmp_path, Risks=RISKS)

    code, said, _ = command("registers", KEY, str(path), now=LATER)

    assert (code, said) == (0, "1 entry changed in Risks of Invented plan.\n")
