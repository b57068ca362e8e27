"""Responsible for the choices that forms in Prefect offer: plans, boards, organisations there are.

A form is part of a deployment, and Prefect refuses a run whose field is none of its choices, with
the list. So they are kept up to date in the deployments themselves.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.responses import DeploymentResponse


async def offer(
    client: PrefectClient,
    deployments: Sequence[DeploymentResponse],
    choices: Mapping[str, Sequence[str]],
) -> None:
    """Have the forms of these deployments offer the choices, by the name of the field."""
    for one in deployments:
        form = with_choices(one.parameter_openapi_schema or {}, choices)
        if form != one.parameter_openapi_schema:
            changed = DeploymentUpdate(parameter_openapi_schema=form)
            await client.update_deployment(one.id, changed)


def with_choices(form: Mapping[str, Any], choices: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return a form whose fields offer these choices; one that may be left empty still may.

    Without any, such as before the first plan, a field takes any text.
    """
    found = deepcopy(dict(form))
    for name, offered in choices.items():
        field = found.get("properties", {}).get(name, {})
        for kind in (field, *field.get("anyOf", ())):
            kind.pop("enum", None)
            if kind.get("type") == "string" and offered:
                kind["enum"] = [*([""] if field.get("default") == "" else []), *offered]
    return found
