"""Responsible for the pack as an Excel file, in which every figure can be checked and sorted."""

from io import BytesIO
from pathlib import Path

from xlsxwriter.workbook import Workbook

from followthrough.packs.writers import cut_off, put_whole
from followthrough.packs.writers.alike import Tally, by_recommendation, change, previous_total
from followthrough.packs.writers.columns import Cell
from followthrough.packs.writers.listings import listed
from followthrough.packs.writers.xlsx.cells import Looks, clean, height, put
from followthrough.packs.writers.xlsx.lists import A4, add, paint_ratings
from followthrough.packs.writers.xlsx.months import add_months
from followthrough.reading.as_text import AS_TEXT
from rules.packs import front
from rules.packs.brag import BRAG_KEY
from rules.packs.contents import Contents
from rules.packs.empty import nothing
from rules.packs.frozen import fingerprint
from rules.words import brief_title, plain_day, share

_WIDTHS = (22.0, 70.0, 10.0, 12.0, 10.0, 10.0, 10.0, 10.0)
_FIRST_PACK = "first pack"
EVERYONE_UPDATED = "Everyone has updated since the last pack."
_LONGEST_PROPERTY = 255
_LONGEST_HEADER = 60  # of a third of one: Excel takes 255 letters, and each & counts twice


def write(contents: Contents, path: Path) -> None:
    """Make the Excel file of `contents` at `path`; the same contents make the same bytes.

    Raise OSError if the file can't be written. Nothing is then left at `path` that was not there
    before.
    """
    file = BytesIO()
    with Workbook(file, AS_TEXT) as workbook:
        _name(workbook, contents)
        looks = Looks.of(workbook)
        _add_summary(workbook, looks, contents)
        _add_lists(workbook, looks, contents)
        _add_key(workbook, looks, contents)
        for sheet in workbook.worksheets():
            sheet.set_header(_header(contents))
            sheet.set_footer("&L&A&RPage &P of &N")
    put_whole(path, file.getvalue())


def _header(contents: Contents) -> str:
    """Return what stands above each page in print: board and month, version, classification."""
    of = contents.occasion
    said = (f"{of.board}, {contents.month}", of.classification, front.version(contents))
    left, middle, right = (clean(one)[:_LONGEST_HEADER].replace("&", "&&") for one in said)
    return f"&L{left}&C{middle}&R{right}"


def _add_lists(workbook: Workbook, looks: Looks, contents: Contents) -> None:
    """Add a sheet for each section of the edition that lists something, in its order."""
    for chosen in contents.edition.sections:
        found = listed(contents, chosen.section)
        if found is not None:
            listing, rows = found
            empty = nothing(contents, chosen.section) or EVERYONE_UPDATED
            add(workbook, looks, listing, rows, empty)


def _name(workbook: Workbook, contents: Contents) -> None:
    occasion = contents.occasion
    texts = {
        "title": f"{contents.edition.title}, {contents.month}: {occasion.board}",
        "subject": occasion.plan,
        "author": occasion.organisation,
        "company": occasion.organisation,
        "comments": f"Version {occasion.version}, contents {fingerprint(contents)}"
        + (f", audit trail {occasion.record}" if occasion.record else ""),
    }
    kept = {name: clean(text)[:_LONGEST_PROPERTY] for name, text in texts.items()}
    # Excel's dates know no zone; without this one the file would hold the time of its making.
    workbook.set_properties(kept | {"created": cut_off(contents).replace(tzinfo=None)})


class _Page:
    """A sheet that is filled from the top, a row at a time."""

    def __init__(self, workbook: Workbook, looks: Looks, name: str) -> None:
        self.sheet = workbook.add_worksheet(name)
        self.looks = looks
        self.next_row = 0
        for number, width in enumerate(_WIDTHS):
            self.sheet.set_column(number, number, width)
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)

    def title(self, words: str) -> None:
        put(self.sheet, self.next_row, 0, words, self.looks, self.looks.title)
        self.sheet.set_row(self.next_row, 30)
        self.next_row += 1

    def heading(self, words: str) -> None:
        put(self.sheet, self.next_row + 1, 0, words, self.looks, self.looks.heading)
        self.sheet.set_row(self.next_row + 1, 22)
        self.next_row += 2

    def header(self, *words: str) -> None:
        for column, word in enumerate(words):
            put(self.sheet, self.next_row, column, word, self.looks, self.looks.header)
        self.next_row += 1

    def line(self, label: Cell, *cells: Cell, noted: bool = False) -> None:
        look = self.looks.label if isinstance(label, str) else None
        put(self.sheet, self.next_row, 0, label, self.looks, look)
        for column, cell in enumerate(cells, start=1):
            look = self.looks.note if noted else None
            put(self.sheet, self.next_row, column, cell, self.looks, look)
        tall = height(list(zip((label, *cells), _WIDTHS, strict=False)))
        self.sheet.set_row(self.next_row, tall)
        self.next_row += 1


def _add_summary(workbook: Workbook, looks: Looks, contents: Contents) -> None:
    occasion = contents.occasion
    page = _Page(workbook, looks, "Summary")
    page.title(f"{contents.edition.title}, {contents.month}. {front.version(contents)}")
    for alarm in contents.alarms:
        page.line("Dates are missing", alarm, noted=True)
    page.line("Organisation", occasion.organisation)
    page.line("Board", occasion.board)
    page.line("Plan", occasion.plan)
    page.line("Position at", occasion.as_of)
    _add_asked(page, contents)
    _add_red(page, contents)
    _add_counts(workbook, page, contents)
    page.line("In short", " ".join(contents.headlines))
    _add_words(page, contents)
    _add_particulars(page, contents)
    _add_tallies(page, contents, by_recommendation(contents))
    _add_themes(page, contents)
    add_months(workbook, page, contents.charts.status)


def _add_asked(page: _Page, contents: Contents) -> None:
    asked = front.resolutions(contents)
    page.heading("The Board is asked to" if asked else "What the Board is asked")
    for number, one in enumerate(asked, start=1):
        page.line(str(number), f"{one.do} {one.words}")
    if not asked:
        page.line("", front.TO_NOTE)


def _add_red(page: _Page, contents: Contents) -> None:
    page.heading(front.red_in_words(contents))
    found = front.red_lines(contents)
    if found:
        page.header("Action", "What it is, who holds it, what is needed of the Board", "Days late")
    for one in found[: front.MOST_RED]:
        days = "not counted" if one.days is None else one.days
        by = " Days late by its forecast." if one.is_forecast else ""
        page.line(
            one.ref,
            f"{one.title.rstrip('.')}. {one.who}. {one.why}".rstrip()
            + f"\nNeeded: {one.needed}.{by}",
            days,
        )
    if len(found) > front.MOST_RED:
        page.line("", f"And {len(found) - front.MOST_RED} more, on the sheet Exceptions.")
    for row in front.rated_worse(contents):
        page.line(row.ref, f"{brief_title(row)} {front.worse(row)}")


def _add_words(page: _Page, contents: Contents) -> None:
    """Add what a person wrote beside the figures, under their name."""
    written = contents.narrative
    for line in (*written.headlines, written.cover_note):
        if line:
            page.line(f"From the secretary: {written.author}", line)


def _add_particulars(page: _Page, contents: Contents) -> None:
    occasion = contents.occasion
    page.heading("About this pack")
    if occasion.produced_late_on:
        page.line("Produced late on", occasion.produced_late_on)
    if occasion.meeting_on:
        page.line("Meeting", occasion.meeting_on)
    if place := front.time_and_place(contents):
        page.line("Time and place", place)
    page.line("Answers", occasion.report)
    page.line("Edition", contents.edition.name)
    page.line("Version", occasion.version)
    if occasion.record:
        page.line("Audit trail up to the version before", occasion.record)
    if occasion.classification:
        page.line("Classification", occasion.classification)
    for label, said in front.front_facts(contents):
        page.line(label, said, noted=label == front.NOTE)


def _add_counts(workbook: Workbook, page: _Page, contents: Contents) -> None:
    page.heading("Summary by rating")
    page.header("Rating", "What it means", "Now", "Last pack", "Change", "Share", "No update")
    first, total = page.next_row, len(contents.actions)
    for count in contents.counts:
        previous = _FIRST_PACK if count.previous is None else count.previous
        mine = [row for row in contents.actions if row.brag is count.brag]
        silent = sum(row.is_silent for row in mine)
        of_all = share(count.number, total)
        page.line(str(count.brag), count.meaning, count.number, previous, None, of_all, silent)
        _add_change(page, change(count))
    paint_ratings(workbook, page.sheet, (first, 0, page.next_row - 1, 0))
    before = previous_total(contents)
    page.line("All", "Every action in the plan", total, _FIRST_PACK if before is None else before)
    _add_change(page, None if before is None else total - before)


def _add_change(page: _Page, number: int | None) -> None:
    value: Cell = "-" if number is None else number
    put(page.sheet, page.next_row - 1, 4, value, page.looks, page.looks.change)


def _add_tallies(page: _Page, contents: Contents, tallies: tuple[Tally, ...]) -> None:
    if not tallies:
        return
    texts = {asked.ref: asked.text for asked in contents.recommendations}
    page.heading("By recommendation")
    page.header("Recommendation", "What it asks", *(str(brag) for brag, _ in BRAG_KEY), "All")
    for tally in tallies:
        page.line(tally.ref, texts.get(tally.ref, ""), *tally.numbers, tally.total)
    page.line("", "An action that answers more than one recommendation is counted under each.")


def _add_themes(page: _Page, contents: Contents) -> None:
    if contents.by_theme:
        page.heading("By theme")
        page.header("Theme", "", *(str(brag) for brag, _ in BRAG_KEY), "All")
        for group in contents.by_theme:
            page.line(group.name, "", *group.numbers, group.total)


def _add_key(workbook: Workbook, looks: Looks, contents: Contents) -> None:
    page = _Page(workbook, looks, "Key and notes")
    page.title("Key and notes")
    _say_codes(workbook, page, contents)
    page.heading("The recommendations")
    for asked in contents.recommendations:
        page.line(asked.ref, asked.text)
    page.heading("Data quality")
    for finding in contents.data_quality or ("Every action has a due date, owner and update.",):
        page.line("", finding)
    page.heading("Notes")
    for note in contents.occasion.notes:
        page.line("Please read first", note, noted=True)
    page.line("Working days", contents.occasion.calendar)
    for day in contents.days_off:
        page.line("Day off", f"{plain_day(day.on)}: {day.name}")
    page.heading("Sign-off")
    for step in contents.sign_off:
        page.line(step.step, step.name or "To be signed", step.on)
    page.heading("This file")
    page.line("Fingerprint", f"SHA-256 of the contents: {fingerprint(contents)}")


def _say_codes(workbook: Workbook, page: _Page, contents: Contents) -> None:
    """Say what each rating means, and who is told when."""
    page.heading("What each rating means")
    page.header("Rating", "What it means")
    first = page.next_row
    for count in contents.counts:
        page.line(str(count.brag), count.meaning)
    paint_ratings(workbook, page.sheet, (first, 0, page.next_row - 1, 0))
    page.line("", "The worst rating that applies to an action is the one shown.")
    if contents.rungs:
        page.heading("Who is told, and when")
    for rung in contents.rungs:
        page.line(rung.told, rung.when)
