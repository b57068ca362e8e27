"""Responsible for what a check did and how things stand, on a terminal; and for progress bars."""

from collections.abc import Iterable, Iterator
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from followthrough.daily.check import Checked, Ended
from followthrough.daily.standing import Overview, PlanStanding
from followthrough.tables.notices import KINDS
from models.notice import NoticeKind
from rules.problems import InWords
from rules.words import count, long_day, short_day


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
        table = Table("Rung", "To", "Action", "Due", "Standing", "Why")
        for step in checked.steps:
            to = f"{step.audience}: no one" if step.untold else step.audience.value
            table.add_row(
                step.rung, to, step.line.ref, step.line.due_date, step.line.standing, step.reason
            )
        console.print(table)
    for sentence in checked.data_quality:
        console.print(f"To mend: {sentence}", soft_wrap=True)
    for problem in problems(checked, in_words):
        console.print(problem, style="red", soft_wrap=True)


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


def _missed(days: tuple[date, ...]) -> str:
    listed = ", ".join(short_day(day) for day in days)
    return f"No check ran on {count(len(days), 'working day')}: {listed}."


def _actions(plan: PlanStanding) -> Table:
    live = f"live since {short_day(plan.live_on)}" if plan.live_on else "a draft"
    table = Table("", "Actions", "References", title=f"{plan.title} ({plan.key}), {live}")
    soon = ", ".join(item.ref for item in plan.due_soon)
    table.add_row("Reported complete", str(plan.complete), "")
    table.add_row("Due within 5 working days", str(len(plan.due_soon)), soon)
    for rung in plan.policy.ladder:
        refs = [item.ref for item in plan.overdue if item.rung == rung.name]
        told = rung.role or rung.audience
        table.add_row(f"Late, rung {rung.name} ({told})", str(len(refs)), ", ".join(refs))
    none = [item.ref for item in plan.overdue if not item.rung]
    if none:
        table.add_row("Late, no rung yet", str(len(none)), ", ".join(none))
    table.add_row("All", str(plan.actions), "")
    return table


def _notices(found: Iterable[tuple[str, str, int]]) -> Table:
    table = Table("Notices", "State", "Number", title="Notices")
    for kind, state, number in found:
        table.add_row(KINDS[NoticeKind(kind)], state, str(number))
    return table
