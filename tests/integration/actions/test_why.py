"""Why an action is where it is, read from the database: it follows what is recorded."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from followthrough.actions import pausing
from followthrough.actions.why import why
from followthrough.ladder.policy_file import DEFAULT
from rules.problems import BadInput
from tests.builders.cast import DUE, LIVE, live_plan
from tests.builders.places import a_place
from tests.builders.plans import KEY, Service, an_action, at

ONE_DAY = timedelta(days=1)
SOONER = DEFAULT.read_text().replace(
    "tells: director, working_days: 5", "tells: director, working_days: 3"
)


def explained(engine: Engine, now: datetime, ref: str = "A1") -> dict[str, list[str]]:
    return {s.heading: list(s.sentences) for s in why(a_place(engine, now), KEY, ref)}


def pause(service: Service, ref: str, until: date) -> str:
    scope = pausing.Scope(KEY, action=ref)
    return pausing.pause(service.place(at(LIVE)), scope, until, "An inspection.")


Change = Callable[[Service], object]
NOON = at(date(2026, 12, 22), 12)


@pytest.mark.parametrize(
    ("change", "heading", "sentence"),
    [
        pytest.param(
            lambda s: s.acknowledge("A1", date(2026, 12, 29), NOON),
            "Promises",
            "Tue 22 Dec 2026, at L0: Owen Er promised an update by Tue 29 Dec 2026; none yet.",
            id="row-096",
        ),
        pytest.param(
            lambda s: s.ask("A1", date(2027, 1, 15), NOON, by="Owen Er"),
            "Its due date",
            "Tue 22 Dec 2026: Owen Er asked for Fri 15 Jan 2027 (A supplier left); not decided yet.",
            id="row-101",
        ),
        pytest.param(
            lambda s: s.cancel("A1", NOON, "The body was wound up."),
            "What comes next",
            "Nothing: it is closed.",
            id="row-052",
        ),
        pytest.param(
            lambda s: s.complete("A1", NOON),
            "Who decides",
            "Whether it is complete: Val Idator.",
            id="row-105",
        ),
        pytest.param(
            lambda s: s.cover(
                "Dee Rector", "Deb Uty", date(2026, 12, 24), LIVE + 30 * ONE_DAY, NOON
            ),
            "What comes next",
            "Tuesday 29 December 2026: Deb Uty (director; Dee Rector is away). L1: 5 working days "
            "after the due date (Fri 18 Dec 2026), not recorded complete.",
            id="row-117",
        ),
        pytest.param(
            lambda s: s.apply_policy(SOONER, NOON, running=True),
            "What comes next",
            "Wednesday 23 December 2026: Dee Rector (director). L1: 3 working days after the due "
            "date (Fri 18 Dec 2026), not recorded complete.",
            id="row-053",
        ),
        pytest.param(
            lambda s: pause(s, "A1", date(2027, 1, 4)),
            "Where it stands",
            "Nothing is said about it before Mon 4 Jan 2027: An inspection, by the plan's administrator.",
            id="paused",
        ),
        pytest.param(
            lambda _: None,
            "What was told",
            "Mon 21 Dec 2026, to Owen Er <owen@invented.example>: sent on Mon 21 Dec 2026. "
            "L0: 1 working day after the due date (Fri 18 Dec 2026), not "
            "recorded complete (P1).",
            id="row-010",
        ),
    ],
)
def test_why_follows_what_is_recorded(
    database: Engine, change: Change, heading: str, sentence: str
) -> None:
    service = live_plan(database)
    service.days(LIVE, date(2026, 12, 22))
    change(service)
    assert sentence in explained(database, NOON)[heading]


def test_why_tells_every_episode(database: Engine) -> None:
    service = live_plan(database)
    service.days(LIVE, date(2026, 12, 22))
    service.ask("A1", date(2027, 1, 15), NOON)
    service.agree("A1", NOON, "Dee Rector")
    service.days(date(2026, 12, 23), date(2027, 1, 18))
    found = explained(database, at(date(2027, 1, 18), 12))
    told = [s for s in found["What was told"] if "(P1, episode 2)" in s]
    assert len(told) == 4, "the approval, R1, R0 and L0"
    assert len(found["What was told"]) == 7
    assert "approved on Tue 22 Dec 2026 by Dee Rector" in found["Its due date"][1]


def test_another_actions_pause_is_not_told(database: Engine) -> None:
    service = live_plan(database, an_action("A1", DUE), an_action("A2", DUE))
    pause(service, "A2", DUE)
    assert len(explained(database, at(LIVE))["Where it stands"]) == 1
    assert len(explained(database, at(LIVE), "A2")["Where it stands"]) == 2


def test_why_of_an_unknown_action_names_those_there_are(database: Engine) -> None:
    live_plan(database, an_action("A1", DUE), an_action("A2", DUE))
    with pytest.raises(BadInput, match="Plan p has no action 'A9'; it has: A1, A2"):
        why(a_place(database, NOON), KEY, "A9")
