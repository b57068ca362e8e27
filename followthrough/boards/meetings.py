"""Responsible for the days on which boards meet: set, moved and taken out by an administrator."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from sqlmodel import Session

from followthrough import events
from followthrough.events import BoardDateChanged
from followthrough.ladder.next_checks import recompute
from followthrough.plans.calendar import within_calendar
from followthrough.workplace import Workplace
from models import boards
from models import pack as packs
from models.boards import Board, BoardMeeting, Meeting, board_called
from models.calendar import calendar
from models.plan import plan_called
from models.session import reading, writing
from rules import text
from rules.calendar import WorkingCalendar, local_date
from rules.packs.sections import NO_PAPER, PAPER, Paper
from rules.problems import BadInput, Remedy, Sentence
from rules.rounds import paper_deadline, round_of
from rules.words import long_day, short_day

Sentences = tuple[str | Sentence, ...]
IN_WORDS = {"place": "time and place", **{name: label.lower() for name, label in PAPER.items()}}
"""What is recorded of a meeting in words, and its name; what is not given again stays."""
A_LINE = 160
"""Letters of each, for which the first page of a pack has room."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A meeting as it is to be."""

    plan: str
    board: str
    on: date
    instead_of: date | None = None
    """The day of the meeting that it takes the place of."""
    papers: date | None = None
    """Its paper deadline; None means the board's usual number of working days before."""
    place: str = ""
    paper: Paper = NO_PAPER
    """What its agenda says of the pack."""


def set_meeting(place: Workplace, wanted: Wanted) -> Sentences:
    """Record when a board meets; return what follows, in sentences (row 109).

    Given again it changes nothing. What was asked for the old day is not asked again for the new
    one. Raises BadInput for an unknown plan, board or meeting, a day that is past or taken, and
    papers due after their meeting.
    """
    now = place.clock()
    today = local_date(now)
    with writing(place.engine) as session:
        plan = plan_called(session, wanted.plan)
        board = board_called(session, plan.id or 0, wanted.board)
        days = calendar(session, plan)
        with within_calendar(plan):
            follows = _follows(board, wanted, days, today)
        old, new = _old(session, board, wanted), _new(wanted)
        if wanted.on < today:
            raise BadInput(f"{long_day(wanted.on)} is past: today is {long_day(today)}.")
        if old is not None and _same(old, new):
            known = f"That the {board.name} meets on {long_day(old.on)} is known; nothing changed."
            return (known,)
        for name in IN_WORDS if old is not None else ():
            setattr(new, name, getattr(new, name) or getattr(old, name))
        boards.change_meeting(session, plan, board, old, new, actor=place.actor, now=now)
        recompute(session, plan, today)
        events.after_commit(
            session, BoardDateChanged(plan.key, board.id or 0, wanted.on, meets=True)
        )
        moved_from = old.on if old is not None and old.on != wanted.on else None
        drafted = [
            sentence
            for meeting in boards.meetings(session, plan, days)
            if (meeting.board.id, meeting.on) == (board.id, wanted.on)
            for sentence in _drafted(meeting, today)
        ]
        return (*follows, *drafted, *_pack_left(session, board, moved_from))


def remove_meeting(place: Workplace, plan_key: str, board_name: str, on: date) -> str:
    """Record that a board does not meet on a day; return a sentence.

    Raises BadInput for an unknown plan or board, and where it has no meeting on that day.
    """
    now = place.clock()
    with writing(place.engine) as session:
        plan = plan_called(session, plan_key)
        board = board_called(session, plan.id or 0, board_name)
        old = _meeting_on(session, board, on)
        boards.change_meeting(session, plan, board, old, None, actor=place.actor, now=now)
        recompute(session, plan, local_date(now))
        events.after_commit(session, BoardDateChanged(plan.key, board.id or 0, on, meets=False))
        said = f"The {board.name} does not meet on {long_day(on)}; nobody is asked for it any more."
        return " ".join([said, *_pack_left(session, board, on)])


def list_meetings(place: Workplace, plan_key: str) -> list[Meeting]:
    """Return the meetings of a plan's boards, by date; raise BadInput for an unknown plan."""
    with reading(place.engine) as session:
        plan = plan_called(session, plan_key)
        found = boards.meetings(session, plan, calendar(session, plan))
        session.expunge_all()
    return sorted(found, key=lambda one: (one.on, one.board.name))


def _follows(board: Board, wanted: Wanted, days: WorkingCalendar, today: date) -> Sentences:
    """Return what a meeting brings with it; raise CalendarEnds where the calendar does not reach."""
    on = wanted.on
    papers = wanted.papers or paper_deadline(on, days, board.papers_before)
    if papers > on:
        raise BadInput(
            f"The papers would be due on {short_day(papers)}, after the meeting of {short_day(on)}."
        )
    return (*_sentences(board, on, papers, days, today), *_days_off(days, on, papers))


def _sentences(
    board: Board, on: date, papers: date, days: WorkingCalendar, today: date
) -> Iterator[str | Sentence]:
    yield f"The {board.name} meets on {long_day(on)}; its papers are due on {long_day(papers)}."
    if board.packs and papers <= today:
        yield Sentence(
            "They are due by now: nobody is asked for an update any more, and the pack is made with "
            "the next daily look.",
            Remedy.MAKE_PACK.of(),
        )
    elif board.packs:
        found = round_of(board.name, on, papers, days)
        yield (
            f"Owners are asked for updates on {long_day(found.opens_on)}, and once more on "
            f"{long_day(found.chased_on)}."
        )
    else:
        yield "It gets no pack, so nobody is asked for an update."


def _drafted(meeting: Meeting, today: date) -> Iterator[str]:
    """Yield when a meeting's pack is first drafted, if that is before its papers are due."""
    if not meeting.board.packs or meeting.is_drafted or today >= meeting.deadline:
        return
    if meeting.draft_on <= today:
        yield "Its pack is drafted with the next daily look, and anew when its papers are due."
    elif meeting.draft_on < meeting.deadline:
        yield f"Its pack is drafted on {long_day(meeting.draft_on)}, and anew when its papers are due."


def _days_off(days: WorkingCalendar, *meant: date) -> Iterator[str]:
    for day in dict.fromkeys(meant):
        if not days.is_working_day(day):
            yield f"{long_day(day)} is no working day."


def _pack_left(session: Session, board: Board, on: date | None) -> Iterator[str]:
    """Yield what becomes of a pack that was made for a day on which its board does not meet now."""
    pack = packs.pack_of(session, board.id or 0, on) if on else None
    if pack is not None and pack.issued_at is None:
        yield f"Draft {pack.version} for {short_day(pack.month)} can't be issued any more."
    elif pack is not None:
        yield f"Version {pack.version} of the pack for {short_day(pack.month)} is issued, and stays."


def _old(session: Session, board: Board, wanted: Wanted) -> BoardMeeting | None:
    there = boards.meeting_on(session, board, wanted.on)
    if wanted.instead_of is None or wanted.instead_of == wanted.on:
        return there
    old = _meeting_on(session, board, wanted.instead_of)
    if there is not None:
        raise BadInput(
            f"The {board.name} meets on {long_day(wanted.on)} already.",
            remedy=Remedy.TAKE_MEETING_OUT.of(plan=wanted.plan),
        )
    return old


def _meeting_on(session: Session, board: Board, on: date) -> BoardMeeting:
    found = boards.meeting_on(session, board, on)
    if found is None:
        raise BadInput(
            f"The {board.name} has no meeting on {long_day(on)}.", remedy=Remedy.FIND_MEETING.of()
        )
    return found


def _new(wanted: Wanted) -> BoardMeeting:
    given = {"place": wanted.place} | asdict(wanted.paper)
    new = BoardMeeting(board_id=0, on=wanted.on, paper_deadline=wanted.papers)
    for name, label in IN_WORDS.items():
        setattr(new, name, text.said(label, given[name], most=A_LINE))
    return new


def _same(old: BoardMeeting, new: BoardMeeting) -> bool:
    kept = all(getattr(new, name) in ("", getattr(old, name)) for name in IN_WORDS)
    return kept and (old.on, old.paper_deadline) == (new.on, new.paper_deadline)
