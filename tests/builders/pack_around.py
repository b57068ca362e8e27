"""Responsible for what a test pack holds beside its actions: measures, risks, log, meetings, charts."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from rules.packs.brag import Brag
from rules.packs.contents import Around
from rules.packs.last import Last
from rules.packs.row import LastRow, Recommendation
from rules.packs.sections import (
    DayOffLine,
    LogLine,
    MeasureLine,
    MeetingLine,
    MonthOfRatings,
    Paper,
    RiskLine,
    RungActivity,
    RungMeaning,
)

LAST_CUT_OFF = date(2018, 12, 3)
MEASURES = (
    MeasureLine(
        "M1",
        "Contacts decided within one working day",
        "R1",
        target="95 %",
        actual="88 %",
        previous="81 %",
        measured_on=date(2018, 12, 14),
        comment="Two posts in the team were vacant until 10 December.",
        direction="up",
    ),
    MeasureLine("M2", "Audits that find the threshold applied", "R2", "9 in 10", "", "", None, ""),
)
RISKS = (
    RiskLine(
        "K1",
        "Health colleagues can't join the daily meeting before their rota changes.",
        owner="Pat O'Brien",
        likelihood="Likely",
        impact="Major",
        mitigation="A duty nurse joins by telephone until then.",
        reviewed_on=date(2018, 12, 18),
    ),
)
LOG = (
    LogLine(
        "Improvement Board",
        "D1",
        date(2018, 11, 26),
        "action",
        "Report on staffing at the Front Door.",
        who="Helen Ashworth",
        due_date=date(2018, 12, 14),
        completed_on=None,
        to_be_told="Executive",
        is_carried_forward=True,
    ),
    LogLine(
        "Improvement Board",
        "D2",
        date(2018, 12, 17),
        "decision",
        "Thresholds are reviewed every quarter.",
        who="",
        due_date=None,
        completed_on=None,
        to_be_told="All partner agencies",
    ),
)
PAPER_OF_IT = Paper(
    agenda_item="7",
    author="Sam Whitfield, Board secretary",
    lead_director="Claire Dunn, Director of Children's Services",
    assurance="Partial assurance",
    considered_by="Executive, 8 January 2019",
)
MEETINGS = (
    MeetingLine(
        *("Improvement Board", date(2019, 1, 14), date(2019, 1, 3), "Monthly progress"),
        paper=PAPER_OF_IT,
    ),
    MeetingLine("Executive", date(2019, 2, 12)),
)
DAYS_OFF = (
    DayOffLine(date(2018, 12, 25), "Christmas Day"),
    DayOffLine(date(2018, 12, 26), "Boxing Day"),
    DayOffLine(date(2019, 1, 1), "New Year's Day"),
)
PAST = (
    MonthOfRatings("November 2018", date(2018, 11, 1), (0, 3, 8, 0, 1)),
    MonthOfRatings("December 2018", LAST_CUT_OFF, (1, 2, 8, 0, 1)),
)
LADDER = (
    RungActivity(date(2018, 11, 1), "R1", 2),
    RungActivity(date(2018, 12, 1), "R1", 3),
    RungActivity(date(2018, 12, 1), "L0", 2),
    RungActivity(date(2018, 12, 1), "L2", 1),
)
RUNGS = (
    RungMeaning("R1", "The owner and contributors", "5 working days before the due date"),
    RungMeaning("L0", "The owner and contributors", "1 working day after the due date"),
    RungMeaning("L2", "The board at the top of the ladder", "10 working days after the due date"),
)


def full(recommendations: tuple[Recommendation, ...]) -> Around:
    """Return something in every list that a pack has beside its actions."""
    return Around(
        recommendations=recommendations,
        measures=MEASURES,
        risks=RISKS,
        log=LOG,
        meetings=MEETINGS,
        days_off=DAYS_OFF,
        past=PAST,
        ladder=LADDER,
        rungs=RUNGS,
    )


def hostile(texts: tuple[str, ...]) -> Around:
    """Return lists whose every text is one of `texts`, each text in every list."""
    around = full(tuple(Recommendation("R1", text) for text in texts))
    found: dict[str, tuple[Any, ...]] = {
        name: tuple(_filled(getattr(around, name)[0], text) for text in texts)
        for name in ("measures", "risks", "log", "meetings", "days_off", "rungs")
    }
    return replace(around, **found)


def last(*rows: tuple[str, Brag, date | None, str]) -> Last:
    """Return what the last pack said of some actions: reference, rating, date and owner."""
    numbers = {"Red": 1, "Amber": 2, "Green": 8, "Grey": 1}
    kept = {
        ref: LastRow(f"Action {ref}", brag, due, owner, completed_on=None, is_cancelled=False)
        for ref, brag, due, owner in rows
    }
    return Last(LAST_CUT_OFF, numbers, kept)


def _filled(row: Any, text: str) -> Any:  # noqa: ANN401 - any of a pack's rows
    texts = {one.name: text for one in fields(row) if isinstance(getattr(row, one.name), str)}
    return replace(row, **texts)
