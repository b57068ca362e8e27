"""The first page of a pack: what is asked, what is Red and why, what changed (rows 204, 205, 206, 207, 208, 209 and 210)."""

from dataclasses import replace
from datetime import date

import pytest

from rules.packs.brag import NO_UPDATE, Brag
from rules.packs.contents import Contents, contents, with_words
from rules.packs.edition import EVERYTHING, Exempt
from rules.packs.front import (
    MOST_APART,
    changed,
    exceptions_in_words,
    front_facts,
    rated_worse,
    red_in_words,
    red_lines,
    resolutions,
    stands,
    tiles,
    time_and_place,
    version,
    worse,
)
from rules.packs.row import Climb, DateRequest, PackAction
from rules.packs.sections import Ask, MeetingLine, Narrative
from rules.words import brief_day, brief_title, share, shortened
from tests.builders.pack import AROUND, CALENDAR, OCCASION, action, pack_of, realistic, shown
from tests.builders.pack_around import last

TOP = replace(OCCASION, is_top=True, top_board=OCCASION.board, meeting_on=date(2019, 1, 14))
LATE = date(2018, 12, 3)
DONE = {"completed_on": date(2018, 12, 10), "reported_on": date(2018, 12, 10)}
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


def escalated(ref: str, **changes: object) -> PackAction:
    found = {"due_date": LATE, "rung": "L2", "is_with_board": True, "agency": "Health Trust"}
    return action(ref, **found | changes)


def asked_in_words(pack: Contents) -> list[str]:
    return [f"{one.do} {one.words}" for one in resolutions(pack)]


# --- What is asked ---


@pytest.mark.parametrize("is_top", [True], ids=["row-204-order"])
def test_escalations_come_first_then_dates_then_closures(*, is_top: bool) -> None:
    pack = pack_of(
        action("A1", **DONE, validated_on=date(2018, 12, 14), validated_by="Val Day"),
        action("A2", title="Move the hub", requests=(ASKED,)),
        escalated("A3", title="Agree thresholds", update="", updated_on=None),
        occasion=replace(TOP, is_top=is_top),
    )

    decide, approve, close = asked_in_words(pack)
    assert decide == (
        "Decide what is to be done about A3, Agree thresholds. Health Trust is 18 working days late "
        "with it. No cause and no update is recorded. Its director is Priya Nair."
    )
    assert approve == (
        "Approve or refuse a new date for A2, Move the hub. Fri 31 May 2019 as its new due date "
        "(revision 1), asked for by Pat O'Brien: A supplier left."
    )
    assert close == (
        "Agree to close 1 action. A1 Hold daily meetings. It is complete and validated by Val Day. "
        "No evidence is recorded of A1."
    )


def test_row_204_what_does_not_fit_is_counted_and_named() -> None:
    pack = pack_of(*(escalated(f"A{n}") for n in range(1, MOST_APART + 4)), occasion=TOP)

    last = resolutions(pack)[-1]

    assert len(resolutions(pack)) == MOST_APART + 1
    assert (last.do, last.words) == (
        "Decide what is to be done about 3 more actions.",
        "A4, A5, A6.",
    )


def test_row_204_of_new_dates_too_what_does_not_fit_is_counted_and_named() -> None:
    waiting = (action(f"A{n}", requests=(ASKED,)) for n in range(1, MOST_APART + 2))
    *_, last = resolutions(pack_of(*waiting, occasion=TOP))

    assert (last.do, last.words, last.refs) == (
        *("Approve or refuse 1 more new date.", "A4.", ("A4",)),
    )


def test_row_204_a_board_that_is_asked_nothing_only_notes() -> None:
    assert resolutions(pack_of(action("A1"), occasion=TOP)) == ()


def test_of_what_is_withheld_no_word_is_told() -> None:
    apart = replace(EVERYTHING, exempt=Exempt.APART)
    secret = escalated("A1", title="Secret", owner="Jo Secret", cause="Secret", is_exempt=True)
    pack = contents(TOP, actions=(secret,), calendar=CALENDAR, edition=apart)

    (one,) = resolutions(pack)

    assert one.do.startswith("Decide what is to be done about A1, Part 2")
    assert one.words == "It is 18 working days late. What it is about is withheld here."
    assert "Secret" not in f"{red_lines(pack)}{resolutions(pack)}"


def test_every_decision_is_asked_once() -> None:
    pack = realistic()
    found = [ref for one in resolutions(pack) for ref in one.refs]
    assert sorted(found) == sorted(one.ref for one in pack.decisions)
    assert {one.ask for one in pack.decisions} == set(Ask)


# --- What is Red, and what is needed ---


def needed(one: PackAction, **changes: object) -> str:
    (line,) = red_lines(pack_of(one, occasion=replace(TOP, **changes)))  # type: ignore[arg-type]
    return line.needed


AHEAD = (Climb(date(2019, 1, 3), "Priya Nair"), Climb(date(2019, 1, 9), "the board", is_board=True))
NEEDED = {
    "asked": (escalated("A1"), {}, "Decision 1, above"),
    "comes to it": (
        action("A1", due_date=LATE, climbs=AHEAD),
        {},
        "Nothing yet. Comes to the Board on 9\u00a0Jan if not done",
    ),
    "comes to another": (
        action("A1", due_date=LATE, climbs=AHEAD),
        {"is_top": False, "top_board": "Partnership Board"},
        "Nothing yet. Comes to the Partnership Board on 9\u00a0Jan if not done",
    ),
    "with another": (
        escalated("A1"),
        {"is_top": False, "top_board": "Partnership Board"},
        "Nothing: it is with the Partnership Board",
    ),
    "nobody is told any more": (action("A1", due_date=LATE), {}, "Nothing yet"),
}


@pytest.mark.parametrize(
    ("one", "changes", "said"),
    NEEDED.values(),
    ids=[f"row-205-{name.replace(' ', '-')}" for name in NEEDED],
)
def test_each_red_line_says_what_is_needed_of_the_board(
    one: PackAction, changes: dict[str, object], said: str
) -> None:
    assert needed(one, **changes) == said


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (
            action("A1", due_date=LATE, cause="The panel did not meet"),
            "Cause: The panel did not meet.",
        ),
        (action("A1", due_date=LATE), "No cause is recorded."),
        (escalated("A1", cause="The panel did not meet"), ""),
    ],
    ids=["told", "not-told", "told-above"],
)
def test_each_red_line_says_why_unless_what_is_asked_does(one: PackAction, said: str) -> None:
    (line,) = red_lines(pack_of(one, occasion=TOP))
    assert line.why == said


def test_a_red_line_says_what_it_was_in_the_last_pack() -> None:
    was = last(("A1", Brag.AMBER, LATE, "Pat O'Brien"))
    late = (action("A1", due_date=LATE),)
    pack = contents(TOP, actions=late, calendar=CALENDAR, edition=EVERYTHING, last=was)
    (line,) = red_lines(pack)
    assert stands(pack) == "Where the plan stands, with changes since 3\u00a0Dec\u00a02018"
    assert line.why == "No cause is recorded. Amber in the last pack."


def test_row_205_a_forecast_is_counted_in_working_days_and_said_to_be_one() -> None:
    pack = pack_of(
        action("A1", forecast=date(2019, 4, 8), agency="Police"), action("A2", due_date=LATE)
    )

    assert [(one.ref, one.days, one.is_forecast) for one in red_lines(pack)] == [
        ("A2", 18, False),
        ("A1", 6, True),
    ]
    assert red_lines(pack)[1].who == "Pat O'Brien, Police"


@pytest.mark.parametrize(
    ("late", "heading", "said"),
    [
        (
            0,
            "No action is Red",
            "No action is rated Red; these are rated worse by their owners than by their dates.",
        ),
        (1, "1 action is Red", "1 action of 3 is late or forecast to be late;"),
        (2, "2 actions are Red", "2 actions of 3 are late or forecast to be late;"),
    ],
)
def test_how_many_are_red_is_said_over_them(late: int, heading: str, said: str) -> None:
    days = [LATE] * late + [date(2019, 3, 29)] * (3 - late)
    pack = pack_of(*(action(f"A{n}", due_date=day) for n, day in enumerate(days)))

    assert red_in_words(pack) == heading
    assert exceptions_in_words(pack).startswith(said)


# --- Honest colours ---


def test_row_206_green_without_an_update_is_told_apart() -> None:
    before = action("A1", updates=1)
    pack = pack_of(before, action("A2", updates=2), last=shown(before, replace(before, ref="A2")))

    assert [row.kind for row in pack.actions] == [NO_UPDATE, "Green"]
    assert pack.actions[0].because == "on course by its date, no update since the last pack"
    green = next(one for one in tiles(pack) if one.kind == "Green")
    assert green.parts == (("Green", "1 with an update"), (NO_UPDATE, "1 without one"))
    assert "2 are Green, of which 1 without an update." in pack.headlines


def test_row_206_in_a_first_pack_it_is_one_that_never_had_any() -> None:
    pack = pack_of(action("A1", updated_on=None), first=True)
    assert pack.actions[0].because == "on course by its date, no update yet"


def test_row_206_what_is_complete_is_not_silent() -> None:
    (row,) = pack_of(action("A1", **DONE, updated_on=None), first=True).actions
    assert (row.kind, row.is_silent) == ("Green", False)


@pytest.mark.parametrize(
    ("own", "is_worse"),
    [("Red", True), ("Amber", True), ("Green", False), ("", False)],
    ids=["row-207-red", "row-207-amber", "row-207-same", "row-207-none"],
)
def test_an_owners_worse_rating_stands_on_the_first_page(own: str, *, is_worse: bool) -> None:
    pack = pack_of(action("A1", own_rating=own, update="Vetting takes longer."))

    assert bool(rated_worse(pack)) is is_worse
    if is_worse:
        assert worse(pack.actions[0]) == (
            f"is Green by its dates. Pat O'Brien rates it {own}: Vetting takes longer."
        )


def test_row_207_a_better_one_is_none() -> None:
    assert rated_worse(pack_of(action("A1", due_date=LATE, own_rating="Green"))) == ()


def test_row_208_cancelled_is_not_complete() -> None:
    gone = {"cancelled_on": date(2018, 12, 20), "cancelled_because": "Moot."}
    pack = pack_of(action("A1", **DONE, **gone), action("A2", **gone), action("A3", **DONE))

    assert pack.headlines[0] == (
        "1 of 3 actions is complete, of which 1 waits to be validated; 2 cancelled."
    )


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 10, "0 %"),
        (0, 0, "0 %"),
        (3, 10, "30 %"),
        (1, 3, "about 33 %"),
        (1, 500, "under 1 %"),
        (499, 500, "over 99 %"),
        (500, 500, "100 %"),
        (1, 200, "under 1 %"),
        (199, 200, "over 99 %"),
        (1, 66, "about 2 %"),
    ],
)
def test_row_209_a_share_that_is_rounded_says_so(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


def test_the_change_since_the_last_pack_is_told_in_words() -> None:
    assert {one.kind: one.change for one in tiles(realistic())} == {
        "Red": "2 more",
        "Amber": "1 fewer",
        "Green": "2 fewer",
        "Blue": "1 more",
        "Grey": "no change",
    }
    assert {changed(one) for one in pack_of(action("A1"), first=True).counts} == {"first pack"}


# --- Who wrote it, and where it is for ---


def test_row_210_only_who_touched_a_pack_prepared_it() -> None:
    occasion = replace(OCCASION, prepared_by="", secretary="Sam Whitfield")
    made = pack_of(action("A1"), occasion=occasion)

    written = with_words(made, Narrative(("All is well.",), author="Ada Min"), date(2019, 1, 3))

    assert ("Secretary", "Sam Whitfield") in front_facts(made)
    assert "Prepared by" not in dict(front_facts(made))
    assert [(one.name, one.on) for one in made.sign_off] == [("", None)] * 4
    assert dict(front_facts(written))["Prepared by"] == "Ada Min (headlines)"
    assert (written.sign_off[0].name, written.sign_off[0].on) == ("Ada Min", date(2019, 1, 3))
    assert written.headlines == made.headlines
    emptied = with_words(written, Narrative(), date(2019, 1, 4))
    assert emptied.sign_off == made.sign_off, "where nobody's words stand, nobody prepared it"


def test_the_meetings_own_time_and_place_stand_on_the_first_page() -> None:
    mine = MeetingLine(OCCASION.board, date(2019, 1, 14), about="10:00, Town Hall")
    other = MeetingLine("Executive", date(2019, 1, 14), about="14:00, elsewhere")
    around = replace(AROUND, meetings=(other, mine))

    assert time_and_place(pack_of(action("A1"), occasion=TOP, around=around)) == "10:00, Town Hall"
    assert time_and_place(pack_of(action("A1"), occasion=TOP)) == ""


def test_a_draft_is_called_so() -> None:
    of = replace(OCCASION, version="0.1 (draft)")
    assert version(pack_of(occasion=of)) == "DRAFT 0.1"
    assert version(pack_of()) == "Version 1.0"


def test_a_long_title_is_cut_behind_a_word() -> None:
    assert shortened("one two three", 9) == "one two\u2026"
    assert shortened("x" * 20, 9) == f"{'x' * 9}\u2026"
    short = action("A1", short_title="Hub", title="word " * 40)
    assert brief_title(short) == "Hub"
    assert len(brief_title(replace(short, short_title=""))) <= 71
    assert brief_day(date(2019, 1, 9)) == "9\u00a0Jan\u00a02019"
