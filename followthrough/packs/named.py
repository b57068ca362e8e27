"""Responsible for finding the pack that someone names by plan, board and month or meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from followthrough.packs.order import meets
from followthrough.packs.versions import NewVersion
from followthrough.reading.days import NotADate, read_span
from models import pack as packs
from models.audit import Change
from models.boards import Board, board_called
from models.pack import Pack
from models.plan import Plan, plan_called
from rules.packs.contents import Contents
from rules.packs.position import Position
from rules.problems import BadInput, Remedy
from rules.words import long_day, month

MONTH_AS_WRITTEN = "a month, such as 2027-01, or the day of a meeting, such as 2027-01-14"


@dataclass(frozen=True, slots=True)
class Named:
    """A pack that was asked for, with all its versions."""

    plan: Plan
    board: Board
    versions: Sequence[Pack]
    """Oldest first; at least one."""

    @property
    def first(self) -> Pack:
        """The first version."""
        return self.versions[0]

    @property
    def newest(self) -> Pack:
        """The last version."""
        return self.versions[-1]

    @property
    def title(self) -> str:
        """What a sentence calls it."""
        return f"The pack of the {self.board.name} for {month(self.newest.month)}"

    @property
    def period(self) -> date:
        """What it is for: the day of the meeting, or the first of the month."""
        return self.newest.month

    def following(
        self,
        said: Contents,
        *,
        issued: bool = False,
        because: str = "",
        differences: tuple[str, ...] = (),
        mail: dict[str, Any] | None = None,
        doubts: tuple[str, ...] = (),
        wrote: Change | None = None,
        position: Position | None = None,
    ) -> NewVersion:
        """Return a version that follows the newest."""
        return NewVersion(
            plan_key=self.plan.key,
            plan_id=self.plan.id or 0,
            board_id=self.board.id or 0,
            period=self.period,
            said=said,
            after=self.newest,
            issued=issued,
            because=because,
            differences=differences,
            mail=mail or {},
            doubts=doubts,
            wrote=wrote,
            position=position,
        )


def named(session: Session, wanted: tuple[str, str, str]) -> Named:
    """Return the pack of (plan, board, month or day of the meeting).

    Raises BadInput for an unknown plan or board, something else than a month or day, and a month
    with no pack or with several.
    """
    plan_key, board_name, when = wanted
    plan = plan_called(session, plan_key)
    board = board_called(session, plan.id or 0, board_name)
    kept = packs.packs_between(session, board.id or 0, *_days(when))
    periods = sorted({pack.month for pack in kept})
    if not periods:
        raise BadInput(
            f"The {board.name} has no pack for {when}.", remedy=Remedy.FIND_PACK.of(plan=plan.key)
        )
    if len(periods) > 1:
        days = ", ".join(map(str, periods))
        raise BadInput(
            f"The {board.name} has several packs in {when}; name one by its day: {days}."
        )
    return Named(plan, board, kept)


def refuse_without_meeting(session: Session, it: Named, was: Contents) -> None:
    """Raise BadInput if the board does not meet any more on the day that its draft is for."""
    met_on = was.occasion.meeting_on
    if met_on and not meets(session, it.board, met_on):
        raise BadInput(
            f"The {it.board.name} does not meet on {long_day(met_on)} any more, for which draft "
            f"{it.newest.version} was made, so that it stays as it is.",
            remedy=Remedy.NEXT_MEETING.of(plan=it.plan.key),
        )


def _days(when: str) -> tuple[date, date]:
    """Return the first and the last day that a pack may be of."""
    try:
        if len(when) == len("2027-01"):
            first = date.fromisoformat(f"{when}-01")
            following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            return first, following - timedelta(days=1)
        return read_span(when)
    except (ValueError, NotADate):
        raise BadInput(f"{when!r} is not {MONTH_AS_WRITTEN}.") from None
