"""The sheets of a pack's Excel file as they are printed and sorted."""

from dataclasses import replace
from pathlib import Path

import openpyxl

from followthrough.packs.writers.xlsx import write as xlsx
from rules.text import by_number
from tests.builders.pack import realistic


def test_every_sheet_prints_whose_pack_it_is_and_that_it_is_a_draft(tmp_path: Path) -> None:
    pack = realistic()
    of = replace(pack.occasion, version="0.1 (draft)", board="Health & Care Board")
    xlsx.write(replace(pack, occasion=of), tmp_path / "pack.xlsx")

    for sheet in openpyxl.load_workbook(tmp_path / "pack.xlsx"):
        above, below = sheet.oddHeader, sheet.oddFooter
        assert above is not None
        assert below is not None
        assert above.left.text == "Health && Care Board, January 2019"
        assert (above.center.text, above.right.text) == ("Part 1: for publication", "DRAFT 0.1")
        assert "&P of &N" in str(below.right.text)


def test_references_sort_by_their_numbers_on_every_sheet(tmp_path: Path) -> None:
    xlsx.write(realistic(), tmp_path / "pack.xlsx")
    sorted_by = {}
    for sheet in openpyxl.load_workbook(tmp_path / "pack.xlsx"):
        heads, *rows = sheet.values
        if heads[0] != "Ref":
            continue
        refs = [str(row[0]) for row in rows]
        sorted_by[sheet.title] = heads[-1] == "To sort by Ref"
        by_text = sorted(rows, key=lambda row: str(row[-1 if heads[-1] == "To sort by Ref" else 0]))
        assert [row[0] for row in by_text] == sorted(refs, key=by_number), sheet.title
        told = [one.prompt for one in sheet.data_validations.dataValidation if "A1" in one.sqref]
        assert len(told) == sorted_by[sheet.title], "the heading says by which column"
        assert all("Sort by the last column, To sort by Ref." in str(one) for one in told)
    assert sorted_by["Actions"]
    assert not sorted_by["Exceptions"], "A2, A4 and A7 sort as they are"
