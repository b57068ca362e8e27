"""Responsible for update rounds and meetings as tables: on a terminal, and in Markdown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rich.console import Console

from followthrough.boards.rounds import Asked, RoundStanding
from followthrough.tables.markdown import Markdown, filled, joined, table
from followthrough.tables.terminal import columns
from models.boards import Meeting
from rules.words import WITHHELD, short_day

NONE = "No round is open or to come: no board that gets a pack has a meeting ahead."
HEADINGS = ("Action", "Owner", "Asked", "Chased", "Updated")
MEETING = ("Board", "Meets", "Papers due", "Time and place", "Pack")


def show_rounds(console: Console, found: Sequence[RoundStanding]) -> None:
    """Print how update rounds stand, those without an update first."""
    if not found:
        console.print(NONE)
    for one in found:
        console.print(f"\n{_heading(one)}", style="bold", soft_wrap=True, highlight=False)
        console.print(f"{_dates(one)} {_state(one)}", soft_wrap=True, highlight=False)
        if one.actions:
            console.print(columns(HEADINGS, _rows(one), whole=HEADINGS[:2]))


def rounds_as_markdown(found: Sequence[RoundStanding]) -> Markdown:
    """Return how update rounds stand, as an artifact shows it: of Part 2 actions no word."""
    return joined(map(_as_markdown, found)) or filled(NONE)


def show_meetings(console: Console, found: Sequence[Meeting]) -> None:
    """Print meetings, one a row."""
    if not found:
        console.print("No board of this plan has a meeting.")
        return
    console.print(columns(MEETING, map(_meeting, found), whole=MEETING[1:3]))


def _meeting(one: Meeting) -> tuple[str, ...]:
    pack = _stands(one) if one.is_drafted else "" if one.board.packs else "none"
    return one.board.name, short_day(one.on), short_day(one.deadline), one.place, pack


def _stands(one: Meeting) -> str:
    return "made" if one.is_packed else "drafted"


def _as_markdown(one: RoundStanding) -> Markdown:
    said = filled(
        "**{heading}**\n\n{dates} {state}",
        heading=_heading(one),
        dates=_dates(one),
        state=_state(one),
    )
    told = replace(one, actions=tuple(map(_as_published, one.actions)))
    return joined([said, table(HEADINGS, _rows(told))]) if one.actions else said


def _as_published(one: Asked) -> Asked:
    return replace(one, title=WITHHELD, owner=WITHHELD) if one.is_exempt else one


def _heading(one: RoundStanding) -> str:
    return f"{one.board}, meeting on {short_day(one.meets_on)} ({one.plan})"


def _dates(one: RoundStanding) -> str:
    return (
        f"Papers are due on {short_day(one.deadline)}; owners are asked on "
        f"{short_day(one.opens_on)} and chased on {short_day(one.chased_on)}."
    )


def _state(one: RoundStanding) -> str:
    return f"Round {one.state}: {one.words}."


def _rows(one: RoundStanding) -> list[tuple[str, ...]]:
    """Return the actions of a round, those without an update first."""
    updated = [action for action in one.actions if action.updated_on]
    return [_row(action) for action in (*one.waiting, *updated)]


def _row(one: Asked) -> tuple[str, ...]:
    asked, chased = _day(one.asked_on, "not asked"), _day(one.chased_on, "")
    return one.ref, one.owner or "no owner", asked, chased, _day(one.updated_on, "not yet")


def _day(on: date | None, otherwise: str) -> str:
    return short_day(on) if on else otherwise
