"""Responsible for what Prefect holds of our deployments: none that is gone, and each run ahead by name.

`make run` sees to it after it has deployed. After a `prefect deploy` of your own, run it by hand:
`python -m flows.deployed`.
"""

import asyncio
import logging
from collections.abc import Collection
from datetime import timedelta

import yaml
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType

from flows import CHECKOUT
from followthrough.clock import shift_of
from followthrough.private import keep_private
from followthrough.settings import read_settings
from rules.calendar import LONDON

TAG = "followthrough"
MOST = 200
"""Runs that are named at a time: more than are ever ahead."""
_log = logging.getLogger("followthrough.flows")
_ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))


async def name_scheduled() -> None:
    """Give each run that is scheduled its name now: Prefect names it after an animal until it runs.

    It is named by flow, day and time, by the service's own clock. That it can't be done is logged.
    """
    try:
        async with get_client() as client:
            await _name(client, await asyncio.to_thread(_shift))
    except Exception as wrong:  # noqa: BLE001 - a name is not worth a failed run
        _log.warning("Scheduled runs could not be named: %s.", type(wrong).__name__)


def _shift() -> timedelta:
    return shift_of(read_settings().data)


async def _name(client: PrefectClient, shift: timedelta) -> None:
    flows = {flow.id: flow.name for flow in await client.read_flows()}
    scheduled = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED]))
    ahead = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=scheduled), deployment_filter=_ours, limit=MOST
    )
    for run in ahead:
        if run.expected_start_time is None or run.flow_id not in flows:
            continue
        at = (run.expected_start_time + shift).astimezone(LONDON)
        name = f"{flows[run.flow_id]} {at:%Y-%m-%d %H:%M}"
        if run.name != name:
            await client.update_flow_run(run.id, name=name)


async def remove_gone(kept: Collection[str]) -> None:
    """Remove the deployments of ours that prefect.yaml names no more, with their automations.

    They would go on beside those that took their place. `kept` are names, `flow/deployment`.
    """
    async with get_client() as client:
        flows = {flow.id: flow.name for flow in await client.read_flows()}
        for one in await client.read_deployments(deployment_filter=_ours):
            if f"{flows.get(one.flow_id)}/{one.name}" not in kept:
                await client.delete_resource_owned_automations(f"prefect.deployment.{one.id}")
                await client.delete_deployment(one.id)


def deployed() -> set[str]:
    """Return the names of what prefect.yaml deploys: `check-due-dates/check-each-day`."""
    found = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text())["deployments"]
    return {f"{_flow(one['entrypoint'])}/{one['name']}" for one in found}


def _flow(entrypoint: str) -> str:
    return entrypoint.rpartition(".")[2].replace("_", "-")


async def see_to_it() -> None:
    """Remove the deployments that are gone, and name the runs that are ahead by now."""
    await remove_gone(deployed())
    await name_scheduled()


if __name__ == "__main__":
    keep_private()
    asyncio.run(see_to_it())
