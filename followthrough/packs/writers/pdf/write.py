"""Responsible for the pack as an accessible PDF (PDF/UA-1 and PDF/A-2a), set by Typst."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from followthrough.packs.writers import cut_off, put_whole
from followthrough.packs.writers.alike import (
    ASKS,
    change,
    completions,
    kind_of_groups,
    previous_total,
    told_once,
)
from followthrough.packs.writers.charts import SHOWN, Picture, pictures
from followthrough.packs.writers.pdf.boxed import boxed
from followthrough.packs.writers.pdf.typesetting import environment, run
from followthrough.packs.writers.register import page_register
from followthrough.packs.writers.typeface import BOX, FAMILY
from rules.packs import front
from rules.packs.brag import BRAG_KEY
from rules.packs.case import case
from rules.packs.contents import Contents, rows_of
from rules.packs.edition import Section
from rules.packs.empty import nothing
from rules.packs.exempt import PART_2
from rules.packs.frozen import canonical, fingerprint
from rules.packs.row import Row
from rules.words import count, plain_day, share, shown_title
from templates import FOLDER

TALL = 500
"""Letters from which what is said of one action may be split between pages."""
_LONG = re.compile(r'"(?:[^"\\]|\\.){600}')
"""A text, as JSON has it, that some narrow column might not hold on one page."""
_MOST_EVIDENCE = 5  # of one action, in one cell
_A_LINE = 40  # letters that a new line within a text counts for


WIDE = (Section.REGISTER,)
"""Sections that are set across the page."""


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
    return (
        environment()
        .get_template("pack.typ.j2")
        .render(
            pack=contents,
            occasion=contents.occasion,
            family=FAMILY,
            position=plain_day(contents.occasion.as_of),
            headings=contents.edition.headings,
            wide=WIDE,
            nothing=nothing,
            rows_of=rows_of,
            register=page_register,
            pictures=drawn,
            shown=SHOWN,
            asks=ASKS,
            completions=completions(contents),
            progress=told_once(contents),
            kind=kind_of_groups(contents),
            comments=defaultdict(str, contents.comments),
            ratings=[brag for brag, _ in BRAG_KEY],
            front=front,
            most_red=front.MOST_RED,
            most_worse=front.MOST_WORSE,
            to_note=front.TO_NOTE,
            is_part_2=contents.occasion.classification == PART_2,
            case=case,
            share=share,
            changes=[change(rating) for rating in contents.counts],
            previous_total=previous_total(contents),
            splits=_splits(contents),
            boxed=boxed(replace(contents, part_2=None)),
            box=BOX,
            fingerprint=fingerprint(contents),
            count=count,
            shown_title=shown_title,
            is_tall=_is_tall,
        )
    )


def _splits(contents: Contents) -> bool:
    """Say whether any row of any table might not fit on one page."""
    said = canonical(
        replace(contents, recommendations=(), by_recommendation=(), part_2=None)
    ).decode()
    many = any(len(row.evidence) > _MOST_EVIDENCE for row in contents.actions)
    return many or _LONG.search(said.replace("\\n", "n" * _A_LINE)) is not None


def _is_tall(row: Row) -> bool:
    """Say whether it might not fit on one page, which Typst would then run over the edge of."""
    columns = (
        row.title + row.measure + row.recommendations + row.cause + row.recovery,
        # The narrowest column is half as wide as the others.
        2 * (row.owner + row.director),
        row.update,
        "\n".join((*row.notes, *row.told)),
    )
    return max(len(text) + _A_LINE * text.count("\n") for text in columns) > TALL
