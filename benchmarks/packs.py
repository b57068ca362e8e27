"""Responsible for measuring packs: every format together, and the PDF against plain Typst.

Plain Typst sets the same source under a house style that does nothing (plain.typ beside this file).
WeasyPrint, from our HTML, and LibreOffice, from our Word file, are measured where they are
installed. Run it with `python -m benchmarks.packs`; --large adds 5,000 actions.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import which
from statistics import median

from benchmarks.invented_pack import invented
from benchmarks.measure import KIBI, Measured, fresh
from followthrough.packs.files import write_files
from followthrough.packs.writers import cut_off, html
from followthrough.packs.writers.docx import write as docx
from followthrough.packs.writers.pdf import write as pdf

RUNS = 5
SIZES = (50, 500)
LARGE = 5000
BOARDS = ("Improvement Board", "Executive")
HERE = Path(__file__).parent


def every_format(actions: int, board: str) -> Measured:
    """Return what all files of one edition take, their processes' start included."""
    pack = invented(actions, board)
    with tempfile.TemporaryDirectory() as folder:
        found = _children(lambda: write_files(pack, Path(folder), "measured"))
        names = sorted(path.suffix[1:] for path in Path(folder).iterdir())
    return Measured(found.seconds, found.peak_mb, ", ".join(names))


def ours(actions: int) -> Measured:
    """Return what the PDF takes, from contents to bytes."""
    pack = invented(actions)
    stamp = round(cut_off(pack).timestamp())
    return _spent(lambda: pdf.typeset(pdf.files(pack), stamp))


def plain(actions: int) -> Measured:
    """Return what plain Typst takes for the same text."""
    pack = invented(actions)
    files = pdf.files(pack) | {"house.typ": (HERE / "plain.typ").read_bytes()}
    stamp = round(cut_off(pack).timestamp())
    return _spent(lambda: pdf.typeset(files, stamp))


def weasyprint(actions: int) -> Measured:
    """Return what WeasyPrint takes for the PDF, from our HTML."""
    import weasyprint  # noqa: PLC0415 - where it is installed

    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "pack.html"
        html.write(invented(actions), page)
        made = weasyprint.HTML(page)
        return _spent(lambda: made.write_pdf(pdf_variant="pdf/ua-1"))


def libreoffice(actions: int) -> Measured:
    """Return what LibreOffice takes for the PDF, from our Word file."""
    with tempfile.TemporaryDirectory() as folder:
        word = Path(folder) / "pack.docx"
        docx.write(invented(actions), word)
        home = f"-env:UserInstallation=file://{folder}/home"
        command = [str(which("soffice")), home, "--headless", "--convert-to", "pdf", str(word)]
        return _children(
            lambda: subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - our own words
        )


def _spent(work: Callable[[], object]) -> Measured:
    return _measured(resource.RUSAGE_SELF, work)


def _children(work: Callable[[], object]) -> Measured:
    return _measured(resource.RUSAGE_CHILDREN, work)


def _measured(whose: int, work: Callable[[], object]) -> Measured:
    """Return the CPU seconds of some work, and the largest of its processes in MB."""
    before = resource.getrusage(whose)
    work()
    after = resource.getrusage(whose)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(spent, after.ru_maxrss * KIBI / 1_000_000)


def _median(work: Callable[[], Measured], runs: int) -> Measured:
    found = [fresh(work) for _ in range(runs)]
    return Measured(
        median(one.seconds for one in found),
        max(one.peak_mb for one in found),
        found[-1].said,
    )


def _print(name: str, one: Measured, reference: float | None = None) -> None:
    ratio = "" if reference is None else f"  {one.seconds / reference:>6.2f} x plain Typst"
    print(f"  {name:<36} {one.seconds:>7.2f} s  {one.peak_mb:>6.0f} MB{ratio}")
    sys.stdout.flush()


def main() -> None:
    """Print a table for each size of plan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--large", action="store_true", help=f"{LARGE:,} actions too, once")
    asked = parser.parse_args()
    sizes = [(size, asked.runs) for size in SIZES] + ([(LARGE, 1)] if asked.large else [])
    for size, runs in sizes:
        print(f"{size:,} actions: CPU seconds (median of {runs}) and peak memory, fresh processes")
        for board in BOARDS:
            found = _median(partial(every_format, size, board), runs)
            _print(f"{board}: {found.said}", found)
        simplest = _median(partial(plain, size), runs)
        reference = simplest.seconds
        _print("PDF by plain Typst", simplest, reference)
        _print("PDF, ours", _median(partial(ours, size), runs), reference)
        for name, work, is_here in (
            ("PDF by WeasyPrint, of our HTML", weasyprint, _has_weasyprint()),
            ("PDF by LibreOffice, of our Word file", libreoffice, which("soffice")),
        ):
            if not is_here:
                print(f"  {name:<36} not installed")
            elif size < LARGE:
                _print(name, _median(partial(work, size), 1), reference)


def _has_weasyprint() -> bool:
    try:
        import weasyprint  # noqa: F401, PLC0415 - where it is installed
    except (ImportError, OSError):
        return False
    return True


if __name__ == "__main__":
    main()
