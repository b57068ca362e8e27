"""Responsible for tables of notices, and for the proof of one, on a terminal."""

import re
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console

from followthrough.notices.holding import Held
from followthrough.notices.proof import Proof
from models.notice import Notice, NoticeKind
from rules.calendar import LONDON
from rules.problems import Remedy, Sentence
from rules.words import count, moment

KINDS = {
    NoticeKind.DIGEST: "digest to a person",
    NoticeKind.BOARD_NOTICE: "exception notice to a board",
    NoticeKind.PACK: "pack to a board",
    NoticeKind.ALARM: "alarm to the administrators",
    NoticeKind.CODE: "code or link on request",
    NoticeKind.HEADLINE: "headline to a chat channel",
}


STUCK = re.compile(
    r"^(?P<what>Notice (?P<id>\d+) \([^)]*\)) to .*? (?P<how>is (?:dead|unknown|queued)): "
    r"(?P<code>\d{3}(?: \d\.\d{1,3}\.\d{1,3})?\b)?"
)
"""What is said of a notice that needs a person, before the words of the server."""
UNHEARD = re.compile(r"^(?P<about>Nobody could be told this: [^.]+\.) ")
"""What is said of an alarm that found no reader, before what it tells."""


def published(stuck: str | Sentence) -> str | Sentence:
    """Return of a notice that needs a person what anyone may read.

    A server may quote the mail; and whom it was to is who holds its action.
    """
    if unheard := UNHEARD.match(str(stuck)):
        return Sentence(unheard["about"], Remedy.FIND_NOTICE.of())
    found = STUCK.match(str(stuck))
    if found is None:
        return stuck
    code = f": {found['code']}" if found["code"] else ""
    said = f"{found['what']} {found['how']}{code}."
    return Sentence(said, Remedy.SHOW_REPLY.of(number=found["id"]))


def show_notices(console: Console, found: Sequence[Notice]) -> None:
    """Print notices: to whom, subject, state, tries, and what the server said.

    These are lines, not a table: addresses and replies are long, and a pipe has no width.
    """
    if not found:
        console.print("There is none.")
    for notice in found:
        to = notice.recipient_address or notice.recipient_name
        queued = f"{notice.queued_at.astimezone(LONDON):%d %b %Y %H:%M}"
        _line(console, f"{notice.id}  {to}", style="bold")
        _line(console, f"  {notice.subject or notice.kind.replace('_', ' ')}")
        tries = count(notice.attempts, "attempt")
        _line(console, f"  Queued {queued}; {notice.state}, {tries}. {notice.reply or ''}".rstrip())


def show_held(console: Console, held: Held) -> None:
    """Print why nothing leaves, and what may have been told already."""
    since = moment(held.since.astimezone(LONDON))
    console.print(f"Held since {since}: {held.because}.", soft_wrap=True, markup=False)
    if not held.told:
        console.print("Of what may have been told already nothing is known here.")
        return
    for one in held.told:
        taken = "taken by a server" if one.accepted else "perhaps taken by a server"
        now = f"{one.number} in the outbox, {one.state}" if one.number else "not in the outbox"
        _line(console, f"{one.at.astimezone(LONDON):%d %b %Y %H:%M}  {one.to}", style="bold")
        _line(console, f"  {one.kind.replace('_', ' ')}: {taken}; {now}")


def show_proof(console: Console, proof: Proof) -> None:
    """Print all that is known of one notice."""
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
        _line(console, f"{name}: {value}")
    for step in proof.steps:
        untold = f" ({step.untold})" if step.untold else ""
        console.print(f"Why: {step.action}, {step.reason}{untold}.", soft_wrap=True, markup=False)
    for attempt in proof.attempts:
        said_then = f"{_london(attempt.at)}: {attempt.outcome}: {attempt.reply}"
        console.print(f"Attempt, {said_then}", soft_wrap=True, markup=False)


def _line(console: Console, said: str, style: str = "") -> None:
    console.print(said, style=style, soft_wrap=True, markup=False, highlight=False)


def _london(instant: str) -> str:
    if not instant:
        return "not yet"
    return moment(datetime.fromisoformat(instant).astimezone(LONDON))
