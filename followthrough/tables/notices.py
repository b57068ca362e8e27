"""Responsible for tables of notices, and for the proof of one, on a terminal."""

from collections.abc import Iterable
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from followthrough.notices.holding import Held
from followthrough.notices.proof import Proof
from models.notice import Notice, NoticeKind
from rules.calendar import LONDON
from rules.words import moment

KINDS = {
    NoticeKind.DIGEST: "digest to a person",
    NoticeKind.BOARD_NOTICE: "exception notice to a board",
    NoticeKind.PACK: "pack to a board",
    NoticeKind.ALARM: "alarm to the administrators",
    NoticeKind.CODE: "code or link on request",
    NoticeKind.HEADLINE: "headline to a chat channel",
}


def show_notices(console: Console, found: Iterable[Notice]) -> None:
    """Print notices, one a row."""
    table = Table("No.", "Queued (London)", "To", "Subject", "State", "Tries", "The server said")
    for notice in found:
        table.add_row(
            str(notice.id),
            f"{notice.queued_at.astimezone(LONDON):%d %b %Y %H:%M}",
            notice.recipient_address or notice.recipient_name,
            notice.subject or notice.kind.replace("_", " "),
            notice.state,
            str(notice.attempts),
            notice.reply or "",
        )
    console.print(table)


def show_held(console: Console, held: Held) -> None:
    """Print why nothing leaves, and what may have been told already."""
    since = moment(held.since.astimezone(LONDON))
    console.print(f"Held since {since}: {held.because}.", soft_wrap=True, markup=False)
    if not held.told:
        console.print("Of what may have been told already nothing is known here.")
        return
    table = Table("Told (London)", "What", "To", "Taken by a server", "In the outbox")
    for one in held.told:
        table.add_row(
            f"{one.at.astimezone(LONDON):%d %b %Y %H:%M}",
            one.kind.replace("_", " "),
            one.to,
            "yes" if one.accepted else "perhaps",
            f"{one.number}, {one.state}" if one.number else "no",
        )
    console.print(table)


def show_proof(console: Console, proof: Proof) -> None:
    """Print all that is known of one notice."""
    about = Table(show_header=False, box=None)
    said = {
        "Notice": f"{proof.id}, {proof.kind.replace('_', ' ')}, by {proof.lane}",
        "To": f"{proof.name} <{proof.address}>" if proof.address else proof.name,
        "Subject": proof.subject or "not made yet",
        "State": proof.state,
        "Queued": _london(proof.queued_at),
        "Sent": _london(proof.sent_at),
        "Message-ID": proof.message_id,
        "SHA-256": proof.sha256 or "none: it was not handed over",
        "Speaks of": ", ".join(proof.speaks_of) or "no action",
    }
    for name, value in said.items():
        about.add_row(name, Text(value))
    console.print(about)
    for step in proof.steps:
        untold = f" ({step.untold})" if step.untold else ""
        console.print(f"Why: {step.action}, {step.reason}{untold}.", soft_wrap=True, markup=False)
    for attempt in proof.attempts:
        said_then = f"{_london(attempt.at)}: {attempt.outcome}: {attempt.reply}"
        console.print(f"Attempt, {said_then}", soft_wrap=True, markup=False)


def _london(instant: str) -> str:
    if not instant:
        return "not yet"
    return moment(datetime.fromisoformat(instant).astimezone(LONDON))
