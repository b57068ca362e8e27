"""Responsible for measuring delivery against smtplib over one kept connection, and against others.

Ours ends with a row marked as sent in a transaction of its own, after another that marked it as
being sent; the reference keeps nothing.
"""

import argparse
import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import gettempdir
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Session, col, select

from benchmarks.databases import databases
from benchmarks.measure import Measured, fresh, peak_mb, timed
from benchmarks.post_office import by_post_office
from benchmarks.sink import a_sink
from followthrough.notices.lane_run import LaneRun
from followthrough.notices.letters import letter
from followthrough.notices.sender import Sender
from followthrough.notices.ways import ways_of
from followthrough.settings import Settings
from followthrough.workplace import Workplace
from models.notice import MAIL, Notice, NoticeKind
from models.people import Person
from models.plan import Organisation
from models.session import connect, writing
from notifications import outbox
from notifications.content import kept
from notifications.mail.message import build
from notifications.render import Rendered, render

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 12, 21, 8, tzinfo=UTC)
REFERENCE = "smtplib, one connection"
LINES = 5
"""Actions in a digest."""
SENDER = ("Followthrough", "followthrough@invented.example")
FEW = 40
"""Messages that Apprise is measured on: it takes its time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure."""

    number: int
    runs: int
    delay_ms: float = 0


def main() -> None:
    """Measure what the command line asks for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=600)
    parser.add_argument("--runs", type=int, default=5, help="runs of each, of which the median")
    parser.add_argument("--memory", type=int, default=0, help="messages to watch memory over")
    asked = parser.parse_args()
    _compare(Wanted(asked.messages, asked.runs))
    _compare(Wanted(max(asked.messages // 4, 20), 3, delay_ms=10))
    _others(asked.messages)
    if asked.memory:
        _memory(asked.memory)


def _compare(wanted: Wanted) -> None:
    """Print the messages a second of smtplib and of ours, in turn, on one sink."""
    with (
        a_sink(wanted.delay_ms) as port,
        databases("sqlite") as files,
        databases("postgresql") as server,
    ):
        ways: dict[str, Callable[[], Measured]] = {
            REFERENCE: partial(fresh, by_smtplib, port, wanted.number),
            "smtplib, mails built as ours": partial(
                fresh, by_smtplib, port, wanted.number, as_ours=True
            ),
        }
        for kind, place in (("SQLite", files), ("PostgreSQL", server)):
            for words, ready in (("from words", True), ("whole", False)):
                url = place.new(f"d{len(ways)}")
                ways[f"ours, {kind}, {words}"] = partial(
                    fresh, ours, url, port, wanted.number, ready=ready
                )
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(wanted.runs):
            for name, way in ways.items():
                taken[name].append(wanted.number / way().seconds)
    print(
        f"delivery, {wanted.number} digests of {LINES} actions, {wanted.delay_ms:g} ms a command, "
        f"median of {wanted.runs}"
    )
    _print(taken)


def _print(taken: dict[str, list[float]]) -> None:
    first, *_ = taken.values()
    for name, rates in taken.items():
        ratio = median(rate / reference for rate, reference in zip(rates, first, strict=False))
        print(f"  {name:<30} {median(rates):>8.0f} messages/s   {ratio:.2f} x")


def by_smtplib(port: int, number: int, *, as_ours: bool = False) -> Measured:
    """Build and send the same mails over one kept connection; nothing is stored.

    They are built as Python's documentation shows, or by our own code (which is faster).
    """
    notices = [_as_row(_notice(n)) for n in range(number)]
    said = [render(notice.kind, notice.payload) for notice in notices]
    nowhere = _at_work(sa.create_engine("sqlite://"))

    def work() -> int:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for notice, words in zip(notices, said, strict=True):
                if as_ours:
                    raw = build(letter(nowhere, notice, words, SENDER))
                    smtp.sendmail(SENDER[1], [notice.recipient_address], raw)
                else:
                    smtp.send_message(_plainly(notice, words))
        return number

    return timed(work)


def _plainly(notice: Notice, words: Rendered) -> EmailMessage:
    """Return the mail as Python's documentation builds one of two bodies."""
    mail = EmailMessage()
    mail["From"] = Address(SENDER[0], addr_spec=SENDER[1])
    mail["To"] = Address(notice.recipient_name, addr_spec=notice.recipient_address)
    mail["Subject"] = words.subject
    mail["Message-ID"] = notice.message_id
    mail["Date"] = notice.queued_at
    mail.set_content(words.text)
    mail.add_alternative(words.html, subtype="html")
    return mail


def ours(url: str, port: int, number: int, *, ready: bool) -> Measured:
    """Deliver what is queued; if `ready`, its words are made before and only that is left out."""
    engine = connect(url)
    with writing(engine) as session:
        _queue(session, number, ready=ready)
    way = ways_of(Settings(mail_url=_url(port)))[MAIL]
    run = LaneRun(_at_work(engine), MAIL, way)
    measured = timed(lambda: run.run(number))
    if run.outcomes["accepted"] != number:
        raise AssertionError(run.outcomes)
    engine.dispose()
    return measured


def _at_work(engine: sa.Engine) -> Workplace:
    beside = Path(engine.url.database or "nothing").with_suffix(".post-book")
    if not beside.is_absolute():  # of a server, or of nothing at all
        beside = Path(gettempdir()) / beside.name
    return Workplace(Settings(post_book=beside), lambda: NOW, engine, "benchmark")


def by_apprise(port: int, number: int) -> Measured:
    """Send by Apprise as its documentation shows: an address, a title, a body."""
    import apprise  # noqa: PLC0415 - only here, and slow to import

    said = render(NoticeKind.DIGEST, _notice(0).payload)
    url = f"mailto://127.0.0.1:{port}/?from={SENDER[1]}&to=person.0@invented.example"

    def work() -> int:
        sent = 0
        for _ in range(number):
            channel = apprise.Apprise()
            channel.add(url)
            sent += bool(channel.notify(said.html, said.subject, body_format="html"))
        return sent

    return timed(work)


def watched(url: str, port: int, number: int) -> list[float]:
    """Deliver ever more notices in one process; return its peak memory after each tenth, in MB."""
    engine = connect(url)
    way = ways_of(Settings(mail_url=_url(port)))[MAIL]
    peaks = []
    for _ in range(10):
        with writing(engine) as session:
            _queue(session, number // 10, ready=True)
        LaneRun(_at_work(engine), MAIL, way).run(number)
        peaks.append(peak_mb())
    engine.dispose()
    return peaks


def _others(number: int) -> None:
    """Print what others make of the same mails on the same sink."""
    with a_sink() as port:
        ways = {
            REFERENCE: (number, partial(fresh, by_smtplib, port, number)),
            "Apprise, used plainly": (FEW, partial(fresh, by_apprise, port, FEW)),
        }
        if find_spec("post_office"):
            said = render(NoticeKind.DIGEST, _notice(0).payload)
            words = (said.subject, said.text, said.html)
            queue = partial(fresh, by_post_office, port, *words, number)
            ways["django-post-office, SQLite"] = (number, queue)
        print("others, no delay")
        _print({name: [count / way().seconds] for name, (count, way) in ways.items()})


def _memory(number: int) -> None:
    with a_sink() as port, databases("sqlite") as files:
        peaks = fresh(watched, files.new("memory"), port, number)
    shown = ", ".join(f"{peak:.0f}" for peak in peaks)
    print(f"memory, {number} notices in one process, MB after each tenth: {shown}")


def _url(port: int) -> str:
    return f"mailto://127.0.0.1:{port}/?from={SENDER[1]}&name={SENDER[0]}"


def _queue(session: Session, number: int, *, ready: bool) -> None:
    """Queue notices of which no key is there yet."""
    begun = session.exec(select(sa.func.count()).select_from(Notice)).one()
    if not begun:
        session.add(Organisation(id=1, name="Invented Council"))
        session.flush()
    new = [_notice(begun + n) for n in range(number)]
    outbox.enqueue(session, new, now=NOW)
    if ready:
        for notice in session.exec(select(Notice).where(col(Notice.id) > begun)):
            notice.content, notice.content_sha256 = kept(render(notice.kind, notice.payload))
            session.add(notice)


def _notice(number: int) -> outbox.NewNotice:
    """Return a digest as the daily check queues it."""
    administrator = Person(
        id=1, organisation_id=1, name="Ada Min", address="ada@invented.example", role="", agency=""
    )
    lines = [_line(number, at) for at in range(LINES)]
    name, address = f"Person Number {number}", f"person.{number}@invented.example"
    sender = Sender(1, "Invented Council", administrator, ("All of it is invented.",))
    part = {"name": name, "capacity": "owner", "because": "", "lines": lines}
    said = {"parts": [part], "number": LINES, "worst": LINES - 1}
    payload = sender.heading(address, name, NOW.date()) | said
    expires = NOW + timedelta(hours=9)
    return sender.notice(f"digest:{number}", NoticeKind.DIGEST, payload, NOW, expires)


def _line(number: int, at: int) -> dict[str, object]:
    return {
        "ref": f"A{number}-{at}",
        "title": "Do what the inspector asked for, and show that it was done",
        "plan": "Invented improvement plan",
        "owner": f"Person Number {number}",
        "due_date": "Friday 18 December 2026",
        "standing": f"{at + 1} working days late",
        "days_late": at + 1,
        "rung": "L0",
        "next": "Dee Rector, the director, is told on Tuesday 29 December 2026.",
        "notes": [],
    }


def _as_row(new: outbox.NewNotice) -> Notice:
    said = {name: getattr(new, name) for name in ("kind", "payload", "message_id")}
    to = {name: getattr(new, name) for name in ("recipient_name", "recipient_address")}
    return Notice(**said, **to, queued_at=NOW, lane=MAIL)


if __name__ == "__main__":
    main()
