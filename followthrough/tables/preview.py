"""Responsible for showing a preview: the same tables on a terminal and in Prefect's UI."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console

from followthrough.daily.preview import Previewed
from followthrough.tables.markdown import Markdown, filled, joined, table
from followthrough.tables.terminal import columns
from rules.daily.preview import Mention, NoticeAhead
from rules.daily.side_by_side import Row, SideBySide, said_of_board, totals
from rules.daily.weeks import worst_weeks
from rules.problems import InWords, Remedy, Sentence
from rules.words import WITHHELD, count, sentence, short_day

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


@dataclass(frozen=True, slots=True)
class _How:
    """How mentions are told."""

    is_several: bool
    """Whether there are several plans, so that each is named."""
    withhold: bool

    def action(self, mention: Mention) -> str:
        return f"{mention.plan}/{mention.ref}" if self.is_several else mention.ref

    def hides(self, mention: Mention) -> bool:
        return self.withhold and mention.is_exempt

    def hides_all(self, mentions: Iterable[Mention]) -> bool:
        """Say whether nothing is told that tells who holds what; a weekly summary alone may."""
        return self.withhold and all(map(self.hides, mentions))

    def reader(self, notice: NoticeAhead) -> str:
        if self.hides_all(notice.mentions):
            return WITHHELD
        return "\n".join(filter(None, (notice.name or NOBODY, notice.address)))


def show_preview(console: Console, found: Iterable[Previewed], in_words: InWords) -> None:
    """Print the days ahead of each organisation."""
    for one in found:
        for said in sentences(one):
            console.print(said, soft_wrap=True)
        for sheet in sheets(one):
            console.print(
                columns(
                    sheet.heading,
                    sheet.rows,
                    title=sheet.title,
                    whole=("Day", "To", "Action"),
                    marked=sheet.marked,
                )
            )
        for problem in one.problems:
            console.print(in_words(problem), style="red", soft_wrap=True)


def preview_as_markdown(found: Sequence[Previewed], in_words: InWords) -> Markdown:
    """Return the same tables as Markdown, Part 2 actions without their words."""
    parts = [filled("# The days ahead")]
    for one in found:
        parts += [filled("{said}", said=said) for said in sentences(one)]
        parts += [filled("- **Problem:** {said}", said=in_words(said)) for said in one.problems]
        parts += [_sheet_as_markdown(sheet, in_words) for sheet in sheets(one, withhold=True)]
    return filled("{page}\n", page=joined(parts))


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
        "It takes every notice as sent on its day. Recurring actions, weekly summaries and packs are "
        "included, and the alarm of a calendar that ends; what goes wrong is not. Nothing was sent "
        "or written."
    )


def sheets(found: Previewed, *, withhold: bool = False) -> Iterator[Sheet]:
    """Yield the tables of a preview, those with another policy side by side if one was given.

    Where words are to be withheld, nobody reads who is told of which Part 2 action.
    """
    how = _How(is_several=len(found.plans) > 1, withhold=withhold)
    if found.then is not None:
        yield from _side_by_side(found, found.then, how)
        yield from _around(found, how)
        return
    numbers = [(audience.value, str(number)) for audience, number in totals(found.now).items()]
    all_of_them = ("all notices", str(found.now.notices))
    yield Sheet("Notices by audience", ("To", "Notices"), (*numbers, all_of_them))
    rows = tuple(
        (short_day(day.on), how.reader(notice), _in_full(notice, how))
        for day in found.now.days
        for notice in day.notices
    )
    yield Sheet("Day by day", ("Day", "To", "What is told"), rows)
    yield from _around(found, how)


def _around(found: Previewed, how: _How) -> Iterator[Sheet]:
    """Yield the worst week of each reader, and what comes beside notices, where there is any."""
    named = {
        (notice.address.lower(), notice.name)
        for day in found.now.days
        for notice in day.notices
        if not how.hides_all(notice.mentions)
    }
    weeks = tuple(
        (
            week.name if (week.address.lower(), week.name) in named else WITHHELD,
            short_day(week.monday),
            str(week.notices),
        )
        for week in worst_weeks(found.now)
    )
    if weeks:
        yield Sheet("Worst week of each reader", ("To", "Week of", "Notices"), weeks)
    beside = tuple((short_day(one.on), one.to, one.what) for one in found.beside)
    if beside:
        yield Sheet("Packs and alarms", ("Day", "To", "What"), beside)


def _told(found: Previewed) -> str:
    now = found.now
    sent = (notice for day in now.days for notice in day.notices if notice.is_sent)
    readers = {notice.address.lower() or notice.name for notice in sent}
    return (
        f"{found.organisation}, {short_day(now.first)} to {short_day(now.last)}: if nothing is "
        f"recorded, {count(now.notices, 'notice')} would go to {count(len(readers), 'reader')}."
    )


def _side_by_side(found: Previewed, both: SideBySide, how: _How) -> Iterator[Sheet]:
    now, then = "Now", f"With {found.policy}"
    numbers = tuple((name, str(before), str(after)) for name, before, after in both.totals)
    changed = frozenset(n for n, row in enumerate(both.totals) if row[1] != row[2])
    yield Sheet("Notices by audience", ("To", now, then), numbers, changed)
    moves = tuple(
        (
            f"{move.plan}/{move.ref}" if how.is_several else move.ref,
            *said_of_board(move, found.now.last),
            move.change,
        )
        for move in both.board
    )
    marked = frozenset(n for n, move in enumerate(both.board) if move.change)
    yield Sheet("First told to the board", ("Action", now, then, "Change"), moves, marked)
    rows = tuple(_row(row, how) for row in both.rows)
    marked = frozenset(n for n, row in enumerate(both.rows) if row.differs)
    yield Sheet("Day by day", ("Day", "To", now, then, "Change"), rows, marked)


def _row(row: Row, how: _How) -> tuple[str, ...]:
    both = zip((row.now, row.then), row.summaries, strict=True)
    now, then = (_in_short(told, summary, how) for told, summary in both)
    name = WITHHELD if how.hides_all((*row.now, *row.then)) else row.name or NOBODY
    return short_day(row.on), name, now, then, "differs" if row.differs else ""


def _in_full(notice: NoticeAhead, how: _How) -> str:
    said = [
        WITHHELD
        if how.hides(mention)
        else f"{how.action(mention)} {mention.reason}"
        + (f" ({mention.because})" if mention.because else "")
        for mention in notice.mentions
    ]
    said += [sentence(notice.summary)] if notice.summary else []
    return "\n".join(dict.fromkeys(said))


def _in_short(mentions: Iterable[Mention], summary: str, how: _How) -> str:
    said = [
        WITHHELD
        if how.hides(mention)
        else f"{how.action(mention)} {mention.rung}" + (" again" if mention.occurrence else "")
        for mention in mentions
    ]
    said += [summary] if summary else []
    return ", ".join(dict.fromkeys(said))


def _sheet_as_markdown(sheet: Sheet, in_words: InWords) -> Markdown:
    shown = table(sheet.heading, sheet.rows[:MOST_ROWS])
    parts = [filled("## {title}", title=sheet.title), shown]
    if more := len(sheet.rows[MOST_ROWS:]):
        rest = Sentence(f"{more} more.", Remedy.SHOW_ALL_DAYS.of())
        parts.append(filled("{rest}", rest=in_words(rest)))
    return joined(parts)
