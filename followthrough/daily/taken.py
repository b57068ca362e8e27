"""Responsible for how an administrator reads a step of today: which rung, whom it tells, and why."""

from typing import NamedTuple

from followthrough.daily.day import Day
from models.steps import Planned
from rules.ladder.holding import Holding, recipients
from rules.ladder.policy import Audience
from rules.notices.lines import Line, line
from rules.people.circle import Recipient
from rules.text import by_number
from rules.words import WITHHELD


class Taken(NamedTuple):
    """One step of today."""

    item: Planned
    holding: Holding
    day: Day

    @property
    def rung(self) -> str:
        """The rung that was taken."""
        return self.item.step.rung

    @property
    def audience(self) -> Audience:
        """Whom it tells."""
        return self.item.step.audience

    @property
    def reason(self) -> str:
        """Why it was taken."""
        return self.item.step.reason

    @property
    def published_reason(self) -> str:
        """Why it was taken, as anyone may read it: of a Part 2 action no words."""
        return WITHHELD if self.holding.is_exempt else self.reason

    @property
    def untold(self) -> str:
        """Why no notice carries it; empty if one does."""
        return self.item.untold.value if self.item.untold else ""

    @property
    def line(self) -> Line:
        """How a notice speaks of its action; worked out when asked for: few are ever shown."""
        policy, calendar = (
            self.day.policy_of(self.holding),
            self.day.calendars[self.holding.plan_key],
        )
        return line(self.holding, policy, calendar, self.day.circle, self.day.today)

    @property
    def names(self) -> tuple[str, ...]:
        """Who hears of it, as what, and why in another's place; empty if nobody does."""
        if self.untold:
            return ()
        if self.audience is Audience.BOARD:
            return (self.holding.board_name,)
        step, day = self.item.step, self.day
        policy = day.policy_of(self.holding)
        found = recipients(self.holding, step.audience, day.circle, policy, day.today, step.role)
        return tuple(_named(capacity, one) for capacity, one in found)

    @property
    def place(self) -> tuple[str, tuple[int | str, ...]]:
        """Its place in a list: by plan, then by reference."""
        return self.holding.plan, by_number(self.holding.facts.ref)


def _named(capacity: Audience, one: Recipient) -> str:
    why = f"; {one.because.rstrip('.')}" if one.because else ""
    return f"{one.person.name} ({capacity}{why})"
