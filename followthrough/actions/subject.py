"""Responsible for the one action at hand: found by plan and reference, with what is known of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from followthrough import events
from followthrough.events import ActionRecorded
from followthrough.ladder.policy_file import default_policy
from followthrough.workplace import Workplace
from models import facts, people, picking
from models.calendar import calendar
from models.people import Person
from models.plan import Action, Plan, action_called, plan_called
from models.policy import Policies, policies
from models.session import writing
from rules.calendar import WorkingCalendar, local_date
from rules.ladder.facts import ActionFacts
from rules.ladder.holding import Holding, owners_of
from rules.ladder.policy import Policy
from rules.people.circle import Circle, Recipient
from rules.problems import BadInput
from rules.words import short_day
from rules.years import ask_back

ADMINISTRATOR = "the plan's administrator"
"""Who said what nobody is named for: who records it, never the owner."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One action in a transaction that writes, and everything that a decision about it needs."""

    session: Session
    plan: Plan
    action: Action
    holding: Holding
    policy: Policy
    calendar: WorkingCalendar
    circle: Circle
    today: date
    now: datetime

    @property
    def facts(self) -> ActionFacts:
        """The action's facts as they were when the transaction began."""
        return self.holding.facts

    def person(self, name: str) -> Person:
        """Return someone of the organisation by name; raise BadInput if there is none."""
        return people.person_called(self.session, self.plan.organisation_id, name)

    def decided_by(self, name: str) -> str:
        """Return who decided, as they are known; the plan's administrator if nobody is named.

        Raises BadInput for a name that nobody has, who has left, and who has a part in the action.
        """
        decided = self.said_by(name)
        refuse_their_own(self.holding, self.circle, decided, self.today)
        return decided

    def said_by(self, name: str) -> str:
        """Return who said so, who may have a part in the action; else as `decided_by`."""
        return decided_by(self.session, self.plan, name, self.today)

    def recorded(self, what: str) -> None:
        """Let it be heard, once the transaction has committed, what was recorded of the action."""
        events.after_commit(self.session, ActionRecorded(self.plan.key, self.action.ref, what))

    def refuse_past_calendar(self, proposed: date) -> None:
        """Raise BadInput for a due date that the plan's calendar does not know: no pack could count to it."""
        if not self.calendar.knows(proposed):
            raise BadInput(
                f"{short_day(proposed)} lies outside the plan's calendar, which ends "
                f"{self.calendar.last.year}: give the calendar more years first."
            )

    def ask_back(self, day: date | None, *, is_meant: bool) -> None:
        """Raise BadInput for a day more than a year before go-live, unless it is said to be meant."""
        ask_back(day, self.plan.live_on, self.today, is_meant=is_meant)

    def refuse_unless_open(self) -> None:
        """Raise BadInput if the action is complete or cancelled."""
        if self.action.cancelled_on:
            raise BadInput(f"{self.action.ref} is cancelled.")
        if self.action.completed_on:
            raise BadInput(f"{self.action.ref} is reported complete; reopen it first.")


def decided_by(session: Session, plan: Plan, name: str, today: date) -> str:
    """Return who decided something of a plan, as they are known; its administrator if nobody is named.

    Raises BadInput for a name that nobody has, and for who has left.
    """
    if not name:
        return ADMINISTRATOR
    return people.who_decides(session, name, today, plan.organisation_id)


def refuse_their_own(holding: Holding, circle: Circle, decided: str, today: date) -> None:
    """Raise BadInput if who decided, by name, has a part in the action (row 202)."""
    owners = owners_of(holding, circle, today)
    for one in circle.people.values():
        if one.name == decided and (
            bar := owners.bar_from_approving(Recipient(one, decided, one.id))
        ):
            raise BadInput(f"{decided} {bar} of {holding.facts.ref}; someone else decides.")


@contextmanager
def about(place: Workplace, plan_key: str, ref: str) -> Iterator[Subject]:
    """Open a transaction about one action; what changed is looked at by the next check.

    Raises BadInput naming the plans or actions there are, if it is not among them.
    """
    now = place.clock()
    with writing(place.engine) as session:
        plan = plan_called(session, plan_key)
        action = action_called(session, plan, ref)
        with within(session, around_plan(session, plan), action, now) as subject:
            yield subject


@dataclass(frozen=True, slots=True)
class Around:
    """What decisions about any action of a plan need beside it."""

    plan: Plan
    policies: Policies
    calendar: WorkingCalendar
    circle: Circle


def around_plan(session: Session, plan: Plan) -> Around:
    """Return what decisions about the actions of a plan need beside them, as it is recorded now."""
    return Around(
        plan,
        policies(session, [plan], default_policy()),
        calendar(session, plan),
        people.circle(session, plan.organisation_id),
    )


@contextmanager
def within(session: Session, around: Around, action: Action, now: datetime) -> Iterator[Subject]:
    """Yield an action within a transaction that writes; what changed is looked at by the next check."""
    plan, today = around.plan, local_date(now)
    (holding,) = facts.holdings(session, picking.one(action.id or 0))
    yield Subject(
        session=session,
        plan=plan,
        action=action,
        holding=holding,
        policy=around.policies.of(plan.key, action.policy_version, today).policy,
        calendar=around.calendar,
        circle=around.circle,
        today=today,
        now=now,
    )
    if action.live_on is not None and action.cancelled_on is None:
        action.next_check_on = today
        session.add(action)
