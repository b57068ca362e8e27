"""Whoever decides by name is somebody of the organisation, at each door, and recorded as known."""

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.notice import Notice, NoticeKind, NoticeState
from models.people import who_decides
from models.plan import Organisation
from models.session import reading, writing
from rules.problems import BadInput
from tests.architecture.test_remedies import OPTIONS
from tests.builders.cast import L0, slipping
from tests.builders.plans import ADMINISTRATOR, OWNER, Service, an_action, at
from tests.integration.cli.command_line import Command

NOW = at(L0, 9)
DOORS: dict[tuple[str, ...], tuple[str, str]] = {
    ("check", "--accept-gap"): ("", ""),
    ("outbox", "hold"): ("held outbox", "Ada Min holds it"),
    ("outbox", "resume"): ("resumed outbox", "by the word of Ada Min"),
    ("outbox", "release", "1", "--again"): ("released notice", "by the word of Ada Min"),
    ("returns", "--go-on"): ("went on suspending", "by the word of Ada Min"),
}
"""In the order in which they can be tried: what is audited, and what is said or recorded."""
ELSEWHERE = {
    *("update", "acknowledge", "ask-date", "decide-date", "validate"),
    *("cancel", "pause", "reopen"),
    *("pack read", "pack reissue", "lint"),
}
"""Doors of an action, of a pack and of doubts about a plan, which have tests of their own."""


def test_every_door_is_tried_that_takes_a_name() -> None:
    there = {" ".join(words) for words, options in OPTIONS.items() if "--by" in options}
    tried = {" ".join(word for word in door if word.isalpha()) for door in DOORS}
    assert there == tried | ELSEWHERE


@pytest.mark.parametrize("row", [1], ids=["row-189"])
def test_nobody_decides_whom_nobody_knows(database: Engine, command: Command, row: int) -> None:
    service = slipping(database, L0)
    with writing(database) as session:
        notice = session.exec(select(Notice).where(Notice.kind == NoticeKind.DIGEST)).first()
        assert notice is not None
        assert notice.id == row
        notice.state = NoticeState.DEAD
        session.get_one(Organisation, 1).suspending_held_since = NOW
    for door, (verb, said) in DOORS.items():
        code, out, err = command(*door, "--by", "Ghost", now=NOW)
        assert (code, "There is no person 'Ghost'; the people are: Ada Min" in err) == (2, True), (
            door
        )
        assert service.audited(verb) == [], door
        code, out, _ = command(*door, "--by", " ada  MIN", now=NOW)
        entries = service.audited(verb) if verb else [("", {"by": "Ada Min"})]
        assert code == 0, door
        assert said in f"{out} {entries}", door
        assert "Ada Min" in str(entries), door


def test_of_several_organisations_it_is_somebody_of_any(database: Engine) -> None:
    service = slipping(database, L0)
    service.leave(ADMINISTRATOR.name, L0, NOW, OWNER.name)
    other = Service(database, key="other", organisation="Other Council")
    other.draft(L0, an_action("B1", L0))
    with reading(database) as session:
        assert who_decides(session, "val IDATOR", L0) == "Val Idator"
        with pytest.raises(BadInput, match="There is no person 'Val Idator'"):
            who_decides(session, "Val Idator", L0, 2)
        assert who_decides(session, ADMINISTRATOR.name, L0) == "Ada Min", "there is one who stays"
        with pytest.raises(BadInput, match="Ada Min left on"):
            who_decides(session, ADMINISTRATOR.name, L0, 1)
