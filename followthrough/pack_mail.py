"""Responsible for the mail that brings a version of a pack to its board's secretariat."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from followthrough.alarms import queue_alarm
from followthrough.notices import Sender
from models.notice import NoticeKind
from models.pack import Pack, PackFile
from models.people import Board, Person, circle
from models.plan import Plan
from notifications import outbox
from rules.calendar import local_date
from rules.pack import Contents


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
    """Queue a version to its board's address; its key has the version, so that it goes once (row 74).

    `more` is what the mail of a draft, or of a version that replaces another, says besides.
    """
    named = session.get_one(Person, plan.administrator_id)
    found = circle(session, plan.organisation_id).recipient(named.id, local_date(now))
    sender = Sender(
        organisation_id=plan.organisation_id,
        organisation=said.occasion.organisation,
        administrator=found.person if found else named,
        notes=said.occasion.notes,
    )
    payload = sender.heading(board.address, f"Secretariat, {board.name}", made.as_of) | {
        "board": board.name,
        "title": said.edition.title,
        "month": said.month,
        "plan": plan.title,
        "version": made.version,
        "headlines": [*said.alarms, *said.first_lines],
        "counts": json.loads(made.contents)["counts"],
        "files": [_told(file) for file in files if not file.is_exempt],
        "withheld": [file.path for file in files if file.is_exempt],
        "failed": made.failed.splitlines(),
        "pack_id": made.id,
        **more,
    }
    key = f"pack:{board.id}:{made.month}:{made.version}"
    notice = sender.notice(key, NoticeKind.PACK, payload, not_before=now, expires_at=None)
    outbox.enqueue(session, [notice], now=now)


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
