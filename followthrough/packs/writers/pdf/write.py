"""Responsible for the pack as an accessible PDF (PDF/UA-1 and PDF/A-2a), set by Typst."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from followthrough.packs.writers import cut_off, put_whole
from followthrough.packs.writers.blocks import Fit, Table
from followthrough.packs.writers.charts import Picture, pictures
from followthrough.packs.writers.parts import on_paper
from followthrough.packs.writers.pdf.boxed import boxed
from followthrough.packs.writers.pdf.typesetting import environment, run
from followthrough.packs.writers.together import together
from followthrough.packs.writers.typeface import BOX, FAMILY, width
from rules.packs import front
from rules.packs.contents import Contents
from rules.packs.exempt import PART_2
from rules.packs.frozen import canonical, fingerprint
from rules.words import count, plain_day
from templates import FOLDER

TALL = 2500
"""Letters from which what is said of one exception may be split between pages."""
_LONG = re.compile(r'"(?:[^"\\]|\\.){600}')
"""A text, as JSON has it, that some narrow column might not hold on one page."""
_MOST_EVIDENCE = 5  # of one action, in one cell
_A_LINE = 40  # letters that a new line within a text counts for
_LETTERS, _A_NAME, _BETWEEN = 11, 38.0, 4.5
"""Of a table: the size of its letters, the most that a column of names takes, and what is between two."""
_MM = 25.4 / 72


def write(contents: Contents, path: Path) -> None:
    """Make the PDF of `contents` at `path`; the same contents make the same bytes.

    Raise NotSet if Typst refuses or warns, and OSError if the file can't be written. Nothing is
    then left at `path` that was not there before.
    """
    put_whole(path, typeset(files(contents), round(cut_off(contents).timestamp())))


def files(contents: Contents) -> dict[str, bytes]:
    """Return the pack as files of Typst: its source, the house style and the charts."""
    drawn = pictures(contents)
    return {
        "main.typ": source(contents, drawn).encode(),
        "house.typ": (FOLDER / "pack/house.typ").read_bytes(),
        **{f"{one.name}.svg": one.svg.encode() for one in drawn},
    }


def typeset(files: Mapping[str, bytes], stamped: int) -> bytes:
    """Return the PDF of Typst files, dated `stamped` seconds after 1970; raise NotSet."""
    return run(files, pdf_standards=["a-2a", "ua-1"], timestamp=stamped)


def source(contents: Contents, drawn: tuple[Picture, ...]) -> str:
    """Return the pack as Typst source, in which the charts that are drawn have their places."""
    parts = on_paper(contents)
    return (
        environment()
        .get_template("pack.typ.j2")
        .render(
            pack=contents,
            occasion=contents.occasion,
            family=FAMILY,
            position=plain_day(contents.occasion.as_of),
            parts=parts,
            anchors={one.anchor for one in parts},
            drawn={one.name: one for one in drawn},
            widths=_widths,
            keeps=partial(_keeps, splits=_splits(contents)),
            tall=TALL,
            front=front,
            most_red=front.MOST_RED,
            most_worse=front.MOST_WORSE,
            to_note=front.TO_NOTE,
            is_part_2=contents.occasion.classification == PART_2,
            splits=_splits(contents),
            boxed=boxed(replace(contents, part_2=None)),
            box=BOX,
            fingerprint=fingerprint(contents),
            count=count,
        )
    )


def _widths(table: Table) -> Iterator[str]:
    """Yield how wide each column is: as what it holds, a name at most so wide, a text what is left."""
    for at, head in enumerate(table.heads):
        if head.fit is Fit.TEXT:
            yield "1fr" if any(one.fit is Fit.TEXT for one in table.heads[:at]) else "1.4fr"
        elif head.fit is Fit.HOLD and not head.is_figure:
            yield "auto"
        else:
            cells = [row.cells[at] for row in table.rows if row.cells]
            said = [line.said for cell in cells for line in cell] + head.said.split()
            longest = max(width(one, _LETTERS) for one in said) * _MM + _BETWEEN
            yield f"{min(longest, _A_NAME):.1f}mm"


def _keeps(table: Table, *, splits: bool) -> list[int | None]:
    """Return of each row how many rows, tails included, stay on one page from it on.

    0 is within such a run. None is outside of any, as all are where a row may be split.
    """
    found: list[int | None] = [None] * len(table.rows)
    for first, last in () if splits else together(table.rows):
        run = table.rows[first : last + 1]
        found[first : last + 1] = [sum(1 + bool(row.tail) for row in run), *[0] * (last - first)]
    return found


def _splits(contents: Contents) -> bool:
    """Say whether any row of any table might not fit on one page."""
    said = canonical(
        replace(contents, recommendations=(), by_recommendation=(), part_2=None)
    ).decode()
    many = any(len(row.evidence) > _MOST_EVIDENCE for row in contents.actions)
    return many or _LONG.search(said.replace("\\n", "n" * _A_LINE)) is not None
