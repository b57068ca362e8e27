"""Responsible for what a plan file says, row by row, once it is read."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from followthrough.plans.file.columns import Column, at_most
from followthrough.reading.entry import Entry
from rules.rounds import DRAFTS_BEFORE, PAPERS_BEFORE


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An owner, director, validator, secretary or administrator; `director` is a name or empty."""

    name: Annotated[str, Column("Name", None)]
    address: Annotated[str, Column("Address", Entry.address)]
    role: Annotated[str, Column("Role", is_shared=True)]
    agency: Annotated[str, Column("Agency", is_shared=True)]
    director: Annotated[str, Column("Director", None, is_shared=True)]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A body that follows the plan; its address is its secretariat's."""

    name: Annotated[str, Column("Name", None)]
    chair: Annotated[str, Column("Chair", is_shared=True)]
    secretary: Annotated[str, Column("Secretary", None, is_shared=True)]
    address: Annotated[str, Column("Address", Entry.address)]
    escalations: Annotated[bool, Column("Escalations", Entry.yes)]
    packs: Annotated[bool, Column("Packs", Entry.yes)]
    paragraph: Annotated[str, Column("Paragraph", is_shared=True)]
    meets: Annotated[str, Column("Meets", is_shared=True)]
    papers_before: Annotated[int, Column("Papers before", None)] = PAPERS_BEFORE
    """Working days before a meeting by which its papers are ready."""
    drafts_before: Annotated[int, Column("Draft before", None)] = DRAFTS_BEFORE
    """Working days before the paper deadline on which its pack is first drafted."""
    members: Annotated[tuple[str, ...], Column("Members", None)] = ()
    """Who sits on it, by name."""


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """What the inspector asked for."""

    ref: Annotated[str, Column("Reference", None)]
    text: Annotated[str, Column("Text", Entry.needed)]
    paragraph: Annotated[str, Column("Paragraph", is_shared=True)]


@dataclass(frozen=True, slots=True)
class ActionRow:
    """What was promised; `owner` is a name or empty, `recommendations` is like `R1, R2`.

    `due_date_as_written` holds the words of a date that was typed as text, or shows its month
    alone: nothing for another Excel date.
    `exempt` says that it is Part 2 material, which is not for publication.
    `contributors` own it jointly; `validator` is empty where the plan's validates; `repeats` is
    empty, `monthly`, `quarterly` or `yearly`.
    """

    ref: Annotated[str, Column("Reference", None)]
    title: Annotated[str, Column("Title", Entry.needed)]
    paragraph: Annotated[str, Column("Paragraph", is_shared=True)]
    recommendations: Annotated[str, Column("Recommendations", None, is_shared=True)]
    owner: Annotated[str, Column("Owner", None, is_shared=True)]
    due_date: Annotated[date | None, Column("Due date", None, is_shared=True)]
    due_date_as_written: str
    measure: Annotated[str, Column("Measure", is_shared=True)]
    theme: Annotated[str, Column("Theme", is_shared=True)] = ""
    contributors: Annotated[tuple[str, ...], Column("Contributors", None, is_shared=True)] = ()
    validator: Annotated[str, Column("Validator", None, is_shared=True)] = ""
    repeats: Annotated[str, Column("Repeats", None, is_shared=True)] = ""
    exempt: Annotated[bool, Column("Part 2", Entry.yes, is_shared=True)] = False
    short_title: Annotated[str, Column("Short title", at_most(60))] = ""


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A dated stage within the action whose reference is `action`."""

    action: Annotated[str, Column("Action", None, is_shared=True)]
    ref: Annotated[str, Column("Reference", None)]
    title: Annotated[str, Column("Title", Entry.needed)]
    due_date: Annotated[date, Column("Due date", None, is_shared=True)]
    due_date_as_written: str = ""


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A day on which a board meets; `paper_deadline` only where it is not the board's usual one."""

    board: Annotated[str, Column("Board", None, is_shared=True)]
    on: Annotated[date, Column("Date", Entry.needed_day)]
    paper_deadline: Annotated[date | None, Column("Paper deadline", Entry.day)] = None
    place: Annotated[str, Column("Place", is_shared=True)] = ""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """What shows whether the plan works; its figures stay as they were written."""

    ref: Annotated[str, Column("Reference", None)]
    name: Annotated[str, Column("Measure", Entry.needed)]
    target: Annotated[str, Column("Target")]
    actual: Annotated[str, Column("Actual")]
    recommendations: Annotated[str, Column("Recommendations", None, is_shared=True)] = ""
    previous: Annotated[str, Column("Previous")] = ""
    measured_on: Annotated[date | None, Column("Measured on", Entry.day, is_shared=True)] = None
    comment: Annotated[str, Column("Comment")] = ""


@dataclass(frozen=True, slots=True)
class RiskRow:
    """What may keep the plan from working."""

    ref: Annotated[str, Column("Reference", None)]
    text: Annotated[str, Column("Risk", Entry.needed)]
    owner: Annotated[str, Column("Owner", is_shared=True)]
    likelihood: Annotated[str, Column("Likelihood")] = ""
    impact: Annotated[str, Column("Impact")] = ""
    mitigation: Annotated[str, Column("Mitigation")] = ""
    reviewed_on: Annotated[date | None, Column("Reviewed on", Entry.day, is_shared=True)] = None


@dataclass(frozen=True, slots=True)
class LogRow:
    """What a board decided, asked for or let others know; `kind` says which."""

    board: Annotated[str, Column("Board", None, is_shared=True)]
    ref: Annotated[str, Column("Reference", None)]
    met_on: Annotated[date, Column("Date", Entry.needed_day, is_shared=True)]
    kind: Annotated[str, Column("Kind", None, may_be_left_out=True, is_shared=True)]
    text: Annotated[str, Column("Text", Entry.needed)]
    who: Annotated[str, Column("Who", is_shared=True)] = ""
    due_date: Annotated[date | None, Column("Due date", None, is_shared=True)] = None
    due_date_as_written: str = ""
    completed_on: Annotated[date | None, Column("Completed on", Entry.day)] = None
    to_be_told: Annotated[str, Column("To be told", is_shared=True)] = ""


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """What a table says of the progress of the action whose reference is `action`."""

    action: str
    text: str
    parts: tuple[tuple[date, str], ...] = ()
    """What of it was said on which day, oldest first; nothing unless that is all of it."""


@dataclass(frozen=True, slots=True)
class PlanFile:
    """All that a plan file says; `validator` is a name or empty.

    `hidden` has a sentence for what nobody sees of its sheets, and is read all the same. `silent_on`
    names the fields of actions of which it does not speak, `made_up` the references that it does not
    give itself. `updates` is what was done until now, and `progress_of` the day of what shows none:
    that of the import if it is None.
    """

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
    hidden: tuple[str, ...] = ()
    silent_on: frozenset[str] = frozenset()
    made_up: frozenset[str] = frozenset()
    updates: tuple[UpdateRow, ...] = ()
    progress_of: date | None = None
