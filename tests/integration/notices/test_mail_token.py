"""The program that prints an access token: a real one, and every way it can go wrong."""

import logging
import os
import shlex
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from followthrough.notices import mail_token
from followthrough.notices.mail_token import token_of
from rules.problems import BadInput

NOW = datetime(2019, 1, 2, 7, tzinfo=UTC)
TOKEN = "eyJ0eXAi.abc-_~+/1=="  # noqa: S105 - invented
SECRET = "client-secret"  # noqa: S105 - invented


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    mail_token._kept.clear()  # noqa: SLF001 - as in a process that has just started
    yield
    mail_token._kept.clear()  # noqa: SLF001


def python(program: str, *arguments: str) -> str:
    return shlex.join([sys.executable, "-c", program, *arguments])


def prints(words: str) -> str:
    return python("import sys; sys.stdout.write(sys.argv[1])", words)


def counted(folder: Path) -> str:
    """A program that prints another token each time."""
    program = "import pathlib, sys; p = pathlib.Path(sys.argv[1]); p.open('a').write('x'); print('t' + p.read_text())"
    return python(program, str(folder / "calls"))


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
def test_the_one_line_is_the_token(end: str) -> None:
    assert token_of(prints(TOKEN + end), now=NOW) == TOKEN


def test_no_shell_reads_the_command() -> None:
    program = "import sys; print(len(sys.argv[1]))"
    assert token_of(python(program, "$(echo 12345678) | $HOME"), now=NOW) == "24"


@pytest.fixture
def something_typed() -> Iterator[None]:
    """Something to read on the standard input, as in a terminal."""
    before = os.dup(0)
    reads, writes = os.pipe()
    os.write(writes, b"typed")
    os.close(writes)
    os.dup2(reads, 0)
    yield
    os.dup2(before, 0)
    os.close(reads)
    os.close(before)


@pytest.mark.usefixtures("something_typed")
def test_it_can_ask_nothing_and_its_complaints_are_not_shown(
    capfd: pytest.CaptureFixture[str],
) -> None:
    program = "import sys; sys.stderr.write('noise'); print('none' + sys.stdin.read())"
    assert token_of(python(program), now=NOW) == "none"
    assert capfd.readouterr() == ("", "")


def test_a_token_is_kept_for_five_minutes(tmp_path: Path) -> None:
    command = counted(tmp_path)
    seconds = [0, 1, 299, 300, 301, 599, 600]
    tokens = [token_of(command, now=NOW + timedelta(seconds=each)) for each in seconds]
    assert tokens == ["tx", "tx", "tx", "txx", "txx", "txx", "txxx"]


def test_a_clock_that_went_back_keeps_no_token(tmp_path: Path) -> None:
    command = counted(tmp_path)
    assert token_of(command, now=NOW) == "tx"
    assert token_of(command, now=NOW - timedelta(seconds=1)) == "txx"


def test_each_command_has_its_own_token() -> None:
    assert token_of(prints("one"), now=NOW) == "one"
    assert token_of(prints("two"), now=NOW) == "two"


def test_connections_that_open_at_once_ask_once(tmp_path: Path) -> None:
    command = counted(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        tokens = set(threads.map(lambda _: token_of(command, now=NOW), range(8)))
    assert tokens == {"tx"}


@pytest.mark.parametrize(
    ("command", "because"),
    [
        ("", "names no program"),
        ("  ", "names no program"),
        (f"get-token '{SECRET}", "not closed"),
        (f"/nowhere/get-token {SECRET}", "can't be run"),
        (f"/ {SECRET}", "can't be run"),
        (f"get\0token {SECRET}", "can't be run"),
        (python("raise SystemExit(3)", SECRET), "exit code 3"),
        (python("import os; os.kill(os.getpid(), 9)", SECRET), "exit code -9"),
        (prints(""), "something else"),
        (prints("\n"), "something else"),
        (prints(f"{TOKEN}\n{SECRET}"), "something else"),
        (prints(f"Bearer {SECRET}"), "something else"),
        (prints(f'{{"access_token": "{SECRET}"}}'), "something else"),
        (prints(f"{SECRET}é"), "something else"),
        (prints(f"{SECRET}\x01"), "something else"),
        (prints(f"{SECRET}=x"), "something else"),
    ],
)
def test_what_goes_wrong_is_told_in_one_sentence_without_secrets(
    command: str, because: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(BadInput) as refused:
        token_of(command, now=NOW)
    (problem,) = refused.value.problems
    assert problem.startswith("Setting FOLLOWTHROUGH_MAIL_TOKEN_COMMAND ")
    assert because in problem
    assert problem.endswith(".")
    assert SECRET not in f"{problem}{caplog.text}{''.join(capfd.readouterr())}"
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_failure_is_not_kept(tmp_path: Path) -> None:
    program = "import pathlib, sys; p = pathlib.Path(sys.argv[1]); print(p.read_text())"
    command = python(program, str(tmp_path / "token"))
    with pytest.raises(BadInput):
        token_of(command, now=NOW)
    (tmp_path / "token").write_text(TOKEN)
    assert token_of(command, now=NOW) == TOKEN


def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    late = tmp_path / "late"
    child = f"import time, pathlib; time.sleep(3); pathlib.Path({str(late)!r}).touch()"
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    began = time.monotonic()
    with pytest.raises(BadInput, match=r"had not ended after 1 seconds\."):
        token_of(python(program, child), now=NOW, limit=1)
    assert time.monotonic() - began < 3
    time.sleep(3)
    assert not late.exists()
