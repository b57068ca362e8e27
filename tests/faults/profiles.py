"""How hard the faults try: a little in `make test`, much in `make long`; and what they reached."""

from dataclasses import dataclass

from tests.effort import LONG


@dataclass(frozen=True)
class Effort:
    """How many owners are told, and how often a worker is killed meanwhile."""

    owners: int
    kills: int


EFFORT = Effort(10_000, 500) if LONG else Effort(300, 24)
REACHED: list[str] = []
"""What each fault came to, in a line."""
