"""How many examples the laws try: few in `make test`, many in `make laws`; and how many that was.

`pytest -p tests.laws.profiles` makes this a plugin: it picks the long profile and ends with a
count of the examples.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.statistics import collector

STEPS = 15
"""Steps of the state machine in one example."""
SHORT = {"sqlite": 25, "postgresql": 4}
LONG = {"sqlite": int(os.environ.get("FOLLOWTHROUGH_MACHINE_EXAMPLES", "2000")), "postgresql": 100}
LAW = int(os.environ.get("FOLLOWTHROUGH_LAW_EXAMPLES", "400"))
"""Examples of each pure law in the long run."""
PROFILE = "laws"
LEAST = 10_000
"""Examples that the long run tries at the least, pure laws and state machine together."""

settings.register_profile(PROFILE, max_examples=LAW, deadline=None, print_blob=True)


def machine_settings(kind: str) -> settings:
    """Return how a database of one kind is tried by the profile that is loaded."""
    is_long = settings.get_current_profile_name() == PROFILE
    return settings(
        max_examples=(LONG if is_long else SHORT)[kind],
        stateful_step_count=STEPS,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )


class Counting:
    """Counts the valid examples of each law."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.began = time.monotonic()

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        others = collector.value

        def note(found: dict[str, Any]) -> None:
            for phase in ("reuse-phase", "generate-phase"):
                cases = found.get(phase, {}).get("test-cases", ())
                valid = sum(case["status"] == "valid" for case in cases)
                self.tried["state machine" if "/laws/" in item.nodeid else "pure laws"] += valid
            if others:
                others(found)

        with collector.with_value(note):  # type: ignore[arg-type]
            yield

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, config: pytest.Config
    ) -> None:
        minutes = (time.monotonic() - self.began) / 60
        total = self.tried.total()
        parts = ", ".join(f"{number:,} of the {kind}" for kind, number in self.tried.items())
        terminalreporter.write_line(
            f"{total:,} examples ({parts}) of {STEPS} steps each for the state machine, in "
            f"{minutes:.1f} minutes: {total / minutes:,.0f} a minute; "
            f"seed {config.getoption('--hypothesis-seed')}."
        )


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile(PROFILE)
    config.pluginmanager.register(Counting(), "counting")
