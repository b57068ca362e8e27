"""Responsible for looking up what lies behind an action in a notice: who was told, what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from followthrough.notices.told import names_told
from models.progress import latest_updates
from rules.calendar import local_date
from rules.ladder.holding import Holding
from rules.ladder.policy import Policy
from rules.notices.background import Latest
from rules.notices.history import Names, before, history
from rules.people.circle import Circle


@dataclass(frozen=True, slots=True)
class Background:
    """What lies behind some actions, by their ids."""

    names: Mapping[int, Names]
    latest: Mapping[int, Latest]

    def told(self, holding: Holding, policy: Policy, today: date) -> tuple[str, ...]:
        """Return whom each rung told before today, a sentence each, lowest first."""
        return history(before(holding, today), policy, self.names.get(holding.facts.id, {}))


def background(
    session: Session, organisation_id: int, circle: Circle, holdings: Sequence[Holding]
) -> Background:
    """Return who was really told of some actions of an organisation, and their latest updates."""
    found = latest_updates(session, [holding.facts.id for holding in holdings])
    latest = {
        one.action_id: Latest(local_date(one.reported_at), one.text, one.forecast, one.cause)
        for one in found
    }
    return Background(names_told(session, organisation_id, circle, holdings), latest)
