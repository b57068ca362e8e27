"""Responsible for the commands about the day: its check, the days ahead, and how things stand."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from followthrough.cli.place import a_date, a_number, day, open_place
from rules.problems import BadInput

app = typer.Typer()


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
    from followthrough.cli.remedies import in_words
    from followthrough.daily import check as daily_check
    from followthrough.notices.retention import forget
    from followthrough.tables.daily import show_check
    from rules.calendar import local_date

    if bool(on) > dry_run:
        raise BadInput("--on goes with --dry-run: a check is of today.")
    if accept_gap and dry_run:
        raise BadInput("--accept-gap goes with a check: --dry-run writes nothing.")
    if accept_gap != bool(by):
        raise BadInput("--accept-gap and --by NAME go together: someone answers for the gap.")
    place, console = open_place()
    of = day(on) if on else local_date(place.clock())
    found = (
        daily_check.dry_runs(place, of) if dry_run else daily_check.check_each(place, accept_gap=by)
    )
    problems = False
    checked = None
    for checked in found:
        show_check(console, checked, in_words)
        problems = problems or not checked.is_well
    if checked is None:
        console.print("No plan is live, so there is nothing to check.")
    if not dry_run:
        forget(place)
    raise typer.Exit(1 if problems else 0)


@app.command()
def status() -> None:
    """Show how things stand: actions of each plan, notices by state, packs and their files."""
    from followthrough.daily.standing import standing
    from followthrough.tables.daily import show_standing

    place, console = open_place()
    show_standing(console, standing(place))


@app.command()
def preview(
    *,
    days: Annotated[
        int, typer.Option(parser=a_number(1, 366), metavar="DAYS", help="How many days ahead.")
    ] = 90,
    plan: Annotated[str, typer.Option(help="Only this plan, by its key.")] = "",
    policy: Annotated[
        Path | None, typer.Option(help="A policy file, to see what it would change.")
    ] = None,
    running: Annotated[
        bool, typer.Option("--running", help="With --policy: for running ladders too.")
    ] = False,
    go_live: Annotated[
        datetime | None,
        typer.Option(
            parser=a_date, metavar="DATE", help="With --plan: the day on which a draft goes live."
        ),
    ] = None,
) -> None:
    """Show who would be told what, and when, if nothing is recorded. Nothing is sent or written.

    With --policy, what is told now and what would be told are side by side.
    """
    from followthrough.cli.remedies import in_words
    from followthrough.daily.preview import Wanted
    from followthrough.daily.preview import preview as play
    from followthrough.tables.preview import preview_in_words, show_preview

    place, console = open_place()
    live_on = day(go_live) if go_live else None
    found = play(place, Wanted(days, plan, policy, running, live_on))
    if not found:
        console.print(preview_in_words(found))
    show_preview(console, found, in_words)
    raise typer.Exit(1 if any(one.problems for one in found) else 0)
