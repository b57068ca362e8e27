"""Responsible for what a Word template can't say of its tables: widths, and rows that stay together."""

from collections.abc import Mapping, Sequence
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

PROPERTIES, WIDTH, TYPE = qn("w:tcPr"), qn("w:tcW"), qn("w:type")
CELL, ROW, COLUMN, W = qn("w:tc"), qn("w:tr"), qn("w:gridCol"), qn("w:w")
PARAGRAPH, LOOK, STYLE = qn("w:p"), qn("w:pPr"), qn("w:pStyle")
REPEATED, KEEP = f"{qn('w:trPr')}/{qn('w:tblHeader')}", qn("w:keepNext")
AFTER = {
    qn(f"w:{name}")
    for name in ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark")
}
"""What follows the fill among a cell's properties."""


def set_widths(body: Any, said: Mapping[str, Any]) -> None:  # noqa: ANN401 - lxml carries no types
    """Give each table that still has its name the widths of its columns, and keep rows on one page."""
    known = {table["name"]: table for section in said["sections"] for table in section["tables"]}
    for shade in list(body.iter(qn("w:shd"))):
        _put_in_order(shade)
    for table in body.iter(qn("w:tbl")):
        caption = table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}")
        wanted = known.get(caption.get(qn("w:val"))) if caption is not None else None
        if wanted:
            _set(table, [column["width"] for column in wanted["columns"]])
            _keep(table, wanted["kept"])


def _put_in_order(shade: Any) -> None:  # noqa: ANN401 - likewise
    """Move the fill of a cell to where the schema has it: docxtpl puts it first."""
    around = shade.getparent()
    if around.tag == PROPERTIES and shade.getnext() is not None:
        around.remove(shade)
        later = [at for at, one in enumerate(around) if one.tag in AFTER]
        around.insert(later[0] if later else len(around), shade)


def _set(table: Any, widths: Sequence[str]) -> None:  # noqa: ANN401 - likewise
    grid = table.find(qn("w:tblGrid"))
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        etree.SubElement(grid, COLUMN, {W: width})
    for row in table.iterfind(ROW):
        for cell, width in zip(row.iterfind(CELL), widths, strict=False):
            known = _width(cell)
            known.set(W, width)
            known.set(TYPE, "dxa")


def _keep(table: Any, kept: Sequence[int]) -> None:  # noqa: ANN401 - likewise
    """Keep these rows on one page with the next, as Word does whose paragraphs all say so."""
    rows = [row for row in table.iterfind(ROW) if row.find(REPEATED) is None]
    for paragraph in (one for at in kept if at < len(rows) for one in rows[at].iter(PARAGRAPH)):
        look = paragraph.find(LOOK)
        if look is None:
            look = paragraph.makeelement(LOOK)
            paragraph.insert(0, look)
        look.insert(0 if look.find(STYLE) is None else 1, look.makeelement(KEEP))


def _width(cell: Any) -> Any:  # noqa: ANN401 - likewise
    """Return the element that says how wide a cell is; made where there is none."""
    properties = cell.find(PROPERTIES)
    if properties is None:
        properties = cell.makeelement(PROPERTIES)
        cell.insert(0, properties)
    known = properties.find(WIDTH)
    if known is None:
        known = properties.makeelement(WIDTH)
        properties.insert(0, known)
    return known
