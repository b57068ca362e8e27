"""Responsible for what a person said is meant so, though it is in doubt about a plan itself."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.plan import Plan
from rules.calendar import local_date
from rules.plans.doubts import Doubt


class MeantSo(SQLModel, table=True):
    """One doubt that a person looked at; it holds while the words stand that it rests on."""

    __tablename__ = "meant_so"
    __table_args__ = (UniqueConstraint("plan_id", "print"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    about: str
    of: str
    """The reference of the action or recommendation."""
    print: str
    """The SHA-256 of what the doubt rests on."""
    because: str
    by: str
    on: date


def meant_so(session: Session, plan: Plan) -> Sequence[MeantSo]:
    """Return all that was said to be meant so of a plan, in the order it was said."""
    mine = select(MeantSo).where(MeantSo.plan_id == plan.id)
    return session.exec(mine.order_by(col(MeantSo.id))).all()


def mean_so(
    session: Session,
    plan: Plan,
    doubt: Doubt,
    because: str,
    *,
    by: str,
    actor: str,
    now: datetime,
) -> None:
    """Keep that something in doubt is meant so, with its audit entry; the caller knows it is new."""
    session.add(
        MeantSo(
            plan_id=plan.id or 0,
            about=doubt.about,
            of=doubt.of,
            print=doubt.print,
            because=because,
            by=by,
            on=local_date(now),
        )
    )
    detail = {"doubt": doubt.about, "of": doubt.of, "because": because, "by": by}
    change = audit.Change("meant so", f"plan {plan.key}", detail)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)
