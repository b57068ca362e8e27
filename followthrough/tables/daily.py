"""Responsible for what a check did and how things stand, on a terminal; and for progress bars."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from operator import attrgetter
from threading import Timer

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from followthrough.daily.check import Checked, Ended
from followthrough.daily.standing import Overview, PlanStanding
from followthrough.daily.taken import Taken
from followthrough.tables.notices import KINDS
from followthrough.tables.terminal import columns
from models.notice import NoticeKind
from rules.daily.groups import Group
from rules.notices.digest import MATTERS
from rules.problems import InWords
from rules.words import count, long_day, references, short_day

MOST = 40
"""References of one group that are named."""
STEPS = ("Action", "Told", "Why")
PLACE = attrgetter("place")


def progress_bar(console: Console) -> Progress:
    """Return a bar for long work: what, how far, how long."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )


@contextmanager
def while_it_lasts(console: Console, what: str, after: float = 1) -> Iterator[None]:
    """Show on a terminal that work goes on, if it takes longer than so many seconds."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    bar.add_task(what, total=None)
    soon = Timer(after, bar.start)
    soon.daemon = True
    if console.is_terminal:
        soon.start()
    try:
        yield
    finally:
        soon.cancel()
        if soon.is_alive():
            soon.join()
        if bar.live.is_started:
            bar.stop()


def show_standing(console: Console, found: Overview) -> None:
    """Print how things stand: actions, notices, packs."""
    console.print(f"\n{long_day(found.as_of)}", style="bold")
    for plan in found.plans:
        console.print(_actions(plan))
    console.print(_notices(found.notices))
    for pack in found.packs:
        console.print(f"Pack for {pack.month}, {pack.board}, version {pack.version}:")
        for path in pack.paths:
            console.print(f"  {path}", soft_wrap=True, highlight=False)


def show_check(console: Console, checked: Checked, in_words: InWords) -> None:
    """Print what a daily check did."""
    console.print(check_in_words(checked))
    if checked.steps:
        for plan, steps in groupby(
            sorted(checked.steps, key=PLACE), lambda step: step.holding.plan
        ):
            rows = [(step.line.ref, in_words_to(step), step.reason) for step in steps]
            console.print(columns(STEPS, rows, title=plan, whole=STEPS[:2]))
    for sentence in checked.data_quality:
        console.print(f"To mend: {sentence}", soft_wrap=True)
    for problem in problems(checked, in_words):
        console.print(problem, style="red", soft_wrap=True)


def in_words_to(step: Taken) -> str:
    """Return whom a step tells, by name; that it is nobody, and who was meant, if it is."""
    return "\n".join(step.names) or f"no one ({step.audience})"


def problems(checked: Checked, in_words: InWords) -> Iterator[str]:
    """Yield what a person has to look into after a check, as a door says it."""
    done = " Nothing was done." if checked.ended is Ended.REFUSED else ""
    yield from (in_words(problem) + done for problem in checked.problems)


def check_in_words(checked: Checked) -> str:
    """Return one sentence that says how a check ended."""
    on = short_day(checked.as_of)
    match checked.ended:
        case Ended.DONE_BEFORE:
            return f"{checked.organisation}: the check of {on} was done before; nothing to do."
        case Ended.TOO_LATE:
            return f"{checked.organisation}: after 18:00 nothing is planned; tomorrow's check covers it."
        case Ended.REFUSED | Ended.FAILED:
            return f"{checked.organisation}, {on}: {checked.ended}."
        case Ended.DONE:
            missed = f" {_missed(checked.missed)}" if checked.missed else ""
            if not checked.steps:
                return f"{checked.organisation}, {on}: nothing is due to be told.{missed}"
            steps, notices = count(len(checked.steps), "step"), count(checked.queued, "notice")
            return f"{checked.organisation}, {on}: {steps} in {notices}.{missed}"


def story(checked: Checked) -> Iterator[str]:
    """Yield what a check read, decided, queued and could not do: no name, and no word of an action."""
    of = f"{checked.organisation}, {short_day(checked.as_of)}"
    if checked.ended is not Ended.DONE:
        yield check_in_words(checked)
        return
    yield f"{of}: read the plans; looked at {count(checked.looked_at, 'action')}."
    if checked.missed:
        yield _missed(checked.missed)
    decided: dict[str, list[str]] = {}
    for step in sorted(checked.steps, key=PLACE):
        told = ", of whom nobody can be told" if step.untold else ""
        what = f"{_kind(step.rung)}, to the {step.audience}{told}"
        decided.setdefault(what, []).append(step.holding.facts.ref)
    for what, refs in decided.items():
        yield f"Decided: {what}: {references(refs, MOST)}."
    yield f"Queued: {count(checked.queued, 'notice')}."
    if checked.problems:
        yield f"Could not be decided or needs a person: {count(len(checked.problems), 'thing')}."


def _kind(rung: str) -> str:
    """Return what kind of step it is: a rung, of a milestone or not, or what is asked besides."""
    what, is_aside, rest = rung.partition(": ")
    if not is_aside:
        return f"rung {rung}"
    return what if what in MATTERS else f"milestone, rung {rest}"


def _missed(days: tuple[date, ...]) -> str:
    listed = ", ".join(short_day(day) for day in days)
    return f"No check ran on {count(len(days), 'working day')}: {listed}."


def _actions(plan: PlanStanding) -> RenderableType:
    live = f"live since {short_day(plan.live_on)}" if plan.live_on else "a draft"
    rows = [(said, str(len(refs)), references(refs, MOST)) for said, refs in _groups(plan)]
    rows.append(("All", str(sum(map(len, plan.actions.values()))), ""))
    title = f"{plan.title} ({plan.key}), {live}"
    return columns(("", "Actions", "References"), rows, title=title)


def _groups(plan: PlanStanding) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what adds up to all actions of a plan: late ones by rung, then each other group."""
    late: dict[str, list[str]] = {rung.name: [] for rung in reversed(plan.policy.ladder)}
    for item in plan.overdue:  # a running ladder may have rungs that the policy of today lacks
        late.setdefault(item.rung, []).append(item.ref)
    told = {rung.name: f" ({rung.role or rung.audience})" for rung in plan.policy.ladder}
    for rung, refs in late.items():
        yield f"Late, rung {rung}{told.get(rung, '')}" if rung else "Late, no rung yet", refs
    yield from ((group, refs) for group, refs in plan.actions.items() if group is not Group.LATE)


def _notices(found: Iterable[tuple[str, str, int]]) -> RenderableType:
    rows = [(KINDS[NoticeKind(kind)], state, str(number)) for kind, state, number in found]
    return columns(("Notices", "State", "Number"), rows, title="Notices")
