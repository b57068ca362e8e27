"""Responsible for the packs that are due: each is made by itself, and named and alarmed if it can't be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from followthrough.notices.alarms import queue_alarm
from followthrough.packs.draft import assemble_pack
from followthrough.packs.due import PackDue
from followthrough.packs.versions import Assembled
from followthrough.workplace import Workplace
from models.boards import board_called
from models.plan import plan_called
from models.session import writing
from notifications.outcome import in_a_line, one_line
from rules.problems import BadInput, Sentence


@dataclass(frozen=True, slots=True)
class NotMade:
    """A pack that is due and could not be made."""

    plan: str
    board: str
    why: tuple[str | Sentence, ...]
    """In sentences; the first names plan and board."""


def make_each(place: Workplace, due: Iterable[PackDue]) -> Iterator[Assembled | NotMade]:
    """Yield each pack as it is made; one that can't be is alarmed, and the others are made."""
    for one in due:
        try:
            made: Assembled | NotMade = assemble_pack(place, one.plan, one.board)
        except Exception as wrong:  # noqa: BLE001 - whatever it is, the other packs are made
            made = not_made(place, one, wrong)
        yield made


def not_made(place: Workplace, due: PackDue, wrong: Exception) -> NotMade:
    """Alarm that a pack could not be made, once for each pack and kind of reason; return why."""
    why = _sentences(wrong)
    title = f"The pack of the {due.board} ({due.plan}), due on {due.pack_day:%d/%m/%Y}, is not made"
    said = NotMade(due.plan, due.board, (f"{title}: {why[0]}", *why[1:]))
    key = f"pack-failed:{due.pack_day}:{type(wrong).__name__}"
    with writing(place.engine) as session:
        plan = plan_called(session, due.plan)
        board = board_called(session, plan.id or 0, due.board)
        words = " ".join(map(str, said.why))
        now = place.clock()
        key = f"{key}:{board.id}"
        queue_alarm(session, plan.organisation_id, key, "A pack is not made", words, now=now)
    return said


def _sentences(wrong: Exception) -> tuple[str | Sentence, ...]:
    if isinstance(wrong, BadInput):
        *others, last = wrong.problems
        return (*others, Sentence(last, wrong.remedy))
    if isinstance(wrong, OSError):
        return (one_line(f"{wrong.filename or 'the system'}: {wrong.strerror or wrong}."),)
    return (in_a_line(wrong),)
