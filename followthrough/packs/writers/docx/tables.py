"""Responsible for the tables of the Word file: their widths, and blocks that only a table can hold there."""

from collections.abc import Iterator
from dataclasses import replace
from math import sqrt
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
from followthrough.packs.writers.together import together
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

    `kept` are the rows that stay on one page with the next.
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
        "kept": [at for first, last in together(table.rows) for at in range(first, last)],
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
    """Return how wide each column is: as what it holds, or as its longest word and a share of what is left."""
    texts = {at for at, head in enumerate(table.heads) if head.fit is Fit.TEXT}
    least = [
        max(_room(table, at, in_words=True), _A_TEXT)
        if at in texts
        else min(_room(table, at), _A_NAME)
        for at in range(len(table.heads))
    ]
    long = {at: _long(table, at) for at in texts}
    left = max(WIDE - sum(least), 0) / (sum(long.values()) or 1)
    widths = [width + left * long.get(at, 0) for at, width in enumerate(least)]
    return [round(width * WIDE / sum(widths)) for width in widths]


def _long(table: Table, at: int) -> float:
    """Return by how much a column of texts is wider than others: its lines and its width grow alike."""
    rows = [row for row in table.rows if row.cells]
    tails = sum(len(said) for row in rows for said in row.tail) if at == _widest(table) else 0
    letters = tails + sum(len(line.said) for row in rows for line in row.cells[at])
    return sqrt(1 + letters)


def _room(table: Table, at: int, *, in_words: bool = False) -> int:
    """Return how wide a column must be for each of its lines, or for each word, which is never broken."""
    lines = (line for row in table.rows if row.cells for line in row.cells[at])
    letters = [
        max(map(len, line.said.split(" ") if in_words else [line.said]))
        + 3 * (line.look is Look.RATING)
        for line in lines
    ]
    words = [len(word) + 1 for word in table.heads[at].said.split()]
    return max((*letters, *words), default=1) * _A_LETTER + _BESIDE
