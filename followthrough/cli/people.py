"""Responsible for the commands about people: roles, leavers, cover, addresses and channels."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from followthrough.cli.place import OldDate, PlanKey, a_date, day, open_place
from rules.people.roles import Role

if TYPE_CHECKING:
    from followthrough.people.changes import Who


app = typer.Typer()
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
