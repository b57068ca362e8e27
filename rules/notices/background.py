"""Responsible for what a reader who does not own an action is told of it besides: whom to ask, why it is late."""

from datetime import date
from typing import NamedTuple

from rules.ladder.holding import Holding
from rules.ladder.policy import Audience
from rules.people.circle import Circle, Someone
from rules.words import short_day, stopped

Known = tuple[tuple[str, str], ...]
"""What is known, each as a label and its words."""
ESCALATED = frozenset((Audience.DIRECTOR, Audience.ROLE))
"""Capacities that ask an owner why, and so are told what was tried and what came back."""


class Latest(NamedTuple):
    """The latest update of an action."""

    on: date
    text: str
    forecast: date | None = None
    cause: str = ""


def to_a_person(
    holding: Holding, capacity: Audience, latest: Latest | None, circle: Circle, today: date
) -> Known:
    """Return whom to ask of an action; with what was answered so far, if it was escalated."""
    owner = ("Owner", _whom_to_ask(holding, circle, today))
    return (owner, *_answered(latest)) if capacity in ESCALATED else (owner,)


def to_a_board(holding: Holding, latest: Latest | None, circle: Circle) -> Known:
    """Return whose an action is, and why it is late; of a Part 2 action no words of a person's."""
    owner = circle.people.get(holding.owner_id or 0)
    found = [
        ("Agency", (owner.agency if owner else "") or "None recorded"),
        ("Owner", holding.owner_name or "no owner"),
        ("Director", holding.director_name or "no director"),
    ]
    if not holding.is_exempt:
        found.append(("Cause", (latest.cause if latest else "") or "None recorded"))
    forecast = latest.forecast if latest else None
    return (*found, ("Forecast", short_day(forecast) if forecast else "None given"))


def _answered(latest: Latest | None) -> Known:
    if latest is None:
        return (("Latest update", "None recorded"),)
    said = [("Latest update", f"{short_day(latest.on)}: {latest.text}")]
    said += [("Cause", latest.cause)] if latest.cause else []
    said += [("Forecast", short_day(latest.forecast))] if latest.forecast else []
    return tuple(said)


def _whom_to_ask(holding: Holding, circle: Circle, today: date) -> str:
    """Return how the owner can be asked, or who is there for them."""
    owner = circle.people.get(holding.owner_id or 0)
    if owner is None or not holding.owner_name:
        return holding.owner_name or "no owner"
    found = circle.recipient(owner.id, today)
    if found is None:
        return f"{_in_full(owner)}. Nobody can be reached there by mail."
    if found.because:
        return f"{_in_full(owner)}. {stopped(found.because)} Ask {_in_full(found.person)}"
    return _in_full(owner)


def _in_full(someone: Someone) -> str:
    return ", ".join(filter(None, (someone.name, someone.role, someone.agency, someone.address)))
