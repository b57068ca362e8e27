"""Responsible for what the facts of an action leave open: each step it may yet take, and when."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rules.calendar import ONE_DAY, WorkingCalendar
from rules.ladder.asking import asks
from rules.ladder.facts import ActionFacts, Became, Milestone, StepRecord
from rules.ladder.policy import Audience, Policy, Rung
from rules.ladder.together import asked_together, told_again
from rules.words import short_day

ASKED_AGAIN = 5
"""Working days within which an undecided matter is told again (rows 95, 101, 105)."""

ASIDE = ":"
"""Every name of a step that is no rung of the ladder holds it, and no rung's name does."""


Records = Mapping[str, Sequence[StepRecord]]
"""The records of each rung that has any, first occurrence first."""


class Opening(NamedTuple):
    """A step that the facts leave open, and the first date on which it can be taken."""

    rung: Rung
    occurrence: int
    on: date
    due: date
    """The due date that it speaks of: the action's, or a milestone's."""
    climbs: bool = False
    """Whether it is a rung of the ladder, taken for the first time in its episode."""
    lapses: bool = False
    """Whether it is for its one day only, as reminders are."""
    says: str = ""
    """Its reason, where the ladder's own words do not fit."""
    until: date | None = None
    """The first day on which it is not taken any more; None if it waits however long."""

    def is_taken(self, today: date) -> bool:
        """Say whether it is taken today, if it was not before."""
        in_time = self.until is None or today < self.until
        return in_time and (self.on == today if self.lapses else self.on <= today)


def openings(action: ActionFacts, policy: Policy, calendar: WorkingCalendar) -> Iterator[Opening]:
    """Yield every step that is open: matters, reminders, repeats, at most one rung to climb.

    A completed action leaves its validation open, and its ladder too once that was refused twice
    (row 182); a closed one nothing. Raises CalendarEnds if a
    date it needs lies outside the calendar.
    """
    if action.live_on is None or action.cancelled_on or action.validated_on:
        return
    records = _by_rung(action.records)
    for rung, since, says in _matters(action):
        yield from _of_matter(action, records, rung, since, says, calendar)
    yield from _of_rounds(action, calendar)
    if action.is_open:
        for milestone in action.milestones:
            yield from _of_milestone(action, records, milestone, policy, calendar)
        due = action.current_due_date
        if due is not None:
            for rung in policy.reminders:
                if rung.name not in records:
                    yield Opening(rung, 0, reminder_day(rung, due, calendar), due, lapses=True)
            yield from _of_ladder(action, records, due, policy, calendar)


def climb(action: ActionFacts, policy: Policy, calendar: WorkingCalendar) -> Opening | None:
    """Return the rung of the ladder that is to be climbed next, and when; None if there is none.

    Raises CalendarEnds if a date it needs lies outside the calendar.
    """
    due = action.current_due_date
    if due is None or action.live_on is None or not action.is_open or action.validated_on:
        return None
    return _following(action, _by_rung(action.records), due, policy, calendar)


def climbs(action: ActionFacts, policy: Policy, calendar: WorkingCalendar) -> Iterator[Opening]:
    """Yield each rung that is yet to be climbed, and when, if nothing is recorded meanwhile.

    What is on its way counts as told on its day. Raises CalendarEnds past the calendar's end.
    """
    known = [
        one
        if one.settled_on is not None or one.outcome is Became.LAPSED
        else one._replace(outcome=Became.TOLD, told_on=one.planned_on)
        for one in action.records
    ]
    action = action.with_records(tuple(known))
    while found := climb(action, policy, calendar):
        yield found
        told = StepRecord(found.rung.name, 0, found.on, Became.TOLD, found.on)
        action = action.with_record(told)  # in the place of one that lapsed


def _by_rung(records: Sequence[StepRecord]) -> Records:
    """Sort the records once: each opening asks for those of its rung."""
    found: dict[str, list[StepRecord]] = defaultdict(list)
    for record in records:
        found[record.rung].append(record)
    for mine in found.values():
        if len(mine) > 1:
            mine.sort(key=lambda record: record.occurrence)
    return found


def reminder_day(rung: Rung, due: date, calendar: WorkingCalendar) -> date:
    """Return the working day of a reminder; R0 of a day off is sent on the last one before it."""
    if rung.offset == 0:
        return calendar.on_or_before(due)
    return calendar.before(due, -rung.offset)


def _matters(action: ActionFacts) -> Iterator[tuple[Rung, date, str]]:
    """Yield what someone has to decide, mend or hear of, with the date from which it is told."""
    for answer in action.answers:
        what, whom = ("answer", Audience.OWNER)
        if answer.is_for_director:
            what, whom = ("given date", Audience.DIRECTOR)
        yield Rung(f"{what}: {answer.name}", whom, 1), answer.given_on, answer.words
    if action.completed_on is not None:
        name = f"to validate: {action.times_refused + 1}"
        since = action.reported_on or action.completed_on
        says = f"reported complete on {short_day(since)}, to be validated"
        yield Rung(name, Audience.VALIDATOR, 1, ASKED_AGAIN), since, says
        return
    asked = action.request
    if asked is not None:
        says = (
            f"{asked.by} asks for {short_day(asked.proposed)} as the new due date: {asked.reason}"
        )
        name = f"new date: {asked.number}"
        yield Rung(name, Audience.APPROVER, 1, ASKED_AGAIN), asked.asked_on, says
    if action.live_on is not None and not action.has_owner:
        yield _to_mend("owner", action.live_on)
    if action.live_on is not None and action.current_due_date is None:
        yield _to_mend("due date", action.live_on)


def _to_mend(what: str, since: date) -> tuple[Rung, date, str]:
    rung = Rung(f"to mend: {what}", Audience.ADMINISTRATOR, 1, ASKED_AGAIN)
    return rung, since, f"it has no {what}, so nobody is chased as the plan says"


def _of_matter(
    action: ActionFacts,
    records: Records,
    rung: Rung,
    since: date,
    says: str,
    calendar: WorkingCalendar,
) -> Iterator[Opening]:
    taken = _taken(records, rung.name)
    if taken and since > taken[-1].planned_on:  # reported anew, in the same episode
        on = _first_told(action, rung, since, calendar)
        yield Opening(rung, taken[-1].occurrence + 1, on, since, says=says)
    elif taken:
        yield from _repeats(rung, taken, since, calendar, says)
    else:
        on = _first_told(action, rung, since, calendar)
        yield Opening(rung, 0, on, since, says=says)


def _first_told(action: ActionFacts, rung: Rung, since: date, calendar: WorkingCalendar) -> date:
    """Return when a matter is told first: with a validator's others, and to anyone else at once."""
    if rung.audience is not Audience.VALIDATOR:
        return calendar.on_or_after(max(since, action.live_on or since))
    begins = max(action.live_on or since, action.paused_until or since)
    return asked_together(max(since, begins - ONE_DAY), calendar)


def _of_rounds(action: ActionFacts, calendar: WorkingCalendar) -> Iterator[Opening]:
    for ask in asks(action, calendar):
        rung = Rung(ask.name, ask.audience, 1)
        yield Opening(rung, 0, ask.on, ask.until, says=ask.says, until=ask.until)


def _of_milestone(
    action: ActionFacts,
    records: Records,
    milestone: Milestone,
    policy: Policy,
    calendar: WorkingCalendar,
) -> Iterator[Opening]:
    """Yield what a milestone leaves open: the owner's reminders and first rung (row 115)."""
    if milestone.completed_on is not None:
        return
    due, live_on = milestone.due_date, action.live_on or milestone.due_date
    first = [rung for rung in policy.ladder[:1] if rung.audience is Audience.OWNER]
    for rung in (*policy.reminders, *first):
        named = replace(rung, name=f"{milestone.ref}: {rung.name}")
        says = f"{named.name}: milestone {milestone.title.rstrip('.')} due {short_day(due)}, not complete"
        taken = _taken(records, named.name)
        if taken and not rung.is_reminder:
            yield from _repeats(named, taken, due, calendar, says)
        elif rung.is_reminder and not taken:
            on = reminder_day(rung, due, calendar)
            yield Opening(named, 0, on, due, lapses=True, says=says)
        elif not taken:
            on = calendar.after(max(due, live_on), rung.offset)
            yield Opening(named, 0, on, due, says=says)


def _of_ladder(
    action: ActionFacts, records: Records, due: date, policy: Policy, calendar: WorkingCalendar
) -> Iterator[Opening]:
    """Yield the repeats of the rungs taken, and the rung to climb next.

    What was taken under another version of the policy stands (rows 54 to 56).
    """
    above, _ = _reached(records, policy)
    for rung in policy.ladder[:above]:
        taken = _taken(records, rung.name)
        if taken:
            yield from _repeats(rung, taken, due, calendar)
    found = _following(action, records, due, policy, calendar)
    if found is not None:
        yield found


def _reached(records: Records, policy: Policy) -> tuple[int, StepRecord | None]:
    """Return the place above the highest rung taken, and that rung's record if there is one."""
    for place in range(len(policy.ladder), 0, -1):
        taken = _taken(records, policy.ladder[place - 1].name)
        if taken:
            return place, taken[0]
    return 0, None


def _following(
    action: ActionFacts, records: Records, due: date, policy: Policy, calendar: WorkingCalendar
) -> Opening | None:
    """Return the rung above the highest taken; None at the top, and while that one is on its way.

    Before it comes one below that lapsed: its notice came back after a higher one was told (row 196).
    """
    place, highest = _reached(records, policy)
    lapsed = [n for n, rung in enumerate(policy.ladder[:place]) if _is_lapsed(records, rung.name)]
    place = lapsed[0] if lapsed else place
    if place == len(policy.ladder) or (highest is not None and highest.settled_on is None):
        return None
    rung = policy.ladder[place]
    return Opening(rung, 0, _climbs_on(action, rung, due, policy, calendar), due, climbs=True)


def _climbs_on(
    action: ActionFacts, rung: Rung, due: date, policy: Policy, calendar: WorkingCalendar
) -> date:
    """Return when a rung can be climbed: by its own span, the rung below, and what holds it."""
    on = calendar.after(max(due, action.live_on or due), rung.offset)
    below = _last_climb(action, policy)
    if below is not None:
        on = max(on, calendar.after(below, rung.after_previous))
    held = _held_until(action)
    if held is not None and on <= held:
        on = calendar.after(held, 1)
    return on


def _last_climb(action: ActionFacts, policy: Policy) -> date | None:
    """Return when the last rung was settled, also one that the policy no longer has (row 55)."""
    last: date | None = None
    reminders = [rung.name for rung in policy.reminders]
    for record in action.records:
        if record.occurrence or record.rung in reminders or ASIDE in record.rung:
            continue
        on = record.settled_on
        if on is not None and (last is None or on > last):
            last = on
    return last


def _held_until(action: ActionFacts) -> date | None:
    """Return the last day on which nothing climbs: a promise's, or of a completion refused."""
    held = action.held_until
    for promise in action.promises:
        held = max(held, promise.until) if held else promise.until
    return held


def _repeats(
    rung: Rung,
    records: Sequence[StepRecord],
    due: date,
    calendar: WorkingCalendar,
    says: str = "",
) -> Iterator[Opening]:
    last = records[-1]
    if last.outcome is Became.LAPSED:
        on = calendar.after(last.planned_on, 1)
        yield Opening(rung, last.occurrence, on, due, says=says)
    elif rung.repeat is not None and last.settled_on is not None:
        on = told_again(last.settled_on, rung.repeat, calendar)
        yield Opening(rung, last.occurrence + 1, on, due, says=says)


def _taken(records: Records, name: str) -> Sequence[StepRecord]:
    """Return the records of a rung that was taken; one whose first notice lapsed was not."""
    return () if _is_lapsed(records, name) else records.get(name, ())


def _is_lapsed(records: Records, name: str) -> bool:
    found = records.get(name, ())
    return bool(found) and found[0].outcome is Became.LAPSED
