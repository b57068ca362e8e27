"""`audit verify` names what tables hold otherwise than the audit trail says: row 258."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from followthrough.actions import owner, pausing
from followthrough.audit import verify
from followthrough.people import changes, merging
from followthrough.people.changes import Who
from followthrough.plans.file.rows import MilestoneRow
from rules.trail import LastSaid
from tests.builders.cast import CAST, COLLEAGUE, DEPUTY, DUE, L0, LIVE, THIRD, VALIDATOR
from tests.builders.plans import DIRECTOR, KEY, OWNER, Service, an_action, at
from tests.databases import tell
from tests.integration.cli.command_line import Command
from tests.integration.models.test_audit import run

NOW = at(date(2026, 12, 29), 9)
REFS = ("A1", "A2", "A3", "A4", "A5", "A6")


@pytest.fixture
def service(database: Engine) -> Service:
    """A plan that lived through everything that moves what the trail is held against."""
    stage = MilestoneRow("A1", "M1", "Begun", DUE)
    played = Service(database, people=CAST, validator=VALIDATOR.name, milestones=(stage,))

    def live() -> None:
        again = replace(an_action("A8", L0), repeats="monthly", theme="Homes")
        shared = replace(an_action("A7", DUE, COLLEAGUE.name), contributors=(THIRD.name,))
        played.go_live(LIVE, *(an_action(ref, DUE) for ref in REFS), shared, again)
        noon = at(L0, 12)
        played.day(L0)
        for ref in ("A1", "A2", "A3", "A4"):
            played.complete(ref, noon)
        played.complete_milestone("A1", "M1", L0, noon)
        played.day(date(2026, 12, 22))
        noon = at(date(2026, 12, 22), 12)
        played.validate("A1", noon, VALIDATOR.name)
        played.validate("A2", noon, VALIDATOR.name, refused="No.")
        played.reopen("A3", noon)
        played.reopen("A4", noon, date(2027, 2, 1))
        played.reopen("A3", noon, date(2027, 2, 2))
        played.ask("A5", date(2027, 3, 1), noon)
        played.agree("A5", noon, DIRECTOR.name)
        played.cancel("A6", noon, "No need.")
        owner.reassign(played.place(noon), KEY, "A5", DEPUTY.name)
        played.leave(COLLEAGUE.name, date(2026, 12, 22), noon, THIRD.name)
        merging.rename(played.place(noon), Who(OWNER.name), "Owen Erskine")
        played.address(DEPUTY.name, "deb.uty@invented.example", noon)
        for scope in (pausing.Scope("P", "", "A2"), pausing.Scope(KEY, "Homes")):
            pausing.pause(played.place(noon), scope, date(2027, 2, 1), "Why.", by=DIRECTOR.name)
        pausing.resume(played.place(noon), pausing.Scope(KEY, "", "A2"))
        played.day(date(2026, 12, 28))

    tell(database, ("against the trail", live))
    return played


EDITS = {
    "UPDATE action SET due_date = '2028-01-01' WHERE ref = 'A1'": (
        "action p/A1: due date is 2028-01-01, and 2026-12-18 by entry"
    ),
    "UPDATE action SET revised_due_date = '2028-01-01' WHERE ref = 'A5'": (
        "action p/A5: revised due date is 2028-01-01, and 2027-03-01 by entry"
    ),
    "UPDATE action SET revised_due_date = '2028-01-01' WHERE ref = 'A2'": (
        "action p/A2: revised due date is 2028-01-01, and none by entry"
    ),
    "UPDATE action SET revised_due_date = NULL WHERE ref = 'A4'": (
        "action p/A4: revised due date is none, and 2027-02-01 by entry"
    ),
    "UPDATE action SET completed_on = '2026-12-01' WHERE ref = 'A2'": (
        "action p/A2: complete on is 2026-12-01, and none by entry"
    ),
    "UPDATE action SET validated_on = NULL WHERE ref = 'A1'": (
        "action p/A1: validated on is none, and 2026-12-22 by entry"
    ),
    "UPDATE action SET cancelled_on = NULL WHERE ref = 'A6'": (
        "action p/A6: cancelled on is none, and 2026-12-22 by entry"
    ),
    "UPDATE action SET cancelled_because = 'Moot.' WHERE ref = 'A6'": (
        "action p/A6: cancelled because is Moot., and No need. by entry"
    ),
    "UPDATE action SET cancelled_on = '2026-12-23' WHERE ref = 'A8/2'": (
        "action p/A8/2: cancelled on is 2026-12-23, and none by entry"
    ),
    "UPDATE action SET owner_id = NULL WHERE ref = 'A1'": (
        "action p/A1: owner is none, and Owen Erskine by entry"
    ),
    "UPDATE action SET live_on = NULL WHERE ref = 'A1'": (
        "action p/A1: live on is none, and 2026-12-07 by entry"
    ),
    "UPDATE action SET paused_until = '2029-01-01' WHERE ref = 'A2'": (
        "action p/A2: it is paused until 2029-01-01, and until no day by its audit trail"
    ),
    "UPDATE action SET paused_until = NULL WHERE ref = 'A8'": (
        "action p/A8: it is paused until no day, and until 2027-02-01 by its audit trail"
    ),
    "UPDATE action SET ref = 'A9' WHERE ref = 'A4'": (
        "action p/A9: no entry of its audit trail tells how it came to be there"
    ),
    "UPDATE milestone SET completed_on = NULL": (
        "action p/A1: milestone M1 is none, and 2026-12-21 by entry"
    ),
    "UPDATE plan SET live_on = '2026-12-08'": (
        "plan p: live on is 2026-12-08, and 2026-12-07 by entry"
    ),
    "UPDATE person SET address = 'x@y.example' WHERE name = 'Deb Uty'": (
        "person Deb Uty: address is x@y.example, and deb.uty@invented.example by entry"
    ),
    "UPDATE person SET left_on = NULL WHERE name = 'Col League'": (
        "person Col League: left_on is none, and 2026-12-22 by entry"
    ),
}


def test_each_table_holds_what_the_trail_says(service: Service, command: Command) -> None:
    """Hold its row (row 258): nothing is named that the service did itself."""
    assert verify(service.place(NOW), {}).differences == ()
    code, said, _ = command("audit", "verify", now=NOW)
    assert code == 0
    assert "changed by something else" not in said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_edit_is_named(service: Service, command: Command) -> None:
    """Hold its row (row 258)."""
    for edit, sentence in EDITS.items():
        run(service.engine, edit)
        found = verify(service.place(NOW), {})
        assert not found.is_whole
        assert any(one.startswith(sentence) for one in found.differences), (edit, found.differences)
    code, said, _ = command("audit", "verify", now=NOW)
    assert code == 1
    assert "action p/a4: is gone, and no entry" in said
    assert "A table was changed by something else than this service" in said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("is_merged", [False, True], ids=["two", "merged"])
def test_people_of_one_name_in_two_organisations_are_two_until_they_are_merged(
    database: Engine, *, is_merged: bool
) -> None:
    """Hold its row (row 258)."""
    first = Service(database, people=CAST)
    first.go_live(LIVE, an_action("A1", DUE))
    other = Service(database, people=CAST, key="q", organisation="Other Council")
    other.go_live(LIVE, an_action("B1", DUE))
    for name in (OWNER.name, DEPUTY.name):
        theirs = Who(name, other.organisation)
        changes.set_address(other.place(at(LIVE, 9)), theirs, "theirs@other.example")
    if is_merged:  # as the upgrade does that makes two spellings of an organisation one
        run(database, "UPDATE plan SET organisation_id = 1")
        run(database, "UPDATE action SET owner_id = (SELECT min(owner_id) FROM action)")
    merging.rename(first.place(at(LIVE, 10)), Who(OWNER.name, first.organisation), "Owen Erskine")
    assert verify(first.place(NOW), {}).differences == ()


@pytest.mark.parametrize("name", ["reopened", "validated"])
def test_what_is_not_told_is_not_held_against_anything(name: str) -> None:
    said = LastSaid({})
    said.hear(name, "action p/A1", {"due_date": None}, LIVE, 1)
    assert list(said.against("action p/A1", {"due date": "2027-01-01"})) == []
