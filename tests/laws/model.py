"""A slow, obvious model of shared semantics: who must be told what, day by day.

Written from the semantics alone: it counts days one by one, asks every action on every day, and
imports nothing of the product. Rows are those of the semantics.
"""

from collections.abc import Iterator
from datetime import date, datetime

from tests.laws.world import (
    DAY,
    P1,
    SOON,
    Action,
    Days,
    Fate,
    Must,
    Pause,
    Person,
    Policy,
    Promise,
    Request,
    Stage,
    Telling,
    Version,
    need,
)


class Model:
    """One plan, its people, and all that was told."""

    secretary = administrator = validator = "Ada Min"
    board = "board@invented.example"

    def __init__(self, people: list[Person], actions: list[Action], live_on: date) -> None:
        self.days = Days()
        self.people = {person.name: person for person in people}
        self.actions = {action.ref: action for action in actions}
        self.versions = [Version(1, P1, live_on)]
        self.pauses: list[Pause] = []
        self.checks: list[datetime] = []

    # What must be told

    def musts(self, action: Action, today: date) -> list[Must]:
        """Return what must be told about an action on a day, if its check runs."""
        silent = action.validated or action.cancelled or self.is_paused(action, today)
        if silent or not self.days.works(today) or today < action.live_on:
            return []
        found = list(self._matters(action, today))
        if action.open:
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
        """Rows 95, 101, 102, 105, 107: what someone decides, mends or hears of."""
        yield from self._answers(action, today)
        if action.completed_on is not None:
            name = f"to validate: {len(action.refusals) + 1}"
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
        told = action.of(name)
        if told and action.reported_at and told[-1].planned_on < action.reported_at.date():
            yield Must(name, told[-1].occurrence + 1, "validator")  # reported anew
        else:
            yield from self._again(action, name, "validator", today, SOON)

    def _answers(self, action: Action, today: date) -> Iterator[Must]:
        for asked in action.requests:
            if asked.decided_on is not None and asked.episode == action.episode:
                yield from self._again(action, f"answer: new date {asked.number}", "owner", today)
        for number, episode, _ in action.refusals:
            if episode == action.episode:
                yield from self._again(action, f"answer: completion {number}", "owner", today)

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
        elif every and last.settled_on and self.days.passed(last.settled_on, today) >= every:
            yield Must(last.name, last.occurrence + 1, tells)

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
        for place, rung in enumerate(ladder):
            told = action.of(rung.name)
            if told and not (len(told) == 1 and told[0].fate is Fate.LOST):
                top = place
                yield from self._once_more(told, rung.tells, today, rung.repeat)
        if top + 1 == len(ladder) or action.held_on(today):
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
        rung = ladder[top + 1]
        if self.days.passed(max(due, action.live_on), today) < rung.days:
            return
        if not settled or self.days.passed(max(settled), today) >= rung.wait:
            yield Must(rung.name, 0, rung.tells, ladder=True)

    # Who is told

    def addresses(self, action: Action, must: Must, today: date) -> list[str]:
        """Return who hears of it; the first one's notice carries it. Empty if nobody can."""
        if must.tells == "board":
            return [self.board]
        owner = action.owner or action.holder
        director = action.holder or (self.people[owner].director if owner else "")
        last = [self.secretary, self.administrator]
        if must.tells == "owner":
            turn = [owner, director, self.secretary] if owner else []
        elif must.tells == "director":
            turn = [director, *last]
        elif must.tells == "approver":
            turn = last if self.board_decides(action) else [director, *last]
        elif must.tells == "validator":
            turn = [self.validator, *last]
        else:
            turn = [self.administrator]
        found = [self.stand_in(name, today) for name in turn]
        told = [person.address for person in found if person][:1]
        if must.tells == "owner":  # rows 70 and 116
            joint = [self.stand_in(name, today) for name in action.joint]
            told += [person.address for person in joint if person]
        return list(dict.fromkeys(told))

    def board_decides(self, action: Action) -> bool:
        """From the third revision, after the board was told, or where owner and director are one."""
        owner = action.owner or action.holder
        director = action.holder or (self.people[owner].director if owner else "")
        told = [t for t in action.tellings if t.episode == action.episode and t.tells == "board"]
        was_told = any(t.fate is Fate.TOLD for t in told)
        return action.revisions + 1 >= 3 or was_told or (bool(owner) and owner == director)

    def stand_in(self, name: str, today: date) -> Person | None:
        """Return who is told for someone: deputy or successor, at most three steps on (row 118)."""
        for _ in range(4):
            if name not in self.people:
                return None
            person = self.people[name]
            away = [who for who, first, until in person.covers if first <= today < until]
            if person.has_left(today):
                name = person.successor
            elif away:
                name = away[0]
            else:
                return person if person.reachable else None
        return None

    def hand_over(self, today: date) -> None:
        """Rows 59 and 60: a leaver's open actions go to the successor, or the director holds them."""
        for action in self.actions.values():
            if action.open and action.owner and self.people[action.owner].has_left(today):
                leaver = action.owner
                action.owner = self._follow(leaver, "successor", today)
                action.holder = "" if action.owner else self._follow(leaver, "director", today)

    def _follow(self, name: str, what: str, today: date) -> str:
        seen = {name}
        name = getattr(self.people[name], what)
        while name and name not in seen:
            if not self.people[name].has_left(today):
                return name
            seen.add(name)
            name = getattr(self.people[name], what)
        return ""

    # A day

    def check(self, now: datetime) -> list[tuple[Action, Telling]]:
        """Decide a day; return what is told in it."""
        today = now.date()
        self.checks.append(now)
        self.expire(now)
        self.hand_over(today)
        return [
            (action, self._tell(action, must, today))
            for action in self.actions.values()
            for must in self.musts(action, today)
        ]

    def _tell(self, action: Action, must: Must, today: date) -> Telling:
        to = self.addresses(action, must, today)
        telling = Telling(
            episode=action.episode,
            name=must.name,
            occurrence=must.occurrence,
            tells=must.tells,
            planned_on=today,
            to=to[0] if to else "",
            fate=Fate.WAITING if to else Fate.NOBODY,
            ladder=must.ladder,
            heard_by=tuple(to),
        )
        if ":" not in must.name and not action.version:
            action.version = self.policy_of(action, today).number
        action.tellings = [t for t in action.tellings if t.key != telling.key] + [telling]
        return telling

    def expire(self, now: datetime) -> None:
        """A notice that was not sent by 18:00 of its day is lost; its step is planned anew."""
        for telling in self.waiting():
            if telling.planned_on < now.date() or now.hour >= 18:
                telling.fate = Fate.LOST

    def waiting(self) -> list[Telling]:
        everything = (t for action in self.actions.values() for t in action.tellings)
        return [telling for telling in everything if telling.fate is Fate.WAITING]

    def business_of(self, address: str, today: date) -> set[str]:
        """Return the actions that any digest to an address lists: due within 5 WD, or overdue."""
        return {
            action.ref
            for action in self.actions.values()
            if action.open
            and action.current is not None
            and not self.is_paused(action, today)
            and action.current <= self.days.after(today, SOON)
            and address in self.addresses(action, Must("", 0, "owner"), today)
        }

    def next_day(self, action: Action, first: date, horizon: int) -> date | None:
        """Return the first day from `first` on with something to tell, if nobody does anything."""
        for number in range(horizon):
            if self.musts(action, first + number * DAY):
                return first + number * DAY
        return None

    # What people do

    def complete(self, action: Action, on: date, now: datetime) -> None:
        need(action.open and on <= now.date())  # row 8
        action.completed_on, action.reported_at = on, now

    def acknowledge(self, action: Action, until: date, today: date) -> None:
        need(action.open)
        rung = self.reached(action, today)
        mine = [p for p in action.promises if p.episode == action.episode]
        need(rung and today <= until <= self.days.after(today, 5))  # row 97
        need(len(mine) < 2 and rung not in [promise.rung for promise in mine])  # row 99
        action.promises.append(Promise(action.episode, rung, until))

    def reached(self, action: Action, today: date) -> str:
        ladder = [rung.name for rung in self.policy_of(action, today).policy if rung.days > 0]
        return ([name for name in ladder if action.of(name)] or [""])[-1]

    def ask(self, action: Action, proposed: date, today: date) -> None:
        need(action.open and action.pending is None and proposed >= today)
        if proposed != action.current:  # row 48
            action.requests.append(Request(len(action.requests) + 1, proposed, today))

    def decide(self, action: Action, *, approved: bool, today: date) -> None:
        asked = action.pending
        need(action.open and asked)
        if asked is not None:
            need(not approved or asked.proposed >= today)
            if approved:
                action.begin_episode(asked.proposed)
            asked.decided_on, asked.episode = today, action.episode

    def validate(self, action: Action, *, accepted: bool, today: date) -> None:
        need(action.completed_on and not action.validated and not action.cancelled)
        action.validations += 1
        if accepted:
            action.validated = True
            return
        action.completed_on = action.reported_at = None
        action.refusals.append((action.validations, action.episode, today))

    def reopen(self, action: Action, due: date | None, now: datetime) -> None:
        """Rows 50 and 51."""
        today = now.date()
        without = action.reopened_without_date_on
        if due and action.open and without and today <= self.days.after(without, 1):
            need(due >= today)
            action.begin_episode(due)
            action.revisions -= 1  # one reopening, one new date
            return
        need(action.completed_on is not None and not action.cancelled)
        reported_at = action.reported_at
        same = reported_at and reported_at.date() == today
        if same and reported_at and not any(check > reported_at for check in self.checks):
            action.completed_on = action.reported_at = None
            action.validated = False
            return
        need(due is None or due >= today)
        action.completed_on = action.reported_at = None
        action.validated = False
        if due is not None and due != action.current:
            action.begin_episode(due)
        elif action.current and action.current < today:
            action.begin_episode(self.days.after(today, 5))
            action.reopened_without_date_on = today

    def cancel(self, action: Action) -> None:
        need(not action.cancelled and not action.validated)
        action.cancelled = True

    def pause(self, pause: Pause, today: date) -> None:
        need(pause.until > today)
        self.pauses.append(pause)

    def resume(self, action: str, theme: str, today: date) -> None:
        mine = [
            pause
            for pause in self.pauses
            if (pause.action, pause.theme) == (action, theme)
            and not pause.ended
            and pause.until > today
        ]
        need(mine)
        for pause in mine:
            pause.ended = True

    def add_policy(self, policy: Policy, effective_from: date, today: date) -> None:
        need(effective_from > today)  # row 57
        self.versions.append(Version(len(self.versions) + 1, policy, effective_from))

    def apply_policy(self, today: date) -> None:
        newest = self.versions[-1]
        start = max(today + DAY, newest.effective_from)
        newest.running_from = min(newest.running_from or start, start)

    def leave(self, name: str, on: date, successor: str, today: date) -> None:
        person = self.people[name]
        person.left_on, person.successor = on, successor
        if on <= today:
            self.hand_over(today)
