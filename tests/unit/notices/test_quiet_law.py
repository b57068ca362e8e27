"""How many mails a person has in a week, of a plan of sixty: hardly ever more than two."""

from hypothesis import settings

from tests.builders.quarter import Quarter, Town, mails_of
from tests.laws.profiles import PROFILE

QUARTERS = 200 if settings.get_current_profile_name() == PROFILE else 2
SIXTY = Town(owners=20, directors=6, deputies=4, actions=60, span=330)
"""A year's plan of sixty actions, of which a quarter is lived through."""
MOST = 2
"""Mails that a person, or a board, has at most in 95 weeks of 100."""


def test_hardly_anybody_is_told_more_often_than_twice_a_week() -> None:
    """Hold row-288. Counted are all weeks of whoever had any mail in their quarter; packs and codes are apart."""
    weeks: list[int] = []
    for seed in range(QUARTERS):
        weeks += mails_of(Quarter.of(seed, SIXTY)).values()
    weeks.sort()
    assert weeks[len(weeks) // 2] <= 1
    assert weeks[len(weeks) * 95 // 100] <= MOST
    assert len(weeks) > QUARTERS * 200
