"""Responsible for putting texts into a Typst template so that they come out literally.

What autoescape does for HTML, `finalize` does here: every value that a template prints is
escaped, and nobody has to remember to. A value that is not a text or a whole number is refused.
"""

import re
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

import jinja2
import typst

from followthrough.packs.writers.alike import brief_day
from followthrough.packs.writers.typeface import KNOWN, fit, fonts
from rules.words import brief_title, long_day, sentence
from templates import COMPILED, FOLDER

LONGEST_UNBROKEN = 20
"""Letters in a row that every column of the pack can hold."""
_PIECE = re.compile(
    r"[^@./:_?&=-]{1,14}(?=[@./:_?&=-]|\Z)[@./:_?&=-]{0,3}|[^@./:_?&=-]{1,10}|[@./:_?&=-]{1,10}"
)
"""An address breaks best behind its signs; a word without any, behind every tenth letter."""
_GAPS = re.compile(r"(\s+)")
_MAY_BREAK = "#h(0.01pt);"  # a place to break that leaves nothing behind in copied text
_NOT_INERT = re.compile(r"[^\w ,]|_")


class Typst(str):
    """A text that is Typst already, so that it is printed as it stands."""

    __slots__ = ()


class NotSet(Exception):  # noqa: N818 - it is what became of the files, not an error's name
    """Typst could not set them, or set them in a way that it warns of."""


def run(files: Mapping[str, bytes], **options: Any) -> bytes:  # noqa: ANN401 - Typst's own
    """Return what Typst makes of files, of which `main.typ` is the first; raise NotSet."""
    # Typst may read whatever lies under its root, so that its root is an empty folder.
    with tempfile.TemporaryDirectory() as nothing:
        try:
            made, warnings = typst.compile_with_warnings(
                dict(files),
                root=nothing,
                font_paths=fonts(),
                ignore_system_fonts=True,
                **options,
            )
        except typst.TypstError as fault:
            raise NotSet(fault.message) from fault
    if warnings:
        raise NotSet("; ".join(warning.message for warning in warnings))
    return cast("bytes", made)  # its stub thinks of an output file


def escape(value: object) -> Typst:
    """Return `value` as Typst markup that draws it literally.

    Raise TypeError for what is neither a text nor a whole number: a date, say, must first be
    put into words.
    """
    if isinstance(value, Typst):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"a template printed {value!r}: put it into words first")
    return _escaped(str(value))


@lru_cache(KNOWN)
def _escaped(text: str) -> Typst:
    """Return a text as markup; a pack tells many of its texts in several places."""
    drawn = fit(text)
    if all(len(word) <= LONGEST_UNBROKEN for word in drawn.split()):
        return Typst(_inert(drawn))
    return Typst("".join(_breakable(word) for word in _GAPS.split(drawn)))


def quoted(value: str) -> Typst:
    """Return a text for use between Typst's quotation marks, which hold no places to break."""
    return Typst(_inert(fit(value)))


def environment() -> jinja2.Environment:
    """Return the Jinja2 environment of the pack's templates.

    Its delimiters are its own, since `{{ }}` and `{# #}` mean something to Typst.
    """
    made = jinja2.Environment(  # noqa: S701 - `finalize` escapes every value, for Typst
        loader=jinja2.FileSystemLoader(FOLDER / "pack"),
        bytecode_cache=COMPILED,
        finalize=escape,
        undefined=jinja2.StrictUndefined,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(day=brief_day, quoted=quoted, sentence=sentence, code=Typst)
    made.filters.update(long_day=long_day, brief_title=brief_title)
    return made


def _breakable(word: str) -> str:
    if len(word) <= LONGEST_UNBROKEN:
        return _inert(word)
    return _MAY_BREAK.join(_inert(piece) for piece in _PIECE.findall(word))


def _inert(text: str) -> str:
    r"""Spell out whatever could mean something: `\u{23}` is a letter even where `#` is a command."""
    return _NOT_INERT.sub(lambda found: f"\\u{{{ord(found.group()):x}}}", text)
