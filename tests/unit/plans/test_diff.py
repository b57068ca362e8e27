"""Responsible for holding what a later file changes of a plan to rows 305, 307, 310 to 312 and 315."""

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.plans.diff import Change, Diff, Line, Renamed, compare
from rules.plans.matching import Named, Pair, likeness, pairs
from rules.plans.taking import Stands, why_left
from tests.effort import LONG

TODAY = date(2026, 12, 10)
AHEAD, PAST = "2027-01-15", "2026-11-30"
WORDS = ("board", "care", "court", "review", "staff", "train", "visit", "write", "plan", "audit")


def line(ref: str, title: str, owner: str = "Ann Lee", *, own: bool = True, **said: object) -> Line:
    return Line(ref, {"title": title, "owner": owner, **said}, own)


def differ(old: list[Line], new: list[Line], **told: Any) -> Diff:  # noqa: ANN401
    return compare(old, new, told.pop("last", {}), same=told.pop("same", {}), **told)


def matched(old: list[Named], new: list[Named]) -> list[tuple[int, int]]:
    return [(pair.known, pair.given) for pair in pairs(old, new) if pair.is_sure]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("1 Train all staff|2 Hold a board", "2 Hold a board|1 Train all staff", {0: 1, 1: 0}),
        ("A1 Train all staff", "a1  train ALL staff", {0: 0}),
        (
            "1 Train all staff|2 Hold a board",
            "1 Write it|2 Train all staff|3 Hold a board",
            {1: 0, 2: 1},
        ),
        ("1 Train all staff in court work", "1 Train all social workers in court work", {0: 0}),
        ("1 Train all staff", "1 Hold a board", {}),
        ("- Ask|- Ask|- Ask", "- Ask|- Ask", {0: 0, 1: 1}),
        ("- Review a b c d e f g h i", "- Review a b c d e f g h j", {0: 0}),
        ("- Review a b c", "- Review a b d", {}),
        ("1 Review a b c", "2 Review a b d", {}),
    ],
    ids=[
        *("reordered", "spelled otherwise", "renumbered", "reworded", "given again", "twins"),
        *("alike", "not alike enough", "two references"),
    ],
)
def test_a_line_is_the_action_of_its_reference_or_of_its_words(
    old: str, new: str, found: dict[int, int]
) -> None:
    """As row 305 says."""

    def named(text: str) -> list[Named]:
        parts = (one.partition(" ") for one in text.split("|"))
        return [Named("" if ref == "-" else ref, words) for ref, _, words in parts]

    assert {new: old for old, new in matched(named(old), named(new))} == found


def test_twins_are_told_apart_by_what_they_say_beside() -> None:
    """As row 305 says."""
    old = [Named("", "Ask", "North"), Named("", "Ask", "South")]
    assert matched(old, [Named("", "Ask", "South"), Named("", "Ask", "North")]) == [(1, 0), (0, 1)]


@given(st.integers(2, 400 if LONG else 40), st.randoms(use_true_random=False))
@settings(max_examples=200 if LONG else 20)
def test_each_of_many_lines_is_found_again_in_any_order_whatever_is_missing(
    number: int, chance: random.Random
) -> None:
    """As row 305 says."""
    texts = [f"{number} {' '.join(chance.choices(WORDS, k=6))}" for number in range(number)]
    shown = chance.sample(range(number), number // 2 + 1)
    found = pairs([Named("", text) for text in texts], [Named("", texts[one]) for one in shown])
    assert [(pair.known, pair.given) for pair in found] == [(one, n) for n, one in enumerate(shown)]


def test_what_is_doubtful_waits_and_is_what_was_answered() -> None:
    """As row 305 says."""
    old, new = [line("A1", "Train all staff")], [line("A1", "Hold a board")]
    found = differ(old, new)
    assert (found.added, found.gone, found.changed) == ((), (), ())
    assert [one[:4] for one in found.doubtful] == [("A1", "Train all staff", "A1", "Hold a board")]
    one = differ(old, new, same={("A1", "A1"): True})
    assert one.changed == (Change("A1", "title", "Train all staff", "Hold a board"),)
    another = differ(old, new, same={("A1", "A1"): False})
    assert (another.added, another.gone, another.doubtful) == ((0,), ("A1",), ())


def test_only_what_is_newly_said_is_a_change() -> None:
    """As row 307 says."""
    old = [line("A1", "Train", "Bob Ray", theme="North")]
    new = [line("A1", "Train", "Ann  LEE", theme="South")]
    found = differ(old, new, last={"A1": {"owner": "Ann Lee", "theme": "North"}})
    assert found.changed == (Change("A1", "theme", "North", "South"),)
    assert found.stays == (Change("A1", "owner", "Bob Ray", "Ann  LEE"),)
    assert differ(old, [line("A1", "Train", "bob ray")]).changed == ()


@pytest.mark.parametrize(
    ("owners", "renamed"),
    [
        (("Ann Day", "Ann Day", "Ann Day"), [(("Ann Lee",), "Ann Day", True)]),
        (("Joe May", "Joe May", "Joe May"), [(("Ann Lee",), "Joe May", False)]),
        (("Joe May", "Ann Lee", "Joe May"), []),
        (("Joe May", "Val Day", "Joe May"), []),
        (("Ann Lee", "Ann Lee", "Joe May"), []),
    ],
    ids=["a name of theirs", "another name", "one stays", "two take over", "one action of another"],
)
def test_a_name_that_stands_nowhere_any_more_is_one_change(
    owners: tuple[str, ...], renamed: list[tuple[tuple[str, ...], str, bool]]
) -> None:
    """As row 310 says."""
    refs = ("A1", "A2", "A3")
    old = [line(ref, f"Do {ref}", "Ann Lee") for ref in refs]
    new = [line(ref, f"Do {ref}", owner) for ref, owner in zip(refs, owners, strict=True)]
    found = differ(old, new, people=("Ann Lee",))
    assert [(one.was, one.now, one.is_alike) for one in found.renamed] == renamed
    assert differ(old, new, named=("Ann Lee",)).renamed == ()


def test_two_bodies_that_are_one_now_are_one_change() -> None:
    """As row 311 says."""
    old = [line("A1", "Do A1", "North Board"), line("A2", "Do A2", "South Board")]
    new = [line("A1", "Do A1", "One Board"), line("A2", "Do A2", "One Board")]
    assert differ(old, new).renamed == (
        Renamed(("North Board", "South Board"), "One Board", ("A1", "A2"), is_known=False),
    )


@pytest.mark.parametrize(
    ("field", "was", "now", "action", "why"),
    [
        ("due_date", AHEAD, PAST, Stands(is_live=True), "that day is past"),
        ("due_date", AHEAD, PAST, Stands(), ""),
        ("due_date", PAST, AHEAD, Stands(is_live=True), ""),
        ("due_date", PAST, None, Stands(), "a file takes no due date away"),
        (
            "due_date",
            PAST,
            AHEAD,
            Stands(is_live=True, asked=date(2027, 1, 15)),
            "asked for already",
        ),
        ("due_date", PAST, AHEAD, Stands(is_live=True, asked=date(2027, 2, 1)), "not decided on"),
        ("title", "I", "II", Stands(is_complete=True), "the action is reported complete"),
        ("title", "I", "II", Stands(is_cancelled=True), "the action is cancelled"),
        ("owner", "Ann Lee", "", Stands(), "a file takes no owner away"),
        ("repeats", "", "monthly", Stands(), "how often an action recurs"),
        ("measure", "Done", "", Stands(is_live=True), ""),
        ("exempt", True, False, Stands(), ""),
    ],
)
def test_nothing_recorded_is_taken_away_and_no_date_goes_back(
    field: str, was: object, now: object, action: Stands, why: str
) -> None:
    """As row 315 says."""
    found = why_left(Change("A1", field, was, now), action, TODAY)
    assert (why in found) if why else not found


def test_likeness_is_of_words() -> None:
    assert likeness("Train all staff", "staff: all TRAIN") == 1
    assert likeness("", "") == 1
    assert likeness("a", "") == 0
    assert Pair(0, 0, 0.87, by_reference=False).is_sure is False
