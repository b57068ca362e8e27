"""Responsible for the lists that a pack draws from its rows: decisions, dates, look-ahead, groups."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from rules.calendar import WorkingCalendar
from rules.packs.brag import BRAG_KEY, Brag
from rules.packs.row import Cut, Recommendation, Row
from rules.packs.sections import Ask, DateChange, DecisionAsked, Due, EvidenceLine, Group, Window
from rules.words import count, each_reference, late, short_day, shown_title

WINDOWS = (30, 60, 90)
"""Calendar days of the look-ahead."""
NONE_NAMED = "None named"
NO_OWNER, NO_THEME, NO_AGENCY = "No owner", "No theme", "No agency"
PENDING, APPROVED = "pending", "approved"


def exceptions(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return every action rated Red, longest late first, those forecast late last."""
    red = (row for row in rows if row.brag is Brag.RED)
    return tuple(
        sorted(
            red,
            key=lambda row: (-1 if row.days_late is None else row.days_late, row.slippage),
            reverse=True,
        )
    )


def decisions(rows: tuple[Row, ...], cut: Cut, *, is_top: bool) -> tuple[DecisionAsked, ...]:
    """Return what a board is asked to decide; only the top of the ladder decides on new dates.

    Every board agrees the closing of what was validated since its last pack (rows 49, 106).
    """
    found = list(_extensions(rows)) if is_top else []
    found += [
        DecisionAsked(
            Ask.CLOSURE,
            row.ref,
            shown_title(row),
            f"Agree that it is closed: {_validated(row)}.",
        )
        for row in validated(rows, cut)
    ]
    if is_top:
        found += [
            DecisionAsked(
                Ask.ESCALATION, row.ref, shown_title(row), f"Decide what is to be done: {said}."
            )
            for row in rows
            if row.is_with_board
            for said in [f"it was escalated to the Board and is {late(row.days_late or 0)}"]
        ]
    return tuple(found)


def validated(rows: tuple[Row, ...], cut: Cut) -> tuple[Row, ...]:
    """Return the actions that were validated since the last pack, or at all in a first one."""
    return tuple(row for row in rows if cut.is_validated(row))


def awaiting(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return what is reported complete and not validated, however long ago (row 105)."""
    return tuple(row for row in rows if row.completed_on and not row.validated_on)


def _moved(baseline: date | None, proposed: date, calendar: WorkingCalendar) -> int | None:
    if baseline is None:
        return 0
    known = calendar.knows(baseline) and calendar.knows(proposed)
    return calendar.between(baseline, proposed) if known else None


def date_changes(rows: tuple[Row, ...], cut: Cut, board: str = "") -> tuple[DateChange, ...]:
    """Return the new dates asked for or decided since the last pack, and all that wait.

    `board` is the one that decides what a director may not.
    """
    return tuple(
        DateChange(
            ref=row.ref,
            title=shown_title(row),
            owner=row.owner,
            number=asked.number,
            times_revised=row.times_revised,
            was=asked.was,
            proposed=asked.proposed,
            asked_on=asked.asked_on,
            asked_by=asked.asked_by,
            reason=asked.reason,
            decision=asked.decision,
            decided_on=asked.decided_on,
            decided_by=asked.decided_by,
            meeting_on=asked.meeting_on,
            slippage=_moved(row.due_date, asked.proposed, cut.calendar),
            is_for_board=asked.is_for_board,
            board=board,
        )
        for row in rows
        for new in [cut.new_requests(row)]
        for asked in row.requests
        if (asked.decision == PENDING and row.is_open) or asked in new
    )


def windows(rows: tuple[Row, ...], as_of: date) -> tuple[Window, ...]:
    """Return what falls due in the next 30, 60 and 90 days, each action and milestone once."""
    found, start = [], as_of
    ahead = sorted(_due(rows), key=lambda due: (due.due_date, not due.is_milestone))
    for days in WINDOWS:
        end = as_of + timedelta(days=days)
        inside = tuple(
            due
            for due in ahead
            if due.due_date <= end and (due.due_date > start or due.due_date == start == as_of)
        )
        found.append(Window(days, end, inside))
        start = end
    return tuple(found)


def evidence(rows: tuple[Row, ...]) -> tuple[EvidenceLine, ...]:
    """Return the evidence index: where what shows progress can be found, action by action."""
    return tuple(
        EvidenceLine(row.ref, shown_title(row), found.where, found.reported_on, found.by)
        for row in rows
        for found in row.evidence
    )


def by_recommendation(
    rows: tuple[Row, ...], asked: tuple[Recommendation, ...]
) -> tuple[Group, ...]:
    """Return the actions that answer each recommendation, or nothing if no action names any.

    An action that answers two counts in both; those that answer none come last, if there are any.
    """
    texts = {one.ref: one.text for one in asked}
    found: dict[str, list[Row]] = {ref: [] for ref in texts}
    unnamed = []
    for row in rows:
        refs = [ref for ref in each_reference(row.recommendations) if ref in found]
        for ref in refs:
            found[ref].append(row)
        if not refs:
            unnamed.append(row)
    if not any(found.values()):
        return ()
    if unnamed:
        found[NONE_NAMED] = unnamed
    return tuple(_group(name, theirs, texts.get(name, "")) for name, theirs in found.items())


def by_theme(rows: tuple[Row, ...]) -> tuple[Group, ...]:
    """Return the actions of each theme, in the order of the plan; nothing if none has a theme."""
    if not any(row.theme for row in rows):
        return ()
    return _grouped(rows, lambda row: row.theme or NO_THEME)


def by_agency(rows: tuple[Row, ...]) -> tuple[Group, ...]:
    """Return the actions of each partner agency, by the body that the owner works for."""
    if not any(row.agency for row in rows):
        return ()
    return _grouped(rows, lambda row: row.agency or NO_AGENCY)


def by_lead(rows: tuple[Row, ...]) -> tuple[Group, ...]:
    """Return the actions of each owner, those with most actions first."""
    found = _grouped(rows, lambda row: row.owner or NO_OWNER)
    return tuple(sorted(found, key=lambda group: -group.total))


def _extensions(rows: Iterable[Row]) -> Iterator[DecisionAsked]:
    for row in rows:
        for asked in row.requests:
            if asked.is_for_board and asked.decision == PENDING and row.is_open:
                nth = f"revision {row.times_revised + 1}"
                said = (
                    f"Approve or refuse {short_day(asked.proposed)} as its new due date ({nth}), "
                    f"asked for by {asked.asked_by}: {asked.reason}"
                )
                yield DecisionAsked(Ask.EXTENSION, row.ref, shown_title(row), said)


def _validated(row: Row) -> str:
    on = short_day(row.validated_on) if row.validated_on else ""
    by = f" by {row.validated_by}" if row.validated_by else ""
    shown = count(len(row.evidence), "piece") + " of evidence" if row.evidence else "no evidence"
    return f"validated on {on}{by}, with {shown} in the index"


def _due(rows: Iterable[Row]) -> Iterator[Due]:
    for row in rows:
        due = row.current_due_date
        if not row.is_open:
            continue
        if due is not None:
            predicted = row.forecast is not None and row.forecast > due
            yield Due(
                row.ref,
                shown_title(row),
                row.owner,
                due,
                row.forecast,
                is_milestone=False,
                is_predicted_late=predicted,
            )
        for stage in row.stages:
            if stage.completed_on is None:
                yield Due(
                    f"{row.ref} {stage.ref}",
                    stage.title,
                    row.owner,
                    stage.due_date,
                    None,
                    is_milestone=True,
                    is_predicted_late=False,
                )


def _grouped(rows: Iterable[Row], name: Callable[[Row], str]) -> tuple[Group, ...]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(name(row), []).append(row)
    return tuple(_group(named, theirs) for named, theirs in found.items())


def _group(name: str, rows: list[Row], text: str = "") -> Group:
    numbers = tuple(sum(row.brag is brag for row in rows) for brag, _ in BRAG_KEY)
    return Group(name, text, tuple(row.ref for row in rows), numbers)
