"""Responsible for the order of a board's packs: with what each is compared, and what may be issued."""

from datetime import date
from functools import partial

from sqlmodel import Session

from models import pack as packs
from models.boards import Board, meeting_on
from models.pack import Pack
from models.plan import Plan
from rules.packs import order
from rules.packs.contents import Contents
from rules.packs.last import compared_with
from rules.packs.last import last_pack as read_last
from rules.packs.order import Version
from rules.problems import BadInput, Remedy
from rules.words import short_day


def last_pack(session: Session, board: Board, period: date) -> Pack | None:
    """Return what a board's pack for a period is compared with, or None.

    That is the last issued one; while none was issued, the last draft whose board still meets.
    """
    made = packs.order_of(session, board.id or 0)
    may_be_issued = partial(_may_be_issued, session, board)
    return _stored(session, order.last_pack(made, period, may_be_issued))


def meets(session: Session, board: Board, on: date) -> bool:
    """Say whether a board meets on a day, as far as is known now."""
    return meeting_on(session, board, on) is not None


def later_pack(session: Session, board: Board, period: date, *, issued: bool) -> Version | None:
    """Return a board's first pack for a later period, or None; drafts count unless `issued`.

    A draft whose board does not meet any more tells nobody anything, so that it counts for nothing.
    """
    later = (one for one in packs.order_of(session, board.id or 0) if one.period > period)
    may_be = (one for one in later if one.is_issued or _may_be_issued(session, board, one))
    return order.later_pack(may_be, period, issued=issued)


def refuse_after_later(session: Session, board: Board, period: date, *, issued: bool) -> None:
    """Raise BadInput if a later pack of a board was made, or `issued`: what is new is told there."""
    later = later_pack(session, board, period, issued=issued)
    if later is not None:
        raise BadInput(
            f"The pack of the {board.name} for {short_day(later.period)} was "
            f"{'issued' if issued else 'made'} since: what changed is told there.",
            remedy=None if issued else Remedy.CORRECT_WORDS.of(),
        )


def refuse_told_otherwise(
    session: Session, plan: Plan, board: Board, period: date, said: Contents
) -> None:
    """Raise BadInput unless a draft is compared with the board's last issued pack.

    Some of what it tells as new would else be told in both, or in neither.
    """
    made = packs.order_of(session, board.id or 0)
    issued = _stored(session, order.last_issued(made, period))
    if said.occasion.compared_with == _said_by(issued):
        return
    title = f"The draft of the {board.name} for {short_day(period)}"
    compared = last_pack(session, board, period)
    if compared is not None and said.occasion.compared_with == _said_by(compared):
        raise BadInput(
            f"{title} is compared with that for {short_day(compared.month)}, which was not issued: "
            "what that tells would be in no issued pack.",
            remedy=Remedy.ISSUE.of(plan=plan.key, board=board.name, month=compared.month),
        )
    with_it = f", that for {short_day(issued.month)}" if issued else ""
    raise BadInput(
        f"{title} is not compared with the board's last issued pack{with_it}: some things would be "
        "told in both, or in neither.",
        remedy=Remedy.REDRAFT.of(plan=plan.key, board=board.name, month=period),
    )


def _may_be_issued(session: Session, board: Board, draft: Version) -> bool:
    said = packs.contents_of(session.get_one(Pack, draft.number))
    met_on = said["occasion"].get("meeting_on")
    return not met_on or meets(session, board, date.fromisoformat(met_on))


def _said_by(pack: Pack | None) -> str:
    return compared_with(read_last(packs.contents_of(pack)) if pack else None)


def _stored(session: Session, version: Version | None) -> Pack | None:
    return session.get_one(Pack, version.number) if version else None
