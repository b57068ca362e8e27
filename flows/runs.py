"""Responsible for what the runs of all flows share: when to try again, and how they are named."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from prefect import runtime
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from followthrough.cli.remedies import problems
from followthrough.clock import clock
from followthrough.settings import read_settings
from notifications.masking import masked
from rules.calendar import local_date
from rules.problems import BadInput

RETRY_DELAYS = [5.0, 30.0, 120.0]


async def worth_retrying(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """Say whether trying again can help: bad input stays bad."""
    wrong = await state.aresult(raise_on_failure=False)
    return not isinstance(wrong, BadInput)


@asynccontextmanager
async def fit_to_tell() -> AsyncIterator[None]:
    """Raise what Prefect may keep and show: bad input with what there is to do, and no secret.

    What there is to do is told as the command line says it: whoever looks at runs has that too.
    """
    try:
        yield
    except BadInput as wrong:
        raise BadInput(*map(masked, problems(wrong))) from None
    except Exception as wrong:
        said = f"{type(wrong).__name__}: {wrong}"
        if masked(said) == said:
            raise
        raise RuntimeError(masked(said)) from None


def named_by_day(flow: str) -> Callable[[], str]:
    """Return a namer of runs: `check-due-dates 2019-01-02`, by the service's own clock."""

    def name() -> str:
        try:
            return f"{flow} {local_date(clock(read_settings().data)())}"
        except BadInput:  # the run itself will say what is wrong
            return f"{flow} {runtime.flow_run.id}"

    return name
