"""Who is told what is meant for someone: cover, successors, dead addresses, capacities."""

from datetime import date

import pytest

from rules.ladder.facts import ActionFacts, Became, StepRecord
from rules.ladder.holding import Holding, board_decides, may_be_validated, recipients
from rules.ladder.openings import openings
from rules.ladder.policy import Audience
from rules.notices.digest import digests, hearings
from rules.people.circle import Circle, Cover, Recipient, Someone
from rules.people.roles import Role
from tests.builders.actions import P1, england

TODAY = date(2026, 12, 21)
LATER = date(2027, 1, 1)
FACTS = ActionFacts(id=1, ref="A1", due_date=TODAY, live_on=TODAY)


def someone(number: int, name: str, **known: object) -> Someone:
    return Someone(number, name, f"{name.lower()}@x.example")._replace(**known)  # type: ignore[arg-type]


def away(deputy: int, first: date = TODAY, until: date = LATER) -> tuple[Cover, ...]:
    return (Cover(deputy, first, until),)


OWNER, DIRECTOR, SECRETARY, ADMIN, OTHER = (
    someone(n, name) for n, name in enumerate(("Owen", "Dee", "Sec", "Ada", "Col"), start=1)
)
HELD = Holding(
    facts=FACTS,
    title="Title",
    plan_key="p",
    plan="Plan",
    owner_id=1,
    owner_name="Owen",
    director_id=2,
    director_name="Dee",
    board_name="Board",
    secretary_id=3,
    administrator_id=4,
    validator_id=5,
    contributors=((5, "Col"),),
)


def circle(*changed: Someone) -> Circle:
    everyone = {p.id: p for p in (OWNER, DIRECTOR, SECRETARY, ADMIN, OTHER)}
    return Circle((everyone | {p.id: p for p in changed}).values())


def told(found: Recipient | None) -> tuple[str, str, str] | None:
    return (found.person.name, found.meant, found.because) if found else None


@pytest.mark.parametrize(
    ("owner", "others", "expected"),
    [
        (OWNER, (), ("Owen", "Owen", "")),
        (OWNER._replace(covers=away(5)), (), ("Col", "Owen", "Owen is away.")),
        (OWNER._replace(covers=away(5, until=TODAY)), (), ("Owen", "Owen", "")),
        (OWNER._replace(left_on=TODAY, successor_id=5), (), ("Col", "Owen", "Owen has left.")),
        (OWNER._replace(left_on=LATER), (), ("Owen", "Owen", "")),
        (OWNER._replace(left_on=LATER, reachable=False), (), None),
        (OWNER._replace(left_on=TODAY), (), None),
        (OWNER._replace(covers=away(5)), (OTHER._replace(covers=away(1)),), None),
        (OWNER._replace(reachable=False), (), None),
    ],
)
def test_a_recipient(
    owner: Someone, others: tuple[Someone, ...], expected: tuple[str, str, str] | None
) -> None:
    assert told(circle(owner, *others).recipient(1, TODAY)) == expected


def test_nobody_is_told_for_nobody() -> None:
    assert circle().recipient(None, TODAY) is None
    assert circle().recipient(99, TODAY) is None


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ((1, 2), ("Owen", "Owen", "")),
        ((None, 2), ("Dee", "Dee", "Nobody is named for it.")),
        ((9, 2), ("Dee", "Dee", "Nobody is named for it.")),
        ((None, None), None),
    ],
)
def test_the_first_who_can_be(
    ids: tuple[int | None, ...], expected: tuple[str, str, str] | None
) -> None:
    assert told(circle().first(ids, TODAY)) == expected


@pytest.mark.parametrize(
    ("owner", "because"),
    [
        (
            OWNER._replace(reachable=False),
            "Owen can't be reached: mail to owen@x.example does not arrive.",
        ),
        (OWNER._replace(left_on=TODAY), "Owen has left."),
        (OWNER._replace(covers=away(1)), "Owen is away."),
    ],
)
def test_why_it_is_someone_else(owner: Someone, because: str) -> None:
    assert told(circle(owner).first((1, 2), TODAY)) == ("Dee", "Owen", because)


def test_one_who_stands_in_for_two_of_whom_one_is_meant_is_told_as_themselves() -> None:
    found = circle(OWNER._replace(left_on=TODAY, successor_id=2)).first((1, 2), TODAY)
    assert told(found) == ("Dee", "Owen", "Owen has left.")
    known = circle(DIRECTOR._replace(left_on=TODAY, successor_id=9), OTHER._replace(id=9))
    assert told(known.first((9, 2), TODAY)) == ("Col", "Col", "")


def test_holders_of_a_role_are_told_each_once() -> None:
    chiefs = [p._replace(role="Chief") for p in (OWNER, DIRECTOR)]
    gone = OTHER._replace(role="chief", left_on=TODAY)
    known = circle(*chiefs, gone, ADMIN._replace(role="Chief", covers=away(1)))
    assert [r.person.name for r in known.holders("CHIEF", TODAY)] == ["Owen", "Dee"]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((OWNER._replace(successor_id=2),), "Dee"),
        ((OWNER._replace(successor_id=2), DIRECTOR._replace(left_on=TODAY, successor_id=5)), "Col"),
        ((OWNER._replace(successor_id=2), DIRECTOR._replace(left_on=TODAY, successor_id=1)), None),
        ((OWNER,), None),
    ],
)
def test_a_successor(people: tuple[Someone, ...], expected: str | None) -> None:
    found = circle(*people).successor(people[0], TODAY)
    assert (found.name if found else None) == expected


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        (Audience.OWNER, ["Owen", "Col"]),
        (Audience.CONTRIBUTORS, ["Col"]),
        (Audience.DIRECTOR, ["Dee"]),
        (Audience.BOARD, []),
        (Audience.ROLE, ["Ada"]),
        (Audience.APPROVER, ["Dee"]),
        pytest.param(Audience.VALIDATOR, ["Sec"], id="row-136-who-shares-it-does-not"),
        (Audience.ADMINISTRATOR, ["Ada"]),
        (Audience.ROUND, ["Owen"]),
        (Audience.CHASER, ["Owen"]),
        (Audience.SUMMARY, ["Dee"]),
    ],
)
def test_an_audience(audience: Audience, names: list[str]) -> None:
    known = circle(ADMIN._replace(role="Chief"))
    found = recipients(HELD, audience, known, P1, TODAY, "Chief")
    assert [recipient.person.name for _, recipient in found] == names
    assert not found or found[0][0] is audience


def test_where_nobody_can_be_told_nobody_is() -> None:
    nobody = HELD._replace(owner_id=None, contributors=())
    assert recipients(nobody, Audience.OWNER, circle(), P1, TODAY) == []


def test_nobody_has_a_summary_of_their_own_actions_but_of_those_they_hold() -> None:
    own = HELD._replace(owner_id=2)
    assert recipients(own, Audience.SUMMARY, circle(), P1, TODAY) == []
    held = own._replace(is_held=True)
    ((_, found),) = recipients(held, Audience.SUMMARY, circle(), P1, TODAY)
    assert found.person.name == "Dee"


def test_an_owner_never_validates_their_own_work() -> None:
    own = HELD._replace(validator_id=1)
    ((_, found),) = recipients(own, Audience.VALIDATOR, circle(), P1, TODAY)
    assert found.person is SECRETARY
    alone = own._replace(secretary_id=1, administrator_id=4, contributors=((4, "Ada"),))
    ((capacity, mends),) = recipients(alone, Audience.VALIDATOR, circle(), P1, TODAY)
    assert (capacity, mends.person.name) == (Audience.ADMINISTRATOR, "Ada"), "row 138"
    assert not may_be_validated(alone, circle(), P1, TODAY), "who is told to mend it may not"


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({"validator_id": 4}, True),
        ({"validator_id": 1}, True),
        ({"validator_id": 1, "secretary_id": 1, "administrator_id": 1}, False),
        ({"validator_id": None, "secretary_id": None, "administrator_id": None}, False),
    ],
    ids=["row-138-who-is-named", "row-138-the-secretary", "row-138-the-owner", "row-138-nobody"],
)
def test_someone_may_validate_who_can_be_asked_and_does_not_own_it(
    changes: dict[str, int | None], *, may: bool
) -> None:
    holding = HELD._replace(**changes)  # type: ignore[arg-type]
    assert may_be_validated(holding, circle(), P1, TODAY) is may


BOARD_TOLD = StepRecord("L2", 0, TODAY, Became.TOLD, TODAY)


@pytest.mark.parametrize(
    ("holding", "boards"),
    [
        (HELD, False),
        pytest.param(HELD._replace(facts=FACTS._replace(times_revised=1)), False, id="row-049-2nd"),
        pytest.param(HELD._replace(facts=FACTS._replace(times_revised=2)), True, id="row-049"),
        (HELD._replace(facts=FACTS._replace(records=(BOARD_TOLD,))), True),
        (HELD._replace(facts=FACTS._replace(records=(BOARD_TOLD._replace(rung="L1"),))), False),
        pytest.param(HELD._replace(director_id=1), True, id="row-061"),
        (HELD._replace(owner_id=None, director_id=None), False),
    ],
)
def test_whose_a_new_date_is(holding: Holding, boards: bool) -> None:  # noqa: FBT001 - a parameter
    assert board_decides(holding, P1) is boards
    found = recipients(holding, Audience.APPROVER, circle(), P1, TODAY)
    assert (found[0][1].person is SECRETARY) is (boards or holding.director_id is None)


def test_everyone_who_may_be_told_or_asked_is_known() -> None:
    assert HELD.everyone == {1, 2, 3, 4, 5}
    alone = HELD._replace(owner_id=None, secretary_id=None, contributors=(), validator_id=None)
    assert alone.everyone == {2, 4}


def test_who_has_no_notice_today_gets_no_digest_from_what_others_hear() -> None:
    late = HELD._replace(facts=FACTS._replace(due_date=date(2026, 12, 18)))
    heard = list(hearings([late], circle(), lambda _: P1, {"p": england()}, TODAY))
    found = list(digests({"owen@x.example"}, heard))
    assert [digest.address for digest in found] == ["owen@x.example"], "Col hears another day"
    assert len(list(digests({"owen@x.example", "col@x.example"}, heard))) == 2


def test_a_completion_reported_anew_is_told_anew() -> None:
    told_before = StepRecord("to validate: 1", 0, TODAY, Became.TOLD, TODAY)
    again = date(2026, 12, 28)
    done = FACTS._replace(completed_on=TODAY, reported_on=again, records=(told_before,))
    (opening,) = openings(done, P1, england())
    assert (opening.rung.name, opening.occurrence) == ("to validate: 1", 1)
    assert opening.on == date(2026, 12, 29), "row 286: Mon 28 Dec is a bank holiday"
    (repeat,) = openings(done._replace(reported_on=TODAY), P1, england())
    assert repeat.on == date(2026, 12, 29), "row 285: within five working days, as a week begins"


def test_the_roles_are_those_that_a_plan_file_names() -> None:
    assert list(Role) == ["administrator", "validator", "secretary"]


@pytest.mark.parametrize(
    ("audience", "gone", "expected"),
    [
        (Audience.ROLE, ("Col",), ("Sec", "Col", "can't be reached")),
        (Audience.ROLE, ("Col", "Sec"), ("Ada", "Col", "can't be reached")),
        (Audience.CONTRIBUTORS, ("Col",), ("Owen", "Owen", "")),
        (Audience.CONTRIBUTORS, ("Col", "Owen"), ("Dee", "Owen", "can't be reached")),
        (Audience.ADMINISTRATOR, ("Ada",), ("Sec", "Ada", "can't be reached")),
    ],
    ids=lambda one: f"row-197-{one}" if isinstance(one, Audience) else None,
)
def test_where_nobody_of_an_audience_can_be_told_the_next_person_up_is(
    audience: Audience, gone: tuple[str, ...], expected: tuple[str, str, str]
) -> None:
    chief = OTHER._replace(role="Chief")
    everyone = [chief, *(p for p in (OWNER, DIRECTOR, SECRETARY, ADMIN))]
    known = circle(*(p._replace(reachable=p.name not in gone) for p in everyone))
    ((_, found),) = recipients(HELD, audience, known, P1, TODAY, "Chief")
    name, meant, because = expected
    assert (found.person.name, found.meant) == (name, meant)
    assert because in found.because
