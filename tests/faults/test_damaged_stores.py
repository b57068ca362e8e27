"""Whatever is stored and parsed, cut short, noise or of another type: a sentence, at each door."""

import asyncio
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from flows.runs import Unforeseen, fit_to_tell
from followthrough.daily import standing
from followthrough.database import NOTHING, open_database
from followthrough.ladder import policy
from followthrough.notices import alarms, delivery, proof
from followthrough.packs import draft as pack_draft
from followthrough.packs import issue as pack_issue
from followthrough.packs.due import packs_due
from followthrough.packs.each import NotMade, make_each
from followthrough.plans.file.rows import MeetingRow, PersonRow
from followthrough.settings import Settings
from models.notice import MAIL, NoticeState
from models.session import writing
from notifications.content import kept
from notifications.render import Rendered
from rules.problems import BadInput, Damaged, RecordDamaged, Remedy
from tests.builders.cast import DEPUTY, DUE, L0, live_plan
from tests.builders.places import a_place
from tests.builders.plans import (
    ADMINISTRATOR,
    BOARD,
    DIRECTOR,
    KEY,
    ORGANISATION,
    OWNER,
    Service,
    an_action,
    at,
)
from tests.integration.cli.desk import Desk
from tests.integration.packs import life
from tests.servers.smtp import Sink

Damage = Callable[[Path], object]
"""What happens to the file of a database."""
RESTORE = (
    "Restore it from the back-up, as docs/operations.md says under Back-up; then `followthrough audit "
    "verify` says whether the trail is whole.\n"
)
OTHER = PersonRow("Nell Ext", "nell@invented.example", "Manager", "Trust", "")
PACK = (KEY, BOARD.name, "2027-01")
TODAY = date(2027, 1, 6)
NOW = at(TODAY, 7, 30)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds one of each: notices sent and queued, a policy, a pack, a position."""
    data = tmp_path_factory.mktemp("damaged") / "var"
    engine = open_database(Settings(data=data, database_url=""))
    service = Service(
        engine,
        people=(ADMINISTRATOR, DIRECTOR, OWNER, OTHER),
        meetings=(MeetingRow(BOARD.name, life.MEETS), MeetingRow(BOARD.name, date(2027, 2, 25))),
    )
    due = date(2026, 12, 18)
    actions = (
        an_action("A1", due),
        an_action("A2", date(2027, 6, 30)),
        an_action("A3", due, OTHER.name),
    )
    service.go_live(date(2026, 12, 7), *actions)
    service.days(date(2026, 12, 14), date(2027, 1, 5))
    service.apply_policy(policy.show(service.place(NOW), KEY), at(date(2027, 1, 5), 9))
    life.draft(service, data)
    service.send_all(at(date(2027, 1, 5), 10))
    service.check(at(TODAY))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return data


def spoil_pages(file: Path) -> None:
    """Write noise over the first page of some tables."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        pages = dict(connection.execute("SELECT name, rootpage FROM sqlite_master"))
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as out:
        for table in ("notice", "action", "pack"):
            out.seek((pages[table] - 1) * size)
            out.write(b"\xde\xad\xbe\xef" * 40)


def changed(statement: str) -> Damage:
    """Return the damage that a statement does, by something else than the service."""

    def change(file: Path) -> None:
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute(statement).rowcount, "it damages nothing"
            connection.commit()

    return change


FILES: dict[str, Damage] = {
    "pages": spoil_pages,
    "cut short": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 3]),
    "no database": lambda file: file.write_bytes(b"This is no database. " * 500),
    "a table gone": changed("DROP TABLE policy_version"),
    "no text": changed("UPDATE action SET title = CAST(x'ff41fe' AS TEXT)"),
}
DOORS: dict[str, Sequence[str]] = {
    "looking": ("status",),
    "sending": ("deliver",),
}


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Desk:
    shutil.copytree(prepared, tmp_path / "var")
    return Desk(tmp_path / "var").at(NOW)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("damage", FILES)
def test_a_damaged_database_is_told_at_each_door(desk: Desk, damage: str, door: str) -> None:
    """Hold its row (row 144)."""
    FILES[damage](desk.data / "followthrough.db")
    done = desk.run(*DOORS[door])
    assert (done.returncode, done.stdout.strip()) == (2, "")
    assert "/followthrough.db can't be read: " in done.stderr
    assert "with text" not in done.stderr, "anybody's words"
    assert done.stderr.endswith(f". {RESTORE}")
    assert done.stderr.count("\n") == 1


def test_a_run_is_told_the_same(desk: Desk) -> None:
    """Hold its row (row 144)."""
    spoil_pages(desk.data / "followthrough.db")
    engine = open_database(Settings(data=desk.data, database_url=""))

    async def run() -> None:
        async with fit_to_tell():
            standing.standing(a_place(engine, NOW))

    with pytest.raises(BadInput, match=r"can't be read: database disk image is malformed") as told:
        asyncio.run(run())
    assert str(told.value).endswith(RESTORE.strip())
    engine.dispose()


def test_a_run_tells_that_the_database_can_not_be_used(database: Engine) -> None:
    async def run() -> None:
        async with fit_to_tell():
            with database.begin() as connection:
                connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Unforeseen, match=r"^The database can't be used: [^\n]+\.$"):
        asyncio.run(run())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_damaged_page_of_postgresql_is_told(database: Engine) -> None:
    """Hold its row (row 144)."""
    said = "invalid page in block 3 of relation base/16384/16385"
    with pytest.raises(Damaged, match=said) as told, writing(database) as session:
        session.connection().exec_driver_sql(
            f"DO $$ BEGIN RAISE SQLSTATE 'XX001' USING MESSAGE = '{said}'; END $$"
        )
    assert told.value.remedy == Remedy.RESTORE.of()


@pytest.mark.parametrize("left", [b"", b"x" * 4096, None])
def test_a_database_that_was_emptied_is_not_taken_for_a_new_one(
    desk: Desk, left: bytes | None
) -> None:
    """Hold its row (row 144)."""
    file = desk.data / "followthrough.db"
    file.unlink()
    if left is not None:
        file.write_bytes(left)
    book = desk.data / "post-book.jsonl"
    book.write_text("[]\n")
    done = desk.run("check")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{file} holds nothing, but {book} says what was sent" in done.stderr
    book.unlink()
    packs = desk.data / "packs"
    (packs / "p").mkdir(parents=True, exist_ok=True)
    done = desk.run("check")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{file} holds nothing, but {packs} holds packs; to begin anew" in done.stderr
    assert done.stderr.endswith(RESTORE)
    assert (file.read_bytes() if file.exists() else None) == left


def test_what_a_killed_process_wrote_beside_the_file_is_read(tmp_path: Path) -> None:
    """Hold its row (row 144)."""
    desk = Desk(tmp_path / "killed")
    engine = open_database(Settings(data=desk.data, database_url=""))
    assert (desk.data / "followthrough.db").stat().st_size <= NOTHING, "all is in the other file"
    (desk.data / "post-book.jsonl").write_text("")
    (desk.data / "packs" / "p").mkdir(parents=True)
    assert "Notices" in desk.says("status")
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE action SET due_date = 'x'", "UPDATE notice SET queued_at = '2027-13-01 07:00:00.0'"],
)
def test_a_date_that_is_none_is_told(desk: Desk, statement: str) -> None:
    """Hold its row (row 145)."""
    changed(statement)(desk.data / "followthrough.db")
    done = desk.run("why", KEY, "A1")
    assert done.returncode == 2
    assert done.stderr.startswith("What is stored of a date, ")
    assert done.stderr.endswith(f", can't be read. {RESTORE}")


NO_JSON = ("", '{"parts": [')
"""As a kill or a full disk leaves it; PostgreSQL keeps nothing of the kind."""
WRONG = ("[]", "null", '{"parts": [{"lines": [1]}]}')
IN_SQLITE, IN_BOTH = ("sqlite",), ("sqlite", "postgresql")


def cases() -> Iterator[Any]:
    """Yield on which database which column of a notice holds what, where it can."""
    for column, values, kinds in (
        ("payload", NO_JSON, IN_SQLITE),
        ("payload", WRONG, IN_BOTH),
        ("people", NO_JSON[1:], IN_SQLITE),
        ("people", ("[1]",), IN_BOTH),
    ):
        for value, kind in product(values, kinds):
            yield pytest.param(kind, column, value, id=f"{kind}-{column}-{value}")


def told_today(database: Engine) -> tuple[Service, int]:
    """Return a plan with a digest each to two people, queued; and the number of the first."""
    actions = an_action("A1", DUE), an_action("A2", DUE, DEPUTY.name)
    service = live_plan(database, *actions, directed=False)
    service.days(date(2026, 12, 17), DUE)
    service.check(at(L0))
    mine, _ = sorted(
        service.notices(NoticeState.QUEUED), key=lambda n: n.recipient_name, reverse=True
    )
    assert mine.recipient_address == OWNER.address
    return service, mine.id or 0


@pytest.mark.parametrize(("database_url", "column", "value"), [*cases()], indirect=["database_url"])
def test_a_notice_that_can_not_be_read_is_dead_and_the_others_leave(
    database: Engine, column: str, value: str
) -> None:
    """Hold its row (row 145)."""
    service, number = told_today(database)
    with database.begin() as connection:
        damaged = sa.text(f"UPDATE notice SET {column} = :value WHERE id = :number")  # noqa: S608
        connection.execute(damaged, {"value": value, "number": number})
    with Sink() as sink:
        place = service.place(at(L0, 8), mail_url=sink.url)
        done = delivery.deliver(place)
        assert [mail.recipients for mail in sink.received] == [
            [DEPUTY.address],
            [ADMINISTRATOR.address],
        ]
        again = delivery.deliver(place)
    assert done.outcomes == {"accepted": 2, "withdrawn": 1, "unmade": 1}
    assert (done.failed, again.outcomes) == (1, {})
    (said,) = done.needs_a_person
    why = f"could not be made: What is stored of notice {number} can't be read. "
    assert f"is dead: {why}" in str(said)
    shown, words = proof.show(place, number)
    assert words is None
    is_told = column == "people"
    assert shown.speaks_of[0] == (
        "Invented plan: A1" if is_told else f"What is stored of notice {number} can't be read."
    )


@pytest.mark.parametrize("database_url", IN_SQLITE, indirect=True)
@pytest.mark.parametrize("noise", [kept(Rendered("", "", ""))[0][:-3], zlib.compress(b"[1]")])
def test_words_that_can_not_be_read_are_not_sent_and_shown_as_such(
    database: Engine, noise: bytes
) -> None:
    """Hold its row (row 145)."""
    service, number = told_today(database)
    with database.begin() as connection:
        damaged = sa.text("UPDATE notice SET content = :noise, doubts = 1 WHERE id = :number")
        connection.execute(damaged, {"noise": noise, "number": number})
    place = service.place(at(L0, 8))
    _, words = proof.show(place, number)
    assert words is not None
    assert words.text == f"What is stored of the words of notice {number} can't be read."
    with Sink() as sink:
        done = delivery.deliver(service.place(at(L0, 8), mail_url=sink.url))
    assert (done.sent, done.outcomes["unmade"]) == (2, 1)
    assert OWNER.address not in [mail.recipients[0] for mail in sink.received]


def test_an_alarm_that_can_not_be_read_is_handed_on_as_one(database: Engine) -> None:
    """Hold its row (row 145)."""
    service, _ = told_today(database)
    place = service.place(at(L0, 8))
    alarms.raise_alarm(place, ORGANISATION, "k", "Title", "Body", now=at(L0, 8))
    with database.begin() as connection:
        connection.execute(
            sa.text("UPDATE notice SET payload = '[]', state = 'dead' WHERE kind = 'alarm'")
        )
    with Sink() as sink:
        done = delivery.deliver(service.place(at(L0, 8), mail_url=sink.url))
    assert done.sent == 2, "the digests"
    (said,) = done.unheard
    assert said.startswith(
        "Nobody could be told this: An alarm can't be read. What is stored of notice "
    )


@pytest.mark.parametrize("body", ["null", '{"name": "x", "rungs": [1]}'])
def test_a_policy_that_can_not_be_read_is_named_and_alarmed_once(
    database: Engine, body: str
) -> None:
    """Hold its row (row 145)."""
    service = live_plan(database)
    service.days(date(2026, 12, 17), date(2026, 12, 17))
    with database.begin() as connection:
        connection.execute(sa.text("UPDATE policy_version SET body = :body"), {"body": body})
    said = f"What is stored of version 1 of the policy of {KEY} can't be read."
    for day in (DUE, L0):
        (problem,) = service.check(at(day)).problems
        assert str(problem).startswith(said)
    found = [one for one in service.notices() if "policy:p:1" in one.dedup_key and one.lane == MAIL]
    assert [one.payload["title"] for one in found] == ["A policy can't be read"]
    shown = policy.show(service.place(at(L0, 8)), KEY)
    assert "# What is stored of version 1 can't be read. It counts as removed." in shown


SPOILT: dict[str, str] = {
    "cut short": "substr({0}, 1, length({0}) / 2)",
    "no JSON": "'x'",
    "of another kind": "'[]'",
    "a figure changed": "replace({0}, 'A1', 'A9')",
}


@pytest.mark.parametrize("damage", SPOILT)
def test_a_pack_or_position_that_can_not_be_read_is_named(desk: Desk, damage: str) -> None:
    """Hold its row (row 145)."""
    engine = open_database(Settings(data=desk.data, database_url=""))
    later = a_place(engine, at(life.NEXT, 7, 15), desk.data)
    of_pack = "version 0.1 for 2027-01-14 of the pack of board 1"
    for table, column, record in (
        ("cut_off", "position", "the position of plan 1 as of 2027-01-05"),
        ("pack", "contents", of_pack),
    ):
        spoil = f"UPDATE {table} SET {column} = {SPOILT[damage].format(column)}"  # noqa: S608 - ours
        with engine.begin() as connection:
            connection.execute(sa.text(spoil))
        (made,) = make_each(later, packs_due(later))
        assert isinstance(made, NotMade)
        assert f"What is stored of {record} can't be read." in str(made.why[0])
    for use in (pack_issue.issue, pack_draft.draft_again):
        with pytest.raises(RecordDamaged, match=of_pack):
            use(a_place(engine, NOW, desk.data), PACK)
    engine.dispose()
