"""What an administrator sees in Prefect: a page of today, runs by name, and forms that explain."""

from collections.abc import Callable
from datetime import date
from importlib import import_module

import pytest
from sqlalchemy import Engine

from followthrough.tables.today import LINKS
from tests.builders.flows import FLOWS
from tests.builders.plans import Service, an_action
from tests.servers.smtp import Sink

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
    (notices,) = [page for page in handed if page.startswith("# Notices")]
    assert "| Owen Er | sent 08:00 | A1: 1 working day late |" in notices
    checked, today = [page for page in handed if page.startswith("# Today")]
    assert "0 notices were sent today" in checked, "made again when something changed, and else not"
    assert "**1 action is late. 2 notices were sent today, none failed. 0 things wait" in today
    for line in (
        "- **A1: 1 working day late.** Owen Er. Invented plan. Do what A1 says. Next: Dee Rector",
        "| Owen Er | sent 08:00 | A1: 1 working day late |",
        "- **Tue 29 Dec 2026:** Dee Rector: A1 (director); Directors with late or due actions",
    ):
        assert line in today
    assert today.count("](/") == len(LINKS)


@pytest.mark.parametrize("name", FLOWS)
def test_each_parameter_says_what_it_is_and_gives_an_example(name: str) -> None:
    """Hold row-221: the form in Prefect is all that whoever runs a flow by hand can see."""
    flow = getattr(import_module(f"flows.{name}"), name)
    for parameter in flow.parameters.properties.values():
        assert parameter.get("description"), parameter
        assert parameter.get("examples") or parameter["type"] == "boolean", parameter
