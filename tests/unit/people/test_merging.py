"""What holds of a person who was recorded twice."""

from datetime import date

import pytest

from rules.people.merging import Recorded, as_one, called_now

TODAY = date(2026, 12, 1)
GONE, LATER, AHEAD = date(2026, 11, 1), date(2026, 11, 20), date(2027, 1, 4)
BOUNCED = date(2026, 10, 1)


def one(**known: object) -> Recorded:
    return Recorded(1, "Pat One", "one@x.example")._replace(**known)  # type: ignore[arg-type]


def other(**known: object) -> Recorded:
    return Recorded(2, "Pat Two", "two@x.example")._replace(**known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "holds"),
    [
        pytest.param(one(), other(), one(), id="what the first says"),
        pytest.param(
            one(role="Head"),
            other(role="Manager", agency="Trust", channel="team"),
            one(role="Head", agency="Trust", channel="team"),
            id="what only the other says",
        ),
        pytest.param(
            one(unreachable_since=BOUNCED), other(), one(address="two@x.example"), id="reached"
        ),
        pytest.param(one(), other(unreachable_since=BOUNCED), one(), id="reached already"),
        pytest.param(
            one(address=""), other(), one(address="two@x.example"), id="row-282-no-address"
        ),
        pytest.param(
            one(unreachable_since=BOUNCED),
            other(address=""),
            one(unreachable_since=BOUNCED),
            id="row-282-no-other",
        ),
        pytest.param(
            one(unreachable_since=BOUNCED),
            other(unreachable_since=GONE),
            one(unreachable_since=BOUNCED),
            id="neither reached",
        ),
        pytest.param(
            one(),
            other(address="ONE@x.example", unreachable_since=BOUNCED),
            one(unreachable_since=BOUNCED),
            id="one address is reached or not",
        ),
        pytest.param(one(left_on=GONE, successor_id=9), other(), one(), id="still there"),
        pytest.param(one(), other(left_on=GONE, successor_id=9), one(), id="there already"),
        pytest.param(
            one(left_on=GONE, successor_id=8),
            other(left_on=LATER, successor_id=9),
            one(left_on=LATER, successor_id=9),
            id="both left, the later day",
        ),
        pytest.param(
            one(),
            other(left_on=AHEAD, successor_id=9),
            one(left_on=AHEAD, successor_id=9),
            id="leaves on a day ahead",
        ),
        pytest.param(
            one(left_on=GONE),
            other(left_on=AHEAD, successor_id=9),
            one(left_on=AHEAD, successor_id=9),
            id="still there until a day ahead",
        ),
        pytest.param(
            one(left_on=LATER, successor_id=2),
            other(left_on=GONE, successor_id=1),
            one(left_on=LATER),
            id="nobody succeeds themselves",
        ),
        pytest.param(one(director_id=7), other(director_id=8), one(director_id=7), id="director"),
        pytest.param(one(), other(director_id=8), one(director_id=8), id="director of the other"),
        pytest.param(
            one(director_id=2), other(director_id=8), one(director_id=8), id="director above"
        ),
        pytest.param(one(director_id=2), other(), one(director_id=1), id="their own director"),
        pytest.param(
            one(director_id=1), other(director_id=8), one(director_id=1), id="row-061-stays"
        ),
        pytest.param(
            one(director_id=2), other(director_id=1), one(director_id=1), id="each the other's"
        ),
    ],
)
def test_the_better_of_two_records_holds(
    first: Recorded, second: Recorded, holds: Recorded
) -> None:
    assert as_one(first, second, TODAY) == holds


@pytest.mark.parametrize(
    ("went", "names", "now"),
    [
        ("A>B", "B", {"a": "B"}),
        ("A>B|B>C", "C", {"a": "C", "b": "C"}),
        ("A>B|B>A", "A", {"b": "A"}),
        ("A>B", "B|a", {}),
        ("A>B", "C", {}),
        ("A>B|A>B", "B", {"a": "B"}),
        ("A>B|A>C", "B|C", {}),
        ("A>B|A>C|B>C", "C", {"a": "C", "b": "C"}),
    ],
)
def test_who_had_a_name_before_is_meant_by_it_if_only_one_had(
    went: str, names: str, now: dict[str, str]
) -> None:
    pairs = [(one[0], one[2]) for one in went.split("|")]
    assert called_now(pairs, names.split("|")) == now
