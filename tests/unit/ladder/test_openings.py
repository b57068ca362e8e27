"""Which rungs are yet to be climbed, also where the notice of one lapsed."""

from datetime import date

import pytest

from rules.ladder.facts import Became, StepRecord
from rules.ladder.openings import climbs
from tests.builders.actions import P1, an_action, england

DUE = date(2026, 12, 18)
L0, L1, L2 = date(2026, 12, 21), date(2026, 12, 29), date(2027, 1, 6)
TOLD_L0 = StepRecord("L0", 0, L0, Became.TOLD, L0)
LAPSED_L1 = StepRecord("L1", 0, L1, Became.LAPSED)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param((TOLD_L0, LAPSED_L1), [("L1", L1), ("L2", L2)], id="row-196-highest"),
        pytest.param(
            (TOLD_L0, LAPSED_L1, StepRecord("L2", 0, L2, Became.TOLD, L2)),
            [("L1", date(2027, 1, 7))],
            id="row-196-below-one-that-was-told",
        ),
        pytest.param((LAPSED_L1._replace(rung="L0"),), [("L0", L0), ("L1", L1), ("L2", L2)]),
    ],
)
def test_a_rung_that_lapsed_is_climbed_once(
    records: tuple[StepRecord, ...], expected: list[tuple[str, date]]
) -> None:
    found = climbs(an_action(DUE)._replace(records=records), P1, england())
    assert [(one.rung.name, one.on) for one in found] == expected
