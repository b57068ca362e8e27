"""Responsible for trying a council's Word template with marks: it must show what a pack may not hide.

A template that loses its table of actions, or the field for the cover note, fills without an error.
So each text that it is given is a mark, and those are looked for in the file that comes out.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count as counted
from typing import Any

from followthrough.packs.writers.docx import write as docx
from followthrough.packs.writers.docx.contents import described
from followthrough.packs.writers.docx.package import MADE, word_parts
from followthrough.packs.writers.docx.reading import read_word
from followthrough.packs.writers.docx.tables import WHITE
from rules.packs.contents import Contents
from rules.packs.fields import COMMENT, COVER_NOTE, HEADLINES
from rules.problems import BadInput

MUST_SHOW = (
    *("pack.board", "pack.month", "pack.position", "pack.version", "pack.classification"),
    *("notes", "ratings.brag", "ratings.number", "sections.heading", "sections.sentences"),
    *("sections.tables.columns.heading", "sections.tables.rows.text"),
)
"""Tags that no template may leave out; docs/packs.md lists them."""
FIELDS = {"headlines": HEADLINES, "cover_note": COVER_NOTE, "comments.text": COMMENT}
"""What must stand in the fields that are read back, with how the name of its field begins."""
SHOWN = ("word/document", "word/header", "word/footer")
TWICE = range(2)
"""Of every list there are two, so that a template that shows the first alone is found."""


def fill(samples: Sequence[Contents], template: bytes) -> None:
    """Fill a template with each sample; raise BadInput if it can't be, saying why."""
    for sample in samples:
        docx.filled(sample, template)


def try_out(sample: Contents, template: bytes) -> None:
    """Fill a template with marks, as a draft and as an issued pack.

    Raises BadInput if it can't be filled, or hides what every pack must show, naming the tags.
    `sample` gives what is no text: the day of the file.
    """
    front = tuple(described(sample)["pack"])
    for is_draft in ("yes", ""):
        said = _marked(front, is_draft)
        made = docx.filled_with(said, sample, template)
        missing = list(_missing(said, made))
        if missing:
            raise BadInput(
                f"The house template can't be used: it does not show {', '.join(missing)}; "
                "docs/packs.md says what these are."
            )
    empty = _marked(front, "yes") | {"cover_note": "", "headlines": [""]}
    for comment in empty["comments"]:
        comment["text"] = ""
    fields = read_word(docx.filled_with(empty, sample, template)).fields
    if gone := _by_name(tag for tag in _wanted(empty) if tag not in fields):
        raise BadInput(
            f"The house template can't be used: it has no field (content control) {gone} "
            "while nothing is written there, so that nobody could write."
        )
    if twice := _by_name(tag for tag, copies in fields.items() if len(copies) > 1):
        raise BadInput(
            f"The house template can't be used: it has the field (content control) {twice} more than "
            "once, so that two texts could be written for one."
        )


def _marked(front: Sequence[str], is_draft: str) -> dict[str, Any]:
    """Return what a template may name, as `contents.described` does, with marks for texts."""
    numbers = counted()

    def mark(tag: str) -> str:
        return f"mark-{tag}-{next(numbers)}."

    def of(tag: str, *names: str) -> dict[str, str]:
        return {name: mark(f"{tag}.{name}") for name in names}

    painted = {"fill": WHITE, "ink": WHITE}
    beside, others = ([of("comments", "ref", "title", "text") for _ in TWICE] for _ in TWICE)

    def table(*comments: object) -> dict[str, Any]:
        heads = [of("sections.tables.columns", "heading") | {"width": "7200"} for _ in TWICE]
        told = [[of("sections.tables.rows", "text") | painted for _ in TWICE] for _ in TWICE]
        rows = [
            [first | {"comment": one}, second | {"comment": ""}]
            for (first, second), one in zip(told, comments, strict=True)
        ]
        return of("sections.tables", "name", "about") | {"columns": heads, "rows": rows, "kept": []}

    section = {"sentences": [mark("sections.sentences") for _ in TWICE], "pictures": []}
    places = [
        {"is_front": "yes", "tables": [table("", "")]},
        {"is_front": "", "tables": [table("", ""), table(*beside)]},
    ]
    return {
        "pack": of("pack", *front) | {"is_draft": is_draft},
        "notes": [mark("notes") for _ in TWICE],
        "headlines": [mark("headlines") for _ in TWICE],
        "cover_note": mark("cover_note"),
        "ratings": [
            of("ratings", "brag", "meaning", "number", "previous", "change") | painted
            for _ in TWICE
        ],
        "pictures": [],
        "sections": [of("sections", "heading") | section | place for place in places],
        "comments": [*beside, *others],
        "other_comments": others,
    }


def _missing(said: dict[str, Any], made: bytes) -> list[str]:
    """Return the tags that must be shown and are not, each once."""
    shown = "".join(
        part.decode(errors="replace")
        for name, part in word_parts(made, MADE).items()
        if name.startswith(SHOWN)
    )
    fields = read_word(made).written
    hidden = {
        tag
        for tag, mark in _marks(said)
        if mark not in (_of_field(fields, FIELDS[tag]) if tag in FIELDS else shown)
    }
    return [tag for tag in (*MUST_SHOW, *FIELDS) if tag in hidden]


def _of_field(fields: dict[str, list[str]], begins: str) -> str:
    """Return what stands in the fields whose names begin so."""
    return " ".join(
        text for name, texts in fields.items() if name.startswith(begins) for text in texts
    )


def _wanted(said: dict[str, Any]) -> list[str]:
    return [HEADLINES, COVER_NOTE, *(f"{COMMENT}{one['ref']}" for one in said["comments"])]


def _by_name(tags: Iterable[str]) -> str:
    """Return fields as docs/packs.md calls them, each once."""
    return ", ".join(
        dict.fromkeys(f"{COMMENT}REF" if tag.startswith(COMMENT) else tag for tag in tags)
    )


def _marks(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - dicts, lists and texts within
    """Yield each mark with the tag that it stands for."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _marks(one)
    elif value.startswith("mark-"):
        yield value.removeprefix("mark-").rpartition("-")[0], value
