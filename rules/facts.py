"""Responsible for the frozen facts that decisions are made from."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a step that was planned."""

    WAITING = "waiting"  #: its notice has not been sent yet
    TOLD = "told"  #: its notice was accepted by the mail server
    NOBODY = "nobody"  #: there was no one to tell, or the address is dead: the clock goes on
    LAPSED = "lapsed"  #: its notice expired unsent: the step is planned again
    BEFORE_GO_LIVE = "before-go-live"  #: passed before the plan went live; never sent


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step that was already planned in the action's present episode."""

    rung: str
    occurrence: int
    planned_on: date
    outcome: Outcome
    told_on: date | None = None

    @property
    def settled_on(self) -> date | None:
        """The date from which the next step counts; None while the notice is on its way."""
        match self.outcome:
            case Outcome.TOLD:
                return self.told_on
            case Outcome.NOBODY:
                return self.planned_on
            case Outcome.WAITING | Outcome.LAPSED | Outcome.BEFORE_GO_LIVE:
                return None


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """All that a decision about one action needs; built by one query (models/facts.py)."""

    id: int
    ref: str
    due_date: date | None
    revised_due_date: date | None = None
    live_on: date | None = None
    """The date on which it went live; None while its plan is a draft."""
    completed_on: date | None = None
    episode: int = 1
    records: tuple[StepRecord, ...] = ()

    @property
    def current_due_date(self) -> date | None:
        """The approved revised date if there is one, else the baseline."""
        return self.revised_due_date or self.due_date

    def is_live(self, today: date) -> bool:
        """Say whether the ladder speaks about it at all on `today`."""
        return self.live_on is not None and self.live_on <= today and self.completed_on is None

    def is_overdue(self, today: date) -> bool:
        """Overdue from 00:00 London on the day after the current due date."""
        due = self.current_due_date
        return due is not None and self.completed_on is None and due < today

    def of_rung(self, rung: str) -> tuple[StepRecord, ...]:
        """Return the records of one rung, first occurrence first."""
        mine = (record for record in self.records if record.rung == rung)
        return tuple(sorted(mine, key=lambda record: record.occurrence))

    def with_record(self, record: StepRecord) -> "ActionFacts":
        """Return these facts with `record` put in the place of any of the same occurrence."""
        others = tuple(
            r for r in self.records if (r.rung, r.occurrence) != (record.rung, record.occurrence)
        )
        return replace(self, records=(*others, record))
