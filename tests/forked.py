"""The command line in a process of its own that need not import anything: it is forked.

A command takes a second of imports, and a tenth of work. So one server process imports all, once,
and each command is a fork of it: its own environment, output, exit code and death. So is each child
that reads a workbook or writes a pack, with its own limits.
"""

import multiprocessing
import os
import pickle
import pkgutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess

import followthrough as package
from followthrough import apart
from followthrough.cli.main import main
from followthrough.packs.writers import put_whole
from followthrough.packs.writers.apart import written
from rules.packs.frozen import fingerprint

NOWHERE = Path(os.devnull)
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(
    [module.name for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
)


def followthrough(
    arguments: Sequence[str | Path], environment: Mapping[str, str]
) -> CompletedProcess[str]:
    """Run `followthrough` to its end; return its exit code and what it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = begin(arguments, environment, out, err)
        process.join()
        code = process.exitcode
        assert code is not None
        return CompletedProcess(arguments, code, out.read_text(), err.read_text())


def begin(
    arguments: Sequence[str | Path],
    environment: Mapping[str, str],
    out: Path = NOWHERE,
    err: Path = NOWHERE,
) -> BaseProcess:
    """Start `followthrough`, writing to two files; return the process."""
    words = [str(argument) for argument in arguments]
    process = _SERVER.Process(target=_run, args=(words, dict(environment), out, err))
    process.start()
    return process


def _run(words: list[str], environment: dict[str, str], out: Path, err: Path) -> None:
    for stream, file in ((sys.stdout, out), (sys.stderr, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["followthrough", *words]
    apart.start = child
    main()


_made: dict[str, tuple[CompletedProcess[bytes], list[bytes]]] = {}
"""By a print of what was asked: how a child ended, and the files that it made."""


def child_once(limits: apart.Limits, order: bytes) -> CompletedProcess[bytes]:
    """Do as `child` does; but the files of a pack that was written before are copied.

    A second draft, a second database and the next test mostly ask for the same pack.
    """
    calls = pickle.loads(order)  # noqa: S301 - from this very process
    if any(call.function is not written for call in calls):
        return child(limits, order)
    paths = [call.arguments[1] for call in calls]
    asked = [
        (ending, path.name, contents, (template or b"").hex())
        for ending, path, contents, template in (call.arguments for call in calls)
    ]
    key = fingerprint([limits, asked])
    if key not in _made:
        done = child(limits, order)
        if not all(path.is_file() for path in paths):
            return done
        _made[key] = done, [path.read_bytes() for path in paths]
    done, files = _made[key]
    for path, content in zip(paths, files, strict=True):
        put_whole(path, content)
    return done


def child(limits: apart.Limits, order: bytes) -> CompletedProcess[bytes]:
    """Run a child of `apart` to its end, as `by_our_python` does."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("order", "out", "err")]
        files[0].write_bytes(order)
        process = _SERVER.Process(target=_answer, args=(limits, *files))
        process.start()
        process.join()
        assert process.exitcode is not None
        said = [file.read_bytes() for file in files[1:]]
        return CompletedProcess([], process.exitcode, *said)


def _answer(limits: apart.Limits, order: Path, out: Path, err: Path) -> None:
    for stream, file in ((sys.stdout, out), (sys.stderr, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), stream.fileno())
    own = limits.own and limits.own + _filled()
    with order.open("rb") as calls:
        apart.main(replace(limits, own=own), calls)


def _filled() -> int:
    """Return the bytes of data that this process fills already with what nobody asked it for."""
    status = Path("/proc/self/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * 1024
