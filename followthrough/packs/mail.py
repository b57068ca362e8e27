"""Responsible for the mails that bring a version of a pack to its board's secretariat and members."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from followthrough import events
from followthrough.events import NoticesQueued
from followthrough.notices.alarms import queue_alarm
from followthrough.notices.registered import MEMBER
from followthrough.notices.sender import Sender
from followthrough.packs.writers.pdf.boxed import told as not_drawn
from models.boards import Board, members
from models.notice import NoticeKind
from models.pack import Pack, PackFile, contents_of
from models.people import Person, circle
from models.plan import Plan
from notifications import outbox
from notifications.outbox import NewNotice
from rules.calendar import local_date
from rules.packs.contents import Contents
from rules.packs.copies import Copies, copies
from rules.packs.exempt import PART_2
from rules.packs.sections import Narrative

TO_READ = (".pdf", ".html")
"""Endings of the files that members get."""


def queue_pack(
    session: Session,
    plan: Plan,
    board: Board,
    made: Pack,
    files: Sequence[PackFile],
    said: Contents,
    more: dict[str, Any],
    *,
    now: datetime,
) -> None:
    """Queue a version to its board's address and, once issued, to its members (row 74).

    Each notice's key has the version, so that it goes once. `more` is what the mail of a draft, or
    of a version that replaces another, says besides.
    """
    today = local_date(now)
    everyone = circle(session, plan.organisation_id)
    named = session.get_one(Person, plan.administrator_id)
    found = everyone.recipient(named.id, today)
    sender = Sender(
        organisation_id=plan.organisation_id,
        organisation=said.occasion.organisation,
        administrator=found.person if found else named,
        notes=said.occasion.notes,
    )
    known = members(session, board) if made.issued_at else ()
    sat = copies((everyone.people[one.id or 0] for one in known), board.address, today)
    told = _said(plan, board, made, said) | more
    payload = sender.heading(board.address, f"Secretariat, {board.name}", made.as_of) | {
        **told,
        "files": [_told(file) for file in files if not file.is_exempt],
        "withheld": [file.path for file in files if file.is_exempt],
        "failed": made.failed.splitlines(),
    }
    if known:
        payload["members"] = {"to": [one.name for one in sat.to], "without": list(sat.without)}
    key = f"pack:{board.id}:{made.month}:{made.version}"
    notice = sender.notice(key, NoticeKind.PACK, payload, not_before=now, expires_at=None)
    told["files"] = [_told(file) for file in files if _is_to_read(file)]
    told["copy"] = True
    told["doubts"] = list(not_drawn(said)) if known else []  # all else the secretariat mends
    queued = outbox.enqueue(session, [notice, *_copies(sender, sat, key, told, made, now)], now=now)
    events.after_commit(session, NoticesQueued(len(queued)))


def _copies(
    sender: Sender, sat: Copies, key: str, told: dict[str, Any], made: Pack, now: datetime
) -> Iterator[NewNotice]:
    for one in sat.to:
        payload = sender.heading(one.address, one.name, made.as_of) | told | {MEMBER: one.id}
        its = f"{key}:{one.address.lower()}"
        yield sender.notice(its, NoticeKind.PACK, payload, not_before=now, expires_at=None)


def _said(plan: Plan, board: Board, made: Pack, said: Contents) -> dict[str, Any]:
    return {
        "board": board.name,
        "title": said.edition.title,
        "month": said.month,
        "plan": plan.title,
        "version": made.version,
        "classification": said.occasion.classification,
        "to_publish": said.occasion.classification != PART_2,
        "headlines": [*said.alarms, *said.headlines, *_words(said.narrative)],
        "counts": contents_of(made)["counts"],
        "pack_id": made.id,
        "record": said.occasion.record,
    }


def _words(written: Narrative) -> Iterator[str]:
    """Yield what a person wrote beside the headlines that the figures give, as theirs."""
    for line in written.headlines:
        yield f"{written.author}: {line}"


def _is_to_read(file: PackFile) -> bool:
    """Say whether a member gets this file: those to work on are the secretariat's."""
    return not file.is_exempt and file.name.endswith(TO_READ)


def _told(file: PackFile) -> dict[str, Any]:
    return {"name": file.name, "size": file.size, "sha256": file.sha256}


def alarm(session: Session, plan: Plan, made: Pack, said: Contents, *, now: datetime) -> None:
    """Tell administrators where figures look better for want of dates (row 113), or a format failed."""
    told = [*said.alarms, *made.failed.splitlines()]
    if told:
        key = f"pack-dates:{made.board_id}:{made.month}:{made.version}"
        title = f"Dates are missing from {plan.title}"
        if not said.alarms:
            title = f"A file is missing from a pack of {plan.title}"
        body = f"Pack of the {said.occasion.board}, {said.month}. {' '.join(told)}"
        queue_alarm(session, plan.organisation_id, key, title, body, now=now)
