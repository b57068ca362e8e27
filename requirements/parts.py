"""Responsible for the list of parts that a release ships with, in CycloneDX's form, from the lock.

cyclonedx-bom makes it. What it adds of itself, of the index and of line numbers is taken out, so
that the list changes with the lock alone.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = "requirements/run.txt"
LIST = Path("docs/parts.cdx.json")
MAKER = (sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements")


def main() -> None:
    """Write the list; if it can't be made, raise CalledProcessError and leave the last one."""
    about = ("--output-reproducible", "--pyproject", "pyproject.toml")
    made = subprocess.run([*MAKER, *about, LOCK], stdout=subprocess.PIPE, check=True).stdout
    found = json.loads(made)
    parts = sorted(map(part, found["components"]), key=lambda one: str(one["purl"]))
    kept = {name: found[name] for name in ("$schema", "bomFormat", "specVersion", "version")}
    about_us = {"component": found["metadata"]["component"]}
    text = json.dumps({**kept, "metadata": about_us, "components": parts}, indent=1) + "\n"
    LIST.write_text(text)


def part(found: dict[str, Any]) -> dict[str, object]:
    """Return one part: what it is, and the hashes of the files that may be installed for it."""
    kept = {name: found[name] for name in ("type", "name", "version", "purl")}
    hashes = [each for place in found["externalReferences"] for each in place["hashes"]]
    files = {"type": "distribution", "url": found["purl"], "hashes": hashes}
    return {**kept, "bom-ref": found["purl"], "externalReferences": [files]}


if __name__ == "__main__":
    main()
