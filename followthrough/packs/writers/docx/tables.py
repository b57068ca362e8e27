"""Responsible for the tables of the Word file: their widths, and blocks that only a table can hold there."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from followthrough.packs.writers.blocks import (
    Case,
    Cell,
    Fit,
    Head,
    Line,
    Look,
    Part,
    Parts,
    Record,
    Table,
    cell,
    commented,
    rating,
    record,
    strong,
)
from rules.packs.brag import NO_UPDATE, Brag
from rules.words import count

WIDE = 9_866
"""Twentieths of a point between the margins; see the house template."""
WHITE, INK = "FFFFFF", "0B0C0C"
SHAPES = {
    str(Brag.RED): "\N{BLACK DIAMOND}",
    str(Brag.AMBER): "\N{BLACK UP-POINTING TRIANGLE}",
    str(Brag.GREEN): "\N{BLACK CIRCLE}",
    NO_UPDATE: "\N{WHITE CIRCLE}",
    str(Brag.BLUE): "\N{BALLOT BOX WITH CHECK}",
    str(Brag.GREY): "\N{WHITE SQUARE}",
}
"""Ratings have a shape in Word too, so that they can be told without their colours."""
_A_LETTER, _BESIDE, _A_NAME, _A_TEXT = 112, 260, 2_000, 1_300
"""Of a column: a letter, what is beside all letters, the most of a name, the least of a text."""
CASES = (Head("Rating", Fit.NAME), Head("What is told of it", Fit.TEXT))
PARTS = (Head("What", Fit.NAME), Head("What is told", Fit.TEXT))


def tables(part: Part) -> Iterator[Table]:
    """Yield the tables of a part of the pack; its exceptions are one, and so is what is told in parts."""
    cases = tuple(_case(one) for one in part.blocks if isinstance(one, Case))
    if cases:
        yield Table(part.heading, CASES, cases)
    for block in part.blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Parts):
            rows = tuple(record(strong(label), said) for label, said in block.parts)
            yield Table(part.heading, PARTS, rows)


def _case(one: Case) -> Record:
    told = (
        strong(f"{one.ref} {one.title}"),
        *(Line(f"{label}: {said}") for label, said in one.parts),
    )
    figure = cell(rating(one.rating), strong(one.figure), one.unit)
    return record(figure, cell(*told), ref=one.ref)


def filled(table: Table, comments: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Return a table as the template is filled with it: texts, and how wide each column is.

    A comment stands in the first row that tells of its action: those that do are taken from `comments`.
    """
    return {
        "name": table.name,
        "about": f"{table.name}. {count(len(table.rows), 'row')}.",
        "columns": [
            {"heading": head.said, "width": str(width)}
            for head, width in zip(table.heads, _widths(table), strict=True)
        ],
        "rows": [_row(table, one, comments.pop(one.ref, None)) for one in table.rows],
    }


def _row(table: Table, one: Record, comment: dict[str, str] | None) -> list[dict[str, Any]]:
    wide = _widest(table)
    one = _without(one, commented(comment["text"])) if comment else one
    if one.group:
        texts = [""] * len(table.heads)
        texts[wide] = one.group
    else:
        texts = [_said(found) for found in one.cells]
        texts[wide] = "\n".join((texts[wide], *one.tail))
    cells: list[dict[str, Any]] = [
        {"text": text, "fill": WHITE, "ink": INK, "comment": ""} for text in texts
    ]
    cells[wide]["comment"] = comment or ""
    return cells


def _without(one: Record, said: str) -> Record:
    """Return a row without one line, which stands beside it as a field."""
    cells = tuple(tuple(line for line in found if line.said != said) for found in one.cells)
    return replace(one, cells=cells, tail=tuple(line for line in one.tail if line != said))


def _said(found: Cell) -> str:
    return "\n".join(
        f"{SHAPES.get(one.said, '')} {one.said}".strip() if one.look is Look.RATING else one.said
        for one in found
    )


def _widest(table: Table) -> int:
    """Return the first column that takes what is left; the first where none does."""
    return next((at for at, head in enumerate(table.heads) if head.fit is Fit.TEXT), 0)


def _widths(table: Table) -> list[int]:
    """Return how wide each column is: as what it holds, and texts share what is left."""
    held = {
        at: min(_room(table, at), _A_NAME)
        for at, head in enumerate(table.heads)
        if head.fit is not Fit.TEXT
    }
    texts = len(table.heads) - len(held)
    left = max((WIDE - sum(held.values())) // texts, _A_TEXT) if texts else 0
    widths = [held.get(at, left) for at in range(len(table.heads))]
    return [round(width * WIDE / sum(widths)) for width in widths]


def _room(table: Table, at: int) -> int:
    lines = (line for row in table.rows if row.cells for line in row.cells[at])
    letters = [len(line.said) + 2 * (line.look is Look.RATING) for line in lines]
    words = [len(word) + 1 for word in table.heads[at].said.split()]
    return max((*letters, *words), default=1) * _A_LETTER + _BESIDE
