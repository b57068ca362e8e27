"""What the slow model knows: days, rungs, actions, people, and what was told.

Written from the semantics alone: it counts days one by one, asks every action on every day, and
imports nothing of the product. Rows are those of the semantics.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import count, takewhile

DAY = timedelta(days=1)
SOON = 5
"""Working days within which a digest lists what is due, and after which a matter is told again."""
BANK_HOLIDAYS = (
    "2026-12-25 2026-12-28 2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 "
    "2027-12-27 2027-12-28 2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 "
    "2028-12-25 2028-12-26"
)
"""England and Wales, as gov.uk lists them."""


class Refused(Exception):  # noqa: N818 - an answer
    """The semantics refuse it."""


def need(allowed: object) -> None:
    if not allowed:
        raise Refused


class Days:
    """Working days, counted one by one."""

    def __init__(self) -> None:
        self.own: set[date] = set()
        self.off = {date.fromisoformat(day) for day in BANK_HOLIDAYS.split()}

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.off and day not in self.own

    def passed(self, start: date, end: date) -> int:
        """Count the working days later than `start`, up to `end`."""
        later = (start + n * DAY for n in count(1))
        return sum(self.works(day) for day in takewhile(lambda day: day <= end, later))

    def after(self, day: date, number: int) -> date:
        while number:
            day += DAY
            number -= self.works(day)
        return day

    def begins_week(self, day: date) -> bool:
        earlier = (day - n * DAY for n in range(1, day.weekday() + 1))
        return self.works(day) and not any(map(self.works, earlier))

    def before(self, day: date, number: int) -> date:
        while number:
            day -= DAY
            number -= self.works(day)
        return day


@dataclass(frozen=True)
class Rung:
    name: str
    tells: str
    days: int
    """Working days from the current due date; 0 or less is a reminder."""
    repeat: int = 0
    wait: int = 1
    """Working days after the rung below was told."""


Policy = tuple[Rung, ...]

R1, R0 = Rung("R1", "owner", -5), Rung("R0", "owner", 0)
L0 = Rung("L0", "owner", 1, repeat=5)
L1 = Rung("L1", "director", 5, repeat=5)
L2 = Rung("L2", "board", 10, wait=2)
P1: Policy = (R1, R0, L0, L1, L2)
POLICIES: dict[str, Policy] = {
    "P1": P1,
    "L1 sooner": (R1, R0, L0, Rung("L1", "director", 3, repeat=5), L2),
    "L1 later": (R1, R0, L0, Rung("L1", "director", 8, repeat=5), L2),
    "no director": (R1, R0, L0, L2),
    "no board": (R1, R0, L0, L1),
    "one more": (R1, R0, L0, Rung("LX", "director", 2), L1, L2),
    "no owner": (Rung("R3", "owner", -3), L1, L2),
}


class Fate(Enum):
    """What became of a telling."""

    WAITING = "waiting"
    TOLD = "told"
    LOST = "lost"
    NOBODY = "nobody"


@dataclass
class Telling:
    """Something that was told, or tried."""

    episode: int
    name: str
    occurrence: int
    tells: str
    planned_on: date
    to: str
    """The address whose notice carries it; empty if there was nobody."""
    fate: Fate
    told_on: date | None = None
    ladder: bool = False
    heard_by: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[int, str, int]:
        return (self.episode, self.name, self.occurrence)

    @property
    def settled_on(self) -> date | None:
        """From when the next one counts; None while that is open."""
        return {Fate.TOLD: self.told_on, Fate.NOBODY: self.planned_on}.get(self.fate)


@dataclass(frozen=True)
class Must:
    """Something that must be told on a day."""

    name: str
    occurrence: int
    tells: str
    ladder: bool = False


@dataclass
class Promise:
    episode: int
    rung: str
    until: date


@dataclass
class Request:
    number: int
    proposed: date
    asked_on: date
    decided_on: date | None = None
    episode: int = 0
    """In which its owner hears of it."""
    is_given: bool = False
    """Row 184: by whoever opened it again; its director hears of it."""


@dataclass
class Reopening:
    number: int
    episode: int
    """In which its owner hears of it."""

    @property
    def name(self) -> str:
        return f"answer: reopened {self.number}"


@dataclass
class Stage:
    """A milestone."""

    ref: str
    due: date
    done: bool = False


@dataclass
class Action:
    ref: str
    owner: str
    due: date | None
    live_on: date
    theme: str = ""
    joint: tuple[str, ...] = ()
    stages: list[Stage] = field(default_factory=list)
    holder: str = ""
    revised: date | None = None
    revisions: int = 0
    episode: int = 1
    version: int = 0
    """The policy version that its ladder began with; 0 before it began."""
    completed_on: date | None = None
    reported_at: datetime | None = None
    validated: bool = False
    cancelled_on: date | None = None
    validations: int = 0
    refusals: list[tuple[int, int, date]] = field(default_factory=list)
    """(number, episode, date) of each completion refused."""
    reopenings: list[Reopening] = field(default_factory=list)
    """Those that its owner hears of."""
    reopened_without_date_on: date | None = None
    promises: list[Promise] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)

    @property
    def current(self) -> date | None:
        return self.revised or self.due

    @property
    def open(self) -> bool:
        return self.completed_on is None and not self.cancelled

    @property
    def refused(self) -> list[date]:
        """The days of this episode's refusals, oldest first."""
        return [on for _, episode, on in self.refusals if episode == self.episode]

    @property
    def cancelled(self) -> bool:
        return self.cancelled_on is not None

    @property
    def running(self) -> bool:
        """Row 182: whether its ladder goes on, reported complete or not."""
        is_believed = self.validated or len(self.refused) < 2
        return not self.cancelled and (self.completed_on is None or not is_believed)

    @property
    def pending(self) -> Request | None:
        return next((asked for asked in self.requests if asked.decided_on is None), None)

    def of(self, name: str) -> list[Telling]:
        mine = [t for t in self.tellings if (t.episode, t.name) == (self.episode, name)]
        return sorted(mine, key=lambda telling: telling.occurrence)

    def give(self, due: date, today: date, *, is_agreed: bool = False) -> None:
        """Rows 184, 255: a date at reopening, which a rule gives or its approver."""
        self.begin_episode(due)
        number = len(self.requests) + 1
        given = Request(number, due, today, today, self.episode, is_given=not is_agreed)
        self.requests.append(given)

    def begin_episode(self, due: date) -> None:
        for reopening in self.reopenings:
            told = [t.fate for t in self.of(reopening.name)]
            if reopening.episode == self.episode and Fate.TOLD not in told:
                reopening.episode += 1  # its owner has not heard of it yet
        self.revised = due
        self.revisions += 1
        self.episode += 1
        self.version = 0
        self.reopened_without_date_on = None

    def held_on(self, today: date) -> bool:
        """Rows 96, 107, 182: nothing climbs to a promised date, or on the day of two refusals."""
        promised = any(p.until >= today for p in self.promises if p.episode == self.episode)
        return promised or any(on >= today for on in self.refused[:2])


@dataclass
class Person:
    name: str
    address: str
    director: str = ""
    left_on: date | None = None
    successor: str = ""
    covers: list[tuple[str, date, date]] = field(default_factory=list)
    """(deputy, first day away, first day back), newest first."""
    reachable: bool = True

    def has_left(self, today: date) -> bool:
        return self.left_on is not None and self.left_on <= today


@dataclass
class Version:
    number: int
    policy: Policy
    effective_from: date
    running_from: date | None = None


@dataclass
class Pause:
    action: str
    theme: str
    until: date
    ended: bool = False

    def covers(self, action: Action) -> bool:
        return self.action in ("", action.ref) and self.theme in ("", action.theme)
