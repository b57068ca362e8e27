"""No issued pack says of a mail that it is on its way which was sent before it was issued."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.packs.versions import contents_of
from followthrough.plans.file.rows import MeetingRow
from tests.builders.cast import CAST
from tests.builders.plans import BOARD, DIRECTOR, Service, an_action, at
from tests.integration.packs.life import draft, issue, kept

L1 = "For the director, Dee Rector: told on Wed 23 Dec 2026"
L2 = f"{BOARD.name}: "


@pytest.mark.parametrize("on", [pytest.param(date(2027, 1, 4), id="row-142")])
def test_an_issue_tells_what_was_sent_after_its_position(
    database: Engine, tmp_path: Path, on: date
) -> None:
    service = Service(database, meetings=[MeetingRow(BOARD.name, date(2027, 1, 13))])
    service.go_live(date(2026, 12, 1), an_action("A1", date(2026, 12, 16)))
    service.days(date(2026, 12, 17), date(2026, 12, 31))
    service.check(at(on))  # queues L2, and L1 again
    draft(service, tmp_path, on)
    service.send_all(at(on, 8))
    issue(service, tmp_path, on)

    waiting, told = (contents_of(pack).exceptions[0].told for pack in kept(service))
    assert waiting[-2:] == (
        L1,
        f"{L2}queued on Mon 4 Jan 2027, on its way when this was written",
    )
    assert told[-2:] == (f"{L1}, last on Mon 4 Jan 2027", f"{L2}told on Mon 4 Jan 2027")


@pytest.mark.parametrize("on", [pytest.param(date(2026, 12, 24), id="row-142-cover")])
def test_a_pack_names_who_is_really_asked_while_it_is_on_its_way(
    database: Engine, on: date
) -> None:
    service = Service(database, people=CAST)
    service.go_live(date(2026, 12, 1), an_action("A1", date(2026, 12, 17)))
    service.days(date(2026, 12, 18), date(2026, 12, 23))
    deputy = next(one.name for one in CAST if one.name not in {DIRECTOR.name, "Owen Er", "Ada Min"})
    service.cover(DIRECTOR.name, deputy, on, date(2027, 1, 18), at(date(2026, 12, 23), 9))
    service.check(at(on))
    waiting = (
        f"For the director, {deputy}: queued on Thu 24 Dec 2026, on its way when this was written"
    )
    assert service.row("A1", on).told[-1] == waiting
    service.send_all(at(on, 8))
    assert service.row("A1", on).told[-1] == f"For the director, {deputy}: told on Thu 24 Dec 2026"
