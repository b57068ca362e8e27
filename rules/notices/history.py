"""Responsible for telling, in words, whom each rung told of an action, reminders included, and when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from rules.ladder.facts import Became, StepRecord
from rules.ladder.holding import Holding
from rules.ladder.policy import Audience, Policy, Rung
from rules.words import short_day

Names = Mapping[tuple[str, int], Sequence[str]]
"""Whom each rung and occurrence really told, by name."""
NOBODY_KNOWN: Names = {}
FOR = {
    Audience.OWNER: "For the owner",
    Audience.CONTRIBUTORS: "For the contributors",
    Audience.DIRECTOR: "For the director",
}
"""Whom a rung is meant for; told is who stands in for them."""


def history(holding: Holding, policy: Policy, names: Names = NOBODY_KNOWN) -> tuple[str, ...]:
    """Return one sentence for each rung reached in the present episode, lowest first.

    Who was told is named; where `names` does not know, those whom the rung is meant for are.
    """
    return tuple(
        _sentence(holding, rung, taken, names)
        for rung in policy.rungs
        if (taken := holding.facts.of_rung(rung.name))
    )


def before(holding: Holding, day: date) -> Holding:
    """Leave out a day's steps: a notice may not claim that another one of its day has left."""
    records = tuple(record for record in holding.facts.records if record.planned_on < day)
    return holding.with_facts(holding.facts.with_records(records))


def on_its_way(
    holding: Holding, policy: Policy, names: Names = NOBODY_KNOWN
) -> Iterator[tuple[StepRecord, str, str]]:
    """Yield each rung's step whose notice is on its way, with what `history` says of that rung.

    With it comes what it will say once that notice was sent, up to the day.
    """
    for rung in policy.rungs:
        taken = holding.facts.of_rung(rung.name)
        if not taken or taken[-1].outcome is not Became.WAITING:
            continue
        *before, last = taken
        sent = last._replace(outcome=Became.TOLD, told_on=last.planned_on)
        once = _sentence(holding, rung, (*before, sent), names)
        said = _sentence(holding, rung, taken, names)
        yield last, said, once.removesuffix(short_day(last.planned_on))


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


def _sentence(holding: Holding, rung: Rung, taken: tuple[StepRecord, ...], names: Names) -> str:
    first, *repeats = taken
    if first.outcome is Became.TOLD and first.told_on:
        told = _told(holding, rung, first, names)
        said = f"{_called(rung, told)}: told on {short_day(first.told_on)}"
        again = [(record, record.told_on) for record in repeats if record.told_on]
        if not again:
            return said
        last, on = again[-1]
        by_then = _told(holding, rung, last, names)
        who = "" if by_then == told else f"{by_then} "
        return f"{said}, last {who}on {short_day(on)}"
    name = _called(rung, whom(holding, rung))
    if first.outcome is Became.NOBODY:
        return f"{name}: could not be told on {short_day(first.planned_on)}"
    if first.outcome is Became.LAPSED:
        then = "" if rung.is_reminder else ", to be told again"
        return f"{name}: not told on {short_day(first.planned_on)}{then}"
    name = _called(rung, _told(holding, rung, first, names))
    return f"{name}: queued on {short_day(first.planned_on)}, on its way when this was written"


def _called(rung: Rung, told: str) -> str:
    """Return what a rung is, in words, and whom it told; a role and a board are named by that already."""
    word = "Reminder" if rung.is_reminder else FOR.get(rung.audience, "")
    return f"{word}, {told}" if word else told


def _told(holding: Holding, rung: Rung, record: StepRecord, names: Names) -> str:
    """Return whom a step really told: by name, but for a board, which has an address of its own."""
    audience = record.audience or rung.audience
    if audience == Audience.BOARD:
        return holding.board_name
    found = ", ".join(names.get((record.rung, record.occurrence), ()))
    if not found:
        return whom(holding, rung)
    return f"{rung.role} ({found})" if rung.role and audience == Audience.ROLE else found
