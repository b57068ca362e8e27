"""Responsible for who directs whom, and that nobody comes to validate what is their own by it."""

from sqlmodel import Session, col, func

from followthrough import events
from followthrough.events import PersonChanged
from followthrough.people.changes import Who, person_meant
from followthrough.workplace import Workplace
from models import facts, people
from models.people import Person
from models.plan import Action, Plan
from models.session import writing
from rules.calendar import local_date
from rules.problems import BadInput
from rules.words import references

MOST_NAMED = 5


def set_director(place: Workplace, who: Who, director: str) -> str:
    """Record who directs someone, in all plans; return a sentence.

    What is queued is told by it. Raises BadInput for unknown people, a director who has left, and
    where the validator of an open action would come into its owner's line.
    """
    now = place.clock()
    with writing(place.engine) as session:
        person = person_meant(session, who)
        found = people.person_called(session, person.organisation_id, director)
        people.refuse_leaver(found, local_date(now))
        was = session.get(Person, person.director_id) if person.director_id else None
        if was is found:
            return f"{found.name} is the director of {person.name} already; nothing changed."
        before = own_to_validate(session, person.organisation_id)
        changes: dict[str, object] = {"director_id": found.id}
        people.change_person(session, person, changes, actor=place.actor, now=now)
        session.flush()
        refs = own_to_validate(session, person.organisation_id) - before
        if refs:
            raise BadInput(
                f"{found.name} can't be the director of {person.name}: the validator of "
                f"{references(refs, MOST_NAMED)} would be in its owner's line. Name another "
                "validator first."
            )
        events.after_commit(session, PersonChanged(person.id or 0, "director"))
        replaced = f"; it was {was.name}" if was else ""
        return f"{found.name} is the director of {person.name} from now on{replaced}."


def own_to_validate(session: Session, organisation_id: int) -> set[str]:
    """Return the open actions whose named validator has a part in them, as plan and reference."""
    directors = people.circle(session, organisation_id).directors
    named = func.coalesce(Action.validator_id, Plan.validator_id).is_not(None)
    still_open = col(Action.validated_on).is_(None) & col(Action.cancelled_on).is_(None)
    held = facts.holdings(session, col(Plan.organisation_id) == organisation_id, named, still_open)
    return {
        f"{holding.plan_key}/{holding.facts.ref}"
        for holding in held
        if not holding.may_validate(holding.validator_id or 0, directors)
    }
