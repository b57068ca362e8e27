"""Clocks that go back, leap or change to summer time, and a failure in one of two organisations."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from followthrough.cli.remedies import in_words
from followthrough.daily import check
from followthrough.daily.check import Ended
from followthrough.daily.preview import Wanted, preview
from followthrough.notices import alarms
from followthrough.tables.preview import preview_as_markdown
from models.notice import NoticeKind, NoticeState
from models.session import reading, writing
from notifications import outbox
from notifications.literal import in_markdown
from rules.calendar import LONDON
from rules.notices.retry import next_attempt
from tests.builders.cast import DUE, L0, slipping
from tests.builders.places import a_place
from tests.builders.plans import ADMINISTRATOR, ORGANISATION, OWNER, Service, an_action, at, stored
from tests.integration.cli.command_line import Command

SPRING = datetime(2027, 3, 27, 18, tzinfo=LONDON)
AUTUMN = datetime(2026, 10, 24, 18, tzinfo=LONDON)
A_DAY = timedelta(hours=24)


@pytest.mark.parametrize("zone", [LONDON, UTC], ids=["row-025-london", "row-025-utc"])
@pytest.mark.parametrize("now", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_what_expires_after_a_day_does_so_after_exactly_a_day(
    database: Engine, now: datetime, zone: object
) -> None:
    service = Service(database)
    service.go_live(date(2026, 10, 1), an_action("A1", DUE))
    told = now.astimezone(UTC) if zone is UTC else now
    code = outbox.NewNotice(
        organisation_id=1,
        dedup_key="code",
        kind=NoticeKind.CODE,
        recipient_name=OWNER.name,
        recipient_address=OWNER.address,
        payload={},
        message_id="<code@invented.example>",
        not_before=told,
        expires_at=told.astimezone(UTC) + A_DAY,
    )
    with writing(database) as session:
        outbox.enqueue(session, [code], now=told)
    alarms.raise_alarm(a_place(database), ORGANISATION, "key", "Title", "Body", now=told)
    for early, state in ((timedelta(seconds=1), "queued"), (timedelta(0), "cancelled")):
        with writing(database) as session:
            outbox.recover(session, now=now.astimezone(UTC) + A_DAY - early)
        assert [n.state for n in service.notices()] == [state, "queued", "queued"], "no alarm does"


@pytest.mark.parametrize("now", [datetime(2026, 10, 25, 1, 55, tzinfo=LONDON)], ids=["row-025"])
def test_a_wait_is_as_long_in_any_zone(now: datetime) -> None:
    for attempts in range(1, 9):
        here, there = (next_attempt(n, attempts, "key") for n in (now, now.astimezone(UTC)))
        assert here == there


def yesterday(service: Service) -> dict[str, list[str]]:
    """Return everything stored but for notices, among which an alarm is to come."""
    return stored(service.engine, "notice")


@pytest.mark.parametrize("back", [L0], ids=["row-034"])
def test_a_clock_that_went_back_a_day_is_refused(
    database: Engine, command: Command, back: date
) -> None:
    after = date(2026, 12, 22)
    service = slipping(database, after)
    before, notices = yesterday(service), len(service.notices())
    code, said, complaint = command("check", now=at(back, 9))
    assert code == 1
    assert "The clock says Mon 21 Dec 2026, but Tue 22 Dec 2026 was checked already" in said
    assert complaint == ""
    assert yesterday(service) == before
    alarm, mail = service.notices()[notices:]
    assert mail.recipient_address == ADMINISTRATOR.address
    assert (alarm.kind, alarm.state) == (NoticeKind.ALARM, NoticeState.QUEUED)
    assert "put the clock right" in alarm.payload["body"]
    assert command("check", now=at(back, 10))[0] == 1
    assert len(service.notices()) == notices + 2, "alarmed once"
    assert service.day(date(2026, 12, 23)).ended is Ended.DONE


@pytest.mark.parametrize("hour", [9], ids=["row-035"])
def test_a_clock_that_went_back_two_hours_is_harmless(
    database: Engine, command: Command, hour: int
) -> None:
    service = slipping(database, date(2026, 12, 18))
    service.check(at(L0, hour + 2))
    service.send_all(at(L0, hour + 2, 5))
    before = stored(database)
    code, said, _ = command("check", now=at(L0, hour))
    assert (code, "done before" in said or "already" in said) == (0, True)
    service.send_all(at(L0, hour, 5))
    assert stored(database) == before, "nothing sent again"


LEAP = date(2028, 1, 25)


@pytest.mark.parametrize("days", [400], ids=["row-036"])
def test_a_clock_that_leapt_ahead_is_refused_until_someone_answers_for_it(
    database: Engine, command: Command, days: int
) -> None:
    service = slipping(database, L0)
    assert L0 + timedelta(days=days) == LEAP
    before, notices = yesterday(service), len(service.notices())
    code, said, _ = command("check", now=at(LEAP, 9))
    assert code == 1
    assert "run `followthrough check --accept-gap --by NAME`. Nothing was done.\n" in said
    assert yesterday(service) == before
    alarm, _ = service.notices()[notices:]
    assert alarm.kind == NoticeKind.ALARM
    assert alarm.payload["body"] == (
        "The last check was on Mon 21 Dec 2026, 274 working days ago. If the clock is right (Tue 25 "
        "Jan 2028), check again and accept the gap in your name. Nothing was done."
    )
    for half in (["--accept-gap"], ["--by", "Ada Min"]):
        code, _, complaint = command("check", *half, now=at(LEAP, 9))
        assert (code, "go together" in complaint) == (2, True)
    assert command("check", "--accept-gap", "--by", "Ada Min", now=at(LEAP, 10))[0] == 0
    ((_, detail),) = service.audited("accepted gap")
    assert detail["operator"] == "Ada Min"
    assert detail["last"] == "2026-12-21"
    assert service.climbs("A1")["L1"] == LEAP, "one rung"
    assert "L2" not in service.climbs("A1")


@pytest.mark.parametrize(
    ("back", "ended"),
    [
        pytest.param(date(2027, 1, 11), Ended.DONE, id="row-036-ten"),
        pytest.param(date(2027, 1, 12), Ended.REFUSED, id="row-036-eleven"),
    ],
)
def test_ten_missed_working_days_are_caught_up_and_eleven_are_not(
    database: Engine, back: date, ended: Ended
) -> None:
    service = slipping(database, date(2026, 12, 22))
    # missed: 23, 24, 29, 30, 31 December, 4 to 8 January; then Mon 11 January too
    assert service.check(at(back)).ended is ended


@pytest.mark.parametrize("leapt_to", [pytest.param(date(2060, 1, 5), id="row-036-years")])
def test_a_clock_that_leapt_beyond_every_calendar_is_refused(
    database: Engine, leapt_to: date
) -> None:
    service = slipping(database, L0)
    before = yesterday(service)
    checked = service.check(at(leapt_to))
    assert checked.ended is Ended.REFUSED
    assert "8619 working days ago" in in_words(checked.problems[0])
    assert yesterday(service) == before


def test_without_a_calendar_that_knows_them_missed_days_are_mondays_to_fridays(
    database: Engine,
) -> None:
    """Its calendar ends with 2032: the first days of 2033 are beyond it."""
    service = Service(database)
    service.go_live(date(2026, 12, 14), an_action("A1", DUE))
    service.check_by(at(date(2032, 12, 30)))
    checked = service.check_by(at(date(2033, 1, 5)))
    assert checked.missed == (date(2032, 12, 31), date(2033, 1, 3), date(2033, 1, 4))


REFUSED = [
    pytest.param(L0, "but Tue 22 Dec 2026 was checked already: put the clock", id="row-034"),
    pytest.param(
        date(2027, 1, 12),
        "The last check was on Tue 22 Dec 2026, 11 working days ago: if the clock is right",
        id="row-036-eleven",
    ),
]


@pytest.mark.parametrize(("today", "why"), REFUSED)
@pytest.mark.parametrize(
    "words", [("preview", "--days", "5"), ("check", "--dry-run")], ids=["preview", "dry run"]
)
def test_what_only_looks_says_that_the_check_would_be_refused(
    database: Engine, command: Command, today: date, why: str, words: tuple[str, ...]
) -> None:
    service = slipping(database, date(2026, 12, 22))
    before = stored(database)
    code, said, _ = command(*words, now=at(today, 9))
    assert code == 1
    assert "The check would be refused. The " in said
    assert why in said
    assert stored(database) == before
    assert service.check(at(today, 9)).ended is Ended.REFUSED


@pytest.mark.parametrize(
    ("last", "now"),
    [
        pytest.param(date(2026, 12, 22), at(date(2027, 1, 11), 9), id="row-036-ten"),
        pytest.param(date(2026, 12, 22), at(date(2026, 12, 22), 6), id="row-035"),
        pytest.param(date(2026, 12, 22), at(date(2026, 12, 22), 19), id="checked today"),
    ],
)
def test_what_only_looks_names_no_clock_that_is_trusted(
    database: Engine, last: date, now: datetime
) -> None:
    slipping(database, last)
    (previewed,) = preview(a_place(database, now), Wanted(5))
    (tried,) = check.dry_runs(a_place(database, now), now.date())
    assert (previewed.problems, tried.problems) == ((), ())


def test_a_preview_in_the_evening_tells_of_tomorrows_check(database: Engine) -> None:
    slipping(database, date(2026, 12, 22))
    (found,) = preview(a_place(database, at(date(2027, 1, 11), 19)), Wanted(5))
    (problem,) = found.problems
    said = in_words(problem)
    assert "11 working days ago: if the clock is right (Tue 12 Jan 2027), run" in said
    page = preview_as_markdown([found], in_words)
    wrong = in_markdown(f"The check would be refused. {said.partition('. ')[2]}")
    assert f"**Problem:** {wrong}" in page


BROKEN = sa.text(
    "INSERT INTO series (action_id, every, made, make_next_on) "
    "SELECT id, 'weekly', 1, '2026-12-21' FROM action WHERE ref = 'A1'"
)
OTHER = "Sister Council"


def two(database: Engine) -> tuple[Service, Service]:
    """Return two organisations, each with an action that is late on Mon 21 Dec 2026."""
    first, second = Service(database), Service(database, key="q", organisation=OTHER)
    for service, ref in ((first, "A1"), (second, "B1")):
        service.go_live(date(2026, 12, 14), an_action(ref, DUE))
    return first, second


def test_a_failure_in_one_organisation_is_alarmed_and_leaves_the_other_done(
    database: Engine,
) -> None:
    first, second = two(database)
    with database.begin() as connection:
        connection.execute(BROKEN)
    before = stored(database)
    found = list(check.check_each(a_place(database, at(L0))))
    assert {result.organisation: result.ended for result in found} == {
        ORGANISATION: Ended.FAILED,
        OTHER: Ended.DONE,
    }
    assert second.climbs("B1") == {"L0": L0}
    assert first.climbs("A1") == {}, "nothing of the failed one was done"
    with reading(database) as session:
        runs = session.execute(sa.text("SELECT organisation_id FROM run")).all()
    assert len(runs) == 1
    kinds = [(n.kind, n.recipient_address) for n in first.notices()]
    assert (NoticeKind.ALARM, "") in kinds
    assert (NoticeKind.DIGEST, OWNER.address) in kinds
    assert len(kinds) == len(before["notice"]) + 3
    alarm, _ = [n for n in first.notices() if n.kind == NoticeKind.ALARM]
    assert alarm.payload["body"].startswith(f"The check of {ORGANISATION} failed")
    with database.begin() as connection:
        connection.execute(sa.text("DELETE FROM series"))
    again = list(check.check_each(a_place(database, at(L0, 9))))
    assert [result.ended for result in again] == [Ended.DONE, Ended.DONE_BEFORE]
    assert first.climbs("A1") == {"L0": L0}


def test_what_only_looks_tells_of_the_others_too(database: Engine) -> None:
    two(database)
    with database.begin() as connection:
        connection.execute(BROKEN)
    before = stored(database)
    failed, done = check.dry_runs(a_place(database, at(L0)), L0)
    assert (failed.ended, done.ended) == (Ended.FAILED, Ended.DONE)
    broken, whole = preview(a_place(database, at(L0)), Wanted(5))
    assert str(broken.problems[0]).startswith(f"The days ahead of {ORGANISATION} could not be")
    assert (broken.now.notices, whole.problems, whole.now.notices > 0) == (0, (), True)
    assert stored(database) == before


def test_the_command_line_says_which_organisation_failed(
    database: Engine, command: Command
) -> None:
    _, second = two(database)
    with database.begin() as connection:
        connection.execute(BROKEN)
    code, said, _ = command("check", now=at(L0))
    assert code == 1
    assert f"The check of {ORGANISATION} failed and nothing of it was done" in said
    assert second.climbs("B1") == {"L0": L0}
