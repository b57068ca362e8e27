"""Responsible for where the log goes: to Prefect from a flow, to a terminal if asked, else nowhere."""

import logging
import sys

ROOT = logging.getLogger(__package__)
ROOT.addHandler(logging.NullHandler())  # else Python writes warnings to standard error
FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
USUAL = "INFO"


def begin(level: str) -> None:
    """Let what is at least as loud as `level` be logged; empty means the usual."""
    ROOT.setLevel(level or USUAL)


def to_stderr() -> None:
    """Write the log to standard error too, each line with its time."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORM))
    ROOT.addHandler(handler)
