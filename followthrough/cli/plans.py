"""Responsible for the commands about a plan: going live, registers, policy, calendar."""

import sys
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from followthrough.cli.place import OldDate, PlanKey, a_date, a_number, day, open_place
from rules.plans.doubts import About
from rules.problems import BadInput

app = typer.Typer()
policy = typer.Typer(no_args_is_help=True, help="Show or change a plan's escalation policy.")
calendar = typer.Typer(no_args_is_help=True, help="Show or change a plan's working days.")


@app.command()
def go_live(
    plan: PlanKey,
    on: Annotated[
        datetime, typer.Option(parser=a_date, metavar="DATE", help="2018-11-21 or 21/11/2018.")
    ],
    *,
    old_date: OldDate = False,
) -> None:
    """Start the ladder of a draft plan on a date, today or later.

    What passed before that date is recorded as not sent; its clock starts on that date.
    """
    from followthrough.plans.go_live import go_live as go

    place, console = open_place()
    console.print(go(place, plan, on.date(), are_old_meant=old_date))


@app.command()
def registers(
    plan: PlanKey,
    workbook: Annotated[
        Path, typer.Argument(help="With the sheets Measures, Risks or Board log, or several.")
    ],
) -> None:
    """Take a plan's measures, risks and boards' log in anew: what packs tell beside actions.

    A sheet that is not in the workbook leaves what is stored as it is.
    """
    from followthrough.plans.registers import take_in

    place, console = open_place()
    found = take_in(place, plan, workbook)
    console.print(found.sentence, soft_wrap=True)
    for sentence in found.doubts:
        console.print(f"To check: {sentence}", soft_wrap=True)


@app.command()
def export(
    plan: PlanKey,
    file: Annotated[Path, typer.Argument(help="To write: .xlsx or .csv.")],
) -> None:
    """Write a plan's register as a table for others to work in.

    Beside it stand the answers with which `followthrough import` takes it in again; what was changed
    in it is then what differs. It holds Part 2 actions, marked as such.
    """
    from followthrough.plans.export import export as write

    place, console = open_place()
    console.print(write(place, plan, file), soft_wrap=True)


@policy.command("show")
def show_policy(plan: PlanKey) -> None:
    """Print the policy that new ladders of a plan begin with, as a file to edit."""
    from followthrough.ladder.policy import show

    place, _ = open_place()
    sys.stdout.write(show(place, plan))


@policy.command("apply")
def apply_policy(
    plan: PlanKey,
    file: Annotated[
        Path | None, typer.Argument(help="A YAML file; see `followthrough policy show`.")
    ] = None,
    from_: Annotated[
        datetime | None,
        typer.Option("--from", parser=a_date, metavar="DATE", help="Tomorrow if left out."),
    ] = None,
    *,
    running: Annotated[
        bool,
        typer.Option("--running", help="Let the newest version hold for running ladders too."),
    ] = False,
) -> None:
    """Give a plan another policy from a date on, or apply its newest to running ladders."""
    from followthrough.ladder import policy as policies

    if file is None and (not running or from_ is not None):
        raise BadInput("Give a policy file, or --running to apply the newest version.")
    place, console = open_place()
    done = []
    if file is not None:
        start = day(from_) if from_ else None
        done.append(policies.add(place, plan, file, effective_from=start))
    if running:
        done.append(policies.apply_to_running(place, plan))
    for applied in done:
        console.print(applied.sentence, soft_wrap=True)
    for doubt in done[-1].doubts:
        console.print(f"Warning: {doubt}", style="yellow", soft_wrap=True)


@app.command()
def lint(
    plan: PlanKey,
    meant: Annotated[
        About | None, typer.Option(help="Say of which doubt that it is meant so.")
    ] = None,
    of: Annotated[
        list[str] | None, typer.Option(help="With --meant: of which action; may be given again.")
    ] = None,
    because: Annotated[str, typer.Option(help="With --meant: why.")] = "",
    by: Annotated[str, typer.Option(help="With --meant: who says so.")] = "",
) -> None:
    """Show what is in doubt about a plan itself: no measure, no single owner, no end and so on.

    With --meant it is kept that something is meant so; packs tell of it no more.
    """
    from followthrough.plans.doubts import look_at, say_meant_so
    from rules.plans.doubts import in_words

    place, console = open_place()
    if meant is not None:
        console.print(say_meant_so(place, plan, meant, of or (), because, by), soft_wrap=True)
        return
    found = look_at(place, plan)
    for about, theirs in groupby(found.doubts, key=lambda one: one.about):
        for sentence in in_words(theirs):
            console.print(f"{about}: {sentence}", soft_wrap=True)
    for sentence in found.meant:
        console.print(sentence, soft_wrap=True)
    if not (found.doubts or found.meant):
        console.print("Nothing is in doubt.")


@policy.command("withdraw")
def withdraw_policy(plan: PlanKey) -> None:
    """Take back the newest version of a plan's policy, if it has not begun."""
    from followthrough.ladder.policy import withdraw

    place, console = open_place()
    sentence = withdraw(place, plan)
    console.print(sentence, soft_wrap=True)


@calendar.command("show")
def show_calendar(plan: PlanKey) -> None:
    """Print a plan's calendar as a file to edit: closures and one-off holidays."""
    from followthrough.plans.calendar import show

    place, _ = open_place()
    sys.stdout.write(show(place, plan))


@calendar.command("apply")
def apply_calendar(
    plan: PlanKey,
    file: Annotated[Path, typer.Argument(help="A YAML file; see `followthrough calendar show`.")],
) -> None:
    """Replace a plan's calendar. Nothing is sent again; what comes is counted by the new one.

    To give it more years, write a later `until:` into what `calendar show` prints.
    """
    from followthrough.plans.calendar import apply

    place, console = open_place()
    done = apply(place, plan, file)
    console.print(done.sentence, soft_wrap=True)
    for warning in done.warnings:
        console.print(f"Warning: {warning}", style="yellow", soft_wrap=True)


@calendar.command()
def deadline(
    plan: PlanKey,
    from_: Annotated[
        datetime,
        typer.Option("--from", parser=a_date, metavar="DATE", help="When it was received."),
    ],
    working_days: Annotated[
        int,
        typer.Option(parser=a_number(), metavar="DAYS", help="Counted from the day after."),
    ] = 0,
    months: Annotated[
        int, typer.Option(parser=a_number(), metavar="MONTHS", help="Calendar months.")
    ] = 0,
) -> None:
    """Propose a statutory date by the plan's calendar, and show how it is counted."""
    from followthrough.plans.calendar import deadline as propose
    from rules.words import long_day

    place, console = open_place()
    found = propose(place, plan, day(from_), working_days=working_days, months=months)
    console.print(f"Proposed: {long_day(found.date)}. Please confirm it.")
    for sentence in found.calculation:
        console.print(sentence, soft_wrap=True)
