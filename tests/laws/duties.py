"""What the slow model says must be told about an action on a day, by rows of the semantics."""

from collections.abc import Iterator
from datetime import date

from tests.laws.world import (
    DAY,
    P1,
    SOON,
    Action,
    Days,
    Fate,
    Must,
    Pause,
    Stage,
    Telling,
    Version,
)


class Duties:
    """The calendar, the policies and the pauses of one plan, and what they make of its actions."""

    def __init__(self, live_on: date) -> None:
        self.days = Days()
        self.versions = [Version(1, P1, live_on)]
        self.pauses: list[Pause] = []

    def musts(self, action: Action, today: date) -> list[Must]:
        """Return what must be told about an action on a day, if its check runs."""
        silent = action.validated or action.cancelled or self.is_paused(action, today)
        if silent or not self.days.works(today) or today < action.live_on:
            return []
        found = list(self._matters(action, today))
        if action.running:
            for stage in action.stages:
                found += self._of_stage(action, stage, today)
            if action.current is not None:
                found += self._reminders(action, "", action.current, today)
                found += self._ladder(action, action.current, today)
        return found

    def is_paused(self, action: Action, today: date) -> bool:
        return any(p.covers(action) and not p.ended and today < p.until for p in self.pauses)

    def policy_of(self, action: Action, today: date) -> Version:
        """Return the version a ladder keeps, or that an administrator applied to it since."""
        if not action.version:
            return [v for v in self.versions if v.effective_from <= today][-1]
        applied = [
            version
            for version in self.versions
            if version.number > action.version
            and version.running_from is not None
            and version.running_from <= today
        ]
        return (applied or [v for v in self.versions if v.number == action.version])[-1]

    def _matters(self, action: Action, today: date) -> Iterator[Must]:
        """Rows 50, 95, 101, 102, 105, 107: what someone decides, mends or hears of."""
        yield from self._answers(action, today)
        if action.completed_on is not None:
            name = f"to validate: {len(action.refused) + 1}"
            yield from self._to_validate(action, name, today)
            return
        if action.pending:
            name = f"new date: {action.pending.number}"
            yield from self._again(action, name, "approver", today, SOON)
        if not action.owner:
            yield from self._again(action, "to mend: owner", "administrator", today, SOON)
        if action.current is None:
            yield from self._again(action, "to mend: due date", "administrator", today, SOON)

    def _to_validate(self, action: Action, name: str, today: date) -> Iterator[Must]:
        """Row 286: on a Monday or a Thursday after it was reported, or the next working day."""
        told, reported_at = action.of(name), action.reported_at
        anew = bool(told and reported_at and told[-1].planned_on < reported_at.date())
        if (
            reported_at
            and (anew or not told)
            and today < self._asked_on(action, reported_at.date())
        ):
            return
        if anew:
            yield Must(name, told[-1].occurrence + 1, "validator")
        else:
            yield from self._again(action, name, "validator", today, SOON)

    def _asked_on(self, action: Action, reported_on: date) -> date:
        over = [p.until for p in self.pauses if p.covers(action) and not p.ended]
        day = max(reported_on + DAY, action.live_on, *over)
        while not self._asks(day):
            day += DAY
        return day

    def _asks(self, day: date) -> bool:
        """Say whether this is the first working day since a Monday or a Thursday, or is one."""
        began = day
        while began.weekday() not in (0, 3):
            began -= DAY
            if self.days.works(began):
                return False
        return self.days.works(day)

    def _answers(self, action: Action, today: date) -> Iterator[Must]:
        for asked in action.requests:
            if asked.decided_on is not None and asked.episode == action.episode:
                name, whom = f"answer: new date {asked.number}", "owner"
                if asked.is_given:
                    name, whom = f"given date: {asked.number}", "director"
                yield from self._again(action, name, whom, today)
        for number, episode, _ in action.refusals:
            if episode == action.episode:
                yield from self._again(action, f"answer: completion {number}", "owner", today)
        for reopening in action.reopenings:
            if reopening.episode == action.episode:
                yield from self._again(action, reopening.name, "owner", today)

    def _again(
        self, action: Action, name: str, tells: str, today: date, every: int = 0
    ) -> Iterator[Must]:
        """Yield what is told once, and again `every` working days after it was last told."""
        told = action.of(name)
        if not told:
            yield Must(name, 0, tells)
        else:
            yield from self._once_more(told, tells, today, every)

    def _once_more(
        self, told: list[Telling], tells: str, today: date, every: int
    ) -> Iterator[Must]:
        last = told[-1]
        if last.fate is Fate.LOST:
            yield Must(last.name, last.occurrence, tells)
        elif every and last.settled_on and today >= self._comes_again(last.settled_on, every):
            yield Must(last.name, last.occurrence + 1, tells)

    def _comes_again(self, settled_on: date, every: int) -> date:
        """Row 285: on the last day within `every` working days on which a week begins, if any."""
        latest = day = self.days.after(settled_on, every)
        while day > settled_on and not self.days.begins_week(day):
            day -= DAY
        return day if day > settled_on else latest

    def _reminders(self, action: Action, prefix: str, due: date, today: date) -> Iterator[Must]:
        """Yield the reminders whose one day it is; they lapse with it."""
        for rung in self.policy_of(action, today).policy:
            if rung.days <= 0 and not action.of(prefix + rung.name):
                sent_on = self.days.before(due, -rung.days)
                if rung.days == 0 and not self.days.works(due):
                    sent_on = self.days.before(due, 1)
                if today == sent_on:
                    yield Must(prefix + rung.name, 0, rung.tells)

    def _of_stage(self, action: Action, stage: Stage, today: date) -> Iterator[Must]:
        """Row 115: the owner's reminders and first rung, and no higher one."""
        if stage.done:
            return
        prefix = f"{stage.ref}: "
        yield from self._reminders(action, prefix, stage.due, today)
        first = next(r for r in self.policy_of(action, today).policy if r.days > 0)
        if first.tells == "owner":
            since = max(stage.due, action.live_on)
            if self.days.passed(since, today) >= first.days:
                name = prefix + first.name
                yield from self._again(action, name, "owner", today, first.repeat)

    def _ladder(self, action: Action, due: date, today: date) -> Iterator[Must]:
        """Yield repeats of what was told, and the next rung: in order, at most one a day."""
        ladder = [rung for rung in self.policy_of(action, today).policy if rung.days > 0]
        top = -1
        lost = [place for place, rung in enumerate(ladder) if _is_lost(action.of(rung.name))]
        for place, rung in enumerate(ladder):
            told = action.of(rung.name)
            if told and place not in lost:
                top = place
                yield from self._once_more(told, rung.tells, today, rung.repeat)
        follows = next((place for place in lost if place < top), top + 1)  # row 196
        if follows == len(ladder) or action.held_on(today):
            return
        climbs = [
            t
            for t in action.tellings
            if t.episode == action.episode and t.ladder and not t.occurrence
        ]
        below = action.of(ladder[top].name)[0] if top >= 0 else None
        if below and below.settled_on is None:
            return  # a rung counts as told only when its notice was sent
        settled = [t.settled_on for t in climbs if t.settled_on]
        rung = ladder[follows]
        if self.days.passed(max(due, action.live_on), today) < rung.days:
            return
        if not settled or self.days.passed(max(settled), today) >= rung.wait:
            yield Must(rung.name, 0, rung.tells, ladder=True)


def _is_lost(told: list[Telling]) -> bool:
    return len(told) == 1 and told[0].fate is Fate.LOST
