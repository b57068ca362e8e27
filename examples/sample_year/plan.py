"""Responsible for the invented plan of sixty actions behind the sample packs."""

from datetime import date, timedelta

from examples.people import COUNCIL, DOMAINS, HEADINGS, INVENTED, PEOPLE, person
from examples.workbook import Rows, Sheets

KEY = "sample-year"
BOARD, EXECUTIVE, TOP = "Improvement Board", "Executive", "Strategic Partnership Board"
VALIDATOR = "Nina Calder"
FIRST_DUE, LAST_DUE = date(2027, 1, 29), date(2027, 10, 8)
MEETINGS = tuple(
    date(*day)
    for day in (
        *((2027, 2, 11), (2027, 3, 11), (2027, 4, 15), (2027, 5, 13), (2027, 6, 10)),
        *((2027, 7, 8), (2027, 8, 12), (2027, 9, 9), (2027, 10, 14), (2027, 11, 11)),
        *((2027, 12, 9), (2028, 1, 13)),
    )
)
QUARTERLY = tuple(on + timedelta(days=5) for on in MEETINGS[2::3])
SUBJECTS = (
    ("thresholds for early help", "Front Door", "R1"),
    ("the daily decision meeting", "Front Door", "R1"),
    ("consent in referrals", "Partnership", "R2"),
    ("supervision of social workers", "Practice", "R3"),
    ("audits of case files", "Practice", "R3"),
    ("interviews after a child was missing", "Children who go missing", "R2"),
    ("visits to children in private foster care", "Practice", "R3"),
    ("plans for young people who leave care", "Leaving care", "R4"),
    ("the number of cases a social worker holds", "Workforce", "R4"),
    ("the weekly table of demand", "Performance", "R4"),
    ("what children say of their own plans", "Voice of the child", "R3"),
    ("places for sisters and brothers together", "Places to live", "R2"),
)
STAGES = (
    ("Find out where we stand on {}", "A written finding, agreed by every agency"),
    ("Agree with every partner what is to change in {}", "Signed by all partner agencies"),
    ("Train everyone who works with {}", "Nine in ten have finished the training"),
    ("Put the change into practice: {}", "In daily use in every team for four weeks"),
    ("Test by audit what has changed in {}", "Eight in ten audited cases are good"),
)
OWNERS = tuple(row[0] for row in PEOPLE if row[4])
WITHOUT_DATE = 33
"""The number of the action that has no due date until its owner asks for one."""


def due_date(number: int) -> date | None:
    """Return when an action falls due: sixty dates over the year, none on a weekend."""
    if number == WITHOUT_DATE:
        return None
    day = FIRST_DUE + (LAST_DUE - FIRST_DUE) * (number - 1) // 59
    return day - timedelta(days=max(0, day.weekday() - 4))


def owner(number: int) -> str:
    """Return who owns an action."""
    return OWNERS[number * 7 % len(OWNERS)]


def _actions() -> Rows:
    heads = ("Reference", "Title", "Theme", "Paragraph", "Recommendations", "Owner", "Due date")
    rows = []
    for number in range(1, len(SUBJECTS) * len(STAGES) + 1):
        (what, theme, asked), (title, measure) = (
            SUBJECTS[(number - 1) % len(SUBJECTS)],
            STAGES[(number - 1) // len(SUBJECTS)],
        )
        row = (f"A{number}", f"{title.format(what)}.", theme, "", asked, owner(number))
        rows.append((*row, due_date(number) or "", measure, INVENTED))
    return ((*heads, "Measure", "Source"), *rows)


def _boards() -> Rows:
    heads = ("Name", "Chair", "Secretary", "Address", "Escalations", "Packs", "Paragraph", "Meets")
    at = DOMAINS[COUNCIL]
    return (
        (*heads, "Source"),
        (TOP, "Chief Executive", "Tom Baxter", f"spb@{at}", "yes", "no", "", "", INVENTED),
        (BOARD, "Chief Executive", "Janet Lowe", f"ib@{at}", "no", "yes", "", "monthly", INVENTED),
        (EXECUTIVE, "Leader", "Brian Tate", f"executive@{at}", "no", "yes", "", "", INVENTED),
    )


def measures(month: int) -> Rows:
    """Return what the measures are at a month of the year, the first being 0."""
    heads = ("Reference", "Measure", "Recommendations", "Target", "Actual", "Previous")
    named = (
        ("M1", "Contacts decided within one working day", "R1", 95, 78, 2),
        ("M2", "Referrals that meet the threshold they name", "R2", 90, 70, 1),
        ("M3", "Audited cases that are good or better", "R3", 80, 52, 2),
        ("M4", "Posts filled in the agreed structure", "R4", 100, 84, 1),
    )
    rows = tuple(
        (
            *(ref, name, asked, f"{target} %", f"{min(99, start + step * month)} %"),
            f"{min(99, start + step * (month - 1))} %" if month else "",
            MEETINGS[month] - timedelta(days=12),
            "",
            INVENTED,
        )
        for ref, name, asked, target, start, step in named
    )
    return ((*heads, "Measured on", "Comment", "Source"), *rows)


def registers(month: int) -> Sheets:
    """Return the sheets that are handed in anew before a meeting."""
    risks: Rows = (
        ("Reference", "Risk", "Owner", "Likelihood", "Impact", "Mitigation", "Reviewed on"),
        (
            *("K1", "A partner leaves the daily meeting when its own budget is cut.", OWNERS[0]),
            *("Possible", "Major", "Each agency has signed for the whole year."),
            MEETINGS[month] - timedelta(days=14),
        ),
    )
    log: Rows = tuple(
        (
            *(BOARD, f"D{number + 1}", on, f"Report on {SUBJECTS[number][0]} in person."),
            *("action", OWNERS[number % len(OWNERS)], on + timedelta(days=40)),
            on + timedelta(days=28) if number < month - 1 else "",
            "",
        )
        for number, on in enumerate(MEETINGS[:month])
    )
    heads = ("Board", "Reference", "Date", "Text", "Kind", "Who", "Due date", "Completed on")
    board_log: Rows = ((*heads, "To be told"), *log)
    return (
        ("Measures", "Invented.", measures(month)),
        ("Risks", "Invented.", risks),
        ("Board log", "Invented.", board_log),
    )


def sheets() -> Sheets:
    """Return the whole workbook of the plan."""
    note = "Sample: this whole plan is invented, and so are its people, its dates and its year."
    plan = (
        ("Field", "Value"),
        *(("Key", KEY), ("Title", "Improvement plan (invented)"), ("Organisation", COUNCIL)),
        *(("Report", "An invented inspection"), ("Report date", date(2026, 11, 20))),
        *(("Division", "England"), ("Administrator", "Janet Lowe"), ("Notes", note)),
        *(("Validator", VALIDATOR), ("Evidence", "yes")),
    )
    meetings: Rows = (
        ("Board", "Date"),
        *((BOARD, on) for on in MEETINGS),
        *((EXECUTIVE, on) for on in QUARTERLY),
    )
    asked = (
        ("R1", "Decide on contacts promptly and consistently.", "1.1"),
        ("R2", "Work with partners to one agreed standard.", "1.2"),
        ("R3", "Make practice good in every team.", "1.3"),
        ("R4", "Know the demand, and staff for it.", "1.4"),
    )
    validator = person(VALIDATOR, "Quality Assurance Lead", COUNCIL)
    return (
        ("Plan", "Invented.", plan),
        ("People", "Invented.", (HEADINGS, *PEOPLE, validator)),
        ("Boards", "Invented.", _boards()),
        ("Meetings", "Invented.", meetings),
        ("Recommendations", "Invented.", (("Reference", "Text", "Paragraph"), *asked)),
        ("Actions", "Invented.", _actions()),
        *registers(0),
    )
