"""Which entries of a board's log its pack tells, and which it carries forward."""

from datetime import date

from rules.packs.position import Position, board_log
from rules.packs.sections import LogLine

LAST, AS_OF = date(2019, 1, 2), date(2019, 2, 1)
BOARD = "Improvement Board"
BEFORE, BETWEEN = date(2018, 12, 6), date(2019, 1, 10)


def entry(ref: str, met_on: date, kind: str = "action", **changes: object) -> LogLine:
    said = {"board": BOARD, "text": "Do it", "who": "", "due_date": None, "completed_on": None}
    return LogLine(**said | changes, ref=ref, met_on=met_on, kind=kind, to_be_told="")  # type: ignore[arg-type]


def told(*log: LogLine, before: tuple[LogLine, ...] | None = None) -> dict[str, bool]:
    last = None if before is None else Position(LAST, LAST, (), log=before)
    found = board_log(Position(AS_OF, AS_OF, (), log=log), BOARD, last, LAST)
    return {one.ref: one.is_carried_forward for one in found}


def test_without_a_position_to_compare_with_what_is_older_than_a_day_is_taken_as_told() -> None:
    assert told(
        entry("new", BETWEEN),
        entry("decided", BETWEEN, "decision"),
        entry("open", BEFORE),
        entry("closed since", BEFORE, completed_on=date(2019, 1, 20)),
        entry("closed before", BEFORE, completed_on=date(2018, 12, 20)),
        entry("decided before", BEFORE, "decision"),
        entry("to come", date(2019, 2, 2)),
        entry("of another", BETWEEN, board="Executive"),
    ) == {"new": False, "decided": False, "open": True, "closed since": False}


def test_what_the_last_position_did_not_hold_is_told_however_old_it_is() -> None:
    was = (
        entry("decided", BEFORE, "decision"),
        entry("corrected", BEFORE, "decision"),
        entry("open", BEFORE),
        entry("closed", BEFORE),
        entry("closed before", BEFORE, completed_on=date(2018, 12, 20)),
        entry("to come", BETWEEN, "decision"),
    )
    assert told(
        was[0],
        entry("corrected", BEFORE, "decision", text="Do it by May"),
        was[2],
        entry("closed", BEFORE, completed_on=LAST),
        *was[4:],
        entry("recorded late", BEFORE, "decision"),
        before=was,
    ) == {
        "corrected": False,
        "open": True,
        "closed": False,
        "to come": False,
        "recorded late": False,
    }
