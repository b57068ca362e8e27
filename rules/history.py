"""Responsible for telling, in words, whom each rung told of an action, reminders included, and when."""

from rules.facts import Outcome, StepRecord
from rules.holding import Holding
from rules.policy import Audience, Policy, Rung
from rules.words import short_day


def history(holding: Holding, policy: Policy) -> tuple[str, ...]:
    """Return one sentence for each rung reached in the present episode, lowest first."""
    return tuple(
        _sentence(holding, rung, taken)
        for rung in policy.rungs
        if (taken := holding.facts.of_rung(rung.name))
    )


def whom(holding: Holding, rung: Rung) -> str:
    """Return the name of the person, role or board that a rung tells."""
    match rung.audience:
        case Audience.OWNER:
            return holding.owner_name or "no owner"
        case Audience.CONTRIBUTORS:
            return ", ".join(name for _, name in holding.contributors) or "no contributor"
        case Audience.DIRECTOR:
            return holding.director_name or "no director"
        case Audience.BOARD:
            return holding.board_name
        case _:
            return rung.role


def _sentence(holding: Holding, rung: Rung, taken: tuple[StepRecord, ...]) -> str:
    name = f"{rung.name} {whom(holding, rung)}"
    first, *repeats = taken
    match first.outcome:
        case Outcome.TOLD if first.told_on:
            again = [r.told_on for r in repeats if r.told_on]
            tail = f", last on {short_day(again[-1])}" if again else ""
            return f"{name}: told on {short_day(first.told_on)}{tail}"
        case Outcome.NOBODY:
            return f"{name}: could not be told on {short_day(first.planned_on)}"
        case _:
            return f"{name}: queued on {short_day(first.planned_on)}, not sent yet"
