"""Responsible for the address that a board's notices and packs go to, as it is registered today."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from models.boards import Board
from models.notice import Notice, NoticeKind
from models.people import Person

TO_BOARDS = (NoticeKind.BOARD_NOTICE, NoticeKind.PACK)
"""Kinds that go to a board's registered address, behind which there is no person; or to a member."""
OF_A_BOARD = 3
"""Parts of a key, after its first, that say which notice it is: a copy's key names its reader too."""
MEMBER = "member"
"""What a member's copy of a pack says besides: whose it is, as a person id."""


def board_id_of(notice: Notice) -> int | None:
    """Return the board of a notice that goes to its registered address; None for any other."""
    _, *of = notice.dedup_key.split(":")
    is_copy = len(of) > OF_A_BOARD
    names_one = bool(of) and of[0].isdecimal() and not is_copy
    return int(of[0]) if notice.kind in TO_BOARDS and names_one else None


def whose(notice: Notice) -> tuple[int, ...]:
    """Return the board, or the member of one, that a notice goes to; nothing for any other."""
    member = notice.payload.get(MEMBER) if notice.kind in TO_BOARDS else None
    return tuple(one for one in (board_id_of(notice), member) if one is not None)


def registered(session: Session, notices: Iterable[Notice]) -> dict[int, str]:
    """Return today's address, by notice, of those that go to a board or to a member of one."""
    boards: dict[int, int] = {}
    members: dict[int, int] = {}
    for notice in notices:
        for one in whose(notice):
            (members if MEMBER in notice.payload else boards)[notice.id or 0] = one
    found: dict[int, str] = {}
    for kind, ids in ((Board, boards), (Person, members)):
        if ids:
            stored = select(kind.id, kind.address).where(col(kind.id).in_(ids.values()))
            addresses = dict(session.exec(stored).all())
            found |= {key: addresses[one] for key, one in ids.items() if one in addresses}
    return found
