"""Responsible for what the runs of all flows share: what they may tell, when to try again, their names.

Prefect keeps whatever it is handed: pages, messages, and the text of every exception with that of
what caused it. None of it may hold a secret, or a word of a Part 2 action.
"""

import logging
import sys
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from prefect import runtime
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task
from sqlalchemy.exc import OperationalError

from followthrough.cli.remedies import problems
from followthrough.clock import clock
from followthrough.settings import read_settings
from notifications.masking import masked
from rules.calendar import local_date
from rules.problems import BadInput, Remedy

BY_FIELD = {
    Remedy.MEAN_OLD_DATE: "If it is meant, run the flow again with old_dates_are_meant.",
    Remedy.GIVE_ANSWERS: "Answer them in the file that profile names; take_proposals takes what is proposed.",
}
"""What there is to do that the form of a flow has a field for."""
RETRY_DELAYS = [5.0, 30.0, 120.0]
_log = logging.getLogger("followthrough.flows")


async def worth_retrying(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """Say whether trying again can help: bad input stays bad."""
    wrong = await state.aresult(raise_on_failure=False)
    return not isinstance(wrong, BadInput)


def tell(*sentences: str) -> None:
    """Tell in a run's log what it does, each in a line: numbers, references, rungs and dates.

    No name of a person, no address, and no word of an action.
    """
    for sentence in sentences:
        _log.info("%s", sentence)


class Unforeseen(Exception):  # noqa: N818 - its text is read in a run
    """A use case broke down: of what, and where; the log of the worker alone says more."""


@asynccontextmanager
async def fit_to_tell() -> AsyncIterator[None]:
    """Raise what Prefect may keep and show: bad input with what there is to do, and no secret.

    What there is to do is told as the command line says it, which whoever looks at runs has too,
    unless the flow's form has a field for it. Of what nobody foresaw the text may be anybody's
    words: that goes to standard error, which Prefect does not keep.
    """
    try:
        yield
    except BadInput as wrong:
        raise BadInput(*map(masked, _problems(wrong))) from None
    except Unforeseen:
        raise
    except OperationalError as wrong:  # of the database as a whole, such as a full disk
        why = " ".join(str(wrong.orig).split()).rstrip(".")
        raise Unforeseen(masked(f"The database can't be used: {why}.")) from None
    except Exception as wrong:  # noqa: BLE001 - whatever it is, Prefect would keep its words
        sys.stderr.write(masked(traceback.format_exc()))
        last = traceback.extract_tb(wrong.__traceback__)[-1]
        where = f"{Path(last.filename).name}, line {last.lineno}"
        said = f"{type(wrong).__name__} in {where}. The log of the worker says more."
        raise Unforeseen(said) from None


def _problems(wrong: BadInput) -> Iterator[str]:
    words = BY_FIELD.get(wrong.remedy.name) if wrong.remedy else None
    if words is None:
        yield from problems(wrong)
    else:
        *others, last = wrong.problems
        yield from (*others, f"{last} {words}")


def named_by_day(flow: str) -> Callable[[], str]:
    """Return a namer of runs: `check-due-dates 2019-01-02`, by the service's own clock."""

    def name() -> str:
        try:
            return f"{flow} {local_date(clock(read_settings().data)())}"
        except BadInput:  # the run itself will say what is wrong
            return f"{flow} {runtime.flow_run.id}"

    return name
