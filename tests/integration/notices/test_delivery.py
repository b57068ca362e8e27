"""Delivery to a real mail server: crashes, rivals, refusals; nothing lost, nothing doubled."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select, update

from followthrough.clock import start_example
from followthrough.notices import delivery
from followthrough.notices.ways import ways_of
from followthrough.packs import draft, versions
from followthrough.plans.file.rows import PersonRow
from followthrough.settings import Settings
from models.notice import DeliveryAttempt, Notice, NoticeKind, NoticeState
from models.session import connect, reading, writing
from notifications import outbox
from notifications.outbox import LEASE
from tests.builders import plans
from tests.builders.places import a_place
from tests.builders.plans import Service, an_action, at
from tests.databases import tell
from tests.forked import begin
from tests.servers.post import Post, read
from tests.servers.smtp import DROP, Sink

LIVE = date(2018, 11, 21)
TODAY = date(2019, 1, 2)
NOW = at(TODAY, 7, 5)
MINUTE = timedelta(minutes=1)
BOARD = plans.BOARD.address
QUEUED, SENT, UNKNOWN = NoticeState.QUEUED, NoticeState.SENT, NoticeState.UNKNOWN


def a_person(name: str, address: str) -> PersonRow:
    return PersonRow(name, address, "Manager", "Trust", plans.DIRECTOR.name)


OBRIEN = a_person("Pat O'Brien", "pat.o'brien@invented.example")
UNA = a_person("Una Gain", "una@invented.example")
CROWD = tuple(a_person(f"Owner {n}", f"owner{n}@invented.example") for n in range(58))


def queued(engine: Engine, *owners: PersonRow) -> Service:
    """Queue a Board notice and, after it, digests for the director, Owen Er and these owners."""
    people = (plans.ADMINISTRATOR, plans.DIRECTOR, plans.OWNER, *owners)
    late = [an_action(f"A{n}", date(2018, 12, 31), o.name) for n, o in enumerate(owners, 1)]
    service = Service(engine, people)

    def queue() -> None:
        service.go_live(LIVE, an_action("A0", date(2018, 12, 14)), *late)
        for day in (date(2018, 12, 17), date(2018, 12, 21)):
            service.day(day)
        service.check(at(TODAY))

    tell(engine, (("queued", owners), queue))
    return service


def todays(service: Service) -> list[Notice]:
    return [
        notice
        for notice in service.notices()
        if notice.queued_at == at(TODAY) and notice.kind != NoticeKind.ALARM
    ]


def letters(service: Service) -> Counter[str]:
    return Counter(notice.message_id for notice in todays(service))


def states(service: Service) -> Counter[str]:
    return Counter(notice.state for notice in todays(service))


def make_pack(engine: Engine, data: Path) -> versions.Assembled:
    return draft.assemble_pack(a_place(engine, at(TODAY), data), plans.KEY, plans.BOARD.name)


def but_alarms(done: delivery.Delivered, alarms: int) -> Counter[str]:
    """Return the outcomes without those of alarms: each goes by mail, and to no channel."""
    return Counter(done.outcomes) - Counter(accepted=alarms, withdrawn=alarms)


def deliver(
    engine: Engine, sink: Sink, now: datetime, data: Path, tick: timedelta = timedelta(0)
) -> delivery.Delivered:
    """Deliver by a clock that reads `now`, and `tick` more each time it is read."""
    reads = count()
    ways = ways_of(Settings(mail_url=sink.url, mail_connections=1))
    return delivery.deliver(a_place(engine, lambda: now + next(reads) * tick, data), ways)


@contextmanager
def delivering(url: str, sink: Sink, data: Path) -> Iterator[BaseProcess]:
    """Run `followthrough deliver` by a clock that reads 07:05 at its start."""
    start_example(data, NOW)
    environment = {
        **os.environ,
        "FOLLOWTHROUGH_DATA": str(data),
        "FOLLOWTHROUGH_DATABASE_URL": url,
        "FOLLOWTHROUGH_MAIL_URL": sink.url,
        "FOLLOWTHROUGH_MAIL_CONNECTIONS": "1",
    }
    process = begin(["deliver"], environment)
    try:
        yield process
    finally:
        process.kill()


def signalled(process: BaseProcess, number: signal.Signals) -> None:
    assert process.pid is not None
    os.kill(process.pid, number)


@pytest.mark.parametrize(
    ("number", "in_doubt"),
    [
        pytest.param(1, NoticeKind.BOARD_NOTICE, id="row-072-at-the-Board-notice"),
        pytest.param(2, NoticeKind.DIGEST, id="row-040-at-the-second"),
        pytest.param(27, None, id="row-040-anywhere-in-a-batch"),
        pytest.param(50, NoticeKind.DIGEST, id="row-040-at-the-end-of-a-batch"),
        pytest.param(51, None, id="row-040-anywhere-between-batches"),
        pytest.param(62, NoticeKind.PACK, id="row-072-at-the-pack"),
    ],
)
def test_after_a_kill_only_the_rest_is_sent(
    database_url: str, database: Engine, tmp_path: Path, number: int, in_doubt: NoticeKind | None
) -> None:
    service = queued(database, *CROWD)
    make_pack(database, tmp_path)
    assert [n.kind for n in todays(service)] == ["board_notice", *["digest"] * 60, "pack"]
    with Post(pause=0.003, held_at=number if in_doubt else 0) as sink:
        with delivering(database_url, sink, tmp_path) as process:
            sink.wait_for(number, process)
            signalled(process, signal.SIGKILL)
            process.join()
            assert process.exitcode == -signal.SIGKILL
        doubtful = [n for n in todays(service) if n.state == NoticeState.SENDING]
        assert not in_doubt or [n.kind for n in doubtful] == [in_doubt]
        sink.held_at = 0
        before = sink.letters()
        deliver(database, sink, NOW + LEASE / 2, tmp_path)
        assert before <= sink.letters() <= letters(service), "while its lease runs, none is doubled"
        done = deliver(database, sink, NOW + 2 * LEASE, tmp_path)
        deliver(database, sink, NOW + 4 * LEASE, tmp_path)
    held = [n for n in doubtful if n.kind != NoticeKind.DIGEST]
    again = Counter(n.message_id for n in doubtful if n not in held)
    assert sink.letters() == letters(service) | (before + again)
    assert len({mail.raw for mail in sink.but_alarms()}) == 62, (
        "a doubled one is the same to the byte"
    )
    assert states(service) == Counter({SENT: 62 - len(held)}) + Counter({UNKNOWN: len(held)})
    assert list(done.needs_a_person) == [
        f"Notice {n.id} ({n.kind.replace('_', ' ')}) to {n.recipient_address} is unknown: "
        f"its delivery was cut off{'' if n.kind == NoticeKind.PACK else '. It is to tell of p/A0 (L2).'}"
        for n in held
    ]


@pytest.mark.parametrize("trial", range(3))
def test_two_runs_at_once_send_each_once(
    database_url: str, database: Engine, tmp_path: Path, trial: int
) -> None:
    service = queued(database, *CROWD)
    barrier = Barrier(2)

    def one(engine: Engine) -> int:
        barrier.wait()
        return deliver(engine, sink, NOW + trial * MINUTE, tmp_path).sent

    with Post(pause=0.003) as sink, ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(one, [database, rival := connect(database_url)]))
    rival.dispose()
    assert sink.letters() == letters(service)
    assert sum(numbers) == len(sink.received) == states(service)[SENT] == 61


@pytest.mark.parametrize("number", [30], ids=["row-039"])
def test_a_run_that_slept_past_its_lease_sends_nothing_more(
    database_url: str, database: Engine, tmp_path: Path, number: int
) -> None:
    service = queued(database, *CROWD)
    with Post(held_at=number) as sink:
        with delivering(database_url, sink, tmp_path) as process:
            sink.wait_for(number, process)
            signalled(process, signal.SIGSTOP)
            (doubtful,) = [n for n in todays(service) if n.state == NoticeState.SENDING]
            assert deliver(database, sink, NOW + 2 * LEASE, tmp_path).sent == 61 - number + 1
            sink.held_at = 0
            signalled(process, signal.SIGCONT)
            process.join()
            assert process.exitcode == 0
        assert sink.letters() == letters(service) + Counter([doubtful.message_id])
    assert states(service) == {SENT: 61}
    with reading(database) as session:
        outcomes = select(DeliveryAttempt.outcome).where(DeliveryAttempt.notice_id == doubtful.id)
        assert list(session.exec(outcomes)) == ["accepted", "accepted"]


def test_what_another_run_recovered_is_not_handed_over(database: Engine, tmp_path: Path) -> None:
    service = queued(database)
    with writing(database) as session:
        held = list(outbox.claim(session, owner="first", limit=10, now=NOW))
        session.expunge_all()
    with writing(database) as session:
        assert not outbox.hand_over(session, held[0], owner="other", now=NOW)
        assert not outbox.hand_over(session, held[0], owner="first", now=NOW + LEASE)
    with Post() as sink:
        assert deliver(database, sink, NOW + LEASE, tmp_path).sent == len(held) == 3
    with writing(database) as session:
        assert not any(outbox.hand_over(session, n, owner="first", now=NOW) for n in held)
    assert states(service) == {SENT: 3}


def test_a_run_slower_than_its_lease_leaves_the_rest(database: Engine, tmp_path: Path) -> None:
    service = queued(database, *CROWD[:20])
    with Post() as sink:
        first = deliver(database, sink, NOW, tmp_path, tick=MINUTE)
        assert 0 < first.sent < 23
        assert deliver(database, sink, NOW + 9 * LEASE, tmp_path).sent == 23 - first.sent
        assert sink.letters() == letters(service)


def test_an_address_refused_for_good_stops_no_other(database: Engine, tmp_path: Path) -> None:
    service = queued(database, OBRIEN, UNA)
    refusal = "550 5.1.1 no such user"
    with Post(at_rcpt={UNA.address: refusal}) as sink:
        done = deliver(database, sink, NOW, tmp_path)
        deliver(database, sink, NOW + 300 * MINUTE, tmp_path)
    (dead,) = [n for n in todays(service) if n.recipient_address == UNA.address]
    assert (dead.state, dead.reply, dead.attempts) == (NoticeState.DEAD, refusal, 1)
    assert states(service) == {SENT: 4, NoticeState.DEAD: 1}
    assert but_alarms(done, 1) == {"permanent": 1, "accepted": 4}
    told = "It is to tell of p/A2 (L0). Whoever is next in turn is told from the next check on."
    assert done.needs_a_person == (
        f"Notice {dead.id} (digest) to {UNA.address} is dead: {refusal}. {told}",
    )


def test_an_address_refused_for_now_is_tried_again(database: Engine, tmp_path: Path) -> None:
    service = queued(database, OBRIEN, UNA)
    refusal = "451 4.7.1 greylisted, come back later"
    with Post(at_rcpt={UNA.address: refusal}) as sink:
        assert deliver(database, sink, NOW, tmp_path).outcomes == {"transient": 1, "accepted": 4}
        (waiting,) = [n for n in todays(service) if n.recipient_address == UNA.address]
        assert (waiting.state, waiting.reply, waiting.attempts) == (QUEUED, refusal, 1)
        assert (again := waiting.next_attempt_at) > NOW
        sink.at_rcpt.clear()
        assert deliver(database, sink, again - MINUTE / 1000, tmp_path).outcomes == {}
        assert deliver(database, sink, again, tmp_path).outcomes == {"accepted": 1}
        assert len(sink.to(UNA.address)) == 1
    assert states(service) == {SENT: 5}


def test_a_connection_dropped_after_the_message_leaves_doubt(
    database: Engine, tmp_path: Path
) -> None:
    service = queued(database, OBRIEN, UNA)
    with Post(after_body={UNA.address: DROP, BOARD: DROP}) as sink:
        done = deliver(database, sink, NOW, tmp_path)
        assert but_alarms(done, 1) == {"ambiguous": 2, "accepted": 3}
        assert states(service) == {SENT: 3, UNKNOWN: 1, QUEUED: 1}
        (sentence,) = done.needs_a_person
        assert str(sentence).startswith(
            f"Notice {todays(service)[0].id} (board notice) to {BOARD} is unknown: "
        )
        sink.after_body.clear()
        deliver(database, sink, NOW + 60 * MINUTE, tmp_path)
        first, second = sink.to(UNA.address)
        assert first == second
        assert len(sink.to(BOARD)) == 1
    assert states(service) == {SENT: 4, UNKNOWN: 1}


@pytest.mark.parametrize("part", ["administrator", "as_of", "to"])
@pytest.mark.parametrize("kind", [NoticeKind.DIGEST, NoticeKind.BOARD_NOTICE])
def test_a_notice_that_cannot_be_made_stays_queued_and_stops_no_other(
    database: Engine, tmp_path: Path, kind: NoticeKind, part: str
) -> None:
    service = queued(database, UNA)
    broken = next(n for n in todays(service) if n.kind == kind)
    row = update(Notice).where(col(Notice.id) == broken.id)
    with writing(database) as session:
        less = {key: value for key, value in broken.payload.items() if key != part}
        session.execute(row.values(payload=less))
    with Post() as sink:
        done = deliver(database, sink, NOW, tmp_path)
        assert but_alarms(done, 1) == {"unmade": 1, "accepted": 3}
        (found,) = [n for n in todays(service) if n.state == QUEUED]
        about = f"Notice {broken.id} ({kind.replace('_', ' ')}) to {broken.recipient_address}"
        rung = "L2" if kind == NoticeKind.BOARD_NOTICE else "L1"
        said = f"{about} is queued: {found.reply}. It is to tell of p/A0 ({rung})."
        assert done.needs_a_person == (said,)
        assert str(found.reply).startswith("could not be made: ")
        with writing(database) as session:
            session.execute(row.values(payload=broken.payload))
        assert deliver(database, sink, found.next_attempt_at, tmp_path).needs_a_person == ()
        assert sink.letters() == letters(service)


def test_a_packs_files_arrive_byte_for_byte(database: Engine, tmp_path: Path) -> None:
    queued(database)
    made = make_pack(database, tmp_path)
    with Post() as sink:
        deliver(database, sink, NOW, tmp_path)
    _, mail = sink.to(BOARD)
    parts = read(mail).iter_attachments()
    arrived = {part.get_filename(): part.get_payload(decode=True) for part in parts}
    assert arrived == {file.name: file.path.read_bytes() for file in made.files}
    assert sorted(Path(str(name)).suffix for name in arrived) == [".docx", ".html", ".pdf", ".xlsx"]


@pytest.mark.parametrize("number", range(4), ids=["docx", "html", "pdf", "xlsx"])
@pytest.mark.parametrize("more", [b"\n", None], ids=["a byte more", "gone"])
def test_a_pack_file_that_is_not_the_one_that_was_made_is_not_sent(
    database: Engine, tmp_path: Path, number: int, more: bytes | None
) -> None:
    service = queued(database)
    file = make_pack(database, tmp_path).files[number].path
    content = file.read_bytes()
    file.chmod(0o644)
    file.unlink() if more is None else file.write_bytes(content + more)
    with Post() as sink:
        done = deliver(database, sink, NOW, tmp_path)
        assert but_alarms(done, 1) == {"accepted": 3, "unmade": 1}
        (sentence,) = done.needs_a_person
        assert file.name in str(sentence)
        file.write_bytes(content)
        assert deliver(database, sink, NOW + 60 * MINUTE, tmp_path).sent == 1
    assert states(service) == {SENT: 4}


@pytest.mark.parametrize(
    "address",
    [
        "pat.o'brien@invented.example",
        "pat+plans@invented.example",
        "pat@xn--mnchen-3ya.example",
        "{pat}|#=!$*/^`~-@a.b.invented.example",
        f"{'p' * 64}@invented.example",
    ],
)
def test_an_unusual_address_gets_its_mail(database: Engine, tmp_path: Path, address: str) -> None:
    queued(database, a_person("O'Brien, Pat", address))
    with Post() as sink:
        deliver(database, sink, NOW, tmp_path)
    (mail,) = sink.to(address)
    (to,) = read(mail)["To"].addresses
    assert (to.display_name, to.addr_spec) == ("O'Brien, Pat", address)


@pytest.mark.parametrize("day", [TODAY, date(2019, 6, 4)], ids=["winter", "summer"])
def test_nothing_leaves_outside_seven_to_eighteen_in_london(
    database: Engine, tmp_path: Path, day: date
) -> None:
    service = Service(database, (plans.ADMINISTRATOR, plans.DIRECTOR, plans.OWNER, UNA))
    live, due = day - timedelta(day.weekday()), day - timedelta(days=1)
    service.go_live(live, an_action("A1", due), an_action("A2", due, UNA.name))
    service.check(at(day, 5))
    with Post(at_rcpt={UNA.address: "450 4.2.1 full"}) as sink:
        for early in (at(day, 5), at(day, 6, 59, 59)):
            assert deliver(database, sink, early.astimezone(UTC), tmp_path).outcomes == {}
        opened = deliver(database, sink, at(day).astimezone(UTC), tmp_path)
        assert opened.outcomes == {"accepted": 1, "transient": 1}
        sink.at_rcpt.clear()
        assert deliver(database, sink, at(day, 18).astimezone(UTC), tmp_path).outcomes == {}
    assert [n.state for n in service.notices()] == [SENT, NoticeState.CANCELLED]


def test_a_run_under_way_at_eighteen_sends_nothing_more(database: Engine, tmp_path: Path) -> None:
    service = queued(database, *CROWD[:10])
    with Post() as sink:
        deliver(database, sink, at(TODAY, 17, 58), tmp_path, tick=MINUTE / 6)
        assert 0 < len(sink.received) < 13
        deliver(database, sink, at(TODAY, 18, 30), tmp_path)
    left = len(sink.received)
    assert states(service) == {SENT: left, NoticeState.CANCELLED: 13 - left}
