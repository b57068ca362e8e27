"""Which entries of a board's log its pack tells, and which it carries forward."""

from datetime import date

from rules.packs.position import Position, board_log
from rules.packs.sections import LogLine

LAST, AS_OF = date(2019, 1, 2), date(2019, 2, 1)
BOARD = "Improvement Board"


def entry(ref: str, met_on: date, kind: str = "action", **changes: object) -> LogLine:
    said = {"board": BOARD, "text": "Do it", "who": "", "due_date": None, "completed_on": None}
    return LogLine(**said | changes, ref=ref, met_on=met_on, kind=kind, to_be_told="")  # type: ignore[arg-type]


def told(*log: LogLine) -> dict[str, bool]:
    found = board_log(Position(AS_OF, AS_OF, (), log=log), BOARD, LAST)
    return {one.ref: one.is_carried_forward for one in found}


def test_what_is_new_open_or_closed_since_is_told_and_the_open_rest_carried_forward() -> None:
    before = date(2018, 12, 6)
    assert told(
        entry("new", date(2019, 1, 10)),
        entry("decided", date(2019, 1, 10), "decision"),
        entry("open", before),
        entry("closed since", before, completed_on=date(2019, 1, 20)),
        entry("closed before", before, completed_on=date(2018, 12, 20)),
        entry("decided before", before, "decision"),
        entry("to come", date(2019, 2, 2)),
        entry("of another", date(2019, 1, 10), board="Executive"),
    ) == {"new": False, "decided": False, "open": True, "closed since": False}
