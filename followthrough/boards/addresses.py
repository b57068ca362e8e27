"""Responsible for a board's registered address: corrected by name, and what follows of it."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, func, select

from followthrough import events
from followthrough.events import PlanChanged
from followthrough.notices.registered import TO_BOARDS, board_id_of
from followthrough.workplace import Workplace
from models import facts, picking
from models.boards import Board, board_called, change_board
from models.notice import Notice, NoticeState
from models.people import circle
from models.plan import Plan, plan_called
from models.session import writing
from rules.address import refuse_unless_plain
from rules.problems import Remedy, Sentence
from rules.text import folded
from rules.words import references

MOST_NAMED = 5


def set_board_address(
    place: Workplace, plan_key: str, name: str, address: str
) -> tuple[str | Sentence, ...]:
    """Correct the address at which a board is told; return what follows, in sentences (row 187).

    What is queued goes there too, and what was refused if it is sent again. Raises BadInput for an
    unknown plan or board, and unless it is one plain address.
    """
    refuse_unless_plain(address)
    with writing(place.engine) as session:
        plan = plan_called(session, plan_key)
        board = board_called(session, plan.id or 0, name)
        if board.address == address:
            return (f"The {board.name} is told at {address} already; nothing changed.",)
        return correct(session, plan, board, address, actor=place.actor, now=place.clock())


def correct(
    session: Session, plan: Plan, board: Board, address: str, *, actor: str, now: datetime
) -> tuple[str | Sentence, ...]:
    """Store another address of a board, a plain one; return what follows, in sentences."""
    was = board.address
    change_board(session, plan, board, "address", address, actor=actor, now=now)
    events.after_commit(session, PlanChanged(plan.key, "address of a board"))
    return (
        f"The {board.name} is told at {address} from now on; what is queued goes there too.",
        *_refused(session, board),
        *_elsewhere(session, plan, board, was),
        *_an_owners(session, plan, board),
    )


def _refused(session: Session, board: Board) -> Iterator[Sentence]:
    """Yield each notice to the board that was refused, and waits for a person."""
    dead = select(Notice).where(
        col(Notice.state) == NoticeState.DEAD, col(Notice.kind).in_(TO_BOARDS)
    )
    for notice in session.exec(dead.order_by(col(Notice.id))):
        if board_id_of(notice) == board.id:
            yield Sentence(
                f"Notice {notice.id} ({notice.kind.replace('_', ' ')}) was refused at "
                f"{notice.recipient_address}.",
                Remedy.RELEASE_NOTICE.of(number=notice.id),
            )


def _elsewhere(session: Session, plan: Plan, board: Board, was: str) -> Iterator[Sentence]:
    """Yield each other plan that names the same board at the address of before."""
    others = (
        select(Plan, Board)
        .join(Board, col(Board.plan_id) == Plan.id)
        .where(Plan.organisation_id == plan.organisation_id, Plan.id != plan.id)
        .where(func.lower(Board.address) == was.lower())
    )
    for other, same in session.exec(others.order_by(col(Plan.id))):
        if folded(same.name) == folded(board.name):
            yield Sentence(
                f"{other.title} names the {same.name} at {was} still.",
                Remedy.CORRECT_BOARD.of(plan=other.key, board=same.name, address=board.address),
            )


def _an_owners(session: Session, plan: Plan, board: Board) -> Iterator[str]:
    """Yield that an owner reads what the top board is told, as an import does (row 136)."""
    known = circle(session, plan.organisation_id).people
    refs = [
        holding.facts.ref
        for holding in facts.holdings(session, picking.of_plan(plan.id or 0), picking.is_open())
        if any(
            known[one].address.lower() == board.address.lower()
            for one in filter(None, (holding.owner_id, *holding.joint))
        )
    ]
    if board.escalations and refs:
        yield f"An owner of {references(refs, MOST_NAMED)} reads what the board is told at that address."
