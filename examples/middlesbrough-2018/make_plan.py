"""Responsible for making plan.xlsx, the example plan, beside this script: the same bytes each time.

The recommendations and actions are quoted from a real report; all that is said to be invented is.
"""

from datetime import date
from pathlib import Path

from examples.people import COUNCIL, DOMAINS, HEADINGS, INVENTED, PEOPLE
from examples.registers import LOG, MEASURES, RISKS
from examples.workbook import Rows, Sheets, save

REPORT = "report"
OURS = "ours"
NOT_STATED = "Not stated in the report"
STRATEGIC = "Strategic Partnership Board"
CHIEF_EXECUTIVE = "Chief Executive"
NOTES = (
    "Example: the recommendations, the actions and April 2019 for A2 are quoted from the report "
    "of 20 November 2018; owners, all other dates, measures, updates and addresses are invented."
)

RECOMMENDATIONS = {
    "R1": (
        "Improved management oversight and decision-making on contacts and referrals "
        "received at the Front Door specifically on those cases where there are less serious "
        "concerns so that children's holistic needs are understood promptly and they are not "
        "waiting too long for an appropriate service"
    ),
    "R2": (
        "Strengthened relationships between the local authority and partners which results "
        "in a robust joint agreement regarding respective responsibilities and contribution "
        "to the Front Door including a shared understanding of consent and a consistent "
        "application of thresholds for services."
    ),
    "R3": (
        "More sophisticated analysis of demand on services and the provision of appropriate "
        "levels of staffing."
    ),
    "R4": (
        "To further refine the Council's improvement plan to focus on strengthening practice "
        "across Children's Services, including at the Front Door."
    ),
}
ACTIONS = {
    "A1": (
        "A Strategic Partnership Board chaired by the Chief Executive to hold partner "
        "agencies to account regarding child protection issues has been established and two "
        "meetings have been attended by senior leaders."
    ),
    "A2": (
        "Agreement from partner agencies for the South Tees Front Door (Multi Agency "
        "Children's Hub) to go live in April 2019."
    ),
    "A3": (
        "We have established the post of Director of Business, Performance and Change to "
        "strengthen leadership capacity and to drive performance, improvement and business "
        "efficiency."
    ),
    "A4": (
        "Reintroduction of daily multi-agency decision making meetings and the introduction "
        "of Signs of Safety meetings with Early Help services at the Front Door to "
        "strengthen information sharing and a consistent application of thresholds for "
        "services."
    ),
    "A5": (
        "Strengthening the use and understanding of the Middlesbrough Children Safeguarding "
        "Board's (MSCB's) Threshold in Need guidance, reinforced by the proactive "
        "contribution of partner safeguarding leads to support their own workforce to make "
        "appropriate referrals through use of a revised referral process"
    ),
    "A6": (
        "The application of the highly regarded Signs of Safety model to case and risk "
        "management in the Front Door."
    ),
    "A7": (
        "Refinement of the LCS case management system to facilitate a more sophisticated "
        "approach to demand management"
    ),
    "A8": (
        "Increased social work, management and administrative capacity in the Front Door to "
        "improve the analysis of risk and reduce delays"
    ),
    "A9": ("Increased management oversight of child protection conferences"),
    "A10": (
        "Production of a detailed Practice Improvement plan to drive practice improvement at "
        "pace (Appendix Three)."
    ),
}
SHORT = {
    "A1": "Strategic Partnership Board set up",
    "A2": "Partners' agreement to the South Tees Front Door",
    "A3": "Director of Business, Performance and Change in post",
    "A4": "Daily multi-agency decision meetings",
    "A5": "Threshold guidance and referral process",
    "A6": "Signs of Safety in the Front Door",
    "A7": "Demand reports from the case system (LCS)",
    "A8": "Social work capacity in the Front Door",
    "A9": "Management oversight of conferences",
    "A10": "Practice Improvement plan",
}


def _board(
    name: str, role: str, chair: str, meets: str, paragraph: str, secretary: str, address: str
) -> tuple[str, ...]:
    top = "yes" if name == STRATEGIC else "no"
    said = (name, role, chair, meets, paragraph, REPORT)
    return (*said, secretary, f"{address}.secretariat@{DOMAINS[COUNCIL]}", top, top, INVENTED)


READ_ME: Rows = (
    ("About",),
    ("This workbook is the example plan of Followthrough. It is made by make_plan.py.",),
    ("The recommendations, the actions and the boards are quoted from a real report of 2018.",),
    ("Every person, address, agency name, measure, meeting and due date (but one) is invented.",),
    ("The one due date from the report is that of A2: April 2019.",),
    ('In every sheet the column "Source" says which is which: report, invented or ours.',),
)
PLAN: Rows = (
    ("Field", "Value", "Source"),
    ("Key", "focused-visit-2018", INVENTED),
    ("Title", "Focused visit action plan", REPORT),
    ("Organisation", COUNCIL, REPORT),
    (
        "Report",
        "Ofsted focused visit of 7 and 8 August 2018, report to the Executive of 20 November 2018",
        REPORT,
    ),
    ("Report date", date(2018, 11, 20), REPORT),
    ("Division", "England", OURS),
    ("Administrator", "Janet Lowe", INVENTED),
    ("Notes", NOTES, OURS),
)
BOARDS: Rows = (
    (
        "Name",
        "Role",
        "Chair",
        "Meets",
        "Paragraph",
        "Source",
        "Secretary",
        "Address",
        "Escalations",
        "Packs",
        "Source of the last four",
    ),
    _board(
        "Executive",
        "Notes the report and agrees the action plan; receives update reports",
        NOT_STATED,
        "20 November 2018; later meetings not stated",
        "1.1, 2.1, 4.4.3, 5.1, 6.1, 8.2",
        "Brian Tate",
        "executive",
    ),
    _board(
        "Overview and Scrutiny Board",
        "Receives update reports on progress",
        NOT_STATED,
        NOT_STATED,
        "4.4.3, 8.2",
        "Brian Tate",
        "osb",
    ),
    _board(
        "Improvement Board",
        "Monitors progress against the action plan",
        CHIEF_EXECUTIVE,
        "Monthly",
        "4.4.2, 8.1",
        "Janet Lowe",
        "improvement",
    ),
    _board(
        "Middlesbrough Children Safeguarding Board (MSCB)",
        "Monitors progress against the action plan; owns the Threshold in Need guidance",
        NOT_STATED,
        NOT_STATED,
        "4.4.1, 4.4.2, 8.1",
        "Wendy Clarke",
        "mscb",
    ),
    _board(
        STRATEGIC,
        "Holds partner agencies to account regarding child protection issues",
        CHIEF_EXECUTIVE,
        "Two meetings held; frequency not stated",
        "4.4.1",
        "Tom Baxter",
        "spb",
    ),
)
MEETINGS: Rows = (
    ("Board", "Date", "Place", "Source"),
    (STRATEGIC, date(2018, 12, 12), "10:00, Mandela Room, Town Hall", INVENTED),
    (STRATEGIC, date(2019, 1, 11), "10:00, Mandela Room, Town Hall", INVENTED),
    (STRATEGIC, date(2019, 2, 15), "10:00, Mandela Room, Town Hall", INVENTED),
    (STRATEGIC, date(2019, 3, 15), "10:00, Mandela Room, Town Hall", INVENTED),
    ("Improvement Board", date(2018, 12, 18), "14:00, Civic Centre", INVENTED),
    ("Improvement Board", date(2019, 1, 22), "14:00, Civic Centre", INVENTED),
    ("Improvement Board", date(2019, 2, 19), "14:00, Civic Centre", INVENTED),
    ("Middlesbrough Children Safeguarding Board (MSCB)", date(2019, 1, 30), "", INVENTED),
    ("Executive", date(2019, 2, 12), "Town Hall", INVENTED),
    ("Overview and Scrutiny Board", date(2019, 2, 5), "Town Hall", INVENTED),
)
ASSIGNED: Rows = (
    (
        "A1",
        "Alison Reid",
        date(2018, 11, 30),
        "Senior leaders of every partner agency attend each meeting of the Board.",
    ),
    (
        "A2",
        "Mark Dobson",
        "April 2019",
        "Every partner agency has signed the agreement and the Hub takes contacts from its first day.",
    ),
    ("A3", "Rachel Owens", date(2018, 12, 7), "The post is filled and its holder has started."),
    (
        "A4",
        "Paul Ramsey",
        date(2018, 12, 21),
        "The daily meeting takes place on every working day with all agencies present.",
    ),
    (
        "A5",
        "Claire Dunn",
        date(2018, 12, 14),
        "Nine in ten referrals sampled each month meet the threshold that they name.",
    ),
    (
        "A6",
        "Mark Dobson",
        date(2019, 2, 28),
        "Every Front Door manager is trained and uses the model in each case discussion sampled.",
    ),
    (
        "A7",
        "Pat O'Brien",
        date(2018, 12, 31),
        "A weekly report of demand at the Front Door comes straight from the system.",
    ),
    (
        "A8",
        "Joanne Fletcher",
        date(2019, 1, 31),
        "All posts in the agreed structure are filled and contacts are decided within one working day.",
    ),
    (
        "A9",
        "Simon Archer",
        date(2019, 1, 9),
        "A manager has signed off the plan from every conference within five working days.",
    ),
    (
        "A10",
        "Lesley Grant",
        date(2018, 11, 30),
        "The plan is agreed by the Improvement Board, with a lead and a date for each task.",
    ),
)
RECOMMENDATION_ROWS: Rows = (
    ("Reference", "Text", "Paragraph", "Source"),
    *((ref, text, "4.3.3", REPORT) for ref, text in RECOMMENDATIONS.items()),
)
ACTION_ROWS: Rows = (
    (
        "Reference",
        "Title",
        "Paragraph",
        "Source",
        "Recommendations",
        "Owner",
        "Measure",
        "Source of owner and measure",
        "Due date",
        "Source of due date",
        "Short title",
        "Source of short title",
    ),
    *(
        (
            ref,
            ACTIONS[str(ref)],
            "4.4.1",
            REPORT,
            "",
            owner,
            measure,
            INVENTED,
            due,
            INVENTED if isinstance(due, date) else REPORT,
            SHORT[str(ref)],
            OURS,
        )
        for ref, owner, due, measure in ASSIGNED
    ),
)
SHEETS: Sheets = (
    ("Read me", "Example plan: partly quoted, partly invented", READ_ME),
    (
        "Plan",
        "Invented: key and administrator. Ours: what this example sets up. The rest: the report's.",
        PLAN,
    ),
    ("People", "Invented: everybody and everything on this sheet.", (HEADINGS, *PEOPLE)),
    (
        "Boards",
        "Invented: secretaries, addresses and who gets what. The boards are the report's.",
        BOARDS,
    ),
    (
        "Meetings",
        "Invented: every date, time and place. The report names no later meeting of any board.",
        MEETINGS,
    ),
    (
        "Recommendations",
        "Nothing invented but the references R1 to R4: quoted from paragraph 4.3.3 of the report.",
        RECOMMENDATION_ROWS,
    ),
    (
        "Actions",
        "Invented: all but short titles (ours), and what is quoted from paragraph 4.4.1: titles, A2's date.",
        ACTION_ROWS,
    ),
    ("Measures", "Invented: everything on this sheet.", MEASURES),
    ("Risks", "Invented: everything on this sheet.", RISKS),
    ("Board log", "Invented: everything on this sheet.", LOG),
)

if __name__ == "__main__":
    save("Focused visit action plan: example", SHEETS, beside=Path(__file__))
