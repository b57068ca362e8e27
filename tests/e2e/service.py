"""Everything that `make run` starts, on free ports and a data folder of its own."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from followthrough.laptop.mailbox import Mailbox

CHECKOUT = Path(__file__).parent.parent.parent
PATIENCE = 480


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content


@dataclass
class Service:
    data: Path
    prefect_port: int = field(default_factory=free_port)
    mailbox_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    said: list[str] = field(default_factory=list)
    """What each start has printed."""

    @property
    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "FOLLOWTHROUGH" not in name}
        return {
            **kept,
            "FOLLOWTHROUGH_DATA": str(self.data),
            "FOLLOWTHROUGH_PACKS_URL": (self.data.absolute() / "packs").as_uri(),
            "FOLLOWTHROUGH_PREFECT_PORT": str(self.prefect_port),
            "FOLLOWTHROUGH_MAILBOX_PORT": str(self.mailbox_port),
        }

    def once(self) -> subprocess.CompletedProcess[str]:
        ended = subprocess.run(
            [sys.executable, "-m", "flows", "--once"],
            env=self.env,
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            umask=0,  # as careless as an account can be
        )
        self.said.append(ended.stdout)
        return ended

    def start(self) -> None:
        """Start serving; return when the table is printed."""
        log = self.data.parent / "run.log"
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flows"],
                env=self.env,
                cwd=CHECKOUT,
                stdout=out,
                stderr=out,
                umask=0,
            )
        deadline = time.monotonic() + PATIENCE
        while "Serving" not in log.read_text():
            assert self.process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.3)
        self.said.append(log.read_text())

    def stop(self) -> int:
        """Stop serving, as Ctrl-C does; return the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)

    def mails(self) -> list[EmailMessage]:
        return list(Mailbox(self.data / "mailbox").messages())

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.prefect_port}"

    @property
    def password(self) -> dict[str, str]:
        """The header that says the password, as a client of Prefect's does."""
        text = (self.data / "prefect-password").read_text().strip()
        return {"authorization": f"Basic {b64encode(text.encode()).decode()}"}

    @cached_property
    def token(self) -> dict[str, str]:
        """The headers that every change needs, as a page of Prefect's own asks for them."""
        with self.ask("/csrf-token?client=tests", self.password) as answer:
            token: str = json.load(answer)["token"]
        return {"prefect-csrf-client": "tests", "prefect-csrf-token": token}

    def ask(
        self,
        path: str,
        headers: Mapping[str, str],
        body: object = None,
        method: str | None = None,
    ) -> HTTPResponse:
        """Ask Prefect's server with these headers alone; a body is posted."""
        sent = json.dumps(body).encode() if body is not None else None
        told = {"content-type": "application/json", **headers}
        url = f"{self.address}/api{path}"
        request = Request(url, data=sent, headers=told, method=method)  # noqa: S310 - our own server
        answer: HTTPResponse = urlopen(request, timeout=30)  # noqa: S310 - our own server
        return answer

    def api(self, path: str, body: object = None, method: str | None = None) -> Any:  # noqa: ANN401 - JSON
        """Ask Prefect's server as its clients do: with the password, and again if it is busy (503)."""
        for tries_left in reversed(range(5)):
            try:
                with self.ask(path, self.password | self.token, body, method) as answer:
                    return json.loads(answer.read() or "null")
            except HTTPError as busy:
                if busy.code != HTTPStatus.SERVICE_UNAVAILABLE or not tries_left:
                    raise
                time.sleep(1)
        raise AssertionError(path)

    def cut_off(self, state: str) -> str:
        """Have Prefect's stopped server hold a run in a state that nobody will end; return its id."""
        with closing(sqlite3.connect(self.data / "prefect" / "prefect.db")) as held, held:
            wanted = "from flow_run where name like 'read-returns%' and state_type = 'SCHEDULED'"
            run, at = held.execute(f"select id, state_id {wanted} limit 1").fetchone()
            now = {"run": run, "at": at, "type": state, "name": state.capitalize()}
            begun = """update flow_run set state_type = :type, state_name = :name,
                start_time = expected_start_time, state_timestamp = expected_start_time
                where id = :run"""
            held.execute(begun, now)
            held.execute("update flow_run_state set type = :type, name = :name where id = :at", now)
        return str(run)

    def runs(self, flow: str) -> list[dict[str, Any]]:
        wanted = {"flows": {"name": {"any_": [flow]}}, "sort": "EXPECTED_START_TIME_ASC"}
        found: list[dict[str, Any]] = self.api("/flow_runs/filter", wanted)
        return found

    def run(self, deployment: str, parameters: dict[str, object]) -> dict[str, Any]:
        """Run a deployment to its end, as somebody would in the UI."""
        found = self.api(f"/deployments/name/{deployment}")
        run = self.api(
            f"/deployments/{found['id']}/create_flow_run",
            {"parameters": parameters, "state": {"type": "SCHEDULED"}},
        )
        return self.ended(run["id"])

    def ended(self, run_id: str) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            run: dict[str, Any] = self.api(f"/flow_runs/{run_id}")
            if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
                return run
            time.sleep(0.5)
        raise AssertionError(f"run {run_id} did not end")

    def fired(self, flow: str) -> dict[str, Any]:
        """Return a run of the flow that a schedule started, when it has ended."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            ran = [run for run in self.runs(flow) if run["auto_scheduled"]]
            if done := [run for run in ran if run["state_type"] == "COMPLETED"]:
                return done[0]
            time.sleep(1)
        raise AssertionError(f"no scheduled run of {flow} fired")
