"""Responsible for holding to which version of a policy an action goes by (law 8)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ladder.policy import Audience, Policy, Rung, Version, in_force

POLICY = Policy(
    "P2",
    (
        Rung("L0", Audience.OWNER, 1),
        Rung("R1", Audience.OWNER, -5),
        Rung("L1", Audience.DIRECTOR, 5),
        Rung("R0", Audience.OWNER, 0),
        Rung("L2", Audience.OWNER, 9),
    ),
)
TODAY = date(2027, 3, 1)
PAST = date(2027, 2, 1)
TOMORROW = date(2027, 3, 2)


def version(number: int, effective: date = PAST, running: date | None = None) -> Version:
    return Version(number, POLICY, effective, running)


@pytest.mark.parametrize(
    ("versions", "began_with", "number"),
    [
        pytest.param([], None, None, id="none at all"),
        pytest.param([], 1, None, id="the one it began with was removed, and there is no other"),
        pytest.param([version(1, TOMORROW)], None, None, id="none in force yet"),
        pytest.param([version(1)], None, 1, id="in force"),
        pytest.param([version(1, TODAY)], None, 1, id="in force from today"),
        pytest.param([version(2), version(1)], None, 2, id="a new ladder takes the latest"),
        pytest.param([version(1), version(2, TOMORROW)], None, 1, id="not one of tomorrow"),
        pytest.param([version(1), version(2)], 1, 1, id="a running ladder keeps its own"),
        pytest.param(
            [version(1), version(2, PAST, TODAY)], 1, 2, id="until a later one is applied"
        ),
        pytest.param([version(1), version(2, PAST, TOMORROW)], 1, 1, id="applied from tomorrow"),
        pytest.param([version(1), version(2, TOMORROW, TODAY)], 1, 1, id="applied, not in force"),
        pytest.param([version(1, PAST, PAST), version(2)], 2, 2, id="never one before its own"),
        pytest.param(
            [version(1), version(2, PAST, PAST), version(3, PAST, PAST), version(4)],
            1,
            3,
            id="the latest of those applied",
        ),
        pytest.param([version(1, TOMORROW)], 1, 1, id="its own, whenever that is in force"),
        pytest.param([version(1), version(3)], 2, 3, id="the one in force, if its own was removed"),
    ],
)
def test_an_action_goes_by(
    versions: list[Version], began_with: int | None, number: int | None
) -> None:
    found = in_force(versions, began_with, TODAY)
    assert (found.number if found else None) == number


@given(
    st.lists(
        st.builds(
            version,
            st.integers(1, 9),
            st.sampled_from([PAST, TODAY, TOMORROW]),
            st.sampled_from([None, PAST, TODAY, TOMORROW]),
        ),
        unique_by=lambda found: found.number,
    ),
    st.none() | st.integers(1, 9),
)
def test_never_an_older_one_than_it_began_with(
    versions: list[Version], began_with: int | None
) -> None:
    found = in_force(versions, began_with, TODAY)
    assert found == in_force(reversed(versions), began_with, TODAY)
    if began_with in [known.number for known in versions]:
        assert found is not None
        assert began_with is not None
        assert found.number >= began_with


def test_a_policy_knows_its_reminders_and_its_ladder() -> None:
    assert [rung.name for rung in POLICY.reminders] == ["R1", "R0"]
    assert [rung.name for rung in POLICY.ladder] == ["L0", "L1", "L2"]


def test_a_policy_knows_which_rungs_tell_whom() -> None:
    assert {"L0", "L1", "L2"} == POLICY.climbs
    assert [rung.name for rung in POLICY.rungs_for(Audience.OWNER)] == ["L0", "L2"]
    assert POLICY.rungs_for(Audience.BOARD) == ()


def test_what_a_policy_has_sorted_is_no_part_of_it() -> None:
    again = Policy(POLICY.name, POLICY.rungs)
    assert (again, hash(again)) == (POLICY, hash(POLICY))
    assert "ladder=" not in repr(POLICY)
