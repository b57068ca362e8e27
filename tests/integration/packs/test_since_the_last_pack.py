"""What is recorded after a position, on its day or in its very second, is told in the next pack."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.packs import draft as pack_draft
from followthrough.packs.versions import contents_of
from followthrough.plans.file.rows import MeetingRow
from rules.packs.contents import Contents
from tests.builders.plans import ADMINISTRATOR, BOARD, DIRECTOR, KEY, Service, an_action, at
from tests.integration.packs.life import kept

MEETINGS = (date(2027, 1, 14), date(2027, 2, 11))
FIRST, NEXT = at(date(2027, 1, 5), 7, 15), at(date(2027, 2, 2), 7, 15)
"""When the packs of these meetings are made."""
FAR = date(2027, 12, 1)


def packs(service: Service) -> list[dict[str, list[str]]]:
    return [told(contents_of(pack)) for pack in kept(service)]


def told(said: Contents) -> dict[str, list[str]]:
    return {
        "completed": [row.ref for row in said.validated],
        "to close": [one.ref for one in said.decisions],
        "dates": [one.ref for one in said.date_changes if one.decided_on],
        "silent": [ref for one in said.silent for ref in one.refs],
    }


@pytest.mark.parametrize("now", [pytest.param(FIRST, id="row-141")])
def test_what_follows_a_position_in_its_very_second_is_told_in_the_next_pack(
    database: Engine, tmp_path: Path, now: datetime
) -> None:
    service = Service(database, meetings=[MeetingRow(BOARD.name, on) for on in MEETINGS])
    service.go_live(date(2026, 12, 1), *(an_action(f"A{n}", FAR) for n in range(1, 5)))
    for ref in ("A1", "A2", "A3"):
        service.update(ref, now)
    service.complete("A1", now)
    pack_draft.assemble_pack(service.place(now, tmp_path), KEY, BOARD.name)

    service.validate("A1", now, by=ADMINISTRATOR.name)
    service.ask("A2", date(2027, 12, 15), now)
    service.agree("A2", now, by=DIRECTOR.name)
    service.update("A3", now)
    pack_draft.assemble_pack(service.place(NEXT, tmp_path), KEY, BOARD.name)

    assert packs(service) == [
        {"completed": [], "to close": [], "dates": [], "silent": ["A4"]},
        {"completed": ["A1"], "to close": ["A1"], "dates": ["A2"], "silent": ["A2", "A4"]},
    ]
