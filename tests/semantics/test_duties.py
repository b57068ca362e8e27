"""Nobody decides their own case: rows 136 to 138, by what is told and through every door."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.actions.new_dates import ask
from followthrough.actions.owner import reassign
from followthrough.actions.why import why
from followthrough.people.appointing import appoint
from followthrough.plans.file.rows import PersonRow
from followthrough.plans.import_plan import import_plan
from rules.ladder.holding import NOBODY_MAY
from rules.ladder.policy import Audience
from rules.people.roles import Role
from rules.problems import BadInput
from tests.builders.cast import (
    CAST,
    COLLEAGUE,
    DEPUTY,
    DUE,
    L0,
    L1,
    SECRETARY,
    VALIDATOR,
    live_plan,
)
from tests.builders.places import a_place
from tests.builders.plan_file import save_plan
from tests.builders.plans import ADMINISTRATOR, BOARD, DIRECTOR, OWNER, Service, an_action, at
from tests.semantics.test_standing_in import send

ASKED = date(2026, 12, 9)
NEXT = date(2026, 12, 10)
BACK = date(2027, 2, 1)
NEW = date(2027, 4, 30)
JOINT = replace(an_action("A1", DUE), contributors=(COLLEAGUE.name,))


@pytest.mark.parametrize("deputy", [OWNER, COLLEAGUE], ids=["row-136", "row-136-jointly"])
def test_an_owner_who_stands_in_for_the_director_is_neither_asked_nor_told(
    database: Engine, deputy: PersonRow
) -> None:
    service = live_plan(database, JOINT)
    service.cover(DIRECTOR.name, deputy.name, ASKED, BACK, at(ASKED, 9))
    said = service.ask("A1", NEW, at(ASKED, 10))
    assert said.endswith("; Sec Retary decides.")
    for by in (deputy.name, deputy.name.upper()):
        with pytest.raises(BadInput, match=r"can't decide .*; Dee Rector or Sec Retary can\."):
            service.agree("A1", at(ASKED, 11), by)
    service.days(NEXT, L1)
    assert "A1" in service.lines(SECRETARY.address, NEXT)
    digest = service.digest(SECRETARY.address, L1)
    assert digest is not None
    assert [
        (part["capacity"], part["name"], part["because"]) for part in digest.payload["parts"]
    ] == [
        (capacity, DIRECTOR.name, f"Dee Rector is away, and {deputy.name} is an owner of this.")
        for capacity in ("director", "approver", "summary")
    ]
    for notice in service.notices():
        if notice.recipient_address in {OWNER.address, COLLEAGUE.address}:
            told = {part["capacity"] for part in notice.payload["parts"]}
            assert told <= {"owner", "contributors", "summary"}, "a summary asks for nothing"
    (decides,) = [one for one in why(service.place(at(L1, 12)), "p", "A1") if "dec" in one.heading]
    (asks,) = [one for one in decides.sentences if "A new due date: " in one]
    assert f"{SECRETARY.name} (Dee Rector is away, and {deputy.name} is an owner" in asks
    service.agree("A1", at(L1, 13), SECRETARY.name)
    assert service.action("A1").revised_due_date == NEW


@pytest.mark.parametrize("by", [OWNER.name], ids=["row-136-at-sending"])
def test_cover_by_the_owner_between_planning_and_sending_counts(database: Engine, by: str) -> None:
    service = live_plan(database, directed=False)
    service.ask("A1", NEW, at(ASKED, 9))
    service.check(at(NEXT))
    assert "A1" in service.lines(SECRETARY.address, NEXT), "nobody directs it"
    service.cover(SECRETARY.name, by, NEXT, BACK, at(NEXT, 7, 30))
    send(service, NEXT)
    sent = [n.payload for n in service.notices() if n.state == "sent"]
    assert not [part for one in sent for part in one["parts"] if part["capacity"] == "approver"]
    service.day(date(2026, 12, 11))
    assert "A1" in service.lines(ADMINISTRATOR.address, date(2026, 12, 11))


@pytest.mark.parametrize("row", ["136"], ids=["row-136-secretary"])
def test_where_the_boards_secretary_is_the_owner_the_administrator_is_asked(
    database: Engine, row: str
) -> None:
    service = live_plan(database, an_action("A1", DUE, SECRETARY.name))
    service.ask("A1", NEW, at(ASKED, 9))
    with pytest.raises(BadInput, match=r"Sec Retary can't decide .*; Ada Min can\."):
        service.agree("A1", at(ASKED, 11), SECRETARY.name)
    service.day(NEXT)
    assert "A1" in service.lines(ADMINISTRATOR.address, NEXT), row
    service.agree("A1", at(NEXT, 11), ADMINISTRATOR.name)
    assert service.action("A1").revised_due_date == NEW


@pytest.mark.parametrize(
    ("stand_in", "why_not"),
    [
        pytest.param(OWNER, "is in the line of the owner of A1", id="row-136-validator"),
        pytest.param(DIRECTOR, "is in the line of the owner of A1", id="row-136-in-line"),
        pytest.param(COLLEAGUE, "is an owner of A1", id="row-136-joint-validator"),
        pytest.param(DEPUTY, "stands in for an owner of A1", id="row-136-stands-in-for-both"),
    ],
)
def test_whoever_stands_in_for_the_validator_is_outside_the_line(
    database: Engine, stand_in: PersonRow, why_not: str
) -> None:
    service = live_plan(database, JOINT)
    service.cover(VALIDATOR.name, stand_in.name, DUE, BACK, at(DUE, 9))
    if stand_in is DEPUTY:
        service.cover(OWNER.name, DEPUTY.name, DUE, BACK, at(DUE, 9))
    service.complete("A1", at(DUE, 12), DUE)
    service.day(L0)
    assert "A1" in service.lines(SECRETARY.address, L0)
    asked = "someone outside it validates, and Sec Retary is asked to"
    with pytest.raises(BadInput, match=f"{why_not}; {asked}"):
        service.validate("A1", at(L0, 9), stand_in.name.upper())
    assert service.action("A1").validated_on is None


@pytest.mark.parametrize("heir", [VALIDATOR], ids=["row-136-succeeds"])
def test_a_validator_who_succeeds_the_owner_validates_nothing_of_theirs(
    database: Engine, heir: PersonRow
) -> None:
    service = live_plan(database)
    service.complete("A1", at(DUE, 12), DUE)
    service.leave(OWNER.name, L0, at(DUE, 13), heir.name)
    service.day(L0)
    assert "A1" in service.lines(SECRETARY.address, L0)
    with pytest.raises(BadInput, match="Val Idator is an owner of A1"):
        service.validate("A1", at(L0, 9), heir.name)
    with pytest.raises(BadInput, match="Owen Er left on"):
        service.validate("A1", at(L0, 9), OWNER.name)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        pytest.param(DIRECTOR, "Dee Rector (Deb Uty standing in)", id="row-137-absent"),
        pytest.param(DEPUTY, "Deb Uty (for Dee Rector)", id="row-137-deputy"),
    ],
)
def test_an_absent_director_still_decides_and_the_record_names_both(
    database: Engine, by: PersonRow, words: str
) -> None:
    service = live_plan(database)
    service.cover(DIRECTOR.name, DEPUTY.name, ASKED, BACK, at(ASKED, 9))
    service.ask("A1", NEW, at(ASKED, 10))
    assert service.agree("A1", at(ASKED, 11), by.name).startswith(f"{words} agreed ")
    ((_, detail),) = service.audited("approved new date")
    assert detail["by"] == words
    assert f"agreed by {words} on Wed 9 Dec 2026" in service.row("A1", NEXT).notes[0]


@pytest.mark.parametrize("by", [DIRECTOR.name], ids=["row-137-left"])
def test_a_director_who_left_decides_nothing(database: Engine, by: str) -> None:
    service = live_plan(database)
    service.ask("A1", NEW, at(ASKED, 9))
    service.leave(by, NEXT, at(ASKED, 10))
    with pytest.raises(BadInput, match=r"Dee Rector can't decide .*; Sec Retary can\."):
        service.agree("A1", at(NEXT, 9), by)


@pytest.mark.parametrize("row", ["138"], ids=["row-138"])
def test_a_completion_that_nobody_may_validate_is_told_until_someone_may(
    database: Engine, row: str
) -> None:
    """The one administrator, who is the board's secretary, owns it."""
    service = Service(database, people=CAST, boards=(BOARD,))
    service.go_live(date(2026, 12, 7), an_action("A1", DUE, ADMINISTRATOR.name))
    service.complete("A1", at(DUE, 12), DUE)
    for day in (L0, date(2026, 12, 22)):
        assert "Nobody may validate: p/A1." in service.day(day).data_quality, row
    digest = service.digest(ADMINISTRATOR.address, L0)
    assert digest is not None
    (part,) = digest.payload["parts"]
    assert (part["capacity"], part["because"]) == ("administrator", NOBODY_MAY[Audience.VALIDATOR])
    appoint(service.place(at(date(2026, 12, 22), 9)), "p", VALIDATOR.name, Role.VALIDATOR)
    assert service.day(date(2026, 12, 30)).data_quality == ()
    assert "A1" in service.lines(VALIDATOR.address, date(2026, 12, 30))


def becomes_owner(service: Service, how: str) -> str:
    """Let a joint owner of A1, or who stands in for one, also lead it; return their name."""
    now = at(date(2026, 12, 8), 9)
    match how:
        case "reassigned":
            reassign(service.place(now), "p", "A1", COLLEAGUE.name)
        case "succeeds":
            service.leave(OWNER.name, ASKED, now, COLLEAGUE.name)
        case "holds":
            service.leave(OWNER.name, ASKED, now)
            return DIRECTOR.name
        case "stands in for the owner":
            service.cover(OWNER.name, COLLEAGUE.name, ASKED, BACK, now)
        case "stands in for a joint owner":
            service.cover(COLLEAGUE.name, OWNER.name, ASKED, BACK, now)
            return OWNER.name
        case _:
            service.cover(COLLEAGUE.name, DEPUTY.name, ASKED, BACK, now)
            service.cover(OWNER.name, DEPUTY.name, ASKED, BACK, now)
            return DEPUTY.name
    return COLLEAGUE.name


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(how, id=f"row-150-{how.replace(' ', '-')}")
        for how in (
            *("reassigned", "succeeds", "holds", "stands in for the owner"),
            *("stands in for a joint owner", "stands in for both"),
        )
    ],
)
def test_who_leads_and_shares_an_action_reads_of_it_once(database: Engine, how: str) -> None:
    joint = (DIRECTOR if how == "holds" else COLLEAGUE).name
    service = live_plan(database, replace(an_action("A1", DUE), contributors=(joint,)))
    name = becomes_owner(service, how)
    service.days(NEXT, L0)
    address = next(person.address for person in CAST if person.name == name)
    told = [n for n in service.notices() if n.recipient_address == address]
    assert told
    for notice in told:
        lines = [
            line
            for part in notice.payload["parts"]
            if part["capacity"] in {"owner", "contributors"}
            for line in part["lines"]
        ]
        assert [line["ref"] for line in lines] == ["A1"], [
            p["because"] for p in notice.payload["parts"]
        ]
        if "stands in" not in how:
            assert f"With: {name}." not in lines[0]["notes"]
    assert f"For the owner, {name}: told on Mon 21 Dec 2026" in service.row("A1", L0).told
    sections = {one.heading: one.sentences for one in why(service.place(at(L0, 12)), "p", "A1")}
    assert "stands in" in how or f"With: {name}." not in sections["Who holds it"]
    assert not [said for said in sections["What was told"] if f"Told too: {name}" in said]


@pytest.mark.parametrize("by", [DIRECTOR.name, OWNER.name], ids=["row-137-promise", "row-137-ask"])
def test_who_left_neither_promises_nor_asks_any_more(database: Engine, by: str) -> None:
    service = live_plan(database)
    service.days(date(2026, 12, 11), L0)
    service.leave(by, L0, at(L0, 9))
    with pytest.raises(BadInput, match=f"{by} left on Monday 21 December 2026"):
        service.acknowledge("A1", date(2026, 12, 23), at(L0, 10), by)
    with pytest.raises(BadInput, match=f"{by} left on Monday 21 December 2026"):
        ask(service.place(at(L0, 10)), "p", "A1", NEW, "More time.", by=by)


@pytest.mark.parametrize("row", ["138"], ids=["row-138-new-date"])
def test_a_new_date_that_nobody_may_decide_on_is_told_until_someone_may(
    database: Engine, row: str
) -> None:
    """Its owner is the one administrator and the board's secretary, and nobody directs them."""
    service = Service(database, people=CAST, boards=(BOARD,))
    service.go_live(date(2026, 12, 7), an_action("A1", DUE, ADMINISTRATOR.name))
    said = service.ask("A1", NEW, at(ASKED, 9))
    assert said.startswith("Asked for Fri 30 Apr 2027 as the new due date of A1, and nobody")
    with pytest.raises(BadInput, match=r"can't decide .*, and nobody who is named may") as refused:
        service.agree("A1", at(ASKED, 10), ADMINISTRATOR.name)
    assert refused.value.remedy is not None, row
    service.day(NEXT)
    digest = service.digest(ADMINISTRATOR.address, NEXT)
    assert digest is not None
    told = [(part["capacity"], part["because"]) for part in digest.payload["parts"]]
    assert told == [("administrator", NOBODY_MAY[Audience.APPROVER])]
    appoint(service.place(at(NEXT, 9)), "p", SECRETARY.name, Role.SECRETARY)
    service.agree("A1", at(NEXT, 10), SECRETARY.name)
    assert service.action("A1").revised_due_date == NEW


@pytest.mark.parametrize("named", [True, False], ids=["row-138-at-sending", "row-138-as-before"])
def test_what_is_to_be_mended_is_not_told_once_someone_was_named(
    database: Engine,
    named: bool,  # noqa: FBT001 - a parameter
) -> None:
    service = Service(database, people=CAST, boards=(BOARD,))
    service.go_live(date(2026, 12, 7), an_action("A1", DUE, ADMINISTRATOR.name))
    service.complete("A1", at(DUE, 12), DUE)
    service.check(at(L0))
    if named:
        appoint(service.place(at(L0, 7, 30)), "p", VALIDATOR.name, Role.VALIDATOR)
    send(service, L0)
    service.day(date(2026, 12, 22))
    asked = service.digest(VALIDATOR.address, date(2026, 12, 22))
    assert (asked is not None) == named, "told to mend, or asked the day after; never neither"


@pytest.mark.parametrize(
    ("cells", "to_mend"),
    [
        pytest.param(
            {},
            "A1, A2: nobody who is named may validate it; name a validator outside the owner's line.",
            id="row-138-import",
        ),
        pytest.param(
            {"Boards!D2": "BOB@some.example"},
            "A1: an owner reads what the top board is told;",
            id="row-136-board",
        ),
    ],
)
def test_an_import_says_where_duties_can_not_be_kept_apart(
    database: Engine, tmp_path: Path, cells: dict[str, object], to_mend: str
) -> None:
    place = a_place(database, at(date(2018, 11, 1)))
    found = import_plan(place, save_plan(tmp_path, cells))
    assert [said for said in found.data_quality if said.startswith(to_mend)]
    assert len(found.data_quality) == 3 + bool(cells)
