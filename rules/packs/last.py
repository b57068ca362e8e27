"""Responsible for what a pack remembers of the one before: its ratings, dates and owners."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.packs.brag import Brag
from rules.packs.frozen import fingerprint, thaw
from rules.packs.row import LastRow, Row
from rules.packs.sections import ChangeKind, ChangeLine
from rules.words import count, share, short_day, shown_title

SHARE_THAT_ALARMS = 5
"""Points by which the share of actions without a date may not rise unsaid (semantics row 113)."""
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Last:
    """What the last pack said, read from its frozen contents."""

    as_of: date
    numbers: Mapping[str, int]
    """How many actions had each rating."""
    rows: Mapping[str, LastRow]
    """By reference."""
    part_2: "Last | None" = None
    """What its Part 2 edition said, if it had one."""
    cut_off: str = ""
    """The SHA-256 of the position that it was made from."""


def last_pack(frozen: Mapping[str, Any]) -> Last:
    """Return what a pack's canonical contents, read back, say of each action."""
    return Last(
        as_of=date.fromisoformat(frozen["occasion"]["as_of"]),
        numbers=numbers(frozen),
        rows={one["ref"]: thaw(LastRow, one) for one in frozen["actions"]},
        part_2=last_pack(apart) if (apart := frozen.get("part_2")) else None,
        cut_off=frozen["occasion"].get("cut_off", ""),
    )


def compared_with(last: Last | None) -> str:
    """Return by what a pack names all that it is compared with: a SHA-256; empty if that is nothing."""
    return fingerprint(last) if last else ""


def numbers(frozen: Mapping[str, Any]) -> dict[str, int]:
    """Return how many actions have each rating in a pack's canonical contents, read back."""
    return {one["brag"]: one["number"] for one in frozen["counts"]}


def silent_green(frozen: Mapping[str, Any]) -> int:
    """Return how many Green actions had no update in a pack's canonical contents, read back."""
    rows = frozen["actions"]
    return sum(row["brag"] == Brag.GREEN and row.get("is_silent", False) for row in rows)


def changes(rows: tuple[Row, ...], last: Last | None) -> tuple[ChangeLine, ...]:
    """Return what differs from the last pack, action by action in the order of the plan."""
    if last is None:
        return ()
    found = [change for row in rows for change in _changes(row, last.rows.get(row.ref))]
    there = {row.ref for row in rows}
    gone = [
        ChangeLine(ref, shown_title(was), ChangeKind.GONE, str(was.brag), "")
        for ref, was in last.rows.items()
        if ref not in there
    ]
    return (*found, *gone)


def missing_dates(rows: tuple[Row, ...], last: Last | None) -> tuple[str, ...]:
    """Return what must be said first if figures look better for want of dates (row 113).

    The share is of all actions of the plan, so that completing some raises no alarm.
    """
    if last is None:
        return ()
    lost = [
        row.ref
        for row in rows
        if row.current_due_date is None and _had_date(last.rows.get(row.ref))
    ]
    said = []
    if lost:
        more = f" and {len(lost) - MOST_NAMED} more" if len(lost) > MOST_NAMED else ""
        said.append(
            f"{count(len(lost), 'action')} lost the due date since the last pack: "
            f"{', '.join(lost[:MOST_NAMED])}{more}. Without a date nothing counts as on time."
        )
    undated = [row.current_due_date is None for row in rows]
    was = [row.current_due_date is None for row in last.rows.values()]
    now, before = _share(undated), _share(was)
    if last.rows and now - before >= SHARE_THAT_ALARMS:
        said.append(
            f"The share of actions without a due date rose from {_percent(was)} to {_percent(undated)} "
            "since the last pack, so that fewer overdue ones may mean no more than missing dates."
        )
    return tuple(said)


def _had_date(was: LastRow | None) -> bool:
    return was is not None and was.current_due_date is not None


def _share(blank: list[bool]) -> float:
    return 100 * sum(blank) / len(blank) if blank else 0.0


def _percent(blank: list[bool]) -> str:
    return share(sum(blank), len(blank))


def _changes(row: Row, was: LastRow | None) -> Iterator[ChangeLine]:
    if was is None:
        yield ChangeLine(row.ref, shown_title(row), ChangeKind.NEW, "", str(row.brag))
    elif row.is_cancelled and not was.is_cancelled:
        yield ChangeLine(
            row.ref, shown_title(row), ChangeKind.WITHDRAWN, str(was.brag), row.standing
        )
    else:
        for kind, before, after in (*_closings(row, was), *_turns(row, was)):
            yield ChangeLine(row.ref, shown_title(row), kind, before, after)


def _closings(row: Row, was: LastRow) -> Iterator[tuple[ChangeKind, str, str]]:
    if row.completed_on and not was.completed_on:
        kind = ChangeKind.CLOSED if row.validated_on else ChangeKind.COMPLETED
        yield kind, str(was.brag), row.standing
    if was.completed_on and not row.completed_on and not row.is_cancelled:
        yield ChangeKind.REOPENED, "Complete", row.standing


def _turns(row: Row, was: LastRow) -> Iterator[tuple[ChangeKind, str, str]]:
    if row.current_due_date != was.current_due_date:
        kind = ChangeKind.DATE if row.current_due_date else ChangeKind.DATE_LOST
        yield kind, _said(was.current_due_date), _said(row.current_due_date)
    if row.brag != was.brag:
        yield ChangeKind.RATING, str(was.brag), str(row.brag)
    if row.owner != was.owner:
        yield ChangeKind.OWNER, was.owner or "No owner", row.owner or "No owner"


def _said(day: date | None) -> str:
    return short_day(day) if day else "No date"
