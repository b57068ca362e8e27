"""Responsible for turning digests, exceptions and packs into notices for the outbox."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cache

from followthrough.notices.background import Background
from followthrough.notices.sender import Sender
from followthrough.notices.told import digest_key
from models.boards import Board
from models.notice import CHAT, NoticeKind
from notifications.outbox import NewNotice
from notifications.render import headline as counted
from rules.calendar import LONDON, WorkingCalendar
from rules.ladder.alike import Alike
from rules.ladder.holding import Holding
from rules.ladder.policy import Audience
from rules.notices.background import to_a_board
from rules.notices.digest import Digest, PolicyOf
from rules.notices.lines import by_urgency, line_to, stands, told_next, worst
from rules.people.circle import Circle

WINDOW = (time(7), time(18))
"""Digests and Board notices leave between these, London (semantics, Words)."""
IN_THE_MAIL = "The details are in today's mail from Followthrough."


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
    background: Background,
    circle: Circle,
    as_of: date,
) -> NewNotice:
    """Return the one consolidated exception notice of a day to a board's registered address.

    It covers every plan of which the board is the top of the ladder; `calendars` go by plan key.
    """
    alike = Alike()
    found = []
    for holding in holdings:
        policy = policy_of(holding)
        by = policy, calendars[holding.plan_key], as_of
        standing = alike.work_out(stands, holding.facts, *by)
        follows = told_next(holding, standing, policy, circle).to()
        about = line_to(Audience.BOARD, holding, standing, follows)
        about.known = to_a_board(holding, background.latest.get(holding.facts.id), circle)
        about.told = background.told(holding, policy, as_of)
        found.append(about)
    found.sort(key=by_urgency)
    payload = sender.heading(board.address, f"Secretariat, {board.name}", as_of) | {
        "board": board.name,
        "lines": found,
        "number": len(found),
        "worst": worst(found),
    }
    key = f"board:{board.id}:{as_of}"
    return sender.notice(key, NoticeKind.BOARD_NOTICE, payload, *window(as_of))


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
            "body": IN_THE_MAIL,
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
