"""Responsible for which column of a table is what: by its heading, by what it holds, else asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from followthrough.plans.table.asked import Question
from followthrough.plans.table.found import FoundTable
from followthrough.plans.table.headings import COLUMNS, LEFT_OUT, TAKEN, bare, called, own, proposed
from followthrough.plans.table.profile import Profile
from followthrough.reading.entry import Written
from followthrough.reading.timescale import read_timescale
from rules.text import quoted
from rules.words import listed

MOST_ARE_DATES = 0.6
MOST_NAMED = 10
GUESSED = frozenset(TAKEN) - {"progress"}
"""Words such as "taken" are too common to tell progress by: it has a usual name, or is said to be."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What each column of a table is taken for."""

    columns: Mapping[str, tuple[int, ...]]
    """The numbers of the columns by what they are: several where tables that are one differ in words."""
    unread: tuple[str, ...]
    """The headings of the others."""
    questions: tuple[Question, ...]
    problems: tuple[str, ...] = ()
    """Why what was answered fits no column."""

    def of(self, column: str, cells: Mapping[int, Written]) -> Written:
        """Return what a row says in a column; nothing if the table has none."""
        return cells.get(self.at(column, cells), Written())

    def at(self, column: str, cells: Mapping[int, Written]) -> int:
        """Return the number of the column in which a row says it, or would; 0 if the table has none."""
        numbers = self.columns.get(column, (0,))
        return next((number for number in numbers if number in cells), numbers[0])


def map_columns(table: FoundTable, profile: Profile) -> Mapped:
    """Return what each column is, as it was answered, by usual names, and as is proposed."""
    meant, problems = _answered(table, profile)
    questions = [
        *_named(table, meant),
        *(_question(table, column, meant[column]) for column in _guessed(table, meant)),
        *(_question(table, column, LEFT_OUT) for column in _of_texts(table, meant)),
    ]
    by_name: dict[str, tuple[int, ...]] = {}
    for column in sorted(meant):
        if (name := meant[column]) in COLUMNS:
            by_name[name] = (*by_name.get(name, ()), column)
    unread = (h for n, h in table.headings.items() if meant.get(n, LEFT_OUT) == LEFT_OUT)
    return Mapped(by_name, tuple(unread), tuple(questions), problems)


def _answered(table: FoundTable, profile: Profile) -> tuple[dict[int, str], tuple[str, ...]]:
    """Return what columns were said to be, and a sentence for each heading that fits none.

    A heading under another may be named by its own words. One that is left out need not be there.
    """
    meant: dict[int, str] = {}
    problems: list[str] = []
    for heading, name in profile.columns.items():
        exact = [n for n, words in table.headings.items() if bare(words) == bare(heading)]
        fits = exact or [
            n
            for n, words in table.headings.items()
            if bare(own(words)) == bare(heading) or bare(words) == bare(own(heading))
        ]
        if exact or len(fits) == 1:
            meant |= dict.fromkeys(fits, name)
        elif name != LEFT_OUT:
            there = listed([quoted(words) for words in table.headings.values()], MOST_NAMED)
            problems.append(
                f"the profile says that {quoted(heading)} is the {name}, and "
                f"{'several columns are' if fits else 'no column is'} headed so; there are {there}."
            )
    return meant, tuple(problems)


def _named(table: FoundTable, meant: dict[int, str]) -> Iterator[Question]:
    """Take columns for what their headings name; yield a question for each that heads what another does."""
    answered = set(meant.values())
    for name in dict.fromkeys(filter(None, map(called, table.headings.values()))):
        alike = [
            n for n, words in table.headings.items() if n not in meant and called(words) == name
        ]
        for n in sorted(alike, key=lambda n: (-_distinct(table, n), n)):
            if _is_free(table, meant, n, name):
                meant[n] = name
            elif name not in answered:
                meant[n] = LEFT_OUT
        if any(meant.get(n) == LEFT_OUT for n in alike):
            yield from (_question(table, n, meant[n], name) for n in alike)


def _is_free(table: FoundTable, meant: Mapping[int, str], column: int, name: str) -> bool:
    """Say whether a column may be that: no other is, or in tables that are one none in the same row."""
    others = {number for number, one in meant.items() if one == name}
    return not others or (
        table.tables > 1
        and not any(column in row.cells and others & row.cells.keys() for row in table.rows)
    )


def _guessed(table: FoundTable, meant: dict[int, str]) -> Iterator[int]:
    """Take other columns for what they may be, by their words and by what they hold; yield each."""
    left = {column: words for column, words in table.headings.items() if column not in meant}
    for column, heading in list(left.items()):
        name = proposed(heading)
        if name in GUESSED and _is_free(table, meant, column, name):
            del left[column]
            meant[column] = name
            yield column
    free = [column for column in left if proposed(left[column]) != LEFT_OUT]
    if "due date" not in meant.values() and (dated := [n for n in free if _holds_dates(table, n)]):
        free.remove(dated[0])
        meant[dated[0]] = "due date"
        yield dated[0]
    if "title" not in meant.values() and free:
        longest = max(free, key=lambda n: (_length(table, n), -n))
        meant[longest] = "title"
        yield longest


def _of_texts(table: FoundTable, meant: Mapping[int, str]) -> Iterator[int]:
    """Yield the columns that nothing takes, and that mostly say more than a word: no numbers or dates."""
    for column, heading in table.headings.items():
        if (
            column not in meant
            and proposed(heading) != LEFT_OUT
            and not _holds_dates(table, column)
        ):
            said = [words.split() for words in _seen(table, column)]
            if said and 2 * sum(len(words) > 1 for words in said) >= len(said):
                yield column


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
