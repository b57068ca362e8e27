"""Responsible for the frozen facts that one action is explained from."""

from dataclasses import dataclass
from datetime import date

from rules.calendar import WorkingCalendar
from rules.daily.preview import Preview
from rules.ladder.facts import ActionFacts
from rules.ladder.holding import Holding, recipients
from rules.ladder.policy import Audience, Version
from rules.packs.brag import Rating
from rules.people.circle import Circle


@dataclass(frozen=True, slots=True)
class Telling:
    """One step that was planned, in whichever episode, and what became of its notice."""

    episode: int
    rung: str
    planned_on: date
    reason: str
    policy: str
    """The name of the policy that it was decided by."""
    to: str = ""
    """Whom its notice names; empty if it has none."""
    state: str = ""
    """The notice's state; empty if it has none."""
    sent_on: date | None = None
    reply: str = ""
    """What the mail server said last."""
    untold: str = ""
    """Why no notice carries it; empty if one does."""
    jointly: tuple[str, ...] = ()
    """The joint owners who heard of it in a digest of their own, which was sent."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A new due date that was asked for, and what was decided about it."""

    asked_on: date
    by: str
    proposed: date
    reason: str
    decision: str
    """`pending`, `approved`, `refused`, `withdrawn`, or `given` without having been asked for."""
    decided_on: date | None = None
    decided_by: str = ""
    answer: str = ""
    meeting_on: date | None = None
    """The board's meeting, where the board decided."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A pause that covers the action today."""

    until: date
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Update:
    """What was said of it last."""

    on: date
    by: str
    text: str = ""
    forecast: date | None = None
    cause: str = ""
    recovery: str = ""
    own_rating: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """All that is known of one action."""

    holding: Holding
    version: Version
    """Of the policy that it goes by today."""
    circle: Circle
    calendar: WorkingCalendar
    today: date
    ahead: Preview
    """Its days ahead, if nothing is recorded."""
    tellings: tuple[Telling, ...] = ()
    revisions: tuple[Revision, ...] = ()
    silences: tuple[Silence, ...] = ()
    cancelled_because: str = ""
    cancelled_by: str = ""
    validated_by: str = ""
    """Who accepted its completion; and who was named to, if that was another."""
    due_date_as_written: str = ""
    rating: Rating | None = None
    """As a pack of its board would rate it today."""
    latest: Update | None = None

    @property
    def facts(self) -> ActionFacts:
        """The action's facts."""
        return self.holding.facts

    def told(self, audience: Audience) -> str:
        """Return who is told today what is meant for an audience, by name; empty if nobody is."""
        found = recipients(self.holding, audience, self.circle, self.version.policy, self.today)
        return ", ".join(
            f"{one.person.name} ({one.because.rstrip('.')})" if one.because else one.person.name
            for capacity, one in found
            if capacity is audience
        )
