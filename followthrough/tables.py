"""Responsible for tables and progress bars on a terminal."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from followthrough.due_dates import Checked, Ended
from followthrough.pack_proof import Listed
from followthrough.proof import Proof
from followthrough.standing import PlanStanding, Standing
from models.notice import Notice, NoticeKind
from rules.calendar import LONDON
from rules.words import count, long_day, moment, short_day

KINDS = {
    NoticeKind.DIGEST: "digest to a person",
    NoticeKind.BOARD_NOTICE: "exception notice to a board",
    NoticeKind.PACK: "pack to a board",
    NoticeKind.ALARM: "alarm to the administrators",
    NoticeKind.CODE: "code or link on request",
    NoticeKind.HEADLINE: "headline to a chat channel",
}


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


def show_standing(console: Console, found: Standing) -> None:
    """Print how things stand: actions, notices, packs."""
    console.print(f"\n{long_day(found.as_of)}", style="bold")
    for plan in found.plans:
        console.print(_actions(plan))
    console.print(_notices(found.notices))
    for pack in found.packs:
        console.print(f"Pack for {pack.month}, {pack.board}, version {pack.version}:")
        for path in pack.paths:
            console.print(f"  {path}", soft_wrap=True, highlight=False)


def show_packs(console: Console, found: Sequence[Listed], data: Path) -> None:
    """Print every version of the packs, what became of it, and where it lies.

    These are lines, not a table: paths are long, and a pipe has no width.
    """
    for (plan, board), versions in groupby(found, lambda one: (one.plan, one.board)):
        console.print(f"{plan}, {board}", style="bold", soft_wrap=True, highlight=False)
        for one in versions:
            made = f"{one.state}, made at {moment(one.made_at)}"
            said = [f"{one.period}  version {one.version}  {made}", *one.failed]
            said += [str((data / path).parent) for path in one.files[:1]]
            for line in said:
                console.print(f"  {line}", soft_wrap=True, highlight=False)
    if not found:
        console.print(f"There is no pack. The data folder is {data}.", soft_wrap=True)


def show_check(console: Console, checked: Checked) -> None:
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
    for problem in checked.problems:
        console.print(problem, style="red", soft_wrap=True)


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


def show_notices(console: Console, found: Iterable[Notice]) -> None:
    """Print notices, one a row."""
    table = Table("No.", "Queued (London)", "To", "Subject", "State", "Tries", "The server said")
    for notice in found:
        table.add_row(
            str(notice.id),
            f"{notice.queued_at.astimezone(LONDON):%d %b %Y %H:%M}",
            notice.recipient_address or notice.recipient_name,
            notice.subject or notice.kind.replace("_", " "),
            notice.state,
            str(notice.attempts),
            notice.reply or "",
        )
    console.print(table)


def show_proof(console: Console, proof: Proof) -> None:
    """Print all that is known of one notice."""
    about = Table(show_header=False, box=None)
    said = {
        "Notice": f"{proof.id}, {proof.kind.replace('_', ' ')}, by {proof.lane}",
        "To": f"{proof.name} <{proof.address}>" if proof.address else proof.name,
        "Subject": proof.subject or "not made yet",
        "State": proof.state,
        "Queued": _london(proof.queued_at),
        "Sent": _london(proof.sent_at),
        "Message-ID": proof.message_id,
        "SHA-256": proof.sha256 or "none: it was not handed over",
        "Speaks of": ", ".join(proof.speaks_of) or "no action",
    }
    for name, value in said.items():
        about.add_row(name, Text(value))
    console.print(about)
    for step in proof.steps:
        untold = f" ({step.untold})" if step.untold else ""
        console.print(f"Why: {step.action}, {step.reason}{untold}.", soft_wrap=True, markup=False)
    for attempt in proof.attempts:
        said_then = f"{_london(attempt.at)}: {attempt.outcome}: {attempt.reply}"
        console.print(f"Attempt, {said_then}", soft_wrap=True, markup=False)


def _london(instant: str) -> str:
    if not instant:
        return "not yet"
    return moment(datetime.fromisoformat(instant).astimezone(LONDON))


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
