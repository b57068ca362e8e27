"""No schedule skips a month: cron passes over months that lack a day (semantics row 81)."""

from pathlib import Path

import pytest
import yaml

DEPLOYMENTS = Path(__file__).parents[2] / "prefect.yaml"


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
    deployments = yaml.safe_load(DEPLOYMENTS.read_text())["deployments"]
    crons = [s["cron"] for d in deployments for s in d.get("schedules", ()) if "cron" in s]
    assert crons
    assert [cron for cron in crons if skips_months(cron)] == []
