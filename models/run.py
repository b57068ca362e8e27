"""Responsible for the run ledger: one row a job, organisation and date, whoever starts it."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.session import UtcDateTime, insert

JOB = "check-due-dates"


class RunState(StrEnum):
    """How a day ended for a job."""

    DONE = "done"  #: the work of the day was committed with this row
    MISSED = "missed"  #: nothing ran that day; a later run covers it


class Run(SQLModel, table=True):
    """That a job was done for a date. Committed with the job's work, so it is also its guard."""

    __table_args__ = (UniqueConstraint("organisation_id", "job", "as_of"),)
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    job: str
    as_of: date
    state: str
    started_at: datetime = Field(sa_type=UtcDateTime)


def begin(session: Session, organisation_id: int, job: str, as_of: date, *, now: datetime) -> bool:
    """Claim the day for this transaction; False if it was done before (semantics rows 33, 38).

    A second claimer waits for the first one's transaction, on both databases.
    """
    row = {"organisation_id": organisation_id, "job": job, "as_of": as_of}
    statement = insert(session, Run).values(state=RunState.DONE, started_at=now, **row)
    claimed = session.execute(
        statement.on_conflict_do_nothing(
            index_elements=["organisation_id", "job", "as_of"]
        ).returning(col(Run.id))
    )
    return claimed.first() is not None


def last_done(
    session: Session, organisation_id: int, job: str, before: date = date.max
) -> date | None:
    """Return the last date, before `before`, for which the job was done; None if never."""
    return session.exec(
        select(func.max(Run.as_of)).where(
            Run.organisation_id == organisation_id,
            Run.job == job,
            Run.as_of < before,
            Run.state == RunState.DONE,
        )
    ).one()


def days_done(
    session: Session, organisation_id: int, job: str, first: date, last: date
) -> list[date]:
    """Return the dates for which the job was done, from `first` to `last`, both included."""
    found = select(col(Run.as_of)).where(
        Run.organisation_id == organisation_id,
        Run.job == job,
        col(Run.as_of).between(first, last),
        Run.state == RunState.DONE,
    )
    return list(session.exec(found))


def done_since(session: Session, organisation_id: int, job: str, instant: datetime) -> bool:
    """Say whether the job was done after an instant."""
    found = select(Run.id).where(
        Run.organisation_id == organisation_id, Run.job == job, Run.started_at > instant
    )
    return session.exec(found.limit(1)).first() is not None


def accept_gap(
    session: Session, organisation_id: int, last: date, operator: str, *, actor: str, now: datetime
) -> None:
    """Record who answers for going on after a long gap (semantics row 36)."""
    change = audit.Change("accepted gap", "daily check", {"last": last, "operator": operator})
    audit.append(session, organisation_id, [change], actor=actor, now=now)


def record_missed(
    session: Session, organisation_id: int, job: str, days: Iterable[date], *, now: datetime
) -> None:
    """Record the days on which nothing ran."""
    session.add_all(
        Run(
            organisation_id=organisation_id,
            job=job,
            as_of=day,
            state=RunState.MISSED,
            started_at=now,
        )
        for day in days
    )
