"""Responsible for showing a preview: the same tables on a terminal and in Prefect's UI."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from followthrough.daily.preview import Previewed
from rules.daily.preview import Mention, NoticeAhead
from rules.daily.side_by_side import Row, SideBySide, said_of_board, totals
from rules.problems import InWords, Remedy, Sentence
from rules.words import count, short_day

NOBODY = "no one can be told"
MOST_ROWS = 500
"""Rows of one table in Prefect's UI; a terminal shows all."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; a marked row is one that a change of policy would change."""

    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[int] = frozenset()


def show_preview(console: Console, found: Iterable[Previewed], in_words: InWords) -> None:
    """Print the days ahead of each organisation."""
    for one in found:
        for sentence in sentences(one):
            console.print(sentence, soft_wrap=True)
        for sheet in sheets(one):
            table = Table(title=sheet.title, title_justify="left")
            for heading in sheet.heading:
                table.add_column(heading, overflow="fold")
            for number, row in enumerate(sheet.rows):
                table.add_row(*row, style="bold" if number in sheet.marked else None)
            console.print(table)
        for problem in one.problems:
            console.print(in_words(problem), style="red", soft_wrap=True)


def preview_as_markdown(found: Sequence[Previewed], in_words: InWords) -> str:
    """Return the same tables as Markdown."""
    parts = ["# The days ahead"]
    for one in found:
        parts += sentences(one)
        parts += [f"- **Problem:** {in_words(problem)}" for problem in one.problems]
        parts += [_sheet_as_markdown(sheet, in_words) for sheet in sheets(one)]
    return "\n\n".join(parts) + "\n"


def preview_in_words(found: Sequence[Previewed]) -> str:
    """Return a sentence for each organisation, or that there is nothing to preview."""
    return " ".join(_told(one) for one in found) or "Nothing to preview: no plan is live."


def sentences(found: Previewed) -> Iterator[str]:
    """Yield what is to be known before the tables are read."""
    yield _told(found)
    if found.passed:
        passed = count(found.passed, "rung")
        yield f"{passed} of the ladder passed before it goes live and would not be sent."
    if found.then is not None:
        changed = count(sum(row.differs for row in found.then.rows), "notice")
        since = f" from {short_day(found.holds_from)}" if found.holds_from else ""
        yield f"With {found.policy} instead{since}, {changed} would change; they are marked."
        yield from (f"Warning: {doubt}" for doubt in found.doubts)
    yield (
        "It takes every notice as sent on its day. Recurring actions are included; packs, alarms "
        "and the directors' weekly summaries are not. Nothing was sent or written."
    )


def sheets(found: Previewed) -> Iterator[Sheet]:
    """Yield the tables of a preview, those with another policy side by side if one was given."""
    is_several = len(found.plans) > 1
    if found.then is not None:
        yield from _side_by_side(found, found.then, is_several=is_several)
        return
    numbers = [(audience.value, str(number)) for audience, number in totals(found.now).items()]
    all_of_them = ("all notices", str(found.now.notices))
    yield Sheet("Notices by audience", ("To", "Notices"), (*numbers, all_of_them))
    rows = tuple(
        (short_day(day.on), *_reader(notice), _in_full(notice.mentions, is_several=is_several))
        for day in found.now.days
        for notice in day.notices
    )
    yield Sheet("Day by day", ("Day", "To", "Address", "What is told"), rows)


def _told(found: Previewed) -> str:
    now = found.now
    sent = (notice for day in now.days for notice in day.notices if notice.is_sent)
    readers = {notice.address.lower() or notice.name for notice in sent}
    return (
        f"{found.organisation}, {short_day(now.first)} to {short_day(now.last)}: if nothing is "
        f"recorded, {count(now.notices, 'notice')} would go to {count(len(readers), 'reader')}."
    )


def _side_by_side(found: Previewed, both: SideBySide, *, is_several: bool) -> Iterator[Sheet]:
    now, then = "Now", f"With {found.policy}"
    numbers = tuple((name, str(before), str(after)) for name, before, after in both.totals)
    changed = frozenset(n for n, row in enumerate(both.totals) if row[1] != row[2])
    yield Sheet("Notices by audience", ("To", now, then), numbers, changed)
    moves = tuple(
        (
            f"{move.plan}/{move.ref}" if is_several else move.ref,
            *said_of_board(move, found.now.last),
            move.change,
        )
        for move in both.board
    )
    marked = frozenset(n for n, move in enumerate(both.board) if move.change)
    yield Sheet("First told to the board", ("Action", now, then, "Change"), moves, marked)
    rows = tuple(_row(row, is_several=is_several) for row in both.rows)
    marked = frozenset(n for n, row in enumerate(both.rows) if row.differs)
    yield Sheet("Day by day", ("Day", "To", now, then, "Change"), rows, marked)


def _row(row: Row, *, is_several: bool) -> tuple[str, ...]:
    now, then = (_in_short(said, is_several=is_several) for said in (row.now, row.then))
    return short_day(row.on), row.name or NOBODY, now, then, "differs" if row.differs else ""


def _reader(notice: NoticeAhead) -> tuple[str, str]:
    return notice.name or NOBODY, notice.address


def _in_full(mentions: Iterable[Mention], *, is_several: bool) -> str:
    said = (
        f"{_action(mention, is_several=is_several)} {mention.reason}"
        + (f" ({mention.because})" if mention.because else "")
        for mention in mentions
    )
    return "\n".join(said)


def _in_short(mentions: Iterable[Mention], *, is_several: bool) -> str:
    said = (
        f"{_action(mention, is_several=is_several)} {mention.rung}"
        + (" again" if mention.occurrence else "")
        for mention in mentions
    )
    return ", ".join(said)


def _action(mention: Mention, *, is_several: bool) -> str:
    return f"{mention.plan}/{mention.ref}" if is_several else mention.ref


def _sheet_as_markdown(sheet: Sheet, in_words: InWords) -> str:
    shown = sheet.rows[:MOST_ROWS]
    lines = [_line(sheet.heading), _line(["---"] * len(sheet.heading)), *map(_line, shown)]
    more = len(sheet.rows) - len(shown)
    rest = Sentence(f"{more} more.", Remedy.SHOW_ALL_DAYS.of())
    tail = f"\n\n{in_words(rest)}" if more else ""
    return f"## {sheet.title}\n\n" + "\n".join(lines) + tail


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), '; ') for cell in cells)} |"
