"""Responsible for on whose behalf notices go out."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from models.notice import NoticeKind
from models.people import Person
from notifications.mail.message import new_message_id
from notifications.outbox import NewNotice
from rules.people.circle import Someone
from rules.words import long_day


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
        """Return a notice; queued under a key that is there, it is the one that is there."""
        return NewNotice(
            organisation_id=self.organisation_id,
            dedup_key=key,
            kind=kind,
            recipient_name=payload["to"]["name"],
            recipient_address=payload["to"]["address"],
            payload=payload,
            message_id=new_message_id(self._domain),
            not_before=not_before,
            expires_at=expires_at,
            people=people,
        )
