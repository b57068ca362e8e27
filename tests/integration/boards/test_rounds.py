"""Update rounds on a database: asked once, in the one digest, and only who has not answered."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from followthrough.boards import meetings as board_meetings
from followthrough.boards.meetings import Wanted
from followthrough.boards.rounds import round_standings
from followthrough.cli.remedies import in_words
from followthrough.daily import check
from followthrough.packs import draft, versions
from followthrough.packs import due as pack_due
from followthrough.plans.file.rows import BoardRow, MeetingRow
from models.notice import Notice
from notifications.render import render
from rules.packs.sections import Paper
from rules.problems import BadInput, Remedy, Sentence
from tests.builders.cast import CAST, DUE, LIVE
from tests.builders.places import a_place
from tests.builders.plans import (
    ADMINISTRATOR,
    BOARD,
    KEY,
    OWNER,
    Service,
    an_action,
    at,
    stored,
)
from tests.integration.notices.test_freshening import deliver
from tests.servers.post import Post, read

MEETS = date(2027, 1, 14)
DEADLINE = date(2027, 1, 5)
OPENS = date(2026, 12, 14)
CHASED = date(2026, 12, 29)
FAR = date(2027, 6, 30)
MEETING = MeetingRow(BOARD.name, MEETS)


def plan(
    database: Engine,
    *dues: date,
    live: date = LIVE,
    meetings: Sequence[MeetingRow] = (MEETING,),
    board: BoardRow = BOARD,
) -> Service:
    """Return a plan of one owner and no director, whose board meets on Thu 14 Jan 2027."""
    people = [replace(person, director="") for person in CAST]
    service = Service(database, people=people, boards=(board,), meetings=meetings)
    service.go_live(live, *(an_action(f"A{n}", due) for n, due in enumerate(dues, start=1)))
    return service


def asked(service: Service) -> dict[date, dict[str, list[str]]]:
    """Return which actions each digest asked about, by its day and capacity."""
    found: dict[date, dict[str, list[str]]] = {}
    for notice in service.notices():
        for part in notice.payload.get("parts", ()):
            if part["capacity"] in ("round", "chaser"):
                refs = [line["ref"] for line in part["lines"]]
                found.setdefault(day_of(notice), {})[part["capacity"]] = refs
    return found


def day_of(notice: Notice) -> date:
    return date.fromisoformat(notice.dedup_key.rpartition(":")[2])


def pack(
    service: Service, now: datetime, data: Path, board: str = BOARD.name
) -> versions.Assembled:
    return draft.assemble_pack(service.place(now, data), KEY, board)


def move(service: Service, now: datetime, on: date, old: date | None = None) -> str:
    wanted = Wanted(KEY, BOARD.name, on, old)
    return " ".join(map(in_words, board_meetings.set_meeting(service.place(now), wanted)))


@pytest.mark.parametrize("deadline", [pytest.param(DEADLINE, id="row-109")])
def test_a_round_asks_chases_and_ends_in_a_draft_that_names_who_is_missing(
    database: Engine, tmp_path: Path, deadline: date
) -> None:
    service = plan(database, FAR, FAR)
    service.days(date(2026, 12, 14), date(2027, 1, 4))
    service.update("A2", at(date(2027, 1, 4), 10))
    service.day(deadline)
    assert asked(service) == {
        OPENS: {"round": ["A1", "A2"]},
        CHASED: {"chaser": ["A1", "A2"]},
    }
    (due,) = pack_due.packs_due(a_place(database, at(deadline, 7, 15)))
    assert (due.board, due.pack_day, due.meets_on) == (BOARD.name, deadline, MEETS)
    made = pack(service, at(deadline, 7, 15), tmp_path)
    assert (made.new, made.as_of) == (True, deadline)
    (mail,) = service.pack_mails()
    assert mail.payload["draft"] == {
        "paper_deadline": "Tuesday 5 January 2027",
        "without_update": ["Owen Er: A1"],
        "is_ahead": False,
    }
    assert "WITHOUT AN UPDATE" in render(mail.kind, mail.payload).text
    assert pack_due.packs_due(a_place(database, at(deadline, 8))) == []
    assert not pack(service, at(date(2027, 1, 6)), tmp_path).new


@pytest.mark.parametrize("ref", [pytest.param("A1", id="row-110")])
def test_who_updated_since_the_last_cut_off_is_not_asked(
    database: Engine, tmp_path: Path, ref: str
) -> None:
    meetings = (MEETING, MeetingRow(BOARD.name, date(2027, 2, 25)))
    service = plan(database, FAR, FAR, FAR, meetings=meetings)
    service.update(ref, at(date(2026, 12, 11), 12))
    service.days(date(2026, 12, 14), DEADLINE)
    assert asked(service) == {OPENS: {"round": ["A2", "A3"]}, CHASED: {"chaser": ["A2", "A3"]}}
    pack(service, at(DEADLINE, 7, 15), tmp_path)
    service.update("A2", at(DEADLINE, 12))  # too late for the draft, so that the next one tells it
    service.update("A3", at(date(2027, 1, 6), 12))
    service.days(date(2027, 1, 6), date(2027, 2, 1))
    assert asked(service)[date(2027, 2, 1)] == {"round": ["A1"]}


def test_what_was_said_before_a_plan_went_live_answers_no_round(database: Engine) -> None:
    """As row 323 says."""
    service = plan(database, FAR, FAR)
    service.update("A1", at(date(2026, 12, 4), 12))
    service.update("A2", at(LIVE, 12))
    service.day(OPENS)
    assert asked(service) == {OPENS: {"round": ["A1"]}}


@pytest.mark.parametrize("due", [pytest.param(date(2026, 12, 21), id="row-111")])
def test_a_request_and_a_reminder_are_one_mail(database: Engine, due: date) -> None:
    service = plan(database, due)  # R1 is five working days before: Mon 14 Dec
    service.days(date(2026, 12, 14), OPENS)
    (notice,) = [n for n in service.notices() if day_of(n) == OPENS]
    assert [part["capacity"] for part in notice.payload["parts"]] == ["owner", "round"]
    rendered = render(notice.kind, notice.payload)
    assert rendered.subject == (
        "Invented plan: A1, due on Monday 21 December 2026; update needed by 4 January"
    )
    assert rendered.text.count("Do what A1 says") == 1
    said = " ".join(rendered.text.split())
    assert (
        "The Strategic Partnership Board meets on Thursday 14 January 2027. Please send an update of "
        "each action before Tuesday 5 January 2027, when the papers are due." in said
    )


def test_a_second_check_asks_nobody_twice(database: Engine) -> None:
    service = plan(database, FAR)
    service.days(date(2026, 12, 14), OPENS)
    before = stored(database)
    assert service.check(at(OPENS, 15)).ended is check.Ended.DONE_BEFORE
    assert stored(database) == before
    service.days(date(2026, 12, 15), date(2026, 12, 24))
    assert list(asked(service)) == [OPENS]


@pytest.mark.parametrize("back", [pytest.param(date(2026, 12, 22), id="row-028")])
def test_a_round_that_was_to_open_in_a_gap_opens_at_the_recovery(
    database: Engine, back: date
) -> None:
    service = plan(database, FAR)
    service.days(date(2026, 12, 10), date(2026, 12, 11))
    service.days(back, DEADLINE)
    assert asked(service) == {back: {"round": ["A1"]}, CHASED: {"chaser": ["A1"]}}


def test_an_update_between_planning_and_sending_takes_the_request_out(database: Engine) -> None:
    service = plan(database, FAR, FAR)
    service.days(date(2026, 12, 10), date(2026, 12, 11))
    service.check(at(OPENS))
    service.update("A1", at(OPENS, 8))
    with Post() as sink:
        assert deliver(service, sink, at(OPENS, 9)).sent == 1
        text = read(sink.received[0]).get_body(("plain",))
    assert text is not None
    assert "Do what A2 says" in text.get_content()
    assert "Do what A1 says" not in text.get_content()
    service.days(date(2026, 12, 15), DEADLINE)
    assert asked(service) == {OPENS: {"round": ["A2"]}, CHASED: {"chaser": ["A2"]}}


def test_a_request_that_all_answered_is_not_sent(database: Engine) -> None:
    service = plan(database, FAR)
    service.check(at(OPENS))
    service.update("A1", at(OPENS, 8))
    with Post() as sink:
        assert deliver(service, sink, at(OPENS, 9)).outcomes == {"withdrawn": 1}
        assert sink.received == []


def test_a_new_date_in_the_round_asks_nobody_twice(database: Engine) -> None:
    service = plan(database, date(2027, 3, 31))
    service.days(date(2026, 12, 14), OPENS)
    service.ask("A1", FAR, at(OPENS, 12))
    service.agree("A1", at(OPENS, 13), ADMINISTRATOR.name)
    assert service.action("A1").episode == 2
    service.days(date(2026, 12, 15), DEADLINE)
    assert asked(service) == {OPENS: {"round": ["A1"]}, CHASED: {"chaser": ["A1"]}}


def test_a_meeting_that_is_put_off_asks_for_the_new_day_only_who_was_not_asked(
    database: Engine, tmp_path: Path
) -> None:
    service = plan(database, FAR)
    service.days(date(2026, 12, 14), OPENS)
    said = move(service, at(OPENS, 12), date(2027, 1, 21), MEETS)
    assert said.startswith(
        "The Strategic Partnership Board meets on Thursday 21 January 2027; its papers are due on "
        "Tuesday 12 January 2027. Owners are asked for updates on Monday 21 December 2026"
    )
    service.days(date(2026, 12, 15), DEADLINE)
    assert asked(service) == {
        OPENS: {"round": ["A1"]},
        date(2027, 1, 4): {"chaser": ["A1"]},
    }
    assert pack_due.packs_due(a_place(database, at(DEADLINE))) == []
    service.days(date(2027, 1, 6), date(2027, 1, 12))
    assert len(asked(service)) == 2
    assert pack(service, at(date(2027, 1, 12)), tmp_path).as_of == date(2027, 1, 12)


def test_papers_that_are_due_by_now_bring_the_pack_and_ask_nobody(database: Engine) -> None:
    service = plan(database, FAR, meetings=())
    now = at(date(2026, 12, 16), 12)
    wanted = Wanted(KEY, BOARD.name, MEETS, papers=date(2026, 12, 16))
    _, then = board_meetings.set_meeting(a_place(database, now), wanted)
    assert then == Sentence(
        "They are due by now: nobody is asked for an update any more, and the pack is made with the "
        "next daily look.",
        Remedy.MAKE_PACK.of(),
    )
    assert [due.meets_on for due in pack_due.packs_due(a_place(database, now))] == [MEETS]
    service.days(date(2026, 12, 16), MEETS)
    assert asked(service) == {}


def test_a_meeting_set_for_a_live_plan_opens_its_round(database: Engine) -> None:
    service = plan(database, FAR, meetings=())
    service.days(LIVE, date(2026, 12, 18))
    move(service, at(date(2026, 12, 18), 12), MEETS)
    service.days(date(2026, 12, 21), date(2026, 12, 21))
    assert asked(service) == {date(2026, 12, 21): {"round": ["A1"]}}
    assert service.audited("added meeting") == [
        (
            "plan p",
            {
                "board": BOARD.name,
                "is": {"on": "2027-01-14", "papers": None, "place": ""},
                "was": None,
            },
        )
    ]


def test_a_meeting_given_again_changes_nothing(database: Engine) -> None:
    service = plan(database, FAR)
    before = stored(database)
    assert move(service, at(LIVE), MEETS).endswith("is known; nothing changed.")
    assert stored(database) == before


def test_a_meeting_that_is_off_asks_nobody(database: Engine) -> None:
    service = plan(database, FAR)
    board_meetings.remove_meeting(a_place(database, at(LIVE)), KEY, BOARD.name, MEETS)
    service.days(date(2026, 12, 14), DEADLINE)
    assert asked(service) == {}


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (
            Wanted(KEY, "No Such Board", MEETS),
            "has no board 'No Such Board'; its boards are: Strat",
        ),
        (Wanted(KEY, BOARD.name, date(2026, 12, 4)), "Friday 4 December 2026 is past: today is"),
        (
            Wanted(KEY, BOARD.name, FAR, date(2027, 2, 1)),
            "has no meeting on Monday 1 February 2027",
        ),
        (Wanted(KEY, BOARD.name, FAR, None, date(2027, 7, 1)), "after the meeting of Wed 30 Jun"),
        (
            Wanted(KEY, BOARD.name, FAR, paper=Paper(author="x" * 161)),
            "The author has 161 characters: shorten it to 160",
        ),
        (Wanted(KEY, BOARD.name, date(2050, 1, 4)), "A date lies outside the calendar"),
    ],
    ids=["board", "past", "old", "papers", "row-238", "calendar"],
)
def test_a_meeting_that_cannot_be_is_refused_and_nothing_changes(
    database: Engine, wanted: Wanted, says: str
) -> None:
    plan(database, FAR)
    before = stored(database)
    with pytest.raises(BadInput, match=says):
        board_meetings.set_meeting(a_place(database, at(LIVE)), wanted)
    assert stored(database) == before


def test_the_standing_of_a_round_says_who_was_asked_and_who_answered(database: Engine) -> None:
    service = plan(database, FAR, FAR)
    (coming,) = round_standings(a_place(database, at(LIVE)))
    assert (coming.state, coming.words, coming.actions) == ("to come", "nobody asked yet", ())
    service.days(date(2026, 12, 14), CHASED)
    service.update("A2", at(CHASED, 12))
    (found,) = round_standings(a_place(database, at(CHASED, 13)), KEY)
    assert (found.state, found.words) == ("open", "1 of 2 open actions without an update")
    said = [(a.ref, a.owner, a.asked_on, a.chased_on, a.updated_on) for a in found.actions]
    assert said == [
        ("A1", OWNER.name, OPENS, CHASED, None),
        ("A2", OWNER.name, OPENS, CHASED, CHASED),
    ]


def test_a_round_costs_only_the_plan_that_it_is_of(database: Engine) -> None:
    """On a day on which no round opens or is chased no action is read, however many meetings there are."""
    service = plan(database, FAR)
    service.days(date(2026, 12, 14), OPENS)
    asked_for: list[str] = []

    @event.listens_for(database, "before_cursor_execute")
    def note(*said: Any) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
        asked_for.append(said[2])

    service.day(date(2026, 12, 15))  # looks whether the request was sent, on the day after it
    assert any("board_meeting" in statement for statement in asked_for)
    asked_for.clear()
    service.day(date(2026, 12, 22))
    assert asked_for
    assert not [statement for statement in asked_for if "board_meeting" in statement]


def test_the_reason_is_stored_with_the_step(database: Engine) -> None:
    service = plan(database, FAR)
    service.days(date(2026, 12, 14), OPENS)
    assert service.reason("A1", "round: 2027-01-05", episode=-1) == (
        "round: an update is asked for before Tue 5 Jan 2027, the paper deadline of the Strategic "
        "Partnership Board (meets Thu 14 Jan 2027)"
    )
    entries = [detail["rung"] for _, detail in service.audited("planned step")]
    assert entries == ["round: 2027-01-05"]


def test_what_is_due_in_the_round_says_nothing_of_the_round(database: Engine) -> None:
    service = plan(database, DUE)
    service.day(OPENS)
    (notice,) = [n for n in service.notices() if day_of(n) == OPENS]
    owner, asking = notice.payload["parts"]
    assert (owner["says"], len(asking["says"])) == ([], 1)
    assert json.dumps(owner["lines"]).count("5 January") == 0


@pytest.mark.parametrize("back", [pytest.param(date(2026, 12, 21), id="row-119")])
def test_a_request_that_could_not_leave_says_when_it_should_have(
    database: Engine, back: date
) -> None:
    service = plan(database, FAR)
    service.days(date(2026, 12, 10), date(2026, 12, 11))
    service.check(at(OPENS))
    service.check(at(date(2026, 12, 18)))
    service.day(back)
    notices = [n for n in service.notices() if n.state == "sent"]
    assert [day_of(notice) for notice in notices] == [back]
    (part,) = notices[0].payload["parts"]
    assert part["capacity"] == "round"
    assert "This should have reached you on Mon 14 Dec 2026." in part["lines"][0]["notes"]
