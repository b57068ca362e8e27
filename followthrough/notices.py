"""Responsible for turning digests, exceptions and packs into notices for the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from functools import cache, cached_property
from typing import Any

from models.notice import CHAT, NoticeKind
from models.people import Board, Person
from notifications.message import message_id
from notifications.outbox import NewNotice
from notifications.render import subject
from rules.calendar import LONDON, WorkingCalendar
from rules.circle import Someone
from rules.digest import Digest, PolicyOf
from rules.history import Names, history
from rules.holding import Holding
from rules.notice_lines import by_urgency, line_to, stands, worst
from rules.policy import Audience
from rules.words import long_day

WINDOW = (time(7), time(18))
"""Digests and Board notices leave between these, London (semantics, Words)."""


@dataclass(frozen=True)
class Sender:
    """On whose behalf notices go out."""

    organisation_id: int
    organisation: str
    administrator: Person | Someone
    """Whom answers go to."""
    notes: tuple[str, ...]
    others: tuple[Person | Someone, ...] = ()
    """Whom they go to as well: the administrators of further plans that a notice speaks of."""

    def heading(self, address: str, name: str, as_of: date) -> dict[str, Any]:
        """Return what the payload of every notice begins with."""
        return {
            "to": {"name": name, "address": address},
            "as_of": long_day(as_of),
            **self._of_everyone,
        }

    @cached_property
    def _of_everyone(self) -> dict[str, Any]:
        first, *others = [
            {"name": who.name, "address": who.address} for who in (self.administrator, *self.others)
        ]
        return {
            "organisation": self.organisation,
            "administrator": first,
            "notes": list(self.notes),
        } | ({"others": others} if others else {})

    @cached_property
    def _domain(self) -> str:
        return self.administrator.address.rpartition("@")[2]

    def notice(
        self,
        key: str,
        kind: NoticeKind,
        payload: dict[str, Any],
        not_before: datetime,
        expires_at: datetime | None,
        people: tuple[tuple[int, int], ...] = (),
    ) -> NewNotice:
        """Return a notice whose identity follows from its key alone."""
        return NewNotice(
            organisation_id=self.organisation_id,
            dedup_key=key,
            kind=kind,
            recipient_name=payload["to"]["name"],
            recipient_address=payload["to"]["address"],
            payload=payload,
            message_id=message_id(key, self._domain),
            not_before=not_before,
            expires_at=expires_at,
            people=people,
        )


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
    as_of: date,
) -> NewNotice:
    """Return the one consolidated exception notice of a day to a board's registered address.

    It covers every plan of which the board is the top of the ladder; `calendars` go by plan key,
    the names of those who were told by action.
    """
    found = [
        (
            line_to(Audience.BOARD, holding, stands(holding.facts, policy, calendar, as_of)),
            history(_before(holding, as_of), policy, names.get(holding.facts.id, {})),
        )
        for holding in holdings
        for policy, calendar in [(policy_of(holding), calendars[holding.plan_key])]
    ]
    found.sort(key=lambda pair: by_urgency(pair[0]))
    payload = sender.heading(board.address, f"Secretariat, {board.name}", as_of) | {
        "board": board.name,
        "lines": [asdict(about) | {"told": told} for about, told in found],
        "number": len(found),
        "worst": worst(about for about, _ in found),
    }
    key = f"board:{board.id}:{as_of}"
    return sender.notice(key, NoticeKind.BOARD_NOTICE, payload, *window(as_of))


def headline(digest: NewNotice, person_id: int, name: str, channel: str, as_of: date) -> NewNotice:
    """Return what a chat channel says beside a person's digest: a count and the worst case."""
    title = f"{name}: {subject(digest.kind, digest.payload)}"
    return digest._replace(
        dedup_key=f"headline:{digest.organisation_id}:{person_id}:{as_of}",
        kind=NoticeKind.HEADLINE,
        recipient_name=name,
        recipient_address="",
        payload={"title": title, "body": "The details are in today's mail from Followthrough."},
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
    return holding._replace(facts=holding.facts._replace(records=records))
