"""Workbooks of before 2007, as Excel saved them: records in a compound file, and no more of either than needed."""

from collections.abc import Sequence
from datetime import date
from struct import pack

from tests.builders.tables import PLAN

START, END, SECTOR = 0x0809, 0x000A, 512
STRUCK, DAY, MONTH = 1, 2, 3
"""Styles: struck through, a date that shows its day, one that shows its month and year."""
FIRST_DAY = date(1899, 12, 30)
_FREE, _LAST, _FAT = -1, -2, -3


def record(code: int, said: bytes = b"") -> bytes:
    """Return a record."""
    return pack("<HH", code, len(said)) + said


def _words(text: str, form: str = "<H") -> bytes:
    return pack(form, len(text)) + b"\x01" + text.encode("utf-16-le")


def _font(*, is_struck: bool) -> bytes:
    return record(
        0x31, pack("<HHHHHBBBB", 200, 8 * is_struck, 8, 400, 0, 0, 0, 0, 0) + _words("A", "<B")
    )


def _style(font: int, form: int) -> bytes:
    return record(0xE0, pack("<HHHBBBBIiH", font, form, 0, 0, 0, 0, 0, 0, 0, 0))


def text(
    row: int, column: int, said: str, style: int = 0, runs: Sequence[tuple[int, int]] = ()
) -> bytes:
    """Return a text; its runs each begin at a letter with a font."""
    rich = pack("<H", len(runs)) + b"".join(pack("<HH", *run) for run in runs) if runs else b""
    return record(0xD6 if runs else 0x204, pack("<HHH", row, column, style) + _words(said) + rich)


def number(row: int, column: int, said: float | date, style: int = 0) -> bytes:
    """Return a number, or the day that it is."""
    held = (said - FIRST_DAY).days if isinstance(said, date) else said
    return record(0x203, pack("<HHHd", row, column, style, held))


def formula(row: int, column: int, held: float, tokens: bytes, style: int = 0) -> bytes:
    """Return a formula with the value that Excel last saw."""
    about = pack("<HHHdHIH", row, column, style, held, 0, 0, len(tokens))
    return record(0x06, about + tokens)


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """Return a compound file that holds one stream."""
    stream = stream.ljust(-(-max(len(stream), 4096) // SECTOR) * SECTOR, b"\0")
    sectors = len(stream) // SECTOR
    tables = 1 + (sectors + 2) // (SECTOR // 4 - 1)
    chain = [*[_FAT] * tables, _LAST, *range(tables + 2, tables + 1 + sectors), _LAST]
    fat = pack(f"<{len(chain)}i", *chain).ljust(tables * SECTOR, b"\xff")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head += bytes(10) + pack("<iiiiiiii", tables, tables, 0, 4096, _LAST, 0, _LAST, 0)
    head = (head + pack(f"<{tables}i", *range(tables))).ljust(SECTOR, b"\xff")
    return head + fat + _entries(name, len(stream), tables + 1) + stream


def _entries(name: str, size: int, at: int) -> bytes:
    made = b""
    for called, kind, child, start, length in (
        ("Root Entry", 5, 1, _LAST, 0),
        (name, 2, _FREE, at, size),
    ):
        words = (called + "\0").encode("utf-16-le")
        about = pack("<HBBiii", len(words), kind, 1, _FREE, _FREE, child) + bytes(36)
        made += words.ljust(64, b"\0") + about + pack("<iii", start, length, 0)
    return made.ljust(SECTOR, b"\0")


def workbook(
    *sheets: bytes,
    before: bytes = b"",
    names: Sequence[str] = ("Plan 2018",),
    hidden: bool = False,
    stream: str = "Workbook",
) -> bytes:
    """Return a workbook with these sheets, each the records that it holds."""
    start = pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    book = record(START, start) + before
    book += _font(is_struck=False) + _font(is_struck=True)
    book += record(0x41E, pack("<H", 164) + _words("dd/mm/yyyy")) + record(
        0x41E, pack("<H", 165) + _words("mmm\\-yy")
    )
    book += _style(0, 0) + _style(1, 0) + _style(0, 164) + _style(0, 165)
    bodies = [
        record(START, pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + sheet + record(END)
        for sheet in sheets
    ]
    bound = [_bound(0, name, hidden=hidden) for name in names]
    at = len(book) + sum(map(len, bound)) + len(record(END))
    told = b""
    for name, body in zip(names, bodies, strict=True):
        told += _bound(at, name, hidden=hidden)
        at += len(body)
    return compound(book + told + record(END) + b"".join(bodies), stream)


def _bound(at: int, name: str, *, hidden: bool) -> bytes:
    return record(0x85, pack("<IBB", at, hidden, 0) + _words(name, "<B"))


def an_old_workbook(name: str = "Workbook") -> bytes:
    """Return the plan of tables; the stream that holds it is called so."""
    cells = [
        number(row, column, date(2019, 3, 31), DAY)
        if said == "31/03/2019"
        else text(row, column, str(said))
        for row, one in enumerate(PLAN)
        for column, said in enumerate(one)
    ]
    return workbook(b"".join(cells), stream=name)
