"""Responsible for the processes of `make run`: mailbox, Prefect's server, and its worker.

Each is started in a group of its own, so that Ctrl-C reaches only us, and ended by its id.
"""

import ctypes
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

from flows.access import closed
from followthrough.settings import PREFIX, Settings
from rules.problems import BadInput

HOST = "127.0.0.1"
POOL = "followthrough"
POOL_TEMPLATE = Path(__file__).with_name("work-pool.json")
"""What a run may bring along, which is nothing: no command, no environment, no folder."""
LOGGER = "followthrough"
"""Whose lines Prefect shows with each run."""
PR_SET_PDEATHSIG = 1
LISTENING = Path("/proc/net/tcp")
"""Linux's table of connections: the second column is where, the fourth how, the eighth whose."""
LISTENS = "0A"
PATIENCE = 120.0
BIN = Path(sys.executable).parent


def address(settings: Settings) -> str:
    """Return where Prefect's server is."""
    return f"http://{HOST}:{settings.prefect_port}"


def environment(settings: Settings, password: str) -> dict[str, str]:
    """Return the environment of every process: our settings, Prefect's, and no telemetry."""
    return {
        "PREFECT_SERVER_UI_V2_ENABLED": "false",  # each browser would call an address outside
        **os.environ,
        f"{PREFIX}DATA": str(settings.data),
        f"{PREFIX}DATABASE_URL": settings.database_url,
        f"{PREFIX}MAIL_URL": settings.mail_url,
        f"{PREFIX}ALARM_URL": settings.alarm_url,
        f"{PREFIX}CHANNELS": json.dumps(settings.channels),
        f"{PREFIX}RETURNS_URL": settings.returns_url,
        f"{PREFIX}POST_BOOK": str(settings.post_book_file),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_HOME": str(settings.data / "prefect"),
        "PREFECT_API_URL": f"{address(settings)}/api",
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(settings.prefect_port),
        **closed(password, address(settings)),
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # A server that waits in vain for its database at the start runs on without triggers.
        "PREFECT_SERVER_DATABASE_CONNECTION_TIMEOUT": "60",
        "PREFECT_DEPLOYMENTS_CLEAR_SCHEDULES_ON_EMPTY": "true",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_EXTRA_LOGGERS": LOGGER,
        "PREFECT_WORKER_QUERY_SECONDS": "2",
    }


def refuse_taken_port(port: int, setting: str) -> None:
    """Raise BadInput naming the setting if something else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise BadInput(
                f"Setting {PREFIX}{setting}: port {port} is taken; end what listens on it, "
                "or choose another port."
            ) from None


def hold(folder: Path) -> IO[str]:
    """Return what keeps a data folder for us until it is closed, or until we end in any way.

    Raises BadInput if another `make run` keeps it: two servers would share one database of Prefect.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = (folder / "make-run.lock").open("a")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        raise BadInput(
            f"Setting {PREFIX}DATA: `make run` serves {folder} already; "
            "end that one, or choose another folder."
        ) from None
    return held


@dataclass(slots=True)
class Processes:
    """What was started, ended in the opposite order."""

    env: Mapping[str, str]
    logs: Path
    started: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)

    def start(self, name: str, *command: str) -> None:
        """Start a process whose output goes to `<logs>/<name>.log`."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own command
                command,
                env=dict(self.env),
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_us,  # noqa: PLW1509 - nothing else runs in this process yet
            )
        self.started.append((name, process))

    def run(self, name: str, *command: str) -> None:
        """Run a command to its end; raise RuntimeError naming its log if it fails."""
        with (self.logs / f"{name}.log").open("ab") as log:
            ended = subprocess.run(  # noqa: S603 - our own command
                command,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
            )
        if ended.returncode:
            raise RuntimeError(f"{name} failed: see {self.logs / f'{name}.log'}")

    def dead(self) -> str | None:
        """Return the name of a process that ended by itself; None if all live."""
        return next((name for name, process in self.started if process.poll() is not None), None)

    def stop(self) -> None:
        """End every process that was started, last first, and wait for each."""
        for _, process in reversed(self.started):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=10)
            _kill_group(process)
        self.started.clear()


def wait_for_port(processes: Processes, port: int, name: str) -> None:
    """Wait until something of ours listens on the port; raise RuntimeError if it never does."""

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, port)) == 0 and is_ours(port)

    _wait(processes, listens, name)


def wait_for_prefect(processes: Processes, settings: Settings) -> None:
    """Wait until Prefect's server answers; raise RuntimeError if it never does."""
    health = f"{address(settings)}/api/health"

    def healthy() -> bool:
        try:
            with urlopen(health, timeout=2) as answer:  # noqa: S310 - our own server
                is_well = answer.status == 200  # noqa: PLR2004 - HTTP's word for well
            return is_well and is_ours(settings.prefect_port)
        except (URLError, OSError):
            return False

    _wait(processes, healthy, "prefect-server")


def is_ours(port: int, table: Path = LISTENING) -> bool:
    """Say whether what listens on the port is of this account; where that can't be told, it is.

    Another account could take the port just before ours does, and be told the password and the
    mails. Linux lets nobody else listen where this account does.
    """
    if not table.exists():
        return True
    at = f"{int.from_bytes(socket.inet_aton(HOST), sys.byteorder):08X}:{port:04X}"
    rows = (line.split() for line in table.read_text().splitlines())
    return any(row[1] == at and row[3] == LISTENS and int(row[7]) == os.getuid() for row in rows)


def prefect(*words: str) -> tuple[str, ...]:
    """Return the command line of Prefect in this environment."""
    return (str(BIN / "prefect"), "--no-prompt", *words)


def _wait(processes: Processes, ready: Callable[[], bool], name: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if processes.dead() or time.monotonic() > deadline:
            raise RuntimeError(f"{name} did not start: see {processes.logs / f'{name}.log'}")
        time.sleep(0.1)


def _end_with_us() -> None:
    """Ask Linux to end the process when we are killed, so that nothing of ours is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End what a process left behind in its own group, which nobody else can be in."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
