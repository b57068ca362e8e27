"""Responsible for how long before its papers are due a board's packs are drafted."""

from followthrough import events
from followthrough.events import PlanChanged
from followthrough.workplace import Workplace
from models.boards import Board, board_called, change_board, meetings
from models.calendar import calendar
from models.plan import plan_called
from models.session import writing
from rules.calendar import local_date
from rules.problems import BadInput
from rules.rounds import MOST_DRAFTS_BEFORE
from rules.words import count, long_day


def set_drafts(place: Workplace, plan_key: str, name: str, before: int) -> str:
    """Record how many working days before its papers a board's draft comes (row 233); return a sentence.

    A draft that was made stays. Raises BadInput for an unknown plan or board, and beyond ten days.
    """
    if not 0 <= before <= MOST_DRAFTS_BEFORE:
        raise BadInput(
            f"A draft comes 0 to {MOST_DRAFTS_BEFORE} working days before its papers are due, not "
            f"{before}."
        )
    now = place.clock()
    with writing(place.engine) as session:
        plan = plan_called(session, plan_key)
        board = board_called(session, plan.id or 0, name)
        said = _said(board, before)
        if board.drafts_before == before:
            return f"{said} That is known; nothing changed."
        change_board(session, plan, board, "drafts_before", before, actor=place.actor, now=now)
        events.after_commit(session, PlanChanged(plan.key, "draft day of a board"))
        ahead = (
            one.draft_on
            for one in meetings(session, plan, calendar(session, plan))
            if one.board.id == board.id and not one.is_drafted and one.draft_on > local_date(now)
        )
        following = min(ahead, default=None)
        return f"{said} The next is drafted on {long_day(following)}." if following else said


def _said(board: Board, before: int) -> str:
    if not before:
        return f"Packs of the {board.name} are drafted on the day on which their papers are due."
    return (
        f"Packs of the {board.name} are drafted {count(before, 'working day')} before their papers "
        "are due, and anew on that day."
    )
