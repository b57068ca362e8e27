"""Responsible for what the flows share with each other: the wake-up event, retries, run names."""

from collections.abc import Callable, Sequence
from typing import Any

from prefect import runtime
from prefect.client.schemas.objects import State, TaskRun
from prefect.events import emit_event
from prefect.tasks import Task

from followthrough.clock import clock
from followthrough.settings import read_settings
from rules.calendar import local_date
from rules.problems import BadInput

QUEUED = "followthrough.notices.queued"
ROUND_CLOSED = "followthrough.round.closed"
BOARD_DATE_CHANGED = "followthrough.board-date.changed"
RETRY_DELAYS = [5.0, 30.0, 120.0]


def announce_queued(number: int) -> None:
    """Wake the delivery up, if anything was queued; a lost event costs delay, never a notice."""
    if number:
        emit_event(
            QUEUED,
            resource={
                "prefect.resource.id": "followthrough.outbox",
                "prefect.resource.name": "Outbox",
            },
            payload={"queued": number},
        )


def announce_rounds_closed(boards: Sequence[str]) -> None:
    """Have the packs made whose paper deadline has come; a lost event costs a quarter of an hour."""
    if boards:
        emit_event(
            ROUND_CLOSED,
            resource={
                "prefect.resource.id": "followthrough.rounds",
                "prefect.resource.name": "Update rounds",
            },
            payload={"boards": list(boards)},
        )


def announce_board_date(plan: str, board: str) -> None:
    """Have the packs looked at that may be due by a new date; a lost event costs a day at most."""
    emit_event(
        BOARD_DATE_CHANGED,
        resource={
            "prefect.resource.id": f"followthrough.board.{plan}",
            "prefect.resource.name": board,
        },
        payload={"plan": plan, "board": board},
    )


async def worth_retrying(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """Say whether trying again can help: bad input stays bad."""
    wrong = await state.aresult(raise_on_failure=False)
    return not isinstance(wrong, BadInput)


def named_by_day(flow: str) -> Callable[[], str]:
    """Return a namer of runs: `check-due-dates 2019-01-02`, by the service's own clock."""

    def name() -> str:
        try:
            return f"{flow} {local_date(clock(read_settings().data)())}"
        except BadInput:  # the run itself will say what is wrong
            return f"{flow} {runtime.flow_run.id}"

    return name
