"""Who is a plan's administrator, validator or secretary when the one named leaves or is away."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.notices.letters import letter
from followthrough.people import appointing
from followthrough.people import changes as people
from followthrough.people.changes import Who
from notifications.render import render
from rules.people.roles import Role
from rules.problems import BadInput, Remedy, Sentence
from tests.builders.cast import (
    CAST,
    COLLEAGUE,
    DEPUTY,
    DUE,
    FOURTH,
    L0,
    LIVE,
    SECRETARY,
    THIRD,
    VALIDATOR,
    live_plan,
)
from tests.builders.places import a_place
from tests.builders.plans import (
    ADMINISTRATOR,
    BOARD,
    DIRECTOR,
    KEY,
    OWNER,
    Service,
    an_action,
    at,
)
from tests.integration.cli.command_line import Command

NOON = at(LIVE, 12)
SCRUTINY = replace(BOARD, name="Scrutiny", address="scrutiny@invented.example", escalations=False)


def appoint(service: Service, name: str, role: Role, board: str = "") -> str:
    return appointing.appoint(service.place(NOON), KEY, name, role, board)


def leave(service: Service, name: str) -> tuple[Sentence, ...]:
    who = Who(name)
    return people.leave(service.place(NOON), who, LIVE).unfilled


def two_boards(database: Engine) -> Service:
    """Return a plan with two boards, and an action with a validator and contributor of its own."""
    own = replace(an_action("A2", DUE), validator=THIRD.name, contributors=(FOURTH.name,))
    boards = tuple(replace(board, secretary=SECRETARY.name) for board in (BOARD, SCRUTINY))
    service = Service(database, people=CAST, boards=boards, validator=VALIDATOR.name)
    service.go_live(LIVE, an_action("A1", DUE), own, an_action("A3", DUE, COLLEAGUE.name))
    return service


def test_who_leaves_is_named_with_each_role_and_how_to_fill_it(database: Engine) -> None:
    service = two_boards(database)
    assert leave(service, OWNER.name) == ()
    for person, what in (
        (ADMINISTRATOR, "administrator"),
        (VALIDATOR, "validator"),
        (THIRD, "validator of A2"),
    ):
        (sentence,) = leave(service, person.name)
        assert sentence == Sentence(
            f"{person.name} is still the {what} of Invented plan.",
            Remedy.NAME_ANOTHER.of(plan=KEY, role=what.split()[0]),
        )
    assert leave(service, SECRETARY.name) == tuple(
        Sentence(
            f"Sec Retary is still the secretary of the {name} of Invented plan.",
            Remedy.NAME_ANOTHER_SECRETARY.of(plan=KEY, board=name),
        )
        for name in (BOARD.name, SCRUTINY.name)
    )
    assert leave(service, COLLEAGUE.name) == ()


def test_whoever_is_appointed_fills_the_role(database: Engine) -> None:
    service = two_boards(database)
    for person in (ADMINISTRATOR, SECRETARY, VALIDATOR, THIRD):
        leave(service, person.name)
    assert appoint(service, "deb uty", Role.ADMINISTRATOR) == (
        "Deb Uty is the administrator of Invented plan from now on."
    )
    assert appoint(service, DEPUTY.name, Role.VALIDATOR) == (
        "Deb Uty is the validator of Invented plan from now on, and of A2, whose own validator "
        "leaves."
    )
    for board in (BOARD, SCRUTINY):
        assert appoint(service, DEPUTY.name, Role.SECRETARY, board.name.upper()) == (
            f"Deb Uty is the secretary of the {board.name} of Invented plan from now on; its "
            f"notices go to {board.address} as before."
        )
    for person in (ADMINISTRATOR, SECRETARY, VALIDATOR, THIRD):
        assert leave(service, person.name) == (), "nothing is left unfilled"
    assert [detail["role"] for _, detail in service.audited("appointed")] == [
        *("administrator", "validator", "secretary", "secretary")
    ]
    assert service.audited("appointed")[1] == (
        "plan p",
        {
            "role": "validator",
            "board": "",
            "from": VALIDATOR.name,
            "to": DEPUTY.name,
            "actions": ["A2"],
        },
    )
    for ref in ("A1", "A2"):
        service.complete(ref, at(DUE, 12))
    service.check_by(at(L0), DEPUTY.name)
    digest = service.digest(DEPUTY.address, L0)
    assert digest is not None
    assert set(service.lines(DEPUTY.address, L0)) == {"A1", "A2"}
    assert digest.payload["administrator"] == {"name": DEPUTY.name, "address": DEPUTY.address}


def test_what_a_leaver_validated_by_name_stays_theirs_until_another_is_named(
    database: Engine,
) -> None:
    service = two_boards(database)
    assert appoint(service, DEPUTY.name, Role.VALIDATOR).endswith("from now on.")
    assert service.action("A2").validator_id is not None, "its own validator stays"


REFUSED = [
    ("Nobody", Role.VALIDATOR, "", "There is no person 'Nobody'"),
    (VALIDATOR.name, Role.ADMINISTRATOR, "", "Val Idator leaves on Friday 18 December 2026: name"),
    (THIRD.name, Role.ADMINISTRATOR, "", "Thea Rd left on Monday 7 December 2026: name someone"),
    (DEPUTY.name, Role.ADMINISTRATOR, "Scrutiny", "A board has no administrator. Leave the board"),
    (DEPUTY.name, Role.SECRETARY, "", "several boards. Say which of them: Scrutiny, Str"),
    (DEPUTY.name, Role.SECRETARY, "Nope", "has no board 'Nope'; its boards are: Str"),
]
IN_LINE = [
    pytest.param(DIRECTOR.name, "A1, A2;", id="row-105-director"),
    pytest.param(OWNER.name, "A1, A2;", id="row-105-owner"),
    pytest.param(FOURTH.name, "A2;", id="row-105-contributor"),
    pytest.param(COLLEAGUE.name, "A3;", id="row-105-another-owner"),
]


@pytest.mark.parametrize(("name", "role", "board", "sentence"), REFUSED)
def test_who_may_not_be_appointed(
    database: Engine, name: str, role: Role, board: str, sentence: str
) -> None:
    service = two_boards(database)
    leave(service, THIRD.name)
    service.leave(VALIDATOR.name, DUE, NOON)
    with pytest.raises(BadInput, match=sentence):
        appoint(service, name, role, board)
    assert service.audited("appointed") == []


@pytest.mark.parametrize(("name", "refs"), IN_LINE)
def test_a_validator_is_in_the_line_of_no_open_actions_owner(
    database: Engine, name: str, refs: str
) -> None:
    service = two_boards(database)
    leave(service, THIRD.name)
    with pytest.raises(BadInput, match=f"{name} is in the line of the owner of {refs} name some"):
        appoint(service, name, Role.VALIDATOR)
    for ref in ("A1", "A2", "A3"):
        service.cancel(ref, NOON, "Moot.")
    appoint(service, name, Role.VALIDATOR)


def test_an_action_with_a_validator_of_its_own_does_not_count(database: Engine) -> None:
    service = two_boards(database)
    appoint(service, FOURTH.name, Role.VALIDATOR)
    assert len(service.audited("appointed")) == 1


def test_a_plan_with_one_board_needs_no_board_named(database: Engine) -> None:
    service = live_plan(database)
    assert "secretary of the Strategic" in appoint(service, DEPUTY.name, Role.SECRETARY)


@pytest.mark.parametrize(
    ("back", "answers_to"),
    [
        pytest.param(date(2026, 12, 22), DEPUTY, id="row-117-away"),
        pytest.param(date(2026, 12, 21), ADMINISTRATOR, id="row-117-back"),
    ],
)
def test_answers_go_to_who_stands_in_for_the_administrator(
    database: Engine, back: date, answers_to: object
) -> None:
    service = live_plan(database)
    service.cover(ADMINISTRATOR.name, DEPUTY.name, date(2026, 12, 8), back, NOON)
    service.days(date(2026, 12, 18), L0)
    digest = service.digest(OWNER.address, L0)
    assert digest is not None
    assert digest.payload["administrator"]["name"] == answers_to.name  # type: ignore[attr-defined]


def test_answers_to_a_leaver_without_successor_go_to_the_secretary(database: Engine) -> None:
    """Who has left reads nothing; the warning of `person leaves` asked for a successor."""
    service = live_plan(database)
    service.leave(ADMINISTRATOR.name, date(2026, 12, 8), NOON)
    service.days(date(2026, 12, 18), L0)
    digest = service.digest(OWNER.address, L0)
    assert digest is not None
    assert digest.payload["administrator"]["name"] == SECRETARY.name


def test_a_digest_over_two_plans_answers_to_both_administrators(
    database: Engine, tmp_path: Path
) -> None:
    service = live_plan(database)
    other = Service(database, CAST, key="q")
    other.go_live(LIVE, an_action("B1", DUE))
    appoint(service, DEPUTY.name, Role.ADMINISTRATOR)
    service.days(date(2026, 12, 18), L0)
    digest = service.digest(OWNER.address, L0)
    assert digest is not None
    said = render(digest.kind, digest.payload)
    names = f"{DEPUTY.name} and {ADMINISTRATOR.name}, the plans' administrators, record"
    assert names in " ".join(said.text.split())
    made = letter(
        a_place(database, data=tmp_path), digest, said, ("Followthrough", "f@invented.example")
    )
    assert made.reply_to == tuple((who.name, who.address) for who in (DEPUTY, ADMINISTRATOR))


def test_on_the_command_line(database: Engine, command: Command) -> None:
    live_plan(database)
    code, said, _ = command("person", "leaves", "Ada Min", "--on", "2026-12-31", now=NOON)
    assert code == 0
    assert "Warning: Ada Min is still the administrator of Invented plan: name" in said
    words = ("appoint", KEY, "Deb Uty", "--as")
    code, said, _ = command(*words, "administrator", now=NOON)
    assert (code, said) == (0, "Deb Uty is the administrator of Invented plan from now on.\n")
    code, _, complaint = command(*words, "administrator", "--board", BOARD.name, now=NOON)
    assert (code, complaint) == (2, "--board goes with --as secretary.\n")
    code, _, complaint = command(*words, "treasurer", now=NOON)
    assert code == 2
    assert "'treasurer' is not one of 'administrator', 'validator', 'secretary'" in complaint
