"""Responsible for the command line: the same use cases as the flows, without Prefect.

Everything slow to import is imported inside a command, so that help comes at once.
"""

import sys

import typer

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
app.add_typer(people.person, name="person")


def main() -> None:
    """Run the command line; bad input is told in sentences, with exit code 2."""
    keep_private()
    try:
        refuse_controls(sys.argv[1:])
        app()
    except BadInput as wrong:
        for problem in remedies.problems(wrong):
            complain(problem)
        sys.exit(2)
    except OSError as wrong:
        complain(f"{wrong.filename or 'The system'}: {wrong.strerror or wrong}.")
        sys.exit(2)
    except CalendarEnds as ends:
        complain(
            f"A date lies outside a plan's calendar: {ends}; give it more years, see `followthrough "
            "calendar apply --help`."
        )
        sys.exit(2)
    except Exception as wrong:
        if type(wrong).__name__ not in UNUSABLE:
            raise
        said = getattr(wrong, "orig", wrong)
        complain(f"The database can't be used: {str(said).strip()}.")
        sys.exit(2)
