"""Responsible for what stands in the sections of a pack that list something beside single actions.

writers/actions.py has those that tell actions; writers/parts.py puts all of them in order.
"""

from collections.abc import Iterator
from itertools import groupby

from followthrough.packs.writers.alike import ASKS, brief_day, previous_total
from followthrough.packs.writers.blocks import (
    Block,
    Drawn,
    Fit,
    Head,
    Parts,
    Record,
    Words,
    cell,
    quiet,
    rating,
    record,
    strong,
    table,
)
from rules.packs.brag import BRAG_KEY
from rules.packs.contents import Contents
from rules.packs.edition import Depth, Section
from rules.packs.front import changed, more_or_fewer
from rules.packs.row import Row
from rules.packs.sections import Ask, ChangeKind, LogLine
from rules.words import A_TITLE, brief_title, count, sentence, share, shortened

A_LINE = 45
"""Letters of a title that stay on one line beside the other columns."""
VALIDATED = "Each is complete, and was validated by someone outside its owner's line."
REF = Head("Ref")
ACTION = Head("Action", Fit.TEXT)
OWNER = Head("Owner", Fit.NAME)
CLOSURES = (
    *(REF, ACTION, Head("Done"), Head("Validated"), Head("By", Fit.NAME)),
    Head("Evidence", is_figure=True),
)
MOST_MEETINGS = 4
"""Meetings that a page has room for."""
_TOLD_BOTH = (ChangeKind.RATING, ChangeKind.DATE, ChangeKind.OWNER)
WORST = "The worst rating that applies to an action is the one shown."
LATE = (
    "Late counts from the date that holds now: the last that was agreed, or given when it was opened "
    "again. Slippage counts from the first date."
)


def figure(said: str) -> Head:
    """Return the head of a column of figures."""
    return Head(said, is_figure=True)


def closure(pack: Contents) -> Iterator[Block]:
    """Yield what became of the plan."""
    yield Words(
        "Every action of the plan is closed: validated by someone outside its owner's line, or cancelled.",
        leads=True,
    )
    heads = (Head("What", Fit.NAME), Head("Outcome", Fit.TEXT))
    yield table(
        "What became of the plan",
        heads,
        (record(strong(one.what), one.said) for one in pack.closure),
    )


def decisions(pack: Contents) -> Iterator[Block]:
    """Yield what is asked of the board, kind by kind, in the order of the first page."""
    rows = {row.ref: row for row in pack.actions}
    for kind, title in ASKS:
        mine = [one for one in pack.decisions if one.ask is kind]
        if mine and kind is Ask.CLOSURE:
            yield Words(f"{title}. {VALIDATED}", leads=True)
            yield table(title, CLOSURES, (_closure(rows[one.ref]) for one in mine))
        elif mine:
            yield Words(f"{title}.", leads=True)
            heads = (REF, ACTION, Head("Decision asked", Fit.TEXT))
            yield table(
                title,
                heads,
                (record(strong(one.ref), brief_title(rows[one.ref]), one.words) for one in mine),
            )


def _closure(row: Row) -> Record:
    return record(
        *(strong(row.ref), shortened(brief_title(row), A_LINE), brief_day(row.completed_on)),
        *(brief_day(row.validated_on), row.validated_by, str(len(row.evidence))),
    )


def summary(pack: Contents, *, on_paper: bool) -> Iterator[Block]:
    """Yield how many actions have each rating, now and before; on paper page one tells the change."""
    heads = (
        *(Head("Rating"), Head("What it means", Fit.TEXT)),
        *(figure("Now"), figure("Last pack"), figure("Change"), figure("Share")),
    )
    total, before = len(pack.actions), previous_total(pack)
    rows = [
        record(
            *(rating(str(one.brag)), one.meaning, strong(str(one.number))),
            "first pack" if one.previous is None else str(one.previous),
            "" if on_paper else changed(one),
            share(one.number, total),
        )
        for one in pack.counts
    ]
    change = None if before is None else total - before
    rows.append(
        record(
            *(strong("All"), "Every action in the plan", strong(str(total))),
            "first pack" if before is None else str(before),
            "" if on_paper else more_or_fewer(change),
            "",
        )
    )
    yield table("Actions by rating", heads, rows)
    months = pack.charts.status
    if len(months) > 1 and not on_paper:
        named = (Head("Position at"), *(figure(str(brag)) for brag, _ in BRAG_KEY))
        yield table(
            "Ratings at each cut-off",
            named,
            (record(strong(brief_day(one.as_of)), *map(str, one.numbers)) for one in months),
        )
    if len(months) > 2:  # noqa: PLR2004 - of two packs the table says all
        yield Drawn("status")
    if pack.charts.slippage:
        yield Drawn("slippage")


def dates(pack: Contents) -> Iterator[Block]:
    """Yield the new dates that were asked for, decided or given, and what still waits."""
    yield Words(
        "What was asked for, decided or given since the last pack, and what still waits. Slippage "
        "counts the working days from the first date to the one asked for.",
        leads=True,
    )
    heads = (
        *(REF, Head("Action, who asked, and why", Fit.TEXT), Head("From"), Head("To")),
        *(Head("Decided", Fit.NAME), figure("Slippage")),
    )
    titles = {row.ref: row for row in pack.actions}
    yield table(
        "New dates",
        heads,
        (
            record(
                strong(one.ref),
                cell(
                    brief_title(titles[one.ref]),
                    quiet(f"{sentence(one.asked_by)}, {brief_day(one.asked_on)}: {one.reason}"),
                ),
                brief_day(one.was, "No date"),
                strong(brief_day(one.proposed)),
                f"{one.decided}; {count(one.times_revised, 'revision')} so far",
                "Not counted" if one.slippage is None else str(one.slippage),
            )
            for one in pack.date_changes
        ),
    )


def ahead(pack: Contents, depth: Depth) -> Iterator[Block]:
    """Yield what falls due soon, in one table."""
    filled = [window for window in pack.windows if window.due]
    if depth is Depth.BRIEF:
        for window in filled:
            refs = ", ".join(due.ref for due in window.due)
            until = f"Within {window.days} days, until {brief_day(window.until)}"
            yield Words(f"{until}: {len(window.due)} in all: {refs}.")
    else:
        heads = (Head("Due"), REF, ACTION, OWNER, Head("Forecast"))
        yield table("What falls due", heads, _due(pack))
    if pack.windows and not pack.windows[-1].due:
        yield Words(f"Nothing more falls due until {brief_day(pack.windows[-1].until)}.")


def _due(pack: Contents) -> Iterator[Record]:
    titles = {row.ref: shortened(brief_title(row), A_LINE) for row in pack.actions}
    for window in pack.windows:
        if window.due:
            yield Record((), group=f"Within {window.days} days, until {brief_day(window.until)}")
        for due in window.due:
            title = f"Milestone: {due.title}" if due.is_milestone else titles[due.ref]
            late = strong("predicted late") if due.is_predicted_late else ""
            forecast = cell(brief_day(due.forecast), late) if due.forecast else ()
            yield record(
                brief_day(due.due_date), strong(due.ref), title, due.owner or "No owner", forecast
            )


def measures(pack: Contents) -> Iterator[Block]:
    """Yield what shows whether the plan works."""
    heads = (
        *(REF, Head("Measure", Fit.TEXT), figure("Target"), figure("Now"), figure("Before")),
        *(Head("Measured"), Head("Comment", Fit.TEXT)),
    )
    yield table(
        "Measures of the plan",
        heads,
        (
            record(
                strong(one.ref),
                cell(one.name, quiet(one.recommendations and f"Answers {one.recommendations}")),
                one.target or "none set",
                strong(one.actual or "not measured"),
                cell(one.previous, quiet(one.since)),
                brief_day(one.measured_on, ""),
                one.comment,
            )
            for one in pack.measures
        ),
    )


def risks(pack: Contents) -> Iterator[Block]:
    """Yield what may keep the plan from working."""
    heads = (
        *(REF, Head("Risk", Fit.TEXT), OWNER, Head("Likelihood and impact", Fit.NAME)),
        *(Head("What is done about it", Fit.TEXT), Head("Reviewed")),
    )
    yield table(
        "Risks to the plan",
        heads,
        (
            record(
                strong(one.ref),
                one.text,
                one.owner or "No owner",
                cell(one.likelihood, one.impact),
                one.mitigation or "Nothing recorded",
                brief_day(one.reviewed_on, ""),
            )
            for one in pack.risks
        ),
    )


def log(pack: Contents) -> Iterator[Block]:
    """Yield what the board decided and asked for."""
    heads = (
        *(REF, Head("Meeting"), Head("Decision, action or message", Fit.TEXT)),
        *(Head("Who", Fit.NAME), Head("Standing", Fit.NAME), Head("To be told", Fit.NAME)),
    )
    yield table(
        "Decisions, actions and messages",
        heads,
        (
            record(
                *(strong(one.ref), brief_day(one.met_on), f"{one.kind.capitalize()}: {one.text}"),
                one.who,
                cell(_became(one), strong("carried forward" if one.is_carried_forward else "")),
                one.to_be_told,
            )
            for one in pack.log
        ),
    )


def _became(one: LogLine) -> str:
    if one.completed_on:
        return f"Done {brief_day(one.completed_on)}"
    if one.due_date:
        return f"Due {brief_day(one.due_date)}"
    return "Open" if one.kind == "action" else ""


def governance(pack: Contents, *, on_paper: bool) -> Iterator[Block]:
    """Yield when the boards meet; on paper the next meetings alone."""
    shown = pack.meetings[:MOST_MEETINGS] if on_paper else pack.meetings
    heads = (
        *(Head("Meets"), Head("Board", Fit.TEXT), Head("Papers by")),
        Head("Time and place", Fit.TEXT),
    )
    yield table(
        "Meetings",
        heads,
        (
            record(
                strong(brief_day(one.on)), one.board, brief_day(one.papers_by, "not set"), one.about
            )
            for one in shown
        ),
    )
    if more := len(pack.meetings) - len(shown):
        yield Words(f"{count(more, 'later meeting')} in the Excel and HTML files.")


def key(pack: Contents) -> Iterator[Block]:
    """Yield how ratings, rungs and working days are to be read, each in a line."""
    off = ", ".join(f"{one.name} ({brief_day(one.on)})" for one in pack.days_off)
    told = ". ".join(
        f"{whom}: {'; '.join(f'{one.when[:1].lower()}{one.when[1:]}' for one in found)}"
        for whom, found in groupby(pack.rungs, key=lambda one: one.told)
    )
    told_above = pack.edition.depth(Section.SUMMARY)
    meanings = "" if told_above else "".join(f"{one.brag}: {one.meaning}. " for one in pack.counts)
    parts = (
        ("Ratings", f"{meanings}{WORST} {LATE}"),
        ("Who is told", f"{told}." if told else ""),
        ("Working days", f"{pack.occasion.calendar}{f' Days off: {off}.' if off else ''}"),
    )
    yield Parts(tuple((label, said) for label, said in parts if said))


def evidence(pack: Contents) -> Iterator[Block]:
    """Yield where what shows progress can be found."""
    heads = (
        *(REF, ACTION, Head("Where the evidence is", Fit.TEXT)),
        *(Head("Reported by", Fit.NAME), Head("On")),
    )
    titles = {row.ref: row for row in pack.actions}
    yield table(
        "Evidence",
        heads,
        (
            record(
                *(strong(one.ref), brief_title(titles[one.ref]), one.where, one.by),
                brief_day(one.reported_on),
            )
            for one in pack.evidence
        ),
    )


def changes(pack: Contents, depth: Depth) -> Iterator[Block]:
    """Yield what differs from the last pack: in brief a line each kind."""
    since = f"Compared with the pack of {brief_day(pack.last_cut_off, 'the last month')}."
    if depth is Depth.BRIEF:
        yield Parts((*_in_brief(pack), ("Compared", since)))
        return
    yield Words(since, leads=True)
    heads = (REF, ACTION, Head("Change", Fit.NAME), Head("Was", Fit.TEXT), Head("Is", Fit.TEXT))
    yield table(
        "Changes since the last pack",
        heads,
        (
            record(
                strong(one.ref),
                shortened(one.title, A_TITLE),
                one.kind.capitalize(),
                one.was,
                one.now,
            )
            for one in pack.changes
        ),
    )


def _in_brief(pack: Contents) -> Iterator[tuple[str, str]]:
    kinds = list(ChangeKind)
    closed = {
        one.ref for one in pack.changes if one.kind in (ChangeKind.CLOSED, ChangeKind.COMPLETED)
    }
    told = [
        one for one in pack.changes if one.kind is not ChangeKind.RATING or one.ref not in closed
    ]
    ordered = sorted(told, key=lambda one: kinds.index(one.kind))
    for kind, found in groupby(ordered, key=lambda one: one.kind):
        said = [
            f"{one.ref} ({one.was} to {one.now})" if kind in _TOLD_BOTH else one.ref
            for one in found
        ]
        yield kind.capitalize(), f"{', '.join(said)}."


def quality(pack: Contents, depth: Depth) -> Iterator[Block]:
    """Yield what is missing, and in full who has not updated."""
    yield Words(" ".join(pack.data_quality))
    if depth is Depth.FULL and pack.silent:
        heads = (Head("Owner", Fit.NAME), Head("Actions", Fit.TEXT), Head("Last update"))
        yield table(
            "Who has not updated",
            heads,
            (
                record(
                    strong(one.owner or "No owner"),
                    ", ".join(one.refs),
                    brief_day(one.last_update_on, "Never"),
                )
                for one in pack.silent
            ),
        )


def sign_off(pack: Contents) -> Iterator[Block]:
    """Yield who signed, and who has yet to."""
    done = [one for one in pack.sign_off if one.name]
    to_do = [one.step.lower() for one in pack.sign_off if not one.name]
    said = [f"{one.step} {one.name}, {brief_day(one.on, 'no date')}." for one in done]
    said += [f"To be signed: {', '.join(to_do)}."] if to_do else []
    yield Words(" ".join(said))
