"""Responsible for runs that have begun: waited for before everything stops, ended if they were cut off."""

import asyncio
from datetime import datetime
from time import monotonic

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Crashed

from flows.local_server import POOL

BEGUN = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
CUT_OFF = (
    "Everything was stopped while it ran. The next run of this flow goes on from here; "
    "if somebody had started it by hand, start it again."
)


async def end_cut_off() -> None:
    """Mark the runs as crashed that an earlier `make run` left behind: claimed, or in the midst.

    Called while no worker runs, so that none of them can be alive. Prefect itself would show them
    as running for ever.
    """
    async with get_client() as client:
        for run in await _runs(client, FlowRunFilter(state=_in(BEGUN))):
            await client.set_flow_run_state(run.id, Crashed(message=CUT_OFF), force=True)


async def wait_for_begun(now: datetime, patience: float) -> bool:
    """Wait until each run that was due by now has ended; say whether all did within so many seconds.

    An event may have started runs of which nobody else knows: what they have not done is not said
    on any page yet.
    """
    by_now = FlowRunFilterExpectedStartTime.model_validate({"before_": now})
    due = FlowRunFilter(state=_in([StateType.SCHEDULED, *BEGUN]), expected_start_time=by_now)
    deadline = monotonic() + patience
    async with get_client() as client:
        while await _runs(client, due):
            if monotonic() > deadline:
                return False
            await asyncio.sleep(0.3)
    return True


async def _runs(client: PrefectClient, wanted: FlowRunFilter) -> list[FlowRun]:
    """Return the runs that our worker takes: those of another pool are its workers' business."""
    ours = WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL]))
    return await client.read_flow_runs(flow_run_filter=wanted, work_pool_filter=ours)


def _in(states: list[StateType]) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=states))
