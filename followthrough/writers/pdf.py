"""Responsible for the pack as an accessible PDF (PDF/UA-1 and PDF/A-2a), set by Typst."""

import tempfile
from pathlib import Path

import typst

from followthrough.writers import cut_off, put_whole
from followthrough.writers.tallies import by_recommendation, change, previous_total
from followthrough.writers.typeface import BOX, FAMILY, fonts, missing
from followthrough.writers.typesetting import Typst, environment
from rules.brag import BRAG_KEY
from rules.pack import Contents, Row, canonical, fingerprint
from rules.words import count, plain_day
from templates import FOLDER

TALL = 500
"""Letters from which what is said of one action may be split between pages."""
_A_LINE = 40  # letters that a new line within a text counts for


class NotSet(Exception):  # noqa: N818 - it is what became of the pack, not an error's name
    """Typst could not set the pack, or set it in a way that it warns of."""


def write(contents: Contents, path: Path) -> None:
    """Make the PDF of `contents` at `path`; the same contents make the same bytes.

    Raise NotSet if Typst refuses or warns, and OSError if the file can't be written. Nothing is
    then left at `path` that was not there before.
    """
    put_whole(path, typeset(_source(contents), round(cut_off(contents).timestamp())))


def typeset(source: str, stamped: int) -> bytes:
    """Return the PDF of Typst source, dated `stamped` seconds after 1970; raise NotSet."""
    files = {"main.typ": source.encode(), "house.typ": (FOLDER / "pack/house.typ").read_bytes()}
    # Typst may read whatever lies under its root, so that its root is an empty folder.
    with tempfile.TemporaryDirectory() as nothing:
        try:
            made, warnings = typst.compile_with_warnings(  # type: ignore[call-overload] # its stub forgets files by name
                files,
                root=nothing,
                font_paths=fonts(),
                ignore_system_fonts=True,
                pdf_standards=["a-2a", "ua-1"],
                timestamp=stamped,
            )
        except typst.TypstError as fault:
            raise NotSet(fault.message) from fault
    if warnings:
        raise NotSet("; ".join(warning.message for warning in warnings))
    return bytes(made)


def _source(contents: Contents) -> str:
    """Return the pack as Typst source."""
    return (
        environment()
        .get_template("pack.typ.j2")
        .render(
            pack=contents,
            occasion=contents.occasion,
            family=FAMILY,
            position=plain_day(contents.occasion.as_of),
            tallies=by_recommendation(contents),
            ratings=[brag for brag, _ in BRAG_KEY],
            alternative=_alternative(contents),
            most=max(_numbers(contents)) or 1,
            none_at_all=Typst("none"),
            changes=[change(rating) for rating in contents.counts],
            previous_total=previous_total(contents),
            boxed=len(missing(canonical(contents).decode())),
            box=BOX,
            fingerprint=fingerprint(contents),
            count=count,
            is_tall=_is_tall,
        )
    )


def _numbers(contents: Contents) -> list[int]:
    """Return every number that the bars show."""
    return [n for rating in contents.counts for n in (rating.number, rating.previous or 0)]


def _alternative(contents: Contents) -> str:
    """Return in words what the bars show, for those who can't see them."""
    shares = "; ".join(
        f"{rating.number} {rating.brag}"
        + ("" if rating.previous is None else f" ({rating.previous} in the last pack)")
        for rating in contents.counts
    )
    return f"Actions by rating: {shares}."


def _is_tall(row: Row) -> bool:
    """Say whether it might not fit on one page, which Typst would then run over the edge of."""
    columns = (
        row.title + row.measure + row.recommendations,
        # The narrowest column is half as wide as the others.
        2 * (row.owner + row.director),
        row.update,
        "\n".join((*row.notes, *row.told)),
    )
    return max(len(text) + _A_LINE * text.count("\n") for text in columns) > TALL
