"""Responsible for which column of a table is what: by its heading, by what it holds, else asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from followthrough.plans.table.asked import Question
from followthrough.plans.table.found import FoundTable
from followthrough.plans.table.headings import COLUMNS, LEFT_OUT, TAKEN, called, proposed
from followthrough.plans.table.profile import Profile
from followthrough.reading.entry import Written
from followthrough.reading.timescale import read_timescale
from rules.text import quoted

MOST_ARE_DATES = 0.6
GUESSED = frozenset(TAKEN) - {"progress"}
"""Words such as "taken" are too common to tell progress by: it has a usual name, or is said to be."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What each column of a table is taken for."""

    columns: Mapping[str, int]
    """The number of the column by what it is."""
    unread: tuple[str, ...]
    """The headings of the others."""
    questions: tuple[Question, ...]

    def of(self, column: str, cells: Mapping[int, Written]) -> Written:
        """Return what a row says in a column; nothing if the table has none."""
        return cells.get(self.columns.get(column, 0), Written())


def map_columns(table: FoundTable, profile: Profile) -> Mapped:
    """Return what each column is, as it was answered, by usual names, and as is proposed."""
    meant: dict[int, str] = {}
    questions: list[Question] = []
    for column, heading in table.headings.items():
        if (said := profile.column(heading)) is not None:
            meant[column] = said
    for column, heading in table.headings.items():
        if column in meant or not (name := called(heading)) or name in meant.values():
            continue
        alike = [
            n for n, words in table.headings.items() if n not in meant and called(words) == name
        ]
        own = max(alike, key=lambda n: (_distinct(table, n), -n))
        meant[own] = name
        if len(alike) > 1:
            questions += (_question(table, n, name if n == own else LEFT_OUT, name) for n in alike)
            meant |= dict.fromkeys((n for n in alike if n != own), LEFT_OUT)
    for column, name in _guessed(table, meant):
        meant[column] = name
        questions.append(_question(table, column, name))
    by_name = {name: column for column, name in meant.items() if name in COLUMNS}
    unread = (h for n, h in table.headings.items() if meant.get(n, LEFT_OUT) == LEFT_OUT)
    return Mapped(by_name, tuple(unread), tuple(questions))


def _guessed(table: FoundTable, meant: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Yield what other columns may be: by their words, and by what they hold."""
    left = {column: words for column, words in table.headings.items() if column not in meant}
    taken = set(meant.values())
    for column, heading in table.headings.items():
        name = proposed(heading)
        if column in left and name in GUESSED and name not in taken:
            taken.add(name)
            del left[column]
            yield column, name
    free = [column for column in left if proposed(left[column]) != LEFT_OUT]
    if "due date" not in taken and (dated := [n for n in free if _holds_dates(table, n)]):
        free.remove(dated[0])
        yield dated[0], "due date"
    if "title" not in taken and free:
        yield max(free, key=lambda n: (_length(table, n), -n)), "title"


def _question(table: FoundTable, column: int, default: str, name: str = "") -> Question:
    heading = table.headings[column]
    also = f", as others are headed for the {name}" if name else ""
    text = f"What is column {get_column_letter(column)}, headed {quoted(heading)}{also}?"
    return Question("columns", heading, text, default, (*COLUMNS, LEFT_OUT))


def _seen(table: FoundTable, column: int) -> list[str]:
    return [row.cells[column].seen for row in table.rows if column in row.cells]


def _distinct(table: FoundTable, column: int) -> int:
    return len(set(_seen(table, column)))


def _length(table: FoundTable, column: int) -> int:
    return sum(map(len, _seen(table, column)))


def _holds_dates(table: FoundTable, column: int) -> bool:
    cells = [row.cells[column] for row in table.rows if column in row.cells]
    dated = sum(1 for one in cells if one.span or read_timescale(one.seen).is_sure)
    return bool(cells) and dated >= MOST_ARE_DATES * len(cells)
