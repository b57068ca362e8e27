"""Responsible for what a monthly progress pack says: one frozen `Contents`, the same for every file.

Contents are made here, from facts, once; writers only set them in type. They hold dates as dates,
and their canonical bytes decide whether two packs say the same (semantics row 74).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from rules.brag import BRAG_KEY, Brag, RatingFacts, rate
from rules.calendar import WorkingCalendar
from rules.slippage import completion, lateness, slippage
from rules.words import count, late, month, short_day

UNVALIDATED_AFTER = 10
"""Working days after which a completion that nobody validated is said to be so (row 105)."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the inspector asked for."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class PackAction:
    """The facts of one action at the cut-off."""

    ref: str
    title: str
    paragraph: str
    recommendations: str
    owner: str
    director: str
    measure: str
    due_date: date | None
    revised_due_date: date | None
    times_revised: int
    completed_on: date | None
    reported_on: date | None
    validated_on: date | None
    forecast: date | None
    updated_on: date | None
    update: str
    told: tuple[str, ...]
    """Each rung of the ladder that was reached: whom it told and when, in order."""
    cancelled_on: date | None = None
    cancelled_because: str = ""
    is_asked: bool = False
    """Whether a new date was asked for and is not decided."""
    milestone_overdue: bool = False
    notes: tuple[str, ...] = ()
    """How its date changed, who holds it, which milestones are late: each in a sentence."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """For whom, about what and as of when a pack is made."""

    organisation: str
    plan: str
    report: str
    board: str
    chair: str
    administrator: str
    as_of: date
    version: str
    calendar: str
    notes: tuple[str, ...] = ()
    """Sentences that every reader must see first, such as that dates are invented."""


@dataclass(frozen=True, slots=True)
class Row:
    """One action as every file of the pack shows it."""

    ref: str
    title: str
    paragraph: str
    recommendations: str
    owner: str
    director: str
    measure: str
    due_date: date | None
    current_due_date: date | None
    times_revised: int
    completed_on: date | None
    forecast: date | None
    brag: Brag
    because: str
    standing: str
    days_late: int | None
    slippage: int
    update: str
    updated_on: date | None
    told: tuple[str, ...]
    notes: tuple[str, ...]
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many actions have one rating, now and in the last pack (None if there was none)."""

    brag: Brag
    meaning: str
    number: int
    previous: int | None


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything a pack says."""

    occasion: Occasion
    month: str
    headlines: tuple[str, ...]
    counts: tuple[Count, ...]
    recommendations: tuple[Recommendation, ...]
    exceptions: tuple[Row, ...]
    actions: tuple[Row, ...]
    data_quality: tuple[str, ...]


def contents(
    occasion: Occasion,
    *,
    recommendations: tuple[Recommendation, ...],
    actions: tuple[PackAction, ...],
    calendar: WorkingCalendar,
    last_cut_off: date | None,
    previous: Mapping[str, int] | None,
) -> Contents:
    """Return the contents of the pack: every action exactly once, exceptions longest late first.

    `previous` is the number of actions by rating in the last pack, None if this is the first.
    """
    rows = tuple(_row(action, calendar, occasion.as_of, last_cut_off) for action in actions)
    exceptions = sorted(
        (row for row in rows if row.brag is Brag.RED),
        key=lambda row: (-1 if row.days_late is None else row.days_late, row.slippage),
        reverse=True,
    )
    counts = tuple(
        Count(
            brag,
            meaning,
            sum(row.brag is brag for row in rows),
            None if previous is None else previous.get(brag, 0),
        )
        for brag, meaning in BRAG_KEY
    )
    return Contents(
        occasion=occasion,
        month=month(occasion.as_of),
        headlines=_headlines(rows),
        counts=counts,
        recommendations=recommendations,
        exceptions=tuple(exceptions),
        actions=rows,
        data_quality=_data_quality(rows),
    )


def canonical(pack: Contents) -> bytes:
    """Return the one JSON form of a pack's contents, whatever the machine."""
    return json.dumps(
        asdict(pack),
        default=date.isoformat,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


def fingerprint(pack: Contents) -> str:
    """Return the SHA-256 of the canonical contents, in hexadecimal."""
    return sha256(canonical(pack)).hexdigest()


def _row(
    action: PackAction, calendar: WorkingCalendar, as_of: date, last_cut_off: date | None
) -> Row:
    current = action.revised_due_date or action.due_date
    rating = rate(
        RatingFacts(
            current,
            completed_on=action.completed_on,
            validated_on=action.validated_on,
            forecast=action.forecast,
            updated_on=action.updated_on,
            cancelled_on=action.cancelled_on,
            is_asked=action.is_asked,
            milestone_overdue=action.milestone_overdue,
        ),
        calendar,
        as_of,
        last_cut_off,
    )
    is_open = action.completed_on is None and action.cancelled_on is None
    overdue = current is not None and is_open and current < as_of
    days_late = lateness(current, as_of, calendar).working_days if current and overdue else None
    return Row(
        ref=action.ref,
        title=action.title,
        paragraph=action.paragraph,
        recommendations=action.recommendations,
        owner=action.owner,
        director=action.director,
        measure=action.measure,
        due_date=action.due_date,
        current_due_date=current,
        times_revised=action.times_revised,
        completed_on=action.completed_on,
        forecast=action.forecast,
        brag=rating.brag,
        because=rating.because,
        standing=_standing(action, current, days_late, calendar, as_of),
        days_late=days_late,
        slippage=slippage(action.due_date, current, action.completed_on, as_of, calendar),
        update=action.update,
        updated_on=action.updated_on,
        told=action.told,
        notes=action.notes,
        is_cancelled=action.cancelled_on is not None,
    )


def _standing(
    action: PackAction,
    current: date | None,
    days_late: int | None,
    calendar: WorkingCalendar,
    as_of: date,
) -> str:
    if action.cancelled_on:
        return f"Cancelled on {short_day(action.cancelled_on)}: {action.cancelled_because}"
    if action.completed_on:
        reported = action.reported_on or action.completed_on
        said = f"Complete, {completion(current, action.completed_on, reported, calendar)}"
        waited = calendar.between(reported, as_of)
        if action.validated_on is None and waited >= UNVALIDATED_AFTER:
            return f"{said}; unvalidated for {count(waited, 'working day')}"
        return said
    if current is None:
        return "No due date"
    return "Open" if days_late is None else late(days_late).capitalize()


def _headlines(rows: tuple[Row, ...]) -> tuple[str, ...]:
    overdue = [row for row in rows if row.days_late is not None]
    complete = sum(row.completed_on is not None for row in rows)
    found = [f"{complete} of {count(len(rows), 'action')} reported complete."]
    if overdue:
        longest = max(overdue, key=lambda row: row.days_late or 0)
        found.append(
            f"{count(len(overdue), 'action')} overdue; the longest, {longest.ref}, is "
            f"{late(longest.days_late or 0)}."
        )
    else:
        found.append("No action is overdue.")
    forecast = [row.ref for row in rows if row.brag is Brag.RED and row.days_late is None]
    if forecast:
        found.append(f"Forecast to miss its date: {', '.join(forecast)}.")
    return tuple(found)


def _data_quality(rows: tuple[Row, ...]) -> tuple[str, ...]:
    still_open = [row for row in rows if row.completed_on is None and not row.is_cancelled]
    lacks = (
        ("no due date", [row.ref for row in still_open if row.current_due_date is None]),
        ("no owner", [row.ref for row in still_open if not row.owner]),
        (
            "no update recorded",
            [row.ref for row in still_open if row.updated_on is None],
        ),
    )
    return tuple(f"{what.capitalize()}: {', '.join(refs)}." for what, refs in lacks if refs)
