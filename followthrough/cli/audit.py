"""Responsible for the commands about the audit trail as a whole."""

from pathlib import Path
from typing import Annotated

import typer

from followthrough.cli.place import open_place

audit = typer.Typer(
    help="The record of every change: whether it is whole, and all of it in a file.",
    no_args_is_help=True,
)


MOST_NAMED = 100
"""Differences that are told one by one."""


@audit.command()
def verify(
    pack: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A file of an issued pack, which names where it stood."),
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(metavar="HASH", help="Where it stood, as a pack or its mail says."),
    ] = None,
) -> None:
    """Verify each entry against the one before it, tables against them, and what issued packs say."""
    from followthrough import audit as trail
    from followthrough.tables.daily import progress_bar

    place, console = open_place()
    heads = {str(file): trail.head_in(file) for file in pack or ()}
    heads |= {one: one.strip().lower() for one in head or ()}
    with progress_bar(console) as bar:
        task = bar.add_task("Verifying", total=trail.length(place))
        done = trail.verify(place, heads, lambda number: bar.advance(task, number))
    for one in done.trails:
        said = f"{one.organisation}: {_entries(one.entries)}, each fits."
        if one.broken is not None:
            said = (
                f"{one.organisation}: entry {one.broken} of its audit trail does not fit. It, or "
                "what stood there, was changed, put in or taken out by something else."
            )
        console.print(said, soft_wrap=True)
    for name in done.found:
        console.print(f"{name}: the audit trail holds what it held then.", soft_wrap=True)
    for name in done.missing:
        console.print(
            f"{name}: where the audit trail stood then is not in it. It was written anew since, or "
            "this is another database.",
            soft_wrap=True,
        )
    for sentence in done.differences[:MOST_NAMED]:
        console.print(sentence, soft_wrap=True)
    if done.differences:
        more = len(done.differences) - MOST_NAMED
        console.print(
            (f"So it is with {more:,} more. " if more > 0 else "")
            + "A table was changed by something else than this service; docs/operations.md says what to do.",
            soft_wrap=True,
        )
    raise typer.Exit(0 if done.is_whole else 1)


@audit.command()
def export(
    file: Annotated[Path, typer.Argument(help="A .jsonl or .csv file to write.")],
) -> None:
    """Write every entry to a file, Part 2 included, for an auditor or an archive."""
    from followthrough import audit as trail
    from followthrough.tables.daily import progress_bar

    place, console = open_place()
    with progress_bar(console) as bar:
        task = bar.add_task("Exporting", total=trail.length(place))
        number = trail.export(place, file, lambda read: bar.advance(task, read))
    console.print(f"{_entries(number)} in {file}.", soft_wrap=True)


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"
