"""What is said of one action: whom it was told to, what comes next, what would stop it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.actions.about import About, Telling
from rules.calendar import WorkingCalendar
from rules.ladder.facts import Answer, Became, Promise, Request
from rules.ladder.policy import Audience, Policy, Rung
from rules.people.circle import Cover
from tests.builders.preview import ADA, DEE, DUE, OWEN, SUE
from tests.builders.why import IN_FORCE, L0, TODAY, a_promise, about, said


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
            a_telling(episode=0, untold=Became.BEFORE_GO_LIVE),
            "L0: not sent: before go-live.",
            id="row-093",
        ),
        pytest.param(
            a_telling(untold=Became.NOBODY),
            "Tue 22 Dec 2026: there was no one to tell. L0: late (P1).",
            id="nobody",
        ),
        pytest.param(
            a_telling(to=TO, state="sent", sent_on=TODAY, jointly=("Thea <t@x.example>", "Sue")),
            f"Tue 22 Dec 2026, to {TO}: sent on Tue 22 Dec 2026. Told too: Thea <t@x.example>, Sue. "
            "L0: late (P1).",
            id="row-116",
        ),
    ],
)
def test_what_was_told(telling: Telling, sentence: str) -> None:
    assert said(about(known={"tellings": (telling,)}))["What was told"] == [sentence]


def test_each_word_of_the_server_is_told_once() -> None:
    """Hold row-218: one notice carries several steps, and a server says the same to all."""
    told = tuple(
        a_telling(to=TO, state="sent", sent_on=TODAY, reply=reply, rung=rung)
        for rung, reply in (("R0", "250 OK"), ("L0", "250 OK"), ("L1", "250 queued"), ("L2", ""))
    )
    found = said(about(known={"tellings": told}))["What was told"]
    assert ["; the mail server said: " in sentence for sentence in found] == [
        *(True, False, True, False)
    ]
    assert "the mail server said: 250 queued." in found[2]


def test_nothing_was_told_yet() -> None:
    assert said(about())["What was told"] == ["Nothing yet."]


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
            "Tuesday 29 December 2026: Owen Er (owner). L0, repeat 1: at least every 5 working days "
            "while overdue, due Fri 18 Dec 2026."
        ),
        (
            "Tuesday 29 December 2026: Sue Cessor (director; Dee Rector is away). L1: 5 working days "
            "after the due date (Fri 18 Dec 2026), not recorded complete."
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
    assert lonely["Who decides"] == [
        "Whether it is complete: nobody: someone outside the owner's line is needed.",
        "A new due date: nobody: none can be told.",
    ]


def test_what_is_complete_waits_for_its_validation() -> None:
    found = said(about(completed_on=DUE, reported_on=TODAY))
    assert found["What comes next"] == [
        (
            "Thursday 24 December 2026: Ada Min (validator). Reported complete on Tue 22 Dec 2026, "
            "to be validated."
        ),
        "It stays open until it is validated or sent back.",
    ]
    assert found["Who decides"][0] == "Whether it is complete: Ada Min."
    assert found["What would stop it"] == ["Validation closes it; a refusal opens it again."]


def test_of_one_refused_twice_a_report_stops_nothing() -> None:
    refused = tuple(Answer(f"completion {n}", DUE, "Val Idator: no.") for n in (1, 2))
    known: dict[str, Any] = {
        "completed_on": DUE,
        "reported_on": TODAY,
        "times_refused": 2,
        "answers": refused,
    }
    found = said(about(records=(L0,), **known))
    assert found["Where it stands"][0].endswith(
        "2 working days late; complete as of Fri 18 Dec 2026, on time, reported late; "
        "reported on Tue 22 Dec 2026, not validated yet."
    )
    assert (
        "Its completion was refused 2 times, last on Fri 18 Dec 2026: Val Idator: no."
        in found["Where it stands"]
    )
    assert any("Dee Rector (director). L1:" in line for line in found["What comes next"])
    assert found["What would stop it"] == ["Validation closes it; a refusal changes nothing."]
    again = said(about(records=(L0,), times_refused=2, answers=refused))["What would stop it"][0]
    assert again == (
        "Reporting it complete silences nothing any more, since it was refused 2 times; its ladder "
        "goes on until it is validated."
    )


def test_what_would_stop_a_running_ladder() -> None:
    assert said(about(records=(L0,)))["What would stop it"] == [
        "Reporting it complete silences its ladder at once; it is then validated.",
        "An approved new date starts its ladder anew from that date.",
        "A promise made at L0 today holds its next rung, through Thu 31 Dec 2026 at most.",
        "A pause silences it until a date that an administrator gives; its due date stands.",
        "Cancelling it, with a reason, closes it for good.",
    ]


def test_a_request_names_its_approver_the_board_from_the_third_revision() -> None:
    request = Request(3, DUE, "Owen Er", date(2027, 2, 1), "Staff left.")
    subject = about(request=request, times_revised=2, holding={"secretary_id": ADA.id})
    assert said(subject)["What would stop it"][1] == (
        "The new date that Owen Er asked for on Fri 18 Dec 2026, Mon 1 Feb 2027, starts its ladder "
        "anew from that date once it is approved."
    )
    assert said(subject)["Who decides"] == [
        "Whether it is complete: Ada Min.",
        "A new due date: the Board of p, recorded by Ada Min.",
    ]


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


def test_past_the_calendars_end_no_promise_is_offered_and_the_end_is_said() -> None:
    ends = WorkingCalendar(frozenset(), date(2026, 1, 1), TODAY)
    subject = about(records=(L0,), calendar=ends)
    assert holds(subject) == []
    assert any("calendar" in sentence for sentence in said(subject)["What comes next"])


def test_at_the_top_and_after_an_old_refusal_nothing_is_left_to_hold() -> None:
    only = Policy("only", (Rung("L0", Audience.OWNER, 1),))
    subject = about(version=replace(IN_FORCE, policy=only), records=(L0,), held_until=DUE)
    assert holds(subject) == []
    running = a_promise(date(2026, 12, 29))
    promised = about(version=replace(IN_FORCE, policy=only), records=(L0,), promises=(running,))
    assert holds(promised) == [], "there is no rung above to hold"
