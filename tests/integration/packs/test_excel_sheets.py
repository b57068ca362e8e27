"""The sheets of a pack's Excel file as they are printed and sorted."""

from dataclasses import replace
from pathlib import Path

import openpyxl

from followthrough.packs.writers.xlsx import write as xlsx
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


def test_references_sort_by_their_numbers(tmp_path: Path) -> None:
    xlsx.write(realistic(), tmp_path / "pack.xlsx")
    heads, *rows = openpyxl.load_workbook(tmp_path / "pack.xlsx")["Actions"].values
    ref, to_sort = heads.index("Ref"), heads.index("To sort by")

    by_text = sorted(rows, key=lambda row: str(row[to_sort]))

    assert [row[ref] for row in by_text] == [f"A{number}" for number in range(1, 13)]
