"""What a shell may tell the tests: how hard they try, a little in `make test`, much in `make long`."""

import os
from collections.abc import MutableMapping

HEARD = ("LONG", "MACHINE_EXAMPLES", "LAW_EXAMPLES")
LONG = bool(os.environ.get("FOLLOWTHROUGH_LONG"))


def forget_settings(shell: MutableMapping[str, str]) -> None:
    """Drop the service's own settings from a shell: with a council's, tests would send mail."""
    kept = {f"FOLLOWTHROUGH_{name}" for name in HEARD}
    for name in [name for name in shell if name.startswith("FOLLOWTHROUGH_") and name not in kept]:
        del shell[name]
