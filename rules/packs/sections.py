"""Responsible for what the sections of a pack hold beside rows of actions."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.packs.brag import Brag
from rules.words import short_day


@dataclass(frozen=True, slots=True)
class Count:
    """How many actions have one rating, now and in the last pack (None if there was none)."""

    brag: Brag
    meaning: str
    number: int
    previous: int | None
    percent: int = 0
    """Of all actions, rounded."""
    direction: str = ""
    """`up`, `down` or `level` against the last pack; empty if there was none."""


class Ask(StrEnum):
    """What a board is asked to decide."""

    EXTENSION = "extension"  #: to approve or refuse a new date
    CLOSURE = "closure"  #: to agree that a validated action is closed
    ESCALATION = "escalation"  #: to take up what slipped up to this board


@dataclass(frozen=True, slots=True)
class DecisionAsked:
    """One decision asked of the board, in a sentence."""

    ask: Ask
    ref: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class DateChange:
    """A new date asked for or decided since the last pack, or still to be decided."""

    ref: str
    title: str
    owner: str
    number: int
    """Which request of this action it is."""
    times_revised: int
    was: date | None
    proposed: date
    asked_on: date
    asked_by: str
    reason: str
    decision: str
    decided_on: date | None
    decided_by: str
    meeting_on: date | None
    slippage: int | None
    """Working days from the baseline to the date asked for; None past the calendar's end."""
    is_for_board: bool = False
    board: str = ""
    """Which board decides what is for the board; empty in older packs."""

    @property
    def decided(self) -> str:
        """What was decided of it, by whom and when, or who is to decide."""
        if self.decision == "given":
            return "Given when it was opened again; nobody was asked to agree"
        if self.decided_on is None:
            board = f"the {self.board}" if self.board else "the board"
            return f"Waits for {board if self.is_for_board else 'the director'}"
        if self.decided_by == self.asked_by:
            return f"Given by {self.decided_by} on {short_day(self.decided_on)}"
        met = f", meeting of {short_day(self.meeting_on)}" if self.meeting_on else ""
        said = self.decision.capitalize()
        return f"{said} by {self.decided_by} on {short_day(self.decided_on)}{met}"


@dataclass(frozen=True, slots=True)
class Due:
    """An action or a milestone that falls due soon."""

    ref: str
    title: str
    owner: str
    due_date: date
    forecast: date | None
    is_milestone: bool
    is_predicted_late: bool


@dataclass(frozen=True, slots=True)
class Window:
    """What falls due within some days of the cut-off, and not within the window before."""

    days: int
    until: date
    due: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Actions that belong together: by recommendation, theme, agency or lead."""

    name: str
    text: str
    """What it says in full, such as the words of a recommendation; may be empty."""
    refs: tuple[str, ...]
    numbers: tuple[int, ...]
    """How many have each rating, in the order of the key."""

    @property
    def total(self) -> int:
        """The number of its actions."""
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """What shows whether the plan works, in figures or words as they were given."""

    ref: str
    name: str
    recommendations: str
    target: str
    actual: str
    previous: str
    measured_on: date | None
    comment: str
    direction: str = ""
    """`up`, `down` or `level` from the previous figure, or `not comparable`; empty for words."""

    @property
    def since(self) -> str:
        """How it stands against the previous figure, as a cell says it; empty for words."""
        is_moved = self.direction and " " not in self.direction
        return f"{self.direction} since" if is_moved else self.direction


@dataclass(frozen=True, slots=True)
class RiskLine:
    """What may keep the plan from working, and what is done about it."""

    ref: str
    text: str
    owner: str
    likelihood: str
    impact: str
    mitigation: str
    reviewed_on: date | None


@dataclass(frozen=True, slots=True)
class LogLine:
    """What a board decided, asked for or let others know."""

    board: str
    ref: str
    met_on: date
    kind: str
    """`decision`, `action` or `message`."""
    text: str
    who: str
    due_date: date | None
    completed_on: date | None
    to_be_told: str
    is_carried_forward: bool = False
    """Whether it is an action from before the last pack that is still open."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a meeting's agenda says of a pack, each in the words that were recorded; empty if none."""

    agenda_item: str = ""
    author: str = ""
    lead_director: str = ""
    assurance: str = ""
    considered_by: str = ""


NO_PAPER = Paper()
PAPER = {
    "agenda_item": "Agenda item",
    "author": "Author",
    "lead_director": "Lead director",
    "assurance": "Assurance level",
    "considered_by": "Previously considered by",
}
"""What each of them is called, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """When a body that follows the plan meets, and by when its papers must be ready."""

    board: str
    on: date
    papers_by: date | None = None
    about: str = ""
    paper: Paper = NO_PAPER
    """Of the meeting that the pack is for."""


@dataclass(frozen=True, slots=True)
class DayOffLine:
    """A day that is no working day in the plan's calendar."""

    on: date
    name: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One entry of the evidence index."""

    ref: str
    title: str
    where: str
    reported_on: date
    by: str


class ChangeKind(StrEnum):
    """How an action differs from the last pack."""

    NEW = "new"
    COMPLETED = "completed"  #: and not validated yet
    CLOSED = "closed"  #: completed and validated
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    DATE_LOST = "date lost"
    DATE = "date changed"
    RATING = "rating changed"
    OWNER = "owner changed"
    GONE = "no longer in the plan"


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One difference from the last pack, with what it was and what it is."""

    ref: str
    title: str
    kind: ChangeKind
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Silent:
    """An owner who recorded nothing of some open actions since the last pack."""

    owner: str
    refs: tuple[str, ...]
    last_update_on: date | None
    """When they last recorded anything of one of these; None if never."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """One line of the sign-off: who, as what, and when; blank until it is signed."""

    step: str
    name: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """What the secretariat wrote about an action."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Narrative:
    """What a person wrote into the pack; all of it is empty until someone does."""

    headlines: tuple[str, ...] = ()
    """Shown instead of those that the figures give."""
    cover_note: str = ""
    comments: tuple[Comment, ...] = ()
    author: str = ""

    @property
    def by_whom(self) -> str:
        """Who wrote what of it, such as `Ada Min (headlines, cover note)`; empty if nobody did."""
        parts = {
            "headlines": self.headlines,
            "cover note": self.cover_note,
            "comments": self.comments,
        }
        written = ", ".join(name for name, said in parts.items() if said)
        return f"{self.author} ({written})" if written else ""


NOTHING_WRITTEN = Narrative()


# --- The figures of the charts ---


@dataclass(frozen=True, slots=True)
class MonthOfRatings:
    """The counts of one pack, in the order of the key."""

    label: str
    as_of: date
    numbers: tuple[int, ...]
    silent: int = 0
    """How many of the Green ones have had no update; 0 in those that older packs hold."""


@dataclass(frozen=True, slots=True)
class Slip:
    """How far an open action's date has moved from its baseline."""

    ref: str
    baseline: date
    current: date
    forecast: date | None
    working_days: int


@dataclass(frozen=True, slots=True)
class RungActivity:
    """How many actions a rung told someone of in a month."""

    month: date
    """The first of it."""
    rung: str
    number: int


@dataclass(frozen=True, slots=True)
class RungMeaning:
    """What a rung of the ladder means: whom it tells, and when."""

    name: str
    told: str
    when: str


@dataclass(frozen=True, slots=True)
class Charts:
    """The figures that charts are drawn from; the words beside them say the same."""

    status: tuple[MonthOfRatings, ...] = ()
    """Oldest first; the last is this pack."""
    slippage: tuple[Slip, ...] = ()
    """Most slipped first."""
    by_lead: tuple[Group, ...] = ()
    by_theme: tuple[Group, ...] = ()
    ladder: tuple[RungActivity, ...] = ()
    """By month, then by rung in the order of the ladder."""


NO_FIGURES = Charts()
