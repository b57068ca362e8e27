"""Responsible for what a check works with: one organisation on one day."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from models.plan import Organisation, Plan
from models.policy import Policies
from rules.calendar import WorkingCalendar
from rules.ladder.holding import Holding
from rules.ladder.policy import Policy, Version
from rules.people.circle import Circle


@dataclass(slots=True)
class Day:
    """One organisation on one day, while its check runs."""

    session: Session
    organisation: Organisation
    now: datetime
    today: date
    actor: str
    plans: dict[str, Plan]
    calendars: dict[str, WorkingCalendar]
    policies: Policies
    circle: Circle = field(default_factory=lambda: Circle(()))
    """Everyone who may be told; filled only on a day with something to tell."""
    weekly: frozenset[str] = frozenset()
    """The keys of the plans whose directors are told today how their owners' actions stand."""

    def version_of(self, holding: Holding) -> Version:
        """Return the version of the policy that an action goes by today."""
        return self.policies.of(holding.plan_key, holding.facts.began_with, self.today)

    def later(self, holding: Holding) -> tuple[tuple[date, Policy], ...]:
        """Return which policies an action goes by after today, and from when."""
        return self.policies.later(holding.plan_key, holding.facts.began_with, self.today)

    def policy_of(self, holding: Holding) -> Policy:
        """Return the policy that an action goes by today."""
        return self.version_of(holding).policy
