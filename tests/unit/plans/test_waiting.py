"""What is seen while a plan is read: row 303."""

import time
from io import StringIO

import pytest
from rich.console import Console

from followthrough.tables.daily import while_it_lasts


@pytest.mark.parametrize(
    ("is_terminal", "after", "seen"), [(True, 0, True), (True, 60, False), (False, 0, False)]
)
def test_a_bar_is_seen_on_a_terminal_if_it_takes_its_time(
    *, is_terminal: bool, after: float, seen: bool
) -> None:
    out = StringIO()
    console = Console(file=out, force_terminal=is_terminal, width=60)
    with while_it_lasts(console, "Reading the plan", after):
        time.sleep(0.2 if is_terminal and not after else 0.01)
    assert ("Reading the plan" in out.getvalue()) is seen
    assert bool(out.getvalue()) is seen


def test_what_goes_wrong_ends_it() -> None:
    console = Console(file=StringIO(), force_terminal=True)
    with pytest.raises(ValueError, match="broken"), while_it_lasts(console, "Reading", 60):
        raise ValueError("broken")
