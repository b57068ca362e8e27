"""What a director and a board are told of an action besides: whom to ask, why it is late."""

from datetime import date
from typing import Any

import pytest

from rules.ladder.facts import ActionFacts
from rules.ladder.holding import Holding
from rules.ladder.policy import Audience
from rules.notices.background import Latest, to_a_board, to_a_person
from rules.people.circle import Circle, Cover, Someone

TODAY = date(2026, 12, 29)
OWNER = Someone(1, "Owen Er", "owen@x.example", "Head of service", director_id=2, agency="Trust")
DEPUTY = Someone(3, "Deb Uty", "deb@x.example", "Manager")
IN_FULL = "Owen Er, Head of service, Trust, owen@x.example"
AWAY = (Cover(3, date(2026, 12, 21), date(2027, 1, 4)),)
BEFORE = Latest(date(2026, 12, 22), "Half is done.", date(2027, 1, 8), "No venue")


def held(**changed: Any) -> Holding:  # noqa: ANN401 - fields of any kind
    facts = ActionFacts(1, "A1", date(2026, 12, 18))
    found = Holding(facts, "T", "p", "Plan", 1, "Owen Er", 2, "Dee Rector", "Board")
    return found._replace(**changed)


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        (OWNER, IN_FULL),
        (
            OWNER._replace(covers=AWAY),
            f"{IN_FULL}. Owen Er is away. Ask Deb Uty, Manager, deb@x.example",
        ),
        (OWNER._replace(reachable=False), f"{IN_FULL}. Nobody can be reached there by mail."),
        (OWNER._replace(role="", agency=""), "Owen Er, owen@x.example"),
    ],
    ids=["row-247", "row-247-away", "row-247-unreachable", "row-247-little-known"],
)
@pytest.mark.parametrize("capacity", [one for one in Audience if one is not Audience.BOARD])
def test_whom_to_ask_is_named(owner: Someone, said: str, capacity: Audience) -> None:
    known = to_a_person(held(), capacity, None, Circle([owner, DEPUTY]), TODAY)
    assert known[0] == ("Owner", said)
    escalated = capacity in (Audience.DIRECTOR, Audience.ROLE)
    assert (known[1:] == (("Latest update", "None recorded"),)) == escalated


def test_who_was_asked_has_answered() -> None:
    known = to_a_person(held(), Audience.DIRECTOR, BEFORE, Circle([OWNER]), TODAY)
    assert known[1:] == (
        ("Latest update", "Tue 22 Dec 2026: Half is done."),
        ("Cause", "No venue"),
        ("Forecast", "Fri 8 Jan 2027"),
    )


@pytest.mark.parametrize(("is_held", "name"), [(False, "no owner"), (True, "no owner")])
def test_where_there_is_no_owner_nobody_is_made_up(name: str, *, is_held: bool) -> None:
    nobodys = held(owner_id=2 if is_held else None, owner_name="", is_held=is_held)
    assert to_a_person(nobodys, Audience.ROLE, None, Circle([OWNER]), TODAY)[0] == ("Owner", name)
    assert to_a_board(nobodys, None, Circle([OWNER]))[:2] == (
        ("Agency", "None recorded"),
        ("Owner", "no owner"),
    )


@pytest.mark.parametrize(
    ("is_exempt", "cause"),
    [(False, (("Cause", "No venue"),)), (True, ())],
    ids=["row-248", "row-248-part-2"],
)
def test_a_board_reads_agency_director_and_cause(
    cause: tuple[tuple[str, str], ...], *, is_exempt: bool
) -> None:
    assert to_a_board(held(is_exempt=is_exempt), BEFORE, Circle([OWNER])) == (
        ("Agency", "Trust"),
        ("Owner", "Owen Er"),
        ("Director", "Dee Rector"),
        *cause,
        ("Forecast", "Fri 8 Jan 2027"),
    )
