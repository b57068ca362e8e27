"""Responsible for `make run`: everything on one machine, the example played when nothing is there."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from time import monotonic, sleep
from typing import Any

import yaml
from rich.console import Console

from flows import CHECKOUT
from flows import local_server as local
from flows.access import Password, password_of
from followthrough import clock
from followthrough.cli.remedies import in_words, problems
from followthrough.daily.standing import standing
from followthrough.database import open_database
from followthrough.laptop import example
from followthrough.notices import delivery
from followthrough.notices.alarms import needs_a_person
from followthrough.private import complain, keep_private
from followthrough.settings import Settings, read_settings
from followthrough.tables.daily import progress_bar, show_standing
from followthrough.workplace import Workplace
from rules.calendar import LONDON, local_date
from rules.problems import BadInput
from rules.words import count

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a supervisor's word, and a closed terminal."""
PAGES = {
    "what matters today": "/artifacts/key/today",
    "what is late": "/artifacts/key/due-dates",
    "mails of today": "/artifacts/key/notices",
    "packs and files": "/artifacts/key/pack",
    "every run": "/runs",
}
"""Pages of Prefect: artifacts are in no menu of it."""
PATIENCE = 180.0
"""Seconds that a flow's run, or a delivery, may take here."""


def main() -> int:
    """Start everything, show how things stand, serve until Ctrl-C; return the exit code."""
    words = argparse.ArgumentParser(prog="make run", description=__doc__)
    words.add_argument("--once", action="store_true", help="end after the table")
    once = words.parse_args().once
    console = Console(markup=False)
    keep_private()
    # Said aloud, since a shell starts background jobs with Ctrl-C ignored.
    for number in STOPS:
        signal.signal(number, signal.default_int_handler)
    try:
        return _run(console, once=once)
    except BadInput as wrong:
        for problem in problems(wrong):
            complain(problem)
        return 2
    except RuntimeError as wrong:
        complain(str(wrong))
        return 1
    except KeyboardInterrupt:
        console.print("Stopped.")
        return 0


def _run(console: Console, *, once: bool) -> int:
    settings = read_settings()
    if settings.mailbox_port == settings.prefect_port:
        raise BadInput("Settings FOLLOWTHROUGH_MAILBOX_PORT and FOLLOWTHROUGH_PREFECT_PORT: equal.")
    local.refuse_taken_port(settings.mailbox_port, "MAILBOX_PORT")
    local.refuse_taken_port(settings.prefect_port, "PREFECT_PORT")
    with local.hold(settings.data):
        return _run_in(settings, console, once=once)


def _run_in(settings: Settings, console: Console, *, once: bool) -> int:
    place = Workplace(settings, clock.real_now, open_database(settings), "make run")
    is_example = _is_example(place)
    if is_example:  # whatever is set, the example's mail stays on this machine
        settings = settings.model_copy(
            update={
                "mail_url": "",
                "alarm_url": "",
                "channels": {},
                "returns_url": "",
                "post_book": None,
            }
        )
        place = replace(place, settings=settings)
    password = password_of(settings.data)
    os.environ.update(local.environment(settings, password.text))
    processes = local.Processes(dict(os.environ), settings.data / "logs")
    try:
        with console.status("Starting the mailbox and Prefect ..."):
            _start_servers(processes, settings)
        _play_example(console, place)
        place = replace(place, clock=clock.clock(settings.data))
        with console.status("Deploying the flows ..."):
            local.wait_for_prefect(processes, settings)
            asyncio.run(_end_cut_off())
            _deploy(processes, settings)
            asyncio.run(_see_to_deployments())
        failed = _run_flows(console, place, is_example=is_example)
        failed += [in_words(sentence) for sentence in needs_a_person(place)]
        _show(console, place, password)
        for sentence in failed:
            console.print(sentence, style="red", soft_wrap=True)
        if not once:
            _serve(console, processes)
        return 1 if failed else 0
    finally:
        with _undisturbed():
            processes.stop()


def _is_example(place: Workplace) -> bool:
    """Say whether this data folder is the example's, or is about to be."""
    return (place.data / clock.FILE).exists() or example.is_wanted(place)


def _start_servers(processes: local.Processes, settings: Settings) -> None:
    mailbox = ("--port", str(settings.mailbox_port), "--folder", str(settings.data / "mailbox"))
    processes.start("mailbox", sys.executable, "-m", "followthrough.laptop.mailbox", *mailbox)
    processes.start("prefect-server", *local.prefect("server", "start"))
    local.wait_for_port(processes, settings.mailbox_port, "mailbox")


def _play_example(console: Console, place: Workplace) -> None:
    """Play the story if nothing is stored, or if it was cut short."""
    if not example.is_wanted(place):
        return
    with progress_bar(console) as bar:
        task = bar.add_task("Playing 22 November to 31 December 2018", total=None)
        example.play(
            place,
            progressed=lambda done, days: bar.update(task, completed=done, total=days),
        )


def _deploy(processes: local.Processes, settings: Settings) -> None:
    file = settings.data / "prefect.yaml"
    shift = clock.shift_of(settings.data)
    file.write_text(yaml.safe_dump(_on_our_clock(shift), sort_keys=False))
    pool = ("work-pool", "create", local.POOL, "--type", "process", "--overwrite")
    template = ("--base-job-template", str(local.POOL_TEMPLATE))
    processes.run("deploy", *local.prefect(*pool, *template))
    processes.run("deploy", *local.prefect("deploy", "--all", "--prefect-file", str(file)))
    processes.start("worker", *local.prefect("worker", "start", "--pool", local.POOL))


def _on_our_clock(shift: timedelta) -> dict[str, object]:
    """Return prefect.yaml, each daily schedule moved by the example's shift if there is one.

    Prefect goes by the real clock; a schedule at 07:00 must fire when the example reads 07:00.
    """
    found: dict[str, Any] = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text())
    if shift:
        for deployment in found["deployments"]:
            for schedule in deployment.get("schedules", []):
                _move(schedule, shift)
    return found


def _move(schedule: dict[str, Any], shift: timedelta) -> None:
    minute, hour, *_ = schedule["cron"].split()
    if not (minute.isdecimal() and hour.isdecimal()):
        return  # every few minutes, by any clock
    del schedule["cron"]
    example_now = clock.real_now() + shift
    at = datetime.combine(local_date(example_now), time(int(hour), int(minute)), LONDON)
    schedule["interval"] = timedelta(days=1).total_seconds()
    schedule["anchor_date"] = (at.astimezone(UTC) - shift).isoformat()


def _run_flows(console: Console, place: Workplace, *, is_example: bool) -> list[str]:
    """Run the day's flows, as their schedules would; return a sentence for each that failed."""
    takes_in = (
        [("import-plan/take-in-a-plan", {"workbook": str(example.WORKBOOK)})] if is_example else []
    )
    daily: list[tuple[str, dict[str, str]]] = [
        ("check-due-dates/check-each-day", {}),
        ("assemble-pack/make-packs-due", {}),
    ]
    failed = []
    for name, parameters in [*takes_in, *daily]:
        with console.status(f"Running {name.partition('/')[0]} ..."):
            problem = asyncio.run(_run_flow(name, parameters))
        with console.status("Waiting for the notices to leave ..."):
            problem = problem or _wait_for_delivery(place)
        failed += [problem] if problem else []
    with console.status("Waiting for what events have started ..."):
        if not asyncio.run(_wait_for_begun(clock.real_now())):
            failed.append("A run has not ended: see every run.")
    return failed


async def _end_cut_off() -> None:
    # As below, Prefect is imported when the environment is ready.
    from flows.unfinished import end_cut_off

    await end_cut_off()


async def _wait_for_begun(now: datetime) -> bool:
    # As below, Prefect is imported when the environment is ready.
    from flows.unfinished import wait_for_begun

    return await wait_for_begun(now, PATIENCE)


async def _see_to_deployments() -> None:
    # As below, Prefect is imported when the environment is ready.
    from flows.deployed import see_to_it

    await see_to_it()


async def _run_flow(deployment: str, parameters: dict[str, str]) -> str | None:
    # Prefect reads its settings on import, so it is imported when the environment is ready.
    from prefect.deployments import arun_deployment

    run = await arun_deployment(
        deployment, parameters=parameters, timeout=PATIENCE, poll_interval=0.5, as_subflow=False
    )
    if run.state is not None and run.state.is_completed():
        return None
    said = run.state.message or run.state.type.value if run.state else "no state"
    return f"{deployment} did not complete: {said}"


def _wait_for_delivery(place: Workplace) -> str | None:
    """Wait for the delivery that the event starts; return a sentence if it does not come."""
    deadline = monotonic() + PATIENCE
    while number := delivery.due(place):
        if monotonic() > deadline:
            return f"{count(number, 'notice')} did not leave: see the runs of deliver-notices."
        sleep(0.3)
    return None


def _show(console: Console, place: Workplace, password: Password) -> None:
    show_standing(console, standing(place))
    told = f"the line in {password.file}"
    if password.is_new:
        told = f"{password.text} (all of it; shown this once, kept in {password.file})"
    prefect = local.address(place.settings)
    pages = "\n".join(f"  {what:<20}{prefect}{path}" for what, path in PAGES.items())
    for line in (
        f"\nPrefect: {prefect}",
        f"Its password: {told}",
        f"Mailbox: {place.data / 'mailbox'}",
        f"\nLook at\n{pages}",
    ):
        console.print(line, soft_wrap=True, highlight=False)


def _serve(console: Console, processes: local.Processes) -> None:
    console.print("Serving. Ctrl-C stops everything that was started here.")
    while (dead := processes.dead()) is None:
        sleep(0.5)
    raise RuntimeError(f"{dead} ended by itself: see {processes.logs / f'{dead}.log'}")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let a second Ctrl-C not interrupt the stopping of what was started."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    yield


if __name__ == "__main__":
    sys.exit(main())
