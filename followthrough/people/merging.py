"""Responsible for one person being one: two records made one, and a name spelled otherwise."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from followthrough import events
from followthrough.events import PersonChanged, PersonMerged
from followthrough.people.appointing import MOST_NAMED
from followthrough.people.changes import Who, person_meant
from followthrough.people.directing import own_to_validate
from followthrough.workplace import Workplace
from models import merging, people, picking
from models.people import Person
from models.plan import Action, Organisation, set_alike
from models.session import writing
from rules.calendar import local_date
from rules.people.circle import Someone
from rules.people.merging import as_one
from rules.people.roles import is_in_line, upward
from rules.problems import BadInput
from rules.text import folded, said
from rules.words import count, long_day, references


@dataclass(frozen=True, slots=True)
class OnePerson:
    """What follows from making one person of two: a sentence, and what someone should look at."""

    sentence: str
    doubts: tuple[str, ...]


def merge(place: Workplace, who: Who, into: str) -> OnePerson:
    """Make someone who was recorded twice one person, called `into`; return what follows.

    All that is the one's is the other's then: actions, roles, seats, cover, what is queued. What is
    recorded of `into` holds; of the other, what is recorded of `into` not at all, and the address
    if mail reaches only that. Raises BadInput for unknown people, people of two organisations, one
    who left into who did, and where someone would direct or validate what is their own.
    """
    now = place.clock()
    with writing(place.engine) as session:
        gone = person_meant(session, who)
        kept = _other(session, gone, into)
        return make_one(session, gone, kept, actor=place.actor, now=now)


def make_one(
    session: Session, gone: Person, kept: Person, *, actor: str, now: datetime
) -> OnePerson:
    """Make two people of one organisation one, as `merge` does; return what follows.

    Raises BadInput as `merge` does, but for unknown people.
    """
    organisation_id, today = gone.organisation_id, local_date(now)
    _refuse_in_line(session, gone, kept, today)
    if kept.left_on and kept.left_on <= today and not (gone.left_on and gone.left_on <= today):
        raise BadInput(
            f"{kept.name} left on {long_day(kept.left_on)}, and {gone.name} has not left: "
            f"record that {gone.name} left too, or merge {kept.name} into {gone.name}."
        )
    before = own_to_validate(session, organisation_id)
    ids = col(Person.id).in_((gone.id, kept.id))
    pair = {one.id: one for one in merging.recorded(session, ids)}
    going, staying = pair[gone.id or 0], pair[kept.id or 0]
    open_ones = _open_actions(session, gone)
    holds = as_one(staying, going, today)
    done = merging.merge(session, organisation_id, going, staying, holds, actor=actor, now=now)
    _refuse_own(own_to_validate(session, organisation_id) - before, going.name, holds.name)
    set_alike(session, open_ones, next_check_on=today)
    events.after_commit(session, PersonMerged(staying.id, going.id))
    told = f"told at {holds.address}" if holds.address else "without an address"
    sentence = (
        f"{going.name} and {holds.name} are one person now, called {holds.name} and {told}; "
        f"{count(done.moved.get('action.owner_id', 0), 'action')} went over."
    )
    return OnePerson(sentence, _doubts(done.own_work))


def rename(place: Workplace, who: Who, name: str) -> str:
    """Give someone another name, or another spelling; return a sentence.

    What was recorded under the old name keeps it. Raises BadInput for an unknown person, a name
    that can't be one, and one that is somebody else's.
    """
    now = place.clock()
    name = " ".join(said("name", name).split())
    if not folded(name):
        raise BadInput("The new name is missing.")
    with writing(place.engine) as session:
        person = person_meant(session, who)
        other = people.find_person(session, person.organisation_id, name)
        if other is not None and other.id != person.id:
            raise BadInput(
                f"There is a person called {other.name} already: merge the two if they are one."
            )
        return call(session, person, name, actor=place.actor, now=now)


def call(session: Session, person: Person, name: str, *, actor: str, now: datetime) -> str:
    """Give someone another name that nobody else has; return a sentence."""
    was = person.name
    if was == name:
        return f"{name} is called so already; nothing changed."
    people.rename_person(session, person, name, actor=actor, now=now)
    events.after_commit(session, PersonChanged(person.id or 0, "name"))
    return f"{was} is called {name} from now on."


def _other(session: Session, gone: Person, name: str) -> Person:
    """Return the person of the same organisation whom another is merged into."""
    found = people.find_person(session, gone.organisation_id, name)
    elsewhere = session.exec(select(Person).where(Person.folded == folded(name))).first()
    if found is None and elsewhere is not None:
        bodies = [
            session.get_one(Organisation, one.organisation_id).name for one in (elsewhere, gone)
        ]
        raise BadInput(
            f"{elsewhere.name} is known to {bodies[0]}, and {gone.name} to {bodies[1]}: only people "
            "of one organisation can be merged."
        )
    found = found or people.person_called(session, gone.organisation_id, name)
    if found.id == gone.id:
        raise BadInput(f"{gone.name} is one person already; name the other spelling too.")
    return found


def _open_actions(session: Session, owner: Person) -> list[int]:
    """Return the ids of an owner's live actions that the next check is to look at again."""
    mine = select(Action.id).where(
        Action.owner_id == owner.id,
        col(Action.live_on).is_not(None),
        picking.is_open(),
    )
    return [action_id or 0 for action_id in session.exec(mine)]


def _refuse_in_line(session: Session, gone: Person, kept: Person, today: date) -> None:
    """Raise BadInput if one of two directs the other, or stands in for who does."""
    known = people.circle(session, gone.organisation_id)
    everyone, directors = known.people, known.directors
    if is_in_line(gone.id or 0, kept.id or 0, directors):
        raise BadInput(
            f"{gone.name} and {kept.name} are in one line, so that one would direct themselves: "
            "they can't be one person."
        )
    for one, other in ((gone, kept), (kept, gone)):
        above = [everyone[number] for number in upward(other.id or 0, directors)][1:]
        meant = next((found for found in above if one.id in _stand_ins(found, today)), None)
        if meant is not None:
            raise BadInput(
                f"{one.name} stands in for {meant.name}, who directs {other.name}, so that one "
                "would decide on what is their own: they can't be one person."
            )


def _stand_ins(person: Someone, today: date) -> set[int | None]:
    """Return who is told instead of someone's director, from today on."""
    deputies = {cover.deputy_id for cover in person.covers if cover.until > today}
    return deputies | ({person.successor_id} if person.left_on else set())


def _refuse_own(found: set[str], gone: str, kept: str) -> None:
    if found:
        raise BadInput(
            f"{gone} and {kept} can't be one person: one is the validator of "
            f"{references(found, MOST_NAMED)}, in which the other has a part or is in the "
            "owner's line. Name another validator first."
        )


def _doubts(own_work: tuple[str, ...]) -> tuple[str, ...]:
    refs = references(own_work, MOST_NAMED)
    sentence = f"{refs}: validated by its own owner under the other name; look at it again."
    return (sentence,) if own_work else ()
