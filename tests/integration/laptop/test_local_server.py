"""The processes of `make run` end with the process that started them; what it talks to is its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.local_server import LISTENING, is_ours

STARTER = """
import sys, time
from pathlib import Path
from flows.local_server import Processes
processes = Processes({}, Path(sys.argv[1]))
processes.start("sleeper", sys.executable, "-c", "import time; time.sleep(300)")
print(processes.started[0][1].pid, flush=True)
time.sleep(300)
"""


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_killed_starter_leaves_nothing_running(tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    assert lives(pid)
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    starter.stdout.close()
    deadline = time.monotonic() + 10
    while lives(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whose a port is")
def test_a_port_that_another_account_took_is_not_ours(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert is_ours(port)
        theirs = tmp_path / "tcp"
        told = LISTENING.read_text().splitlines()
        (row,) = [line for line in told if f"0100007F:{port:04X} 00000000:0000 0A" in line]
        number = row.index(f" {os.getuid()} ", row.index("0A"))
        theirs.write_text("\n".join([told[0], f"{row[:number]} 4711 {row[number:].lstrip()}"]))
        assert not is_ours(port, theirs)
    assert not is_ours(port), "nobody listens there"


def test_where_nothing_tells_whose_a_port_is_it_is_ours(tmp_path: Path) -> None:
    assert is_ours(1, tmp_path / "none")
