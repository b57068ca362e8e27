"""What the faults reached is told at the end of the run."""

import pytest

from tests.faults import profiles


@pytest.fixture
def reached() -> list[str]:
    """Takes a line about what a fault came to."""
    return profiles.REACHED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in profiles.REACHED:
        terminalreporter.write_line(line)
