"""Responsible for cut-offs: the position of a plan that packs of its boards were made from."""

from datetime import date, datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.plan import Plan
from models.session import UtcDateTime


class CutOff(SQLModel, table=True):
    """The facts of a plan as they were taken for packs; never changed."""

    __tablename__ = "cut_off"
    __table_args__ = (UniqueConstraint("plan_id", "sha256"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    as_of: date
    taken_at: datetime = Field(sa_type=UtcDateTime)
    position: str = Field(sa_type=Text)
    """Canonical JSON (rules/pack_position.py)."""
    sha256: str


def newest_cut_off(session: Session, plan_id: int, as_of: date) -> CutOff | None:
    """Return the last cut-off that was taken of a plan for a day, or None."""
    mine = select(CutOff).where(CutOff.plan_id == plan_id, CutOff.as_of == as_of)
    return session.exec(mine.order_by(col(CutOff.id).desc())).first()


def keep_cut_off(session: Session, plan: Plan, taken: CutOff, *, actor: str, now: datetime) -> None:
    """Store a cut-off, unless the same was stored before."""
    same = select(CutOff.id).where(CutOff.plan_id == plan.id, CutOff.sha256 == taken.sha256)
    if session.exec(same).first() is not None:
        return
    session.add(taken)
    session.flush()
    change = audit.Change(
        "took cut-off", f"cut-off {plan.key}/{taken.as_of}", {"position": taken.sha256}
    )
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)
