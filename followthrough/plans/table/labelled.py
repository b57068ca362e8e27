"""Responsible for the actions of a document that have a table each, where a label stands before each thing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from openpyxl.utils import get_column_letter

from followthrough.plans.table.found import FoundRow, FoundTable
from followthrough.plans.table.headings import bare, called
from followthrough.reading.cells import Row, Sheet, written
from followthrough.reading.entry import Written, trimmed

PAIRS = (2, 4)
"""The widths of tables in which each label has what it labels beside it."""
TITLE, ACTION, REF = "title", "Action", "Ref"
"""A column, and what its heading and that of the references may be."""
_NUMBERED = re.compile(
    r"(?P<name>\D+?)\s*(?P<ref>\d+(?:\.\d+)*[a-z]?)\s*[:.)\u2013\u2014-]*\s*(?P<rest>.*)", re.DOTALL
)
"""`Action 1`, or `Action 1: Appoint a lead`."""


@dataclass(slots=True)
class Labelled:
    """An action of which each thing is said beside a label, and where: `B3`."""

    sheet: Sheet
    number: int
    said: dict[str, tuple[Written, str]] = field(default_factory=dict)
    first: str = ""
    """The label that begins it, and the next."""
    section: str = ""


def by_labels(actions: Sequence[Labelled]) -> FoundTable:
    """Return a table with a column for each label, and a row for each action."""
    columns: dict[str, str] = {}
    """Each label as it is first written, by what it is."""
    for action in actions:
        for label in action.said:
            columns.setdefault(_means(label), label)
    numbers = {name: number for number, name in enumerate(columns, 1)}
    rows: list[FoundRow] = []
    section = ""
    for action in actions:
        if action.section not in ("", section):
            section = action.section
            rows.append(FoundRow(0, {1: Written(section)}, is_wide=True))
        said = {numbers[_means(label)]: one for label, one in action.said.items()}
        cells = {column: said[column][0] for column in sorted(said)}
        at = {column: place for column, (_, place) in said.items()}
        rows.append(FoundRow(action.number, cells, where=action.sheet.called, at=at))
    sheets = {action.sheet.name: action.sheet for action in actions}
    return FoundTable(
        actions[0].sheet.called,
        0,
        dict(enumerate(columns.values(), 1)),
        tuple(rows),
        (),
        tuple(chain(*(sheet.doubts for sheet in sheets.values()))),
        len(sheets),
    )


def labelled(sheet: Sheet) -> Iterator[Labelled]:
    """Yield the actions of a table in which a label stands before each thing; none of any other."""
    if not _is_labelled(sheet):
        return
    action, above = Labelled(sheet, 0), Written(sheet.heading)
    for number, row in sheet.rows.items():
        for label, value, place in _pairs(row, number):
            is_above = _is_wide(sheet, number) and not _NUMBERED.fullmatch(label)
            if action.said and (is_above or _means(label) == action.first):
                yield _finished(action, above)
                action = Labelled(sheet, number)
            if is_above:
                above = Written(label)
            else:
                action.first = action.first if action.said else _means(label)
                _say(action, label, value, place)
    if action.said:
        yield _finished(action, above)


def _pairs(row: Row, number: int) -> Iterator[tuple[str, Written, str]]:
    """Yield each label of a row, what stands beside it, and where."""
    for column in range(1, max(row) + 1, 2):
        label, value = (written(row[n]) if n in row else Written() for n in (column, column + 1))
        yield trimmed(label.seen), value, f"{get_column_letter(column + 1)}{number}"


def _is_labelled(sheet: Sheet) -> bool:
    width = max((max(row) for row in sheet.rows.values()), default=0)
    if width not in PAIRS:
        return False
    labels, values = list[str](), list[str]()
    for number, row in sheet.rows.items():
        if not _is_wide(sheet, number):
            for column, cell in row.items():
                (labels if column % 2 else values).append(written(cell).seen)
    known = [name for label in labels if (name := _known(label))]
    return len(set(known)) > 1 and 2 * len(known) >= len(labels) and not any(map(called, values))


def _is_wide(sheet: Sheet, number: int) -> bool:
    return any(
        area.row == number and area.column == 1 and area.last_column >= PAIRS[0]
        for area in sheet.layout.merged
    )


def _known(label: str) -> str:
    """Return the column that a label names, be it with a number or without."""
    numbered = _NUMBERED.fullmatch(label)
    return called(label) or (called(numbered["name"]) if numbered else "")


def _means(label: str) -> str:
    return _known(label) or bare(label)


def _say(action: Labelled, label: str, value: Written, place: str) -> None:
    """Take what stands beside a label, or after it: `Action 1: Appoint a lead`."""
    numbered = _NUMBERED.fullmatch(label)
    if numbered and not called(label) and called(numbered["name"]) == TITLE:
        action.said[REF] = Written(numbered["ref"]), place
        label, value = ACTION, value if value.seen else Written(numbered["rest"])
    if value.seen or value.beside:
        action.said.setdefault(label, (value, place))


def _finished(action: Labelled, above: Written) -> Labelled:
    """Return an action with what it stands under: its title where it has none, else its section."""
    if any(_known(label) == TITLE for label in action.said):
        action.section = above.seen
    elif above.seen:
        place = f"A{action.number}"
        before = action.said
        action.said = {}
        _say(action, above.seen, Written(), place)
        action.said.setdefault(ACTION, (above, place))
        action.said |= before
    return action
