"""Responsible for what Prefect holds of our deployments: none that is gone, runs by name, choices.

`make run` sees to it after it has deployed. After a `prefect deploy` of your own, run it by hand:
`python -m flows.deployed`.
"""

import asyncio
import logging
from datetime import timedelta
from functools import cache
from uuid import UUID

import yaml
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import DeploymentResponse

from flows import CHECKOUT
from flows.forms import offer
from followthrough.clock import shift_of
from followthrough.plans.choices import choices
from followthrough.private import keep_private
from followthrough.settings import read_settings
from followthrough.workplace import open_workplace
from rules.calendar import LONDON

ACTOR = "deploying"
TAG = "followthrough"
FORMER = frozenset(
    {
        *("assemble-pack/monthly", "check-due-dates/daily", "deliver-notices/queued"),
        *("import-plan/by-hand", "preview/by-hand", "read-returns/quarter-hourly"),
        "set-meeting/by-hand",
    }
)
"""What older versions deployed. One that is renamed, or is no more, comes here: others stay."""
MOST = 200
"""Runs that are named at a time: more than are ever ahead."""
_log = logging.getLogger("followthrough.flows")
_ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))


async def keep_up() -> None:
    """Name each run that is scheduled, and have forms offer the plans and boards there are by now.

    Prefect names a run after an animal until it begins; now it is named by flow, day and time, by
    the service's own clock. That it can't be done is logged.
    """
    try:
        async with get_client() as client:
            await _name(client, await asyncio.to_thread(_shift))
            ours = [one for name, one in await _deployments(client) if name in deployed()]
            await offer(client, ours, await asyncio.to_thread(_choices))
    except Exception as wrong:  # noqa: BLE001 - names and choices are not worth a failed run
        said = "Scheduled runs could not be named, or forms not be given their choices: %s."
        _log.warning(said, type(wrong).__name__)


def _choices() -> dict[str, list[str]]:
    return choices(open_workplace(ACTOR))


def _shift() -> timedelta:
    return shift_of(read_settings().data)


async def _name(client: PrefectClient, shift: timedelta) -> None:
    flows = await _flows(client)
    scheduled = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED]))
    ahead = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=scheduled), deployment_filter=_ours, limit=MOST
    )
    for run in ahead:
        if run.expected_start_time is None or run.flow_id not in flows or not run.auto_scheduled:
            continue  # who plans a run by hand may have named it
        at = (run.expected_start_time + shift).astimezone(LONDON)
        name = f"{flows[run.flow_id]} {at:%Y-%m-%d %H:%M}"
        if run.name != name:
            await client.update_flow_run(run.id, name=name)


async def _flows(client: PrefectClient) -> dict[UUID, str]:
    """Return the names of our flows, by what Prefect knows them by."""
    names = sorted({name.partition("/")[0] for name in deployed()})
    found = await client.read_flows(flow_filter=FlowFilter(name=FlowFilterName(any_=names)))
    return {flow.id: flow.name for flow in found}


async def _deployments(client: PrefectClient) -> list[tuple[str, DeploymentResponse]]:
    """Return the deployments of our flows, each with its whole name: `check-due-dates/daily`."""
    flows = await _flows(client)
    found = await client.read_deployments(deployment_filter=_ours)
    return [(f"{flows[one.flow_id]}/{one.name}", one) for one in found if one.flow_id in flows]


async def remove_gone() -> None:
    """Remove what an older version deployed by other names, with its automations.

    It would go on beside what took its place. A deployment that somebody else made stays, whatever
    its tags.
    """
    async with get_client() as client:
        for name, one in await _deployments(client):
            if name in FORMER:
                await client.delete_resource_owned_automations(f"prefect.deployment.{one.id}")
                await client.delete_deployment(one.id)


@cache
def deployed() -> frozenset[str]:
    """Return the names of what prefect.yaml deploys: `check-due-dates/check-each-day`."""
    found = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text())["deployments"]
    return frozenset(f"{_flow(one['entrypoint'])}/{one['name']}" for one in found)


def _flow(entrypoint: str) -> str:
    return entrypoint.rpartition(".")[2].replace("_", "-")


async def see_to_it() -> None:
    """Remove the deployments that are gone, name the runs ahead, and give forms their choices."""
    await remove_gone()
    await keep_up()


if __name__ == "__main__":
    keep_private()
    asyncio.run(see_to_it())
