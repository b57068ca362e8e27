"""What an administrator sees in Prefect: a page of today, runs by name, and forms that explain."""

import asyncio
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import Engine

from flows.deployed import FORMER, deployed, remove_gone
from flows.forms import with_choices
from followthrough.tables.today import LINKS
from tests.builders.flows import FLOWS, Ahead
from tests.builders.plans import Service, an_action
from tests.servers.smtp import Sink

NO_MAILBOX = "No mailbox is set, so none was read."
LIVE, DUE = date(2026, 12, 7), date(2026, 12, 18)


@pytest.mark.parametrize("database_url", [pytest.param("sqlite", id="row-220")], indirect=True)
def test_what_was_sent_stays_to_be_seen(
    database: Engine,
    handed: list[str],
    played: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", DUE))
    service.days(LIVE, DUE)
    played("check_due_dates", date(2026, 12, 21))
    with Sink() as sink:
        monkeypatch.setenv("FOLLOWTHROUGH_MAIL_URL", sink.url)
        played("deliver_notices", date(2026, 12, 21), 8)
        played("deliver_notices", date(2026, 12, 21), 9)
        played("read_returns", date(2026, 12, 21), 9)
    assert any("Nothing to do: no notice is due." in said for said in handed)
    assert {"Nothing was handed over. Still queued: 0 notices.", NO_MAILBOX} <= {*handed}
    (notices,) = [page for page in handed if page.startswith("# Notices")]
    assert "| Owen Er | sent 08:00 | A1: 1 working day late |" in notices
    checked, today = [page for page in handed if page.startswith("# Today")]
    assert "0 notices were sent today" in checked, "made again when something changed, and else not"
    assert "**1 action is late. 2 notices were sent today, none failed. 0 things wait" in today
    for line in (
        "- **A1: 1 working day late.** Owen Er. Invented plan. Do what A1 says. Next: Owen Er is",
        " told again that it is overdue, and Dee Rector, the director, is told, on Tuesday 29",
        "| Owen Er | sent 08:00 | A1: 1 working day late |",
        "- **Tue 29 Dec 2026:** Dee Rector: A1 (director); Directors with late or due actions",
        "; Owen Er: A1 (owner)",
    ):
        assert line in today
    assert today.count("](/") == len(LINKS)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_way_that_cannot_be_used_is_told_of_by_each_run_and_the_page_once(
    database: Engine,
    handed: list[str],
    played: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Hold row-227: a delivery that waits for the mail server changes nothing."""
    monkeypatch.setenv("FOLLOWTHROUGH_MAILBOX_PORT", "9")
    Service(database).go_live(LIVE, an_action("A1", date(2026, 12, 14)))
    for hour in (7, 8, 8):
        played("check_due_dates" if hour == 7 else "deliver_notices", LIVE, hour)
    waits = "What goes by 1 way that can't be used now waits."
    assert handed.count(waits) == 2
    assert len([page for page in handed if page.startswith("# Today")]) == 2


@pytest.mark.parametrize("name", FLOWS)
def test_each_parameter_says_what_it_is_and_gives_an_example(name: str) -> None:
    """Hold row-221: the form in Prefect is all that whoever runs a flow by hand can see."""
    flow = getattr(import_module(f"flows.{name}"), name)
    for parameter in flow.parameters.properties.values():
        assert parameter.get("description"), parameter
        assert parameter.get("examples") or parameter["type"] == "boolean", parameter


TEXT, NONE = {"type": "string"}, {"type": "null"}
OFFERED = {"plan": ["a", "b"]}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (TEXT, TEXT | {"enum": ["a", "b"]}),
        (TEXT | {"default": ""}, TEXT | {"default": "", "enum": ["", "a", "b"]}),
        ({"anyOf": [TEXT, NONE]}, {"anyOf": [TEXT | {"enum": ["a", "b"]}, NONE]}),
        (TEXT | {"enum": ["gone"]}, TEXT | {"enum": ["a", "b"]}),
    ],
    ids=["row-228", "row-228-or-empty", "row-228-or-none", "row-228-anew"],
)
def test_a_form_offers_what_there_is(field: dict[str, Any], expected: dict[str, Any]) -> None:
    before = deepcopy(field)
    found = with_choices({"properties": {"plan": field, "days": {**TEXT}}}, OFFERED)
    assert found == {"properties": {"plan": expected, "days": TEXT}}
    assert field == before
    none = with_choices(found, {"plan": []})["properties"]["plan"]
    assert "enum" not in str(none), "before the first plan any text is taken"


def test_only_what_an_older_version_deployed_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold row-229: an administrator's own deployment stays, with our tag too, and as it is."""
    said: list[str] = []
    old, own = "check-due-dates/daily", ("check-due-dates/evenings", "preview/by-hand-2")
    client = Ahead(said, old, *own, *deployed())
    monkeypatch.setattr("flows.deployed.get_client", lambda: client)
    asyncio.run(remove_gone())
    assert said == ["no automations of prefect.deployment.daily", "no daily"]
    assert not FORMER & deployed()
