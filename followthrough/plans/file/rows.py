"""Responsible for what a plan file says, row by row, once it is read."""

from dataclasses import dataclass
from datetime import date

from rules.rounds import PAPERS_BEFORE


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An owner, director, validator, secretary or administrator; `director` is a name or empty."""

    name: str
    address: str
    role: str
    agency: str
    director: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A body that follows the plan; its address is its secretariat's."""

    name: str
    chair: str
    secretary: str
    address: str
    escalations: bool
    packs: bool
    paragraph: str
    meets: str
    papers_before: int = PAPERS_BEFORE
    """Working days before a meeting by which its papers are ready."""
    members: tuple[str, ...] = ()
    """Who sits on it, by name."""


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """What the inspector asked for."""

    ref: str
    text: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    """What was promised; `owner` is a name or empty, `recommendations` is like `R1, R2`.

    `due_date_as_written` holds the words of a date typed as text, and nothing for an Excel date.
    `exempt` says that it is Part 2 material, which is not for publication.
    `contributors` own it jointly; `validator` is empty where the plan's validates; `repeats` is
    empty, `monthly`, `quarterly` or `yearly`.
    """

    ref: str
    title: str
    paragraph: str
    recommendations: str
    owner: str
    due_date: date | None
    due_date_as_written: str
    measure: str
    theme: str = ""
    contributors: tuple[str, ...] = ()
    validator: str = ""
    repeats: str = ""
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A dated stage within the action whose reference is `action`."""

    action: str
    ref: str
    title: str
    due_date: date


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A day on which a board meets; `paper_deadline` only where it is not the board's usual one."""

    board: str
    on: date
    paper_deadline: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """What shows whether the plan works; its figures stay as they were written."""

    ref: str
    name: str
    target: str
    actual: str
    recommendations: str = ""
    previous: str = ""
    measured_on: date | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RiskRow:
    """What may keep the plan from working."""

    ref: str
    text: str
    owner: str
    likelihood: str = ""
    impact: str = ""
    mitigation: str = ""
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class LogRow:
    """What a board decided, asked for or let others know; `kind` says which."""

    board: str
    ref: str
    met_on: date
    kind: str
    text: str
    who: str = ""
    due_date: date | None = None
    completed_on: date | None = None
    to_be_told: str = ""


@dataclass(frozen=True, slots=True)
class PlanFile:
    """All that a plan file says; `validator` is a name or empty."""

    key: str
    title: str
    organisation: str
    report: str
    report_date: date | None
    division: str
    administrator: str
    notes: tuple[str, ...]
    people: tuple[PersonRow, ...]
    boards: tuple[BoardRow, ...]
    recommendations: tuple[RecommendationRow, ...]
    actions: tuple[ActionRow, ...]
    validator: str = ""
    evidence: bool = False
    milestones: tuple[MilestoneRow, ...] = ()
    meetings: tuple[MeetingRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
    risks: tuple[RiskRow, ...] = ()
    log: tuple[LogRow, ...] = ()
