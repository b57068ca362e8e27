"""Responsible for changes among people: leaving, cover, addresses and channels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from followthrough import events
from followthrough.boards.members import seats_kept
from followthrough.events import PersonChanged
from followthrough.notices.readers import nobody_hears, readers, tell_again
from followthrough.people import leavers
from followthrough.people.appointing import MOST_NAMED, unfilled
from followthrough.settings import PREFIX
from followthrough.workplace import Workplace
from models import people
from models.calendar import refuse_past_calendar
from models.people import Cover, Person
from models.plan import Organisation, Plan
from models.session import writing
from rules import text
from rules.address import refuse_unless_plain
from rules.calendar import local_date
from rules.people.circle import Recipient
from rules.problems import BadInput, Remedy, Sentence
from rules.text import folded
from rules.words import listed, long_day
from rules.years import ask_back


@dataclass(frozen=True, slots=True)
class Who:
    """A person by name; the organisation only where a name is known to several."""

    name: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What follows when someone leaves: a sentence, and one for each role or seat that stays theirs."""

    sentence: str
    unfilled: tuple[Sentence, ...]


def leave(
    place: Workplace, who: Who, on: date, successor: str = "", *, is_old_meant: bool = False
) -> Leaving:
    """Record when someone leaves and who takes over; return what follows (rows 59, 60).

    From that date no mail goes to them, and their open actions are the successor's, or held by
    their director and flagged. Raises BadInput for unknown people, for being one's own successor,
    for a successor who has left by then, and for a date more than a year before go-live that is not
    said to be meant.
    """
    now = place.clock()
    today = local_date(now)
    with writing(place.engine) as session:
        person = person_meant(session, who)
        _ask_back(session, person, on, today, is_meant=is_old_meant)
        heir = _other(session, person, successor, "successor") if successor else None
        return let_leave(session, person, on, heir, actor=place.actor, now=now)


def let_leave(
    session: Session, person: Person, on: date, heir: Person | None, *, actor: str, now: datetime
) -> Leaving:
    """Record when someone leaves and who takes over, as `leave` does; return what follows.

    Raises BadInput for a successor who has left by then.
    """
    today = local_date(now)
    if heir is not None:
        people.refuse_leaver(heir, today, on)
    changes: dict[str, object] = {"left_on": on, "successor_id": heir.id if heir else None}
    people.change_person(session, person, changes, actor=actor, now=now)
    session.flush()
    if on <= today:
        organisation = session.get_one(Organisation, person.organisation_id)
        leavers.hand_over(session, organisation, today, actor=actor, now=now)
    events.after_commit(session, PersonChanged(person.id or 0, "leaves"))
    whose = f"{heir.name}'s" if heir else "held by the director, and flagged as without an owner"
    said = f"From {long_day(on)} no mail goes to {person.name}; their open actions are {whose}."
    return Leaving(said, (*unfilled(session, person), *seats_kept(session, person)))


def cover(
    place: Workplace,
    who: Who,
    deputy: str,
    first: date,
    until: date,
    *,
    is_old_meant: bool = False,
) -> str:
    """Record who is told instead of someone who is away; return a sentence (row 117).

    `until` is the first day back. Raises BadInput for unknown people, for one who has left by then,
    for days in the wrong order, past, or past every calendar, and for a first day more than a year
    before go-live that is not said to be meant.
    """
    now = place.clock()
    today = local_date(now)
    if until <= first:
        raise BadInput(f"The first day back must come after {long_day(first)}.")
    with writing(place.engine) as session:
        person = person_meant(session, who)
        _ask_back(session, person, first, today, is_meant=is_old_meant)
        stand_in = _other(session, person, deputy, "deputy")
        if until <= today:
            raise BadInput(f"{person.name} was back on {long_day(until)}: give a day back ahead.")
        mine = select(Plan).where(Plan.organisation_id == person.organisation_id)
        furthest = max(session.exec(mine), key=lambda plan: plan.calendar_last, default=None)
        if furthest is not None:
            refuse_past_calendar(furthest, until)
        for one in (person, stand_in):
            people.refuse_leaver(one, today, max(first, today))
        row = Cover(person_id=person.id or 0, deputy_id=stand_in.id or 0, first=first, until=until)
        people.add_cover(session, person, stand_in, row, actor=place.actor, now=now)
        events.after_commit(session, PersonChanged(person.id or 0, "is covered"))
        return (
            f"From {long_day(first)} until {person.name} is back on {long_day(until)}, "
            f"{stand_in.name} is told instead."
        )


def _ask_back(session: Session, person: Person, day: date, today: date, *, is_meant: bool) -> None:
    mine = select(func.min(Plan.live_on)).where(Plan.organisation_id == person.organisation_id)
    ask_back(day, session.exec(mine).one(), today, is_meant=is_meant)


def set_address(place: Workplace, who: Who, address: str) -> str:
    """Correct someone's address, which counts as reachable again; return a sentence.

    What is queued goes to the new address. Raises BadInput unless it is one plain address.
    """
    now = place.clock()
    refuse_unless_plain(address)
    with writing(place.engine) as session:
        person = person_meant(session, who)
        changes: dict[str, object] = {"address": address, "unreachable_since": None}
        people.change_person(session, person, changes, actor=place.actor, now=now)
        events.after_commit(session, PersonChanged(person.id or 0, "address"))
        return f"{person.name} is told at {address} from now on."


def set_words(place: Workplace, who: Who, field: str, words: str) -> str:
    """Record the role or the agency of someone, in all plans; return a sentence.

    Whoever has a role is told what a ladder tells its holders. Raises BadInput for an unknown
    person, and words that can't be kept.
    """
    words = text.said(field, words)
    with writing(place.engine) as session:
        person = person_meant(session, who)
        people.change_person(session, person, {field: words}, actor=place.actor, now=place.clock())
        events.after_commit(session, PersonChanged(person.id or 0, field))
        return f"The {field} of {person.name} is {words or 'blank'} from now on."


def set_reachable(place: Workplace, who: Who, *, reachable: bool) -> tuple[str | Sentence, ...]:
    """Record whether mail to someone arrives; return what follows, in sentences.

    While it does not, what is meant for them goes to the next person up, who is told why; no rung
    is used up by it and the clock goes on (row 62). Once it does, they hear the alarms of the last
    days that nobody heard. Raises BadInput for an unknown person, and if it is to arrive where no
    address is recorded.
    """
    now = place.clock()
    with writing(place.engine) as session:
        person = person_meant(session, who)
        if reachable and not person.address:
            raise BadInput(
                f"No address is recorded of {person.name}",
                remedy=Remedy.GIVE_ADDRESS.of(person=person.name),
            )
        today = local_date(now)
        since = None if reachable else today
        hears = person.id in {one.person.id for one in _hear_alarms(session, person, today)}
        people.change_person(
            session, person, {"unreachable_since": since}, actor=place.actor, now=now
        )
        what = "reachable" if reachable else "unreachable"
        events.after_commit(session, PersonChanged(person.id or 0, what))
        if reachable:
            session.flush()
            tell_again(session, person, now=now)
            return (f"{person.name} is told at {person.address} again.",)
        said = f"Nothing is sent to {person.address or person.name} any more; the next person up is told instead."
        return (said, *(_alarms_now(session, person, today) if hears else ()))


def _hear_alarms(session: Session, person: Person, today: date) -> Sequence[Recipient]:
    return readers(session, person.organisation_id, today)


def _alarms_now(session: Session, person: Person, today: date) -> Iterator[str | Sentence]:
    """Yield who hears alarms instead of someone who did; how another is named if nobody does."""
    found = [one.person for one in _hear_alarms(session, person, today)]
    names = [f"{one.name} at {one.address}" for one in found if one.reachable]
    if names:
        yield f"Alarms are told to {listed(names, MOST_NAMED)} now."
    elif nobody := nobody_hears(session, person.organisation_id, today):
        yield nobody


def set_channel(place: Workplace, who: Who, channel: str) -> str:
    """Record which chat channel also tells someone that there is mail; return a sentence.

    Empty means none. Raises BadInput for a channel that the settings don't know.
    """
    known = place.settings.channels
    if channel and channel not in known:
        names = ", ".join(sorted(known)) or "none"
        raise BadInput(f"Setting {PREFIX}CHANNELS knows no channel {channel!r}; it has: {names}.")
    with writing(place.engine) as session:
        person = person_meant(session, who)
        people.change_person(
            session, person, {"channel": channel}, actor=place.actor, now=place.clock()
        )
        events.after_commit(session, PersonChanged(person.id or 0, "channel"))
        if channel:
            return f"Beside each mail, {channel} tells {person.name} that it is there."
        return f"No chat channel tells {person.name} of mail any more."


def person_meant(session: Session, who: Who) -> Person:
    """Return the person meant; raise BadInput if there is none, or one in several organisations."""
    everyone = select(Organisation.name, Person).join(
        Person, col(Person.organisation_id) == Organisation.id
    )
    if who.organisation:
        everyone = everyone.where(Organisation.folded == folded(who.organisation))
    found = session.exec(everyone.where(Person.folded == folded(who.name))).all()
    if not found:
        raise people.nobody_called(who.name, (person.name for _, person in session.exec(everyone)))
    if len(found) > 1:
        bodies = " or ".join(sorted(name for name, _ in found))
        raise BadInput(f"{who.name} is known to {bodies}.", remedy=Remedy.CHOOSE_ORGANISATION.of())
    return found[0][1]


def _other(session: Session, person: Person, name: str, what: str) -> Person:
    found = people.person_called(session, person.organisation_id, name)
    if found.id == person.id:
        raise BadInput(f"{person.name} can't be their own {what}.")
    return found
