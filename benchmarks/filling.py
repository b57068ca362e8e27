"""Responsible for filling a database to be measured: one live plan, its people and its actions.

The people and the body are invented. Everything is written set-wise, past the audit trail.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from followthrough.ladder.policy_file import default_policy
from followthrough.plans.bank_holidays import bank_holidays
from models.audit import START, AuditHead
from models.boards import Board
from models.calendar import DayOff
from models.notice import Notice, NoticeKind, NoticeState
from models.people import Person
from models.plan import Action, Organisation, Plan
from models.policy import add_version
from models.run import JOB, Run, RunState
from models.session import connect, writing
from models.steps import EscalationStep
from rules.calendar import LONDON, WorkingCalendar
from rules.ladder.policy import Audience

ORGANISATION = "Invented Council"
TODAY = date(2018, 11, 21)
LIVE_ON = date(2018, 9, 3)
NOW = datetime.combine(TODAY, time(7), LONDON)
FIRST, LAST = 2018, 2030
PEOPLE_TO_A_DIRECTOR = 40
FAR = 90
"""Days from today before which nothing happens to the actions that are merely held."""
SPREAD = 700
"""Days over which those fall due after that."""
A_NOTICE_OLD = "x" * 900
"""What an old notice said: as long as a digest of one action, and never read."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of action that has something to tell today, by what it was told before."""

    name: str
    after_due: int
    """Today is this many working days after its due date."""
    told: tuple[tuple[str, int, int], ...]
    """Rung, occurrence, and when it was told in working days after the due date."""


REMINDED = (("R1", 0, -5), ("R0", 0, 0))
FOR_OWNERS = (
    Kind("R1", -5, ()),
    Kind("R0", 0, REMINDED[:1]),
    Kind("L0", 1, REMINDED),
    Kind("L0 repeat", 6, (*REMINDED, ("L0", 0, 1), ("L1", 0, 5))),
)
FOR_OTHERS = (
    Kind("L1", 5, (*REMINDED, ("L0", 0, 1))),
    Kind("L1", 5, (*REMINDED, ("L0", 0, 1))),
    Kind("L1", 5, (*REMINDED, ("L0", 0, 1))),
    Kind("L2, L1 repeat", 10, (*REMINDED, ("L0", 0, 1), ("L1", 0, 5), ("L0", 1, 6))),
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much a database holds."""

    held: int
    """Open live actions, those due included."""
    due: int
    """Those of them that have something to tell today."""
    people: int
    """Owners; one in forty is also the director of others."""

    @property
    def directors(self) -> int:
        """How many of the people are directors."""
        return max(2, self.people // PEOPLE_TO_A_DIRECTOR)

    def director_of(self, person: int) -> int:
        """Return the id of a person's director, who is another person."""
        found = person % self.directors + 1
        return found if found != person else found % self.directors + 1

    def due_actions(self) -> Iterator[tuple[int, int, Kind]]:
        """Yield id, owner and kind of each action with something to tell, every owner once first."""
        for number in range(self.due):
            kinds = FOR_OWNERS if number < self.people else FOR_OTHERS
            yield number + 1, number % self.people + 1, kinds[number % len(kinds)]


def calendar() -> WorkingCalendar:
    """Return the plan's working days."""
    days_off = frozenset(bank_holidays("England", FIRST, LAST))
    return WorkingCalendar(days_off, date(FIRST, 1, 1), date(LAST, 12, 31))


def shifted(days: WorkingCalendar, day: date, count: int) -> date:
    """Return the day that lies a number of working days after another, or before it."""
    return days.after(day, count) if count >= 0 else days.before(day, -count)


def fill(url: str, size: Size) -> None:
    """Fill an empty database of the newest schema."""
    engine = connect(url)
    with writing(engine) as session:
        _add_plan(session, size)
        _add_due(session, size)
        _add_far(session, size)
    engine.dispose()


def _add(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(sa.insert(table), rows)


def _add_plan(session: Session, size: Size) -> None:
    _add(session, Organisation, [{"name": ORGANISATION}])
    _add(session, AuditHead, [{"organisation_id": 1, "seq": 0, "hash": START}])
    _add(session, Person, [_person(number) for number in range(1, size.people + 1)])
    who = [{"person": n, "director": size.director_of(n)} for n in range(1, size.people + 1)]
    chart = sa.text("UPDATE person SET director_id = :director WHERE id = :person")
    session.connection().execute(chart, who)
    plan = Plan(
        organisation_id=1,
        key="plan",
        title="Invented improvement plan",
        report="Invented report",
        notes="All of it is invented.",
        administrator_id=1,
        division="England",
        calendar_first=date(FIRST, 1, 1),
        calendar_last=date(LAST, 12, 31),
        live_on=LIVE_ON,
        file_sha256="",
        imported_at=NOW,
    )
    session.add(plan)
    session.flush()
    board = Board(
        plan_id=1,
        name="Strategic Partnership Board",
        chair="The Chief Executive",
        secretary_id=1,
        address="board@invented.example",
        escalations=True,
        packs=True,
        meets="monthly",
        paragraph="",
    )
    session.add(board)
    _add(session, Run, [_checked(TODAY - timedelta(days=1))])
    _add(session, DayOff, [{"plan_id": 1, "on": day, "name": ""} for day in calendar().days_off])
    add_version(session, plan, default_policy(), LIVE_ON, actor="benchmark", now=NOW)


def _checked(day: date) -> dict[str, Any]:
    """Return that a day was checked, so that the weekly summaries of its week have left."""
    at = datetime.combine(day, time(7), LONDON)
    state = RunState.DONE
    return {"organisation_id": 1, "job": JOB, "as_of": day, "state": state, "started_at": at}


def _person(number: int) -> dict[str, Any]:
    return {
        "organisation_id": 1,
        "name": f"Person Number {number}",
        "address": f"person.{number}@invented.example",
        "role": "Head of service",
        "agency": ORGANISATION,
    }


def _add_due(session: Session, size: Size) -> None:
    days = calendar()
    actions, steps, notices = [], [], _Notices(size)
    for action, owner, kind in size.due_actions():
        due = shifted(days, TODAY, -kind.after_due)
        begun = 1 if kind.told else None
        actions.append(_action(action, owner, due) | {"id": action, "policy_version": begun})
        for rung, occurrence, on in kind.told:
            planned_on = shifted(days, due, on)
            teller = notices.of(size.director_of(owner) if rung == "L1" else owner, planned_on)
            steps.append(_step(action, rung, occurrence, planned_on) | {"notice_id": teller})
    _add(session, Action, actions)
    _add(session, Notice, notices.rows)
    _add(session, EscalationStep, steps)
    if actions and session.get_bind().dialect.name == "postgresql":
        for table in ("action", "notice"):  # their ids were given: let new ones follow
            follow = f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"  # noqa: S608
            session.execute(sa.text(follow))


def _action(number: int, owner: int, due: date) -> dict[str, Any]:
    return {
        "plan_id": 1,
        "ref": f"A{number}",
        "title": f"Do what the inspector asked for in number {number}, and show that it was done",
        "paragraph": "1.1",
        "recommendations": "R1",
        "measure": "Every case file that was looked at shows it.",
        "owner_id": owner,
        "due_date": due,
        "live_on": LIVE_ON,
        "episode": 1,
        "next_check_on": TODAY,
    }


def _step(action: int, rung: str, occurrence: int, planned_on: date) -> dict[str, Any]:
    return {
        "action_id": action,
        "episode": 1,
        "rung": rung,
        "occurrence": occurrence,
        "audience": Audience.DIRECTOR if rung == "L1" else Audience.OWNER,
        "policy": "P1",
        "planned_on": planned_on,
        "reason": f"{rung}: not recorded complete",
    }


class _Notices:
    """The notices that were sent: one a person a day."""

    def __init__(self, size: Size) -> None:
        self.rows: list[dict[str, Any]] = []
        self._size = size
        self._ids: dict[tuple[int, date], int] = {}

    def of(self, person: int, day: date) -> int:
        """Return the id of a person's notice of a day."""
        known = self._ids.setdefault((person, day), len(self.rows) + 1)
        if known > len(self.rows):
            self.rows.append(_notice(known, person, day))
        return known


def _notice(number: int, person: int, day: date) -> dict[str, Any]:
    at = datetime.combine(day, time(7, 5), LONDON)
    address = f"person.{person}@invented.example"
    key = f"digest:1:{address}:{day}"
    return {
        "id": number,
        "organisation_id": 1,
        "dedup_key": key,
        "kind": NoticeKind.DIGEST,
        "recipient_name": f"Person Number {person}",
        "recipient_address": address,
        "payload": {"old": A_NOTICE_OLD},
        "people": [[person, person]],
        "message_id": f"<{key}>",
        "queued_at": at,
        "state": NoticeState.SENT,
        "attempts": 1,
        "next_attempt_at": at,
        "sent_at": at,
        "subject": "Your actions",
        "reply": "250 OK",
    }


FAR_ROWS = """
    INSERT INTO action (plan_id, ref, title, paragraph, recommendations, measure, theme, owner_id,
        due_date, due_date_as_written, times_revised, date_assumed, live_on, episode,
        times_refused, cancelled_because, next_check_on)
    WITH RECURSIVE numbers (i) AS
        (SELECT CAST(:first AS INTEGER) UNION ALL SELECT i + 1 FROM numbers WHERE i < CAST(:last AS INTEGER))
    SELECT 1, 'A' || i, 'Do what the inspector asked for in number ' || i
        || ', and show that it was done', '1.1', 'R1',
        'Every case file that was looked at shows it.', '', 1 + i % CAST(:people AS INTEGER),
        far.due, '', 0, false, far.live_on, 1, 0, '', far.checked
    FROM numbers JOIN far ON far.k = i % CAST(:spread AS INTEGER)
"""


def _add_far(session: Session, size: Size) -> None:
    """Add the actions that are merely held, by one statement."""
    if size.held <= size.due:
        return
    connection = session.connection()
    connection.execute(
        sa.text(
            "CREATE TEMP TABLE far (k INTEGER PRIMARY KEY, due DATE, live_on DATE, checked DATE)"
        )
    )
    connection.execute(
        sa.text("INSERT INTO far VALUES (:k, :due, :live_on, :checked)").bindparams(
            *(sa.bindparam(name, type_=sa.Date) for name in ("due", "live_on", "checked"))
        ),
        [_far_date(k) for k in range(SPREAD)],
    )
    numbers = {"first": size.due + 1, "last": size.held, "people": size.people, "spread": SPREAD}
    connection.execute(sa.text(FAR_ROWS), numbers)
    connection.execute(sa.text("DROP TABLE far"))


def _far_date(k: int) -> dict[str, Any]:
    checked = TODAY + timedelta(days=FAR + k)
    return {"k": k, "due": checked + timedelta(days=7), "live_on": LIVE_ON, "checked": checked}
