"""Responsible for the commands about people: roles, leavers, cover, addresses and channels."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from followthrough.cli.place import OldDate, PlanKey, a_date, day, open_place
from rules.people.roles import Role
from rules.problems import BadInput, Remedy

if TYPE_CHECKING:
    from followthrough.people.changes import Who
    from followthrough.people.directory import Synced


app = typer.Typer()
people = typer.Typer(no_args_is_help=True, help="A directory of people, kept in step by a file.")
person = typer.Typer(no_args_is_help=True, help="Leavers, cover, addresses and directors.")

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
    from followthrough.people.appointing import appoint as record

    place, console = open_place()
    sentence = record(place, plan, name, role, board)
    console.print(sentence, soft_wrap=True)


@people.command()
def sync(
    file: Annotated[Path, typer.Argument(help="A table of people: .csv, .tsv or .xlsx.")],
    organisation: Annotated[str, typer.Option(help="Whose directory it is, if of several.")] = "",
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="Store what is new and changed; ask nothing.")
    ] = False,
    confirm_leavers: Annotated[
        bool, typer.Option(help="Those who are listed no more leave today.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show it; write nothing.")] = False,
) -> None:
    """Keep people, posts, directors, agencies and boards as a file lists them: shown, then stored.

    Nobody leaves unless that is confirmed. The same file again changes nothing.
    """
    from followthrough.cli.remedies import in_words
    from followthrough.people.directory import sync as keep
    from followthrough.people.directory_file import read_directory
    from followthrough.tables.directory import differences_in

    place, console = open_place()
    listed = read_directory(file)
    found = keep(place, listed, organisation, is_trial=True)
    for said in differences_in(found):
        console.print(in_words(said), soft_wrap=True)
    if dry_run or not (found.changes or found.people.left):
        console.print("Nothing was stored." if found.changes else "Nothing to change.")
        return
    leave = _confirmed(found, yes=yes, leavers=confirm_leavers)
    done = keep(place, listed, organisation, are_leavers_confirmed=leave, shown=found)
    for said in done.told:
        console.print(in_words(said), soft_wrap=True)
    stay = 0 if leave else len(done.people.left)
    console.print(f"Stored{f'; nobody left ({stay} listed no more)' if stay else ''}.")


def _confirmed(found: "Synced", *, yes: bool, leavers: bool) -> bool:
    """Say whether those leave who are listed no more; raise BadInput if nothing is to be stored."""
    at_terminal = sys.stdin.isatty()
    if not yes and not (at_terminal and typer.confirm("Store this?")):
        raise BadInput("Nothing was stored.", remedy=Remedy.CONFIRM_DIRECTORY.of())
    if leavers or yes or not found.people.left:
        return leavers
    return typer.confirm("Do those who are listed no more leave today?")


@person.command()
def leaves(
    name: Name,
    on: Annotated[
        datetime,
        typer.Option(parser=a_date, metavar="DATE", help="The first day without mail to them."),
    ],
    successor: Annotated[str, typer.Option(help="Who takes over, by name.")] = "",
    organisation: Organisation = "",
    *,
    old_date: OldDate = False,
) -> None:
    """Record that someone leaves: no mail from that date, actions to the successor.

    Roles that they are named for stay so until `followthrough appoint` names another.
    """
    from followthrough.cli.remedies import in_words
    from followthrough.people.changes import leave

    place, console = open_place()
    who = _who(name, organisation)
    left = leave(place, who, day(on), successor, is_old_meant=old_date)
    console.print(left.sentence, soft_wrap=True)
    for sentence in left.unfilled:
        console.print(f"Warning: {in_words(sentence)}", style="yellow", soft_wrap=True)


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
    *,
    old_date: OldDate = False,
) -> None:
    """Record who is told instead of someone who is away."""
    from followthrough.people.changes import cover

    place, console = open_place()
    who = _who(name, organisation)
    console.print(
        cover(place, who, deputy, day(from_), day(back), is_old_meant=old_date),
        soft_wrap=True,
    )


@person.command()
def address(
    name: Name,
    address: Annotated[str, typer.Argument(help="One plain e-mail address.")],
    organisation: Organisation = "",
) -> None:
    """Correct someone's address; what is queued goes there too."""
    from followthrough.people.changes import set_address

    place, console = open_place()
    who = _who(name, organisation)
    console.print(set_address(place, who, address))


@person.command()
def director(
    name: Name,
    director: Annotated[str, typer.Argument(help="Who directs them, by name.")],
    organisation: Organisation = "",
) -> None:
    """Record who directs someone, in all plans: escalations of their actions go there."""
    from followthrough.people.directing import set_director

    place, console = open_place()
    console.print(set_director(place, _who(name, organisation), director), soft_wrap=True)


@person.command()
def role(
    name: Name,
    role: Annotated[str, typer.Argument(help="In words; a ladder may tell who holds it.")],
    organisation: Organisation = "",
) -> None:
    """Record someone's role, in all plans."""
    from followthrough.people.changes import set_words

    place, console = open_place()
    console.print(set_words(place, _who(name, organisation), "role", role), soft_wrap=True)


@person.command()
def agency(
    name: Name,
    agency: Annotated[str, typer.Argument(help="In words; packs list actions by it.")],
    organisation: Organisation = "",
) -> None:
    """Record which agency someone belongs to, in all plans."""
    from followthrough.people.changes import set_words

    place, console = open_place()
    console.print(set_words(place, _who(name, organisation), "agency", agency), soft_wrap=True)


@person.command()
def channel(
    name: Name,
    channel: Annotated[str, typer.Argument(help="Its name in the settings; none to stop.")] = "",
    organisation: Organisation = "",
) -> None:
    """Let a chat channel also tell someone that there is mail: a count, no titles."""
    from followthrough.people.changes import Who, set_channel

    place, console = open_place()
    console.print(set_channel(place, Who(name, organisation), channel))


@person.command()
def unreachable(name: Name, organisation: Organisation = "") -> None:
    """Record that mail to someone does not arrive: the next person up is told instead."""
    _set_reachable(name, organisation, reachable=False)


@person.command()
def reachable(name: Name, organisation: Organisation = "") -> None:
    """Record that mail to someone arrives again."""
    _set_reachable(name, organisation, reachable=True)


@person.command()
def merge(
    name: Name,
    into: Annotated[str, typer.Argument(metavar="INTO_NAME", help="Who they are too.")],
    organisation: Organisation = "",
) -> None:
    """Make someone who was recorded twice one person, called INTO_NAME."""
    from followthrough.people.merging import merge

    place, console = open_place()
    who = _who(name, organisation)
    done = merge(place, who, into)
    console.print(done.sentence, soft_wrap=True)
    for sentence in done.doubts:
        console.print(f"Warning: {sentence}", style="yellow", soft_wrap=True)


@person.command()
def rename(
    name: Name,
    new_name: Annotated[str, typer.Argument(metavar="NEW_NAME", help="What they are called.")],
    organisation: Organisation = "",
) -> None:
    """Give someone another name, or another spelling of it."""
    from followthrough.people.merging import rename

    place, console = open_place()
    who = _who(name, organisation)
    sentence = rename(place, who, new_name)
    console.print(sentence, soft_wrap=True)


def _set_reachable(name: str, organisation: str, *, reachable: bool) -> None:
    from followthrough.cli.remedies import in_words
    from followthrough.people.changes import set_reachable

    place, console = open_place()
    who = _who(name, organisation)
    for sentence in set_reachable(place, who, reachable=reachable):
        console.print(in_words(sentence), soft_wrap=True)


def _who(name: str, organisation: str) -> "Who":
    from followthrough.people.changes import Who

    return Who(name, organisation)
