"""A machine that works a real database and the model side by side, and compares them throughout."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import rule

from followthrough.actions import closing, new_dates, pausing
from followthrough.actions import progress as reports
from followthrough.actions.new_dates import Ruling
from followthrough.ladder import policy
from followthrough.ladder.policy_file import policy_as_yaml
from followthrough.people import changes as people
from followthrough.people.changes import Who
from followthrough.plans import calendar
from followthrough.plans.calendar_file import CalendarFile, calendar_as_yaml
from rules.ladder import policy as real
from tests.laws.both import Both
from tests.laws.council import DIRECTORS, KEY, at
from tests.laws.world import DAY, POLICIES, Action, Fate, Pause

LONGEST_GAP = 10

REFS = st.sampled_from(["A1", "A2", "A3", "A4", "=A1", "=A2", "=A3"])
"""An action, or another that is in a state for it; `=` where it must be this one, come what may."""
NAMES = st.sampled_from(sorted(set(DIRECTORS) - {"Ada Min"}))
SOMEONE = st.sampled_from(["", "", "", *sorted(DIRECTORS)])
"""Who decides; empty for whom the model would ask."""
AHEAD = st.sampled_from([1, 2, 3, 5, 8, 13, 21, 40])
SENT = st.sampled_from(["all", "all", "all", "none", "some refused", "some unknown", "some lost"])


def real_policy(name: str) -> real.Policy:
    rungs = (
        real.Rung(
            rung.name,
            real.Audience(rung.tells),
            rung.days,
            repeat=rung.repeat or None,
            after_previous=rung.wait,
        )
        for rung in POLICIES[name]
    )
    found = real.Policy(name, tuple(rungs))
    return replace(found, without=tuple((who, "Tried.") for who in real.left_out(found)))


def _waits(action: Action) -> bool:
    return action.completed_on is not None and not action.validated


class Machine(Both):
    """Days pass, people act, messages are lost; database and model must agree after each step."""

    # Days pass

    @rule(days=st.integers(1, 6), sent=SENT)
    def work(self, days: int, sent: str) -> None:
        """Let days pass, each with its check; what leaves on the last day is drawn."""
        for number in range(days):
            self._next_day()
            self._check(7)
            self._send("all" if number < days - 1 else sent)

    @rule(days=st.sampled_from([1, 2, 3, 5, 9, 14]))
    def skip(self, days: int) -> None:
        """Let days pass without a check, at most ten working days."""
        for _ in range(days):
            last = self.checked_on
            missed = self.model.days.passed(last, self.now.date()) if last else 0
            if missed < LONGEST_GAP:  # `work` goes on by a day itself
                self._next_day()

    @rule(hour=st.sampled_from([7, 7, 11, 17, 18, 23]))
    def check(self, hour: int) -> None:
        self._check(hour)

    @rule(sent=SENT, hour=st.sampled_from([7, 12, 17, 18, 22]))
    def send(self, sent: str, hour: int) -> None:
        self.now = max(self.now, at(self.today, hour, 1))
        self._send(sent)

    # People act on an action

    @rule(ref=REFS, ago=st.sampled_from([0, 0, 1, 4, -1]))
    def complete(self, ref: str, ago: int) -> None:
        ref = self._pick(ref, lambda action: action.open)
        on = self.today - ago * DAY
        report = reports.Report(KEY, ref, "Done.", completed_on=on)
        self._act(
            ref,
            lambda action: self.model.complete(action, on, self.now),
            lambda: reports.update(self.place, report),
        )

    @rule(ref=REFS, days=st.integers(-1, 8))
    def acknowledge(self, ref: str, days: int) -> None:
        ref = self._pick(
            ref, lambda action: action.open and bool(self.model.reached(action, self.today))
        )
        action = self._find(ref)
        top = action and action.of(self.model.reached(action, self.today))
        if top and top[0].fate not in (Fate.TOLD, Fate.NOBODY):
            return  # undecided: whether a rung that nobody was told of yet can be acknowledged
        until = self.today + days * DAY
        self._act(
            ref,
            lambda action: self.model.acknowledge(action, until, self.today),
            lambda: new_dates.acknowledge(self.place, KEY, ref, until),
        )

    @rule(ref=REFS, days=st.sampled_from([-2, 0, 1, 3, 6, 10, 20, 45]))
    def ask(self, ref: str, days: int) -> None:
        ref = self._pick(ref, lambda action: action.open and not action.pending)
        proposed = self.today + days * DAY
        self._act(
            ref,
            lambda action: self.model.ask(action, proposed, self.today),
            lambda: new_dates.ask(self.place, KEY, ref, proposed, "More time."),
        )

    @rule(ref=REFS, by=SOMEONE, approved=st.sampled_from([True, True, False]))
    def decide(self, ref: str, by: str, approved: bool) -> None:  # noqa: FBT001 - drawn
        ref = self._pick(ref, lambda action: action.open and action.pending is not None)
        action = self._find(ref)
        if action is None:
            return
        if action.pending and approved and action.pending.proposed == action.current:
            return  # undecided: a date that became the current one in another way
        asked = self.model.asked(action, "approver", self.today)
        by = by or (asked[0][1].name if asked else "Ada Min")
        meets = self.today if self.model.board_decides(action) else None
        ruling = Ruling(approved, by, "No.", meets)
        self._act(
            ref,
            lambda action: self.model.decide(action, by, approved=approved, today=self.today),
            lambda: new_dates.decide(self.place, KEY, ref, ruling),
        )

    @rule(ref=REFS, by=SOMEONE, accepted=st.booleans())
    def validate(self, ref: str, by: str, accepted: bool) -> None:  # noqa: FBT001 - drawn
        ref, by = self._pick(ref, _waits), by or "Ada Min"
        self._act(
            ref,
            lambda action: self.model.validate(action, by, accepted=accepted, today=self.today),
            lambda: closing.validate(
                self.place, KEY, ref, by=by, accepted=accepted, reason="Seen."
            ),
        )

    @rule(ref=REFS, days=st.sampled_from([None, None, -1, 0, 2, 7, 20]), by=SOMEONE)
    def reopen(self, ref: str, days: int | None, by: str) -> None:
        ref = self._pick(
            ref, lambda action: _waits(action) or action.reopened_without_date_on is not None
        )
        self._reopen(ref, days, by if days else "")

    @rule(ref=REFS, wait=st.integers(0, 3), days=st.sampled_from([None, None, 0, 4, 15]))
    def complete_and_reopen(self, ref: str, wait: int, days: int | None) -> None:
        """Report complete, and open again some working days later; perhaps give its date then."""
        ref = self._pick(ref, lambda action: action.open)
        self.complete(f"={ref}", 0)
        for _ in range(wait):
            self.work(1, "all")
        self._reopen(ref, days)

    def _reopen(self, ref: str, days: int | None, by: str = "") -> None:
        due = None if days is None else self.today + days * DAY
        action = self._find(ref)
        if action and due and (action.open or due != action.current):
            asked = self.model.asked(action, "approver", self.today)
            by = by or (asked[0][1].name if asked else "Ada Min")
        self._act(
            ref,
            lambda action: self.model.reopen(action, due, self.now, by),
            lambda: closing.reopen(self.place, KEY, ref, reason="Not so.", due_date=due, by=by),
        )

    @rule(ref=REFS, sure=st.integers(0, 2))
    def cancel(self, ref: str, sure: int) -> None:
        if sure:
            return  # rarely: a cancelled action has little more to show
        ref = self._pick(ref, lambda action: not action.cancelled)
        self._act(
            ref,
            lambda action: self.model.cancel(action, self.today),
            lambda: closing.cancel(self.place, KEY, ref, reason="No more."),
        )

    @rule(ref=REFS)
    def complete_milestone(self, ref: str) -> None:
        action = self._find(ref.strip("="))
        if action and action.stages and not action.cancelled:
            action.stages[0].done = True
            closing.complete_milestone(self.place, KEY, action.ref, "M1", self.today)

    # People act on the plan

    @rule(
        scope=st.sampled_from([("", ""), ("", "Homes"), ("A1", ""), ("A3", "")]),
        days=st.sampled_from([0, 1, 3, 8, 20]),
    )
    def pause(self, scope: tuple[str, str], days: int) -> None:
        ref, theme = scope
        if (ref and not self._find(ref)) or (theme and not self._find("A2")):
            return
        until = self.today + days * DAY
        where = pausing.Scope(KEY, theme, ref)
        pause = Pause(ref, theme, until)
        self._both(
            lambda: self.model.pause(pause, self.today),
            lambda: pausing.pause(self.place, where, until, "Wait."),
        )

    @rule(scope=st.sampled_from([("", ""), ("", "Homes"), ("A1", ""), ("A3", "")]))
    def resume(self, scope: tuple[str, str]) -> None:
        ref, theme = scope
        where = pausing.Scope(KEY, theme, ref)
        self._both(
            lambda: self.model.resume(ref, theme, self.today),
            lambda: pausing.resume(self.place, where),
        )

    @rule(name=st.sampled_from(sorted(POLICIES)), days=st.sampled_from([0, 1, 1, 2, 6]))
    def change_policy(self, name: str, days: int) -> None:
        file = self.folder / "policy.yaml"
        file.write_text(policy_as_yaml(real_policy(name)))
        start = self.today + days * DAY
        self._both(
            lambda: self.model.add_policy(POLICIES[name], start, self.today),
            lambda: policy.add(self.place, KEY, file, effective_from=start),
        )

    @rule()
    def apply_policy(self) -> None:
        self.model.apply_policy(self.today)
        policy.apply_to_running(self.place, KEY)

    @rule(days=st.integers(-3, 12))
    def close_for_a_day(self, days: int) -> None:
        """Row 15: a one-off holiday, also one that has passed."""
        if any(a.reopened_without_date_on for a in self.model.actions.values()):
            return  # open: the day until which its date can be given is counted from that date
        self.model.days.own.add(self.today + days * DAY)
        mine = tuple((on, "One-off holiday") for on in sorted(self.model.days.own))
        file = self.folder / "calendar.yaml"
        file.write_text(calendar_as_yaml(CalendarFile("England", 2033, mine)))
        calendar.apply(self.place, KEY, file)

    @rule(name=NAMES, successor=NAMES | st.just(""), days=st.sampled_from([-1, 0, 1, 4]))
    def leave(self, name: str, successor: str, days: int) -> None:
        if name == successor or self.model.people[name].left_on:
            return
        on = self.today + days * DAY
        if successor and self.model.people[successor].has_left(on):
            return  # refused: they would not be there
        self.changed_people = True
        self.model.leave(name, on, successor, self.today)
        people.leave(self.place, Who(name), on, successor)

    @rule(
        name=st.sampled_from(sorted(DIRECTORS)),
        deputy=st.sampled_from(sorted(DIRECTORS)),
        first=st.integers(-1, 3),
        length=AHEAD,
    )
    def cover(self, name: str, deputy: str, first: int, length: int) -> None:
        if name == deputy:
            return
        begin = self.today + first * DAY
        end = begin + length * DAY
        by = max(begin, self.today)
        if end <= self.today or any(self.model.people[one].has_left(by) for one in (name, deputy)):
            return  # refused: nobody would be told instead
        self.changed_people = True
        self.model.people[name].covers.insert(0, (deputy, begin, end))
        people.cover(self.place, Who(name), deputy, begin, end)

    @rule(name=NAMES, reachable=st.booleans())
    def reach(self, name: str, reachable: bool) -> None:  # noqa: FBT001 - drawn
        self.changed_people = True
        self.model.people[name].reachable = reachable
        people.set_reachable(self.place, Who(name), reachable=reachable)
