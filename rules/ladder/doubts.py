"""Responsible for doubts about a policy: where it can't do in a plan what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rules.ladder.policy import WITHIN, Audience, Policy, Rung, left_out
from rules.text import by_number, folded
from rules.words import count

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Holders:
    """Whom there is to tell in one plan."""

    roles: frozenset[str]
    """The roles that somebody holds, folded."""
    has_contributors: bool
    without_director: tuple[str, ...]
    """The references of the actions whose owner has no director."""
    has_board: bool
    """Whether a board takes escalations."""


def doubts(policy: Policy, holders: Holders) -> tuple[str, ...]:
    """Return a sentence for each thing that the policy can't do as it says; none if it can."""
    return (
        *_too_early(policy.ladder),
        *_waiting_for_nothing(policy),
        *_every_day(policy.ladder),
        *_nobody_to_tell(policy.rungs, holders),
        *_left_out(policy),
        *_told_once(policy.ladder),
    )


def _too_early(ladder: Sequence[Rung]) -> Iterator[str]:
    """Yield each rung that the one below, and the wait after it, keep from its day."""
    earliest = ladder[0].offset if ladder else 0
    for below, rung in pairwise(ladder):
        below_on, earliest = earliest, max(rung.offset, earliest + rung.after_previous)
        if rung.offset < earliest:
            yield (
                f"{rung.name} can never come on working day {rung.offset}: {below.name} comes on "
                f"working day {below_on} at the earliest and {rung.name} waits "
                f"{count(rung.after_previous, 'working day')} after it, so that working day "
                f"{earliest} is its earliest."
            )


def _waiting_for_nothing(policy: Policy) -> Iterator[str]:
    for rung in (*policy.reminders, *policy.ladder[:1]):
        if rung.after_previous > 1:
            yield f"after_previous of {rung.name} does nothing: no rung comes before it."


def _every_day(ladder: Sequence[Rung]) -> Iterator[str]:
    for rung in ladder:
        if rung.repeat == 1:
            yield f"{rung.name} is told again every working day while an action is overdue."


def _nobody_to_tell(rungs: Sequence[Rung], holders: Holders) -> Iterator[str]:
    """Yield each audience that this plan leaves empty, with the rungs that tell it."""
    telling: dict[tuple[Audience, str], list[Rung]] = {}
    for rung in rungs:
        telling.setdefault((rung.audience, folded(rung.role)), []).append(rung)
    for told in telling.values():
        if missing := _missing(told[0], holders):
            tells = "tells" if len(told) == 1 else "tell"
            yield f"{_listed([rung.name for rung in told])} {tells} {missing}."


def _missing(rung: Rung, holders: Holders) -> str:
    """Return whom a rung tells and why that is nobody; empty if there is somebody."""
    match rung.audience:
        case Audience.CONTRIBUTORS if not holders.has_contributors:
            return "the contributors, but no action of this plan has any"
        case Audience.DIRECTOR if holders.without_director:
            return f"the director, but there is none for {_actions(holders.without_director)}"
        case Audience.ROLE if folded(rung.role) not in holders.roles:
            return f'the role "{rung.role}", but nobody in this plan holds it'
        case Audience.BOARD if not holders.has_board:
            return "the board, but no board of this plan takes escalations"
        case _:
            return ""


def _actions(refs: Sequence[str]) -> str:
    more = len(refs) - MOST_NAMED
    named = [*sorted(refs, key=by_number)[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    return f"the {'owner' if len(refs) == 1 else 'owners'} of {_listed(named)}"


def _left_out(policy: Policy) -> Iterator[str]:
    """Yield whom the ladder leaves out, with the reason: an older version may say none."""
    why = dict(policy.without)
    for audience in left_out(policy):
        yield (
            f"No rung tells the {audience} within {WITHIN} working days after the due date: "
            f"{why.get(audience, 'nobody said why').rstrip('.')}."
        )


def _told_once(ladder: Sequence[Rung]) -> Iterator[str]:
    if ladder and not any(rung.repeat for rung in ladder):
        yield (
            f"No rung is told again: after {ladder[-1].name} nobody hears of an overdue action but by "
            "packs and weekly summaries."
        )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
