"""Responsible for issuing a pack, and for the version that replaces an issued one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session

from followthrough.packs.draft import gathered_again, old_words
from followthrough.packs.files import changed_since
from followthrough.packs.named import Named, named, refuse_without_meeting
from followthrough.packs.narrative import Words, written_in
from followthrough.packs.order import refuse_after_later
from followthrough.packs.position import take_position
from followthrough.packs.versions import Assembled, contents_of, found, store
from followthrough.workplace import Workplace
from models import pack as packs
from models.pack import Pack
from models.session import reading
from models.steps import sent_of
from rules import text
from rules.calendar import local_date
from rules.packs.contents import Contents, with_words
from rules.packs.versions import beside_the_day, differences, settled
from rules.problems import BadInput, Remedy
from rules.words import short_day

MOST_SAID = 10
"""Differences that the front sheet tells; the record and the mail tell all."""


def issue(place: Workplace, wanted: tuple[str, str, str]) -> Assembled:
    """Issue the newest draft of (plan, board, month) as version 1.0: what it says stays as it is.

    One that is issued is returned as it is (semantics row 74). Raises BadInput if there is none,
    if a later one was issued, if it is compared with another than the last issued one, if its board
    does not meet on that day any more, if a file of the draft was changed since it was made, or if
    a format can't be made.
    """
    now = place.clock()
    with reading(place.engine) as session:
        it = named(session, wanted)
        if it.newest.issued_at is not None:
            return found(session, place.data, it.plan, it.board, it.newest, new=False)
        refuse_after_later(session, it.board, it.period, issued=True)
        wrong = changed_since(list(packs.files_of(session, it.newest.id or 0)), place.data)
        if wrong:
            raise BadInput(*wrong, "Nothing was issued.")
        said = contents_of(it.newest)
        refuse_without_meeting(session, it, said)
        new = it.following(_settled(session, said), issued=True)
    made = store(place, new, now=now)
    if not made.issued:
        raise BadInput(f"Draft {made.version} of it was made meanwhile; look at it and try again.")
    return made


def reissue(
    place: Workplace,
    wanted: tuple[str, str, str],
    because: str,
    *,
    words: tuple[Path, str] | None = None,
) -> Assembled:
    """Issue a new version of an issued pack that names the difference (row 75).

    It says what is recorded today; or, with `words`, what the last version says, with what someone
    wrote into a copy of its Word file: that file, and who wrote. Raises BadInput without a reason,
    if the pack is not issued, if a later one was, or was drafted unless there are `words`, or if it
    would say nothing else.
    """
    because = " ".join(text.said("reason", because).split())
    if not because:
        raise BadInput("A pack is issued again for a reason.", remedy=Remedy.GIVE_REASON.of())
    now = place.clock()
    with reading(place.engine) as session:
        it = named(session, wanted)
        if it.newest.issued_at is None:
            raise BadInput(
                f"{it.title} is not issued yet.",
                remedy=Remedy.ISSUE.of(plan=it.plan.key, board=it.board.name, month=it.period),
            )
        refuse_after_later(session, it.board, it.period, issued=True)
        if not words:
            refuse_after_later(session, it.board, it.period, issued=False)
        was = contents_of(it.newest)
        written, position = None, None
        if words:
            said, written = _in_words(session, it, place.data, words, local_date(now))
        else:
            position = take_position(session, it.plan, local_date(now), local_date(now))
            said = gathered_again(session, it, was, position, place.data)
        differs = differences(was, said)
        if not beside_the_day(was, said):
            raise _the_same(it)
        new = it.following(
            _settled(session, _with_reason(said, it, because, differs)),
            issued=True,
            because=because,
            differences=differs,
            mail=_told(said, it, because, differs),
            doubts=written.left if written else old_words(it, said),
            wrote=written.wrote if written else None,
            position=position,
        )
    made = store(place, new, now=now)
    return replace(made, taken=written.taken) if written and made.new else made


def _settled(session: Session, said: Contents) -> Contents:
    """Return the contents with what is known by now of mails that were on their way."""
    packs_of = [said, *([said.part_2] if said.part_2 else [])]
    waiting = {
        w.step: w.once_sent for one in packs_of for row in one.actions for w in row.on_its_way
    }
    sent = {
        step: short_day(on) if name in waiting[step] else f"{short_day(on)}, to {name}"
        for step, on, name in sent_of(session, waiting)
    }
    return settled(said, sent)


def _told(said: Contents, it: Named, because: str, differs: Sequence[str]) -> dict[str, Any]:
    """Return what the mail says besides: why and what differs, in its own part, not among the notes."""
    reissue = {
        "replaces": it.newest.version,
        "because": because,
        "differences": list(differs),
    }
    return {"reissue": reissue, "notes": list(said.occasion.notes)}


def _in_words(
    session: Session, it: Named, data: Path, words: tuple[Path, str], today: date
) -> tuple[Contents, Words]:
    """Return what the newest version says, in someone's corrected words, and what these are."""
    written = written_in(session, it, data, *words, today)
    if written.wrote is None:
        raise _the_same(it, *written.left)
    was = contents_of(it.newest)
    notes = was.occasion.notes
    if it.newest.because:  # why it was issued again is not why this version is
        told = _reason(it.versions[-2], it.newest.because, it.newest.differences.splitlines())
        notes = notes[: -len(told)]
    occasion = replace(was.occasion, notes=notes)
    return with_words(replace(was, occasion=occasion), written.narrative, today), written


def _the_same(it: Named, *left: str) -> BadInput:
    return BadInput(
        *left,
        f"{it.title} would say the same as version {it.newest.version} says.",
        remedy=Remedy.CORRECT_WORDS.of(),
    )


def _with_reason(said: Contents, it: Named, because: str, differs: Sequence[str]) -> Contents:
    """Return the contents, with what they replace and why among what every reader sees first."""
    notes = (*said.occasion.notes, *_reason(it.newest, because, differs))
    return replace(said, occasion=replace(said.occasion, notes=notes))


def _reason(replaced: Pack, because: str, differs: Sequence[str]) -> list[str]:
    """Return what a version says, among its notes, of the one that it replaces."""
    more = len(differs) - MOST_SAID
    was = f"version {replaced.version} of {short_day(replaced.as_of)}"
    told = [f"This replaces {was}: {because.rstrip('.')}.", *differs[:MOST_SAID]]
    if more > 0:
        told.append(f"{more} more differences are told in the mail that brought it.")
    return told
