"""Responsible for the draft of a board's pack: made ahead, anew on its pack day, and when asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlmodel import Session

from followthrough.packs.contents import gather
from followthrough.packs.due import PackDay, day_of_pack
from followthrough.packs.edition_file import editions_of
from followthrough.packs.named import Named, named, refuse_without_meeting
from followthrough.packs.order import last_pack, later_pack, refuse_after_later
from followthrough.packs.position import position_at, position_of, take_position
from followthrough.packs.templates import template_of
from followthrough.packs.versions import (
    Assembled,
    NewVersion,
    by_template,
    contents_of,
    found,
    store,
)
from followthrough.workplace import Workplace
from models import pack as packs
from models.boards import Board, board_called
from models.plan import Plan, plan_called
from models.session import reading
from rules.calendar import local_date
from rules.packs.contents import Contents, its_meeting, with_words
from rules.packs.position import Position
from rules.packs.versions import beside_the_day, same
from rules.problems import BadInput, Remedy
from rules.words import long_day, month, short_day


def assemble_pack(place: Workplace, plan_key: str, board_name: str) -> Assembled:
    """Draft the pack of a board that is due, or return its newest version if none is.

    One that was drafted ahead is drafted anew on its paper deadline (row 234). The clock is read
    once (semantics row 24); a pack whose day was missed is made as of that day, and says so (row
    32). Where figures look better for want of dates, administrators are alarmed (row 113). Raises
    BadInput for an unknown plan or board, a plan that is not live, mistakes in the plan's own
    editions, and before the board's next pack is first drafted.
    """
    now = place.clock()
    today = local_date(now)
    while True:
        with reading(place.engine) as session:
            plan, board = _find(session, plan_key, board_name, today)
            day = day_of_pack(session, plan, board, today)
            made = packs.versions_of(session, board.id or 0, day.period)
            if made and day.fell_due is None:
                return found(session, place.data, plan, board, made[-1], new=False)
            if made:
                draft = _anew(session, Named(plan, board, made), day, today, place.data)
            else:
                draft = _first(session, plan, board, day, today, place.data)
        stored = store(place, draft, now=now)
        if stored.new or stored.issued or stored.as_of >= day.as_of:
            return stored  # else somebody wrote into the draft meanwhile, as of a day before


def draft_again(
    place: Workplace,
    wanted: tuple[str, str, str],
) -> Assembled:
    """Draft a pack anew from what is recorded now, as of today; what was written into it stays.

    After its meeting, and once a later pack was made, it is drafted from its own position: what was
    issued before it, or failed, may have changed since. `wanted` is (plan, board, month). If it says
    what the last draft says, that is returned (semantics row 74). Raises BadInput if there is no
    draft, if it was issued, once its meeting was moved, and if its own position gives nothing else.
    """
    now = place.clock()
    with reading(place.engine) as session:
        it = named(session, wanted)
        if it.newest.issued_at is not None:
            raise BadInput(
                f"{it.title} is issued.",
                remedy=Remedy.REISSUE.of(plan=it.plan.key, board=it.board.name, month=it.period),
            )
        was = contents_of(it.newest)
        refuse_without_meeting(session, it, was)
        refuse_after_later(session, it.board, it.period, issued=True)
        position = _position_again(session, it, was, local_date(now))
        said = gathered_again(session, it, was, position, place.data)
        if same(was, said) and not it.newest.failed:
            settled = _why_settled(session, it, was, local_date(now))
            if settled:
                raise BadInput(
                    settled,
                    remedy=Remedy.ISSUE.of(plan=it.plan.key, board=it.board.name, month=it.period),
                )
            return found(session, place.data, it.plan, it.board, it.newest, new=False)
        new = _following(it, was, said, position)
    return store(place, new, now=now)


def _anew(session: Session, it: Named, day: PackDay, today: date, data: Path) -> NewVersion:
    """Return the draft with the figures of its paper deadline, which may have been missed."""
    was = contents_of(it.newest)
    position = _position_for(session, it.plan, it.board, day, today)
    late_on = today if day.as_of < today else None
    said = gathered_again(session, it, was, position, data, late_on=late_on)
    return _following(it, was, said, position)


def _following(it: Named, was: Contents, said: Contents, position: Position) -> NewVersion:
    """Return a draft that follows another: its mail says how they differ, and what to read again."""
    differs = beside_the_day(was, said)
    after = {"after": it.newest.version, "differences": list(differs)}
    return it.following(
        said,
        differences=differs,
        mail={"draft": draft_mail(said) | after},
        doubts=old_words(it, said),
        position=position,
    )


def old_words(it: Named, said: Contents) -> tuple[str, ...]:
    """Return a sentence if what someone wrote stays in a version whose figures it does not know."""
    if not said.narrative.author:
        return ()
    sentence = (
        f"What was written to version {it.newest.version} or before stays: read it against the new "
        f"figures. Words by: {said.narrative.by_whom}."
    )
    return (sentence,)


def _position_again(session: Session, it: Named, was: Contents, today: date) -> Position:
    """Return the position of a draft that is made again: what is recorded now, unless it is settled."""
    last = last_pack(session, it.board, it.period)
    own = position_of(session, it.newest, last) if _why_settled(session, it, was, today) else None
    return own or take_position(session, it.plan, today, today)


def _why_settled(session: Session, it: Named, was: Contents, today: date) -> str:
    """Return why what is recorded now is told in the next pack, in a sentence; empty if in this one."""
    met_on = was.occasion.meeting_on
    later = later_pack(session, it.board, it.period, issued=False)
    if not later and not (met_on and today > met_on):
        return ""
    since = (
        f"that for {short_day(later.period)} was drafted"
        if later
        else f"its meeting of {short_day(met_on)} is past"
    )
    return (
        f"{it.title} stays as draft {it.newest.version} says, since {since}: what is new is told in "
        "the next one."
    )


def gathered_again(
    session: Session,
    it: Named,
    was: Contents,
    position: Position,
    data: Path,
    *,
    late_on: date | None = None,
) -> Contents:
    """Return a pack as it would be made now from a position, under its month, with its narrative.

    `late_on` is the day on which it is made, if its own was missed; told before, it stays told.
    """
    editions = editions_of(data, it.plan.key)
    period = it.period
    if position.as_of == was.occasion.as_of:
        late_on = was.occasion.produced_late_on
    said = gather(
        session,
        it.plan,
        it.board,
        position,
        period=period,
        late_on=late_on,
        editions=editions,
    )
    said = _noted(said, _compared(session, it.board, period))
    said = by_template(said, template_of(data, it.plan.key))
    signed = next((one.on for one in was.sign_off), None)
    return with_words(replace(said, month=was.month), was.narrative, signed)


def draft_mail(said: Contents) -> dict[str, object]:
    """Return what the secretariat is told beside a draft: who has not updated (row 109).

    Without a meeting nobody was asked, so that nothing is said of it.
    """
    if said.occasion.meeting_on is None:
        return {"paper_deadline": "", "without_update": None}
    silent = [f"{one.owner or 'No owner'}: {', '.join(one.refs)}" for one in said.silent]
    its = its_meeting(said)
    papers = its.papers_by if its else None
    return {
        "paper_deadline": long_day(papers) if papers else "",
        "without_update": silent,
        "is_ahead": papers is not None and said.occasion.as_of < papers,
    }


def _first(
    session: Session, plan: Plan, board: Board, day: PackDay, today: date, data: Path
) -> NewVersion:
    """Return the first draft as of its day, which may have been missed (row 32)."""
    position = _position_for(session, plan, board, day, today)
    late_on = today if day.as_of < today else None
    said = gather(
        session,
        plan,
        board,
        position,
        period=day.period,
        late_on=late_on,
        editions=editions_of(data, plan.key),
    )
    return NewVersion(
        plan_key=plan.key,
        plan_id=plan.id or 0,
        board_id=board.id or 0,
        period=day.period,
        said=_noted(said, _compared(session, board, day.period)),
        after=None,
        position=position,
        mail={"draft": draft_mail(said)},
    )


def _position_for(
    session: Session, plan: Plan, board: Board, day: PackDay, today: date
) -> Position:
    """Return the position as of a day: the one from which another board's pack was made, if any."""
    last = last_pack(session, board, day.period)
    kept = position_at(session, plan, day.as_of, last)
    return kept or take_position(session, plan, day.as_of, today)


def _noted(said: Contents, notes: Iterator[str]) -> Contents:
    return replace(said, occasion=replace(said.occasion, notes=(*said.occasion.notes, *notes)))


def _compared(session: Session, board: Board, period: date) -> Iterator[str]:
    """Yield with what a pack is compared, unless that is an issued one: nobody need ask then."""
    last = last_pack(session, board, period)
    if last is not None and last.issued_at is None:
        yield (
            f"No earlier pack was issued: this one is compared with draft {last.version} for "
            f"{month(last.month)}."
        )


def _find(session: Session, plan_key: str, board_name: str, today: date) -> tuple[Plan, Board]:
    plan = plan_called(session, plan_key)
    if plan.live_on is None or plan.live_on > today:
        raise BadInput(f"{plan.title} is not live yet.", remedy=Remedy.GO_LIVE.of(plan=plan.key))
    return plan, board_called(session, plan.id or 0, board_name)
