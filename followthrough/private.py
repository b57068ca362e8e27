"""Responsible for what nobody else may know: the files that a process writes, secrets in what it says.

Called first by each way in: the command line, `make run`, a flow, and what is started beside them.
"""

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from traceback import format_exception
from types import TracebackType
from typing import Any

from notifications.masking import know, masked, secrets_in

OTHERS = 0o077
"""What is taken from everyone but this account: reading, writing, and looking into folders."""
SIGN_INS = ("PGPASSWORD", "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING")
"""What libraries read from the environment besides addresses."""
_plain = logging.getLogRecordFactory()


def keep_private() -> None:
    """Let nobody else read what this process writes from now on, and no secret be logged or shown."""
    os.umask(OTHERS)
    know("environment", _secrets_of(os.environ))
    logging.setLogRecordFactory(_record)
    sys.excepthook = _show


def complain(words: str) -> None:
    """Write a line to standard error, without secrets."""
    sys.stderr.write(f"{masked(words)}\n")


def _secrets_of(environment: Mapping[str, str]) -> Iterator[str]:
    for name, value in environment.items():
        yield from secrets_in(value)
        if name in SIGN_INS:
            yield from (value, value.partition(":")[2])


def _record(*told: Any, **more: Any) -> logging.LogRecord:  # noqa: ANN401 - as logging calls it
    """Return a record of a log, whoever's it is, that holds no secret."""
    record = _plain(*told, **more)
    try:
        said = record.getMessage()
    except Exception:  # noqa: BLE001 - a library's slip, which logging would show whole
        said = f"{record.msg} {record.args}"
        record.msg, record.args = said, ()
    if (fit := masked(said)) != said:
        record.msg, record.args = fit, ()
    if record.exc_info:
        trace = "".join(format_exception(*record.exc_info)).rstrip()
        if (fit := masked(trace)) != trace:  # where there is a text, no formatter makes another
            record.exc_info, record.exc_text = None, fit
    return record


def _show(kind: type[BaseException], wrong: BaseException, trace: TracebackType | None) -> None:
    """Show what nobody caught, as Python does."""
    complain("".join(format_exception(kind, wrong, trace)).rstrip())
