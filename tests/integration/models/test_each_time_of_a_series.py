"""What an older version did to recurring actions is put right at the upgrade, and told once."""

import json
from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Engine
from sqlmodel import Session, col, select

import migrations
from followthrough.notices.letters import rendered
from models.audit import START, AuditEntry, verify
from models.notice import Notice
from models.plan import Action, Series
from models.session import connect
from rules.packs.exempt import PART_1, PART_2
from rules.words import WITHHELD
from tests.builders.rows import add_row
from tests.databases import database_on

MARK = "Zzyzx"
LATER = ("A1/2", "A1/3")


def contents(classification: str, *, exempt: bool = False) -> str:
    rows = [{"ref": ref, "is_exempt": exempt, "title": MARK} for ref in ("A2", *LATER)]
    occasion = {"classification": classification}
    return json.dumps({"occasion": occasion, "month": "March 2027", "actions": rows})


def fill(engine: Engine) -> None:
    """Fill a database of 0022 with what an older version left."""
    found = sa.MetaData()
    with engine.begin() as connection:
        found.reflect(connection)
        tables = found.tables

        def add(table: str, **values: object) -> int:
            return add_row(connection, tables[table], **values) or 0

        add("organisation", name="Council", folded="council")
        add("audit_head", organisation_id=1, seq=0, hash=START)
        add("person", name="Ada Min", folded="ada min", address="ada@invented.example")
        add("plan", key="p")
        add("board", name="Executive")
        for ref in ("A1", *LATER, "A1/4", "A2", "A2/2", "B1/2"):
            add("action", ref=ref, is_exempt=ref == "A1", due_date=date(2026, 1, 31), title=MARK)
        connection.execute(
            sa.text("UPDATE action SET cancelled_on = '2026-02-01' WHERE ref = 'A2'")
        )
        add("series", action_id=1, every="monthly", made=3, make_next_on=None)
        add("series", action_id=5, every="monthly", made=1, make_next_on=date(2026, 1, 28))
        for version, said in (
            ("0.1", contents(PART_1)),
            ("0.2", contents(PART_2)),
            ("0.3", contents(PART_1, exempt=True)),
        ):
            add("pack", version=version, contents=said)
        for state in ("sent", "queued", "cancelled"):
            lines = [{"id": 2, "ref": "A1/2", "title": MARK, "notes": [MARK]}]
            about = {"kind": "board_notice", "state": state, "payload": {"lines": lines}}
            number = add("notice", **about)
            add("escalation_step", action_id=2, rung=f"L2 {state}", notice_id=number)


@pytest.fixture(
    params=[
        pytest.param("sqlite", id="row-179-sqlite"),
        pytest.param("postgresql", id="row-179-postgresql"),
    ]
)
def upgraded(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database of each kind, brought to the newest schema."""
    with database_on(request.getfixturevalue(request.param), template=None) as url:
        engine = connect(url)
        command.upgrade(migrations.config(engine), "0022")
        fill(engine)
        migrations.upgrade(engine)
        yield engine
        engine.dispose()


def test_later_times_are_marked_and_what_told_their_words_is_named(upgraded: Engine) -> None:
    with Session(upgraded) as session:
        actions = session.exec(select(Action).order_by(col(Action.id))).all()
        assert [one.ref for one in actions if one.is_exempt] == ["A1", *LATER]
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
        assert [(entry.verb, entry.subject) for entry in entries] == [
            *(("marked as Part 2", f"action p/{ref}") for ref in LATER),
            ("series goes on", "action p/A2"),
        ]
        assert verify(session, 1) is None
        sent, queued, _, *alarms = session.exec(select(Notice).order_by(col(Notice.id))).all()
        assert sent.payload["lines"][0]["title"] == MARK, "what was sent stays as it was"
        assert queued.payload["lines"][0]["title"] == WITHHELD
        assert MARK not in str(queued.payload)
        assert [(one.lane, one.recipient_address, one.expires_at) for one in alarms] == [
            ("alarms", "", None),
            ("mail", "ada@invented.example", None),
        ]
        said = alarms[0].payload["body"]
        assert said.splitlines()[:3] == [
            "Not marked as Part 2 by an older version, and marked now: p/A1/2, p/A1/3.",
            "The pack of the Executive for March 2027, version 0.1, told A1/2, A1/3.",
            f"Board notice {sent.id} told A1/2.",
        ]
        assert MARK not in said
        assert "p/A1/3" in rendered(alarms[1]).text


def test_a_series_that_ended_with_its_first_time_goes_on_from_now(upgraded: Engine) -> None:
    with Session(upgraded) as session:
        ended, gone_on = session.exec(select(Series).order_by(col(Series.id))).all()
        (alarm,) = session.exec(select(Notice).where(Notice.lane == "alarms")).all()
    assert (ended.made, ended.make_next_on) == (3, None)
    assert gone_on.made > 5, "what fell due meanwhile is not made up for"
    assert gone_on.make_next_on is not None
    assert "p/A2 was cancelled on Sun 1 Feb 2026" in alarm.payload["body"]
