"""Every write that takes an actor: stored together with its audit entry, or not at all."""

import importlib
import inspect
import pkgutil
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

import models
from models.session import writing
from rules.problems import BadInput
from tests.builders.plans import Service
from tests.integration.models.test_audit import ACTOR, NOW, entries, service, verified
from tests.integration.models.test_audit import run as execute
from tests.integration.models.writes import ONLY_ENTRIES, WRITES

__all__ = ["service"]  # the fixture


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in SQLModel.metadata.sorted_tables
        }


def test_every_write_that_takes_an_actor_is_tried_here() -> None:
    modules = [
        importlib.import_module(f"models.{m.name}") for m in pkgutil.iter_modules(models.__path__)
    ]
    takes_actor = {
        f"{module.__name__.removeprefix('models.')}.{name}"
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and "actor" in inspect.signature(function).parameters
    }
    assert takes_actor == set(WRITES)


@pytest.mark.parametrize("write", WRITES)
def test_a_write_and_its_entry_are_stored_together(service: Service, write: str) -> None:
    before, entries_before = contents(service.engine), entries(service.engine)
    with writing(service.engine) as session:
        WRITES[write](session)
    after = contents(service.engine)
    changed = {name for name in after if after[name] != before[name]} - {
        "audit_entry",
        "audit_head",
    }
    assert bool(changed) is (write not in ONLY_ENTRIES)
    new = entries(service.engine)[len(entries_before) :]
    assert new
    assert {(entry.actor, entry.at) for entry in new} == {(ACTOR, NOW)}
    assert verified(service.engine) is None


@pytest.mark.parametrize("write", WRITES)
def test_a_write_that_is_rolled_back_leaves_neither(service: Service, write: str) -> None:
    before = contents(service.engine)

    def fail_after_writing() -> None:
        with writing(service.engine) as session:
            WRITES[write](session)
            session.flush()
            raise KeyError("the next statement failed")

    with pytest.raises(KeyError, match="the next statement failed"):
        fail_after_writing()
    assert contents(service.engine) == before
    assert verified(service.engine) is None


@pytest.mark.parametrize("write", WRITES)
def test_a_write_whose_entry_cannot_be_stored_is_not_stored(service: Service, write: str) -> None:
    execute(service.engine, "DELETE FROM audit_head")
    before = contents(service.engine)
    with pytest.raises(BadInput, match="its head is gone"), writing(service.engine) as session:
        WRITES[write](session)
    assert contents(service.engine) == before
