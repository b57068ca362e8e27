"""What a pack says (semantics rows 1 to 7 and 74, and the default BRAG key)."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.packs.writers.alike import Tally, by_recommendation, change
from rules.packs.brag import BRAG_KEY, Brag
from rules.packs.contents import Contents
from rules.packs.frozen import canonical, fingerprint, thaw
from rules.packs.lists import NONE_NAMED
from rules.packs.row import PackAction, Row
from tests.builders.pack import CUT_OFF, OCCASION, action, hostile, pack_of, realistic, shown


def only_row(**changes: object) -> Row:
    (row,) = pack_of(action("A1", **changes)).actions
    return row


def now(pack: Contents) -> dict[str, int]:
    return {count.brag: count.number for count in pack.counts}


def test_every_action_appears_exactly_once_in_the_order_of_the_plan() -> None:
    assert [row.ref for row in realistic().actions] == [f"A{number}" for number in range(1, 13)]


def test_the_counts_add_up_and_come_in_the_order_of_the_key() -> None:
    pack = realistic()

    assert now(pack) == {"Red": 3, "Amber": 1, "Green": 6, "Blue": 1, "Grey": 1}
    assert [count.brag for count in pack.counts] == [brag for brag, _ in BRAG_KEY]
    assert sum(count.number for count in pack.counts) == len(pack.actions)


def test_the_last_pack_stands_beside_the_counts() -> None:
    by_brag = {count.brag: count for count in realistic().counts}

    assert (by_brag[Brag.RED].previous, change(by_brag[Brag.RED])) == (1, 2)
    assert (by_brag[Brag.BLUE].previous, change(by_brag[Brag.BLUE])) == (0, 1)


def test_a_first_pack_has_nothing_to_compare() -> None:
    pack = pack_of(action("A1"), first=True)

    assert {count.previous for count in pack.counts} == {None}
    assert {change(count) for count in pack.counts} == {None}


def test_exceptions_are_the_red_ones_longest_late_first_and_forecasts_last() -> None:
    assert [(row.ref, row.days_late) for row in realistic().exceptions] == [
        ("A4", 13),
        ("A7", 3),
        ("A2", None),
    ]


def test_a_blank_date_is_grey_never_on_time_and_in_the_data_quality_list() -> None:
    row = only_row(due_date=None)

    assert (row.brag, row.standing, row.days_late) == (Brag.GREY, "No due date", None)
    assert pack_of(action("A1", due_date=None)).data_quality == ("No due date: A1.",)


def test_a_blank_date_is_not_on_time_when_complete_either() -> None:
    row = only_row(due_date=None, completed_on=date(2018, 12, 20))

    assert row.standing == "Complete, no due date"


@pytest.mark.parametrize(
    ("due_date", "standing"),
    [
        (date(2019, 1, 1), "Open"),
        (date(2018, 12, 31), "Late"),  # only New Year's Day lies between
        (date(2018, 12, 28), "1 working day late"),
        (date(2018, 12, 27), "2 working days late"),
    ],
)
def test_lateness_is_told_in_working_days(due_date: date, standing: str) -> None:
    assert only_row(due_date=due_date).standing == standing


def test_late_by_no_working_day_is_still_an_exception() -> None:
    pack = pack_of(action("A1", due_date=date(2018, 12, 31)))

    assert [row.days_late for row in pack.exceptions] == [0]
    assert pack.headlines[1] == "1 action overdue; the longest, A1, is late."


@pytest.mark.parametrize(
    ("completed_on", "reported_on", "standing"),
    [
        (date(2018, 12, 21), date(2018, 12, 21), "Complete, on time"),
        (date(2018, 12, 20), date(2018, 12, 28), "Complete, on time, reported late"),
        (date(2018, 12, 22), date(2018, 12, 22), "Complete, late (0 working days, 1 calendar day)"),
        (
            date(2018, 12, 27),
            date(2018, 12, 27),
            "Complete, late (2 working days, 6 calendar days)",
        ),
    ],
)
def test_a_completion_says_whether_it_was_in_time(
    completed_on: date, reported_on: date, standing: str
) -> None:
    row = only_row(due_date=date(2018, 12, 21), completed_on=completed_on, reported_on=reported_on)

    assert (row.standing, row.days_late) == (standing, None)


def test_a_forecast_after_the_due_date_is_red_before_it_is_late() -> None:
    pack = pack_of(action("A1", forecast=date(2019, 3, 30)))

    (row,) = pack.exceptions
    assert (row.days_late, row.because) == (
        None,
        "forecast Sat 30 Mar 2019, after its due date",
    )
    assert pack.headlines[-1] == "Forecast to miss its date: A1."


def test_a_forecast_on_the_due_date_is_not_red() -> None:
    assert only_row(forecast=date(2019, 3, 29)).brag is Brag.GREEN


def test_the_revised_date_counts_and_slippage_is_from_the_first() -> None:
    row = only_row(due_date=date(2018, 12, 10), revised_due_date=date(2019, 1, 31), times_revised=1)

    assert (row.brag, row.current_due_date) == (Brag.GREEN, date(2019, 1, 31))
    assert (row.days_late, row.slippage) == (None, 35)


def test_complete_is_green_until_someone_validates_it() -> None:
    done = {"completed_on": date(2018, 12, 20), "reported_on": date(2018, 12, 20)}

    assert only_row(**done).because == "complete, awaiting validation"
    assert only_row(**done).brag is Brag.GREEN
    assert only_row(**done, validated_on=date(2018, 12, 28)).brag is Brag.BLUE


def test_due_soon_without_an_update_since_the_last_pack_is_amber() -> None:
    soon = action("A1", due_date=date(2019, 1, 8), updates=1)

    for updates, brag in ((1, Brag.AMBER), (2, Brag.GREEN)):  # the second on the same day
        (row,) = pack_of(replace(soon, updates=updates), last=shown(soon)).actions
        assert row.brag is brag


def test_missing_owners_and_updates_are_named() -> None:
    assert realistic().data_quality == (
        "No due date: A10.",
        "No owner: A8.",
        "No update recorded: A7, A10.",
        "No update since the last pack: A5.",
    )


def test_the_canonical_bytes_are_json_and_the_same_each_time() -> None:
    assert canonical(realistic()) == canonical(realistic())
    assert json.loads(canonical(realistic()))["occasion"]["as_of"] == "2019-01-01"
    assert len(fingerprint(hostile())) == 64


@pytest.mark.parametrize("make", [realistic, hostile])
def test_the_canonical_bytes_read_back_as_the_same_contents(make: Callable[[], Contents]) -> None:
    assert thaw(Contents, json.loads(canonical(make()))) == make()


def test_a_pack_of_before_a_field_was_there_reads_back_with_its_default() -> None:
    frozen = json.loads(canonical(realistic()))
    del frozen["decisions"]

    assert thaw(Contents, frozen).decisions == ()


def test_what_can_not_be_left_out_is_missed_by_name() -> None:
    with pytest.raises(KeyError, match="organisation"):
        thaw(Contents, {"occasion": {}, "counts": []})


def test_what_is_said_decides_the_fingerprint() -> None:
    pack = realistic()
    reissued = replace(pack, occasion=replace(OCCASION, version="1.1"))

    assert fingerprint(reissued) != fingerprint(pack)


def test_an_action_counts_under_each_recommendation_it_answers() -> None:
    pack = pack_of(
        action("A1", recommendations="R1, R2"),
        action("A2", recommendations="R2 and R9", due_date=date(2018, 12, 3)),
        action("A3"),
    )

    assert by_recommendation(pack) == (
        Tally("R1", (0, 0, 1, 0, 0)),
        Tally("R2", (1, 0, 1, 0, 0)),
        Tally("R3", (0, 0, 0, 0, 0)),
        Tally("R4", (0, 0, 0, 0, 0)),
        Tally(NONE_NAMED, (0, 0, 1, 0, 0)),
    )


def test_no_tally_is_made_where_no_action_names_a_recommendation() -> None:
    assert by_recommendation(pack_of(action("A1"))) == ()


# --- Laws ---

DAYS = st.dates(min_value=date(2018, 6, 1), max_value=date(2019, 6, 30))
BLANK_OR_DAY = st.none() | DAYS
ACTIONS = st.lists(
    st.builds(
        action,
        st.just("A"),
        due_date=BLANK_OR_DAY,
        revised_due_date=BLANK_OR_DAY,
        completed_on=st.none() | st.dates(min_value=date(2018, 6, 1), max_value=CUT_OFF),
        forecast=BLANK_OR_DAY,
        updated_on=BLANK_OR_DAY,
        owner=st.sampled_from(["", "Pat O'Brien"]),
    ),
    max_size=12,
).map(lambda found: [replace(one, ref=f"A{at}") for at, one in enumerate(found)])


@given(actions=ACTIONS)
def test_law_every_action_once_and_counted_once(actions: list[PackAction]) -> None:
    pack = pack_of(*actions)

    assert [row.ref for row in pack.actions] == [one.ref for one in actions]
    assert sum(count.number for count in pack.counts) == len(actions)
    assert len(pack.exceptions) == now(pack)[Brag.RED]


@given(actions=ACTIONS)
def test_law_whatever_is_overdue_is_an_exception_longest_first(actions: list[PackAction]) -> None:
    pack = pack_of(*actions)
    overdue = {row.ref for row in pack.actions if row.days_late is not None}
    lateness = [-1 if row.days_late is None else row.days_late for row in pack.exceptions]

    assert overdue <= {row.ref for row in pack.exceptions}
    assert lateness == sorted(lateness, reverse=True)


@given(actions=ACTIONS)
def test_law_without_a_date_nothing_is_on_time(actions: list[PackAction]) -> None:
    rows = [row for row in pack_of(*actions).actions if row.current_due_date is None]

    assert not [row for row in rows if "on time" in row.standing]
    assert all(row.brag is Brag.GREY for row in rows if row.completed_on is None)


@given(actions=ACTIONS, days=st.integers(min_value=1, max_value=60))
def test_law_time_alone_never_makes_an_open_action_better(
    actions: list[PackAction], days: int
) -> None:
    later = replace(OCCASION, as_of=CUT_OFF + timedelta(days=days))
    worst_first = [brag for brag, _ in BRAG_KEY]
    before, after = pack_of(*actions).actions, pack_of(*actions, occasion=later).actions

    for row, aged in zip(before, after, strict=True):
        assert worst_first.index(aged.brag) <= worst_first.index(row.brag)


def test_a_cancelled_action_is_listed_with_its_reason_and_never_overdue() -> None:
    row = only_row(
        due_date=CUT_OFF - timedelta(days=30), cancelled_on=CUT_OFF, cancelled_because="Moot."
    )
    assert row.standing == "Cancelled on Tue 1 Jan 2019: Moot."
    assert (row.brag, row.days_late) == (Brag.GREY, None)
