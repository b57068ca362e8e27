"""The rows of the semantics that say when a completion is on time."""

from datetime import UTC, date, datetime

import pytest

from rules.calendar import LONDON, local_date
from rules.ladder.decide import decide
from rules.ladder.facts import ActionFacts
from rules.ladder.policy import Audience
from rules.ladder.slippage import completion, lateness, slippage
from tests.builders.actions import P1, england


@pytest.mark.parametrize(
    ("due", "completed_at", "expected"),
    [
        pytest.param(
            date(2026, 12, 18),
            datetime(2026, 12, 18, 23, 59, 59, tzinfo=LONDON),
            "on time",
            id="row-001",
        ),
        pytest.param(
            date(2026, 12, 18),
            datetime(2026, 12, 19, 0, 0, 0, tzinfo=LONDON),
            "late (0 working days, 1 calendar day)",
            id="row-002",
        ),
        pytest.param(
            date(2027, 6, 30), datetime(2027, 6, 30, 22, 30, tzinfo=UTC), "on time", id="row-003"
        ),
        pytest.param(
            date(2027, 6, 30),
            datetime(2027, 6, 30, 23, 10, tzinfo=UTC),
            "late (1 working day, 1 calendar day)",
            id="row-004",
        ),
    ],
)
def test_completion_counts_by_its_london_date(
    due: date, completed_at: datetime, expected: str
) -> None:
    day = local_date(completed_at)
    assert completion(due, day, day, england()) == expected


@pytest.mark.parametrize("completed", [date(2026, 12, 19)], ids=["row-002"])
def test_closed_before_mondays_run_is_never_chased(completed: date) -> None:
    action = ActionFacts(
        id=1,
        ref="A1",
        due_date=date(2026, 12, 18),
        live_on=date(2026, 11, 2),
        completed_on=completed,
    )
    steps = decide(action, P1, england(), date(2026, 12, 21))
    assert [step.audience for step in steps] == [Audience.VALIDATOR]


def test_reported_after_the_due_date_but_done_before_it() -> None:
    due, done, reported = date(2026, 12, 18), date(2026, 12, 17), date(2026, 12, 20)
    assert completion(due, done, reported, england()) == "on time, reported late"


def test_late_without_a_working_day_reads_late() -> None:
    assert lateness(date(2026, 12, 18), date(2026, 12, 19), england()).words == "late"


@pytest.mark.parametrize(
    ("baseline", "current", "completed", "as_of", "days"),
    [
        (date(2018, 12, 14), date(2018, 12, 14), None, date(2019, 1, 2), 10),
        (date(2018, 12, 14), date(2019, 1, 31), None, date(2019, 1, 2), 31),
        (date(2018, 11, 30), date(2018, 11, 30), date(2018, 12, 4), date(2019, 1, 2), 2),
        (date(2018, 11, 30), date(2018, 11, 30), date(2018, 11, 29), date(2019, 1, 2), 0),
        (date(2019, 1, 9), date(2019, 1, 9), None, date(2019, 1, 2), 0),
        (None, None, None, date(2019, 1, 2), 0),
    ],
)
def test_slippage_counts_from_the_baseline_to_where_it_stands(
    baseline: date | None, current: date | None, completed: date | None, as_of: date, days: int
) -> None:
    assert slippage(baseline, current, completed, as_of, england()) == days
