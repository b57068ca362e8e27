"""Responsible for a pack's first page: what its board is asked, what is Red and why, what changed.

All of it follows from the contents, so that every file says the same and older packs can say it too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rules.packs.brag import NO_UPDATE, Brag
from rules.packs.contents import Contents, its_meeting
from rules.packs.edition import Section
from rules.packs.row import Row
from rules.packs.sections import PAPER, Ask, Count, DecisionAsked
from rules.words import (
    WITHHELD,
    brief_day,
    brief_title,
    count,
    late,
    listed,
    shortened,
    stopped,
)

DRAFT = "(draft)"
"""How the version of a draft ends."""
NOTE = "Please note"
MOST_APART = 3
"""Resolutions of one kind that are told one by one; the others are named in one more."""
MOST_RED = 5
MOST_WORSE = 3
MOST_NAMED = 8
A_REASON = 160
"""Letters of what somebody wrote that have room on the first page."""
A_CAUSE = 72
"""Letters of a cause, and of a title without a short one, that have room in a line of what is Red."""
TO_NOTE = "The Board is asked to note this report: nothing is asked of it."
MEANS = {
    Brag.RED: "late now, or by forecast",
    Brag.AMBER: "due soon, or a new date asked",
    Brag.BLUE: "complete, and validated",
    Brag.GREY: "no date, or cancelled",
}


@dataclass(frozen=True, slots=True)
class Resolution:
    """One thing that the board is asked to resolve."""

    do: str
    words: str
    refs: tuple[str, ...]
    section: Section
    """Where more is told of it."""


@dataclass(frozen=True, slots=True)
class RedLine:
    """An action rated Red, in a line."""

    ref: str
    title: str
    who: str
    days: int | None
    """Working days late, now or by its forecast; None if they can't be counted."""
    is_forecast: bool
    needed: str
    """What is needed of the board, or when the action comes to it."""
    why: str = ""
    """Why it is late, and what it was in the last pack; of what is asked above, that tells why."""


@dataclass(frozen=True, slots=True)
class Tile:
    """How many actions have a rating, with the change since the last pack in words."""

    kind: str
    number: int
    change: str
    means: str
    parts: tuple[tuple[str, str], ...] = ()
    """Of Green: with and without an update, each with its number in words."""


def resolutions(pack: Contents) -> tuple[Resolution, ...]:
    """Return what the board is asked, in the order in which it is told; none if it only notes."""
    rows = {row.ref: row for row in pack.actions}
    asked = {ask: [one for one in pack.decisions if one.ask is ask] for ask in Ask}
    first = sorted(asked[Ask.ESCALATION], key=lambda one: -(rows[one.ref].days_late or 0))
    return (
        *_escalations(first, rows),
        *_dates(asked[Ask.EXTENSION], rows),
        *_closures([rows[one.ref] for one in asked[Ask.CLOSURE]]),
    )


def red_lines(pack: Contents) -> tuple[RedLine, ...]:
    """Return every action rated Red, in the order of the exceptions."""
    asked = resolutions(pack)
    return tuple(
        RedLine(
            ref=row.ref,
            title=row.short_title or shortened(row.title, A_CAUSE),
            who=_who(row),
            days=row.forecast_late if row.days_late is None else row.days_late,
            is_forecast=row.days_late is None,
            needed=_needed(row, pack, asked),
            why=_why(row, asked),
        )
        for row in pack.exceptions
    )


def rated_worse(pack: Contents) -> tuple[Row, ...]:
    """Return the actions that their owners rate worse than the key does, and that are not Red."""
    return tuple(row for row in pack.actions if row.is_rated_worse)


def told_in_full(pack: Contents) -> tuple[Row, ...]:
    """Return the exceptions: what is Red, longest late first, then what its owner rates worse."""
    return (*pack.exceptions, *rated_worse(pack))


def red_in_words(pack: Contents) -> str:
    """Return how many actions are Red, as a heading."""
    number = len(pack.exceptions)
    if not number:
        return "No action is Red"
    return f"{count(number, 'action')} {'is' if number == 1 else 'are'} Red"


def exceptions_in_words(pack: Contents) -> str:
    """Return how many exceptions there are, and how they are told."""
    number = len(pack.exceptions)
    if not number:
        return "No action is rated Red; these are rated worse by their owners than by their dates."
    are = "is" if number == 1 else "are"
    return (
        f"{count(number, 'action')} of {len(pack.actions)} {are} late or forecast to be late; the "
        "longest late stands first. Days are working days, counted from the due date that holds now."
    )


def worse(row: Row) -> str:
    """Return in a sentence how an action is rated, and by its owner, and why."""
    why = shortened(row.cause or row.update, A_REASON)
    said = f"is {row.brag} by its dates. {row.owner or 'Its owner'} rates it {row.own_rating}"
    return stopped(f"{said}: {why}" if why else said)


def tiles(pack: Contents) -> tuple[Tile, ...]:
    """Return the five ratings with their numbers, in the order of the key."""
    silent = sum(row.kind == NO_UPDATE for row in pack.actions)
    return tuple(
        Tile(
            kind=str(one.brag),
            number=one.number,
            change=changed(one),
            means=MEANS.get(one.brag, ""),
            parts=(
                (str(Brag.GREEN), f"{one.number - silent} with an update"),
                (NO_UPDATE, f"{silent} without one"),
            )
            if one.brag is Brag.GREEN
            else (),
        )
        for one in pack.counts
    )


def changed(one: Count) -> str:
    """Return how a count stands against the last pack: `3 more`, `1 fewer`, `no change`."""
    return more_or_fewer(None if one.previous is None else one.number - one.previous)


def more_or_fewer(more: int | None) -> str:
    """Return how many more there are than in the last pack, in words; None if there was none."""
    if more is None:
        return "first pack"
    return f"{abs(more)} {'more' if more > 0 else 'fewer'}" if more else "no change"


def stands(pack: Contents) -> str:
    """Return the heading over the figures, with the day against which they are more or fewer."""
    said = "Where the plan stands"
    if pack.last_cut_off is None:
        return said
    return f"{said}, with changes since {brief_day(pack.last_cut_off)}"


def time_and_place(pack: Contents) -> str:
    """Return when and where on its day the board meets that the pack is for; empty if not recorded."""
    meeting = its_meeting(pack)
    return meeting.about if meeting else ""


def is_draft(pack: Contents) -> bool:
    """Say whether it is a draft, which everything of it must show."""
    return pack.occasion.version.endswith(DRAFT)


def version(pack: Contents) -> str:
    """Return `DRAFT 0.1` or `Version 1.0`."""
    called = pack.occasion.version
    return f"DRAFT {called.removesuffix(DRAFT).strip()}" if is_draft(pack) else f"Version {called}"


def paper_facts(pack: Contents) -> tuple[tuple[str, str], ...]:
    """Return what the agenda of its meeting says of it, each with its label, as far as it is recorded."""
    meeting = its_meeting(pack)
    told = [(label, getattr(meeting.paper, name)) for name, label in PAPER.items() if meeting]
    return tuple((label, said) for label, said in told if said)


def front_facts(pack: Contents) -> tuple[tuple[str, str], ...]:
    """Return what stands at the foot of the first page, as far as it is recorded."""
    of = pack.occasion
    facts = (
        *paper_facts(pack),
        ("Chair", of.chair),
        ("Secretary", of.secretary),
        ("Prepared by", pack.narrative.by_whom),
        ("Purpose", pack.edition.purpose),
        ("Questions to", of.administrator),
        *((NOTE, note) for note in of.notes),
    )
    return tuple((label, said) for label, said in facts if said)


def _escalations(asked: list[DecisionAsked], rows: dict[str, Row]) -> Iterator[Resolution]:
    for one in asked[:MOST_APART]:
        row = rows[one.ref]
        do = stopped(f"Decide what is to be done about {row.ref}, {brief_title(row)}")
        yield Resolution(do, _tried(row), (row.ref,), Section.EXCEPTIONS)
    if more := [one.ref for one in asked[MOST_APART:]]:
        do = f"Decide what is to be done about {count(len(more), 'more action')}."
        yield Resolution(do, f"{listed(more, MOST_NAMED)}.", tuple(more), Section.EXCEPTIONS)


def _tried(row: Row) -> str:
    """Return who is late by how much, why, and who answers for it."""
    by = late(row.days_late or 0)
    if row.title == WITHHELD:
        return f"It is {by}. What it is about is withheld here."
    said = [f"{row.agency} is {by} with it." if row.agency else f"It is {by}."]
    if row.cause:
        said.append(stopped(f"Cause: {shortened(row.cause, A_REASON)}"))
    else:
        said.append(
            "No cause and no update is recorded." if not row.update else "No cause is recorded."
        )
    said.append(f"Its director is {row.director}." if row.director else "It has no director.")
    return " ".join(said)


def _dates(asked: list[DecisionAsked], rows: dict[str, Row]) -> Iterator[Resolution]:
    for one in asked[:MOST_APART]:
        do = stopped(f"Approve or refuse a new date for {one.ref}, {brief_title(rows[one.ref])}")
        words = one.words.removeprefix("Approve or refuse ")
        words = stopped(shortened(words[:1].upper() + words[1:], 2 * A_REASON))
        yield Resolution(do, words, (one.ref,), Section.DECISIONS)
    if more := [one.ref for one in asked[MOST_APART:]]:
        do = f"Approve or refuse {count(len(more), 'more new date')}."
        yield Resolution(do, f"{listed(more, MOST_NAMED)}.", tuple(more), Section.DECISIONS)


def _closures(rows: list[Row]) -> Iterator[Resolution]:
    if not rows:
        return
    refs = tuple(row.ref for row in rows)
    titles = len(rows) <= MOST_APART
    named = [f"{row.ref} {brief_title(row).rstrip('.')}" for row in rows] if titles else list(refs)
    by = {row.validated_by for row in rows if row.validated_by}
    who = f" by {by.pop()}" if len(by) == 1 else ""
    each = "Each is" if len(rows) > 1 else "It is"
    without = [row.ref for row in rows if not row.evidence]
    lacks = f" No evidence is recorded of {listed(without, MOST_NAMED)}." if without else ""
    yield Resolution(
        f"Agree to close {count(len(rows), 'action')}.",
        f"{stopped(listed(named, MOST_NAMED))} {each} complete and validated{who}.{lacks}",
        refs,
        Section.DECISIONS,
    )


def _needed(row: Row, pack: Contents, asked: tuple[Resolution, ...]) -> str:
    mine = [number for number, one in enumerate(asked, start=1) if row.ref in one.refs]
    if mine:
        word = "Decision" if len(mine) == 1 else "Decisions"
        return f"{word} {' and '.join(map(str, mine))}, above"
    of = pack.occasion
    board = "Board" if of.is_top else of.top_board or "board at the top of the ladder"
    if row.is_with_board:
        return f"Nothing: it is with the {board}"
    ahead = next((one for one in row.climbs if one.is_board), None)
    if ahead:
        return f"Nothing yet. Comes to the {board} on {_day(ahead.on, of.as_of)} if not done"
    return "Nothing yet"


def _why(row: Row, asked: tuple[Resolution, ...]) -> str:
    if row.title == WITHHELD:
        return ""
    said = []
    if not any(row.ref in one.refs for one in asked):
        cause = f"Cause: {shortened(row.cause, A_CAUSE)}" if row.cause else "No cause is recorded"
        said.append(stopped(cause))
    if row.last_brag not in (None, Brag.RED):
        said.append(f"{row.last_brag} in the last pack.")
    return " ".join(said)


def _who(row: Row) -> str:
    return ", ".join(dict.fromkeys(filter(None, (row.owner or "No owner", row.agency))))


def _day(day: date, as_of: date) -> str:
    """Return a day without its year where that is the pack's own."""
    said = brief_day(day)
    return said.rpartition("\N{NO-BREAK SPACE}")[0] if day.year == as_of.year else said
