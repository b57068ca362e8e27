"""What the sections of a pack tell: decisions, dates, look-ahead, changes, missing dates."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.packs.brag import Brag
from rules.packs.contents import rows_of
from rules.packs.edition import Section
from rules.packs.empty import FIRST_PACK, nothing
from rules.packs.frozen import canonical
from rules.packs.last import last_pack
from rules.packs.lists import NONE_NAMED
from rules.packs.row import DateRequest, Evidence, Stage
from rules.packs.sections import NOTHING_WRITTEN, Ask, ChangeKind, Comment, Narrative
from rules.packs.summary import compared
from tests.builders.pack import CALENDAR, CUT_OFF, OCCASION, action, pack_of, realistic, shown
from tests.builders.pack_around import LAST_CUT_OFF, last

TOP = replace(OCCASION, is_top=True)
ASKED = DateRequest(
    1,
    asked_on=date(2018, 12, 20),
    asked_by="Pat O'Brien",
    was=date(2019, 3, 29),
    proposed=date(2019, 5, 31),
    reason="A supplier left.",
    decision="pending",
    is_for_board=True,
)


def green(ref: str, **changes: object) -> tuple[str, Brag, date | None, str]:
    """Return how the last pack showed an action of the builder, with `changes` made."""
    found = {"brag": Brag.GREEN, "due": date(2019, 3, 29), "owner": "Pat O'Brien"} | changes
    return ref, found["brag"], found["due"], found["owner"]  # type: ignore[return-value]


# --- What the board is asked ---


def test_the_top_board_decides_on_dates_and_takes_up_what_reached_it() -> None:
    late = action(
        "A2", due_date=date(2018, 12, 3), rung="L2", is_with_board=True, told=("L2 Board: told",)
    )
    pack = pack_of(action("A1", requests=(ASKED,)), late, occasion=TOP)

    assert [(one.ask, one.ref) for one in pack.decisions] == [
        (Ask.EXTENSION, "A1"),
        (Ask.ESCALATION, "A2"),
    ]
    assert pack.decisions[0].words == (
        "Approve or refuse Fri 31 May 2019 as its new due date (revision 1), asked for by "
        "Pat O'Brien: A supplier left."
    )
    assert pack.decisions[1].words == (
        "Decide what is to be done: it was escalated to the Board and is 18 working days late."
    )


def test_another_board_is_asked_to_agree_closures_alone() -> None:
    done = {"completed_on": date(2018, 12, 10), "reported_on": date(2018, 12, 10)}
    told = action("A3", **done, validated_on=LAST_CUT_OFF, validated_by="Val Day")
    pack = pack_of(
        action("A1", requests=(ASKED,)),
        action("A2", **done, validated_on=date(2018, 12, 14), validated_by="Val Day"),
        told,
        last=shown(told),
    )

    (asked,) = pack.decisions
    assert (asked.ask, asked.ref) == (Ask.CLOSURE, "A2")
    assert asked.words == (
        "Agree that it is closed: validated on Fri 14 Dec 2018 by Val Day, with no evidence in the "
        "index."
    )


def test_what_the_director_decides_is_not_asked_of_the_board() -> None:
    mine = replace(ASKED, is_for_board=False)

    pack = pack_of(action("A1", requests=(mine,)), occasion=TOP)

    assert pack.decisions == ()
    assert [one.ref for one in pack.date_changes] == ["A1"]


# --- Completions, dates, look-ahead ---


@pytest.mark.parametrize("day", [date(2018, 12, 17)], ids=["row-105"])
def test_validated_and_awaiting_are_apart_and_what_waits_is_told_each_time(day: date) -> None:
    old = {"completed_on": date(2018, 11, 1), "reported_on": date(2018, 11, 1)}
    pack = pack_of(
        action("A1", **old, validated_on=day), action("A2", **old), action("A3", completed_on=day)
    )

    assert [row.ref for row in pack.validated] == ["A1"]
    assert [row.ref for row in pack.awaiting] == ["A2", "A3"]
    assert "unvalidated for" in pack.awaiting[0].standing


@pytest.mark.parametrize("decided", [date(2018, 12, 4)], ids=["row-046"])
def test_date_changes_since_the_last_pack_show_old_and_new_date_who_and_how_often(
    decided: date,
) -> None:
    agreed = replace(ASKED, decision="approved", decided_on=decided, decided_by="Priya Nair")
    before = replace(agreed, asked_on=LAST_CUT_OFF, decided_on=LAST_CUT_OFF)
    moved = action(
        "A1",
        revised_due_date=date(2019, 5, 31),
        times_revised=2,
        requests=(before, replace(agreed, number=2)),
    )

    (change,) = pack_of(moved, last=shown(action("A1", requests=(before,)))).date_changes

    assert (change.was, change.proposed) == (date(2019, 3, 29), date(2019, 5, 31))
    assert (change.decided_by, change.times_revised, change.slippage) == ("Priya Nair", 2, 44)


def test_a_request_that_waits_is_told_however_old_it_is() -> None:
    old = replace(ASKED, asked_on=date(2018, 6, 1))

    assert [one.decision for one in pack_of(action("A1", requests=(old,))).date_changes] == [
        "pending"
    ]


def test_the_look_ahead_holds_each_action_and_milestone_once() -> None:
    pack = pack_of(
        action("A1", due_date=CUT_OFF),
        action("A2", due_date=CUT_OFF + timedelta(days=30)),
        action("A3", due_date=CUT_OFF + timedelta(days=31), forecast=date(2019, 4, 1)),
        action("A4", due_date=CUT_OFF + timedelta(days=90)),
        action("A5", due_date=CUT_OFF + timedelta(days=91)),
        action("A6", due_date=CUT_OFF - timedelta(days=1)),
        action("A7", due_date=None, stages=(Stage("M1", "Half", CUT_OFF + timedelta(days=60)),)),
    )

    assert [[due.ref for due in window.due] for window in pack.windows] == [
        ["A1", "A2"],
        ["A3", "A7 M1"],
        ["A4"],
    ]
    assert [due.is_predicted_late for due in pack.windows[1].due] == [True, False]


def test_evidence_is_indexed_and_agencies_and_themes_are_grouped() -> None:
    shown = Evidence("Minutes", date(2018, 12, 20), "Pat O'Brien")
    pack = pack_of(
        action("A1", theme="Front Door", agency="Police", evidence=(shown,)),
        action("A2", agency="Police", due_date=date(2018, 12, 3)),
        action("A3", agency=""),
    )

    assert [(one.ref, one.where) for one in pack.evidence] == [("A1", "Minutes")]
    assert [(one.name, one.refs) for one in pack.by_agency] == [
        ("Police", ("A1", "A2")),
        ("No agency", ("A3",)),
    ]
    assert [(one.name, one.numbers) for one in pack.by_theme] == [
        ("Front Door", (0, 0, 1, 0, 0)),
        ("No theme", (1, 0, 1, 0, 0)),
    ]


# --- Against the last pack ---


def test_the_change_record_tells_each_difference() -> None:
    done = {"completed_on": date(2018, 12, 20), "reported_on": date(2018, 12, 20)}
    pack = pack_of(
        action("A1"),
        action("A2", owner="Marcus Bell"),
        action("A3", **done),
        action("A4", cancelled_on=date(2018, 12, 20), cancelled_because="Moot."),
        action("A5", revised_due_date=date(2019, 5, 31)),
        action("A6", due_date=date(2018, 12, 3)),
        action("A7"),
        action("A8", **done, validated_on=date(2018, 12, 21)),
        last=last(
            green("A2"),
            green("A3"),
            green("A4"),
            green("A5"),
            green("A6"),
            green("A7"),
            green("A8"),
            green("A9"),
        ),
    )

    assert [(one.ref, one.kind) for one in pack.changes] == [
        ("A1", ChangeKind.NEW),
        ("A2", ChangeKind.OWNER),
        ("A3", ChangeKind.COMPLETED),
        ("A4", ChangeKind.WITHDRAWN),
        ("A5", ChangeKind.DATE),
        ("A6", ChangeKind.DATE),
        ("A6", ChangeKind.RATING),
        ("A8", ChangeKind.CLOSED),
        ("A8", ChangeKind.RATING),
        ("A9", ChangeKind.GONE),
    ]
    assert [row.direction for row in pack.actions] == [
        *("new", "same", "same", "", "same", "worse", "same", "better"),
    ]


def test_an_action_that_was_opened_again_is_told_so() -> None:
    was = last_pack(json.loads(canonical(pack_of(action("A1", completed_on=date(2018, 12, 1))))))

    assert [one.kind for one in pack_of(action("A1"), last=was).changes] == [ChangeKind.REOPENED]


def test_row_152_what_was_told_as_complete_and_cancelled_is_not_told_as_reopened() -> None:
    done, gone = date(2018, 12, 1), {"cancelled_on": CUT_OFF, "cancelled_because": "Moot."}
    listed = pack_of(action("A1", completed_on=done, **gone))
    was = last_pack(json.loads(canonical(listed)))
    assert pack_of(action("A1", **gone), last=was).changes == ()


def test_a_first_pack_compares_nothing() -> None:
    pack = pack_of(action("A1"), first=True)

    assert (pack.changes, pack.alarms, pack.actions[0].direction) == ((), (), "")
    assert nothing(pack, Section.CHANGES) == FIRST_PACK


# --- Missing dates (row 113) ---


@pytest.mark.parametrize("due", [None], ids=["row-113-lost"])
def test_any_action_that_lost_its_date_is_said_first(due: date | None) -> None:
    pack = pack_of(action("A1", due_date=due), action("A2"), last=last(green("A1"), green("A2")))

    assert pack.alarms[0] == (
        "1 action lost the due date since the last pack: A1. Without a date nothing counts as on "
        "time."
    )
    assert pack.changes[0].kind is ChangeKind.DATE_LOST
    assert pack.actions[0].brag is Brag.GREY


@pytest.mark.parametrize(
    ("undated", "alarmed"),
    [(1, True), (0, False)],
    ids=["row-113-five-points", "row-113-none"],
)
def test_a_share_that_rises_by_five_points_is_said_first(undated: int, *, alarmed: bool) -> None:
    before = [green(f"A{number}") for number in range(19)]
    now = [action(f"A{number}") for number in range(19)]
    new = [action("N", due_date=None)] * undated

    pack = pack_of(*now, *new, last=last(*before))

    assert bool(pack.alarms) is alarmed
    assert not alarmed or "rose from 0 % to 5 %" in pack.alarms[0]


@given(st.integers(0, 30), st.integers(0, 30))
def test_row_113_law_without_lost_dates_only_the_share_can_alarm(dated: int, undated: int) -> None:
    rows = [action(f"A{n}") for n in range(dated)]
    rows += [action(f"N{n}", due_date=None) for n in range(undated)]
    before = [green(f"A{n}") for n in range(dated)]
    before += [green(f"N{n}", due=None, brag=Brag.GREY) for n in range(undated)]

    assert pack_of(*rows, last=last(*before)).alarms == ()


# --- The owner's rating, measures, empty sections ---


def test_an_owners_rating_stands_beside_the_computed_one_and_a_difference_is_marked() -> None:
    pack = pack_of(action("A1", own_rating="Amber"), action("A2", own_rating="Green"), action("A3"))

    assert [(row.brag, row.own_rating, row.is_rated_apart) for row in pack.actions] == [
        (Brag.GREEN, "Amber", True),
        (Brag.GREEN, "Green", False),
        (Brag.GREEN, "", False),
    ]


@pytest.mark.parametrize(
    ("now", "before", "way"),
    [
        ("88 %", "81 %", "up"),
        ("1,200", "1,300.5", "down"),
        ("9 in 10", "9 in 10", "level"),
        ("88 %", "", ""),
        ("Good", "Fair", ""),
        pytest.param("Good", "3", "not comparable", id="row-134-words"),
        pytest.param("0.88", "80 %", "not comparable", id="row-134-share"),
        pytest.param("88%", "80 %", "up", id="row-134-spaces"),
        pytest.param("£1.2m", "£900k", "not comparable", id="row-134-scale"),
        pytest.param("£1,234.50", "£1234.5", "level", id="row-134-same"),
        pytest.param("9 in 10", "17 in 20", "not comparable", id="row-134-of-others"),
        pytest.param("1 day", "2 days", "down", id="row-134-plural"),
        pytest.param("12 weeks", "80 days", "not comparable", id="row-134-weeks"),
        pytest.param("-£5", "-£4", "down", id="row-134-minus"),
        pytest.param("(5)", "(4)", "down", id="row-134-accounts"),
        pytest.param("£-5", "£-4", "down", id="row-134-minus-inside"),
        pytest.param("(£5.50)", "£4.10", "down", id="row-134-both-signs"),
        pytest.param("(draft) 88 %", "(draft) 81 %", "up", id="row-134-brackets"),
        pytest.param("about 5", "5", "not comparable", id="row-134-about"),
        pytest.param("5-6", "5-7", "not comparable", id="row-134-range"),
    ],
)
def test_a_measure_is_compared_where_both_are_figures_of_one_unit(
    now: str, before: str, way: str
) -> None:
    assert compared(now, before) == way


def test_every_section_with_nothing_says_so_in_one_line() -> None:
    empty = pack_of(first=True, last=last())
    said = {section: nothing(empty, section) for section in Section}

    always = {Section.SUMMARY, Section.KEY, Section.SIGN_OFF}
    assert {section for section, line in said.items() if not line} == always
    assert all(line.endswith(".") for line in said.values() if line)
    told = {section for section in Section if not nothing(realistic(), section)}
    assert told == {*Section} - {Section.CLOSURE}


def test_rows_are_found_by_their_references_in_the_order_asked() -> None:
    pack = pack_of(action("A1"), action("A2"), action("A3"))
    assert [row.ref for row in rows_of(pack, ("A3", "A1"))] == ["A3", "A1"]


def test_only_what_json_holds_has_a_place_in_a_pack() -> None:
    odd = replace(pack_of(action("A1")), month=object())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="has no place in a pack"):
        canonical(odd)


def test_where_every_action_names_a_recommendation_there_is_no_group_without() -> None:
    pack = pack_of(action("A1", recommendations="R1"))
    assert NONE_NAMED not in [group.name for group in pack.by_recommendation]


def test_a_new_date_past_the_calendars_end_is_told_without_a_count() -> None:
    beyond = replace(ASKED, number=2, proposed=CALENDAR.last + timedelta(days=1))
    found = pack_of(action("A1", requests=(ASKED, beyond))).date_changes
    assert [one.slippage is None for one in found] == [False, True]
    (undated,) = pack_of(action("A1", due_date=None, requests=(ASKED,))).date_changes
    assert undated.slippage == 0


def test_who_wrote_what_of_a_pack_is_said() -> None:
    note = "Please read on."
    assert Narrative(cover_note=note, author="Ada Min").by_whom == "Ada Min (cover note)"
    both = Narrative(("All is well.",), comments=(Comment("A1", note),), author="Ada Min")
    assert both.by_whom == "Ada Min (headlines, comments)"
    assert NOTHING_WRITTEN.by_whom == ""
