"""What tests of the life of a pack share: a plan, its board's meetings, and each step of a pack."""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough.packs import draft as pack_draft
from followthrough.packs import issue as pack_issue
from followthrough.packs.versions import Assembled
from followthrough.plans.file.rows import BoardRow, MeetingRow
from models.pack import Pack
from models.session import reading
from tests.builders.plans import BOARD, KEY, Service, an_action, at

MEETS = date(2027, 1, 14)
DEADLINE = date(2027, 1, 5)
ISSUED = date(2027, 1, 7)
NEXT = date(2027, 2, 16)
"""The paper deadline of the meeting on 25 February."""
DUE = date(2027, 1, 29)
WANTED = (KEY, BOARD.name, "2027-01")


def a_plan(database: Engine, board: BoardRow = BOARD) -> Service:
    """Return a live plan of two actions, whose board meets on 14 January and 25 February 2027."""
    meetings = (MeetingRow(BOARD.name, MEETS), MeetingRow(BOARD.name, date(2027, 2, 25)))
    service = Service(database, boards=(board,), meetings=meetings)
    service.go_live(date(2026, 12, 1), an_action("A1", DUE), an_action("A2", date(2027, 6, 30)))
    return service


def draft(service: Service, data: Path, on: date = DEADLINE) -> Assembled:
    when = at(on, 7, 15)
    return pack_draft.assemble_pack(service.place(when, data), KEY, BOARD.name)


def again(service: Service, data: Path, now: datetime) -> Assembled:
    return pack_draft.draft_again(service.place(now, data), WANTED)


def issue(service: Service, data: Path, on: date = ISSUED) -> Assembled:
    return pack_issue.issue(service.place(at(on, 10), data), WANTED)


def reissue(service: Service, data: Path, on: date, because: str = "A1 was closed.") -> Assembled:
    when = at(on, 10)
    return pack_issue.reissue(service.place(when, data), WANTED, because)


def mailed(service: Service) -> list[str]:
    """Return the versions that mails brought to the secretariat, oldest first."""
    packs = service.pack_mails()
    assert {n.recipient_address for n in packs} <= {BOARD.address}
    return [n.payload["version"] for n in packs]


def kept(service: Service) -> list[Pack]:
    """Return every version that is stored, oldest first."""
    with reading(service.engine) as session:
        found = list(session.exec(select(Pack).order_by(col(Pack.id))))
        session.expunge_all()
        return found
