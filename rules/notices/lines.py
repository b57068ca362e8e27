"""Responsible for how a notice speaks of one action: its standing, its notes, what happens next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from rules.calendar import CalendarEnds, WorkingCalendar
from rules.ladder.asking import asked_today, deadline_of
from rules.ladder.decide import next_climb
from rules.ladder.facts import ActionFacts, Became
from rules.ladder.holding import Holding
from rules.ladder.openings import Opening
from rules.ladder.policy import Audience, Policy, Rung
from rules.ladder.slippage import lateness
from rules.notices.background import Known
from rules.notices.following import Following, Next, following, who_follows
from rules.people.circle import Circle
from rules.text import by_number
from rules.words import WITHHELD, as_written, due, long_day, sentence, short_day, shown_title

A_WEEK = timedelta(days=7)
"""Before its due date a milestone is named where an action's standing is told."""


@dataclass
class Line:
    """One action in a notice; not frozen, nor of slots: thrice as long to make, or to write as JSON."""

    ref: str
    title: str
    plan: str
    owner: str
    due_date: str
    """In words, with the weekday."""
    standing: str
    """`due today`, `3 working days late` …"""
    days_late: int | None
    """Working days; None while it is not overdue."""
    rung: str
    """The rung it has reached, empty if none."""
    next: str
    """What happens next, and when, if nothing is recorded."""
    notes: tuple[str, ...] = ()
    """What else must be known: a promise, a request, a milestone, who else is named."""
    id: int = 0
    """The action's."""
    height: int = 0
    """Where that rung stands in its ladder, the lowest being 1; 0 if none is reached."""
    is_stage_late: bool = False
    """Whether it is not overdue itself, and one of its milestones is."""
    by: str = ""
    """By when an answer is needed: before the papers are due, or the next rung is told."""
    known: Known = ()
    """What its reader is told besides, who does not own it."""
    told: tuple[str, ...] = ()
    """Whom each rung told before today, a sentence each; where its reader is to know."""
    reached: str = ""
    """Whom that rung tells, in words; empty if none is reached."""


def worst(lines: Iterable[Line]) -> int | None:
    """Return the most working days late among `lines`; None if none is overdue."""
    return max([line.days_late for line in lines if line.days_late is not None], default=None)


def by_urgency(line: Line) -> tuple[int, int, tuple[int | str, ...]]:
    """Sort key: the highest rung first, then the longest overdue (semantics row 66), then by reference."""
    late = -1 - line.days_late if line.days_late is not None else 0
    return (-line.height, late, by_number(line.ref))


class Standing(NamedTuple):
    """What a notice says of an action by its facts alone, whoever holds it."""

    due_date: str
    standing: str
    days_late: int | None
    rung: str
    height: int
    is_stage_late: bool
    follows: Following
    """What comes next of it, whoever holds it."""
    climb: Opening | None
    """What it climbs to next."""
    stays: str
    """Where it does not climb: what becomes of it instead, in a sentence."""
    notes: tuple[str, ...]
    delayed: tuple[tuple[str, date], ...]
    """Audience of each step of today that was to be told before, and on which day."""
    asks: tuple[tuple[str, str], ...] = ()
    """Audience and sentence of each step of today that asks for an update."""
    by: str = ""
    """By when an answer is needed; empty if it is not late, nor asked for."""
    reached: str = ""


def line(
    holding: Holding, policy: Policy, calendar: WorkingCalendar, circle: Circle, today: date
) -> Line:
    """Return how a notice speaks of one action today."""
    standing = stands(holding.facts, policy, calendar, today)
    return line_of(holding, standing, told_next(holding, standing, policy, circle).to())


def told_next(holding: Holding, stands: Standing, policy: Policy, circle: Circle) -> Next:
    """Return who is told next, and when, as it will then be decided; and what becomes of it."""
    return who_follows(holding, stands.follows, stands.climb, stands.stays, policy, circle)


def line_of(holding: Holding, stands: Standing, follows: str) -> Line:
    """Return how a notice speaks of one action that stands so, to everyone alike; `follows` is next."""
    return Line(
        ref=holding.facts.ref,
        title=shown_title(holding),
        plan=holding.plan,
        owner=holding.owner_name,
        due_date=f"{stands.due_date}{_as_written(holding)}",
        standing=stands.standing,
        days_late=stands.days_late,
        rung=stands.rung,
        next=follows,
        notes=_of_holders(holding) + stands.notes,
        id=holding.facts.id,
        height=stands.height,
        is_stage_late=stands.is_stage_late,
        by=stands.by,
        reached=stands.reached,
    )


def _as_written(holding: Holding) -> str:
    """Return the words of the date that it is due on, if they name no day and it was not revised."""
    facts, words = holding.facts, holding.due_date_as_written
    said = as_written(words) if words and facts.current_due_date == facts.due_date else ""
    return f", {said}" if said else ""


def stands(facts: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date) -> Standing:
    """Return how an action stands today; it depends on everything but its id and reference."""
    current = facts.current_due_date
    overdue = facts.is_overdue(today)
    late = lateness(current, today, calendar) if current and overdue else None
    follows, climb, stays = _next(facts, policy, calendar, today)
    rung = reached(facts, policy)
    return Standing(
        due_date=long_day(current) if current else "no due date",
        standing=_late(late.words, facts) if late else _standing(facts, today),
        days_late=late.working_days if late else None,
        rung=rung,
        height=_height(rung, policy),
        is_stage_late=late is None and facts.is_open and bool(_late_milestones(facts, today)),
        follows=follows,
        climb=climb,
        stays=stays,
        notes=tuple(_notes(facts, policy, calendar, today)),
        delayed=tuple(
            (record.audience, first)
            for record in facts.records
            if record.is_late and record.planned_on == today and (first := record.first_planned_on)
        ),
        asks=tuple(asked_today(facts, today)) if facts.rounds else (),
        by=_answer_by(facts, climb, calendar, today),
        reached=_told_last(facts, policy),
    )


def _answer_by(
    facts: ActionFacts, climb: Opening | None, calendar: WorkingCalendar, today: date
) -> str:
    """Return the last working day before papers are due, or before a late action climbs."""
    asked = [
        deadline
        for record in facts.records
        if record.planned_on == today and (deadline := deadline_of(record))
    ]
    if asked:
        return long_day(calendar.before(min(asked), 1))
    return long_day(calendar.before(climb.on, 1)) if climb and facts.is_overdue(today) else ""


def line_to(
    audience: Audience, holding: Holding, stands: Standing, follows: str, meant: str = "you"
) -> Line:
    """Return how a notice speaks of one action to one audience: with what reaches it late.

    `meant` is whom it should have reached: who reads it in another's place was not to be told.
    """
    about = line_of(holding, stands, follows)
    if holding.is_exempt and audience is Audience.BOARD:  # its address is not a person's
        about.title, about.notes = WITHHELD, ()
    if stands.delayed:
        told = Audience.OWNER if audience is Audience.CONTRIBUTORS else audience
        first_days = dict.fromkeys(first for whom, first in stands.delayed if whom == told)
        about.notes += tuple(
            f"This should have reached {meant} on {short_day(first)}." for first in first_days
        )
    return about


def as_published(line: Line, holding: Holding) -> Line:
    """Return a line as anyone may read it: of a Part 2 action its reference, dates and rung alone."""
    if not holding.is_exempt:
        return line
    return replace(line, title=WITHHELD, owner=WITHHELD, next=WITHHELD, notes=())


def reached(facts: ActionFacts, policy: Policy) -> str:
    """Return the highest rung taken in the present episode; empty if none."""
    taken = {record.rung for record in facts.records}
    return next((rung.name for rung in reversed(policy.ladder) if rung.name in taken), "")


def _told_last(facts: ActionFacts, policy: Policy) -> str:
    """Return whom the highest rung tells that told anybody, or is about to; empty if none did."""
    told = {one.rung for one in facts.records if one.outcome in (Became.TOLD, Became.WAITING)}
    return next((_whom(rung) for rung in reversed(policy.ladder) if rung.name in told), "")


def _whom(rung: Rung) -> str:
    """Return whom a rung tells, in words: no reader has to know what a rung is called."""
    match rung.audience:
        case Audience.ROLE:
            return rung.role
        case Audience.BOARD:
            return "the Board"
        case Audience.CONTRIBUTORS:
            return "those who own it jointly"
        case _:
            return f"the {rung.audience}"


def _height(rung: str, policy: Policy) -> int:
    return next((n for n, one in enumerate(policy.ladder, start=1) if one.name == rung), 0)


def _next(
    facts: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> tuple[Following, Opening | None, str]:
    """Return what comes next of it, what it climbs to, and what becomes of it where it does not."""
    try:
        follows = following(facts, policy, calendar, today)
        climb = next_climb(facts, policy, calendar, today) if facts.is_open else None
    except CalendarEnds:
        ends = f"Its calendar ends {calendar.last.year}, so the next date can't be told."
        return Following(), None, ends
    if not facts.is_open:
        return follows, None, "It stays open until it is validated or sent back."
    if facts.current_due_date is None:
        return follows, None, "It has no ladder until it has a due date."
    if climb is None:
        ends = "It stays in every pack's exception report until it is recorded complete."
        return follows, None, ends
    return follows, climb, ""


def _late(words: str, facts: ActionFacts) -> str:
    return f"{words}; {_complete(facts)}" if facts.completed_on else words


def _complete(facts: ActionFacts) -> str:
    on = f" as of {short_day(facts.completed_on)}" if facts.completed_on else ""
    return f"reported complete{on}, not validated yet"


def _standing(facts: ActionFacts, today: date) -> str:
    if facts.completed_on is not None:
        return _complete(facts)
    current = facts.current_due_date
    standing = due(current, today) if current else "no due date"
    if late := _late_milestones(facts, today):
        return f"{standing}, milestone {', '.join(late)} late"
    waited_for = [m for m in facts.milestones if m.completed_on is None]
    soon = [m for m in waited_for if m.due_date - today <= A_WEEK]
    first = min(soon, key=lambda m: m.due_date, default=None)
    return f"{standing}, milestone {first.ref} {due(first.due_date, today)}" if first else standing


def _late_milestones(facts: ActionFacts, today: date) -> list[str]:
    return [milestone.ref for milestone in facts.milestones if milestone.is_overdue(today)]


def _of_holders(holding: Holding) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    if holding.is_exempt:
        found += (f"{WITHHELD}.",)
    if holding.is_held:
        found += (f"It has no owner; {holding.director_name} holds it until one is named.",)
    if holding.contributors:
        found += (f"With: {', '.join(name for _, name in holding.contributors)}.",)
    return found


def _notes(
    facts: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> Iterator[str]:
    yield from _said_by_rung(facts, policy)
    if facts.date_assumed and facts.is_open:
        yield "It was opened again without a due date; this one was set by rule."
    for promise in facts.promises[-1:]:
        if not promise.kept and facts.is_open:
            broken = ", and none was recorded" if promise.until < today else ""
            yield f"{sentence(promise.by)} promised an update by {short_day(promise.until)}{broken}."
    if facts.request is not None and facts.is_open:
        asked = facts.request
        yield (
            f"{sentence(asked.by)} asked on {short_day(asked.asked_on)} for {short_day(asked.proposed)} "
            f"as the new due date: {asked.reason}"
        )
    yield from _answers(facts)
    yield from _milestones(facts, calendar, today)


def _answers(facts: ActionFacts) -> Iterator[str]:
    """Yield what was decided; of several refusals how many there were, and the last."""
    refused = facts.refusals
    if len(refused.answers) == 1:
        yield from (answer.words for answer in facts.answers)
        return
    yield from (answer.words for answer in facts.answers if answer not in refused.answers)
    if refused.answers:
        yield refused.sentence


def _said_by_rung(facts: ActionFacts, policy: Policy) -> Iterator[str]:
    taken = [rung.says for rung in policy.rungs if rung.says and facts.of_rung(rung.name)]
    yield from taken[-1:]


def _milestones(facts: ActionFacts, calendar: WorkingCalendar, today: date) -> Iterator[str]:
    for milestone in facts.milestones if facts.is_open else ():
        if milestone.completed_on is None:
            late = lateness(milestone.due_date, today, calendar)
            standing = late.words if late.calendar_days else due(milestone.due_date, today)
            yield f"Milestone {milestone.ref}, {milestone.title.rstrip('.')}: {standing}."
