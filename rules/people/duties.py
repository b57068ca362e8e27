"""Responsible for keeping duties apart: nobody decides about an action that is theirs."""

from collections.abc import Collection, Hashable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from rules.people.circle import Circle, Recipient, has_left
from rules.people.roles import is_in_line

K = TypeVar("K", bound=Hashable)

ITS_OWN = "is an owner"
IN_LINE = "is in the line of the owner"
STANDS_IN = "stands in for an owner"
WAS_OWNER = "was an owner"
REPORTED = "reported the completion"
ASKED = "asked for the new date"
ONE_MAILBOX = "has the address of an owner"
"""Why someone is barred; what follows is `of`, and the action."""


def may_validate(
    person: K, owner: K | None, joint: Collection[K], directors: Mapping[K, K | None]
) -> bool:
    """Say whether someone may validate what `owner` leads and others own jointly (row 105).

    Who shares it may not, nor who is in the line of its owner.
    """
    in_line = owner is not None and is_in_line(person, owner, directors)
    return person not in joint and not in_line


class Owners(NamedTuple):
    """Those whose an action is, as seen on a day: its lead owner and its joint owners."""

    lead: int | None
    joint: Collection[int]
    circle: Circle
    today: date
    interested: Mapping[int, bool]
    """Those who had a part in it, and whether they led it (row 181)."""
    asked_by: str
    """Who asks for a new date, by name; empty if nobody does."""

    def bar_from_hearing(self, found: Recipient) -> str:
        """Return why what is escalated does not go to someone; empty if it does.

        Nor does it go to whoever stands in for an owner who would hear of it in another role.
        """
        theirs = self._theirs()
        if found.person.id in theirs or found.via in theirs:
            return ITS_OWN
        return ONE_MAILBOX if self._reads_along(found.person.id, theirs) else ""

    def bar_from_approving(self, found: Recipient) -> str:
        """Return why someone does not decide on a new date; empty if they may.

        Who decides in their own right may stand in for an owner; who stands in for both may not.
        """
        person, is_named = found.person.id, found.person.id == found.via
        if not is_named and person in self._stand_ins():
            return STANDS_IN
        either = (person, found.via)
        if any(self.interested.get(one) for one in either):
            return WAS_OWNER
        if self.asked_by and self.asked_by in {self.circle.people[one].name for one in either}:
            return ASKED
        return self.bar_from_hearing(found)

    def bar_from_validating(self, person_id: int) -> str:
        """Return why someone does not validate a completion; empty if they may."""
        if person_id in self.joint or person_id in self._heirs():
            return ITS_OWN
        if person_id in self.interested:
            return WAS_OWNER if self.interested[person_id] else REPORTED
        if not may_validate(person_id, self.lead, self.joint, self.circle.directors):
            return IN_LINE
        if person_id in self._stand_ins():
            return STANDS_IN
        return ONE_MAILBOX if self._reads_along(person_id, self._theirs()) else ""

    def _reads_along(self, person_id: int, theirs: Collection[int]) -> bool:
        """Say whether someone reads what is sent to an owner: both have one address (row 195)."""
        boxes = self.circle.mailboxes
        return boxes[person_id] in map(boxes.get, theirs)

    def _theirs(self) -> Collection[int]:
        """Return whose it is, and who takes over from those of them who left."""
        named = self._named()
        none_left = self.circle.leavers.isdisjoint(named)
        return named if none_left else {*named, *self._heirs()}

    def _named(self) -> Collection[int]:
        return self.joint if self.lead is None else (self.lead, *self.joint)

    def _heirs(self) -> Iterator[int]:
        """Yield who takes over from those who left, before the next check hands over (row 59)."""
        for one in self.circle.leavers.intersection(self._named()):
            person = self.circle.people[one]
            heir = self.circle.successor(person, self.today)
            if has_left(person, self.today) and heir is not None:
                yield heir.id

    def _stand_ins(self) -> Iterator[int]:
        """Yield who is told today instead of someone whose action it is."""
        for one in self._named():
            found = self.circle.recipient(one, self.today)
            if found is not None and found.person.id != one:
                yield found.person.id
