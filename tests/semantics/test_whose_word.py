"""By whose word something is decided, and who was named to decide it, is told (rows 202, 203)."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from alembic import command
from sqlalchemy import Engine
from sqlmodel import col, select

import migrations
from followthrough.actions import closing, pausing
from followthrough.actions.why import why
from followthrough.plans.file.rows import PersonRow
from followthrough.workplace import Workplace
from models.audit import AuditEntry
from models.session import reading
from rules.problems import BadInput
from tests.builders.cast import DEPUTY, DUE, L0, L1, LIVE, THIRD, VALIDATOR, live_plan
from tests.builders.plans import DIRECTOR, KEY, an_action, at, stored


@pytest.mark.parametrize(
    "door",
    [
        lambda place, by: closing.cancel(place, "p", "A1", reason="Moot.", by=by),
        lambda place, by: closing.end_series(place, "p", "A2", reason="Moot.", by=by),
        lambda place, by: closing.reopen(place, "p", "A3", reason="Moot.", by=by),
        lambda place, by: pausing.pause(
            place, pausing.Scope("p"), date(2027, 3, 1), "An inspection.", by=by
        ),
    ],
    ids=["row-202-cancel", "row-202-series", "row-202-reopen", "row-202-pause"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_decides_is_known_and_there(
    database: Engine, door: Callable[[Workplace, str], object]
) -> None:
    again = replace(an_action("A2", date(2027, 3, 31)), repeats="monthly")
    service = live_plan(database, an_action("A1", DUE), again, an_action("A3", DUE))
    service.days(LIVE, L0)
    service.complete("A3", at(L0, 9))
    service.leave(THIRD.name, L0, at(L0, 9))
    before = stored(database)
    for by, refused in (("Zed Ghost", "no person 'Zed Ghost'"), (THIRD.name, "left on")):
        with pytest.raises(BadInput, match=refused):
            door(service.place(at(L0, 10)), by)
        assert stored(database) == before
    door(service.place(at(L0, 10)), "deb  UTY")
    with reading(database) as session:
        last = session.exec(select(AuditEntry).order_by(col(AuditEntry.seq).desc())).first()
    assert last is not None
    assert json.loads(last.detail)["by"] == DEPUTY.name


@pytest.mark.parametrize(
    ("door", "other"),
    [
        (lambda place, by: closing.cancel(place, "p", "A1", reason="Moot.", by=by), DEPUTY),
        (lambda place, by: closing.end_series(place, "p", "A2", reason="Moot.", by=by), DEPUTY),
        (
            lambda place, by: closing.reopen(
                place, "p", "A3", reason="Moot.", by=by, due_date=date(2027, 3, 1)
            ),
            DIRECTOR,
        ),
        (
            lambda place, by: pausing.pause(
                place, pausing.Scope("p", action="A1"), date(2027, 3, 1), "Moot.", by=by
            ),
            DEPUTY,
        ),
    ],
    ids=["row-202-cancel", "row-202-series", "row-202-reopen", "row-202-pause"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_decides_so_about_their_own(
    database: Engine, door: Callable[[Workplace, str], object], other: PersonRow
) -> None:
    again = replace(an_action("A2", date(2027, 3, 31)), repeats="monthly")
    service = live_plan(database, an_action("A1", DUE), again, an_action("A3", DUE))
    service.days(LIVE, L0)
    service.complete("A3", at(L0, 9))
    service.days(L0, L1)
    before = stored(database)
    with pytest.raises(BadInput, match=r"^Owen Er is an owner of A\d; someone else decides\.$"):
        door(service.place(at(L1, 10)), "OWEN  er")
    assert stored(database) == before
    door(service.place(at(L1, 10)), other.name)


@pytest.mark.parametrize(
    ("by", "other"),
    [
        pytest.param(VALIDATOR.name, "", id="row-203-named"),
        pytest.param(DEPUTY.name, "; the validator named is Val Idator", id="row-203-another"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_that_another_than_the_named_validator_decided_is_told(
    database: Engine, by: str, other: str
) -> None:
    service = live_plan(database)
    service.days(LIVE, DUE)
    service.complete("A1", at(DUE, 9))
    said = service.validate("A1", at(DUE, 10), by=by, refused="Not yet.")
    assert said == f"A1 is open again: {by} did not accept it as complete{other}."
    service.complete("A1", at(DUE, 11))
    assert service.validate("A1", at(DUE, 12), by=by) == (
        f"A1 is validated by {by}{other}; it is closed."
    )
    ((_, detail),) = service.audited("validated")
    assert detail.get("named", "") == (VALIDATOR.name if other else "")
    assert service.row("A1", DUE).validated_by == f"{by}{other}"
    sections = {one.heading: one.sentences for one in why(service.place(at(DUE, 13)), "p", "A1")}
    assert f"validated on Fri 18 Dec 2026 by {by}{other}" in " ".join(sections["Where it stands"])


def test_an_upgrade_tells_no_account_as_who_paused(database: Engine) -> None:
    """Row 202, of what an older version stored."""
    service = live_plan(database)
    until = date(2027, 3, 1)
    pausing.pause(service.place(at(LIVE, 9)), pausing.Scope(KEY), until, "Why.", by=DEPUTY.name)
    config = migrations.config(database)
    command.downgrade(config, "0024")
    migrations.upgrade(database)
    assert service.row("A1", DUE).paused == (
        "paused until Mon 1 Mar 2027: Why, by the plan's administrator"
    )
