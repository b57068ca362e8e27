"""Responsible for holding to rows 294 and 297 how the kind of a file is known, and what is refused."""

from collections.abc import Callable

import pytest

from followthrough.reading.handed_in import COMPOUND, sheets_in
from rules.problems import BadInput
from tests.builders.bombs import EXAMPLE, packed, parts_in
from tests.builders.old_sheets import an_old_workbook, workbook
from tests.builders.open_sheets import a_spreadsheet, spreadsheet
from tests.builders.tables import CSV, a_workbook
from tests.builders.word_tables import a_document

NAMES = ("plan.xlsx", "plan.docx", "plan.csv", "plan.xls", "plan")
GOOD: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "a workbook": (a_workbook, ["Plan 2018"]),
    "a workbook of ours": (EXAMPLE.read_bytes, ["Read me", "Plan", "People"]),
    "a document": (a_document, ["table 1", "table 2"]),
    "a spreadsheet": (a_spreadsheet, ["Plan 2018"]),
    "an old workbook": (an_old_workbook, ["Plan 2018"]),
    "a yet older one": (lambda: an_old_workbook("Book"), ["Plan 2018"]),
    "values": (CSV.encode, [""]),
}


LOCKED = bytes.fromhex("2f003600") + bytes(54)
MACROS = ("xl/vbaProject.bin", "word/vbaProject.bin", "Basic/Standard/Module1.xml")


def with_macros(good: Callable[[], bytes]) -> bytes:
    return packed(parts_in(good()) | dict.fromkeys(MACROS, b"x"))


def within(good: Callable[[], bytes], other: Callable[[], bytes]) -> bytes:
    return packed(parts_in(good()) | {"embedded.bin": other()})


@pytest.mark.parametrize("kind", GOOD, ids=lambda kind: f"row-294-{kind.replace(' ', '-')}")
def test_what_a_file_holds_tells_its_kind(kind: str) -> None:
    good, names = GOOD[kind]
    for name in NAMES:
        assert list(sheets_in(name, good()))[: len(names)] == names


@pytest.mark.parametrize("kind", ["a workbook", "a document", "a spreadsheet"])
def test_macros_and_files_within_are_never_looked_at(kind: str) -> None:
    """As row 294 says."""
    good, names = GOOD[kind]
    others = [within(good, other) for other, _ in GOOD.values()]
    for data in (with_macros(good), *others):
        assert list(sheets_in("plan.xlsm", data)) == names


def compound(stream: str) -> bytes:
    return COMPOUND + bytes(512) + stream.encode("utf-16-le") + bytes(512)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "is empty; save it again", id="row-297-nothing"),
        (b" \n", "is empty; save it again"),
        (
            compound("EncryptedPackage"),
            "is protected by a password; save it in Excel or Word without",
        ),
        (
            compound("WordDocument"),
            "is a Word document of before 2007; open it in Word and save it as",
        ),
        (workbook(b"", before=LOCKED), "is protected by a password; save it in Excel without one"),
        (
            an_old_workbook()[:3000],
            "is not a readable workbook of Excel 97 to 2003; open it in Excel",
        ),
        (compound("PowerPoint"), "is no workbook; open it in Excel and save it as .xlsx"),
        pytest.param(
            b"%PDF-1.7\n", "is a PDF, whose tables can't be read; get the file", id="row-297-pdf"
        ),
        (b"{\\rtf1 x}", "is Rich Text; open it in Word and save it as .docx"),
        (b"\xef\xbb\xbf <!DOCTYPE html><table>", "is a web page; open it in Excel and save it as"),
        (b"<HTML><table>", "is a web page; open it in Excel and save it as .xlsx"),
        (
            b"<?xml version='1.0'?><?mso-application?>",
            "is XML; open it in Excel and save it as .xlsx",
        ),
        (
            packed({"ppt/presentation.xml": b"<x/>"}),
            "is neither a workbook nor a Word document; save",
        ),
        (
            packed({"word/document.xml": b"<x"}),
            "is not a readable Word document; open it in Word and",
        ),
        (
            packed({"word/document.xml": b"<!DOCTYPE x><x/>"}),
            "is not a readable Word document; open",
        ),
        (
            packed({"xl/workbook.xml": b"<x/>"}),
            "is not a readable Excel workbook; open it in Excel",
        ),
        (spreadsheet(kind="text"), "is an OpenDocument text; open it in Word and save it as .docx"),
        (spreadsheet(kind="chart"), "is not a readable OpenDocument spreadsheet; open it in Libre"),
        (b"\x00\x01\x02\xff\xfe", "is no table of values; save it as CSV UTF-8"),
    ],
)
def test_another_kind_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(BadInput) as wrong:
        sheets_in("plan.xlsx", data)
    (problem,) = wrong.value.problems
    assert problem.startswith(f"plan.xlsx {said}")
    assert problem.endswith(".")
