"""Responsible for the frozen facts that decisions are made from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rules.ladder import late
from rules.rounds import Round
from rules.words import short_day


class Became(StrEnum):
    """What became of a step that was planned."""

    WAITING = "waiting"  #: its notice has not been sent yet
    TOLD = "told"  #: its notice was accepted by the mail server
    NOBODY = "nobody"  #: there was no one to tell, or the address is dead: the clock goes on
    LAPSED = "lapsed"  #: its notice expired unsent: the step is planned again
    BEFORE_GO_LIVE = "before-go-live"  #: passed before the plan went live; never sent


class StepRecord(NamedTuple):
    """A step that was already planned in the action's present episode."""

    rung: str
    occurrence: int
    planned_on: date
    outcome: Became
    told_on: date | None = None
    audience: str = ""
    """Whom it told, which a later policy may tell no more; empty if that is not known."""
    first_planned_on: date | None = None
    """When it was planned at first, if its notice could not leave then; None if that was taken back."""

    @property
    def is_late(self) -> bool:
        """Say whether it was to be told on an earlier day, when no notice could leave (row 119)."""
        return self.first_planned_on is not None and self.first_planned_on < self.planned_on

    @property
    def settled_on(self) -> date | None:
        """The date from which the next step counts; None while the notice is on its way."""
        if self.outcome is Became.TOLD:
            return self.told_on
        return self.planned_on if self.outcome is Became.NOBODY else None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated stage within an action; it reminds the owner and climbs no higher (row 115)."""

    ref: str
    title: str
    due_date: date
    completed_on: date | None = None

    def is_overdue(self, today: date) -> bool:
        """Say whether it is not complete and its due date past."""
        return self.completed_on is None and late.is_past(self.due_date, today)


@dataclass(frozen=True, slots=True)
class Promise:
    """An acknowledgement: an update was promised by a date, and the ladder waits for it."""

    rung: str
    """The rung that was acknowledged."""
    made_on: date
    until: date
    by: str
    kept: bool
    """Whether an update was recorded after it was made and by its date (row 98)."""


@dataclass(frozen=True, slots=True)
class Request:
    """A new due date that was asked for and is not decided yet."""

    number: int
    asked_on: date
    by: str
    proposed: date
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision that the owner has to hear of: a new date, a completion refused, a reopening."""

    name: str
    given_on: date
    words: str
    is_for_director: bool = False
    """Whether it is the director who has to hear of it: a date that they were not asked about."""


REFUSAL = "completion "
"""How the name of an answer begins that refuses a completion; its number follows."""


class Refusals(NamedTuple):
    """The refusals of an action's completion in one episode, oldest first."""

    answers: tuple[Answer, ...]

    @property
    def sentence(self) -> str:
        """How often it was refused, and why the last time; empty if it was not."""
        if not self.answers:
            return ""
        last, times = self.answers[-1], len(self.answers)
        said = "once, on" if times == 1 else f"{times} times, last on"
        return f"Its completion was refused {said} {short_day(last.given_on)}: {last.words}"


class ActionFacts(NamedTuple):
    """All that a decision about one action needs (models/facts.py builds it)."""

    id: int
    ref: str
    due_date: date | None
    revised_due_date: date | None = None
    live_on: date | None = None
    """The date on which it went live; None while its plan is a draft."""
    completed_on: date | None = None
    episode: int = 1
    began_with: int | None = None
    """The number of the policy version that its running ladder keeps; None before its first step."""
    validated_on: date | None = None
    cancelled_on: date | None = None
    paused_until: date | None = None
    """Silent before this date."""
    held_until: date | None = None
    """Not climbed on or before this date: its completion was refused then (row 107)."""
    times_revised: int = 0
    times_refused: int = 0
    """How often its completion was refused in its present episode."""
    date_assumed: bool = False
    """Reopened without a date: the one it has was set by rule (row 50)."""
    reported_on: date | None = None
    """When its completion was reported."""
    has_owner: bool = True
    records: tuple[StepRecord, ...] = ()
    promises: tuple[Promise, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    request: Request | None = None
    answers: tuple[Answer, ...] = ()
    rounds: tuple[Round, ...] = ()
    """The update rounds before its boards' coming packs that no update was recorded for yet."""

    @property
    def current_due_date(self) -> date | None:
        """The approved revised date if there is one, else the baseline."""
        return late.current_due_date(self)

    @property
    def is_open(self) -> bool:
        """Say whether it is neither complete, as far as that counts, nor cancelled."""
        return late.is_open(self)

    @property
    def is_report_ignored(self) -> bool:
        """Say whether its ladder goes on although it is reported complete (row 182)."""
        return self.completed_on is not None and self.is_open

    @property
    def refusals(self) -> "Refusals":
        """The refusals of its completion in its present episode."""
        refused = [answer for answer in self.answers if answer.name.startswith(REFUSAL)]
        return Refusals(tuple(refused))

    def is_paused(self, today: date) -> bool:
        """Say whether it is silent today, until a date that an administrator gave."""
        return self.paused_until is not None and today < self.paused_until

    def may_speak(self, today: date) -> bool:
        """Say whether anything at all may be told about it today."""
        live = self.live_on is not None and self.live_on <= today
        return live and self.cancelled_on is None and not self.is_paused(today)

    def is_overdue(self, today: date) -> bool:
        """Say whether it is open and its current due date past."""
        return late.is_overdue(self, today)

    def of_rung(self, rung: str) -> tuple[StepRecord, ...]:
        """Return the records of one rung, first occurrence first."""
        mine = [record for record in self.records if record.rung == rung]
        if len(mine) > 1:
            mine.sort(key=lambda record: record.occurrence)
        return tuple(mine)

    def with_record(self, record: StepRecord) -> "ActionFacts":
        """Return these facts with `record` put in the place of any of the same occurrence."""
        others = tuple(
            r for r in self.records if (r.rung, r.occurrence) != (record.rung, record.occurrence)
        )
        return self.with_records((*others, record))

    def with_records(self, records: tuple[StepRecord, ...]) -> "ActionFacts":
        """Return these facts with other records."""
        return ActionFacts._make((*self[:_RECORDS], records, *self[_RECORDS + 1 :]))


_RECORDS = ActionFacts._fields.index("records")
