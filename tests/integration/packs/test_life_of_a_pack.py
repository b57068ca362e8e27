"""A pack from its draft to the issued version and what replaces it (semantics rows 74 and 75)."""

import json
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.packs import files as pack_files
from followthrough.packs import issue as pack_issue
from followthrough.packs.named import named
from followthrough.packs.proof import list_packs, verify
from models.audit import AuditEntry
from models.notice import NoticeKind
from models.pack import Pack
from models.session import reading, writing
from notifications.render import render
from rules.problems import BadInput
from tests.builders.places import a_place
from tests.builders.plans import BOARD, KEY, at
from tests.integration.cli.command_line import Command
from tests.integration.packs.life import (
    DEADLINE,
    ISSUED,
    MEETS,
    NEXT,
    WANTED,
    a_plan,
    again,
    draft,
    issue,
    kept,
    mailed,
    reissue,
)

LATER = date(2027, 1, 11)


@pytest.mark.parametrize("hours", [pytest.param(1, id="row-074")])
def test_the_same_draft_made_twice_is_one_version_sent_once(
    database: Engine, tmp_path: Path, hours: int
) -> None:
    service = a_plan(database)
    first = draft(service, tmp_path)
    second = draft(service, tmp_path)
    third = again(service, tmp_path, at(DEADLINE, 7 + hours))
    assert [one.new for one in (first, second, third)] == [True, False, False]
    assert {one.contents_sha256 for one in (first, second, third)} == {first.contents_sha256}
    assert {one.version for one in (first, second, third)} == {"0.1"}
    assert mailed(service) == ["0.1"]


@pytest.mark.parametrize("on", [pytest.param(LATER, id="row-074")])
def test_the_same_pack_issued_twice_is_one_version_sent_once(
    database: Engine, tmp_path: Path, on: date
) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    first = issue(service, tmp_path)
    files = {file.path: file.path.read_bytes() for file in first.files}
    service.complete("A1", at(on, 9))
    second = issue(service, tmp_path, on)
    third = draft(service, tmp_path, MEETS)
    assert [first.new, second.new, third.new] == [True, False, False]
    assert {one.version for one in (first, second, third)} == {"1.0"}
    assert {one.contents_sha256 for one in (first, second, third)} == {first.contents_sha256}
    assert {path: path.read_bytes() for path in files} == files
    assert mailed(service) == ["0.1", "1.0"]


@pytest.mark.parametrize("on", [pytest.param(LATER, id="row-075")])
def test_a_change_after_issue_is_shown_next_time(
    database: Engine, tmp_path: Path, on: date
) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    issued = issue(service, tmp_path)
    before = kept(service)[-1].contents
    service.complete("A1", at(on, 9))
    assert issue(service, tmp_path, on).contents_sha256 == issued.contents_sha256
    assert kept(service)[-1].contents == before
    following = draft(service, tmp_path, NEXT)
    said = json.loads(kept(service)[-1].contents)
    assert (following.version, following.new) == ("0.1", True)
    assert said["last_cut_off"] == "2027-01-05", "compared with the issued pack"
    assert ("A1", "completed") in [(c["ref"], c["kind"]) for c in said["changes"]]
    assert [row["ref"] for row in said["awaiting"]] == ["A1"]


@pytest.mark.parametrize("on", [pytest.param(LATER, id="row-075")])
def test_a_reissue_is_version_1_1_and_names_the_difference(
    database: Engine, tmp_path: Path, on: date
) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    first = issue(service, tmp_path)
    service.complete("A1", at(on, 9))
    second = reissue(service, tmp_path, on)
    assert (second.version, second.issued, second.month) == ("1.1", True, first.month)
    assert second.differences == (
        "The position is at Mon 11 Jan 2027, no longer at Tue 5 Jan 2027.",
        "A1: completed on none before, Mon 11 Jan 2027 now; progress changed.",
    )
    notes = json.loads(kept(service)[-1].contents)["occasion"]["notes"]
    assert notes[-3:] == [
        "This replaces version 1.0 of Tue 5 Jan 2027: A1 was closed.",
        *second.differences,
    ]
    mail = [n for n in service.notices() if n.kind == NoticeKind.PACK][-1]
    text = render(mail.kind, mail.payload).text
    assert "It replaces version 1.0. Why: A1 was closed." in text
    assert "This replaces version 1.0" not in text, "told once"
    assert "- A1: completed on none before, Mon 11 Jan 2027 now; progress changed." in text
    assert all(file.path.exists() for file in first.files), "issued files stay"
    assert mailed(service) == ["0.1", "1.0", "1.1"]
    with pytest.raises(BadInput, match=r"would say the same as version 1\.1 says"):
        reissue(service, tmp_path, on + timedelta(days=1))


def test_an_issue_says_what_its_draft_said(database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    service.complete("A1", at(ISSUED, 9))
    issue(service, tmp_path)
    old, new = (json.loads(pack.contents) for pack in kept(service))
    assert (old["occasion"].pop("version"), new["occasion"].pop("version")) == (
        "0.1 (draft)",
        "1.0",
    )
    assert (bool(old["occasion"].pop("record")), bool(new["occasion"].pop("record"))) == (
        False,
        True,
    )
    assert old == new


def test_a_draft_made_again_shows_what_was_recorded_since(database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    service.complete("A1", at(ISSUED, 9))
    second = again(service, tmp_path, at(ISSUED, 10))
    assert (second.version, second.new, second.as_of) == ("0.2", True, ISSUED)
    assert issue(service, tmp_path, ISSUED).as_of == ISSUED
    assert mailed(service) == ["0.1", "0.2", "1.0"]
    with pytest.raises(
        BadInput, match=r"is issued\. Issue the pack of .* again: that makes a new version"
    ):
        again(service, tmp_path, at(LATER))


def test_an_issue_keeps_files_snapshot_and_where_the_audit_trail_stood(
    database: Engine, tmp_path: Path
) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    made = issue(service, tmp_path)
    pack = kept(service)[-1]
    for file in made.files:
        assert file.path.stat().st_mode & 0o222 == 0
        assert sha256(file.path.read_bytes()).hexdigest() == file.sha256
    snapshot = made.files[0].path.with_name("contents.json").read_bytes()
    assert sha256(snapshot).hexdigest() == pack.contents_sha256
    with reading(database) as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.verb == "issued pack")).one()
    detail = json.loads(entry.detail)
    assert entry.previous_hash == pack.audit_head == detail["audit_head"]
    assert detail["contents"] == pack.contents_sha256
    assert detail["files"] == {file.name: file.sha256 for file in made.files}


@pytest.mark.parametrize("content", [b"edited", None], ids=["changed", "gone"])
def test_a_draft_whose_file_is_not_what_was_made_is_not_issued(
    database: Engine, tmp_path: Path, content: bytes | None
) -> None:
    service = a_plan(database)
    path = draft(service, tmp_path).files[0].path
    path.unlink()
    if content:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=f"{path.name} (is gone|was changed since it was made)"):
        issue(service, tmp_path)
    assert [pack.version for pack in kept(service)] == ["0.1"]


def test_nothing_is_written_over_where_an_issue_goes(database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    made = issue(service, tmp_path)
    path = made.files[0].path
    with writing(database) as session:  # as if the record of the issue had been lost
        issued = session.exec(select(Pack).where(Pack.version == "1.0")).one()
        issued.month, issued.issued_at = date(2020, 1, 1), None
    path.chmod(0o644)
    path.write_bytes(b"something else")
    with pytest.raises(BadInput, match="holds something else than this pack"):
        issue(service, tmp_path)
    assert path.read_bytes() == b"something else"


REFUSED = {
    "no reason": (" ", "A pack is issued again for a reason. Say it in a sentence."),
    "not issued": ("A typing error.", "is not issued yet"),
}


@pytest.mark.parametrize(("because", "said"), REFUSED.values(), ids=list(REFUSED))
def test_a_reissue_that_makes_no_sense_is_refused(
    database: Engine, tmp_path: Path, because: str, said: str
) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    with pytest.raises(BadInput, match=said):
        reissue(service, tmp_path, LATER, because)
    assert mailed(service) == ["0.1"]


def test_after_a_later_issue_the_earlier_pack_is_not_issued_again(
    database: Engine, tmp_path: Path
) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    issue(service, tmp_path)
    draft(service, tmp_path, NEXT)
    service.complete("A1", at(NEXT, 9))
    command_line = (KEY, BOARD.name, "2027-02-25")
    pack_issue.issue(a_place(database, at(NEXT, 10), tmp_path), command_line)
    with pytest.raises(BadInput, match="was issued since"):
        reissue(service, tmp_path, NEXT)


def test_a_pack_after_one_that_was_not_issued_says_so(database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    draft(service, tmp_path, NEXT)
    notes = json.loads(kept(service)[-1].contents)["occasion"]["notes"]
    assert notes[-1] == (
        "No earlier pack was issued: this one is compared with draft 0.1 for January 2027."
    )
    said = "is compared with that for Thu 14 Jan 2027, which was not issued.* Issue the pack of "
    with pytest.raises(BadInput, match=rf"{said}{BOARD.name}, {KEY}, for 2027-01-14 first"):
        pack_issue.issue(a_place(database, at(NEXT, 10), tmp_path), (KEY, BOARD.name, "2027-02"))


def test_a_pack_is_named_by_the_day_of_its_meeting_in_either_order(
    database: Engine, tmp_path: Path
) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    for month in ("2027-01-14", "14/01/2027"):
        with reading(database) as session:
            assert named(session, (KEY, BOARD.name, month)).newest.version == "0.1"


NAMES = {
    "not a month": ("soon", "'soon' is not a month, such as 2027-01"),
    "no such day, day first": ("30/02/2027", "is not a month"),
    "no such day": ("2027-02-30", "is not a month"),
    "no pack": ("2027-03", "has no pack for 2027-03"),
}


@pytest.mark.parametrize(("month", "said"), NAMES.values(), ids=list(NAMES))
def test_a_pack_that_is_not_there_is_named(
    database: Engine, tmp_path: Path, month: str, said: str
) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    with pytest.raises(BadInput, match=said):
        pack_issue.issue(a_place(database, at(ISSUED), tmp_path), (*WANTED[:2], month))


def test_a_format_that_fails_is_named_and_does_not_lose_the_others(
    database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = a_plan(database)
    monkeypatch.setitem(pack_files.WRITERS, "odt", ("OpenDocument", "x/y"))  # nobody writes it
    made = draft(service, tmp_path)
    told = (
        "The OpenDocument file was not made: the package followthrough.packs.writers.odt is missing "
        "(install the requirements again)."
    )
    assert made.failed == (told,)
    assert {"pdf", "xlsx"} <= {file.path.suffix[1:] for file in made.files}
    assert not list(tmp_path.rglob("*.odt"))
    assert list_packs(a_place(database))[0].failed == (told,)
    mail = next(n for n in service.notices() if n.kind == NoticeKind.PACK)
    assert told in " ".join(render(mail.kind, mail.payload).text.split())
    alarms = [n for n in service.notices() if n.kind == NoticeKind.ALARM]
    assert any(told in n.payload["body"] for n in alarms)
    with pytest.raises(BadInput, match="Nothing was issued"):
        issue(service, tmp_path)
    assert [pack.version for pack in kept(service)] == ["0.1"]
    monkeypatch.delitem(pack_files.WRITERS, "odt")
    assert again(service, tmp_path, at(DEADLINE, 9)).failed == ()
    assert mailed(service) == ["0.1", "0.2"]


# --- Verify and list ---


def test_verify_tells_issued_superseded_draft_changed_and_unknown_apart(
    database: Engine, tmp_path: Path
) -> None:
    service = a_plan(database)
    of_draft = draft(service, tmp_path).files[0].path
    first = issue(service, tmp_path).files[0].path
    copied = tmp_path / "what-i-was-sent.pdf"
    copied.write_bytes(first.read_bytes())

    found = verify(a_place(database), copied)
    assert found.is_issued
    assert "issued at 10:00 on Thu 7 Jan 2027" in found.sentence
    assert "version 1.0 of the pack of the Strategic Partnership Board" in found.sentence
    assert not verify(a_place(database), of_draft).is_issued
    assert "is a draft" in verify(a_place(database), of_draft).sentence
    snapshot = first.with_name("contents.json")
    assert verify(a_place(database), snapshot).is_issued

    service.complete("A1", at(LATER, 9))
    second = reissue(service, tmp_path, LATER).files[0].path
    assert not verify(a_place(database), copied).is_issued
    assert "Version 1.1 has replaced it." in verify(a_place(database), copied).sentence
    assert verify(a_place(database), second).is_issued

    changed = tmp_path / first.name
    changed.write_bytes(first.read_bytes() + b" ")
    assert "It was changed since." in verify(a_place(database), changed).sentence
    stranger = tmp_path / "other.pdf"
    stranger.write_bytes(b"%PDF")
    assert "is not known" in verify(a_place(database), stranger).sentence
    assert not verify(a_place(database), changed).is_issued
    assert not verify(a_place(database), stranger).is_issued


def test_verify_finds_a_record_that_was_tampered_with(database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    path = issue(service, tmp_path).files[0].path
    with writing(database) as session:
        pack = session.exec(select(Pack).where(Pack.version == "1.0")).one()
        kept_as = pack.contents
        pack.contents = kept_as.replace("A1", "A9")
    assert "its stored contents were changed since" in verify(a_place(database), path).sentence
    with writing(database) as session:
        pack = session.exec(select(Pack).where(Pack.version == "1.0")).one()
        pack.contents, pack.audit_head = kept_as, "f" * 64
    found = verify(a_place(database), path)
    assert not found.is_issued
    assert "the audit trail does not say that it was issued" in found.sentence


def test_the_list_shows_every_version_and_what_became_of_it(
    database: Engine, tmp_path: Path
) -> None:
    service = a_plan(database)
    assert list_packs(a_place(database)) == []
    draft(service, tmp_path)
    issue(service, tmp_path)
    service.complete("A1", at(LATER, 9))
    reissue(service, tmp_path, LATER)
    assert [(one.version, one.state) for one in list_packs(a_place(database), KEY)] == [
        ("0.1", "superseded by 1.1"),
        ("1.0", "superseded by 1.1"),
        ("1.1", "issued"),
    ]


# --- On the command line ---


def test_the_life_of_a_pack_on_the_command_line(command: Command, database: Engine) -> None:
    service = a_plan(database)
    assert "made, as of Tue 5 Jan 2027, version 0.1." in command("pack", now=at(DEADLINE, 8))[1]
    assert command("pack", now=at(DEADLINE, 9))[1] == "No pack is due.\n"
    again = command("pack", "redraft", *WANTED, now=at(DEADLINE, 9))
    assert (again[0], "says nothing else" in again[1]) == (0, True)
    code, out, _ = command("pack", "issue", *WANTED, now=at(ISSUED, 9))
    assert (code, "issued, as of Tue 5 Jan 2027, version 1.0." in out) == (0, True)
    path = next(line.strip() for line in out.splitlines() if line.endswith(".pdf"))
    assert command("pack", "verify", path, now=at(ISSUED, 10))[0] == 0
    service.complete("A1", at(LATER, 9))
    code, out, _ = command("pack", "reissue", *WANTED, "--because", "A1.", now=at(LATER, 10))
    assert (code, "A1: completed on none before, Mon 11 Jan 2027 now" in out) == (0, True)
    code, out, _ = command("pack", "verify", path, now=at(LATER, 10))
    assert (code, "Version 1.1 has replaced it." in out) == (1, True)
    listed = command("pack", "list", now=at(LATER, 10))[1]
    assert "  2027-01-14  version 1.0  superseded by 1.1, made at 09:00 on Thu 7 Jan 2027" in listed
    assert f"  {Path(path).parent}" in listed.splitlines(), "whole, however narrow the terminal"
    told = json.loads(command("pack", "list", "--json", now=at(LATER, 10))[1])
    assert [one["version"] for one in told] == ["0.1", "1.0", "1.1"]
    assert str(command.data / told[1]["files"][1]) == path
    code, _, wrong = command("pack", "verify", "nowhere.pdf", now=at(LATER, 10))
    assert (code, wrong) == (2, "nowhere.pdf is not there; check the path nowhere.pdf.\n")
