"""A slow, obvious model of shared semantics: who must be told what, day by day.

Written from the semantics alone: it counts days one by one, asks every action on every day, and
imports nothing of the product. Rows are those of the semantics.
"""

from datetime import date, datetime

from tests.laws.duties import Duties
from tests.laws.world import (
    DAY,
    SOON,
    Action,
    Fate,
    Must,
    Pause,
    Person,
    Policy,
    Promise,
    Reopening,
    Request,
    Telling,
    Version,
    need,
)


class Model(Duties):
    """One plan, its people, and all that was told."""

    secretary = administrator = validator = "Ada Min"
    board = "board@invented.example"

    def __init__(self, people: list[Person], actions: list[Action], live_on: date) -> None:
        super().__init__(live_on)
        self.live_on = live_on
        self.people = {person.name: person for person in people}
        self.actions = {action.ref: action for action in actions}
        self.checks: list[datetime] = []

    # Who is told

    def addresses(self, action: Action, must: Must, today: date) -> list[str]:
        """Return who hears of it; the first one's notice carries it. Empty if nobody can."""
        if must.tells == "board":
            return [self.board]
        found = self.asked(action, must.tells, today)
        told = [person.address for _, person in found][:1]
        if must.tells in {"validator", "approver"} and not told:  # row 138
            mends = self.stand_in(self.administrator, today)
            told = [mends.address] if mends else []
        if must.tells == "owner":  # rows 70 and 116
            joint = [self.stand_in(name, today) for name in action.joint]
            told += [person.address for person in joint if person]
        return list(dict.fromkeys(told))

    def asked(self, action: Action, tells: str, today: date) -> list[tuple[str, Person]]:
        """Return who can be told what an audience is, the first who should be first: for whom, who."""
        owner, director = self._held_by(action)
        last = [self.secretary, self.administrator]
        above = self._upward(director)
        if tells == "owner":
            turn = [owner, director, self.secretary] if owner else []
        elif tells == "director":
            turn = [director, *last, *above]
        elif tells == "approver":
            first = [] if self._board_hears(action, today) else [director]
            turn = [*first, *last, director, *above]
        elif tells == "validator":
            turn = [self.validator, *last]
        else:
            turn = [self.administrator]
        found = [(name, self.stand_in(name, today)) for name in turn]
        return [
            (name, person)
            for name, person in found
            if person and self.may(action, tells, name, person.name, today)
        ]

    def may(self, action: Action, tells: str, meant: str, name: str, today: date) -> bool:
        """Row 130: nobody is asked about what is theirs, nor validates in the owner's line."""
        owner, director = self._held_by(action)
        named = {owner, *action.joint} - {""}
        theirs = named | {
            self._follow(one, "successor", today) or one for one in self._gone(named, today)
        }
        stand_ins = {p.name for one in named if (p := self.stand_in(one, today)) and p.name != one}
        if tells == "director":
            return meant == owner == director or not {meant, name} & theirs
        if tells == "approver":
            return not {meant, name} & theirs and (name == meant or name not in stand_ins)
        if tells == "validator":
            line = bool(owner) and (
                owner in [name, *self._upward(name)] or name in self._upward(owner)
            )
            return name not in theirs and not line and name not in stand_ins
        return True

    def deciders(self, action: Action, today: date) -> set[str]:
        """Row 131: who is asked, and whom it is meant for, be they absent; not who left."""
        _, director = self._held_by(action)
        found = self.asked(action, "approver", today)[:1]
        right = {self.secretary if self.board_decides(action) else director, *(m for m, _ in found)}
        return {person.name for _, person in found} | {
            name
            for name in right
            if name
            and not self.people[name].has_left(today)
            and self.may(action, "approver", name, name, today)
        }

    def _held_by(self, action: Action) -> tuple[str, str]:
        owner = action.owner or action.holder
        return owner, action.holder or (self.people[owner].director if owner else "")

    def _gone(self, names: set[str], today: date) -> list[str]:
        return [name for name in names if self.people[name].has_left(today)]

    def _upward(self, name: str) -> list[str]:
        """Return everyone above someone, nearest first."""
        found: list[str] = []
        while name and (name := self.people[name].director) and name not in found:
            found.append(name)
        return found

    def board_decides(self, action: Action) -> bool:
        """From the third revision, after the board was told, or where owner and director are one."""
        owner, director = self._held_by(action)
        told = [t for t in action.tellings if t.episode == action.episode and t.tells == "board"]
        was_told = any(t.fate in {Fate.TOLD, Fate.WAITING} for t in told)
        return action.revisions + 1 >= 3 or was_told or (bool(owner) and owner == director)

    def _board_hears(self, action: Action, today: date) -> bool:
        """The board decides from the day on which it is told: that morning's digests go to it."""
        todays = self.musts(action, today)
        return self.board_decides(action) or any(must.tells == "board" for must in todays)

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
            if action.running and action.owner and self.people[action.owner].has_left(today):
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
            if action.running
            and action.current is not None
            and not self.is_paused(action, today)
            and action.current <= self.days.after(today, SOON)
            and address in self.addresses(action, Must("", 0, "owner"), today)
        }

    def summed_up(self, today: date) -> dict[str, set[str]]:
        """Return what is late under each director who hears of it in the week's first check.

        Only those under whom something is late or due within 5 working days, or was cancelled late
        since the week before (row 202); by address.
        """
        monday = today - today.weekday() * DAY
        before = [day for check in self.checks if monday <= (day := check.date()) < today]
        if (
            not self.days.works(today)
            or self.live_on >= monday
            or any(map(self.days.works, before))
        ):
            return {}
        found: dict[str, set[str]] = {}
        for action in self.actions.values():
            _, director = self._held_by(action)
            can_be = self.stand_in(director, today) if action.owner != director else None
            heard = self.asked(action, "director", today) if can_be else []  # row 198
            told = heard[0][1] if heard else None
            due, is_silent = action.current, self.is_paused(action, today)
            if told and self._was_cancelled_late(action, monday - 7 * DAY, today):
                found.setdefault(told.address, set())
            if not (told and due and action.running):
                continue
            if due < today or (due <= self.days.after(today, SOON) and not is_silent):
                late = {action.ref} if due < today and not is_silent else set()
                found.setdefault(told.address, set()).update(late)
        return found

    def _was_cancelled_late(self, action: Action, since: date, today: date) -> bool:
        due, on = action.current, action.cancelled_on
        return bool(due and on and due < on and since <= on < today)

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

    def decide(self, action: Action, by: str, *, approved: bool, today: date) -> None:
        asked = action.pending
        need(action.open and asked and by in self.deciders(action, today))
        if asked is not None:
            need(not approved or asked.proposed >= today)
            if approved:
                action.begin_episode(asked.proposed)
            asked.decided_on, asked.episode = today, action.episode

    def validate(self, action: Action, by: str, *, accepted: bool, today: date) -> None:
        need(action.completed_on and not action.validated and not action.cancelled)
        need(not self.people[by].has_left(today))
        need(self.may(action, "validator", by, by, today))
        action.validations += 1
        if accepted:
            action.validated = True
            return
        action.completed_on = action.reported_at = None
        action.refusals.append((action.validations, action.episode, today))

    def reopen(self, action: Action, due: date | None, now: datetime, by: str) -> None:
        """Rows 50, 51 and 255."""
        today = now.date()
        without = action.reopened_without_date_on
        if due and action.open and without and today <= self.days.after(without, 1):
            need(due >= today and self._may_give(action, by, today))
            action.give(due, today, is_agreed=True)
            action.revisions -= 1  # one reopening, one new date
            return
        need(action.completed_on is not None and not action.cancelled)
        reported_at = action.reported_at
        same = reported_at and reported_at.date() == today
        if same and reported_at and not any(check > reported_at for check in self.checks):
            need(due in {None, action.current})
            action.completed_on = action.reported_at = None
            action.validated = False
            return
        need(due is None or due >= today)
        if due is not None and due != action.current:
            need(self._may_give(action, by, today))
            action.give(due, today, is_agreed=True)
        elif action.current and action.current < today:
            need(not without or action.validated)
            action.give(self.days.after(today, 5), today)
            action.reopened_without_date_on = today
        action.completed_on = action.reported_at = None
        action.validated = False
        reopened = len(action.reopenings) + 1
        action.reopenings.append(Reopening(reopened, action.episode))

    def _may_give(self, action: Action, by: str, today: date) -> bool:
        return not self.board_decides(action) and by in self.deciders(action, today)

    def cancel(self, action: Action, today: date) -> None:
        need(not action.cancelled and not action.validated)
        action.cancelled_on = today
        action.completed_on = action.reported_at = None

    def pause(self, pause: Pause, today: date) -> None:
        need(pause.until > today)
        closed = [a for a in self.actions.values() if a.cancelled or a.validated]
        need(pause.action not in [action.ref for action in closed])
        own = [p for p in self.pauses if (p.action, p.theme) == (pause.action, pause.theme)]
        need(all(p.ended or p.until <= pause.until for p in own))
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
        need(all(version.effective_from <= effective_from for version in self.versions))
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
