"""How versions of a pack are counted, and how their difference is told (semantics row 75)."""

from dataclasses import replace
from datetime import date

import pytest

from rules.packs.contents import Contents, contents
from rules.packs.edition import EVERYTHING, Exempt
from rules.packs.row import OnItsWay, PackAction
from rules.packs.sections import Comment, Narrative
from rules.packs.versions import (
    beside_the_day,
    called,
    differences,
    issued_at,
    next_version,
    same,
    settled,
)
from tests.builders.pack import CALENDAR, OCCASION, action, pack_of, realistic

BEFORE = pack_of(action("A1"), action("A2"))
TOP = replace(OCCASION, is_top=True)
CHANGES: dict[str, tuple[Contents, tuple[str, ...]]] = {
    "nothing": (pack_of(action("A1"), action("A2")), ()),
    "a date": (
        pack_of(action("A1", revised_due_date=date(2019, 4, 30)), action("A2")),
        ("A1: current date Fri 29 Mar 2019 before, Tue 30 Apr 2019 now.",),
    ),
    "a forecast, and the rating that follows": (
        pack_of(action("A1", forecast=date(2019, 4, 1)), action("A2")),
        ("A1: forecast none before, Mon 1 Apr 2019 now; rating Green before, Red now.",),
    ),
    "a long text": (
        pack_of(action("A1", cause="The rota."), action("A2")),
        ("A1: cause changed.",),
    ),
    "cancelled": (
        pack_of(action("A1", cancelled_on=date(2018, 12, 20)), action("A2")),
        ("A1: rating Green before, Grey now; cancelled.",),
    ),
    "an action more": (pack_of(action("A1"), action("A2"), action("A3")), ("A3 is new.",)),
    "an action less": (pack_of(action("A2")), ("A1 is no longer in it.",)),
    "another day": (
        replace(BEFORE, occasion=replace(BEFORE.occasion, as_of=date(2019, 1, 3))),
        ("The position is at Thu 3 Jan 2019, no longer at Tue 1 Jan 2019.",),
    ),
    "what was written": (
        replace(BEFORE, narrative=Narrative(("Well.",), "Dear board", (Comment("A2", "Soon."),))),
        ("A2: the comment changed.", "The headlines differ.", "The cover note differs."),
    ),
    "what the board is asked": (
        pack_of(action("A1", is_with_board=True), action("A2"), occasion=TOP),
        ("What the board is asked to decide changed: A1.",),
    ),
    "registers": (
        replace(BEFORE, risks=realistic().risks),
        ("The risks differ: K1.",),
    ),
    "meetings, days off and rungs": (
        replace(
            BEFORE,
            meetings=realistic().meetings[1:],
            days_off=realistic().days_off[:1],
            rungs=realistic().rungs[:2],
        ),
        (
            "The meetings differ: Executive on Tue 12 Feb 2019.",
            "The days off differ: Tue 25 Dec 2018.",
            "The rungs of the ladder differ: R1, L0.",
        ),
    ),
}


def test_no_difference_tells_part_2_material() -> None:
    public = replace(EVERYTHING, exempt=Exempt.APART)

    def pack(*actions: PackAction) -> Contents:
        return contents(OCCASION, actions=actions, calendar=CALENDAR, edition=public)

    was = pack(action("A1", is_exempt=True, owner="Pat O'Brien"))
    now = pack(action("A1", is_exempt=True, owner="Child K's uncle"))
    assert differences(was, now) == ("The Part 2 edition differs.",)
    assert differences(was, was) == ()
    assert not same(was, now)
    assert differences(pack(action("A1")), was)[-1] == "The Part 2 edition differs."
    assert beside_the_day(was, _on(was, date(2019, 1, 3))) == ()
    assert beside_the_day(was, _on(now, date(2019, 1, 3))) == ("The Part 2 edition differs.",)


def _on(pack: Contents, day: date) -> Contents:
    apart = _on(pack.part_2, day) if pack.part_2 else None
    return replace(pack, occasion=replace(pack.occasion, as_of=day), part_2=apart)


@pytest.mark.parametrize(
    ("after", "said"),
    CHANGES.values(),
    ids=[f"row-075-{name.replace(' ', '-')}" for name in CHANGES],
)
def test_each_difference_is_named(after: Contents, said: tuple[str, ...]) -> None:
    assert differences(BEFORE, after) == said
    assert same(BEFORE, after) is not bool(said)


@pytest.mark.parametrize("version", [pytest.param("0.2 (draft)", id="row-074")])
def test_a_version_s_name_is_no_difference(version: str) -> None:
    assert same(BEFORE, replace(BEFORE, occasion=replace(BEFORE.occasion, version=version)))


VERSIONS = {
    "the first draft": (None, False, "0.1"),
    "the next draft": ("0.9", False, "0.10"),
    "issued": ("0.10", True, "1.0"),
    "issued without a draft": (None, True, "1.0"),
    "row-075": ("1.0", True, "1.1"),
}


@pytest.mark.parametrize(("last", "issued", "version"), VERSIONS.values(), ids=list(VERSIONS))
def test_versions_are_counted(last: str | None, issued: bool, version: str) -> None:  # noqa: FBT001
    assert next_version(last, issued=issued) == version


def test_a_version_is_called_so_in_its_part_2_too() -> None:
    apart = replace(EVERYTHING, exempt=Exempt.APART)
    secret = action("A1", is_exempt=True)
    said = called(contents(OCCASION, actions=(secret,), calendar=CALENDAR, edition=apart), "1.1")
    assert said.part_2 is not None
    assert (said.occasion.version, said.part_2.occasion.version) == ("1.1", "1.1")
    later = replace(said, occasion=replace(said.occasion, cut_off="0" * 64))
    assert same(said, later), "whatever its cut-off is called"


# --- What is known by the day of an issue ---

QUEUED, SENT = "L1 Priya Nair: queued", "L1 Priya Nair: told on "
TOLD_L0 = "L0 Pat O'Brien: told on Tue 4 Dec 2018"


def on_its_way(ref: str, *steps: int, exempt: bool = False) -> PackAction:
    """Return a late action of which steps were queued at the position."""
    waiting = tuple(OnItsWay(n, f"{QUEUED} ({n})", SENT) for n in steps)
    told = (TOLD_L0, *(one.said for one in waiting))
    late = date(2018, 12, 3)
    return action(ref, due_date=late, told=told, on_its_way=waiting, is_exempt=exempt)


def told(pack: Contents) -> dict[str, tuple[tuple[str, ...], list[int]]]:
    """Return of each action what is told, and which steps are on their way."""
    return {row.ref: (row.told, [one.step for one in row.on_its_way]) for row in pack.actions}


def test_what_was_on_its_way_is_told_as_sent_once_it_was_and_what_waits_as_it_was() -> None:
    pack = pack_of(on_its_way("A1", 7), on_its_way("A2", 8, 9), action("A3"))

    found = settled(pack, {7: "Wed 2 Jan 2019", 9: "Thu 3 Jan 2019"})

    assert told(found) == {
        "A1": ((TOLD_L0, f"{SENT}Wed 2 Jan 2019"), []),
        "A2": ((TOLD_L0, f"{QUEUED} (8)", f"{SENT}Thu 3 Jan 2019"), [8]),
        "A3": ((), []),
    }
    by_ref = {row.ref: row for row in found.actions}
    assert [row == by_ref[row.ref] for row in found.exceptions] == [True, True], "in every list"
    assert settled(pack, {}) == pack


def test_in_part_2_too_it_is_told_as_sent() -> None:
    apart = replace(EVERYTHING, exempt=Exempt.APART)
    secret = on_its_way("A1", 7, exempt=True)
    pack = contents(OCCASION, actions=(secret,), calendar=CALENDAR, edition=apart)

    found = settled(pack, {7: "Wed 2 Jan 2019"})

    assert found.part_2 is not None
    assert told(found.part_2) == {"A1": ((TOLD_L0, f"{SENT}Wed 2 Jan 2019"), [])}
    assert told(found) == {"A1": ((), [])}, "what is published tells of nobody"


def test_an_issue_is_bound_to_the_audit_trail_in_both_parts() -> None:
    apart = replace(EVERYTHING, exempt=Exempt.APART)
    secret = action("A1", is_exempt=True)
    pack = contents(OCCASION, actions=(secret,), calendar=CALENDAR, edition=apart)

    bound = issued_at(pack, "f" * 64)

    assert bound.part_2 is not None
    assert (bound.occasion.record, bound.part_2.occasion.record) == ("f" * 64, "f" * 64)
    assert same(pack, bound), "where the trail stands is no difference"
    assert issued_at(BEFORE, "f" * 64).part_2 is None
