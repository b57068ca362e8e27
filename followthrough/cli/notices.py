"""Responsible for the commands about notices: delivered, returned, listed, shown and settled."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from followthrough.cli.place import a_date, a_number, day, open_place
from followthrough.cli.remedies import in_words
from rules.problems import BadInput

app = typer.Typer()
outbox = typer.Typer(help="What was queued and sent: to whom, why, when, and the server's words.")

MOST_LISTED = 50
Number = Annotated[
    int, typer.Argument(parser=a_number(1), metavar="NUMBER", help="The notice's number.")
]


@app.command()
def deliver() -> None:
    """Send what is queued and due, one mail at a time, and keep the server's replies."""
    from followthrough.notices import delivery
    from followthrough.tables.daily import progress_bar
    from rules.words import count

    place, console = open_place()
    with progress_bar(console) as bar:
        task = bar.add_task("Sending", total=delivery.due(place))
        done = delivery.deliver(
            place, insist=True, progress=lambda number: bar.advance(task, number)
        )
    console.print(f"{count(done.sent, 'notice')} sent." if done.outcomes else "Nothing due.")
    if done.waiting:
        console.print(f"{count(done.waiting, 'notice')} waiting for a later try.")
    for sentence in done.needs_a_person:
        console.print(in_words(sentence), style="red", soft_wrap=True)
    if done.shut:
        raise BadInput(*done.shut)
    raise typer.Exit(1 if done.failed else 0)


@app.command()
def returns(
    by: Annotated[str, typer.Option(help="Who has looked, by name.")] = "",
    *,
    go_on: Annotated[
        bool, typer.Option("--go-on", help="Many addresses failed at once: suspend again.")
    ] = False,
) -> None:
    """Read the mailbox for returned mail: who can't be reached is not written to any more."""
    from followthrough.notices.returns import UNSET, read_returns
    from followthrough.notices.suspending import go_on as suspend_again

    place, console = open_place()
    if go_on:
        console.print(suspend_again(place, by=by), soft_wrap=True)
    if not place.settings.returns_url:
        console.print(UNSET, soft_wrap=True)
        return
    done = read_returns(place)
    console.print(str(done), soft_wrap=True)
    raise typer.Exit(1 if done.returned else 0)


@outbox.callback(invoke_without_command=True)
def list_notices(
    context: typer.Context,
    state: Annotated[str | None, typer.Option(help="Only this state, such as sent.")] = None,
    limit: Annotated[
        int, typer.Option(parser=a_number(1), metavar="NUMBER", help="How many, newest first.")
    ] = MOST_LISTED,
) -> None:
    """List notices, newest first: to whom, subject, state, tries, what the server said."""
    from followthrough.notices.proof import notices
    from followthrough.tables.notices import show_notices
    from models.notice import NoticeState

    if context.invoked_subcommand:
        if state is not None or limit != MOST_LISTED:
            raise BadInput("--state and --limit go with the list alone.")
        return
    if state is not None and state not in set(NoticeState):
        raise BadInput(f"--state {state}: the states are {', '.join(NoticeState)}.")
    place, console = open_place()
    show_notices(console, notices(place, state, limit))


@outbox.command()
def show(
    number: Number,
    *,
    text: Annotated[bool, typer.Option("--text", help="Its words, too.")] = False,
) -> None:
    """Show the proof of one notice: who, what, why, when, and each attempt with the reply."""
    from followthrough.notices.proof import show as find
    from followthrough.tables.notices import show_proof

    place, console = open_place()
    proof, said = find(place, number)
    show_proof(console, proof)
    if text:
        console.print(said.text if said else "Its words are not kept.", markup=False)


@outbox.command()
def export(
    file: Annotated[Path, typer.Argument(help="A .jsonl or .csv file to write.")],
    from_: Annotated[
        datetime | None,
        typer.Option("--from", parser=a_date, metavar="DATE", help="Queued on or after it."),
    ] = None,
    to: Annotated[
        datetime | None,
        typer.Option("--to", parser=a_date, metavar="DATE", help="Queued on or before it."),
    ] = None,
) -> None:
    """Write the proof of every notice to a file, for an auditor or an archive."""
    from followthrough.notices.proof import export as write
    from followthrough.tables.daily import progress_bar
    from rules.words import count

    place, console = open_place()
    first, last = (day(given) if given else None for given in (from_, to))
    if first and last and last < first:
        raise BadInput(f"--to {last} lies before --from {first}: change one of them.")
    with progress_bar(console) as bar:
        task = bar.add_task("Exporting", total=None)
        number = write(place, file, first, last, lambda read: bar.advance(task, read))
    console.print(f"{count(number, 'notice')} in {file}.", soft_wrap=True)


@outbox.command()
def release(
    number: Number,
    by: Annotated[str, typer.Option(help="Who decides, by name.")] = "",
    *,
    delivered: Annotated[
        bool, typer.Option("--delivered", help="It has arrived: it counts as sent.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="It has not: send it again.")] = False,
) -> None:
    """Settle a notice in doubt or refused, by a named person's word; it is audited."""
    from followthrough.notices.settling import release as settle

    if delivered == again:
        raise BadInput("Give --delivered or --again.")
    place, console = open_place()
    console.print(
        settle(place, number, delivered=delivered, by=by),
        soft_wrap=True,
    )


@outbox.command()
def hold(by: Annotated[str, typer.Option(help="Who decides, by name.")] = "") -> None:
    """Let nothing but alarms leave, such as before a back-up on another machine is used."""
    from followthrough.notices.holding import hold as keep_back

    place, console = open_place()
    keep_back(place, by)
    console.print("Nothing but alarms leaves until `followthrough outbox resume`.")


@outbox.command()
def resume(by: Annotated[str, typer.Option(help="Who decides, by name.")] = "") -> None:
    """List what may have been told already; with --by, let what is held leave."""
    from followthrough.notices.holding import resume as let_go_on
    from followthrough.notices.holding import what_is_held
    from followthrough.tables.notices import show_held
    from rules.words import count

    place, console = open_place()
    show_held(console, what_is_held(place))
    who, waiting = let_go_on(place, by)
    console.print(f"Goes on, by the word of {who}: {count(waiting, 'notice')} may leave.")
