"""What prefect.yaml deploys: by names that say what it does, and by no schedule that skips a month."""

from pathlib import Path
from typing import Any

import pytest
import yaml

MOST_SHOWN = 18
"""Letters of a name that Prefect's list of deployments shows on a laptop."""
DEPLOYMENTS = Path(__file__).parents[2] / "prefect.yaml"


def deployments() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(DEPLOYMENTS.read_text())["deployments"]
    return found


def test_each_deployment_says_what_it_does() -> None:
    """Hold row-221: by a name of its own, that is no time of day, and in a sentence."""
    names = [one["name"] for one in deployments()]
    assert len(names) == len(set(names))
    assert all("-" in name and len(name) <= MOST_SHOWN for name in names), names
    assert all(one["description"].endswith(".") for one in deployments())
    triggers = [trigger for one in deployments() for trigger in one.get("triggers", ())]
    assert triggers
    for trigger in triggers:
        assert trigger["description"].endswith(".")
        assert trigger["name"].startswith("followthrough-")


def skips_months(cron: str) -> bool:
    """Say whether a cron expression names a day that some month lacks; `L` names the last of any."""
    days = cron.split()[2]
    ends = [part.partition("/")[0].rpartition("-")[2] for part in days.split(",")]
    return any(end.isdigit() and int(end) > 28 for end in ends)


@pytest.mark.parametrize(
    ("cron", "skips"),
    [
        pytest.param("0 7 31 * *", True, id="row-081"),
        ("0 7 29 2 *", True),
        ("0 7 1,30 * *", True),
        ("0 7 15-31/2 * *", True),
        ("0 7 L * *", False),
        ("0 7 28 * *", False),
        ("*/10 * * * *", False),
        ("0 7 * * *", False),
    ],
)
def test_what_skips_a_month_is_found(cron: str, skips: bool) -> None:  # noqa: FBT001 - a parameter
    assert skips_months(cron) is skips


def test_no_schedule_of_ours_skips_a_month() -> None:
    """Cron passes over months that lack a day (semantics row 81)."""
    crons = [s["cron"] for d in deployments() for s in d.get("schedules", ()) if "cron" in s]
    assert crons
    assert [cron for cron in crons if skips_months(cron)] == []
