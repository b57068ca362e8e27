"""Responsible for turning digests, exceptions and packs into notices for the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time
from functools import cache

from followthrough.notices.sender import Sender
from models.boards import Board
from models.notice import CHAT, NoticeKind
from notifications.outbox import NewNotice
from notifications.render import headline as counted
from rules.calendar import LONDON, WorkingCalendar
from rules.ladder.alike import Alike
from rules.ladder.holding import Holding
from rules.ladder.policy import Audience, Policy
from rules.notices.digest import Digest, PolicyOf
from rules.notices.history import Names, history
from rules.notices.lines import Line, Standing, by_urgency, line_to, stands, told_next, worst
from rules.people.circle import Circle

WINDOW = (time(7), time(18))
"""Digests and Board notices leave between these, London (semantics, Words)."""

LINE = tuple(one.name for one in fields(Line))


def digest_key(organisation_id: int, address: str, as_of: date) -> str:
    """Return the unique key of a person's digest of a day (semantics, Words: unique keys)."""
    return f"digest:{organisation_id}:{address.lower()}:{as_of}"


def digest_notice(sender: Sender, digest: Digest, as_of: date) -> NewNotice:
    """Return the day's one notice to an address; it expires with the day's sending window."""
    lines = digest.lines
    payload = sender.heading(digest.address, digest.name, as_of) | {
        "parts": digest.parts,
        "number": len(lines),
        "worst": worst(lines),
    }
    key = digest_key(sender.organisation_id, digest.address, as_of)
    return sender.notice(key, NoticeKind.DIGEST, payload, *window(as_of), digest.people)


def board_notice(
    sender: Sender,
    board: Board,
    holdings: Sequence[Holding],
    policy_of: PolicyOf,
    calendars: Mapping[str, WorkingCalendar],
    names: Mapping[int, Names],
    circle: Circle,
    as_of: date,
) -> NewNotice:
    """Return the one consolidated exception notice of a day to a board's registered address.

    It covers every plan of which the board is the top of the ladder; `calendars` go by plan key,
    the names of those who were told by action.
    """
    alike = Alike()
    found = [
        (
            _to_board(holding, alike.work_out(stands, holding.facts, *by), policy, circle),
            history(_before(holding, as_of), policy, names.get(holding.facts.id, {})),
        )
        for holding in holdings
        for policy in [policy_of(holding)]
        for by in [(policy, calendars[holding.plan_key], as_of)]
    ]
    found.sort(key=lambda pair: by_urgency(pair[0]))
    payload = sender.heading(board.address, f"Secretariat, {board.name}", as_of) | {
        "board": board.name,
        "lines": [
            {name: getattr(about, name) for name in LINE} | {"told": told} for about, told in found
        ],
        "number": len(found),
        "worst": worst(about for about, _ in found),
    }
    key = f"board:{board.id}:{as_of}"
    return sender.notice(key, NoticeKind.BOARD_NOTICE, payload, *window(as_of))


def _to_board(holding: Holding, stands: Standing, policy: Policy, circle: Circle) -> Line:
    follows = told_next(holding, stands, policy, circle).to()
    return line_to(Audience.BOARD, holding, stands, follows)


def headline(digest: NewNotice, person_id: int, name: str, channel: str, as_of: date) -> NewNotice:
    """Return what a chat channel says beside a person's digest: a count and the worst case."""
    title = f"{name}: {counted(digest.kind, digest.payload)}"
    return digest._replace(
        dedup_key=f"headline:{digest.organisation_id}:{person_id}:{as_of}",
        kind=NoticeKind.HEADLINE,
        recipient_name=name,
        recipient_address="",
        payload={
            "digest": digest.dedup_key,
            "title": title,
            "body": "The details are in today's mail from Followthrough.",
        },
        message_id="",
        people=(),
        lane=f"{CHAT}{channel}",
    )


@cache
def window(day: date) -> tuple[datetime, datetime]:
    """Return when the sending window of a London date opens and closes."""
    opens, closes = (datetime.combine(day, at, LONDON) for at in WINDOW)
    return opens, closes


def _before(holding: Holding, day: date) -> Holding:
    """Leave out today's steps: a notice may not claim that another one of today has left."""
    records = tuple(record for record in holding.facts.records if record.planned_on < day)
    return holding.with_facts(holding.facts.with_records(records))
