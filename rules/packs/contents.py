"""Responsible for what a monthly progress pack says: one frozen `Contents`, the same for every file.

Contents are made here, from facts, once; writers only set them in type, and ask the edition which
sections to set. They hold dates as dates, and their canonical bytes (rules/packs/frozen.py) decide
whether two packs say the same (semantics row 74).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from rules.calendar import WorkingCalendar
from rules.packs import lists, summary
from rules.packs.brag import NO_UPDATE
from rules.packs.closure import Ending, at_its_place, is_ended, outcomes
from rules.packs.edition import EVERYTHING, Edition
from rules.packs.exempt import PART_2, as_published, classification, part_2, told_apart
from rules.packs.last import Last, changes, compared_with, missing_dates
from rules.packs.row import Cut, LastRow, PackAction, Recommendation, Row, row
from rules.packs.sections import (
    NO_FIGURES,
    NOTHING_WRITTEN,
    ChangeLine,
    Charts,
    Count,
    DateChange,
    DayOffLine,
    DecisionAsked,
    EvidenceLine,
    Group,
    LogLine,
    MeasureLine,
    MeetingLine,
    MonthOfRatings,
    Narrative,
    RiskLine,
    RungActivity,
    RungMeaning,
    SignOff,
    Silent,
    Slip,
    Window,
)
from rules.words import month

REGISTERS = ("measures", "risks", "log", "meetings", "days_off", "rungs")
"""What contents take over as it is stored."""
SIGNED = ("Prepared by", "Checked by", "Approved by", "Accepted by the board")


@dataclass(frozen=True, slots=True)
class Occasion:
    """For whom, about what and as of when a pack is made."""

    organisation: str
    plan: str
    report: str
    board: str
    chair: str
    administrator: str
    as_of: date
    version: str
    calendar: str
    notes: tuple[str, ...] = ()
    """Sentences that every reader must see first, such as that dates are invented."""
    meeting_on: date | None = None
    """When the board meets that the pack is for, if that is known."""
    prepared_by: str = ""
    """Told by older packs of their secretary, whether they touched the pack or not."""
    secretary: str = ""
    """The board's secretary."""
    classification: str = ""
    """Part 1, for publication, or Part 2, exempt; empty where the plan says nothing of it."""
    produced_late_on: date | None = None
    """When it was made, if that is later than its pack day (semantics row 32)."""
    is_top: bool = False
    """Whether its board is the top of the plan's ladder."""
    cut_off: str = ""
    """The SHA-256 of the plan's position that it is made from, which boards share."""
    compared_with: str = ""
    """The SHA-256 of what the last pack said, which it is compared with; empty for a first one."""
    template: str = ""
    """The SHA-256 of the council's own Word template that its Word file is made by; empty for ours."""
    top_board: str = ""
    """The board at the top of the plan's ladder."""
    record: str = ""
    """Where the audit trail stands up to the version before it, as a hash; empty for a draft."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a pack says beside its actions, as it is stored."""

    recommendations: tuple[Recommendation, ...] = ()
    measures: tuple[MeasureLine, ...] = ()
    risks: tuple[RiskLine, ...] = ()
    log: tuple[LogLine, ...] = ()
    meetings: tuple[MeetingLine, ...] = ()
    days_off: tuple[DayOffLine, ...] = ()
    past: tuple[MonthOfRatings, ...] = ()
    """The counts of the packs before, oldest first."""
    ladder: tuple[RungActivity, ...] = ()
    rungs: tuple[RungMeaning, ...] = ()
    doubts: tuple[str, ...] = ()
    """Of the plan itself."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything a pack says; an edition picks from it."""

    occasion: Occasion
    month: str
    headlines: tuple[str, ...]
    """Three messages that the figures give."""
    counts: tuple[Count, ...]
    recommendations: tuple[Recommendation, ...]
    exceptions: tuple[Row, ...]
    """Every action rated Red, longest late first."""
    actions: tuple[Row, ...]
    data_quality: tuple[str, ...]
    edition: Edition = EVERYTHING
    last_cut_off: date | None = None
    """The cut-off of the last pack; None if this is the first."""
    alarms: tuple[str, ...] = ()
    """What must stand on the first page: dates that went missing (semantics row 113)."""
    decisions: tuple[DecisionAsked, ...] = ()
    validated: tuple[Row, ...] = ()
    """Validated since the last pack."""
    awaiting: tuple[Row, ...] = ()
    """Complete, awaiting validation."""
    date_changes: tuple[DateChange, ...] = ()
    windows: tuple[Window, ...] = ()
    by_recommendation: tuple[Group, ...] = ()
    by_theme: tuple[Group, ...] = ()
    by_agency: tuple[Group, ...] = ()
    measures: tuple[MeasureLine, ...] = ()
    risks: tuple[RiskLine, ...] = ()
    log: tuple[LogLine, ...] = ()
    meetings: tuple[MeetingLine, ...] = ()
    days_off: tuple[DayOffLine, ...] = ()
    rungs: tuple[RungMeaning, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    changes: tuple[ChangeLine, ...] = ()
    silent: tuple[Silent, ...] = ()
    """Who has not updated since the last pack."""
    sign_off: tuple[SignOff, ...] = ()
    closure: tuple[Ending, ...] = ()
    """What became of the plan; empty while an action of it is open."""
    charts: Charts = NO_FIGURES
    narrative: Narrative = NOTHING_WRITTEN
    part_2: "Contents | None" = None
    """What is withheld here, for an edition of its own; None where nothing is."""

    @property
    def comments(self) -> Mapping[str, str]:
        """What the secretariat wrote about actions, by reference, but of those that are withheld."""
        withheld = self.withheld
        return {one.ref: one.text for one in self.narrative.comments if one.ref not in withheld}

    @property
    def withheld(self) -> frozenset[str]:
        """The references of the actions whose words are withheld here: a comment would tell them."""
        return frozenset(row.ref for row in self.part_2.actions) if self.part_2 else frozenset()


def its_meeting(pack: Contents) -> MeetingLine | None:
    """Return the meeting that a pack is for, as far as it is known."""
    of = pack.occasion
    mine = (one for one in pack.meetings if (one.board, one.on) == (of.board, of.meeting_on))
    return next(mine, None)


def contents(
    occasion: Occasion,
    *,
    actions: tuple[PackAction, ...],
    calendar: WorkingCalendar,
    around: Around = Around(),
    last: Last | None = None,
    edition: Edition = EVERYTHING,
) -> Contents:
    """Return the contents of the pack: every action exactly once, exceptions longest late first.

    `last` is what the pack before said, None if this is the first. Part 2 material is withheld
    where the edition keeps it apart, and is then told in the contents' `part_2`.
    """
    occasion = replace(occasion, compared_with=compared_with(last))
    said = _contents(
        occasion,
        as_published(actions, edition),
        calendar,
        around=around,
        last=last,
        edition=edition,
        known=last.rows if last else None,
    )
    withheld = told_apart(actions, edition)
    if not withheld:
        return said
    apart = _contents(
        replace(occasion, classification=PART_2),
        withheld,
        calendar,
        around=Around(recommendations=around.recommendations, rungs=around.rungs),
        last=last.part_2 if last else None,
        edition=part_2(edition),
        known=last.rows if last else None,
    )
    return replace(said, part_2=apart)


def _contents(
    occasion: Occasion,
    actions: tuple[PackAction, ...],
    calendar: WorkingCalendar,
    *,
    around: Around,
    last: Last | None,
    edition: Edition,
    known: Mapping[str, LastRow] | None,
) -> Contents:
    """Return an edition's contents; `known` is all that the last pack knew, Part 2 or not."""
    cut = Cut(calendar, occasion.as_of, known)
    kept = occasion.classification or classification(actions, edition)
    occasion = replace(occasion, classification=kept)
    rows = tuple(row(action, cut) for action in actions)
    counted = summary.counts(rows, last)
    return Contents(
        occasion=occasion,
        month=month(occasion.meeting_on or occasion.as_of),
        headlines=summary.headlines(rows, counted),
        counts=counted,
        recommendations=around.recommendations,
        exceptions=lists.exceptions(rows),
        actions=rows,
        data_quality=(*summary.data_quality(rows, cut), *around.doubts),
        edition=at_its_place(edition, ended=is_ended(rows)),
        last_cut_off=last.as_of if last else None,
        alarms=missing_dates(rows, last),
        decisions=lists.decisions(rows, cut, is_top=occasion.is_top),
        validated=lists.validated(rows, cut),
        awaiting=lists.awaiting(rows),
        date_changes=lists.date_changes(rows, cut, occasion.top_board),
        windows=lists.windows(rows, occasion.as_of),
        by_recommendation=lists.by_recommendation(rows, around.recommendations),
        by_theme=lists.by_theme(rows),
        by_agency=lists.by_agency(rows),
        **{name: getattr(around, name) for name in REGISTERS},
        evidence=lists.evidence(rows),
        changes=changes(rows, last),
        silent=summary.silent(rows, cut),
        sign_off=tuple(SignOff(step) for step in SIGNED),
        closure=outcomes(rows, around.measures, around.risks, around.log),
        charts=_charts(occasion, rows, counted, around),
    )


def rows_of(pack: Contents, refs: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows with these references, in their order; a group names its rows so."""
    by_ref = {one.ref: one for one in pack.actions}
    return tuple(by_ref[ref] for ref in refs)


def with_words(pack: Contents, narrative: Narrative, on: date | None = None) -> Contents:
    """Return a pack with what a person wrote into it, who so prepared it; `on` is when, if now."""
    prepared, *others = pack.sign_off or tuple(SignOff(step) for step in SIGNED)
    signed = replace(prepared, name=narrative.author, on=on or prepared.on)
    if not narrative.author:
        signed = SignOff(prepared.step)
    return replace(pack, narrative=narrative, sign_off=(signed, *others))


def _charts(
    occasion: Occasion, rows: tuple[Row, ...], counted: tuple[Count, ...], around: Around
) -> Charts:
    numbers = tuple(one.number for one in counted)
    label = month(occasion.meeting_on or occasion.as_of)
    silent = sum(row.kind == NO_UPDATE for row in rows)
    now = MonthOfRatings(label, occasion.as_of, numbers, silent)
    slips = [
        Slip(one.ref, one.due_date, one.current_due_date, one.forecast, one.slippage)
        for one in rows
        if one.is_open and one.due_date and one.current_due_date
        if one.slippage or (one.forecast and one.forecast > one.due_date)
    ]
    return Charts(
        status=(*around.past, now),
        slippage=tuple(sorted(slips, key=lambda slip: -slip.working_days)),
        by_lead=lists.by_lead(rows),
        by_theme=lists.by_theme(rows),
        ladder=around.ladder,
    )
