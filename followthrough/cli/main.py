"""Responsible for the command line: the same use cases as the flows, without Prefect.

Everything slow to import is imported inside a command, so that help comes at once.
"""

import sys
from collections.abc import Iterable

import typer
from typer.exceptions import TyperException

from followthrough.cli import (
    actions,
    audit,
    boards,
    daily,
    importing,
    notices,
    packs,
    people,
    plans,
    remedies,
)
from followthrough.cli.place import refuse_controls
from followthrough.private import complain, keep_private
from rules.calendar import CalendarEnds
from rules.problems import BadInput

UNUSABLE = {"OperationalError", "InternalError", "InterfaceError"}
"""What SQLAlchemy, which help does not load, raises of a database that can't be used."""

app = typer.Typer(
    name="followthrough",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Makes sure that what a public body promised its inspector gets done.\n\n"
    "Exit codes: 0 done, 1 a run failed or a notice needs a person, 2 something in what you "
    "gave must be mended (the message says what and where).",
)

for subject in (importing, plans, actions, daily, notices, boards, people):
    app.add_typer(subject.app)
app.add_typer(audit.audit, name="audit")
app.add_typer(boards.board, name="board")
app.add_typer(notices.outbox, name="outbox")
app.add_typer(packs.pack, name="pack")
app.add_typer(plans.policy, name="policy")
app.add_typer(plans.calendar, name="calendar")
app.add_typer(people.people, name="people")
app.add_typer(people.person, name="person")


def main() -> None:
    """Run the command line; bad input is told in sentences, with exit code 2."""
    keep_private()
    try:
        refuse_controls(sys.argv[1:])
        sys.exit(app(prog_name=app.info.name, standalone_mode=False))
    except Exception as wrong:  # noqa: BLE001 - what nobody foresaw is raised again
        for sentence in told(wrong):
            complain(sentence)
        sys.exit(2)


def told(wrong: Exception) -> Iterable[str]:
    """Return in sentences what must be mended; raises what nobody foresaw again."""
    match wrong:
        case TyperException():
            return filter(None, (_of_typer(wrong),))
        case BadInput():
            return remedies.problems(wrong)
        case OSError():
            return (f"{wrong.filename or 'The system'}: {wrong.strerror or wrong}.",)
        case CalendarEnds():
            more = "give it more years, see `followthrough calendar apply --help`"
            return (f"A date lies outside a plan's calendar: {wrong}; {more}.",)
        case _ if type(wrong).__name__ in UNUSABLE:
            said = getattr(wrong, "orig", wrong)
            return (f"The database can't be used: {str(said).strip()}.",)
        case _:
            raise wrong


def _of_typer(wrong: TyperException) -> str:
    """Return what was wrong with what was typed; empty if help was shown instead."""
    said = " ".join(wrong.format_message().split())
    if isinstance(wrong, typer.BadParameter) and wrong.param and wrong.message:
        return f"{wrong.param.get_error_hint()}: {wrong.message.removeprefix('Value error, ')}"
    context = getattr(wrong, "ctx", None)
    seen = f"; see `{context.command_path} --help`" if context else ""
    return f"{said.rstrip('.')}{seen}." if said else ""
