"""`audit verify` and `audit export`: the whole chain, and what issued packs say of it."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough.audit import head_in
from models import audit
from models.audit import AuditEntry, AuditHead
from models.session import reading, writing
from notifications.render import render
from rules.problems import BadInput
from tests.builders.plans import KEY, Service, an_action, at
from tests.integration.cli.command_line import Command
from tests.integration.models.test_audit import entries, run, unguard
from tests.integration.packs import life

NOW = at(date(2026, 12, 14), 9)
UPDATE = ("update", KEY, "A1", "--text", "Half of it is done.", "--by", "Owen Er")


@pytest.fixture
def service(database: Engine) -> Service:
    service = Service(database)
    service.go_live(date(2026, 12, 1), an_action("A1", date(2026, 12, 31)))
    return service


def forge_an_entry(engine: Engine) -> None:
    last = entries(engine)[-1]
    said = last.model_dump(exclude={"id"}) | {"seq": last.seq + 1, "previous_hash": last.hash}
    forged = AuditEntry(**said)
    forged.hash = audit.sealed(forged)
    with writing(engine) as session:
        session.add(forged)


def reseal(engine: Engine, *, first: int, with_head: bool) -> None:
    """Let all entries from one on say that another did it, each sealed to the one before."""
    unguard(engine)
    with writing(engine) as session:
        rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.seq))).all()
        previous = rows[first - 2].hash if first > 1 else audit.START
        for row in rows[first - 1 :]:
            row.actor, row.previous_hash = "Someone Else", previous
            row.hash = previous = audit.sealed(row)
            session.add(row)
        if with_head:
            session.execute(sa.update(AuditHead).values(hash=previous))


def cut_the_end(engine: Engine) -> None:
    unguard(engine)
    run(engine, "DELETE FROM audit_entry WHERE seq = :last", last=len(entries(engine)))


def take_all_out(engine: Engine) -> None:
    unguard(engine)
    run(engine, "DELETE FROM audit_entry")


FORGED: dict[str, Callable[[Engine], None]] = {
    "an entry put in": forge_an_entry,
    "the last taken out": cut_the_end,
    "all taken out": take_all_out,
    "the last changed": lambda engine: reseal(engine, first=len(entries(engine)), with_head=False),
    "the head taken out": lambda engine: run(engine, "DELETE FROM audit_head"),
    "the head put back": lambda engine: run(engine, "UPDATE audit_head SET seq = seq - 1"),
}


@pytest.mark.parametrize("forge", FORGED)
def test_the_next_use_names_what_was_forged_and_records_nothing(
    service: Service, command: Command, forge: str
) -> None:
    """Hold its row (row 163)."""
    FORGED[forge](service.engine)
    before = entries(service.engine)
    code, said, wrong = command(*UPDATE, now=NOW)
    assert (code, said) == (2, "")
    assert wrong.startswith("The audit trail was written to by something else than this service: ")
    assert wrong.count("\n") == 1
    assert entries(service.engine) == before
    code, said, wrong = command("audit", "verify", now=NOW)
    assert (code, wrong) == (1, "")
    assert "of its audit trail does not fit" in said


DOORS: dict[str, tuple[str, ...]] = {
    "cancel": ("cancel", KEY, "A1", "--reason", "It is not needed."),
    "pause": ("pause", KEY, "--until", "2027-01-05", "--reason", "A move."),
    "ask": ("ask-date", KEY, "A1", "--new", "2027-02-01", "--reason", "A supplier left."),
    "away": (
        *("person", "away", "Owen Er", "--deputy", "Dee Rector"),
        *("--from", "2026-12-15", "--back", "2026-12-18"),
    ),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("door", DOORS)
def test_each_door_that_records_names_what_was_forged(
    service: Service, command: Command, door: str
) -> None:
    """Hold its row (row 163)."""
    forge_an_entry(service.engine)
    before = entries(service.engine)
    code, said, wrong = command(*DOORS[door], now=NOW)
    assert (code, said) == (2, "")
    assert wrong.startswith("The audit trail was written to by something else than this service: ")
    assert wrong.count("\n") == 1
    assert entries(service.engine) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("noise", ["at = 'x'", "detail = x'ff'", "seq = 'x'"])
def test_an_entry_that_can_not_be_read_is_found_by_its_number(
    service: Service, command: Command, noise: str
) -> None:
    """Hold its row (row 164)."""
    unguard(service.engine)
    with service.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE audit_entry SET {noise} WHERE seq = 2")  # noqa: S608
    code, said, wrong = command("audit", "verify", now=NOW)
    assert (code, wrong) == (1, "")
    assert "entry 2 of its audit trail does not fit" in said
    code, _, wrong = command("audit", "export", str(command.data / "trail.jsonl"), now=NOW)
    assert code in {0, 2}
    assert "Traceback" not in wrong


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("detail", ["{}", "[]", "no JSON", "7"])
def test_a_sealed_entry_that_says_something_else_is_named(
    service: Service, command: Command, detail: str
) -> None:
    """Hold its row (row 258)."""
    unguard(service.engine)
    with writing(service.engine) as session:
        went = AuditEntry.verb == "went live"
        session.execute(sa.update(AuditEntry).where(went).values(detail=detail))  # type: ignore[arg-type]
    reseal(service.engine, first=1, with_head=True)
    code, said, wrong = command("audit", "verify", now=NOW)
    assert (code, wrong) == (1, "")
    assert "does not say what such entries say" in said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_head_that_can_not_be_read_is_found(service: Service, command: Command) -> None:
    """Hold its row (row 163)."""
    run(service.engine, "UPDATE audit_head SET seq = 'x'")
    code, said, wrong = command("audit", "verify", now=NOW)
    assert (code, wrong) == (1, "")
    assert "entry 1 of its audit trail does not fit" in said


def test_a_change_in_the_midst_is_found_by_its_number(service: Service, command: Command) -> None:
    """Hold its row (row 164)."""
    code, said, _ = command("audit", "verify", now=NOW)
    assert code == 0
    assert said.strip() == f"Invented Council: {len(entries(service.engine))} entries, each fits."
    unguard(service.engine)
    run(service.engine, "UPDATE audit_entry SET detail = '{}' WHERE seq = 2")
    code, said, _ = command("audit", "verify", now=NOW)
    assert code == 1
    assert "entry 2 of its audit trail does not fit" in said


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_read_in_batches_of_any_size_the_chain_is_one(
    service: Service, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(audit, "BATCH", size)
    heard: list[Any] = []
    with reading(service.engine) as session:
        assert audit.verify(session, 1, heard.extend) is None
    assert [one.hash for one in heard] == [entry.hash for entry in entries(service.engine)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_file_of_an_issued_pack_and_its_mail_say_where_the_trail_stood(
    database: Engine, command: Command
) -> None:
    """Hold its row (row 165), and of the whole trail written anew (row 164)."""
    service = life.a_plan(database)
    drafted = life.draft(service, command.data)
    made = life.issue(service, command.data)
    html = next(file.path for file in drafted.files if file.name.endswith(".html"))
    with pytest.raises(BadInput, match="only issued packs do"):
        head_in(html)
    heads = {head_in(file.path) for file in made.files}
    assert len(made.files) == 4
    (head,) = heads
    assert head in {entry.hash for entry in entries(database)}
    mail = service.pack_mails()[-1]
    said = render(mail.kind, mail.payload)
    assert head in said.text
    assert head[:32] in said.html
    packs = [word for file in made.files for word in ("--pack", str(file.path))]
    code, out, _ = command("audit", "verify", *packs, "--head", head.upper(), now=NOW)
    assert code == 0
    assert out.count("the audit trail holds what it held then") == 5
    reseal(database, first=1, with_head=True)
    code, out, _ = command("audit", "verify", now=NOW)
    assert code == 0, "the chain was written anew, and nothing here tells"
    code, out, _ = command("audit", "verify", *packs, now=NOW)
    assert code == 1, "but the packs do"
    assert out.count("It was written anew since, or this is another database.") == 4


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_names_no_head_is_refused(
    service: Service, command: Command, tmp_path: Path
) -> None:
    assert service.engine
    noise = tmp_path / "noise.docx"
    noise.write_bytes(b"PK\x03\x04 no zip")
    for words, said in {
        ("--pack", str(tmp_path / "gone.pdf")): "is not there",
        ("--pack", str(tmp_path)): "is a folder",
        ("--pack", "/dev/zero"): "is a pipe or a device",
        ("--pack", str(noise)): "can't be read: it is damaged",
        ("--head", "ab12"): "a head is 64 of the letters",
    }.items():
        code, out, wrong = command("audit", "verify", *words, now=NOW)
        assert (code, out.strip()) == (2, "")
        assert said in wrong
        assert wrong.count("\n") == 1


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_every_entry_is_exported_with_its_hash(
    service: Service, command: Command, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"trail.{ending}"
    code, said, _ = command("audit", "export", str(file), now=NOW)
    stored = entries(service.engine)
    assert (code, said.strip()) == (0, f"{len(stored)} entries in {file}.")
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened)) if ending == "csv" else [*map(json.loads, opened)]
    assert [(int(row["seq"]), row["detail"], row["hash"]) for row in rows] == [
        (entry.seq, entry.detail, entry.hash) for entry in stored
    ]
    assert {row["organisation"] for row in rows} == {"Invented Council"}


def test_an_export_goes_to_a_file_of_a_known_ending(command: Command, service: Service) -> None:
    assert service.engine
    code, _, wrong = command("audit", "export", "trail.txt", now=NOW)
    assert (code, wrong) == (2, "trail.txt: write a .jsonl file or a .csv file.\n")
