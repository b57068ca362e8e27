"""Responsible for measuring the daily check against what the database alone would take for it."""

import argparse
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import col, select

from benchmarks.databases import KINDS, Databases, databases
from benchmarks.filling import NOW, ORGANISATION, TODAY, Size, calendar, fill
from benchmarks.measure import A_SECOND, Measured, fresh, middle, timed
from benchmarks.reference import set_wise
from followthrough.daily.check import Ended, check_due_dates
from followthrough.ladder.policy_file import default_policy
from followthrough.settings import Settings
from followthrough.workplace import Workplace
from models.plan import Action
from models.session import connect, reading
from rules.calendar import LONDON
from rules.ladder.decide import decide
from rules.ladder.facts import ActionFacts

if TYPE_CHECKING:
    from collections.abc import Callable

ACTOR = "benchmark"
FEW = 1_000
"""Actions held by the small database of the two that have nothing due."""
DAYS = 21
"""Days checked with nothing due."""
OBVIOUS = 100_000
"""Most actions that the obvious way is measured on; it is scaled up to all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure."""

    kind: str
    size: Size
    runs: int


def main() -> None:
    """Measure what the command line asks for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=KINDS, default=KINDS[0])
    parser.add_argument("--held", type=int, default=1_000_000, help="open live actions")
    parser.add_argument("--due", type=int, default=20_000, help="those with something to tell")
    parser.add_argument("--people", type=int, default=16_000, help="owners")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the median")
    asked = parser.parse_args()
    size = Size(asked.held, asked.due, asked.people)
    wanted = Wanted(asked.database, size, asked.runs)
    with databases(wanted.kind) as place:
        _print_due(place, wanted)
        _print_quiet(place, wanted)


def check(url: str) -> Measured:
    """Run the real check of a filled database."""
    engine = connect(url)
    with engine.connect():
        pass  # so that connecting is not measured
    measured = timed(lambda: check_due_dates(_at(engine, NOW), ORGANISATION).queued)
    engine.dispose()
    return replace(measured, said=f"{measured.said} notices")


def reference(url: str) -> Measured:
    """Run the set-wise reference of a filled database."""
    return timed(partial(set_wise, url))


def obvious(url: str, held: int) -> Measured:
    """Decide in the obvious way: load every open action through the ORM, then look at each.

    It reads no steps and writes nothing, so that it is flattered. Scaled up to all actions held.
    """
    engine, part = connect(url), min(held, OBVIOUS)
    days, policy = calendar(), default_policy()

    def work() -> int:
        with reading(engine) as session:
            still_open = select(Action).where(col(Action.completed_on).is_(None))
            found = session.exec(still_open.order_by(col(Action.id).desc()).limit(part)).all()
            facts = (
                ActionFacts(id=row.id or 0, ref=row.ref, due_date=row.due_date, live_on=row.live_on)
                for row in found
            )
            return sum(len(decide(action, policy, days, TODAY)) for action in facts)

    measured = timed(work)
    engine.dispose()
    return replace(measured, seconds=measured.seconds * held / part, said=f"on {part:,}")


def _print_due(place: Databases, wanted: Wanted) -> None:
    size = wanted.size
    base = _filled(place, size, "filled")
    ways: dict[str, Callable[[str], Measured]] = {"the check": check, "set-wise SQL": reference}
    taken: dict[str, list[Measured]] = {name: [] for name in ways}
    for _ in range(wanted.runs):
        for name, way in ways.items():
            url = place.copy(base, "copied")
            taken[name].append(fresh(way, url))
            place.drop(url)
    found = {name: middle(runs) for name, runs in taken.items()}
    found["the obvious way"] = fresh(obvious, base, size.held)
    place.drop(base)
    print(
        f"{wanted.kind}: {size.held:,} actions held, {size.due:,} with something to tell, "
        f"{size.people:,} owners; median of {wanted.runs}"
    )
    ours = found["the check"]
    for name, run in found.items():
        print(
            f"  {name:<16} {run.seconds:>8.2f} s {size.due / run.seconds:>10,.0f} actions/s "
            f"{run.peak_mb:>6.0f} MB   the check takes {ours.seconds / run.seconds:.2f} x its time"
            f"   ({run.said})"
        )


def quiet_days(urls: list[str]) -> list[dict[date, float]]:
    """Return the seconds of each day's check, for databases that have nothing due, in turn.

    The first day is left out, since it warms up.
    """
    engines = [connect(url) for url in urls]
    days = [TODAY, *calendar().days(TODAY, calendar().after(TODAY, DAYS - 1))]
    taken: list[dict[date, float]] = [{} for _ in engines]
    for day in days:
        now = datetime.combine(day, time(7), LONDON)
        for engine, seconds in zip(engines, taken, strict=True):
            seconds[day] = timed(partial(_quiet_day, engine, now)).seconds
    for engine in engines:
        engine.dispose()
    return [{day: seconds[day] for day in days[1:]} for seconds in taken]


def _quiet_day(engine: sa.Engine, now: datetime) -> None:
    done = check_due_dates(_at(engine, now), ORGANISATION)
    if done.ended is not Ended.DONE or done.steps:
        raise AssertionError(done)


def _at(engine: sa.Engine, now: datetime) -> Workplace:
    return Workplace(Settings(), lambda: now, engine, ACTOR)


def _print_quiet(place: Databases, wanted: Wanted) -> None:
    sizes = [replace(wanted.size, held=held, due=0) for held in (FEW, wanted.size.held)]
    urls = [_filled(place, size, f"quiet_{number}") for number, size in enumerate(sizes)]
    taken = fresh(quiet_days, urls)
    for name, wanted_days in (("nothing due", range(1, 5)), ("nothing due, a Monday", range(1))):
        few, many = (_median(seconds, wanted_days) for seconds in taken)
        number = sum(day.weekday() in wanted_days for day in taken[0])
        print(f"{wanted.kind}: {name}, median of {number} days")
        print(f"  {sizes[0].held:>10,} held {few:>8.1f} ms")
        print(f"  {sizes[1].held:>10,} held {many:>8.1f} ms   {many / few:.2f} x")


def _median(seconds: dict[date, float], weekdays: range) -> float:
    """Return the middle of some weekdays; on Mondays the weekly summaries are counted."""
    return median(taken for day, taken in seconds.items() if day.weekday() in weekdays) * A_SECOND


def _filled(place: Databases, size: Size, name: str) -> str:
    url = place.new(name)
    fresh(fill, url, size)
    place.settle(url)
    return url


if __name__ == "__main__":
    main()
