"""Responsible for the commands about one action: what is recorded of it, and why it stands so."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from followthrough.cli.place import Action, OldDate, PlanKey, a_date, day, open_place
from rules.problems import BadInput

if TYPE_CHECKING:
    from followthrough.actions.pausing import Scope

app = typer.Typer()

By = Annotated[str, typer.Option(help="Who said so, by name.")]
Decider = Annotated[
    str, typer.Option("--by", help="Who decided, by name; the plan's administrator if left out.")
]
Reason = Annotated[str, typer.Option("--reason", "-r", help="Why, in a sentence.")]


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
    by: Annotated[
        str, typer.Option(help="Who said so, by name; the plan's administrator if left out.")
    ] = "",
    evidence: Annotated[str, typer.Option(help="Where what shows it can be found.")] = "",
    rating: Annotated[
        str, typer.Option(help="How its owner rates it: Red, Amber or Green; packs show both.")
    ] = "",
    cause: Annotated[str, typer.Option(help="Why it is late, or will be.")] = "",
    recovery: Annotated[str, typer.Option(help="What will bring it back on course.")] = "",
    impact: Annotated[str, typer.Option(help="What it has changed so far.")] = "",
    *,
    old_date: OldDate = False,
) -> None:
    """Record what an owner answered: progress, a forecast, or completion."""
    from followthrough.actions.progress import Report
    from followthrough.actions.progress import update as record
    from followthrough.cli.remedies import in_words

    place, console = open_place()
    dates = day(completed) if completed else None, day(forecast) if forecast else None
    told = (evidence, rating, cause, recovery, impact)
    report = Report(plan, action, text, by, *dates, *told, is_old_meant=old_date)
    console.print(in_words(record(place, report)))


@app.command()
def acknowledge(
    plan: PlanKey,
    action: Action,
    until: Annotated[
        datetime,
        typer.Option(parser=a_date, metavar="DATE", help="By when an update is promised."),
    ],
    by: By = "",
    text: Annotated[str, typer.Option("--text", "-t", help="What is planned.")] = "",
) -> None:
    """Record the promise of an update by a date: the ladder waits for it, no date moves."""
    from followthrough.actions.new_dates import acknowledge as record

    place, console = open_place()
    console.print(record(place, plan, action, day(until), by=by, text=text))


@app.command()
def ask_date(
    plan: PlanKey,
    action: Action,
    new: Annotated[
        datetime,
        typer.Option(parser=a_date, metavar="DATE", help="The due date that is asked for."),
    ],
    reason: Reason = "",
    by: By = "",
) -> None:
    """Ask for a new due date; the ladder goes on until the approver agrees."""
    from followthrough.actions.new_dates import ask
    from followthrough.cli.remedies import in_words

    place, console = open_place()
    new_date = day(new)
    console.print(in_words(ask(place, plan, action, new_date, reason, by=by)), soft_wrap=True)


@app.command()
def decide_date(
    plan: PlanKey,
    action: Action,
    by: By,
    *,
    agree: Annotated[bool, typer.Option("--agree", help="The new date holds from now on.")] = False,
    refuse: Annotated[bool, typer.Option("--refuse", help="It does not; say why.")] = False,
    reason: Reason = "",
    meeting: Annotated[
        datetime | None,
        typer.Option(parser=a_date, metavar="DATE", help="The board's meeting, if it decided."),
    ] = None,
    old_date: OldDate = False,
) -> None:
    """Record what the director, or the board by its secretary, decided about a new date."""
    from followthrough.actions.new_dates import Ruling, decide

    if agree == refuse:
        raise BadInput("Give --agree or --refuse.")
    place, console = open_place()
    ruling = Ruling(agree, by, reason, day(meeting) if meeting else None, old_date)
    console.print(decide(place, plan, action, ruling))


@app.command()
def validate(
    plan: PlanKey,
    action: Action,
    by: By,
    *,
    refuse: Annotated[bool, typer.Option("--refuse", help="It is not complete; say why.")] = False,
    reason: Reason = "",
) -> None:
    """Record that a completion was checked by someone outside the owner's line, or refused."""
    from followthrough.actions.closing import validate as record

    place, console = open_place()
    console.print(record(place, plan, action, by=by, accepted=not refuse, reason=reason))


@app.command()
def reopen(
    plan: PlanKey,
    action: Action,
    reason: Reason = "",
    due: Annotated[
        datetime | None,
        typer.Option(parser=a_date, metavar="DATE", help="A new due date, which --by agreed to."),
    ] = None,
    by: Decider = "",
) -> None:
    """Open an action again that was reported complete."""
    from followthrough.actions.closing import reopen as record

    place, console = open_place()
    due_date = day(due) if due else None
    console.print(record(place, plan, action, reason=reason, due_date=due_date, by=by))


@app.command()
def cancel(
    plan: PlanKey,
    action: Action,
    *,
    reason: Reason = "",
    series: Annotated[
        bool, typer.Option("--series", help="Let it fall due no more; what is open stays open.")
    ] = False,
    by: Decider = "",
) -> None:
    """Close an action that will not be done; packs list it with the reason."""
    from followthrough.actions import closing
    from followthrough.cli.remedies import in_words

    place, console = open_place()
    if series:
        console.print(closing.end_series(place, plan, action, reason=reason, by=by))
        return
    for sentence in closing.cancel(place, plan, action, reason=reason, by=by):
        console.print(in_words(sentence))


@app.command()
def milestone(
    plan: PlanKey,
    action: Action,
    ref: Annotated[str, typer.Argument(metavar="MILESTONE", help="Its reference.")],
    completed: Annotated[
        datetime,
        typer.Option(parser=a_date, metavar="DATE", help="The day on which it was complete."),
    ],
    *,
    old_date: OldDate = False,
) -> None:
    """Record when a milestone of an action was complete."""
    from followthrough.actions.closing import complete_milestone

    place, console = open_place()
    on = day(completed)
    console.print(complete_milestone(place, plan, action, ref, on, is_old_meant=old_date))


@app.command()
def reassign(
    plan: PlanKey, action: Action, to: Annotated[str, typer.Option(help="The new owner's name.")]
) -> None:
    """Give an action another lead owner; its ladder goes on where it is."""
    from followthrough.actions.owner import reassign as record

    place, console = open_place()
    console.print(record(place, plan, action, to))


@app.command()
def pause(
    plan: PlanKey,
    until: Annotated[
        datetime,
        typer.Option(parser=a_date, metavar="DATE", help="The first day on which it may speak."),
    ],
    reason: Reason = "",
    action: Annotated[str, typer.Option(help="Only this action.")] = "",
    theme: Annotated[str, typer.Option(help="Only actions of this theme.")] = "",
    by: Decider = "",
) -> None:
    """Say nothing about a plan, a theme or an action before a date; due dates stand."""
    from followthrough.actions.pausing import pause as record

    place, console = open_place()
    scope = _scope(plan, action, theme)
    console.print(record(place, scope, day(until), reason, by=by))


@app.command()
def resume(
    plan: PlanKey,
    action: Annotated[str, typer.Option(help="Only this action.")] = "",
    theme: Annotated[str, typer.Option(help="Only actions of this theme.")] = "",
) -> None:
    """End a pause early."""
    from followthrough.actions.pausing import resume as record

    place, console = open_place()
    scope = _scope(plan, action, theme)
    console.print(record(place, scope))


def _scope(plan: str, action: str, theme: str) -> "Scope":
    from followthrough.actions.pausing import Scope

    if action and theme:
        raise BadInput("Give --action or --theme, not both.")
    return Scope(plan, theme, action)


@app.command()
def why(plan: PlanKey, action: Action) -> None:
    """Say of one action what was told to whom and why, what comes next, and what would stop it."""
    from followthrough.actions.why import why as explain

    place, console = open_place()
    for section in explain(place, plan, action):
        console.print(f"\n{section.heading}", style="bold", highlight=False)
        for sentence in section.sentences:
            console.print(f"  {sentence}", soft_wrap=True, highlight=False)
