"""Responsible for the commands about packs: draft, issue, issue anew, verify, list."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from followthrough.cli.place import PlanKey, open_place, print_json
from rules.problems import BadInput

if TYPE_CHECKING:
    from rich.console import Console

    from followthrough.packs.versions import Assembled

pack = typer.Typer(
    invoke_without_command=True,
    help="Progress packs: from the draft to the issued version, and what replaces it.\n\n"
    "Alone, it drafts the packs that are due and mails each to its secretariat.",
)

BoardName = Annotated[str, typer.Argument(metavar="BOARD", help="The board's name.")]
Month = Annotated[
    str,
    typer.Argument(metavar="MONTH", help="2027-01, or the day of the meeting: 2027-01-14."),
]


@pack.callback()
def due(context: typer.Context) -> None:
    """Draft what is due, if no command follows."""
    if context.invoked_subcommand is None:
        _make(None)


@pack.command()
def make(
    plan: PlanKey,
    board: Annotated[str, typer.Option(help="The board's name.")],
) -> None:
    """Draft the pack of a plan's board, and mail it; one that was made is shown."""
    _make((plan, board))


@pack.command()
def redraft(plan: PlanKey, board: BoardName, month: Month) -> None:
    """Draft a pack anew from what is recorded now; what was written into it stays."""
    from followthrough.packs.draft import draft_again

    place, console = open_place()
    wanted = (plan, board, month)
    made = draft_again(place, wanted)
    _show(console, made, "drafted", "says nothing else")


@pack.command()
def issue(plan: PlanKey, board: BoardName, month: Month) -> None:
    """Issue the newest draft as version 1.0, and mail it; it is never changed after."""
    from followthrough.packs.issue import issue as issue_one

    place, console = open_place()
    wanted = (plan, board, month)
    made = issue_one(place, wanted)
    _show(console, made, "issued", "was issued before; nothing changed")


@pack.command()
def reissue(
    plan: PlanKey,
    board: BoardName,
    month: Month,
    because: Annotated[str, typer.Option(help="Why, in a sentence: it is told in the pack.")],
    words: Annotated[
        Path | None,
        typer.Option(help="The issued Word file, its words edited: all else stays as issued."),
    ] = None,
    by: Annotated[str, typer.Option(help="Who wrote the words.")] = "",
) -> None:
    """Issue a version that replaces an issued one, naming the difference.

    It says what is recorded today; with --words it corrects what was written, and nothing else.
    """
    from followthrough.packs.issue import reissue as issue_anew

    if by and words is None:
        raise BadInput("--by goes with --words: it says who wrote them.")
    place, console = open_place()
    wanted = (plan, board, month)
    made = issue_anew(place, wanted, because, words=(words, by) if words else None)
    _show(console, made, "issued", "was issued meanwhile; nothing changed")


@pack.command()
def read(
    plan: PlanKey,
    board: BoardName,
    month: Month,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The draft's Word file, edited.")],
    by: Annotated[str, typer.Option(help="Who wrote it.")],
) -> None:
    """Take headlines, cover note and comments from a draft's Word file; make all files anew."""
    from followthrough.packs.narrative import read_back

    place, console = open_place()
    wanted = (plan, board, month)
    made = read_back(place, wanted, file, by)
    _show(console, made, "drafted", "nothing else was written")


@pack.command()
def template(
    plan: PlanKey,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A Word file.")],
    *,
    take: Annotated[
        bool, typer.Option("--take", help="Make the plan's Word files by FILE from now on.")
    ] = False,
) -> None:
    """Write the template of a plan's Word files to FILE, to edit in Word; --take hands it back."""
    from followthrough.cli.remedies import in_words
    from followthrough.packs.templates import give_template, take_template

    place, console = open_place()
    change = take_template if take else give_template
    said = change(place, plan, file)
    console.print(in_words(said), soft_wrap=True)


@pack.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of a pack, or a copy.")],
) -> None:
    """Say whether a file is one that was issued. Exit code 0 if it is, and the newest; else 1."""
    from followthrough.packs.proof import verify as verify_file

    place, console = open_place()
    found = verify_file(place, file)
    console.print(found.sentence, soft_wrap=True, highlight=False)
    raise typer.Exit(0 if found.is_issued else 1)


@pack.command("list")
def list_(
    plan: Annotated[
        str, typer.Argument(metavar="[PLAN]", help="The plan's key; every plan if none.")
    ] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For other programs to read.")] = False,
) -> None:
    """List the packs with their versions: drafts, issued ones, and those that were replaced."""
    from followthrough.packs.proof import list_packs
    from followthrough.tables.packs import show_packs

    place, console = open_place()
    found = list_packs(place, plan)
    if as_json:
        print_json(found)
    else:
        show_packs(console, found, place.data)


def _make(wanted: tuple[str, str] | None) -> None:
    from followthrough.cli.remedies import in_words
    from followthrough.packs.draft import assemble_pack
    from followthrough.packs.due import packs_due
    from followthrough.packs.each import NotMade, make_each

    place, console = open_place()
    due = packs_due(place) if wanted is None else ()
    if not due and not wanted:
        console.print("No pack is due.")
    failed = False
    for made in [assemble_pack(place, *wanted)] if wanted else make_each(place, due):
        if isinstance(made, NotMade):
            for sentence in made.why:
                console.print(in_words(sentence), style="red", soft_wrap=True, markup=False)
        else:
            _show(console, made, "made", "was made before")
        failed = failed or isinstance(made, NotMade) or bool(made.failed)
    raise typer.Exit(1 if failed else 0)


def _show(console: "Console", made: "Assembled", new: str, old: str) -> None:
    from rules.words import short_day

    how = new if made.new else old
    console.print(
        f"Pack for {made.month}, {made.board}: {how}, as of {short_day(made.as_of)}, "
        f"version {made.version}.",
        soft_wrap=True,
    )
    for sentence in made.differences:
        console.print(f"  {sentence}", soft_wrap=True, highlight=False)
    for file in made.files:
        console.print(f"  {file.path}", soft_wrap=True, highlight=False)
    for sentence in made.taken:
        console.print(f"  {sentence}", soft_wrap=True, highlight=False)
    for sentence in made.doubts:
        console.print(f"  {sentence}", style="yellow", soft_wrap=True)
    for sentence in made.failed:
        console.print(f"  {sentence}", style="red", soft_wrap=True)
