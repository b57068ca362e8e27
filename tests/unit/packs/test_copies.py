"""Which members of a board get a copy of its issued pack."""

from datetime import date

import pytest

from rules.packs.copies import Copies, Copy, copies
from rules.people.circle import Cover, Someone

TODAY = date(2027, 1, 7)
SECRETARIAT = "board@x.example"
ADA = Someone(1, "Ada", "ada@x.example")
BO = Someone(2, "Bo", "bo@x.example")


def test_each_member_gets_one() -> None:
    found = copies([ADA, BO], SECRETARIAT, TODAY)
    assert found == Copies((Copy("Ada", "ada@x.example", 1), Copy("Bo", "bo@x.example", 2)), ())


def test_members_behind_one_address_get_one_together() -> None:
    shared = BO._replace(address="ADA@x.example")
    assert copies([ADA, shared], SECRETARIAT, TODAY).to == (Copy("Ada and Bo", "ada@x.example", 1),)


def test_the_secretariats_own_address_gets_no_second_one() -> None:
    assert copies([ADA._replace(address="Board@X.example")], SECRETARIAT, TODAY) == Copies((), ())


@pytest.mark.parametrize(
    ("known", "because"),
    [
        ({"left_on": TODAY}, "Ada has left."),
        ({"left_on": TODAY, "successor_id": 2}, "Ada has left."),
        ({"reachable": False}, "Ada can't be reached: mail to ada@x.example does not arrive."),
    ],
)
def test_who_gets_none_is_named_and_nobody_gets_it_instead(
    known: dict[str, object], because: str
) -> None:
    gone = ADA._replace(**known)  # type: ignore[arg-type]
    assert copies([gone, BO], SECRETARIAT, TODAY) == Copies(
        (Copy("Bo", "bo@x.example", 2),), (because,)
    )


def test_who_is_away_or_leaves_later_gets_their_own() -> None:
    away = ADA._replace(covers=(Cover(2, TODAY, date(2027, 2, 1)),), left_on=date(2027, 1, 8))
    assert [one.name for one in copies([away], SECRETARIAT, TODAY).to] == ["Ada"]
