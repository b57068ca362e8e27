"""Responsible for what the Word template is filled with: plain texts, in the order of the edition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from followthrough.packs.writers.alike import change
from followthrough.packs.writers.blocks import Drawn, Fit, Head, Part, Table, Words, cell, record
from followthrough.packs.writers.charts import Picture
from followthrough.packs.writers.columns import FILLS
from followthrough.packs.writers.docx.tables import filled, tables
from followthrough.packs.writers.parts import on_paper
from rules.packs import front
from rules.packs.brag import Brag
from rules.packs.contents import Contents, its_meeting
from rules.packs.edition import TITLES, Section
from rules.packs.sections import NO_PAPER
from rules.words import brief_title, plain_day

RED = (
    Head("Action, owner and agency", Fit.TEXT),
    Head("Working days late", Fit.NAME),
    Head("What is needed of the Board", Fit.TEXT),
)


def described(pack: Contents, drawn: tuple[Picture, ...] = ()) -> dict[str, Any]:
    """Return what a template may name: docs/packs.md lists it. All of it is text, or lists of text."""
    comments = list(_comments(pack))
    others = {one["ref"]: one for one in comments}
    sections = [
        *_front_sections(pack),
        *(_section(part, {one.name: one for one in drawn}, others) for part in on_paper(pack)),
    ]
    return {
        "pack": _front(pack),
        "notes": [*pack.alarms, *pack.occasion.notes],
        "headlines": list(pack.narrative.headlines) or [""],
        "cover_note": pack.narrative.cover_note,
        "ratings": list(_ratings(pack)),
        "pictures": [],
        "sections": sections,
        "comments": comments,
        "other_comments": list(others.values()),
    }


def _front(pack: Contents) -> dict[str, str]:
    said = pack.occasion
    late = said.produced_late_on
    meeting = its_meeting(pack)
    return asdict(meeting.paper if meeting else NO_PAPER) | {
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
    shown = front.red_lines(pack)[: front.MOST_RED]
    rows = [
        record(cell(f"{one.ref} {one.title}", one.who, one.why), _days(one), one.needed)
        for one in shown
    ]
    tables = [filled(Table("What is Red", RED, tuple(rows)), {})] if rows else []
    yield _first(front.red_in_words(pack), list(_below_red(pack)), tables)
    yield _first("In short", [" ".join(pack.headlines)])


def _days(one: front.RedLine) -> str:
    days = "not counted" if one.days is None else str(one.days)
    return f"{days}, by forecast" if one.is_forecast else days


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
    part: Part, drawn: Mapping[str, Picture], comments: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """Return a part of the pack: its sentences, its tables with the comments they have room for, its charts."""
    charts = [drawn[b.name] for b in part.blocks if isinstance(b, Drawn) and b.name in drawn]
    return {
        "is_front": "",
        "heading": part.heading,
        "sentences": [b.said for b in part.blocks if isinstance(b, Words)],
        "tables": [filled(one, comments) for one in tables(part)],
        "pictures": [
            {"title": one.title, "alternative": one.alternative, "svg": one.svg} for one in charts
        ],
    }


def _comments(pack: Contents) -> Iterator[dict[str, str]]:
    """Yield each action that is commented on; in a draft every open one, so that someone may.

    On one whose words are withheld here nobody may.
    """
    is_draft, withheld, comments = _is_written_into(pack), pack.withheld, pack.comments
    for row in pack.actions:
        text = comments.get(row.ref, "")
        if text or (is_draft and row.is_open and row.ref not in withheld):
            yield {"ref": row.ref, "title": f"{row.ref}: {row.title}", "text": text}


def _is_written_into(pack: Contents) -> bool:
    """Say whether the secretariat may write into the file: into a draft, not into its Part 2."""
    return front.is_draft(pack) and not pack.edition.is_apart


def _paint(brag: Brag) -> tuple[str, str]:
    fill, ink = FILLS[brag]
    return fill.lstrip("#"), ink.lstrip("#")
