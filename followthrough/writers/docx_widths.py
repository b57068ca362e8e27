"""Responsible for how wide the columns of the Word file's tables are: a template can't say it."""

from collections.abc import Mapping, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

AFTER = {
    qn(f"w:{name}")
    for name in ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark")
}
"""What follows the fill among a cell's properties."""


def set_widths(body: Any, said: Mapping[str, Any]) -> None:  # noqa: ANN401 - lxml carries no types
    """Give each table that still has its name the widths of its columns, grid and cells alike."""
    widths = {
        table["name"]: [column["width"] for column in table["columns"]]
        for section in said["sections"]
        for table in section["tables"]
    }
    for shade in list(body.iter(qn("w:shd"))):
        _put_in_order(shade)
    for table in body.iter(qn("w:tbl")):
        caption = table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}")
        wanted = widths.get(caption.get(qn("w:val"))) if caption is not None else None
        if wanted:
            _set(table, wanted)


def _put_in_order(shade: Any) -> None:  # noqa: ANN401 - likewise
    """Move the fill of a cell to where the schema has it: docxtpl puts it first."""
    around = shade.getparent()
    if around.tag == qn("w:tcPr"):
        around.remove(shade)
        later = [at for at, one in enumerate(around) if one.tag in AFTER]
        around.insert(later[0] if later else len(around), shade)


def _set(table: Any, widths: Sequence[str]) -> None:  # noqa: ANN401 - likewise
    grid = table.find(qn("w:tblGrid"))
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), width)
        grid.append(column)
    for row in table.iter(qn("w:tr")):
        for cell, width in zip(row.findall(qn("w:tc")), widths, strict=False):
            known = cell.get_or_add_tcPr().get_or_add_tcW()
            known.set(qn("w:w"), width)
            known.set(qn("w:type"), "dxa")
