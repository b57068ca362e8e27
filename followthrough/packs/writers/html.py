"""Responsible for the pack as one HTML file: nothing from outside, no script, readable on a phone."""

from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from followthrough.packs.writers import put_whole
from followthrough.packs.writers.alike import brief_day
from followthrough.packs.writers.blocks import Head
from followthrough.packs.writers.charts import LOOKS, Picture, pictures
from followthrough.packs.writers.parts import on_screen
from followthrough.packs.writers.typeface import plain
from rules.packs import front
from rules.packs.contents import Contents
from rules.packs.frozen import fingerprint
from rules.words import brief_title, long_day, plain_day
from templates import COMPILED, FOLDER

RED_HEADS = (
    Head("Action, owner and agency"),
    Head("Working days late", is_figure=True),
    Head("What is needed of the Board"),
)


def write(contents: Contents, path: Path) -> None:
    """Make the HTML of `contents` at `path`; the same contents make the same bytes.

    Raise OSError if the file can't be written; nothing is then left at `path`.
    """
    put_whole(path, page(contents).encode())


def page(contents: Contents) -> str:
    """Return the pack as HTML."""
    return (
        _environment()
        .get_template("pack.html.j2")
        .render(
            pack=contents,
            occasion=contents.occasion,
            position=plain_day(contents.occasion.as_of),
            parts=on_screen(contents),
            drawn={one.name: _inline(one) for one in pictures(contents)},
            looks=LOOKS,
            red_heads=RED_HEADS,
            front=front,
            most_red=front.MOST_RED,
            most_worse=front.MOST_WORSE,
            to_note=front.TO_NOTE,
            fingerprint=fingerprint(contents),
        )
    )


def _inline(picture: Picture) -> dict[str, str | Markup]:
    # Its markup is our own, and whatever text stands in it was escaped when it was drawn.
    return {
        "name": picture.name,
        "title": picture.title,
        "alternative": picture.alternative,
        "svg": Markup(picture.svg),  # noqa: S704
    }


def _visible(value: object) -> object:
    """Return a value as it may stand in HTML: without controls and marks that turn text round."""
    if isinstance(value, Markup | jinja2.Undefined):
        return value
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"a template printed {value!r}: put it into words first")
    return value


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "pack"),
        bytecode_cache=COMPILED,
        autoescape=True,
        finalize=_visible,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=brief_day, long_day=long_day, brief_title=brief_title)
    return made
