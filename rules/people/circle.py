"""Responsible for who is really told: cover, leavers, dead addresses, and who stands in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rules.text import folded

LONGEST_CHAIN = 3
"""Steps from one deputy to the next, after which nobody is looked for any more (row 118)."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Someone is away from `first`, and back on `until`; the deputy is told instead (row 117)."""

    deputy_id: int
    first: date
    until: date


class Someone(NamedTuple):
    """A person who can be told; two may share one address (semantics row 68)."""

    id: int
    name: str
    address: str
    role: str = ""
    director_id: int | None = None
    left_on: date | None = None
    """Not told anything from this date on (row 59)."""
    successor_id: int | None = None
    reachable: bool = True
    """Whether mail to the address arrives, as far as is known."""
    channel: str = ""
    """The chat channel that also tells them there is mail; empty if none does."""
    agency: str = ""
    covers: tuple[Cover, ...] = ()


class Recipient(NamedTuple):
    """Who is told what is meant for someone."""

    person: Someone
    meant: str
    """The name of the one it is meant for."""
    via: int
    """Whose recipient this is: asked again when the notice is sent."""
    because: str = ""
    """A sentence that says why it is not the one it is meant for; empty if it is."""


Bar = Callable[[Recipient], str]
"""Says why someone who could be told is not to be, as `is an owner`; empty if they are."""


def no_bar(_: Recipient) -> str:
    """Bar nobody."""
    return ""


class Circle:
    """Everyone of an organisation, by id."""

    def __init__(self, people: Iterable[Someone]) -> None:
        self.people: Mapping[int, Someone] = {person.id: person for person in people}
        self.directors = {person.id: person.director_id for person in self.people.values()}
        self.leavers = {p.id for p in self.people.values() if p.left_on is not None}
        """Those who have left, or will."""
        self.mailboxes = {p.id: p.address.casefold() for p in self.people.values()}
        """The address of each as addresses are compared: two may share one."""
        self._always = {
            p.id: Recipient(p, p.name, p.id)
            for p in self.people.values()
            if p.reachable and p.left_on is None and not p.covers
        }
        """Those who can be told on any day, nearly all: what is meant for them is."""

    def recipient(self, person_id: int | None, today: date) -> Recipient | None:
        """Return who is told today what is meant for a person; None if nobody can be.

        That is the person, or whoever covers or succeeds them, at most three steps on.
        """
        always = self._always.get(person_id or 0)
        meant = self.people.get(person_id or 0)
        if always or meant is None:
            return always
        found = self._stand_in(meant, today)
        if found is None:
            return None
        because = "" if found is meant else _because(meant, today)
        return Recipient(found, meant.name, meant.id, because)

    def first(
        self, person_ids: Iterable[int | None], today: date, bar: Bar = no_bar
    ) -> Recipient | None:
        """Return the first of these who, or whose stand-in, can be told today; None if none can.

        Whom `bar` names a reason against is passed over. Where it is not the first who was meant,
        the reason says whom it stands for, and why.
        """
        in_turn = iter(person_ids)
        first = next(in_turn)
        found = self.recipient(first, today)
        if found is not None and not bar(found):
            return found
        for person_id in in_turn:
            found = self.recipient(person_id, today)
            if found is not None and not bar(found):
                break
        else:
            return None
        meant = self.people.get(first or 0)
        name = meant.name if meant else found.person.name
        return found._replace(meant=name, because=self._why_another(meant, today, bar))

    def holders(self, role: str, today: date) -> list[Recipient]:
        """Return who is told what is meant for each holder of a role, each once."""
        found = [self.recipient(person.id, today) for person in self.named_for(role, today)]
        return list({r.person.id: r for r in found if r}.values())

    def named_for(self, role: str, today: date) -> list[Someone]:
        """Return who holds a role, whether or not they can be told."""
        holders = [p for p in self.people.values() if folded(p.role) == folded(role)]
        return [person for person in holders if not has_left(person, today)]

    def successor(self, person: Someone, today: date) -> Someone | None:
        """Return who takes over from a leaver; None if nobody who is still there was named."""
        seen = {person.id}
        at = self.people.get(person.successor_id or 0)
        while at and at.id not in seen:
            if not has_left(at, today):
                return at
            seen.add(at.id)
            at = self.people.get(at.successor_id or 0)
        return None

    def _why_another(self, meant: Someone | None, today: date, bar: Bar) -> str:
        """Return why what is meant for someone goes neither to them nor to their stand-in."""
        found = self.recipient(meant.id, today) if meant else None
        if meant is None or found is None:
            return _because(meant, today)
        own = bar(Recipient(meant, meant.name, meant.id))
        if own:
            return f"{meant.name} {own} of this."
        return f"{found.because.rstrip('.')}, and {found.person.name} {bar(found)} of this."

    def _stand_in(self, person: Someone, today: date) -> Someone | None:
        """Return the person, or whoever is there for them after at most three steps."""
        at: Someone | None = person
        for _ in range(LONGEST_CHAIN + 1):
            if at is None:
                return None
            if has_left(at, today):
                at = self.people.get(at.successor_id or 0)
            elif cover := _cover(at, today):
                at = self.people.get(cover.deputy_id)
            else:
                return at if at.reachable else None
        return None


def has_left(person: Someone, today: date) -> bool:
    """Say whether someone has left (row 59)."""
    return person.left_on is not None and person.left_on <= today


def _cover(person: Someone, today: date) -> Cover | None:
    away = (cover for cover in person.covers if cover.first <= today < cover.until)
    return next(away, None)


def _because(meant: Someone | None, today: date) -> str:
    if meant is None:
        return "Nobody is named for it."
    if not has_left(meant, today) and _cover(meant, today):
        return f"{meant.name} is away."
    return why_not(meant, today)


def why_not(meant: Someone, today: date) -> str:
    """Return why someone who is not away gets no mail, in a sentence."""
    if has_left(meant, today):
        return f"{meant.name} has left."
    if not meant.address:
        return f"{meant.name} can't be reached: no address is recorded."
    return f"{meant.name} can't be reached: mail to {meant.address} does not arrive."
