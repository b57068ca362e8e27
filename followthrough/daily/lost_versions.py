"""Responsible for naming the versions of policies that are gone, or can't be read any more."""

from collections.abc import Iterable, Iterator

from followthrough.daily.day import Day
from followthrough.notices.alarms import queue_alarm
from rules.ladder.holding import Holding
from rules.problems import RecordDamaged, Remedy, Sentence


def lost_versions(day: Day, due: Iterable[Holding]) -> Iterator[str | Sentence]:
    """Yield each version that can't be read, alarmed once, and those of ladders that are gone.

    Such ladders go by the version in force; who is told what may differ from what was agreed.
    """
    damaged = {(key, number) for key in day.plans for number in day.policies.damaged(key)}
    for key, number in sorted(damaged):
        wrong = RecordDamaged(f"version {number} of the policy of {key}")
        said = f"{wrong.problems[0]} Its ladders go by another until it is mended."
        alarm = (f"policy:{key}:{number}", "A policy can't be read", f"{said} {wrong.remedy}")
        queue_alarm(day.session, day.organisation.id or 0, *alarm, now=day.now)
        yield Sentence(said, Remedy.RESTORE.of())
    kept = {(holding.plan_key, holding.plan, holding.facts.began_with) for holding in due}
    gone = {
        (plan, version)
        for key, plan, version in kept
        if day.policies.lacks(key, version) and (key, version) not in damaged
    }
    for plan, version in sorted(gone, key=str):
        yield f"{plan}: version {version} of its policy is gone; its ladders go by the one in force."
