"""Responsible for the one decision that matters: who is told what about an action today, and why.

The ladder counts from the current due date, or from the day the action went live if that is
later (semantics row 93). Rungs come in order; none is skipped; reminders lapse with their day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from rules.calendar import WorkingCalendar
from rules.facts import ActionFacts, Outcome, StepRecord
from rules.policy import Audience, Policy, Rung
from rules.words import count, short_day


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to tell about one action; `reason` is kept with the notice that carries it."""

    action_id: int
    episode: int
    rung: str
    occurrence: int
    audience: Audience
    reason: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A step that the facts leave open, and the first date on which it can be taken."""

    rung: Rung
    occurrence: int
    on: date


def decide(
    action: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> list[Step]:
    """Return the steps to take today, most urgent rung last; none if there is nothing to say.

    Raises CalendarEnds if a date it needs lies outside the calendar.
    """
    if not action.is_live(today) or not calendar.is_working_day(today):
        return []
    planned_today = {record.rung for record in action.records if record.planned_on == today}
    ladder = {rung.name for rung in policy.ladder}
    climbed_today = any(
        record.rung in ladder and record.occurrence == 0 and record.planned_on == today
        for record in action.records
    )
    return [
        _step(action, opening, calendar)
        for opening in openings(action, policy, calendar)
        if opening.rung.name not in planned_today
        and not (climbed_today and _is_climb(opening))
        and (opening.on == today if opening.rung.is_reminder else opening.on <= today)
    ]


def next_check(
    action: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> date | None:
    """Return the first working day after `today` on which anything can happen; None if never.

    A step whose notice is on its way is looked at again on the next working day.
    """
    if action.live_on is None or action.completed_on is not None or not action.current_due_date:
        return None
    tomorrow = calendar.after(today, 1)
    dates = [
        max(opening.on, tomorrow)
        for opening in openings(action, policy, calendar)
        if not opening.rung.is_reminder or opening.on >= tomorrow
    ]
    if any(record.outcome in (Outcome.WAITING, Outcome.LAPSED) for record in action.records):
        dates.append(tomorrow)
    return max(min(dates), calendar.on_or_after(action.live_on)) if dates else None


def openings(action: ActionFacts, policy: Policy, calendar: WorkingCalendar) -> Iterator[Opening]:
    """Yield every step the facts leave open: reminders, repeats, and at most one rung to climb."""
    due = action.current_due_date
    if due is None or action.live_on is None:
        return
    for rung in policy.reminders:
        if not action.of_rung(rung.name):
            yield Opening(rung, 0, reminder_day(rung, due, calendar))
    anchor = max(due, action.live_on)
    below: StepRecord | None = None
    for rung in policy.ladder:
        taken = action.of_rung(rung.name)
        if not taken or taken[0].outcome is Outcome.LAPSED:
            on = calendar.after(anchor, rung.offset)
            if below is not None and below.settled_on is not None:
                on = max(on, calendar.after(below.settled_on, rung.after_previous))
            yield Opening(rung, 0, on)
            return
        if taken[0].settled_on is None:
            return
        yield from _repeat(rung, taken[-1], calendar)
        below = taken[0]


def next_climb(
    action: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> Opening | None:
    """Return the rung that follows if nothing is recorded, and when; None at the top.

    What is on its way counts as told today.
    """
    for record in action.records:
        if record.outcome is Outcome.WAITING:
            action = action.with_record(replace(record, outcome=Outcome.TOLD, told_on=today))
    for opening in openings(action, policy, calendar):
        if _is_climb(opening):
            return Opening(opening.rung, 0, max(opening.on, calendar.after(today, 1)))
    return None


def told(action: ActionFacts, steps: list[Step], today: date) -> ActionFacts:
    """Return the facts as they will be when today's steps have been told today."""
    for step in steps:
        record = StepRecord(step.rung, step.occurrence, today, Outcome.TOLD, told_on=today)
        action = action.with_record(record)
    return action


def passed_before(
    action: ActionFacts, policy: Policy, calendar: WorkingCalendar, live_on: date
) -> list[Rung]:
    """Return the rungs whose day had passed when the action went live (semantics row 93)."""
    due = action.current_due_date
    if due is None:
        return []
    return [
        rung
        for rung in policy.rungs
        if (
            reminder_day(rung, due, calendar) < live_on
            if rung.is_reminder
            else calendar.after(due, rung.offset) <= live_on
        )
    ]


def reminder_day(rung: Rung, due: date, calendar: WorkingCalendar) -> date:
    """Return the working day of a reminder; R0 of a day off is sent on the last one before it."""
    if rung.offset == 0:
        return calendar.on_or_before(due)
    return calendar.before(due, -rung.offset)


def _repeat(rung: Rung, last: StepRecord, calendar: WorkingCalendar) -> Iterator[Opening]:
    if rung.repeat is None:
        return
    if last.outcome is Outcome.LAPSED:
        yield Opening(rung, last.occurrence, calendar.after(last.planned_on, 1))
    elif last.settled_on is not None:
        yield Opening(rung, last.occurrence + 1, calendar.after(last.settled_on, rung.repeat))


def _is_climb(opening: Opening) -> bool:
    return not opening.rung.is_reminder and opening.occurrence == 0


def _step(action: ActionFacts, opening: Opening, calendar: WorkingCalendar) -> Step:
    rung = opening.rung
    return Step(
        action_id=action.id,
        episode=action.episode,
        rung=rung.name,
        occurrence=opening.occurrence,
        audience=rung.audience,
        reason=_reason(action, opening, calendar),
    )


def _reason(action: ActionFacts, opening: Opening, calendar: WorkingCalendar) -> str:
    rung, due = opening.rung, action.current_due_date
    if due is None or action.live_on is None:  # openings() never yields these
        raise ValueError(action.ref)
    if rung.is_reminder:
        return f"{rung.name}: due {short_day(due)}, not recorded complete"
    if opening.occurrence:
        every = count(rung.repeat or 0, "working day")
        return f"{rung.name}, repeat {opening.occurrence}: every {every} while overdue, due {short_day(due)}"
    counted_from = max(due, action.live_on)
    passed = count(calendar.between(counted_from, opening.on), "working day")
    since = "due date" if counted_from == due else "day the plan went live"
    return f"{rung.name}: {passed} after the {since} ({short_day(counted_from)}), not recorded complete"
