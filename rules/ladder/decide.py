"""Responsible for the one decision that matters: who is told what about an action today, and why.

The ladder counts from the current due date, or from the day the action went live if that is
later (semantics row 93). Rungs come in order; none is skipped; reminders lapse with their day.
"""

from datetime import date
from typing import NamedTuple

from rules.calendar import WorkingCalendar
from rules.ladder.facts import ActionFacts, Became, StepRecord
from rules.ladder.openings import Opening, climb, openings, reminder_day
from rules.ladder.policy import Audience, Policy, Rung
from rules.rounds import NO_EPISODE
from rules.words import count, short_day


class Step(NamedTuple):
    """One thing to tell about every action that is alike; `reason` is kept with its notice."""

    episode: int
    rung: str
    occurrence: int
    audience: Audience
    reason: str
    role: str = ""


def decide(
    action: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> list[Step]:
    """Return the steps to take today, most urgent rung last; none if there is nothing to say.

    Raises CalendarEnds if a date it needs lies outside the calendar.
    """
    if not action.may_speak(today) or not calendar.is_working_day(today):
        return []
    planned_today = {record.rung for record in action.records if record.planned_on == today}
    climbed_today = bool(planned_today) and any(
        record.occurrence == 0 and record.planned_on == today and record.rung in policy.climbs
        for record in action.records
    )
    taken = [
        opening
        for opening in openings(action, policy, calendar)
        if opening.is_taken(today)
        and opening.rung.name not in planned_today
        and not (climbed_today and opening.climbs)
    ]
    asked = [opening for opening in taken if opening.until is not None]
    return [
        _step(action, opening, calendar)
        for opening in taken
        if opening.until is None or opening == asked[0]  # one ask covers the rounds that overlap
    ]


def next_check(
    action: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> date | None:
    """Return the first working day after `today` on which anything can happen; None if never.

    A step whose notice is on its way is looked at again on the next working day.
    """
    if action.live_on is None:
        return None
    tomorrow = calendar.after(today, 1)
    dates = [
        max(opening.on, tomorrow)
        for opening in openings(action, policy, calendar)
        if (not opening.lapses or opening.on >= tomorrow)
        and (opening.until is None or max(opening.on, tomorrow) < opening.until)
    ]
    if _is_on_its_way(action):
        dates.append(tomorrow)
    if not dates:
        return None
    return calendar.on_or_after(max(min(dates), action.live_on, action.paused_until or today))


def next_climb(
    action: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> Opening | None:
    """Return the rung that follows if nothing is recorded, and when; None at the top.

    What is on its way counts as told today.
    """
    for record in action.records:
        if record.outcome is Became.WAITING:
            action = action.with_record(record._replace(outcome=Became.TOLD, told_on=today))
    earliest = calendar.after(max(today, action.paused_until or today), 1)
    if action.is_paused(today):
        earliest = calendar.on_or_after(action.paused_until or today)
    opening = climb(action, policy, calendar)
    return opening._replace(on=max(opening.on, earliest)) if opening else None


def told(action: ActionFacts, steps: list[Step], today: date) -> ActionFacts:
    """Return the facts as they will be when today's steps have been told today."""
    keys = {(step.rung, step.occurrence) for step in steps}
    others = [record for record in action.records if record[:2] not in keys]
    late = {record[:2]: record.first_planned_on for record in action.records}
    new = [
        StepRecord(*key, today, Became.TOLD, today, step.audience, late.get(key))
        for step in steps
        for key in [(step.rung, step.occurrence)]
    ]
    return action.with_records((*others, *new))


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


def _is_on_its_way(action: ActionFacts) -> bool:
    """Say whether a step's notice is on its way, while the action may still speak.

    One that lapsed is open again, and yields its own date.
    """
    if action.cancelled_on is not None or action.validated_on is not None:
        return False
    return any(record.outcome is Became.WAITING for record in action.records)


def _step(action: ActionFacts, opening: Opening, calendar: WorkingCalendar) -> Step:
    rung = opening.rung
    return Step(
        episode=action.episode if opening.until is None else NO_EPISODE,
        rung=rung.name,
        occurrence=opening.occurrence,
        audience=rung.audience,
        reason=opening.says or _reason(action, opening, calendar),
        role=rung.role,
    )


def _reason(action: ActionFacts, opening: Opening, calendar: WorkingCalendar) -> str:
    rung, due = opening.rung, opening.due
    if rung.is_reminder:
        return f"{rung.name}: due {short_day(due)}, not recorded complete"
    if opening.occurrence:
        every = count(rung.repeat or 0, "working day")
        return f"{rung.name}, repeat {opening.occurrence}: at least every {every} while overdue, due {short_day(due)}"
    counted_from = max(due, action.live_on or due)
    passed = count(calendar.between(counted_from, opening.on), "working day")
    since = "due date" if counted_from == due else "day the plan went live"
    said = f"{rung.name}: {passed} after the {since} ({short_day(counted_from)}), not recorded complete"
    return said + (_broken_promise(action, opening.on) if opening.climbs else "")


def _broken_promise(action: ActionFacts, on: date) -> str:
    """Return the promise that ran out unkept before a climb, in words (semantics row 96)."""
    for promise in action.promises[-1:]:
        if not promise.kept and promise.until < on:
            until = short_day(promise.until)
            return f"; {promise.by} promised an update by {until}, and none was recorded"
    return ""
