"""Responsible for a plan's policy: shown, replaced from a date on, applied to running ladders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import Session

from followthrough import events
from followthrough.events import PlanChanged
from followthrough.ladder.next_checks import recompute
from followthrough.ladder.policy_file import default_policy, policy_as_yaml, read_policy
from followthrough.workplace import Workplace
from models import facts, people, picking
from models import policy as stored
from models.calendar import calendar
from models.plan import Plan, plan_called
from models.session import reading, writing
from rules.calendar import local_date
from rules.ladder.doubts import Holders, doubts
from rules.ladder.policy import Version
from rules.problems import BadInput, RecordDamaged, Remedy
from rules.text import folded
from rules.words import long_day


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a policy that was given: a sentence, and what it can't do as it says."""

    sentence: str
    doubts: tuple[str, ...]


def show(place: Workplace, plan_key: str) -> str:
    """Return the policy that a plan's new ladders begin with today, as a file to edit.

    Raises BadInput for an unknown plan.
    """
    today = local_date(place.clock())
    with reading(place.engine) as session:
        plan = plan_called(session, plan_key)
        known = stored.policies(session, [plan], default_policy())
        version = known.of(plan.key, None, today)
        later = [
            f"# {RecordDamaged(f'version {number}').problems[0]} It counts as removed.\n"
            for number in known.damaged(plan.key)
        ]
        later += [
            f"# Version {v.number}, {v.policy.name}, holds from {long_day(v.effective_from)}.\n"
            for v in stored.versions(session, plan.id or 0)
            if v.effective_from > today
        ]
        kept = f"version {version.number}" if version.number else "the default"
        return f"# {plan.key}: {kept}\n{''.join(later)}{policy_as_yaml(version.policy)}"


def add(
    place: Workplace,
    plan_key: str,
    file: Path,
    *,
    effective_from: date | None = None,
) -> Applied:
    """Store a policy file as the next version of a plan's policy, from tomorrow or later.

    Ladders that run keep the version that they began with (law 8). Raises BadInput, and the
    version in force stays, for a file that can't be used, and for a date before tomorrow (row 57)
    or before that of a version which is to begin: it would hide that one.
    """
    policy = read_policy(file)
    now = place.clock()
    today = local_date(now)
    tomorrow = today + timedelta(days=1)
    start = effective_from or tomorrow
    if start < tomorrow:
        raise BadInput(f"A policy holds from {long_day(tomorrow)} at the earliest.")
    with writing(place.engine) as session:
        plan = plan_called(session, plan_key)
        _refuse_past_the_calendar(session, plan, start)
        _refuse_before_the_last(stored.versions(session, plan.id or 0), start)
        number = stored.add_version(session, plan, policy, start, actor=place.actor, now=now)
        recompute(session, plan, today)
        events.after_commit(session, PlanChanged(plan.key, f"policy version {number}"))
        sentence = (
            f"Version {number} of {plan.title}'s policy, {policy.name}, holds from "
            f"{long_day(start)}; running ladders keep theirs."
        )
        return Applied(sentence, doubts(policy, holders(session, plan)))


def _refuse_before_the_last(versions: Sequence[Version], start: date) -> None:
    last = max(versions, key=lambda version: version.effective_from, default=None)
    if last is not None and start < last.effective_from:
        raise BadInput(
            f"Version {last.number}, {last.policy.name}, is to hold from "
            f"{long_day(last.effective_from)}, and one that begins before it would hide it.",
            remedy=Remedy.REPLACE_VERSION.of(start=last.effective_from),
        )


def _refuse_past_the_calendar(session: Session, plan: Plan, start: date) -> None:
    if not calendar(session, plan).knows(start):
        raise BadInput(
            f"{long_day(start)} lies after the calendar of {plan.title}, which ends on "
            f"{long_day(plan.calendar_last)}: give an earlier date, or the calendar more years."
        )


def withdraw(place: Workplace, plan_key: str) -> str:
    """Take back the newest version of a plan's policy, if it has not begun; return a sentence.

    Raises BadInput if none is still to begin: what held once is kept.
    """
    now = place.clock()
    today = local_date(now)
    with writing(place.engine) as session:
        plan = plan_called(session, plan_key)
        newest = max(stored.versions(session, plan.id or 0), key=_number, default=None)
        if newest is None or newest.effective_from <= today:
            raise BadInput(f"{plan.title} has no version of its policy that is still to begin.")
        stored.withdraw(session, plan, newest.number, actor=place.actor, now=now)
        recompute(session, plan, today)
        events.after_commit(session, PlanChanged(plan.key, "policy withdrawn"))
        return (
            f"Version {newest.number} of {plan.title}'s policy, {newest.policy.name}, is withdrawn."
        )


def _number(version: Version) -> int:
    return version.number


def apply_to_running(place: Workplace, plan_key: str) -> Applied:
    """Let the newest version of a plan's policy hold for its running ladders too, from tomorrow.

    Said again, it stands from the day that was said first. What was told stands; nothing is told
    twice in an episode (rows 53 to 56). Raises BadInput if the plan has no version of its own.
    """
    now = place.clock()
    today = local_date(now)
    with writing(place.engine) as session:
        plan = plan_called(session, plan_key)
        versions = stored.versions(session, plan.id or 0)
        if not versions:
            raise BadInput(f"{plan.title} has no policy of its own yet.")
        newest = versions[-1]
        tomorrow = today + timedelta(days=1)
        start = stored.apply_to_running(
            session, plan, newest.number, tomorrow, actor=place.actor, now=now
        )
        recompute(session, plan, today)
        events.after_commit(session, PlanChanged(plan.key, "policy of running ladders"))
        sentence = (
            f"From {long_day(start)} running ladders of {plan.title} go by version "
            f"{newest.number}, {newest.policy.name}; what was told stands."
        )
        return Applied(sentence, doubts(newest.policy, holders(session, plan)))


def holders(session: Session, plan: Plan) -> Holders:
    """Return whom a plan's policy could tell."""
    held = facts.holdings(session, picking.of_plan(plan.id or 0))
    everyone = people.circle(session, plan.organisation_id).people.values()
    return Holders(
        roles=frozenset(folded(p.role) for p in everyone if p.role),
        has_contributors=any(holding.contributors for holding in held),
        without_director=tuple(
            holding.facts.ref
            for holding in held
            if holding.owner_id is not None and holding.director_id is None
        ),
        has_board=True,  # the import refuses a plan without one
    )
