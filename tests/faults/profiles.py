"""How hard the faults try: a little in `make test`, much in `make faults`; and what they reached."""

import os
from dataclasses import dataclass

LONG = bool(os.environ.get("FOLLOWTHROUGH_FAULTS_LONG"))


@dataclass(frozen=True)
class Effort:
    """How many owners are told, and how often a worker is killed meanwhile."""

    owners: int
    kills: int


EFFORT = Effort(10_000, 500) if LONG else Effort(1_000, 50)
REACHED: list[str] = []
"""What each fault came to, in a line."""
