"""Responsible for the commands that only look: what would be told, and why something was."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from followthrough.cli_place import Action, PlanKey, a_date, day, open_place

app = typer.Typer()


@app.command()
def preview(
    *,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days ahead.")] = 90,
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
    from followthrough.preview import Wanted
    from followthrough.preview import preview as play
    from followthrough.preview_tables import preview_in_words, show_preview

    place, console = open_place()
    live_on = day(go_live) if go_live else None
    found = play(place.engine, place.clock, Wanted(days, plan, policy, running, live_on))
    if not found:
        console.print(preview_in_words(found))
    show_preview(console, found)
    raise typer.Exit(1 if any(one.problems for one in found) else 0)


@app.command()
def why(plan: PlanKey, action: Action) -> None:
    """Say of one action what was told to whom and why, what comes next, and what would stop it."""
    from followthrough.why import why as explain

    place, console = open_place()
    for section in explain(place.engine, place.clock, plan, action):
        console.print(f"\n{section.heading}", style="bold", highlight=False)
        for sentence in section.sentences:
            console.print(f"  {sentence}", soft_wrap=True, highlight=False)
