"""Each action is in one group, so that the groups of a plan add up to its actions."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.daily.groups import Group, group_of
from tests.builders.actions import an_action, england

TODAY = date(2026, 12, 22)
PAST, SOON, LATER = date(2026, 12, 18), date(2026, 12, 30), date(2027, 3, 1)


@pytest.mark.parametrize(
    ("facts", "group"),
    [
        ({"due_date": PAST}, Group.LATE),
        ({"due_date": TODAY}, Group.SOON),
        ({"due_date": SOON}, Group.SOON),
        ({"due_date": LATER}, Group.LATER),
        ({"due_date": PAST, "revised_due_date": LATER}, Group.LATER),
        ({"due_date": None}, Group.NO_DATE),
        ({"due_date": PAST, "completed_on": PAST}, Group.TO_VALIDATE),
        ({"due_date": None, "completed_on": PAST}, Group.TO_VALIDATE),
        ({"due_date": PAST, "completed_on": PAST, "times_refused": 2}, Group.LATE),
        ({"completed_on": PAST, "validated_on": TODAY, "times_refused": 2}, Group.VALIDATED),
        ({"due_date": PAST, "cancelled_on": TODAY}, Group.CANCELLED),
        ({"completed_on": PAST, "validated_on": PAST, "cancelled_on": TODAY}, Group.CANCELLED),
    ],
)
def test_which_group(facts: dict[str, Any], group: Group) -> None:
    """Hold row-217: cancelled is not complete, and what nobody believes any more is not either."""
    assert group_of(an_action(LATER)._replace(**facts), england(), TODAY) is group


days = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(days, days, days, days, days, st.integers(0, 3))
def test_late_and_open_mean_here_what_they_mean_elsewhere(
    due: date | None,
    revised: date | None,
    completed: date | None,
    validated: date | None,
    cancelled: date | None,
    refused: int,
) -> None:
    facts = an_action(due)._replace(
        revised_due_date=revised,
        completed_on=completed,
        validated_on=validated and completed and validated,
        cancelled_on=cancelled,
        times_refused=refused,
    )
    found = group_of(facts, england(), TODAY)
    assert (found is Group.LATE) == facts.is_overdue(TODAY)
    still_open = {Group.LATE, Group.SOON, Group.LATER, Group.NO_DATE}
    assert (found in still_open) == facts.is_open
