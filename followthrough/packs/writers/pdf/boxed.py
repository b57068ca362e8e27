"""Responsible for naming the texts of a pack that its PDF can't draw in full."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from followthrough.packs.writers.typeface import missing
from rules.packs.contents import Contents
from rules.packs.row import TOLD
from rules.packs.versions import LISTS, name_of
from rules.words import listed

MOST_NAMED = 10


class Boxed(NamedTuple):
    """One text in which the PDF shows boxes."""

    where: str
    """Such as `A5, progress`."""
    characters: str
    """What is not drawn, each once."""


def boxed(pack: Contents) -> tuple[Boxed, ...]:
    """Return each text of a pack that its PDF can't draw in full, of its Part 2 edition too."""
    found = [Boxed(where, _not_drawn(said)) for where, said in _parts(pack)]
    apart = boxed(pack.part_2) if pack.part_2 else ()
    return (
        *(one for one in found if one.characters),
        *(Boxed(f"Part 2, {one.where}", one.characters) for one in apart),
    )


def told(pack: Contents) -> Iterator[str]:
    """Yield a sentence that says where the PDF shows boxes, if it shows any."""
    found = [f"{one.where} ({one.characters})" for one in boxed(pack)]
    if found:
        yield (
            "In the PDF a box stands for each character that its typeface can't draw: "
            f"{listed(found, MOST_NAMED)}. The other files hold them."
        )


def _parts(pack: Contents) -> Iterator[tuple[str, object]]:
    for one in fields(pack.occasion):
        yield one.name.replace("_", " "), getattr(pack.occasion, one.name)
    yield "headlines", pack.narrative.headlines
    yield "cover note", pack.narrative.cover_note
    for comment in pack.narrative.comments:
        yield f"{comment.ref}, comment", comment.text
    for row in pack.actions:
        for one in fields(row):
            yield f"{row.ref}, {TOLD.get(one.name, 'notes')}", getattr(row, one.name)
    for name, said in LISTS.items():
        for item in getattr(pack, name):
            yield f"{said}, {name_of(item)}", item


def _not_drawn(said: object) -> str:
    text = "".join(_texts(said))
    return "" if text.isascii() and text.isprintable() else "".join(sorted(missing(text)))


def _texts(said: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a pack holds
    if isinstance(said, str):
        yield said
    elif isinstance(said, tuple):
        for item in said:
            yield from _texts(item)
    elif is_dataclass(said):
        for one in fields(said):
            yield from _texts(getattr(said, one.name))
