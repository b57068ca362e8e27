"""Responsible for what a plan keeps beside its actions: measures, risks, and the log of its boards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint, delete
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.plan import Plan


class Measure(SQLModel, table=True):
    """What shows whether a plan works; its figures are kept as they were written."""

    __table_args__ = (UniqueConstraint("plan_id", "ref"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    ref: str
    name: str
    recommendations: str = ""
    target: str = ""
    actual: str = ""
    previous: str = ""
    measured_on: date | None = None
    comment: str = ""


class Risk(SQLModel, table=True):
    """What may keep a plan from working."""

    __table_args__ = (UniqueConstraint("plan_id", "ref"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    ref: str
    text: str
    owner: str = ""
    likelihood: str = ""
    impact: str = ""
    mitigation: str = ""
    reviewed_on: date | None = None


class LogEntry(SQLModel, table=True):
    """What a board decided, asked for or let others know."""

    __tablename__ = "board_log"
    __table_args__ = (UniqueConstraint("plan_id", "ref"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    board: str
    """By name, as the plan has it."""
    ref: str
    met_on: date
    kind: str
    """`decision`, `action` or `message`."""
    text: str
    who: str = ""
    due_date: date | None = None
    due_date_as_written: str = ""
    completed_on: date | None = None
    to_be_told: str = ""


Register = type[Measure] | type[Risk] | type[LogEntry]
Entries = Sequence[Measure] | Sequence[Risk] | Sequence[LogEntry]


@dataclass(frozen=True, slots=True)
class Registers:
    """New rows of each register; None where one stays as it is."""

    measures: Sequence[Measure] | None = None
    risks: Sequence[Risk] | None = None
    log: Sequence[LogEntry] | None = None

    @property
    def given(self) -> dict[Register, Entries]:
        """The registers that are given, each with its rows."""
        every: dict[Register, Entries | None] = {
            Measure: self.measures,
            Risk: self.risks,
            LogEntry: self.log,
        }
        return {table: rows for table, rows in every.items() if rows is not None}


def measures_of(session: Session, plan: Plan) -> Sequence[Measure]:
    """Return a plan's measures, in the order of its file."""
    found = select(Measure).where(Measure.plan_id == plan.id)
    return session.exec(found.order_by(col(Measure.id))).all()


def risks_of(session: Session, plan: Plan) -> Sequence[Risk]:
    """Return a plan's risks, in the order of its file."""
    found = select(Risk).where(Risk.plan_id == plan.id)
    return session.exec(found.order_by(col(Risk.id))).all()


def log_of(session: Session, plan: Plan) -> Sequence[LogEntry]:
    """Return what the boards of a plan decided and asked for, oldest first."""
    mine = select(LogEntry).where(LogEntry.plan_id == plan.id)
    return session.exec(mine.order_by(col(LogEntry.met_on), col(LogEntry.id))).all()


def replace_registers(
    session: Session, plan: Plan, new: Registers, *, actor: str, now: datetime
) -> int:
    """Put new rows in the place of the old of each register that is given; return how many differ.

    Each row that is new, gone or different has an audit entry; without any, nothing is written. A
    measure that names no previous figure keeps the one that it had before, or last.
    """
    changes = [
        change for table, rows in new.given.items() for change in _put(session, plan, table, rows)
    ]
    audit.append(session, plan.organisation_id, changes, actor=actor, now=now)
    session.flush()
    return len(changes)


def _put(session: Session, plan: Plan, table: Register, rows: Entries) -> list[audit.Change]:
    stored: Sequence[Any] = session.exec(select(table).where(table.plan_id == plan.id)).all()
    old = {row.ref: row for row in stored}
    for row in rows:
        row.plan_id = plan.id or 0
        if isinstance(row, Measure) and not row.previous:
            row.previous = _previous(row, old.get(row.ref))
    was, now = {ref: _said(row) for ref, row in old.items()}, {row.ref: _said(row) for row in rows}
    if was == now:
        return []
    session.execute(delete(table).where(col(table.plan_id) == plan.id))
    session.add_all(rows)
    return [
        audit.Change(
            f"recorded {table.__tablename__}",
            f"plan {plan.key}/{ref}",
            {"was": was.get(ref), "is": now.get(ref)},
        )
        for ref in dict.fromkeys((*was, *now))
        if was.get(ref) != now.get(ref)
    ]


def _previous(row: Measure, old: Any) -> str:  # noqa: ANN401 - a measure, or None
    if old is None:
        return ""
    return str(old.previous if old.actual == row.actual else old.actual)


def _said(row: SQLModel) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude={"id", "plan_id"})
