"""Responsible for which lists each section has: sheets of the Excel file, tables of the Word file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from followthrough.packs.writers.columns import Cell, Column, Listing
from followthrough.packs.writers.register import FINISHED, PROGRESS, actions, exceptions
from rules.packs.brag import BRAG_KEY
from rules.packs.contents import Contents
from rules.packs.edition import Section
from rules.packs.front import told_in_full
from rules.packs.sections import Group
from rules.words import sentence

_REF = Column("Ref", 7, lambda one: one.ref)
_TITLE = Column("Action", 40, lambda one: one.title)
_OWNER = Column("Owner", 18, lambda one: one.owner or "No owner")


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Something that falls due, with its window."""

    ref: str
    title: str
    owner: str
    days: int
    due: Any


def _ahead(pack: Contents) -> list[_Ahead]:
    return [
        _Ahead(due.ref, due.title, due.owner, window.days, due)
        for window in pack.windows
        for due in window.due
    ]


def _number(at: int) -> Callable[[Group], Cell]:
    return lambda group: group.numbers[at]


CLOSURE = Listing(
    "How the plan ended",
    "What became of the plan",
    (Column("What", 34, lambda one: one.what), Column("Outcome", 110, lambda one: one.said)),
)
DECISIONS = Listing(
    "Decisions",
    "What the board is asked to decide",
    (
        *(_REF, _TITLE, Column("What for", 12, lambda one: one.ask.capitalize())),
        Column("Decision asked", 60, lambda one: one.words),
    ),
)
DATES = Listing(
    "New dates",
    "New due dates asked for and agreed",
    (
        *(_REF, _TITLE, _OWNER, Column("From", 12, lambda one: one.was)),
        Column("To", 12, lambda one: one.proposed),
        Column("Asked on", 12, lambda one: one.asked_on),
        Column("Asked by", 16, lambda one: sentence(one.asked_by)),
        Column("Reason", 36, lambda one: one.reason),
        Column(
            "Decision",
            10,
            lambda one: one.decided if one.decision == "given" else one.decision.capitalize(),
        ),
        Column("Decided on", 12, lambda one: one.decided_on),
        Column("Decided by", 16, lambda one: one.decided_by or None),
        Column("Board's meeting", 12, lambda one: one.meeting_on),
        Column("Times revised", 9, lambda one: one.times_revised),
        Column("Slippage in working days", 11, lambda one: one.slippage),
    ),
)
AHEAD = Listing(
    "Look-ahead",
    "What falls due within 30, 60 and 90 days",
    (
        *(_REF, _TITLE, _OWNER, Column("Within days", 8, lambda one: one.days)),
        Column("Due date", 12, lambda one: one.due.due_date),
        Column("Kind", 11, lambda one: "Milestone" if one.due.is_milestone else "Action"),
        Column("Forecast", 12, lambda one: one.due.forecast),
        Column("Predicted late", 10, lambda one: "yes" if one.due.is_predicted_late else "no"),
    ),
)
AGENCIES = Listing(
    "Agencies",
    "How many actions each agency has, by rating",
    (
        Column("Agency", 30, lambda group: group.name),
        *(Column(str(brag), 8, _number(at)) for at, (brag, _) in enumerate(BRAG_KEY)),
        Column("All", 8, lambda group: group.total),
        Column("Actions", 50, lambda group: ", ".join(group.refs)),
    ),
)
MEASURES = Listing(
    "Measures",
    "What shows whether the plan works",
    (
        _REF,
        Column("Measure", 40, lambda one: one.name),
        Column("Recommendations", 17, lambda one: one.recommendations or None),
        Column("Target", 14, lambda one: one.target or None),
        Column("Actual", 14, lambda one: one.actual or None),
        Column("Previous", 14, lambda one: one.previous or None),
        Column("Direction", 10, lambda one: one.direction or None),
        Column("Measured on", 12, lambda one: one.measured_on),
        Column("Comment", 36, lambda one: one.comment or None),
    ),
)
RISKS = Listing(
    "Risks",
    "What may keep the plan from working",
    (
        *(_REF, Column("Risk", 40, lambda one: one.text), _OWNER),
        Column("Likelihood", 14, lambda one: one.likelihood or None),
        Column("Impact", 14, lambda one: one.impact or None),
        Column("Mitigation", 36, lambda one: one.mitigation or None),
        Column("Reviewed on", 12, lambda one: one.reviewed_on),
    ),
)
LOG = Listing(
    "Board log",
    "What the board decided and asked for",
    (
        *(_REF, Column("Text", 44, lambda one: one.text)),
        Column("Kind", 11, lambda one: one.kind.capitalize()),
        Column("Meeting", 12, lambda one: one.met_on),
        Column("Who", 18, lambda one: one.who or None),
        Column("Due date", 12, lambda one: one.due_date),
        Column("Completed on", 12, lambda one: one.completed_on),
        Column("To be told", 24, lambda one: one.to_be_told or None),
        Column("Carried forward", 10, lambda one: "yes" if one.is_carried_forward else "no"),
    ),
)
MEETINGS = Listing(
    "Meetings",
    "When boards meet",
    (
        Column("Board", 40, lambda one: one.board),
        Column("Meeting", 12, lambda one: one.on),
        Column("Papers by", 12, lambda one: one.papers_by),
        Column("Time and place", 40, lambda one: one.about or None),
    ),
)
EVIDENCE = Listing(
    "Evidence",
    "Where what shows progress can be found",
    (
        *(_REF, _TITLE, Column("Where", 44, lambda one: one.where)),
        Column("Reported by", 18, lambda one: one.by),
        Column("Reported on", 12, lambda one: one.reported_on),
    ),
)
CHANGES = Listing(
    "Changes",
    "What differs from the last pack",
    (
        *(_REF, _TITLE, Column("Change", 18, lambda one: one.kind.capitalize())),
        Column("Was", 24, lambda one: one.was or None),
        Column("Is", 36, lambda one: one.now or None),
    ),
)
SILENT = Listing(
    "Not updated",
    "Who has not updated since the last pack",
    (
        Column("Owner", 24, lambda one: one.owner or "No owner"),
        Column("Actions", 50, lambda one: ", ".join(one.refs)),
        Column("Last update on", 12, lambda one: one.last_update_on),
    ),
)

ROWS: dict[Section, tuple[Listing, Callable[[Contents], Sequence[Any]]]] = {
    Section.CLOSURE: (CLOSURE, lambda pack: pack.closure),
    Section.DECISIONS: (DECISIONS, lambda pack: pack.decisions),
    Section.COMPLETED: (FINISHED, lambda pack: pack.validated + pack.awaiting),
    Section.DATES: (DATES, lambda pack: pack.date_changes),
    Section.AHEAD: (AHEAD, _ahead),
    Section.PARTNERS: (AGENCIES, lambda pack: pack.by_agency),
    Section.PROGRESS: (PROGRESS, lambda pack: pack.actions),
    Section.MEASURES: (MEASURES, lambda pack: pack.measures),
    Section.RISKS: (RISKS, lambda pack: pack.risks),
    Section.LOG: (LOG, lambda pack: pack.log),
    Section.GOVERNANCE: (MEETINGS, lambda pack: pack.meetings),
    Section.EVIDENCE: (EVIDENCE, lambda pack: pack.evidence),
    Section.CHANGES: (CHANGES, lambda pack: pack.changes),
    Section.QUALITY: (SILENT, lambda pack: pack.silent),
}
"""The sheet of each section, and what it lists; what is not here stands on other sheets."""


def listed(pack: Contents, section: Section) -> tuple[Listing, Sequence[Any]] | None:
    """Return the sheet of a section with its rows; None if it has no sheet of its own."""
    if section is Section.EXCEPTIONS:
        return exceptions(pack.comments), told_in_full(pack)
    if section is Section.REGISTER:
        return actions(pack.comments), pack.actions
    if section not in ROWS:
        return None
    listing, rows = ROWS[section]
    return listing, rows(pack)
