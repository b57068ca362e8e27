"""The log: a line for each thing that an operator would ask about, and nobody's name or words in it."""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough import clock, events
from followthrough.actions import closing, new_dates, owner, pausing, progress
from followthrough.boards import meetings, members
from followthrough.daily import check
from followthrough.events import Event
from followthrough.ladder import policy
from followthrough.notices import delivery, holding, retention, settling
from followthrough.notices.returns import read_returns
from followthrough.packs import draft, issue
from followthrough.people import appointing, changes, merging
from followthrough.people.changes import Who
from followthrough.plans.file.rows import MeetingRow, MilestoneRow, PersonRow
from models.notice import NoticeState
from rules.people.roles import Role
from tests.builders.plans import BOARD, KEY, ORGANISATION, Service, an_action, at
from tests.servers.imap import ImapServer
from tests.servers.post import Post
from tests.servers.returned_mail import postfix

LIVE, DUE = date(2026, 12, 7), date(2026, 12, 18)
L0, LATER = date(2026, 12, 21), date(2027, 1, 4)
MEETS = date(2027, 1, 14)
ADA, DEE, OWEN, VAL, TWIN = (
    "Ada Min",
    'Dee "Quill" Røctor',
    "Owen\nERROR forged",
    "Val Idator",
    "Min Ada",
)
DONE = "steps=5 notices=3 missed=0 problems=0 seconds=…"
FAILED = "steps=0 notices=0 missed=0 problems=1 seconds=None"
FAILURE = "failed:check-due-dates:2026-12-21"
HOSTILE = "Zzyzx"
"""Stands in everything that people write."""
PEOPLE = (
    PersonRow(ADA, "ada.zzyzx@invented.example", "Officer", "Council", ""),
    PersonRow(DEE, "dee.zzyzx@invented.example", f"{HOSTILE} director", "Council", ""),
    PersonRow(OWEN, "owen.zzyzx@invented.example", "Head", f"{HOSTILE} Trust", DEE),
    PersonRow(TWIN, "twin.zzyzx@invented.example", "", "Council", ""),
    PersonRow(VAL, "val.zzyzx@invented.example", "Auditor", "Council", ""),
)
BOARD_NAME = f"Board of {HOSTILE}\r\nfollowthrough.daily: forged"
NEVER = (
    HOSTILE.lower(),
    "invented.example",
    "forged",
    "quill",
    "røctor",
    "idator",
    "ada min",
    "min ada",
    "owen",
)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """Each line of our log, as `logger LEVEL line`."""
    found: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(f"{record.name} {record.levelname} {record.getMessage()}")

    kept, ours = Kept(), logging.getLogger("followthrough")
    ours.addHandler(kept)
    with caplog.at_level(logging.DEBUG, "followthrough"):
        yield found
    ours.removeHandler(kept)


@pytest.fixture
def heard() -> Iterator[set[str]]:
    found: set[str] = set()

    def hear(happened: Event) -> None:
        found.add(type(happened).__name__)

    events.LISTENERS.append(hear)
    yield found
    events.LISTENERS.remove(hear)


def a_hostile_plan(database: Engine) -> Service:
    actions = [
        replace(an_action(ref, due, OWEN), title=f"{HOSTILE}\n{ref}", measure=HOSTILE)
        for ref, due in (("A1", DUE), ("A2", LATER + timedelta(days=60)), ("A3", None))
    ]
    service = Service(
        database,
        people=PEOPLE,
        boards=(
            replace(BOARD, name=BOARD_NAME, address="board.zzyzx@invented.example", chair=HOSTILE),
        ),
        meetings=(MeetingRow(BOARD_NAME, MEETS),),
        milestones=(MilestoneRow("A2", "M1", HOSTILE, LATER),),
        validator=VAL,
    )
    service.go_live(LIVE, *actions)
    return service


def say_everything(service: Service, data: Path) -> None:
    """Let everything happen, by the use cases that doors call."""
    morning = service.place(at(L0), data)
    check.check_due_dates(morning, ORGANISATION)
    check.failed(morning, ORGANISATION, ValueError(f"{OWEN} <{PEOPLE[2].address}>"))
    with Post(
        greeting=f"554 5.3.2 not here, {OWEN} {PEOPLE[2].address}".replace("\n", " ")
    ) as sink:
        delivery.deliver(service.place(at(L0, 8), data, mail_url=sink.url))
        sink.greeting = ""
        delivery.deliver(service.place(at(L0, 9), data, mail_url=sink.url), insist=True)
    noon = service.place(at(L0, 12), data)
    progress.update(noon, progress.Report(KEY, "A1", HOSTILE, cause=HOSTILE, recovery=HOSTILE))
    new_dates.acknowledge(noon, KEY, "A1", date(2026, 12, 24), text=HOSTILE)
    new_dates.ask(noon, KEY, "A1", MEETS, HOSTILE)
    new_dates.decide(noon, KEY, "A1", new_dates.Ruling(approved=False, by=DEE, reason=HOSTILE))
    closing.complete_milestone(noon, KEY, "A2", "M1", L0)
    progress.update(noon, progress.Report(KEY, "A2", HOSTILE, completed_on=L0))
    closing.validate(noon, KEY, "A2", by=VAL, accepted=False, reason=HOSTILE)
    owner.reassign(noon, KEY, "A3", DEE)
    closing.cancel(noon, KEY, "A3", reason=HOSTILE)
    pausing.pause(noon, pausing.Scope(KEY, action="A2"), LATER, HOSTILE)
    pausing.resume(noon, pausing.Scope(KEY, action="A2"))
    changes.cover(noon, Who(DEE), ADA, LATER, MEETS)
    changes.set_address(noon, Who(VAL), "new.zzyzx@invented.example")
    changes.set_reachable(noon, Who(VAL), reachable=False)
    changes.leave(noon, Who(VAL), MEETS, ADA)
    appointing.appoint(noon, KEY, DEE, Role.ADMINISTRATOR)
    merging.merge(noon, Who(TWIN), ADA)
    merging.rename(noon, Who(ADA), f"{ADA} {HOSTILE}")
    members.change_members(noon, (KEY, BOARD_NAME), [f"{ADA} {HOSTILE}"], [])
    policy.apply_to_running(noon, KEY)
    meetings.set_meeting(noon, meetings.Wanted(KEY, BOARD_NAME, MEETS, place=HOSTILE))
    draft.assemble_pack(service.place(at(date(2027, 1, 5)), data), KEY, BOARD_NAME)
    issue.issue(service.place(at(date(2027, 1, 6)), data), (KEY, BOARD_NAME, "2027-01"))
    digest = service.digest(PEOPLE[2].address, L0)
    assert digest is not None
    assert digest.state == NoticeState.SENT
    with ImapServer() as box:
        box.arrive(postfix(digest.message_id, digest.recipient_address, words=f"550 {HOSTILE}"))
        read_returns(service.place(at(L0, 15), returns_url=box.url))
    settling.release(noon, digest.id or 0, delivered=False, by=f"{ADA} {HOSTILE}")
    holding.hold(noon, f"{ADA} {HOSTILE}")
    holding.resume(noon, f"{ADA} {HOSTILE}")
    retention.forget(service.place(at(date(2027, 6, 1)), keep_days=31))


def every_kind(of: type[Event] = Event) -> set[str]:
    return {name for sub in of.__subclasses__() for name in (sub.__name__, *every_kind(sub))}


def test_nobodys_name_address_or_words_are_in_the_log(
    database: Engine, tmp_path: Path, lines: list[str], heard: set[str]
) -> None:
    say_everything(a_hostile_plan(database), tmp_path)
    assert heard == every_kind()
    assert len(lines) > 30
    assert [line for line in lines if "\n" in line or "\r" in line] == []
    assert [line for line in lines for word in NEVER if word in line.lower()] == []


def test_an_operator_finds_each_thing_in_the_log(
    database: Engine, tmp_path: Path, lines: list[str]
) -> None:
    say_everything(a_hostile_plan(database), tmp_path)
    said = [re.sub(r"seconds=[\d.]+", "seconds=…", line) for line in lines]
    day = f"organisation={ORGANISATION!r} day=2026-12-21"
    pack = "plan='p' board=1 month=2027-01-14"
    assert {
        "followthrough.plans INFO plan changed plan='p' what='paused'",
        f"followthrough.daily INFO check ended {day} ended='done' {DONE}",
        f"followthrough.daily WARNING check ended {day} ended='failed' {FAILED}",
        f"followthrough.notices WARNING alarm raised organisation=1 about={FAILURE!r}",
        "followthrough.notices WARNING lane paused lane='mail' because='unavailable'",
        "followthrough.notices INFO lane resumed lane='mail'",
        "followthrough.notices INFO delivery ended accepted=5 waiting=0 in_doubt=0 seconds=…",
        "followthrough.actions INFO action recorded plan='p' action='A1' what='update'",
        f"followthrough.packs INFO pack drafted {pack} version='0.1' files=4 failed=0",
        f"followthrough.packs INFO pack issued {pack} version='1.0' files=4 failed=0",
    } - set(said) == set()
    assert sum(" lane paused " in line for line in said) == 1


def test_what_is_in_a_text_begins_no_line_of_its_own() -> None:
    happened = events.PlanChanged("p", "x\nfollowthrough.daily: check ended ended='done'\u2028y")
    assert len(str(happened).splitlines()) == 1


def followthrough(data: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    clock.start_example(data, at(L0))
    ours = {"FOLLOWTHROUGH_DATA": str(data)} | settings
    kept = {name: value for name, value in os.environ.items() if "FOLLOWTHROUGH" not in name}
    return subprocess.run(
        [str(Path(sys.executable).with_name("followthrough")), *words],
        env=kept | ours,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_command_is_silent_unless_it_is_asked(tmp_path: Path) -> None:
    silent = followthrough(tmp_path, "deliver")
    asked = followthrough(tmp_path, "deliver", FOLLOWTHROUGH_LOG_LEVEL="DEBUG")
    assert (silent.returncode, silent.stderr) == (0, "")
    assert (asked.returncode, asked.stdout) == (0, silent.stdout)
    form = r"20\d\d-\S+ \S+ DEBUG followthrough\.notices: delivery ended waiting=0 in_doubt=0 \S+\n"
    assert re.fullmatch(form, asked.stderr)


def test_a_level_that_is_none_is_refused(tmp_path: Path) -> None:
    done = followthrough(tmp_path, "status", FOLLOWTHROUGH_LOG_LEVEL="loud")
    assert done.returncode == 2
    assert done.stderr.startswith("Setting FOLLOWTHROUGH_LOG_LEVEL: ")
