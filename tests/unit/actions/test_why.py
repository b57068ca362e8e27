"""What is said of one action: where it stands, what was told, what comes next, what would stop it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.actions.about import About, Revision, Silence, Update
from rules.ladder.facts import Milestone
from rules.ladder.policy import Version
from rules.packs.brag import Brag, Rating
from rules.people.circle import Cover, Someone
from tests.builders.actions import P1
from tests.builders.preview import DUE, OWEN, SUE
from tests.builders.why import EVERYONE, IN_FORCE, TODAY, about, said


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
        ("Nothing is said about it before Mon 4 Jan 2027: An inspection is under way, by Ada Min."),
        "Milestone M1, Draft: due Tue 1 Dec 2026, complete on Wed 2 Dec 2026.",
        "Milestone M2, Consult: 1 working day late.",
        "Milestone M3, Adopt: due tomorrow (Wednesday 23 December).",
    ]
    assert said(subject)["What comes next"][0].startswith("Monday 4 January 2027: ")


@pytest.mark.parametrize(
    ("known", "rating", "update"),
    [
        ({}, None, ["None was recorded."]),
        (
            {
                "rating": Rating(Brag.AMBER, "a milestone is overdue"),
                "latest": Update(
                    DUE, "Owen Er", "Draft is out.", TODAY, "Staff left.", "Two hired.", "Red"
                ),
            },
            ["Amber: a milestone is overdue.", "Its owner rates it Red."],
            [
                "Fri 18 Dec 2026, by Owen Er: Draft is out.",
                "Expected to be complete on Tue 22 Dec 2026.",
                "Cause: Staff left.",
                "Recovery: Two hired.",
            ],
        ),
        (
            {
                "rating": Rating(Brag.GREEN, "on course"),
                "latest": Update(DUE, "Owen Er", forecast=TODAY),
            },
            ["Green: on course."],
            ["Fri 18 Dec 2026, by Owen Er.", "Expected to be complete on Tue 22 Dec 2026."],
        ),
        (
            {"latest": Update(DUE, "Owen Er", cause="Staff left.")},
            None,
            ["Fri 18 Dec 2026, by Owen Er.", "Cause: Staff left."],
        ),
    ],
    ids=["row-218", "row-218-all", "row-218-little", "row-218-no-forecast"],
)
def test_its_rating_and_its_latest_update(
    known: dict[str, Any], rating: list[str] | None, update: list[str]
) -> None:
    found = said(about(known=known))
    assert found.get("Its rating") == rating
    assert found["Its latest update"] == update


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


def test_words_in_place_of_a_date_are_said() -> None:
    """As row 359 says."""
    subject = about(known={"due_date_as_written": "ongoing"}, due_date=None)
    (first, *_) = said(subject)["Its due date"]
    assert first == 'The plan names no date; of when it is due it says "ongoing".'


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


@pytest.mark.parametrize("decision", ["given"], ids=["row-184"])
def test_of_a_date_that_was_given_it_is_said_that_nobody_was_asked(decision: str) -> None:
    given = Revision(TODAY, "Ada Min", date(2027, 1, 15), "It is not in use.", decision, TODAY)
    found = said(about(revised_due_date=given.proposed, known={"revisions": (given,)}))
    assert found["Its due date"][1] == (
        "Tue 22 Dec 2026: Ada Min opened it again, due on Fri 15 Jan 2027 (It is not in use)"
        "; nobody was asked to agree."
    )


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
