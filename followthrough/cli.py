"""Responsible for the command line: the same use cases as the flows, without Prefect.

Everything slow to import is imported inside a command, so that help comes at once.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rules.calendar import CalendarEnds
from rules.problems import BadInput

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console

    from followthrough.workplace import Workplace

app = typer.Typer(
    name="followthrough",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Makes sure that what a public body promised its inspector gets done.\n\n"
    "Exit codes: 0 done, 1 a run failed or a notice needs a person, 2 something in what you "
    "gave must be mended (the message says what and where).",
)

PlanKey = Annotated[str, typer.Argument(metavar="PLAN", help="The plan's key.")]
FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


@app.command("import")
def import_(
    workbook: Annotated[Path, typer.Argument(help="An .xlsx workbook; see docs/plan-file.md.")],
) -> None:
    """Take an action plan in, as a draft: nobody is told anything until it goes live."""
    from followthrough.plan_import import import_plan
    from rules.words import count

    place, console = _open()
    found = import_plan(place.engine, place.clock, workbook, actor=place.actor)
    console.print(
        f"{found.title} ({found.key}): {count(found.actions, 'action')}, "
        f"{count(found.recommendations, 'recommendation')}, {count(found.boards, 'board')}. "
        + ("It is a draft now." if found.new else "It was imported before; nothing changed.")
    )
    for sentence in found.data_quality:
        console.print(f"To mend: {sentence}")


@app.command()
def go_live(
    plan: PlanKey,
    on: Annotated[
        datetime, typer.Option(formats=FORMATS, metavar="DATE", help="2018-11-21 or 21/11/2018.")
    ],
) -> None:
    """Start the ladder of a draft plan on a date, today or later.

    What passed before that date is recorded as not sent; its clock starts on that date.
    """
    from followthrough.plan_import import go_live as go

    place, console = _open()
    console.print(go(place.engine, place.clock, plan, on.date(), actor=place.actor))


@app.command()
def update(
    plan: PlanKey,
    action: Annotated[str, typer.Argument(help="The action's reference, such as A7.")],
    text: Annotated[str, typer.Option("--text", "-t", help="What was done, in a sentence.")] = "",
    completed: Annotated[
        datetime | None,
        typer.Option(formats=FORMATS, metavar="DATE", help="The day on which it was complete."),
    ] = None,
    forecast: Annotated[
        datetime | None,
        typer.Option(formats=FORMATS, metavar="DATE", help="When it is expected to be complete."),
    ] = None,
    by: Annotated[str, typer.Option(help="Who said so; the action's owner if left out.")] = "",
) -> None:
    """Record what an owner answered: progress, a forecast, or completion."""
    from followthrough.progress import Report
    from followthrough.progress import update as record

    place, console = _open()
    report = Report(plan, action, text, by, _date(completed), _date(forecast))
    console.print(record(place.engine, place.clock, report, actor=place.actor))


@app.command()
def check() -> None:
    """Do today's check: decide who is told what, and queue it. A second run does nothing."""
    from followthrough.due_dates import check_due_dates, organisations
    from followthrough.tables import show_check

    place, console = _open()
    names = organisations(place.engine)
    if not names:
        console.print("No plan is live, so there is nothing to check.")
    problems = False
    for name in names:
        checked = check_due_dates(place.engine, place.clock, name, actor=place.actor)
        show_check(console, checked)
        problems = problems or bool(checked.problems)
    raise typer.Exit(1 if problems else 0)


@app.command()
def deliver() -> None:
    """Send what is queued and due, one mail at a time, and keep the server's replies."""
    from followthrough import delivery
    from followthrough.alarms import alarm_of
    from followthrough.tables import progress_bar
    from rules.words import count

    place, console = _open()
    relay, alarm = delivery.relay_of(place.settings), alarm_of(place.settings)
    with progress_bar(console) as bar:
        task = bar.add_task("Sending", total=delivery.due(place.engine, place.clock))
        done = delivery.deliver(
            place.engine,
            relay,
            place.clock,
            place.data,
            alarm=alarm,
            progress=lambda number: bar.advance(task, number),
        )
    console.print(f"{count(done.sent, 'notice')} sent." if done.outcomes else "Nothing due.")
    if done.waiting:
        console.print(f"{count(done.waiting, 'notice')} waiting for a later try.")
    for sentence in done.needs_a_person:
        console.print(sentence, style="red", soft_wrap=True)
    raise typer.Exit(1 if done.failed else 0)


@app.command()
def pack(
    plan: Annotated[str | None, typer.Argument(metavar="[PLAN]")] = None,
    board: Annotated[str | None, typer.Option(help="The board's name.")] = None,
) -> None:
    """Make this month's packs that are due, or the one of a plan's board; mail it to its secretariat.

    A pack that was made is never made again: the same command shows it.
    """
    from followthrough.reporting import assemble_pack, packs_due
    from rules.words import short_day

    place, console = _open()
    if (plan is None) != (board is None):
        raise BadInput("Give a plan and --board, or neither.")
    if plan and board:
        wanted = [(plan, board)]
    else:
        wanted = [(due.plan, due.board) for due in packs_due(place.engine, place.clock)]
    if not wanted:
        console.print("No pack is due.")
    for plan_key, name in wanted:
        made = assemble_pack(
            place.engine, place.clock, place.data, plan_key, name, actor=place.actor
        )
        how = "made" if made.new else "was made before"
        console.print(f"Pack for {made.month}, {made.board}: {how}, as of {short_day(made.as_of)}.")
        for file in made.files:
            console.print(f"  {file.path}", soft_wrap=True, highlight=False)


@app.command()
def outbox(
    state: Annotated[str | None, typer.Option(help="Only this state, such as sent.")] = None,
    limit: Annotated[int, typer.Option(help="How many, newest first.")] = 50,
) -> None:
    """List what was queued and sent: to whom, when, and what the mail server said."""
    from followthrough.standing import notices
    from followthrough.tables import show_notices
    from models.notice import NoticeState

    if state is not None and state not in set(NoticeState):
        raise BadInput(f"--state {state}: the states are {', '.join(NoticeState)}.")
    place, console = _open()
    show_notices(console, notices(place.engine, state, limit))


@app.command()
def status() -> None:
    """Show how things stand: actions by rung, notices by state, packs and their files."""
    from followthrough.standing import standing
    from followthrough.tables import show_standing

    place, console = _open()
    show_standing(console, standing(place.engine, place.clock, place.data))


def main() -> None:
    """Run the command line; bad input is told in sentences, with exit code 2."""
    try:
        app()
    except BadInput as wrong:
        for problem in wrong.problems:
            sys.stderr.write(f"{problem}\n")
        sys.exit(2)
    except OSError as wrong:
        sys.stderr.write(f"{wrong.filename or 'The system'}: {wrong.strerror or wrong}.\n")
        sys.exit(2)
    except CalendarEnds as ends:
        sys.stderr.write(f"A date lies outside a plan's calendar: {ends}.\n")
        sys.exit(1)


def _open() -> "tuple[Workplace, Console]":
    from rich.console import Console

    from followthrough.workplace import open_workplace

    return open_workplace(f"command line: {_user()}"), Console(markup=False)


def _date(given: datetime | None) -> "date | None":
    return given.date() if given else None


def _user() -> str:
    from getpass import getuser

    try:
        return getuser()
    except (KeyError, OSError):  # an account without a name
        return "unknown"
