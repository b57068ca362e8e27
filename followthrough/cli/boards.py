"""Responsible for the commands about boards: meetings, members, and how update rounds stand."""

from datetime import datetime
from typing import Annotated

import typer

from followthrough.cli.place import PlanKey, a_date, a_number, day, open_place, print_json

app = typer.Typer()
board = typer.Typer(
    no_args_is_help=True,
    help="When boards meet, when papers are due, who sits on them and where they are told.",
)

Name = Annotated[str, typer.Argument(metavar="BOARD", help="The board's name.")]
On = Annotated[
    datetime, typer.Option(parser=a_date, metavar="DATE", help="The day of the meeting.")
]


@board.command()
def meeting(  # noqa: PLR0913, PLR0917 - each is an option
    plan: PlanKey,
    name: Name,
    on: On,
    instead_of: Annotated[
        datetime | None,
        typer.Option(parser=a_date, metavar="DATE", help="The day that it is moved from."),
    ] = None,
    papers: Annotated[
        datetime | None,
        typer.Option(
            parser=a_date,
            metavar="DATE",
            help="Its paper deadline, if it is not the board's usual one.",
        ),
    ] = None,
    place: Annotated[str, typer.Option(help="Time and place, in words.")] = "",
    agenda_item: Annotated[str, typer.Option(help="The pack's place on the agenda.")] = "",
    author: Annotated[str, typer.Option(help="Who wrote the paper.")] = "",
    lead_director: Annotated[str, typer.Option(help="Who answers for it.")] = "",
    assurance: Annotated[str, typer.Option(help="Its assurance level, in words.")] = "",
    considered_by: Annotated[str, typer.Option(help="Who considered it before.")] = "",
) -> None:
    """Set or move a board's meeting: when its pack is made and owners are asked goes by it.

    What is given of time, place and agenda stands on the first page of its pack.
    """
    from followthrough.boards.meetings import Wanted, set_meeting
    from followthrough.cli.remedies import in_words
    from rules.packs.sections import Paper

    where, console = open_place()
    old, deadline = (day(given) if given else None for given in (instead_of, papers))
    paper = Paper(agenda_item, author, lead_director, assurance, considered_by)
    wanted = Wanted(plan, name, day(on), old, deadline, place, paper)
    said = set_meeting(where, wanted)
    console.print(" ".join(map(in_words, said)), soft_wrap=True)


@board.command()
def no_meeting(plan: PlanKey, name: Name, on: On) -> None:
    """Take a meeting out: the board does not meet on that day."""
    from followthrough.boards.meetings import remove_meeting

    place, console = open_place()
    sentence = remove_meeting(place, plan, name, day(on))
    console.print(sentence, soft_wrap=True)


@board.command()
def meetings(plan: PlanKey) -> None:
    """List the meetings of a plan's boards, with their paper deadlines."""
    from followthrough.boards.meetings import list_meetings
    from followthrough.tables.boards import show_meetings

    place, console = open_place()
    show_meetings(console, list_meetings(place, plan))


@board.command()
def drafts(
    plan: PlanKey,
    name: Name,
    before: Annotated[
        int,
        typer.Option(
            parser=a_number(),
            metavar="DAYS",
            help="Working days, 0 to 10; 0 drafts on the day itself.",
        ),
    ],
) -> None:
    """Set how long before its papers are due a board's pack is drafted, to be checked."""
    from followthrough.boards.drafts import set_drafts

    place, console = open_place()
    console.print(set_drafts(place, plan, name, before), soft_wrap=True)


@board.command()
def address(
    plan: PlanKey,
    name: Name,
    address: Annotated[str, typer.Argument(help="One plain e-mail address.")],
) -> None:
    """Correct the address at which a board is told; what is queued goes there too."""
    from followthrough.boards.addresses import set_board_address
    from followthrough.cli.remedies import in_words

    place, console = open_place()
    for sentence in set_board_address(place, plan, name, address):
        console.print(in_words(sentence), soft_wrap=True, highlight=False)


@board.command()
def members(
    plan: PlanKey,
    name: Name,
    add: Annotated[list[str] | None, typer.Option(help="A person who sits on it now.")] = None,
    remove: Annotated[
        list[str] | None, typer.Option(help="A person who sits on it no more.")
    ] = None,
) -> None:
    """List a board's members, who get a copy of each issued pack; --add and --remove change them."""
    from followthrough.boards.members import change_members, list_members

    place, console = open_place()
    told: list[str] = []
    if add or remove:
        told = change_members(place, (plan, name), add or (), remove or ())
    for sentence in (*told, *list_members(place, plan, name)):
        console.print(sentence, soft_wrap=True, highlight=False)


@app.command("round")
def round_(
    plan: Annotated[
        str, typer.Argument(metavar="[PLAN]", help="The plan's key; every live plan if none.")
    ] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For other programs to read.")] = False,
) -> None:
    """Show each update round: who was asked and chased when, who has updated and who has not."""
    from followthrough.boards.rounds import round_standings
    from followthrough.tables.boards import show_rounds

    place, console = open_place()
    found = round_standings(place, plan)
    if as_json:
        print_json(found)
    else:
        show_rounds(console, found)
