"""Flows played as Prefect would play them, and all that Prefect would be handed."""

import asyncio
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest
from prefect.client.schemas.actions import DeploymentUpdate

from followthrough import clock
from tests.builders.plans import at

FOLDER = Path(__file__).parents[2] / "flows"
FLOWS = tuple(path.stem for path in sorted(FOLDER.glob("*.py")) if "\n@flow(" in path.read_text())


class Ahead:
    """Prefect's client, where one run is ahead, named after an animal; it keeps what it is told."""

    def __init__(self, found: list[str], *deployments: str) -> None:
        self.found = found
        self.names = [name.split("/") for name in deployments or ("preview/show-days-ahead",)]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def read_flows(self, **_: object) -> list[SimpleNamespace]:
        flows = dict.fromkeys(("check-due-dates", *(flow for flow, _ in self.names)))
        return [SimpleNamespace(id=flow, name=flow) for flow in flows]

    async def read_flow_runs(self, **_: object) -> list[SimpleNamespace]:
        soon = datetime(2030, 1, 7, 7, tzinfo=UTC)
        about = {"flow_id": "check-due-dates", "expected_start_time": soon}
        return [
            SimpleNamespace(id=2, name="pygmy-bullfrog", auto_scheduled=True, **about),
            SimpleNamespace(id=3, name="before the meeting", auto_scheduled=False, **about),
        ]

    async def read_deployments(self, **_: object) -> list[SimpleNamespace]:
        form = {"properties": {"plan": {"type": "string", "default": ""}}}
        return [
            SimpleNamespace(id=name, flow_id=flow, name=name, parameter_openapi_schema=form)
            for flow, name in self.names
        ]

    async def update_deployment(self, name: str, changed: DeploymentUpdate) -> None:
        self.found.append(f"{name} has {changed.model_dump(exclude_unset=True)}")

    async def delete_resource_owned_automations(self, resource: str) -> None:
        self.found.append(f"no automations of {resource}")

    async def delete_deployment(self, name: str) -> None:
        self.found.append(f"no {name}")

    async def update_flow_run(self, run: int, name: str) -> None:
        self.found.append(f"run {run} is {name}")


def hear(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return whatever Prefect is handed from now on, in the order in which it is."""
    found: list[str] = []

    async def keep(*told: object, **named: object) -> None:
        found.extend(str(value) for value in (*told, *named.values()))

    artifacts = import_module("flows.artifacts")
    for name in artifacts.__dict__:
        if name.startswith(("acreate_", "aupdate_")):
            monkeypatch.setattr(artifacts, name, keep)
    monkeypatch.setattr(
        "flows.events.emit_event", lambda *told, **more: found.append(f"{told}{more}")
    )
    told = logging.Handler()
    told.emit = lambda line: found.append(line.getMessage())  # type: ignore[method-assign,assignment]
    monkeypatch.setattr(logging.getLogger("followthrough"), "handlers", [told])
    monkeypatch.setattr("flows.deployed.get_client", lambda: Ahead(found))
    for module in map(import_module, (f"flows.{name}" for name in FLOWS)):
        for name, value in [*vars(module).items()]:
            if type(value).__name__ == "Task":
                monkeypatch.setattr(module, name, value.fn)
    return found


def player(
    handed: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch, database: str
) -> Callable[..., None]:
    """Return what plays a flow by its name at a moment, as a worker would."""
    monkeypatch.setenv("FOLLOWTHROUGH_DATA", str(folder))
    monkeypatch.setenv("FOLLOWTHROUGH_DATABASE_URL", database)

    def play(name: str, day: date, hour: int = 7, **given: Any) -> None:  # noqa: ANN401 - a flow's
        clock.start_example(folder, at(day, hour))
        flow = getattr(import_module(f"flows.{name}"), name)
        handed.append(flow.flow_run_name())
        try:
            handed.append(str(asyncio.run(flow.fn(**given))))
        except Exception as wrong:  # noqa: BLE001 - Prefect keeps each
            handed.append("".join(traceback.format_exception(wrong)))

    return play
