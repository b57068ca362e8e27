"""Responsible for opening a table in whatever kind of file someone hands it in.

What a file holds tells its kind, not its name: systems call a web page `.xls`, and a person a copy
`plan.docx.xlsx`. Each kind's reader gives the same sheets of cells.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from followthrough.apart import Broken, Limits, call
from followthrough.reading import ods, separated, word, xls, xlsx
from followthrough.reading.cells import MOST_ROWS, Sheet
from followthrough.reading.file import MEGABYTE, name_of, read_file
from followthrough.reading.package import Damaged, Locked, Unusable
from rules.problems import BadInput

T = TypeVar("T")
Reader = Callable[[bytes, tuple[str, ...], int], dict[str, Sheet]]

BIGGEST_FILE = 20 * MEGABYTE
LIMITS = Limits(seconds=60, memory=1024 * MEGABYTE, own=220 * MEGABYTE, cpu=40)
"""What it may take to read one; a workbook of ten thousand rows needs 3 seconds and 120 megabytes."""
PACKAGE = b"PK"
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
"""How the files of Office begin that are no packages: of before 2007, or with a password."""
START = 1024


class Kind(NamedTuple):
    """A kind of file that holds tables."""

    read: Reader
    called: str
    program: str
    suffix: str
    remedy: str
    """What to do with one that holds too much."""

    @property
    def to_save(self) -> str:
        """Return how another file is made one of this kind."""
        return f"open it in {self.program} and save it as {self.suffix}"


XLSX = Kind(
    xlsx.sheets_of,
    *("Excel workbook", "Excel", ".xlsx", "copy the plan's sheets into a new workbook"),
)
WORD = Kind(
    word.tables_of,
    *("Word document", "Word", ".docx", "copy the plan's tables into a new document"),
)
ODS = Kind(
    ods.sheets_of,
    *("OpenDocument spreadsheet", "LibreOffice", ".ods", "copy the plan's sheets into a new one"),
)
XLS = Kind(
    xls.sheets_of,
    *(
        "workbook of Excel 97 to 2003",
        "Excel",
        ".xlsx",
        "copy the plan's sheets into a new workbook",
    ),
)
PACKAGES: dict[bytes, Kind | str] = {
    b"mimetypeapplication/vnd.oasis.opendocument.text": f"is an OpenDocument text; {WORD.to_save}",
    b"xl/workbook": XLSX,
    b"word/document": WORD,
    b"content.xml": ODS,
}
"""What packages are by the name of a part, or why they are not read."""
OLD: tuple[tuple[str, Kind | str], ...] = (
    ("Workbook", XLS),
    ("Book\0", XLS),
    ("EncryptedPackage", "is protected by a password; save it in Excel or Word without one"),
    ("WordDocument", f"is a Word document of before 2007; {WORD.to_save}"),
)
"""What is in files that are no packages, by the name of its stream."""
OTHERS = (
    (
        b"%pdf",
        f"is a PDF, whose tables can't be read; get the file it was made from, {XLSX.suffix} or {WORD.suffix}",
    ),
    (b"{\\rtf", f"is Rich Text; {WORD.to_save}"),
    (b"<!doctype html", f"is a web page; {XLSX.to_save}"),
    (b"<html", f"is a web page; {XLSX.to_save}"),
    (b"<table", f"is a web page; {XLSX.to_save}"),
    (b"<?xml", f"is XML; {XLSX.to_save}"),
)
"""How other kinds of file begin, which some systems call workbooks."""


def read_sheets(
    path: Path,
    wanted: tuple[str, ...],
    take: Callable[[str, Mapping[str, Sheet]], T],
    least: int = 0,
) -> T:
    """Return what `take` makes of the file at `path`: of its name and those sheets that are wanted.

    Both are done in a process of its own. Sheets that are not there are left out; if fewer than
    `least` are there, all that there are count as wanted. Raises BadInput with one sentence if the file
    is missing, too big, protected, of no kind that can be read or takes too much; else as `take` does.
    """
    data, name = bytes_of(path), name_of(path.name)
    try:
        found: T = call(LIMITS, _taken, name, data, wanted, take, least)
    except Broken as broken:
        if not broken.by_limit:
            raise
        raise BadInput(
            f"{name} can't be read: its reader {broken}; copy what is the plan's into a new file."
        ) from broken
    return found


def bytes_of(path: Path) -> bytes:
    """Return the file at `path`; raises BadInput as `read_file` does."""
    return read_file(path, BIGGEST_FILE, "take pictures and old sheets out of it")


def is_workbook(name: str, data: bytes) -> bool:
    """Say whether a file is an Excel workbook of today; raises BadInput for one that is not read."""
    return _kind(name, data) is XLSX


def _taken(
    name: str,
    data: bytes,
    wanted: tuple[str, ...],
    take: Callable[[str, Mapping[str, Sheet]], T],
    least: int,
) -> T:
    return take(name, sheets_in(name, data, wanted, least))


def sheets_in(
    name: str, data: bytes, wanted: tuple[str, ...] = (), least: int = 1
) -> dict[str, Sheet]:
    """Return those sheets of a file that are wanted, by the name asked for, or all by their own.

    `least` is as in `read_sheets`, and `name` is the file's, for sentences. Raises BadInput with one
    sentence if it can't be read. What that takes is known only when it is read, so that whoever has
    it from outside calls `read_sheets`.
    """
    kind = _kind(name, data)
    sheets = _read(kind, name, data, wanted, least) if kind else separated.sheets_of(name, data)
    for sheet in sheets.values():
        if len(sheet.rows) > MOST_ROWS:
            raise BadInput(
                f"{name}, {sheet.called}: more than {MOST_ROWS:,} rows are filled; split the plan."
            )
    return sheets


def _read(
    kind: Kind, name: str, data: bytes, wanted: tuple[str, ...], least: int
) -> dict[str, Sheet]:
    try:
        return kind.read(data, wanted, least)
    except (BadInput, MemoryError):
        raise
    except Locked as locked:
        raise BadInput(
            f"{name} is protected by a password; save it in {kind.program} without one."
        ) from locked
    except Damaged as damage:
        raise _unreadable(name, kind) from damage
    except Unusable as unusable:
        raise BadInput(f"{name} {unusable}; {kind.remedy}.") from unusable
    # The XML parsers and openpyxl raise some thirty kinds of exception on damaged files, several
    # of them undocumented; whatever the bytes, a person must get a sentence.
    except Exception as damage:
        raise _unreadable(name, kind) from damage


def _kind(name: str, data: bytes) -> Kind | None:
    """Return the kind of a file; None if it is a text; raises BadInput for one that is not read."""
    kind: Kind | str | None = None if data.strip() else "is empty; save it again"
    if data.startswith(PACKAGE):
        kind = _first(data, PACKAGES) or (
            f"is neither a workbook nor a Word document; save it as {XLSX.suffix} or {WORD.suffix}"
        )
    elif data.startswith(COMPOUND):
        streams = {stream.encode("utf-16-le"): old for stream, old in OLD}
        kind = _first(data, streams) or f"is no workbook; {XLSX.to_save}"
    start = data[:START].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kind = kind or next((why for sign, why in OTHERS if start.startswith(sign)), None)
    if isinstance(kind, str):
        raise BadInput(f"{name} {kind}.")
    return kind


def _first(data: bytes, kinds: Mapping[bytes, Kind | str]) -> Kind | str | None:
    """Return what the first mark in a file stands for: what lies within it comes after its own part."""
    there = {at: kind for mark, kind in kinds.items() if (at := data.find(mark)) >= 0}
    return there[min(there)] if there else None


def _unreadable(name: str, kind: Kind) -> BadInput:
    return BadInput(f"{name} is not a readable {kind.called}; {kind.to_save}.")
