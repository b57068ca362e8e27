"""What lies aside behaves as a dict does, and takes no more memory however much it is."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.aside import Aside, Sayings
from rules.trail import Said

SUBJECTS = st.sampled_from(["action p/A1", "action p/a2", "plan p", "person dee rector", ""])
VALUES = st.none() | st.text(max_size=5) | st.integers(-9, 9)
SAYINGS = st.dictionaries(st.text(max_size=5), st.builds(Said, VALUES, st.integers(1, 9)))
STEPS = st.lists(st.tuples(st.sampled_from(["put", "forget", "look"]), SUBJECTS, SAYINGS))


@settings(max_examples=20)
@given(steps=STEPS, near=st.integers(0, 3))
def test_it_behaves_as_a_dict(steps: list[tuple[str, str, Sayings]], near: int) -> None:
    aside, plain = Aside(near), dict[str, Sayings]()
    for what, subject, said in steps:
        if what == "put":
            aside[subject] = plain[subject] = said
        elif what == "forget":
            assert aside.pop(subject, None) == plain.pop(subject, None)
        else:
            assert aside.get(subject) == plain.get(subject)
    assert (dict(aside), len(aside)) == (plain, len(plain))


def test_what_was_never_said_of_can_not_be_forgotten() -> None:
    with pytest.raises(KeyError):
        del Aside()["plan p"]


def _peak(number: int) -> int:
    tracemalloc.start()
    try:
        aside = Aside(near=100)
        for one in range(number):
            aside[f"action p/A{one}"] = {"due date": Said("2027-01-15", one)}
        assert len(aside) == number
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("times", [pytest.param(10, id="row-157")])
def test_ten_times_as_much_takes_no_more_memory(times: int) -> None:
    assert _peak(500 * times) < 1.2 * _peak(500)
