"""Responsible for who owns an action: another owner takes it on where it stands."""

from followthrough.actions.subject import Subject, about
from followthrough.workplace import Workplace
from models import people
from models.interests import add_interest
from models.plan import append_about


def reassign(place: Workplace, plan: str, action: str, owner: str) -> str:
    """Give an action another lead owner; return a sentence. Its ladder goes on where it is.

    Raises BadInput for an unknown person, one who left, and an action that is closed.
    """
    with about(place, plan, action) as subject:
        return give(subject, owner, actor=place.actor)


def give(subject: Subject, owner: str, *, actor: str) -> str:
    """Give the action at hand another lead owner, as `reassign` does."""
    subject.refuse_unless_open()
    person = subject.person(owner)
    if person.id == subject.action.owner_id:
        return f"{subject.action.ref} is {person.name}'s already; nothing changed."
    people.refuse_leaver(person, subject.today)
    detail = {"from": subject.holding.owner_name, "to": person.name}
    subject.action.owner_id, subject.action.holder_id = person.id, None
    subject.session.add(subject.action)
    if subject.holding.owner_id is not None:
        add_interest(subject.session, subject.action.id or 0, subject.holding.owner_id, led=True)
    append_about(
        subject.session,
        subject.plan,
        subject.action,
        "reassigned",
        detail,
        actor=actor,
        now=subject.now,
    )
    subject.recorded("reassigned")
    return f"{subject.action.ref} is {person.name}'s now; its ladder goes on where it is."
