"""The members of a board: named in the plan file, changed later, sent a copy of what is issued."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.notices.letters import letter, rendered
from followthrough.people import changes as people
from followthrough.people.changes import Who
from models.audit import AuditEntry
from models.session import reading
from tests.builders.plan_file import only_problem, read_plan, save_plan
from tests.builders.plans import (
    ADMINISTRATOR,
    BOARD,
    DIRECTOR,
    KEY,
    ORGANISATION,
    OWNER,
    Service,
    at,
)
from tests.integration.cli.command_line import Command
from tests.integration.packs.life import DEADLINE, MEETS, a_plan, draft, issue, reissue

WORDS = ("board", "members", KEY, BOARD.name)
NOW = at(date(2027, 1, 4), 9)


@pytest.fixture
def service(database: Engine) -> Service:
    return a_plan(database, replace(BOARD, members=(DIRECTOR.name, OWNER.name)))


def addresses(service: Service, version: str) -> list[str]:
    return [
        one.recipient_address for one in service.pack_mails() if one.payload["version"] == version
    ]


def test_the_plan_file_names_them(tmp_path: Path) -> None:
    plan = read_plan(save_plan(tmp_path, {"Boards!I1": "Members", "Boards!I2": "bob ray; Ann Lee"}))
    assert [board.members for board in plan.boards] == [("Bob Ray", "Ann Lee"), ()]


def test_a_member_must_be_on_the_sheet_people(tmp_path: Path) -> None:
    found = only_problem(save_plan(tmp_path, {"Boards!I1": "Members", "Boards!I2": "Bob Roy"}))
    assert 'cell I2: the member "Bob Roy" is not on the sheet People' in found


def test_a_draft_goes_to_the_secretariat_alone(service: Service, tmp_path: Path) -> None:
    draft(service, tmp_path)
    assert addresses(service, "0.1") == [BOARD.address]
    assert "Members of the board" not in rendered(service.pack_mails()[0]).text


def test_each_member_gets_the_issued_pack_to_read(service: Service, tmp_path: Path) -> None:
    draft(service, tmp_path)
    issue(service, tmp_path)
    issue(service, tmp_path, MEETS)
    assert addresses(service, "1.0") == [BOARD.address, DIRECTOR.address, OWNER.address]
    for_board, *copied = service.pack_mails()[1:]
    assert f"A copy goes to: {DIRECTOR.name}, {OWNER.name}." in " ".join(
        rendered(for_board).text.split()
    )
    for one in copied:
        said = rendered(one)
        sent = letter(service.place(data=tmp_path), one, said, ("F", "f@invented.example"))
        assert [Path(file.name).suffix for file in sent.attachments] == [".pdf", ".html"]
        text = " ".join(said.text.split())
        assert f"You get it as a member of the {BOARD.name}." in text
        assert ".docx" not in text


def test_a_reissue_goes_to_them_with_its_reason(service: Service, tmp_path: Path) -> None:
    draft(service, tmp_path)
    issue(service, tmp_path)
    service.complete("A1", at(MEETS, 9))
    reissue(service, tmp_path, MEETS)
    assert addresses(service, "1.1") == [BOARD.address, DIRECTOR.address, OWNER.address]
    assert "Why: A1 was closed." in rendered(service.pack_mails()[-1]).text


def test_who_left_gets_none_and_the_secretariat_is_told(service: Service, tmp_path: Path) -> None:
    draft(service, tmp_path)
    who = Who(OWNER.name, ORGANISATION)
    people.leave(service.place(at(DEADLINE, 9)), who, DEADLINE, "")
    issue(service, tmp_path)
    assert addresses(service, "1.0") == [BOARD.address, DIRECTOR.address]
    assert f"- {OWNER.name} has left." in rendered(service.pack_mails()[1]).text


def test_members_are_added_removed_and_listed(service: Service, command: Command) -> None:
    added = command(*WORDS, "--add", ADMINISTRATOR.name, "--remove", OWNER.name.upper(), now=NOW)
    assert added == command(*WORDS, now=NOW)
    listed = [f"{one.name}, {one.address}\n" for one in (ADMINISTRATOR, DIRECTOR)]
    assert added == (0, "".join(listed), "")
    again = command(*WORDS, "--add", ADMINISTRATOR.name, "--remove", OWNER.name, now=NOW)
    assert again[1].splitlines()[:2] == [
        f"{ADMINISTRATOR.name} is a member of the {BOARD.name}; nothing changed.",
        f"{OWNER.name} is no member of the {BOARD.name}; nothing changed.",
    ]
    with reading(service.engine) as session:
        found = session.exec(select(AuditEntry).where(AuditEntry.subject == f"plan {KEY}"))
        verbs = [one.verb for one in found if "member" in one.verb]
    assert verbs == ["added member", "removed member"], "what changes nothing is not told"


def test_a_board_without_members_says_so(database: Engine, command: Command) -> None:
    a_plan(database)
    assert command(*WORDS, now=NOW)[1] == f"The {BOARD.name} has no members on record.\n"


@pytest.mark.usefixtures("service")
def test_who_leaves_is_named_as_a_member_and_listed_without_a_copy(command: Command) -> None:
    code, out, _ = command("person", "leaves", OWNER.name, "--on", "2027-01-04", now=NOW)
    assert (code, f"{OWNER.name} still sits on the {BOARD.name} of" in out) == (0, True)
    assert f'`followthrough board members {KEY} "{BOARD.name}" --remove "{OWNER.name}"`' in out
    listed = command(*WORDS, now=NOW)[1].splitlines()
    assert listed[1] == f"{OWNER.name}, {OWNER.address}. Gets no copy: {OWNER.name} has left."


def test_who_left_is_not_added(service: Service, command: Command) -> None:
    who = Who(ADMINISTRATOR.name, ORGANISATION)
    people.leave(service.place(NOW), who, NOW.date(), "")
    code, out, wrong = command(*WORDS, "--add", ADMINISTRATOR.name, now=NOW)
    assert (code, out) == (2, "")
    assert f"{ADMINISTRATOR.name} left on" in wrong


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--add", "Nobody"), "There is no person 'Nobody'"),
        (
            ("--add", OWNER.name, "--remove", OWNER.name),
            f"{OWNER.name} can't be both added and removed.",
        ),
    ],
)
def test_a_wrong_member_is_refused(
    service: Service, command: Command, words: tuple[str, ...], said: str
) -> None:
    code, out, wrong = command(*WORDS, *words, now=NOW)
    assert (code, out) == (2, "")
    assert said in wrong
    assert service.notices() == []
