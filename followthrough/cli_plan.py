"""Responsible for the commands about policies, calendars, people and their roles."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from followthrough.cli_place import PlanKey, a_date, day, open_place
from rules.problems import BadInput
from rules.roles import Role

if TYPE_CHECKING:
    from followthrough.people import Who

app = typer.Typer()
policy = typer.Typer(no_args_is_help=True, help="Show or change a plan's escalation policy.")
calendar = typer.Typer(no_args_is_help=True, help="Show or change a plan's working days.")
person = typer.Typer(no_args_is_help=True, help="Leavers, cover and addresses.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The person's name.")]
Organisation = Annotated[str, typer.Option(help="Their organisation, if several know that name.")]


@app.command()
def appoint(
    plan: PlanKey,
    name: Name,
    role: Annotated[Role, typer.Option("--as", help="What they are from now on.")],
    board: Annotated[
        str, typer.Option(help="With --as secretary: of which board, if there are several.")
    ] = "",
) -> None:
    """Name another administrator or validator of a plan, or secretary of its board."""
    from followthrough.appointing import appoint as record

    place, console = open_place()
    sentence = record(place.engine, place.clock, plan, name, role, board, actor=place.actor)
    console.print(sentence, soft_wrap=True)


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
    from followthrough.registers import take_in

    place, console = open_place()
    sentence = take_in(place.engine, place.clock, plan, workbook, actor=place.actor)
    console.print(sentence, soft_wrap=True)


@policy.command("show")
def show_policy(plan: PlanKey) -> None:
    """Print the policy that new ladders of a plan begin with, as a file to edit."""
    from followthrough.policies import show

    place, _ = open_place()
    sys.stdout.write(show(place.engine, place.clock, plan))


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
    from followthrough import policies

    if file is None and (not running or from_ is not None):
        raise BadInput("Give a policy file, or --running to apply the newest version.")
    place, console = open_place()
    done = []
    if file is not None:
        start = day(from_) if from_ else None
        done.append(
            policies.add(
                place.engine, place.clock, plan, file, effective_from=start, actor=place.actor
            )
        )
    if running:
        done.append(policies.apply_to_running(place.engine, place.clock, plan, actor=place.actor))
    for applied in done:
        console.print(applied.sentence, soft_wrap=True)
    for doubt in done[-1].doubts:
        console.print(f"Warning: {doubt}", style="yellow", soft_wrap=True)


@policy.command("withdraw")
def withdraw_policy(plan: PlanKey) -> None:
    """Take back the newest version of a plan's policy, if it has not begun."""
    from followthrough.policies import withdraw

    place, console = open_place()
    sentence = withdraw(place.engine, place.clock, plan, actor=place.actor)
    console.print(sentence, soft_wrap=True)


@calendar.command("show")
def show_calendar(plan: PlanKey) -> None:
    """Print a plan's calendar as a file to edit: closures and one-off holidays."""
    from followthrough.calendars import show

    place, _ = open_place()
    sys.stdout.write(show(place.engine, plan))


@calendar.command("apply")
def apply_calendar(
    plan: PlanKey,
    file: Annotated[Path, typer.Argument(help="A YAML file; see `followthrough calendar show`.")],
) -> None:
    """Replace a plan's calendar. Nothing is sent again; what comes is counted by the new one.

    To give it more years, write a later `until:` into what `calendar show` prints.
    """
    from followthrough.calendars import apply

    place, console = open_place()
    done = apply(place.engine, place.clock, plan, file, actor=place.actor)
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
    working_days: Annotated[int, typer.Option(help="Counted from the day after.")] = 0,
    months: Annotated[int, typer.Option(help="Calendar months.")] = 0,
) -> None:
    """Propose a statutory date by the plan's calendar, and show how it is counted."""
    from followthrough.calendars import deadline as propose
    from rules.words import long_day

    place, console = open_place()
    found = propose(place.engine, plan, day(from_), working_days=working_days, months=months)
    console.print(f"Proposed: {long_day(found.date)}. Please confirm it.")
    for sentence in found.calculation:
        console.print(sentence, soft_wrap=True)


@person.command()
def leaves(
    name: Name,
    on: Annotated[
        datetime,
        typer.Option(parser=a_date, metavar="DATE", help="The first day without mail to them."),
    ],
    successor: Annotated[str, typer.Option(help="Who takes over, by name.")] = "",
    organisation: Organisation = "",
) -> None:
    """Record that someone leaves: no mail from that date, actions to the successor.

    Roles that they are named for stay so until `followthrough appoint` names another.
    """
    from followthrough.people import leave

    place, console = open_place()
    who = _who(name, organisation)
    left = leave(place.engine, place.clock, who, day(on), successor, actor=place.actor)
    console.print(left.sentence, soft_wrap=True)
    for sentence in left.unfilled:
        console.print(f"Warning: {sentence}", style="yellow", soft_wrap=True)


@person.command()
def away(
    name: Name,
    deputy: Annotated[str, typer.Option(help="Who is told instead, by name.")],
    from_: Annotated[
        datetime,
        typer.Option("--from", parser=a_date, metavar="DATE", help="The first day away."),
    ],
    back: Annotated[
        datetime, typer.Option(parser=a_date, metavar="DATE", help="The first day back.")
    ],
    organisation: Organisation = "",
) -> None:
    """Record who is told instead of someone who is away."""
    from followthrough.people import cover

    place, console = open_place()
    who = _who(name, organisation)
    console.print(
        cover(place.engine, place.clock, who, deputy, day(from_), day(back), actor=place.actor),
        soft_wrap=True,
    )


@person.command()
def address(
    name: Name,
    address: Annotated[str, typer.Argument(help="One plain e-mail address.")],
    organisation: Organisation = "",
) -> None:
    """Correct someone's address; what is queued goes there too."""
    from followthrough.people import set_address

    place, console = open_place()
    who = _who(name, organisation)
    console.print(set_address(place.engine, place.clock, who, address, actor=place.actor))


@person.command()
def channel(
    name: Name,
    channel: Annotated[str, typer.Argument(help="Its name in the settings; none to stop.")] = "",
    organisation: Organisation = "",
) -> None:
    """Let a chat channel also tell someone that there is mail: a count, no titles."""
    from followthrough.people import Who, set_channel

    place, console = open_place()
    who, known = Who(name, organisation), place.settings.channels
    console.print(set_channel(place.engine, place.clock, who, channel, known, actor=place.actor))


@person.command()
def unreachable(name: Name, organisation: Organisation = "") -> None:
    """Record that mail to someone does not arrive: the next person up is told instead."""
    _set_reachable(name, organisation, reachable=False)


@person.command()
def reachable(name: Name, organisation: Organisation = "") -> None:
    """Record that mail to someone arrives again."""
    _set_reachable(name, organisation, reachable=True)


def _set_reachable(name: str, organisation: str, *, reachable: bool) -> None:
    from followthrough.people import set_reachable

    place, console = open_place()
    who = _who(name, organisation)
    sentence = set_reachable(place.engine, place.clock, who, reachable=reachable, actor=place.actor)
    console.print(sentence, soft_wrap=True)


def _who(name: str, organisation: str) -> "Who":
    from followthrough.people import Who

    return Who(name, organisation)
