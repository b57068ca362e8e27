"""Whatever a notice counts is counted from what is sent: it is as if it were written just now.

Two organisations live the same days. In one something is recorded before the check, in the other
between check and delivery: what both send is the same, of every kind that freshening touches.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.notices.freshening import LINED, freshen
from followthrough.people import changes as people
from followthrough.people.changes import Who
from followthrough.plans.file.rows import MeetingRow
from models.notice import NoticeKind
from models.plan import Organisation
from models.session import reading
from notifications.render import ROOMS, write
from tests.builders.plans import BOARD, DIRECTOR, OWNER, Service, an_action, at

MONDAY = date(2027, 2, 1)
"""On which two actions reach the board, the director's week begins, and a round opens."""
DUE, FAR, MEETS = date(2027, 1, 18), date(2027, 12, 1), date(2027, 2, 24)
CHANNELS = {"teams": "json://127.0.0.1:1/"}
Deed = Callable[[Service, int], object]


def cancel(service: Service, hour: int) -> None:
    service.cancel("A2", at(MONDAY, hour), "It is not needed.")


def lived(database: Engine, name: str, hour: int, deed: Deed) -> Service:
    """Play two weeks up to the check of a Monday; the deed is done at an hour of that day."""
    service = Service(
        database,
        boards=[replace(BOARD, name=f"Board of {name}")],
        meetings=[MeetingRow(f"Board of {name}", MEETS)],
        key=name,
        organisation=name,
    )
    actions = (an_action(f"A{n}", due) for n, due in enumerate((DUE, DUE, FAR), start=1))
    service.go_live(date(2027, 1, 4), *actions)
    place = service.place(at(DUE), channels=CHANNELS)
    people.set_channel(place, Who(OWNER.name, name), "teams")
    for day in (DUE + timedelta(days=n) for n in range(1, 14)):
        service.day(day)
    if hour < 7:
        deed(service, hour)
    service.check(at(MONDAY))
    if hour > 7:
        deed(service, hour)
    return service


def sent(service: Service, name: str) -> dict[tuple[str, str], str]:
    """Return the words of what the Monday's delivery would send, by kind and whom it is for."""
    with reading(service.engine) as session:
        whose = session.exec(select(Organisation.id).where(Organisation.name == name)).one()
    every = service.notices(weekly=True)
    mine = [n for n in every if n.organisation_id == whose and n.queued_at == at(MONDAY)]
    fresh = freshen(service.place(at(MONDAY, 9)), mine, MONDAY)
    found = {}
    for notice in mine:
        about = fresh.get(notice.id or 0)
        if about is None or not about.withdrawn:
            payload = (about.payload if about else None) or notice.payload
            whom, said = notice.recipient_name, words(notice.kind, payload)
            found[notice.kind, whom.replace(name, "")] = said.replace(name, "")
    return found


def words(kind: str, payload: dict[str, Any]) -> str:
    if kind == NoticeKind.HEADLINE:
        return f"{payload['title']} {payload['body']}"
    written = write(kind, payload, ROOMS[0])
    return f"{written.subject}\n{written.text}"


@pytest.mark.parametrize("deed", [pytest.param(cancel, id="row-143")])
def test_what_is_sent_is_what_would_be_written_now(database: Engine, deed: Deed) -> None:
    now = sent(lived(database, "anglia", 6, deed), "anglia")
    later = sent(lived(database, "mercia", 8, deed), "mercia")
    assert {kind for kind, _ in later} == {*LINED, NoticeKind.HEADLINE}
    assert "Your owners have 2 open actions" in later[NoticeKind.DIGEST, DIRECTOR.name]
    assert later == now
