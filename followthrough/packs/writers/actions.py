"""Responsible for the sections of a pack's pages that tell actions: exceptions, progress, register."""

from collections.abc import Iterator, Sequence

from followthrough.packs.writers.alike import brief_day
from followthrough.packs.writers.blocks import (
    Block,
    Case,
    Cell,
    Drawn,
    Fit,
    Head,
    Line,
    Record,
    Sub,
    Words,
    cell,
    commented,
    quiet,
    rating,
    record,
    strong,
    table,
)
from rules.packs import front
from rules.packs.brag import BRAG_KEY, NO_UPDATE, Brag
from rules.packs.case import case
from rules.packs.contents import Contents, rows_of
from rules.packs.edition import Depth
from rules.packs.row import Row
from rules.packs.sections import Group, MeasureLine
from rules.words import as_written, brief_title, count, sentence, shortened, stopped

MOST_CASES = 20
"""Exceptions whose story a paper can hold; of the others it holds a line."""
MOST_TAILS = 120
"""Actions of which a paper can hold whole titles, measures and updates."""
MOST_PROGRESS = 40
"""Actions of which a paper can hold the progress."""
A_LINE = 44
"""Letters of a title that stay on one line beside three other columns."""
REF = Head("Ref")
ACTION = Head("Action", Fit.TEXT)
OWNER = Head("Owner", Fit.NAME)
KINDS = (Brag.RED, Brag.AMBER, Brag.GREEN, NO_UPDATE, Brag.BLUE, Brag.GREY)


# --- Exceptions ---


def exceptions(pack: Contents, depth: Depth, *, on_paper: bool) -> Iterator[Block]:
    """Yield what is Red, longest late first, and what its owner rates worse, each with its story."""
    told = front.told_in_full(pack)
    yield Words(front.exceptions_in_words(pack), leads=True)
    whole = 0 if depth is Depth.BRIEF else MOST_CASES if on_paper else len(told)
    yield from (_case(row, pack.comments.get(row.ref, "")) for row in told[:whole])
    if rest := told[whole:]:
        if whole:
            yield Words(
                f"{len(rest)} more, whose stories are in the Excel and HTML files.", leads=True
            )
        heads = (
            *(REF, ACTION, OWNER, Head("First date"), Head("Date now"), Head("Forecast")),
            *(Head("Moved", is_figure=True), Head("Working days late", is_figure=True)),
            Head("Rating"),
        )
        yield table("Exceptions", heads, map(_in_a_line, rest))


def _in_a_line(row: Row) -> Record:
    late = _days(row)
    return record(
        *(strong(row.ref), brief_title(row), row.owner or "No owner"),
        *(brief_day(row.due_date, "No date"), brief_day(row.current_due_date, "No date")),
        *(brief_day(row.forecast, ""), str(row.times_revised)),
        cell(late, quiet("by forecast" if row.days_late is None and late else "")),
        _rated(row),
        ref=row.ref,
    )


def _case(row: Row, comment: str) -> Case:
    if row.brag is not Brag.RED:
        unit = f"by its owner; {row.brag} by its dates"
        return Case(row.ref, brief_title(row), row.own_rating, "", unit, case(row, comment))
    days = _days(row)
    unit = f"working {'day' if days == '1' else 'days'} late" if days else "late"
    unit += "" if row.days_late is not None else ", by its forecast"
    return Case(row.ref, brief_title(row), str(row.brag), days, unit, case(row, comment))


def _days(row: Row) -> str:
    days = row.forecast_late if row.days_late is None else row.days_late
    return "" if days is None else str(days)


def _rated(row: Row) -> Cell:
    return cell(rating(row.kind), f"owner says {row.own_rating}" if row.is_rated_apart else "")


# --- Completed ---


def completed(pack: Contents, depth: Depth) -> Iterator[Block]:
    """Yield what is validated since the last pack, and what waits for it, in one table."""
    heads = (
        *(REF, Head("Action and what it changed", Fit.TEXT), Head("Done")),
        *(Head("Now", Fit.TEXT), Head("Evidence", Fit.TEXT)),
    )
    yield table(
        "Completed",
        heads,
        (
            record(
                strong(row.ref),
                cell(brief_title(row), quiet(row.impact)),
                brief_day(row.completed_on),
                cell(rating(str(row.brag)), quiet(f"{sentence(_how(row))}; {_validated(row)}")),
                "; ".join(one.where for one in row.evidence) or "none recorded"
                if depth is Depth.FULL
                else "",
            )
            for row in (*pack.validated, *pack.awaiting)
        ),
    )


def _how(row: Row) -> str:
    """Return whether it was done on time, as its standing says it."""
    return row.standing.removeprefix("Complete, ")


def _validated(row: Row) -> str:
    if row.validated_on is None:
        return "not validated"
    by = f", {row.validated_by}" if row.validated_by else ""
    return f"validated {brief_day(row.validated_on)}{by}"


# --- Agencies ---


def partners(pack: Contents, depth: Depth, *, on_paper: bool) -> Iterator[Block]:
    """Yield how many actions each agency has by rating, and which of them are Red or Amber."""
    heads = (
        Head("Agency", Fit.TEXT),
        *(Head(str(brag), is_figure=True) for brag, _ in BRAG_KEY),
        *(Head("All", is_figure=True), Head("Red and Amber", Fit.TEXT)),
    )
    yield table("Actions by agency", heads, (_tally(pack, group) for group in pack.by_agency))
    if depth is Depth.FULL and not on_paper:
        for group in pack.by_agency:
            still_open = [row for row in rows_of(pack, group.refs) if row.is_open]
            if still_open:
                yield table(f"Open actions: {group.name}", *_listed(still_open))


def _tally(pack: Contents, group: Group) -> Record:
    rows = rows_of(pack, group.refs)
    named = [
        f"{brag}: {', '.join(row.ref for row in rows if row.brag is brag)}"
        for brag in (Brag.RED, Brag.AMBER)
        if any(row.brag is brag for row in rows)
    ]
    numbers = map(str, group.numbers)
    return record(strong(group.name), *numbers, strong(str(group.total)), cell(*named))


def _listed(rows: Sequence[Row]) -> tuple[tuple[Head, ...], Iterator[Record]]:
    heads = (REF, ACTION, OWNER, Head("Due"), Head("Rating"))
    return heads, (
        record(
            *(strong(row.ref), brief_title(row), row.owner or "No owner"),
            *(brief_day(row.current_due_date, "No date"), _rated(row)),
            ref=row.ref,
        )
        for row in rows
    )


# --- Progress ---


def progress(pack: Contents, depth: Depth, *, on_paper: bool) -> Iterator[Block]:
    """Yield how far each recommendation is, with what is measured for it; in full each action too."""
    if not pack.by_recommendation:
        yield Words(
            "No action names the recommendation that it answers, so what stands here is what was "
            "measured.",
            leads=True,
        )
    heads = (
        Head("Recommendation and its measure", Fit.TEXT),
        *(Head(one, is_figure=True) for one in ("Target", "Now", "Before")),
        *(Head("Trend"), Head("Measured")),
    )
    yield table("Progress", heads, _recommended(pack))
    if pack.by_theme and not (on_paper and pack.by_recommendation):
        themes = (
            Head("Theme", Fit.TEXT),
            *(Head(str(brag), is_figure=True) for brag, _ in BRAG_KEY),
            Head("All", is_figure=True),
        )
        yield table(
            "Actions by theme",
            themes,
            (
                record(strong(one.name), *map(str, one.numbers), strong(str(one.total)))
                for one in pack.by_theme
            ),
        )
    if depth is Depth.FULL:
        yield from (Drawn(name) for name in ("leads", "themes"))
        if on_paper and len(pack.actions) > MOST_PROGRESS:
            yield Words("What was said of each action is in the Excel and HTML files.")
        else:
            yield from _each_action(pack)


def _recommended(pack: Contents) -> Iterator[Record]:
    refs = {one.ref: one.text for one in pack.recommendations}
    groups = {group.name: group for group in pack.by_recommendation}
    for ref in (*refs, *(name for name in groups if name not in refs)):
        said = f"{ref} {refs.get(ref, '')}".strip()
        yield Record((), group="\n".join(filter(None, (said, _standing(pack, groups.get(ref))))))
        yield from (_measured(one) for one in pack.measures if one.recommendations == ref)
    others = [one for one in pack.measures if one.recommendations not in refs]
    if others:
        yield Record((), group="Other measures")
        yield from map(_measured, others)


def _standing(pack: Contents, group: Group | None) -> str:
    """Return how many of a recommendation's actions have which rating, the Red and Amber named."""
    if group is None:
        return ""
    rows = rows_of(pack, group.refs)
    if not rows:
        return "No action answers it."
    told = []
    for kind in KINDS:
        mine = [row.ref for row in rows if row.kind == kind]
        if mine:
            named = f" ({', '.join(mine)})" if kind in (Brag.RED, Brag.AMBER) else ""
            told.append(f"{len(mine)} {kind}{named}")
    return f"{count(len(rows), 'action')}: {'; '.join(told)}."


def _measured(one: MeasureLine) -> Record:
    said = f"{one.ref} {stopped(one.name)} {one.comment}".strip()
    return record(
        *(cell(quiet(said)), one.target, strong(one.actual or "not measured"), one.previous),
        *(one.direction, brief_day(one.measured_on, "")),
    )


def _each_action(pack: Contents) -> Iterator[Block]:
    shown: set[str] = set()
    heads = (
        *(REF, Head("Action and measure", Fit.TEXT), Head("Progress", Fit.TEXT)),
        *(Head("What it changed, and evidence", Fit.TEXT), Head("Rating")),
    )
    everything = (Group("Every action", "", tuple(row.ref for row in pack.actions), ()),)
    for group in pack.by_recommendation or pack.by_theme or everything:
        new = [ref for ref in group.refs if ref not in shown]
        before = [ref for ref in group.refs if ref in shown]
        shown.update(new)
        yield Sub(f"Progress: {group.name}")
        if new:
            rows = rows_of(pack, tuple(new))
            yield table(f"Progress: {group.name}", heads, (_progressed(row, pack) for row in rows))
        if before:
            yield Words(f"Shown above: {', '.join(before)}.")


def _progressed(row: Row, pack: Contents) -> Record:
    comment = pack.comments.get(row.ref, "")
    return record(
        strong(row.ref),
        cell(brief_title(row), quiet(row.measure and f"Measure: {row.measure}")),
        cell(_update(row) or "No update recorded.", quiet(commented(comment))),
        cell(row.impact, *(quiet(f"Evidence: {one.where}") for one in row.evidence)),
        cell(rating(row.kind), sentence(row.direction)),
        ref=row.ref,
    )


def _update(row: Row) -> str:
    if not row.updated_on:
        return ""
    return f"{brief_day(row.updated_on)}. {row.update or 'No words were given.'}"


# --- The register ---


def register(pack: Contents, depth: Depth, *, on_paper: bool) -> Iterator[Block]:
    """Yield every action with its whole title; what was closed in earlier packs a line each.

    A paper that can't hold as much has a line for each that is not closed, and says where the rest is.
    """
    new = {row.ref for row in pack.validated}
    closed = [row for row in pack.actions if row.brag is Brag.BLUE and row.ref not in new]
    gone = {row.ref for row in closed}
    others = [row for row in pack.actions if row.ref not in gone]
    if on_paper and len(pack.actions) > MOST_TAILS:
        yield Words(
            f"{count(len(others), 'action')} of {len(pack.actions)}, in the order of the plan. Whole "
            f"titles, measures and updates, and the {len(closed)} that were closed in earlier packs, "
            "are in the Excel and HTML files.",
            leads=True,
        )
        yield table("Register", *_listed(others))
        return
    more = " What was closed in earlier packs stands at the end, a line each." if closed else ""
    yield Words(
        f"Every action of the plan, in its order, with its title in full.{more}", leads=True
    )
    heads = (
        *(REF, ACTION, Head("Owner, director", Fit.NAME), Head("Due")),
        Head("Rating and why", Fit.TEXT),
    )
    if others:
        full = depth is Depth.FULL
        yield table("Register", heads, (_registered(row, pack, full=full) for row in others))
    if closed:
        yield Words("Closed in earlier packs.", leads=True)
        lines = (REF, ACTION, Head("Done"), Head("Validated"), Head("In time", Fit.NAME))
        yield table("Closed in earlier packs", lines, map(_closed, closed))


def _closed(row: Row) -> Record:
    return record(
        *(strong(row.ref), shortened(brief_title(row), A_LINE), brief_day(row.completed_on, "")),
        *(brief_day(row.validated_on, ""), _how(row)),
    )


def _registered(row: Row, pack: Contents, *, full: bool) -> Record:
    comment = pack.comments.get(row.ref, "")
    answers = f"Answers {row.recommendations}." if row.recommendations else ""
    written = as_written(row.due_date_as_written)
    first = f"Due date {written}." if written else ""
    measure = stopped(f"Measure: {row.measure}") if row.measure else ""
    tail = (
        " ".join(filter(None, (measure, answers, first))),
        f"Update: {_update(row)}" if row.updated_on else "",
    )
    return record(
        strong(row.ref),
        cell(row.short_title or row.title),
        cell(row.owner or "No owner", quiet(row.director or "No director")),
        cell(strong(brief_day(row.current_due_date, "No date")), *_first_set(row)),
        cell(*_why(row)),
        tail=(
            *((row.title,) if row.short_title else ()),
            *(said for said in tail if said and full),
            *filter(None, (commented(comment),)),
        ),
        ref=row.ref,
    )


def _first_set(row: Row) -> Iterator[Line]:
    """Yield the date first set where another holds now, and what was written of it."""
    if row.current_due_date != row.due_date:
        yield quiet("first set")
        yield quiet(brief_day(row.due_date, "no date"))
    if row.slippage:
        yield quiet(f"slipped {row.slippage}")


def _why(row: Row) -> Iterator[Line]:
    """Yield a rating, why it is that, and when the action was or will be done."""
    yield rating(row.kind)
    if row.completed_on or row.days_late is not None or row.paused or row.is_cancelled:
        yield Line(row.standing)
    else:
        yield Line(
            sentence(
                row.because.partition(", no update")[0] if row.kind == NO_UPDATE else row.because
            )
        )
    if row.completed_on:
        yield Line(f"done {brief_day(row.completed_on)}")
    elif row.forecast:
        yield Line(f"forecast {brief_day(row.forecast)}")
    if row.is_rated_apart:
        yield strong(f"owner says {row.own_rating}")
