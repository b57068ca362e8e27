"""Responsible for what the Word template is filled with: plain texts, in the order of the edition."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from followthrough.packs.writers.alike import change
from followthrough.packs.writers.charts import Picture, shown_in
from followthrough.packs.writers.columns import FILLS, RATING
from followthrough.packs.writers.docx.tables import RED, Picked, tables
from rules.packs import front
from rules.packs.brag import Brag
from rules.packs.contents import Contents
from rules.packs.edition import TITLES, Section
from rules.packs.empty import nothing
from rules.words import brief_title, count, plain_day, short_day

WIDE = 14_400
"""Twentieths of a point between the margins; see the house template."""
WHITE, INK = "FFFFFF", "0B0C0C"


def described(pack: Contents, drawn: tuple[Picture, ...] = ()) -> dict[str, Any]:
    """Return what a template may name: docs/packs.md lists it. All of it is text, or lists of text."""
    sections = [
        *_front_sections(pack),
        *(_section(pack, one.section, heading, drawn) for one, heading in pack.edition.headings),
    ]
    return {
        "pack": _front(pack),
        "notes": [*pack.alarms, *pack.occasion.notes],
        "headlines": list(pack.narrative.headlines) or [""],
        "cover_note": pack.narrative.cover_note,
        "ratings": list(_ratings(pack)),
        "pictures": [],
        "sections": sections,
        "comments": list(_comments(pack)),
    }


def _front(pack: Contents) -> dict[str, str]:
    said = pack.occasion
    late = said.produced_late_on
    return {
        "organisation": said.organisation,
        "board": said.board,
        "title": pack.edition.title,
        "purpose": pack.edition.purpose,
        "month": pack.month,
        "position": plain_day(said.as_of)
        + (f", produced late on {plain_day(late)}" if late else ""),
        "meeting_on": plain_day(said.meeting_on) if said.meeting_on else "",
        "plan": said.plan,
        "report": said.report,
        "chair": said.chair,
        "prepared_by": pack.narrative.by_whom,
        "secretary": said.secretary,
        "place": front.time_and_place(pack),
        "called": front.version(pack),
        "words_by": pack.narrative.by_whom,
        "version": said.version,
        "classification": said.classification,
        "administrator": said.administrator,
        "is_draft": "yes" if _is_written_into(pack) else "",
    }


def _ratings(pack: Contents) -> Iterator[dict[str, str]]:
    for one in pack.counts:
        fill, ink = _paint(one.brag)
        differs = change(one)
        yield {
            "brag": str(one.brag),
            "meaning": one.meaning,
            "number": str(one.number),
            "previous": "first pack" if one.previous is None else str(one.previous),
            "change": "" if differs is None else f"{differs:+d}" if differs else "0",
            "fill": fill,
            "ink": ink,
        }


def _front_sections(pack: Contents) -> Iterator[dict[str, Any]]:
    """Yield what the first page tells: what is asked, what is Red, how the plan stands."""
    asked = front.resolutions(pack)
    told = [f"{number}. {one.do} {one.words}" for number, one in enumerate(asked, start=1)]
    yield _first(
        "The Board is asked to" if asked else "What the Board is asked", told or [front.TO_NOTE]
    )
    red = front.red_lines(pack)
    shown = red[: front.MOST_RED]
    tables = [_table(Picked(RED.name, RED.about, RED.columns, shown))] if red else []
    yield _first(front.red_in_words(pack), list(_below_red(pack)), tables)
    yield _first("In short", [" ".join(pack.headlines)])


def _below_red(pack: Contents) -> Iterator[str]:
    more = len(pack.exceptions) - front.MOST_RED
    if more > 0:
        yield f"{more} more are told under {TITLES[Section.EXCEPTIONS]}, or in the Excel and HTML files."
    for row in front.rated_worse(pack)[: front.MOST_WORSE]:
        yield f"{row.ref} {brief_title(row)} {front.worse(row)}"


def _first(
    heading: str, sentences: list[str], tables: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    return {
        "is_front": "yes",
        "heading": heading,
        "sentences": sentences,
        "tables": list(tables),
        "pictures": [],
    }


def _section(
    pack: Contents, section: Section, heading: str, drawn: tuple[Picture, ...]
) -> dict[str, Any]:
    empty = nothing(pack, section)
    found = [] if empty else [one for one in tables(pack, section) if one.rows]
    return {
        "is_front": "",
        "heading": heading,
        "sentences": [empty] if empty else _sentences(pack, section, found),
        "tables": [_table(one) for one in found],
        "pictures": _pictures(section, drawn),
    }


def _pictures(section: Section, drawn: tuple[Picture, ...]) -> list[dict[str, Any]]:
    """Return the charts of a section; what shows them is put in by who fills the template."""
    return [
        {"title": one.title, "alternative": one.alternative, "svg": one.svg}
        for one in shown_in(section, drawn)
    ]


def _sentences(pack: Contents, section: Section, found: Sequence[Picked]) -> list[str]:
    if section is Section.QUALITY:
        return list(pack.data_quality)
    if section is Section.KEY:
        return [
            pack.occasion.calendar,
            "The worst rating that applies to an action is the one shown.",
        ]
    if section is Section.EXCEPTIONS:
        return [front.exceptions_in_words(pack)]
    return [] if found or section is Section.SUMMARY else ["Nothing is recorded."]


def _table(picked: Picked) -> dict[str, Any]:
    widths = [max(one.width, *map(_room, one.heading.split())) for one in picked.columns]
    return {
        "name": picked.name,
        "about": f"{picked.about}. {count(len(picked.rows), 'row')}.",
        "columns": [
            {"heading": one.heading, "width": str(round(WIDE * width / sum(widths)))}
            for one, width in zip(picked.columns, widths, strict=True)
        ],
        "rows": [
            [_cell(one.heading, one.of(row)) for one in picked.columns] for row in picked.rows
        ],
    }


def _room(word: str) -> float:
    """Return how wide a column must be, so that no word of its heading is broken."""
    return 1.4 * len(word) + 2


def _cell(heading: str, value: Any) -> dict[str, str]:  # noqa: ANN401 - a cell of any kind
    fill, ink = (WHITE, INK)
    if heading == RATING:
        fill, ink = _paint(Brag(value))
    if isinstance(value, date):
        value = short_day(value).partition(" ")[2]  # the day of the week has no room
    return {"text": "" if value is None else str(value), "fill": fill, "ink": ink}


def _comments(pack: Contents) -> Iterator[dict[str, str]]:
    """Yield each action that is commented on; in a draft every open one, so that someone may.

    On one whose words are withheld here nobody may: a comment would tell them.
    """
    withheld = {row.ref for row in pack.part_2.actions} if pack.part_2 else set()
    is_draft = _is_written_into(pack)
    for row in pack.actions:
        text = pack.comments.get(row.ref, "")
        if text or (is_draft and row.is_open and row.ref not in withheld):
            yield {"ref": row.ref, "title": f"{row.ref}: {row.title}", "text": text}


def _is_written_into(pack: Contents) -> bool:
    """Say whether the secretariat may write into the file: into a draft, not into its Part 2."""
    return front.is_draft(pack) and not pack.edition.is_apart


def _paint(brag: Brag) -> tuple[str, str]:
    fill, ink = FILLS[brag]
    return fill.lstrip("#"), ink.lstrip("#")
