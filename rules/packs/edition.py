"""Responsible for editions of a pack: which sections a kind of recipient gets, in which order, how deep."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    """A part of a pack, after the front sheet, which every edition begins with."""

    CLOSURE = "closure"  #: what became of the plan; told once every action is closed
    DECISIONS = "decisions"  #: extensions to approve, closures to agree, escalations to take up
    SUMMARY = "summary"  #: counts by rating, the headlines
    EXCEPTIONS = "exceptions"  #: every action rated Red
    COMPLETED = "completed"  #: validated since the last pack; awaiting validation
    DATES = "dates"  #: new dates asked for and agreed since the last pack
    AHEAD = "ahead"  #: what falls due in 30, 60 and 90 days
    PARTNERS = "partners"  #: the actions of each agency
    PROGRESS = "progress"  #: by recommendation and by theme: measure, impact, evidence
    MEASURES = "measures"  #: target, actual, previous
    RISKS = "risks"
    LOG = "log"  #: the board's decisions and actions, with what is carried forward
    GOVERNANCE = "governance"  #: when the boards meet
    REGISTER = "register"  #: every action of the plan
    KEY = "key"  #: the meaning of ratings and rungs, and the calendar used
    EVIDENCE = "evidence"
    CHANGES = "changes"  #: what differs from the last pack
    QUALITY = "quality"  #: what is missing: dates, owners, updates
    SIGN_OFF = "sign-off"


class Depth(StrEnum):
    """How much of a section is told."""

    FULL = "full"
    BRIEF = "brief"  #: a table or the figures alone
    ELSEWHERE = "elsewhere"  #: in full in the Excel and HTML files; a paper says that it is there


class Exempt(StrEnum):
    """Where Part 2 material goes, which is not for publication."""

    WITHIN = "within"  #: in this edition, which is then not for publication as a whole
    APART = "apart"  #: withheld here, and told in an edition of its own


TITLES: Mapping[Section, str] = {
    Section.CLOSURE: "How the plan ended",
    Section.DECISIONS: "Decisions",
    Section.SUMMARY: "How the plan stands",
    Section.EXCEPTIONS: "Exceptions",
    Section.COMPLETED: "Completed since the last pack",
    Section.DATES: "New dates",
    Section.AHEAD: "Look-ahead",
    Section.PARTNERS: "Agencies",
    Section.PROGRESS: "Progress",
    Section.MEASURES: "Measures",
    Section.RISKS: "Risks",
    Section.LOG: "Decisions and actions of the board",
    Section.GOVERNANCE: "Meetings",
    Section.REGISTER: "Register",
    Section.KEY: "Key to ratings and working days",
    Section.EVIDENCE: "Evidence",
    Section.CHANGES: "Changes since the last pack",
    Section.QUALITY: "What is missing",
    Section.SIGN_OFF: "Sign-off",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A section that an edition holds."""

    section: Section
    depth: Depth = Depth.FULL


@dataclass(frozen=True, slots=True)
class Edition:
    """What one kind of recipient gets of the contents of a cut-off."""

    name: str
    title: str
    """What the pack is called on its first page, such as `Progress pack`."""
    purpose: str
    """What the recipient is asked to do with it."""
    sections: tuple[Chosen, ...]
    exempt: Exempt = Exempt.WITHIN
    is_apart: bool = False
    """Whether it tells what another edition withholds; nobody writes into such a one."""

    def depth(self, section: Section) -> Depth | None:
        """Return how deep a section goes in this edition; None if it has no such section."""
        return next((one.depth for one in self.sections if one.section == section), None)

    @property
    def headings(self) -> tuple[tuple[Chosen, str], ...]:
        """Each section with its heading."""
        return tuple((one, TITLES[one.section]) for one in self.sections)


EVERYTHING = Edition(
    name="everything",
    title="Progress pack",
    purpose="To note progress, to decide what is asked, and to hold owners to account.",
    sections=tuple(Chosen(section) for section in Section),
)
"""The edition that leaves nothing out."""
