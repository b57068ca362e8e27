"""The proof of what was told, and what a person may settle: on both databases."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.notices import delivery, proof, retention, settling
from followthrough.notices.ways import ways_of
from followthrough.settings import Settings
from models.audit import verify
from models.notice import Notice, NoticeKind, NoticeState
from models.session import reading
from rules.problems import BadInput
from tests.builders.cast import CAST, DUE, L0, L2, live_plan
from tests.builders.places import a_place
from tests.builders.plans import BOARD, OWNER, Service, an_action, at
from tests.servers.post import Post
from tests.servers.smtp import DROP

UNKNOWN, DEAD, SENT = NoticeState.UNKNOWN, NoticeState.DEAD, NoticeState.SENT


def deliver(service: Service, sink: Post, day: date, hour: int = 8) -> delivery.Delivered:
    ways = ways_of(Settings(mail_url=sink.url))
    return delivery.deliver(service.place(at(day, hour)), ways)


def told(database: Engine) -> Service:
    """Return a plan whose owner was told that A1 is late."""
    service = live_plan(database, directed=False)
    service.check(at(L0))
    with Post() as sink:
        deliver(service, sink, L0)
    return service


def of_kind(service: Service, kind: NoticeKind) -> Notice:
    return next(notice for notice in service.notices() if notice.kind == kind)


def test_a_notice_is_proved_by_whom_what_why_when_and_the_reply(database: Engine) -> None:
    service = told(database)
    found, said = proof.show(a_place(database), 1)
    assert (found.name, found.address, found.state) == (OWNER.name, OWNER.address, "sent")
    assert found.queued_at == "2026-12-21T07:00:00+00:00"
    assert found.speaks_of == ("Invented plan: A1",)
    (step,) = found.steps
    assert (step.action, step.rung, step.policy) == ("p/A1", "L0", "P1")
    assert step.reason == service.reason("A1", "L0")
    assert [(a.outcome, a.reply) for a in found.attempts] == [("accepted", "250 2.0.0 OK")]
    assert said is not None
    assert (
        said.subject
        == found.subject
        == "Invented plan: A1, 1 working day late, update by 24 December"
    )
    assert "Do what A1 says" in said.text
    assert len(found.sha256) == 64


def test_what_there_is_not_can_not_be_shown(database: Engine) -> None:
    with pytest.raises(BadInput, match="There is no notice 7"):
        proof.show(a_place(database), 7)


def test_an_export_holds_every_notice_with_every_attempt(database: Engine, tmp_path: Path) -> None:
    actions = an_action("A1", DUE), an_action("A2", DUE, CAST[6].name)
    service = live_plan(database, *actions, directed=False)
    service.check(at(L0))
    with Post(at_rcpt={OWNER.address: "451 4.7.1 later"}) as sink:
        deliver(service, sink, L0)
        sink.at_rcpt.clear()
        deliver(service, sink, L0, 9)
    lines, rows = tmp_path / "all.jsonl", tmp_path / "all.csv"
    assert proof.export(a_place(database), lines, None, None) == 2
    said = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    mine = next(one for one in said if one["address"] == OWNER.address)
    assert [a["outcome"] for a in mine["attempts"]] == ["transient", "accepted"]
    assert proof.export(a_place(database), rows, L0, L0) == 2
    with rows.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert sorted(row["attempt"] for row in table) == ["accepted", "accepted", "transient"]
    assert proof.export(a_place(database), rows, L0 + timedelta(days=1), None) == 0
    assert sorted(path.name for path in tmp_path.glob("*all*")) == ["all.csv", "all.jsonl"]


def test_no_cell_of_an_export_is_a_formula(database: Engine, tmp_path: Path) -> None:
    service = live_plan(database, an_action("=HYPERLINK(1)", DUE))
    service.check(at(L0))
    with Post(at_rcpt={OWNER.address: "550 =cmd"}) as sink:
        deliver(service, sink, L0)
    file = tmp_path / "all.csv"
    proof.export(a_place(database), file, None, None)
    with file.open(encoding="utf-8", newline="") as opened:
        cells = [cell for row in csv.reader(opened) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]


@pytest.mark.parametrize("name", ["all.xlsx", "missing/all.csv"])
def test_a_file_that_cannot_be_written_is_named(
    database: Engine, tmp_path: Path, name: str
) -> None:
    with pytest.raises(BadInput, match=str(tmp_path / name)):
        proof.export(a_place(database), tmp_path / name, None, None)


def in_doubt(database: Engine, sink: Post) -> Service:
    """Return a plan whose Board notice may or may not have arrived."""
    service = live_plan(database)
    service.days(date(2026, 12, 11), date(2027, 1, 5))
    service.check(at(L2))
    sink.after_body[BOARD.address] = DROP
    deliver(service, sink, L2)
    sink.after_body.clear()
    assert of_kind(service, NoticeKind.BOARD_NOTICE).state == UNKNOWN
    return service


@pytest.mark.parametrize("delivered", [True, False], ids=["row-072-was", "row-072-again"])
def test_a_named_person_settles_a_board_notice_in_doubt(
    database: Engine, *, delivered: bool
) -> None:
    with Post() as sink:
        service = in_doubt(database, sink)
        board = of_kind(service, NoticeKind.BOARD_NOTICE)
        deliver(service, sink, L2, 20)
        assert len(sink.to(BOARD.address)) == 1, "never again by itself"
        said = settling.release(
            a_place(database, at(L2, 21)), board.id or 0, delivered=delivered, by="Sec Retary"
        )
        assert "Sec Retary" in said
        deliver(service, sink, L2, 22)
        mails = sink.to(BOARD.address)
    assert len(mails) == (1 if delivered else 2)
    assert len({mail.raw for mail in mails}) == 1, "the same identity and words"
    assert of_kind(service, NoticeKind.BOARD_NOTICE).state == SENT
    ((subject, detail),) = service.audited("released notice")
    assert (subject, detail["by"], detail["was"]) == (
        f"notice {board.id}",
        "Sec Retary",
        "unknown",
    )
    with reading(database) as session:
        assert verify(session, 1) is None


@pytest.mark.parametrize("refusal", ["550 5.1.1 no such user"], ids=["row-073"])
def test_a_refused_board_notice_may_be_sent_again(database: Engine, refusal: str) -> None:
    service = live_plan(database)
    service.days(date(2026, 12, 11), date(2027, 1, 5))
    service.check(at(L2))
    with Post(at_rcpt={BOARD.address: refusal}) as sink:
        done = deliver(service, sink, L2)
        board = of_kind(service, NoticeKind.BOARD_NOTICE)
        assert board.state == DEAD
        assert len(done.needs_a_person) == 1
        sink.at_rcpt.clear()
        settle = (a_place(database, at(L2, 20)), board.id or 0)
        with pytest.raises(BadInput, match="was not delivered"):
            settling.release(*settle, delivered=True, by="Ada Min")
        settling.release(*settle, delivered=False, by="Ada Min")
        assert deliver(service, sink, L2, 20).sent == 1
        assert len(sink.to(BOARD.address)) == 1
    assert of_kind(service, NoticeKind.BOARD_NOTICE).state == SENT


def test_only_what_waits_for_a_person_is_released(database: Engine) -> None:
    told(database)
    for number, by, words in (
        (1, "Ada Min", "is sent"),
        (9, "Ada Min", "no notice 9"),
        (1, " ", "Nobody is named who decides. Say who"),
    ):
        with pytest.raises(BadInput, match=words):
            settling.release(a_place(database, at(L0)), number, delivered=False, by=by)


def test_the_words_of_old_notices_are_removed_and_their_hash_stays(database: Engine) -> None:
    service = told(database)
    hashed = service.notices()[0].content_sha256
    soon, late = (at(L0 + timedelta(days=days)) for days in (40, 41))
    assert retention.forget(a_place(database, soon, keep_days=40)) == 0
    assert retention.forget(a_place(database, late, keep_days=40)) == 1
    assert retention.forget(a_place(database, late, keep_days=40)) == 0
    found, said = proof.show(a_place(database), 1)
    assert said is None
    assert (found.sha256, found.address) == (hashed, OWNER.address)
    assert [step.rung for step in found.steps] == ["L0"]
    assert service.notices()[0].payload == {}
    ((_, detail),) = service.audited("removed words")
    assert detail["notices"] == 1
    assert service.climbs("A1") == {"L0": L0}, "what was told stays told"


def test_what_may_still_leave_is_not_removed(database: Engine) -> None:
    service = live_plan(database)
    service.check(at(L0))
    assert retention.forget(a_place(database, at(date(2028, 1, 4)), keep_days=31)) == 0
    assert service.notices()[0].payload["to"]["address"] == OWNER.address
