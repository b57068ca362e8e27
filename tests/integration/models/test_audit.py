"""The audit trail: nobody edits it, and whoever does behind the triggers' back is found."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from models import audit
from models.audit import AuditEntry, Change
from models.new_plan import organisation_called
from models.session import connect, reading, writing
from tests.builders.plans import Service, an_action, at
from tests.databases import tell

LIVE = date(2018, 11, 21)
TODAY = date(2019, 1, 2)
NOW = at(TODAY, 9)
ACTOR = "Ann Auditor"
ACTIONS = (an_action("A1", date(2018, 12, 31)), an_action("A2", date(2019, 1, 9)))


@pytest.fixture
def service(database: Engine) -> Service:
    """A live plan, checked once, with a report: some dozen entries in one chain."""
    service = Service(database)

    def work() -> None:
        service.go_live(LIVE, *ACTIONS)
        service.day(TODAY)
        service.complete("A1", NOW)

    tell(database, ("audited", work))
    return service


def entries(engine: Engine, organisation_id: int = 1) -> list[AuditEntry]:
    with reading(engine) as session:
        found = select(AuditEntry).where(AuditEntry.organisation_id == organisation_id)
        rows = list(session.exec(found.order_by(col(AuditEntry.seq))))
        session.expunge_all()
        return rows


def verified(engine: Engine, organisation_id: int = 1) -> int | None:
    with reading(engine) as session:
        return audit.verify(session, organisation_id)


def run(engine: Engine, statement: str, **values: int) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text(statement), values)


def unguard(engine: Engine) -> None:
    """Drop the triggers, as someone with the database's password could."""
    if engine.dialect.name == "postgresql":
        run(engine, "ALTER TABLE audit_entry DISABLE TRIGGER USER")
        return
    with engine.begin() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")


def test_a_chain_of_real_work_holds(service: Service) -> None:
    found = entries(service.engine)
    assert [entry.seq for entry in found] == list(range(1, len(found) + 1))
    assert {"imported plan", "went live", "planned step", "reported complete"} <= {
        entry.verb for entry in found
    }
    assert verified(service.engine) is None


REST = "organisation_id, seq, at, 'x', verb, subject, detail, previous_hash, hash"
COPY = f"SELECT id, {REST}"
COPY_ELSEWHERE = f"SELECT id + 1000, {REST}"
EDITS = {
    "update": "UPDATE audit_entry SET detail = '{}' WHERE seq = 2",
    "update of all": "UPDATE audit_entry SET actor = actor",
    "delete": "DELETE FROM audit_entry WHERE seq = 2",
    "delete of all": "DELETE FROM audit_entry",
}
EDITS_OF_ONE = {
    "postgresql": {
        "truncate": "TRUNCATE audit_entry",
        "truncate by cascade": "TRUNCATE organisation CASCADE",
        "upsert": f"INSERT INTO audit_entry {COPY} FROM audit_entry WHERE seq = 2 "
        "ON CONFLICT (id) DO UPDATE SET actor = 'x'",
    },
    "sqlite": {
        "replace": f"INSERT OR REPLACE INTO audit_entry {COPY} FROM audit_entry WHERE seq = 2",
        "replace by number": f"INSERT OR REPLACE INTO audit_entry {COPY_ELSEWHERE} "
        "FROM audit_entry WHERE seq = 2",
        "update or replace": "UPDATE OR REPLACE audit_entry SET seq = 3 WHERE seq = 2",
        "upsert": f"INSERT INTO audit_entry {COPY} FROM audit_entry WHERE seq = 2 "
        "ON CONFLICT (id) DO UPDATE SET actor = 'x'",
    },
}


def test_an_entry_can_be_neither_changed_nor_removed(service: Service) -> None:
    before = entries(service.engine)
    for edit, statement in (EDITS | EDITS_OF_ONE[service.engine.dialect.name]).items():
        with pytest.raises(DBAPIError, match="audit entries can't be changed or removed"):
            run(service.engine, statement)
        assert entries(service.engine) == before, edit
    assert verified(service.engine) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_connection_without_our_settings_is_refused_too(service: Service) -> None:
    before = entries(service.engine)
    for statement in (EDITS | EDITS_OF_ONE["sqlite"]).values():
        plain = sqlite3.connect(str(service.engine.url.database))
        with pytest.raises(sqlite3.IntegrityError, match="audit entries can't be changed"), plain:
            plain.execute(statement)
        plain.close()
    assert entries(service.engine) == before


TAMPERED: dict[str, Any] = {
    "actor": "Someone Else",
    "verb": "recorded nothing",
    "subject": "action p/A9",
    "detail": "{}",
    "at": NOW + timedelta(seconds=1),
    "hash": "f" * 64,
    "previous_hash": "f" * 64,
    "organisation_id": 2,
}


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("column", TAMPERED)
def test_a_tampered_entry_is_found_by_its_number(
    service: Service, column: str, number: int
) -> None:
    with writing(service.engine) as session:
        assert organisation_called(session, "Another Council") == 2
    unguard(service.engine)
    with writing(service.engine) as session:
        row = sa.update(AuditEntry).where(col(AuditEntry.seq) == number)
        session.execute(row.values({column: TAMPERED[column]}))
    assert verified(service.engine) == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_removed_entry_is_found_by_its_number(service: Service, number: int) -> None:
    unguard(service.engine)
    run(service.engine, "DELETE FROM audit_entry WHERE seq = :number", number=number)
    assert verified(service.engine) == number


@pytest.mark.parametrize("cut", [1, 3, None])
def test_a_cut_tail_is_found_by_the_first_number_that_is_gone(
    service: Service, cut: int | None
) -> None:
    total = len(entries(service.engine))
    left = total - cut if cut else 0
    unguard(service.engine)
    run(service.engine, "DELETE FROM audit_entry WHERE seq > :left", left=left)
    assert verified(service.engine) == left + 1


def test_an_entry_forged_onto_the_end_is_found_by_its_number(service: Service) -> None:
    last = entries(service.engine)[-1]
    said = last.model_dump(exclude={"id"}) | {"seq": last.seq + 1, "previous_hash": last.hash}
    forged = AuditEntry(**said)
    forged.hash = audit.sealed(forged)
    with writing(service.engine) as session:
        session.add(forged)
    assert verified(service.engine) == last.seq + 1


def test_a_last_entry_that_was_sealed_anew_is_found_by_its_number(service: Service) -> None:
    last = entries(service.engine)[-1]
    unguard(service.engine)
    edited = AuditEntry(**last.model_dump() | {"actor": "Someone Else"})
    with writing(service.engine) as session:
        row = sa.update(AuditEntry).where(col(AuditEntry.seq) == last.seq)
        session.execute(row.values(actor="Someone Else", hash=audit.sealed(edited)))
    assert verified(service.engine) == last.seq


@given(st.text(), st.text(), st.datetimes(timezones=st.just(UTC)), st.integers(1))
def test_an_entry_is_sealed_as_the_json_list_that_old_chains_hold(
    actor: str, detail: str, when: datetime, seq: int
) -> None:
    entry = AuditEntry(
        organisation_id=1,
        seq=seq,
        at=when,
        actor=actor,
        verb="noted",
        subject="plan",
        detail=detail,
        previous_hash=audit.START,
        hash="",
    )
    said = [audit.START, seq, when.timestamp(), actor, "noted", "plan", detail]
    text = json.dumps(said, ensure_ascii=False)
    assert audit.sealed(entry) == sha256(text.encode()).hexdigest()


def test_two_organisations_have_two_chains(service: Service) -> None:
    first = len(entries(service.engine))
    with writing(service.engine) as session:
        second = organisation_called(session, "Another Council")
    for number in range(3):
        for organisation_id in (1, second):
            with writing(service.engine) as session:
                change = Change("noted", "something", {"number": number})
                audit.append(session, organisation_id, [change], actor=ACTOR, now=NOW)
    assert [entry.seq for entry in entries(service.engine)] == list(range(1, first + 4))
    assert [entry.seq for entry in entries(service.engine, second)] == [1, 2, 3]
    assert entries(service.engine, second)[0].previous_hash == audit.START
    unguard(service.engine)
    run(service.engine, "UPDATE audit_entry SET actor = 'x' WHERE organisation_id = :id", id=second)
    assert (verified(service.engine), verified(service.engine, second)) == (None, 1)


def test_two_writers_at_once_make_one_chain(database_url: str, service: Service) -> None:
    before = len(entries(service.engine))
    barrier = Barrier(2)

    def write(actor: str) -> None:
        engine = connect(database_url)
        barrier.wait()
        for number in range(20):
            with writing(engine) as session:
                changes = [Change("noted", "something", {"number": number})] * 2
                audit.append(session, 1, changes, actor=actor, now=NOW)
        engine.dispose()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, ["one", "two"]))
    assert verified(service.engine) is None
    assert len(entries(service.engine)) == before + 80
