"""Whose word it is that is recorded: nothing is put into the mouth of someone who is not named."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from followthrough.actions import new_dates, progress
from followthrough.actions.progress import Report
from followthrough.actions.why import why
from followthrough.workplace import Workplace
from models.new_dates import Acknowledgement, ExtensionRequest
from models.progress import ProgressUpdate
from tests.builders.cast import L0, L1, slipping
from tests.builders.plans import KEY, OWNER, at

ADMINISTRATOR = "the plan's administrator"
UNTIL = date(2026, 12, 23)


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(lambda place: progress.update(place, Report(KEY, "A1", "Half.")), id="text"),
        pytest.param(
            lambda place: progress.update(place, Report(KEY, "A1", completed_on=L0)), id="complete"
        ),
        pytest.param(lambda place: new_dates.acknowledge(place, KEY, "A1", UNTIL), id="promise"),
        pytest.param(
            lambda place: new_dates.ask(place, KEY, "A1", date(2027, 1, 29), "A supplier left."),
            id="request",
        ),
    ],
)
def test_who_is_not_named_is_not_said_to_have_said_so(
    database: Engine, record: Callable[[Workplace], object]
) -> None:
    """Hold its row (row 180)."""
    service = slipping(database, L0)
    said = str(record(service.place(at(L0, 12))))
    service.days(UNTIL, L1)
    with Session(database) as session:
        whose = [
            *session.exec(select(ProgressUpdate.reported_by)),
            *session.exec(select(Acknowledgement.made_by)),
            *session.exec(select(ExtensionRequest.asked_by)),
        ]
    assert whose == [ADMINISTRATOR]
    told = [said, str(service.row("A1", L1).notes), str(why(service.place(at(L1, 12)), KEY, "A1"))]
    for verb in ("acknowledges", "asks for", "asked for", "promised"):
        assert not any(f"{OWNER.name} {verb}" in words for words in told)
    assert f"reported by {OWNER.name}" not in said
