"""Who is told when people leave, are away, share an action, or can't be reached."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import Engine

from followthrough.actions.why import why
from followthrough.plans.file.rows import PersonRow
from models.audit import verify
from models.session import reading
from rules.problems import BadInput
from tests.builders.cast import (
    CAST,
    COLLEAGUE,
    DEPUTY,
    DUE,
    FOURTH,
    L0,
    L1,
    L2,
    SECRETARY,
    THIRD,
    live_plan,
)
from tests.builders.plans import ADMINISTRATOR, BOARD, DIRECTOR, OWNER, Service, an_action, at

GONE = date(2026, 12, 1)


def leaving(database: Engine) -> Service:
    """Return a plan whose A1, due on 26 Nov 2026, slipped before its owner left on 1 Dec."""
    service = Service(database, people=CAST, boards=(replace(BOARD, secretary=SECRETARY.name),))
    service.go_live(date(2026, 11, 16), an_action("A1", date(2026, 11, 26)))
    service.days(date(2026, 11, 19), date(2026, 11, 30))
    return service


@pytest.mark.parametrize("successor", [COLLEAGUE], ids=["row-059"])
def test_a_leavers_actions_are_the_successors_from_that_day_on(
    database: Engine, successor: PersonRow
) -> None:
    service = leaving(database)
    assert service.climbs("A1")["L0"] == date(2026, 11, 27)
    service.leave(OWNER.name, GONE, at(date(2026, 11, 30), 12), COLLEAGUE.name)
    with reading(database) as session:
        owner_before = service.action("A1").owner_id
        assert verify(session, 1) is None
    service.days(GONE, date(2026, 12, 10))
    mine = [n for n in service.notices() if n.recipient_address == OWNER.address]
    assert all(notice.queued_at.date() < GONE for notice in mine), "no mail from that day on"
    assert service.action("A1").owner_id != owner_before
    climbs = service.climbs("A1")
    assert climbs["L1"] == date(2026, 12, 3), "the clock is not reset"
    assert climbs["L2"] == date(2026, 12, 10)
    assert service.rungs("A1")["L0#2"] == date(2026, 12, 7)
    assert "A1" in service.lines(COLLEAGUE.address, date(2026, 12, 7))
    ((subject, detail),) = service.audited("reassigned: owner left")
    assert subject == "action p/A1"
    assert detail["from"] == "Owen Er"
    assert detail["to"] == "Col League"
    assert service.row("A1", GONE).owner == successor.name


@pytest.mark.parametrize("gone", [GONE], ids=["row-059-today"])
def test_who_leaves_today_hands_over_at_once(database: Engine, gone: date) -> None:
    service = leaving(database)
    service.leave(OWNER.name, gone, at(gone, 6), COLLEAGUE.name)
    assert len(service.audited("reassigned: owner left")) == 1
    with pytest.raises(BadInput, match=r"Owen Er can't be their own successor"):
        service.leave(OWNER.name, gone, at(gone, 6), OWNER.name)


@pytest.mark.parametrize("later", [date(2026, 12, 2)], ids=["row-059-not-before"])
def test_until_the_day_a_leaver_is_told_as_before(database: Engine, later: date) -> None:
    service = leaving(database)
    service.leave(OWNER.name, later, at(date(2026, 11, 30), 12), COLLEAGUE.name)
    service.day(GONE)
    assert service.audited("reassigned: owner left") == []
    assert service.row("A1", GONE).owner == OWNER.name


@pytest.mark.parametrize("gone", [GONE], ids=["row-060"])
def test_without_a_successor_the_director_holds_it_flagged(database: Engine, gone: date) -> None:
    service = leaving(database)
    service.leave(OWNER.name, gone, at(date(2026, 11, 30), 12))
    service.days(gone, date(2026, 12, 10))
    action = service.action("A1")
    assert (action.owner_id, action.holder_id is not None) == (None, True)
    climbs = service.climbs("A1")
    assert climbs["L1"] == date(2026, 12, 3)
    assert service.board_notices() == [(date(2026, 12, 10), ["A1"])]
    line = service.lines(DIRECTOR.address, date(2026, 12, 7))["A1"]
    assert "It has no owner; Dee Rector holds it until one is named." in line["notes"]
    row = service.row("A1", gone)
    assert "No owner: Dee Rector holds it." in row.notes
    assert row.owner == ""
    assert "No owner: A1." in service.pack(gone).data_quality
    assert climbs["to mend: owner"] == gone, "the administrator is told to name one"
    assert "A1" in service.lines(ADMINISTRATOR.address, gone)


BOTH = replace(OWNER, director=OWNER.name)


@pytest.mark.parametrize("person", [BOTH], ids=["row-061"])
def test_an_owner_who_is_the_director_gets_one_digest(database: Engine, person: PersonRow) -> None:
    people = (ADMINISTRATOR, BOTH, SECRETARY, COLLEAGUE)
    service = Service(database, people=people, boards=(replace(BOARD, secretary=SECRETARY.name),))
    service.go_live(date(2026, 12, 7), an_action("A1", DUE))
    service.days(date(2026, 12, 11), L2)
    climbs = service.climbs("A1")
    assert (climbs["L0"], climbs["L1"], climbs["L2"]) == (L0, L1, L2)
    (digest,) = [n for n in service.notices() if n.queued_at.date() == L1]
    assert digest.recipient_address == person.address
    assert [part["capacity"] for part in digest.payload["parts"]] == ["owner", "director"]
    assert service.board_notices() == [(L2, ["A1"])]
    assert (
        service.row("A1", L2)
        .told[3]
        .startswith("For the director, Owen Er: told on Tue 29 Dec 2026")
    )


@pytest.mark.parametrize("new", [date(2027, 1, 29)], ids=["row-061-new-dates"])
def test_a_new_date_of_an_owner_who_is_the_director_is_the_boards(
    database: Engine, new: date
) -> None:
    people = (ADMINISTRATOR, BOTH, SECRETARY)
    service = Service(database, people=people, boards=(replace(BOARD, secretary=SECRETARY.name),))
    service.go_live(date(2026, 12, 7), an_action("A1", DUE))
    asked = at(date(2026, 12, 8), 9)
    assert service.ask("A1", new, asked).endswith("the Strategic Partnership Board decides.")
    with pytest.raises(BadInput, match=r"Owen Er can't decide .* Sec Retary can"):
        service.agree("A1", asked, OWNER.name, meeting=date(2026, 12, 8))
    service.day(date(2026, 12, 9))
    assert "A1" in service.lines(SECRETARY.address, date(2026, 12, 9))
    service.agree("A1", asked, SECRETARY.name, meeting=date(2026, 12, 8))
    assert service.action("A1").revised_due_date == new


JOINT = replace(an_action("A1", DUE), contributors=(COLLEAGUE.name, THIRD.name))


@pytest.mark.parametrize("row", ["070"], ids=["row-070"])
def test_joint_owners_are_both_told_and_the_first_completion_counts(
    database: Engine, row: str
) -> None:
    service = live_plan(database, JOINT)
    service.days(date(2026, 12, 11), L0)
    told = {n.recipient_address for n in service.notices() if n.queued_at.date() == L0}
    assert told == {OWNER.address, COLLEAGUE.address, THIRD.address}, row
    service.complete("A1", at(L0, 9), L0)
    with pytest.raises(BadInput, match="was reported complete as of Mon 21 Dec 2026"):
        service.complete("A1", at(L0, 10), L0)
    before = len(service.notices())
    service.days(date(2026, 12, 22), L1)
    to = {n.recipient_address for n in service.notices()[before:]}
    assert not to & {OWNER.address, COLLEAGUE.address, THIRD.address, DIRECTOR.address}


@pytest.mark.parametrize("row", ["116"], ids=["row-116"])
def test_contributors_see_who_else_is_named_and_the_leads_director_is_told(
    database: Engine, row: str
) -> None:
    theirs = replace(COLLEAGUE, director=FOURTH.name)
    service = Service(
        database,
        people=[theirs if person is COLLEAGUE else person for person in CAST],
        boards=(replace(BOARD, secretary=SECRETARY.name),),
    )
    service.go_live(date(2026, 12, 7), JOINT)
    service.days(date(2026, 12, 11), L1)
    for person in (OWNER, COLLEAGUE, THIRD):
        line = service.lines(person.address, L0)["A1"]
        assert line["owner"] == OWNER.name
        assert "With: Col League, Thea Rd." in line["notes"], row
    assert "A1" in service.lines(DIRECTOR.address, L1)
    assert service.digest(FOURTH.address, L1) is None, "not the contributor's director"


AWAY, HOME = date(2026, 12, 21), date(2027, 1, 1)


@pytest.mark.parametrize("row", ["117"], ids=["row-117"])
def test_cover_is_told_instead_and_ends_on_the_day_of_return(database: Engine, row: str) -> None:
    service = live_plan(database, an_action("A1", DUE), an_action("A2", date(2026, 12, 31)))
    service.cover(OWNER.name, DEPUTY.name, AWAY, HOME, at(date(2026, 12, 8), 9))
    service.days(date(2026, 12, 11), date(2027, 1, 8))
    days: dict[str, set[date]] = {OWNER.address: set(), DEPUTY.address: set()}
    for notice in service.notices():
        if notice.recipient_address in days:
            days[notice.recipient_address].add(notice.queued_at.date())
    assert all(AWAY <= day < HOME for day in days[DEPUTY.address]), row
    assert not any(AWAY <= day < HOME for day in days[OWNER.address]), "copy never"
    assert L0 in days[DEPUTY.address]
    assert date(2027, 1, 4) in days[OWNER.address], "A2's L0, after the return"
    digest = service.digest(DEPUTY.address, L0)
    assert digest is not None
    (part,) = digest.payload["parts"]
    assert (part["name"], part["because"]) == (OWNER.name, "Owen Er is away.")
    ((subject, detail),) = service.audited("covered")
    assert subject == "person Owen Er"
    assert detail["deputy"] == "Deb Uty"


@pytest.mark.parametrize(
    ("absent", "told"),
    [
        pytest.param((OWNER, DEPUTY, COLLEAGUE), THIRD, id="row-118"),
        pytest.param((OWNER, DEPUTY, COLLEAGUE, THIRD), DIRECTOR, id="row-118-a-step-too-far"),
        pytest.param((OWNER, DEPUTY), COLLEAGUE, id="row-118-two"),
    ],
)
def test_a_chain_of_deputies_is_followed_three_steps(
    database: Engine, absent: tuple[PersonRow, ...], told: PersonRow
) -> None:
    chain = [OWNER, DEPUTY, COLLEAGUE, THIRD, FOURTH]
    service = live_plan(database)
    now = at(date(2026, 12, 8), 9)
    for person, deputy in pairwise(chain):
        if person in absent:
            service.cover(person.name, deputy.name, L0, date(2027, 2, 1), now)
    service.days(date(2026, 12, 11), L0)
    (digest,) = [n for n in service.notices() if n.queued_at.date() == L0]
    assert digest.recipient_address == told.address
    assert digest.payload["parts"][0]["name"] == OWNER.name
    assert service.climbs("A1")["L0"] == L0


@pytest.mark.parametrize("row", ["118"], ids=["row-118-a-circle"])
def test_two_who_cover_for_each_other_leave_the_director(database: Engine, row: str) -> None:
    service = live_plan(database)
    now = at(date(2026, 12, 8), 9)
    service.cover(OWNER.name, DEPUTY.name, L0, date(2027, 2, 1), now)
    service.cover(DEPUTY.name, OWNER.name, L0, date(2027, 2, 1), now)
    service.days(date(2026, 12, 11), L0)
    assert "A1" in service.lines(DIRECTOR.address, L0), row


@pytest.mark.parametrize(
    ("successor", "shares"),
    [
        pytest.param(OWNER.name, [], id="row-201-who-leads"),
        pytest.param(THIRD.name, [THIRD.name], id="row-201-another"),
        pytest.param("", [], id="row-201-none"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_joint_owner_is_named_who_left(
    database: Engine, successor: str, shares: list[str]
) -> None:
    service = live_plan(database, replace(an_action("A1", DUE), contributors=(COLLEAGUE.name,)))
    service.days(date(2026, 12, 11), L0)
    now = at(L0, 12)
    service.leave(COLLEAGUE.name, L0, now, successor)
    sections = {one.heading: one.sentences for one in why(service.place(now), "p", "A1")}
    named = [said for said in sections["Who holds it"] if said.startswith("With: ")]
    assert named == [f"With: {name}." for name in shares]
    ((_, detail),) = service.audited("joint owner left")
    assert detail == {"from": COLLEAGUE.name, "to": successor}
    service.days(date(2026, 12, 22), L1)
    (line,) = service.lines(OWNER.address, L1).values()
    assert [note for note in line["notes"] if note.startswith("With: ")] == named
    assert ("A1" in service.lines(THIRD.address, L1)) is (THIRD.name in shares)


@pytest.mark.parametrize("back", [date(2050, 1, 1)], ids=["row-174-cover"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_cover_ends_within_the_calendar(database: Engine, back: date) -> None:
    service = live_plan(database)
    with pytest.raises(BadInput, match="1 January 2050 lies past the calendar of Invented plan"):
        service.cover(DIRECTOR.name, DEPUTY.name, L0, back, at(date(2026, 12, 9)))
    service.cover(DIRECTOR.name, DEPUTY.name, L0, date(2027, 12, 31), at(date(2026, 12, 9)))
