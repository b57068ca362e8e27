"""Responsible for the command line: the same use cases as the flows, without Prefect.

Everything slow to import is imported inside a command, so that help comes at once.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from followthrough import cli_actions, cli_board, cli_looking, cli_outbox, cli_pack, cli_plan
from followthrough.cli_place import Action, PlanKey, a_date, open_place
from rules.calendar import CalendarEnds
from rules.problems import BadInput

if TYPE_CHECKING:
    from datetime import date


app = typer.Typer(
    name="followthrough",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Makes sure that what a public body promised its inspector gets done.\n\n"
    "Exit codes: 0 done, 1 a run failed or a notice needs a person, 2 something in what you "
    "gave must be mended (the message says what and where).",
)

app.add_typer(cli_actions.app)
app.add_typer(cli_board.app)
app.add_typer(cli_board.board, name="board")
app.add_typer(cli_looking.app)
app.add_typer(cli_outbox.outbox, name="outbox")
app.add_typer(cli_pack.pack, name="pack")
app.add_typer(cli_plan.app)
app.add_typer(cli_plan.policy, name="policy")
app.add_typer(cli_plan.calendar, name="calendar")
app.add_typer(cli_plan.person, name="person")


@app.command("import")
def import_(
    workbook: Annotated[Path, typer.Argument(help="An .xlsx workbook; see docs/plan-file.md.")],
) -> None:
    """Take an action plan in, as a draft: nobody is told anything until it goes live."""
    from followthrough.plan_import import import_plan
    from rules.words import count

    place, console = open_place()
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
        datetime, typer.Option(parser=a_date, metavar="DATE", help="2018-11-21 or 21/11/2018.")
    ],
) -> None:
    """Start the ladder of a draft plan on a date, today or later.

    What passed before that date is recorded as not sent; its clock starts on that date.
    """
    from followthrough.plan_import import go_live as go

    place, console = open_place()
    console.print(go(place.engine, place.clock, plan, on.date(), actor=place.actor))


@app.command()
def update(  # noqa: PLR0913, PLR0917 - each is an option
    plan: PlanKey,
    action: Action,
    text: Annotated[str, typer.Option("--text", "-t", help="What was done, in a sentence.")] = "",
    completed: Annotated[
        datetime | None,
        typer.Option(parser=a_date, metavar="DATE", help="The day on which it was complete."),
    ] = None,
    forecast: Annotated[
        datetime | None,
        typer.Option(parser=a_date, metavar="DATE", help="When it is expected to be complete."),
    ] = None,
    by: Annotated[str, typer.Option(help="Who said so; the action's owner if left out.")] = "",
    evidence: Annotated[str, typer.Option(help="Where what shows it can be found.")] = "",
    rating: Annotated[
        str, typer.Option(help="How its owner rates it: Red, Amber or Green; packs show both.")
    ] = "",
    cause: Annotated[str, typer.Option(help="Why it is late, or will be.")] = "",
    recovery: Annotated[str, typer.Option(help="What will bring it back on course.")] = "",
    impact: Annotated[str, typer.Option(help="What it has changed so far.")] = "",
) -> None:
    """Record what an owner answered: progress, a forecast, or completion."""
    from followthrough.progress import Report
    from followthrough.progress import update as record

    place, console = open_place()
    dates = _date(completed), _date(forecast)
    report = Report(plan, action, text, by, *dates, evidence, rating, cause, recovery, impact)
    console.print(record(place.engine, place.clock, report, actor=place.actor))


@app.command()
def check(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be sent and why; write nothing.")
    ] = False,
    on: Annotated[
        datetime | None,
        typer.Option(parser=a_date, metavar="DATE", help="With --dry-run: any date."),
    ] = None,
    accept_gap: Annotated[
        bool, typer.Option("--accept-gap", help="Go on after more than 10 unchecked working days.")
    ] = False,
    by: Annotated[str, typer.Option(help="With --accept-gap: your name.")] = "",
) -> None:
    """Do today's check: decide who is told what, and queue it. A second run does nothing."""
    from followthrough import due_dates
    from followthrough.retention import forget
    from followthrough.tables import show_check
    from rules.calendar import local_date

    if bool(on) > dry_run:
        raise BadInput("--on goes with --dry-run: a check is of today.")
    if accept_gap != bool(by):
        raise BadInput("--accept-gap and --by NAME go together: someone answers for the gap.")
    place, console = open_place()
    day = _date(on) or local_date(place.clock())
    found = (
        due_dates.dry_runs(place.engine, place.clock, day, actor=place.actor)
        if dry_run
        else due_dates.check_each(place.engine, place.clock, actor=place.actor, accept_gap=by)
    )
    problems = False
    checked = None
    for checked in found:
        show_check(console, checked)
        problems = problems or not checked.is_well
    if checked is None:
        console.print("No plan is live, so there is nothing to check.")
    if not dry_run:
        forget(place.engine, place.clock, place.settings.keep_days, actor=place.actor)
    raise typer.Exit(1 if problems else 0)


@app.command()
def deliver() -> None:
    """Send what is queued and due, one mail at a time, and keep the server's replies."""
    from followthrough import delivery
    from followthrough.tables import progress_bar
    from followthrough.ways import ways_of
    from rules.words import count

    place, console = open_place()
    ways = ways_of(place.settings)
    with progress_bar(console) as bar:
        task = bar.add_task("Sending", total=delivery.due(place.engine, place.clock))
        done = delivery.deliver(
            place.engine,
            ways,
            place.clock,
            place.data,
            insist=True,
            progress=lambda number: bar.advance(task, number),
        )
    console.print(f"{count(done.sent, 'notice')} sent." if done.outcomes else "Nothing due.")
    if done.waiting:
        console.print(f"{count(done.waiting, 'notice')} waiting for a later try.")
    for sentence in done.needs_a_person:
        console.print(sentence, style="red", soft_wrap=True)
    if done.shut:
        raise BadInput(*done.shut)
    raise typer.Exit(1 if done.failed else 0)


@app.command()
def returns() -> None:
    """Read the mailbox for returned mail: who can't be reached is not written to any more."""
    from followthrough.mail_token import tokens_of
    from followthrough.returns import UNSET, read_returns

    place, console = open_place()
    url = place.settings.returns_url
    if not url:
        console.print(UNSET, soft_wrap=True)
        return
    token = tokens_of(place.settings)
    done = read_returns(place.engine, url, place.clock, actor=place.actor, token=token)
    console.print(str(done), soft_wrap=True)
    raise typer.Exit(1 if done.returned else 0)


@app.command()
def status() -> None:
    """Show how things stand: actions by rung, notices by state, packs and their files."""
    from followthrough.standing import standing
    from followthrough.tables import show_standing

    place, console = open_place()
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
        sys.stderr.write(
            f"A date lies outside a plan's calendar: {ends}; give it more years, see `followthrough "
            "calendar apply --help`.\n"
        )
        sys.exit(2)
    except Exception as wrong:
        if type(wrong).__name__ != "OperationalError":  # SQLAlchemy's, which help does not load
            raise
        said = getattr(wrong, "orig", wrong)
        sys.stderr.write(f"The database can't be used: {str(said).strip()}.\n")
        sys.exit(2)


def _date(given: datetime | None) -> "date | None":
    return given.date() if given else None
