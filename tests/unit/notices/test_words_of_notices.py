"""How notices, packs and refusals speak of an action: each sentence that can be said of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.actions.new_date import assumed_date, is_new_date, rung_promised_on
from rules.calendar import WorkingCalendar
from rules.daily.day import decide_day, next_look
from rules.ladder.decide import next_check, passed_before
from rules.ladder.facts import ActionFacts, Answer, Became, Milestone, Promise, Request, StepRecord
from rules.ladder.holding import Holding
from rules.ladder.openings import climb, openings
from rules.ladder.policy import Audience, Policy, Rung, Version
from rules.notices.digest import digests, hearings
from rules.notices.lines import line, line_to, stands, worst
from rules.notices.retry import next_attempt
from rules.packs.brag import Brag, RatingFacts, rate
from rules.people.circle import Circle, Cover, Someone
from rules.problems import BadInput
from rules.text import LONGEST_TEXT, quoted, said
from rules.words import WITHHELD
from tests.builders.actions import ONCE, P1, england

TODAY = date(2026, 12, 22)
DUE = date(2026, 12, 18)
LIVE = date(2026, 11, 30)
KNOWN = england()
NOWHERE = WorkingCalendar(frozenset(), date(2020, 1, 1), TODAY)
"""A calendar that ends today."""


AROUND = Circle(
    Someone(number, name, f"{number}@x.example")
    for number, name in enumerate(("Owen Er", "Dee Rector", "Sec Retary", "Ada Min"), start=1)
)


def told(rung: str, on: date, occurrence: int = 0) -> StepRecord:
    return StepRecord(rung, occurrence, on, Became.TOLD, on)


LATE = ActionFacts(id=1, ref="A1", due_date=DUE, live_on=LIVE, records=(told("L0", TODAY),))
HELD = Holding(LATE, "Do it", "p", "Plan", 1, "Owen Er", 2, "Dee Rector", "Board")
EVERYONE = Policy(
    "all",
    (
        Rung("C", Audience.CONTRIBUTORS, 1, says="Please agree who answers."),
        Rung("R", Audience.ROLE, 2, role="Chief Executive"),
        Rung("D", Audience.DIRECTOR, 3),
        Rung("B", Audience.BOARD, 4),
    ),
)


def held(**changes: object) -> Holding:
    return HELD._replace(facts=LATE._replace(**changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("holding", "note"),
    [
        (HELD._replace(is_held=True), "It has no owner; Dee Rector holds it until one is named."),
        (HELD._replace(is_exempt=True), "Part 2: not for publication."),
        (HELD._replace(contributors=((3, "Col League"),)), "With: Col League."),
        (
            held(date_assumed=True),
            "It was opened again without a due date; this one was set by rule.",
        ),
        (
            held(promises=(Promise("L0", TODAY, TODAY, "Owen Er", kept=False),)),
            "Owen Er promised an update by Tue 22 Dec 2026.",
        ),
        (
            held(promises=(Promise("L0", DUE, DUE, "Owen Er", kept=False),)),
            "Owen Er promised an update by Fri 18 Dec 2026, and none was recorded.",
        ),
        (
            held(request=Request(1, TODAY, "Owen Er", date(2027, 1, 15), "Snow.")),
            "Owen Er asked on Tue 22 Dec 2026 for Fri 15 Jan 2027 as the new due date: Snow.",
        ),
        (held(answers=(Answer("new date 1", TODAY, "Dee refused."),)), "Dee refused."),
        (
            held(milestones=(Milestone("M1", "Half.", DUE),)),
            "Milestone M1, Half: 2 working days late.",
        ),
        (
            held(milestones=(Milestone("M1", "Half", TODAY),)),
            "Milestone M1, Half: due today.",
        ),
    ],
)
def test_a_note(holding: Holding, note: str) -> None:
    assert line(holding, P1, KNOWN, AROUND, TODAY).notes == (note,)


@pytest.mark.parametrize(
    "holding",
    [
        HELD,
        held(promises=(Promise("L0", TODAY, TODAY, "Owen Er", kept=True),)),
        held(milestones=(Milestone("M1", "Half", DUE, completed_on=DUE),)),
    ],
)
def test_nothing_to_note(holding: Holding) -> None:
    assert line(holding, P1, KNOWN, AROUND, TODAY).notes == ()


def test_a_rung_says_its_own_sentence() -> None:
    about = line(held(records=(told("C", TODAY),)), EVERYONE, KNOWN, AROUND, TODAY)
    assert about.notes == ("Please agree who answers.",)


@pytest.mark.parametrize(
    ("reached", "follows"),
    [
        ((), "Nobody can be told as its contributors on Wednesday 23 December 2026."),
        (("C",), "Nobody can be told as its Chief Executive on Wednesday 23 December 2026."),
        (("C", "R"), "Dee Rector, the director, is told on Wednesday 23 December 2026."),
        (("C", "R", "D"), "The Board is told on Thursday 24 December 2026."),
        (
            ("C", "R", "D", "B"),
            (
                "Dee Rector, the director, reads of it in the weekly summary on Tuesday 29 December "
                "2026. It stays in every pack's exception report until it is recorded complete."
            ),
        ),
    ],
)
def test_what_follows(reached: tuple[str, ...], follows: str) -> None:
    records = tuple(told(rung, TODAY) for rung in reached)
    assert line(held(records=records), EVERYONE, KNOWN, AROUND, TODAY).next == follows


NOBODY, ON = "Nobody can be told as its", "on Wednesday 23 December 2026"


@pytest.mark.parametrize(
    ("holding", "standing", "follows"),
    [
        (
            held(completed_on=DUE),
            "reported complete as of Fri 18 Dec 2026, not validated yet",
            f"{NOBODY} validator {ON}. It stays open until it is validated or sent back.",
        ),
        (
            held(due_date=None),
            "no due date",
            f"{NOBODY} administrator {ON}. It has no ladder until it has a due date.",
        ),
        (
            held(revised_due_date=TODAY, records=(), milestones=(Milestone("M1", "Half", DUE),)),
            "due today, milestone M1 late",
            "Owen Er is told that it is overdue on Wednesday 23 December 2026.",
        ),
    ],
)
def test_how_it_stands(holding: Holding, standing: str, follows: str) -> None:
    about = line(holding, P1, KNOWN, AROUND, TODAY)
    assert (about.standing, about.next) == (standing, follows)


def test_without_an_owner_it_says_so() -> None:
    nobody = held(records=())._replace(owner_id=None, owner_name="", director_name="")
    assert line(nobody, P1, KNOWN, AROUND, TODAY).next.startswith(
        "Its owner, once it has one, is told"
    )
    above = nobody._replace(facts=LATE, director_id=None, secretary_id=3)
    assert line(above, ONCE, KNOWN, AROUND, TODAY).next.startswith(
        "Sec Retary, the secretary of the Board, for want of a director, is told"
    )


@pytest.mark.parametrize(
    ("holding", "covers", "follows"),
    [
        (HELD, 4, "Ada Min, for Dee Rector, is told"),
        (HELD, 1, "Sec Retary, for Dee Rector, is told"),
        (
            HELD._replace(contributors=((2, "Dee Rector"),)),
            0,
            "Sec Retary, for Dee Rector, is told",
        ),
        (
            HELD._replace(director_id=None, director_name="", contributors=((3, "Sec Retary"),)),
            0,
            "Ada Min, for want of a director, is told",
        ),
        (
            HELD._replace(contributors=((2, "Dee"), (3, "Sec"), (4, "Ada"))),
            0,
            "Nobody can be told as its director",
        ),
        (HELD._replace(facts=held(records=()).facts), 0, "Owen Er is told that it is overdue"),
        (
            HELD._replace(owner_id=2, owner_name="Dee Rector", facts=held(records=()).facts),
            4,
            "Ada Min, for Dee Rector, is told that it is overdue",
        ),
    ],
)
def test_row_136_what_follows_is_as_it_will_be_decided(
    holding: Holding, covers: int, follows: str
) -> None:
    away = AROUND.people[2]._replace(
        covers=(Cover(covers, DUE, date(2027, 2, 1)),) if covers else ()
    )
    around = Circle({**AROUND.people, 2: away}.values())
    named = holding._replace(secretary_id=3, administrator_id=4)
    assert line(named, ONCE, KNOWN, around, TODAY).next.startswith(follows)


def test_where_the_calendar_ends_it_says_so() -> None:
    assert line(HELD, P1, NOWHERE, AROUND, TODAY).next == (
        "Its calendar ends 2026, so the next date can't be told."
    )


@pytest.mark.parametrize(
    ("facts", "brag", "because"),
    [
        (RatingFacts(DUE, cancelled_on=DUE), Brag.GREY, "cancelled on Fri 18 Dec 2026"),
        (RatingFacts(date(2027, 2, 1), is_asked=True), Brag.AMBER, "a new due date is asked for"),
        (
            RatingFacts(date(2027, 2, 1), milestone_overdue=True),
            Brag.AMBER,
            "a milestone is overdue",
        ),
    ],
)
def test_a_rating(facts: RatingFacts, brag: Brag, because: str) -> None:
    found = rate(facts, KNOWN, TODAY, is_first=True)
    assert (found.brag, found.because) == (brag, because)


@pytest.mark.parametrize(("proposed", "is_new"), [(DUE + timedelta(days=40), True), (TODAY, True)])
def test_a_new_date(proposed: date, is_new: bool) -> None:  # noqa: FBT001 - a parameter
    assert is_new_date(LATE, proposed, TODAY) is is_new
    assert not is_new_date(LATE._replace(due_date=proposed), proposed, TODAY)
    with pytest.raises(BadInput, match="is past"):
        is_new_date(LATE, DUE, TODAY)
    assert assumed_date(date(2027, 1, 4), KNOWN) == date(2027, 1, 11)


MADE = Promise("L0", TODAY, TODAY, "Owen Er", kept=True)


@pytest.mark.parametrize(
    ("facts", "until", "why"),
    [
        pytest.param(LATE, date(2027, 1, 4), "to Thu 31 Dec 2026", id="row-097"),
        (LATE, DUE, "from today"),
        pytest.param(LATE._replace(promises=(MADE,)), TODAY, "once is the most", id="row-099"),
        (LATE._replace(promises=(MADE, replace(MADE, rung="L1"))), TODAY, "2 times"),
        (LATE._replace(records=()), TODAY, "no rung"),
    ],
)
def test_a_promise_that_is_refused(facts: ActionFacts, until: date, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        rung_promised_on(facts, P1, KNOWN, TODAY, until)
    assert rung_promised_on(LATE, P1, KNOWN, TODAY, date(2026, 12, 31)) == "L0"


def test_an_action_past_its_calendar_is_left_out_and_the_others_go_on() -> None:
    soon = HELD._replace(facts=LATE._replace(due_date=date(2019, 12, 2), records=()))
    person = Someone(1, "Owen Er", "owen@x.example")
    calendars = {"p": WorkingCalendar(frozenset(), TODAY, TODAY)}
    heard = hearings([soon], Circle([person]), lambda _: P1, calendars, TODAY)
    found = list(digests({"owen@x.example"}, heard))
    assert found == []
    decided = decide_day([soon], lambda _: Version(1, P1, LIVE), calendars, TODAY)
    assert decided.problems == ["Action A1 of Plan: the calendar ends 2026."]


def test_a_step_on_the_calendars_last_day_is_taken_and_looked_at_tomorrow() -> None:
    due = HELD._replace(facts=LATE._replace(due_date=TODAY - timedelta(days=1), records=()))
    decided = decide_day([due], lambda _: Version(1, P1, LIVE), {"p": NOWHERE}, TODAY)
    assert [step.rung for step in decided.steps[1]] == ["L0"]
    assert decided.next_checks == {1: TODAY + timedelta(days=1)}


def test_beyond_the_calendar_weekdays_count_for_what_is_listed() -> None:
    assert NOWHERE.is_within(TODAY, date(2026, 12, 29), 5)
    assert not NOWHERE.is_within(TODAY, date(2026, 12, 30), 5)
    assert KNOWN.is_within(TODAY, date(2026, 12, 31), 5)


def test_the_earliest_of_all_policies_to_come_counts() -> None:
    far = LATE._replace(due_date=date(2027, 3, 1), records=())
    sooner = Policy("sooner", (Rung("R", Audience.OWNER, -30), *P1.rungs))
    silent = Policy("silent", (Rung("L", Audience.BOARD, 200),))
    plain = next_look(far, P1, (), KNOWN, TODAY)
    assert next_look(far, P1, ((date(2027, 1, 4), sooner),), KNOWN, TODAY) == date(2027, 1, 18)
    assert next_look(far, P1, ((date(2027, 1, 4), silent),), KNOWN, TODAY) == plain
    beyond = KNOWN.last + timedelta(
        days=1
    )  # no check comes there before the calendar has more years
    assert next_look(far, P1, ((beyond, sooner),), KNOWN, TODAY) == plain
    closed = far._replace(cancelled_on=TODAY)
    assert next_look(closed, P1, ((date(2027, 1, 4), sooner),), KNOWN, TODAY) is None


def test_edges_of_openings() -> None:
    draft = LATE._replace(live_on=None)
    assert next_check(draft, P1, KNOWN, TODAY) is None
    assert list(openings(draft, P1, KNOWN)) == []
    assert climb(draft, P1, KNOWN) is None
    assert passed_before(LATE._replace(due_date=None), P1, KNOWN, TODAY) == []
    waiting = LATE._replace(records=(StepRecord("L0", 0, TODAY, Became.WAITING),))
    assert next_check(waiting, P1, KNOWN, TODAY) == date(2026, 12, 23)
    assert StepRecord("L0", 0, TODAY, Became.BEFORE_GO_LIVE).settled_on is None


@pytest.mark.parametrize(
    ("facts", "capacities"),
    [
        (LATE._replace(paused_until=date(2027, 1, 4)), []),
        (LATE._replace(records=(told("L0", DUE), told("L1", DUE))), ["owner", "director"]),
        (LATE._replace(completed_on=DUE, records=(told("to validate: 1", TODAY),)), ["validator"]),
        (LATE._replace(completed_on=DUE, records=()), []),
        (
            LATE._replace(due_date=None, records=(told("to mend: due date", TODAY),)),
            ["administrator"],
        ),
        (
            LATE._replace(due_date=date(2027, 6, 1), records=(told("new date: 1", TODAY),)),
            ["approver"],
        ),
        (LATE._replace(due_date=date(2027, 6, 1), records=(told("M1: L0", TODAY),)), ["owner"]),
        (
            LATE._replace(completed_on=DUE, records=(told("answer: completion 1", TODAY),)),
            ["owner"],
        ),
    ],
)
def test_whose_business_an_action_is(facts: ActionFacts, capacities: list[str]) -> None:
    people = [Someone(n, f"P{n}", f"p{n}@x.example") for n in range(1, 6)]
    mine = HELD._replace(facts=facts, secretary_id=3, administrator_id=4, validator_id=5)
    everyone = {person.address for person in people}
    heard = hearings([mine], Circle(people), lambda _: P1, {"p": KNOWN}, TODAY)
    found = list(digests(everyone, heard))
    assert sorted(part.capacity for d in found for part in d.parts) == sorted(capacities)
    assert [worst(d.lines) for d in found] == [
        2 if facts.is_overdue(TODAY) else None for _ in found
    ]


def test_an_answer_and_a_second_matter_are_steps_of_their_own() -> None:
    heard = LATE._replace(answers=(Answer("new date 1", TODAY, "Dee refused."),))
    names = [opening.rung.name for opening in openings(heard, P1, KNOWN)]
    assert "answer: new date 1" in names
    assert HELD.with_facts(heard).facts is heard
    assert HELD.with_facts(heard).title == HELD.title


def test_a_completion_reported_anew_is_told_to_its_validator_with_others() -> None:
    records = (told("to validate: 1", DUE),)
    anew = LATE._replace(completed_on=DUE, reported_on=TODAY, records=records)
    ((rung, *found),) = (opening[:3] for opening in openings(anew, P1, KNOWN))
    assert (rung.name, *found) == ("to validate: 1", 1, date(2026, 12, 24))


def test_a_repeat_whose_notice_lapsed_is_told_anew() -> None:
    first = told("to mend: due date", DUE)
    lapsed = StepRecord("to mend: due date", 1, TODAY, Became.LAPSED)
    dateless = LATE._replace(due_date=None, records=(first, lapsed))
    (opening,) = openings(dateless, P1, KNOWN)
    assert (opening.occurrence, opening.on) == (1, date(2026, 12, 23))


def test_waits_grow_and_end_at_an_hour() -> None:
    now = datetime(2026, 12, 22, 7, tzinfo=UTC)
    waits = [(next_attempt(now, n, "key") - now).total_seconds() / 60 for n in (1, 2, 3, 20)]
    assert 0.5 <= waits[0] <= 1 <= waits[1] <= 2 <= waits[2] <= 4
    assert 30 <= waits[3] <= 60


@pytest.mark.parametrize(
    ("text", "needed", "why"),
    [
        ("\x07", False, "control"),
        ("x" * (LONGEST_TEXT + 1), False, "shorten"),
        (" ", True, "needed"),
    ],
)
def test_a_text_that_is_refused(text: str, needed: bool, why: str) -> None:  # noqa: FBT001
    with pytest.raises(BadInput, match=why):
        said("reason", text, needed=needed)
    assert said("reason", " Snow. ", needed=True) == "Snow."
    assert quoted("x" * 80).endswith('…"')


@pytest.mark.parametrize(
    ("audience", "title"), [(Audience.BOARD, WITHHELD), (Audience.OWNER, "Do it")]
)
def test_a_board_reads_no_words_of_a_part_2_action(audience: Audience, title: str) -> None:
    secret = HELD._replace(is_exempt=True)
    told = line_to(audience, secret, stands(LATE, EVERYONE, KNOWN, TODAY), "")
    assert (told.title, bool(told.notes)) == (title, audience is not Audience.BOARD)
