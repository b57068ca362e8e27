"""What is said of one action: where it stands, what was told, what comes next, what would stop it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.about import About, Revision, Silence, Telling
from rules.circle import Circle, Cover, Someone
from rules.facts import Milestone, Outcome, Promise, Request, StepRecord
from rules.policy import Audience, Policy, Rung, Version
from rules.preview import Scene, play
from rules.why import explain
from tests.builders import P1, england
from tests.builders_preview import ADA, DEE, DUE, LIVE_ON, OWEN, PLAN, SUE, a_holding

TODAY = date(2026, 12, 22)
L0 = StepRecord("L0", 0, date(2026, 12, 21), Outcome.TOLD, date(2026, 12, 21))
IN_FORCE = Version(1, P1, LIVE_ON)
EVERYONE = (OWEN, DEE, SUE, ADA)


def about(
    today: date = TODAY,
    people: Sequence[Someone] = EVERYONE,
    version: Version = IN_FORCE,
    known: dict[str, Any] | None = None,
    holding: dict[str, Any] | None = None,
    **facts: Any,  # noqa: ANN401 - the facts of the action
) -> About:
    plain = a_holding()
    held = plain._replace(facts=plain.facts._replace(**facts), **(holding or {}))
    scene = Scene((held,), Circle(people), {PLAN: england()}, {PLAN: (version,)}, P1)
    return About(
        holding=held,
        version=version,
        circle=scene.circle,
        calendar=england(),
        today=today,
        ahead=play(scene, today, 366),
        **(known or {}),
    )


def said(subject: About) -> dict[str, list[str]]:
    return {section.heading: list(section.sentences) for section in explain(subject)}


def state(subject: About) -> str:
    (first, *_) = said(subject)["Where it stands"]
    return first.removeprefix("A1, Do what A1 says (Invented plan): ")


@pytest.mark.parametrize(
    ("today", "facts", "sentence"),
    [
        pytest.param(date(2026, 12, 7), {}, "due on Friday 18 December 2026.", id="ahead"),
        pytest.param(DUE, {}, "due today.", id="due"),
        pytest.param(TODAY, {}, "2 working days late.", id="late"),
        pytest.param(
            TODAY, {"due_date": None}, "it has no due date, so it has no ladder.", id="no date"
        ),
        pytest.param(
            TODAY,
            {"completed_on": DUE, "reported_on": date(2026, 12, 20)},
            "complete as of Fri 18 Dec 2026, on time, reported late; reported on Sun 20 Dec 2026, "
            "not validated yet.",
            id="reported complete",
        ),
        pytest.param(
            TODAY,
            {"completed_on": date(2026, 12, 21), "validated_on": TODAY},
            "complete as of Mon 21 Dec 2026, late (1 working day, 3 calendar days); "
            "validated on Tue 22 Dec 2026.",
            id="validated",
        ),
        pytest.param(TODAY, {"cancelled_on": DUE}, "cancelled on Fri 18 Dec 2026.", id="cancelled"),
    ],
)
def test_how_it_stands(today: date, facts: dict[str, Any], sentence: str) -> None:
    assert state(about(today, **facts)) == sentence


def test_why_it_was_cancelled() -> None:
    subject = about(cancelled_on=DUE, known={"cancelled_because": "The body was wound up."})
    assert state(subject) == "cancelled on Fri 18 Dec 2026: The body was wound up."
    assert said(subject)["What comes next"] == ["Nothing: it is closed."]
    assert "What would stop it" not in said(subject)


def test_a_draft_and_a_plan_that_is_to_go_live_tell_nobody() -> None:
    draft = said(about(live_on=None))
    assert draft["Where it stands"][1:] == [
        "Its plan is a draft: nobody is told anything until it goes live."
    ]
    assert draft["What comes next"] == ["Nothing until its plan goes live."]
    assert "What would stop it" not in draft
    later = said(about(live_on=date(2027, 1, 4)))
    assert later["Where it stands"][1] == (
        "Its plan goes live on Mon 4 Jan 2027; until then nobody is told."
    )
    assert later["What comes next"][0].startswith("Tuesday 5 January 2027: Owen Er (owner). L0: 1")


def test_pauses_and_milestones_are_named() -> None:
    milestones = (
        Milestone("M1", "Draft", date(2026, 12, 1), date(2026, 12, 2)),
        Milestone("M2", "Consult", date(2026, 12, 21)),
        Milestone("M3", "Adopt", date(2026, 12, 23)),
    )
    pause = Silence(date(2027, 1, 4), "An inspection is under way.", "Ada Min")
    subject = about(milestones=milestones, paused_until=pause.until, known={"silences": (pause,)})
    assert said(subject)["Where it stands"][1:] == [
        (
            "Nothing is said about it before Mon 4 Jan 2027: An inspection is under way "
            "(paused by Ada Min)."
        ),
        "Milestone M1, Draft: due Tue 1 Dec 2026, complete on Wed 2 Dec 2026.",
        "Milestone M2, Consult: 1 working day late.",
        "Milestone M3, Adopt: due tomorrow (Wednesday 23 December).",
    ]
    assert said(subject)["What comes next"][0].startswith("Monday 4 January 2027: ")


NOBODY = "Nobody can be told what is meant for the owner."


@pytest.mark.parametrize(
    ("people", "holding", "sentences"),
    [
        pytest.param(EVERYONE, {}, ["Owner: Owen Er. Director: Dee Rector."], id="owner"),
        pytest.param(
            EVERYONE,
            {"director_name": "", "contributors": ((3, "Sue Cessor"),)},
            ["Owner: Owen Er. Director: nobody.", "With: Sue Cessor."],
            id="contributors",
        ),
        pytest.param(
            (OWEN._replace(covers=(Cover(3, DUE, date(2027, 1, 4)),)), SUE),
            {},
            [
                "Owner: Owen Er. Director: Dee Rector.",
                "What is meant for the owner goes to Sue Cessor (Owen Er is away).",
            ],
            id="cover",
        ),
        pytest.param(
            EVERYONE,
            {"is_held": True, "owner_id": 2, "owner_name": ""},
            [
                "It has no owner; Dee Rector, the director, holds it.",
                "What is meant for the owner goes to Dee Rector.",
            ],
            id="held",
        ),
        pytest.param(
            EVERYONE, {"owner_id": None, "owner_name": ""}, ["It has no owner.", NOBODY], id="none"
        ),
        pytest.param((), {}, ["Owner: Owen Er. Director: Dee Rector.", NOBODY], id="unreachable"),
    ],
)
def test_who_holds_it(
    people: Sequence[Someone], holding: dict[str, Any], sentences: list[str]
) -> None:
    assert said(about(people=people, holding=holding))["Who holds it"] == sentences


def test_its_dates_with_who_moved_them() -> None:
    asked = Revision(date(2026, 12, 1), "Owen Er", date(2027, 1, 15), "Staff left.", "pending")
    decided = replace(asked, decision="refused", decided_on=date(2026, 12, 2))
    by_board = replace(
        decided,
        decision="approved",
        decided_by="Ada Min",
        answer="Once.",
        meeting_on=date(2026, 12, 3),
    )
    subject = about(
        known={"revisions": (decided, by_board, asked)},
        revised_due_date=date(2027, 1, 15),
        times_revised=1,
    )
    assert said(subject)["Its due date"] == [
        "First due on Fri 18 Dec 2026.",
        "Tue 1 Dec 2026: Owen Er asked for Fri 15 Jan 2027 (Staff left); refused on Wed 2 Dec 2026.",
        (
            "Tue 1 Dec 2026: Owen Er asked for Fri 15 Jan 2027 (Staff left); approved on "
            "Wed 2 Dec 2026 by Ada Min at the meeting of Thu 3 Dec 2026: Once."
        ),
        "Tue 1 Dec 2026: Owen Er asked for Fri 15 Jan 2027 (Staff left); not decided yet.",
        "Due now on Fri 15 Jan 2027; revised 1 time.",
        "It has slipped 17 working days from the date first given.",
    ]


def test_a_date_set_by_rule_and_one_that_was_never_given() -> None:
    assumed = about(revised_due_date=date(2027, 1, 4), times_revised=1, date_assumed=True)
    assert (
        "Due now on Mon 4 Jan 2027, set by rule when it was opened again; revised 1 time."
        in said(assumed)["Its due date"]
    )
    dateless = said(about(due_date=None))
    assert "Its due date" not in dateless
    assert not any("promise" in sentence for sentence in dateless["What would stop it"])
    (sentence,) = dateless["What comes next"]
    assert sentence.startswith("Tuesday 22 December 2026: Ada Min (administrator). It has no due")


@pytest.mark.parametrize(
    ("version", "began_with", "sentence"),
    [
        pytest.param(Version(0, P1, date.min), None, "P1, the default.", id="default"),
        pytest.param(IN_FORCE, 1, "P1, version 1, kept since its first step.", id="kept"),
        pytest.param(
            IN_FORCE,
            None,
            "P1, version 1, in force from Mon 2 Nov 2026; its ladder has not begun.",
            id="not begun",
        ),
        pytest.param(
            Version(2, P1, DUE, TODAY),
            1,
            "P1, version 2, which holds for running ladders from Tue 22 Dec 2026; it began with "
            "version 1.",
            id="applied",
        ),
        pytest.param(
            IN_FORCE, 4, "P1, version 1: version 4, with which it began, is gone.", id="gone"
        ),
    ],
)
def test_which_policy_it_goes_by(version: Version, began_with: int | None, sentence: str) -> None:
    found = said(about(version=version, began_with=began_with))
    assert found["Its policy"] == [f"It goes by {sentence}"]


def a_telling(**known: Any) -> Telling:  # noqa: ANN401 - what became of the step
    return Telling(**{"episode": 1, "rung": "L0", "planned_on": TODAY, "reason": "L0: late.", "policy": "P1", **known})  # fmt: skip


TO = "Owen Er <owen@invented.example>"


@pytest.mark.parametrize(
    ("telling", "sentence"),
    [
        pytest.param(
            a_telling(to=TO, state="sent", sent_on=TODAY, reply="250 OK"),
            f"Tue 22 Dec 2026, to {TO}: sent on Tue 22 Dec 2026; the mail server said: 250 OK. "
            "L0: late (P1).",
            id="sent",
        ),
        pytest.param(
            a_telling(to=TO, state="queued"),
            f"Tue 22 Dec 2026, to {TO}: queued, not sent yet. L0: late (P1).",
            id="queued",
        ),
        pytest.param(
            a_telling(to=TO, state="cancelled", episode=2),
            f"Tue 22 Dec 2026, to {TO}: not sent: its day passed first, so the step lapsed. "
            "L0: late (P1, episode 2).",
            id="lapsed, in a second episode",
        ),
        pytest.param(
            a_telling(episode=0, untold=Outcome.BEFORE_GO_LIVE),
            "L0: not sent: before go-live.",
            id="row-093",
        ),
        pytest.param(
            a_telling(untold=Outcome.NOBODY),
            "Tue 22 Dec 2026: there was no one to tell. L0: late (P1).",
            id="nobody",
        ),
    ],
)
def test_what_was_told(telling: Telling, sentence: str) -> None:
    assert said(about(known={"tellings": (telling,)}))["What was told"] == [sentence]


def test_nothing_was_told_yet() -> None:
    assert said(about())["What was told"] == ["Nothing yet."]


def a_promise(until: date, *, kept: bool = False, rung: str = "L0") -> Promise:
    return Promise(rung, date(2026, 12, 21), until, "Owen Er", kept)


@pytest.mark.parametrize(
    ("promise", "ending"),
    [
        pytest.param(a_promise(date(2026, 12, 29), kept=True), "29 Dec 2026; kept.", id="kept"),
        pytest.param(a_promise(date(2026, 12, 29)), "29 Dec 2026; none yet.", id="open"),
        pytest.param(
            a_promise(date(2026, 12, 21)), "21 Dec 2026; broken: none was recorded.", id="broken"
        ),
    ],
)
def test_promises(promise: Promise, ending: str) -> None:
    (sentence,) = said(about(promises=(promise,), records=(L0,)))["Promises"]
    assert sentence.startswith("Mon 21 Dec 2026, at L0: Owen Er promised an update by ")
    assert sentence.endswith(ending)


def test_what_comes_next_names_day_reader_and_reason() -> None:
    away = DEE._replace(covers=(Cover(SUE.id, date(2026, 12, 24), date(2027, 1, 4)),))
    found = said(about(records=(L0,), began_with=1, people=(OWEN, away, SUE, ADA)))
    assert found["What comes next"] == [
        (
            "Tuesday 29 December 2026: Sue Cessor (director; Dee Rector is away). L1: 5 working days "
            "after the due date (Fri 18 Dec 2026), not recorded complete."
        ),
        (
            "Wednesday 30 December 2026: Owen Er (owner). L0, repeat 1: every 5 working days while "
            "overdue, due Fri 18 Dec 2026."
        ),
        (
            "Wednesday 6 January 2027: Board of p. L2: 10 working days after the due date "
            "(Fri 18 Dec 2026), not recorded complete."
        ),
        "While it is overdue it stays in every pack's exception report.",
    ]


def test_what_comes_next_names_all_who_hear_or_that_nobody_does() -> None:
    joint = about(today=DUE, holding={"contributors": ((3, "Sue Cessor"),)})
    assert said(joint)["What comes next"][0].startswith(
        "Friday 18 December 2026: Owen Er (owner), Sue Cessor (contributors). R0: due"
    )
    lonely = said(about(today=DUE, people=()))
    assert lonely["What comes next"][0].startswith(
        "Friday 18 December 2026: nobody, for there is no one to tell. R0: due"
    )
    assert lonely["What would stop it"][0].endswith(
        "someone outside the owner's line then validates it."
    )
    assert lonely["What would stop it"][1].endswith("the approver is nobody: none can be told.")


def test_what_is_complete_waits_for_its_validation() -> None:
    found = said(about(completed_on=DUE, reported_on=TODAY))
    assert found["What comes next"] == [
        (
            "Tuesday 22 December 2026: Ada Min (validator). Reported complete on Tue 22 Dec 2026, "
            "to be validated."
        ),
        "It stays open until it is validated or sent back.",
    ]
    assert found["What would stop it"] == [
        "Validation by Ada Min closes it; a refusal opens it again."
    ]


def test_what_would_stop_a_running_ladder() -> None:
    assert said(about(records=(L0,)))["What would stop it"] == [
        "Reporting it complete silences its ladder at once; Ada Min then validates it.",
        "An approved new date starts its ladder anew from that date; the approver is Dee Rector.",
        "A promise made at L0 today holds its next rung, through Thu 31 Dec 2026 at most.",
        "A pause silences it until a date that an administrator gives; its due date stands.",
        "Cancelling it, with a reason, closes it for good.",
    ]


def test_a_request_names_its_approver_the_board_from_the_third_revision() -> None:
    request = Request(3, DUE, "Owen Er", date(2027, 2, 1), "Staff left.")
    subject = about(request=request, times_revised=2, holding={"secretary_id": ADA.id})
    assert said(subject)["What would stop it"][1] == (
        "The new date that Owen Er asked for on Fri 18 Dec 2026, Mon 1 Feb 2027, starts its ladder "
        "anew from that date once it is approved; the approver is the Board of p, recorded by "
        "Ada Min."
    )


def holds(subject: About) -> list[str]:
    return said(subject)["What would stop it"][2:-2]


def test_what_holds_the_next_rung() -> None:
    running = a_promise(date(2026, 12, 29))
    assert holds(about(promises=(running,), records=(L0,))) == [
        "The promise of Owen Er holds its next rung through Tue 29 Dec 2026."
    ]
    over = a_promise(date(2026, 12, 21))
    assert holds(about(promises=(over,), records=(L0,))) == [
        "Rung L0 of A1 was acknowledged already; once is the most."
    ]
    (refused, no_rung) = holds(about(held_until=TODAY))
    assert refused == (
        "It does not climb before Tue 22 Dec 2026 has passed: its completion was refused."
    )
    assert no_rung.startswith("A1 has reached no rung of its ladder yet")


def test_at_the_top_and_after_an_old_refusal_nothing_is_left_to_hold() -> None:
    only = Policy("only", (Rung("L0", Audience.OWNER, 1),))
    subject = about(version=replace(IN_FORCE, policy=only), records=(L0,), held_until=DUE)
    assert holds(subject) == []
