"""Responsible for making plan.xlsx, the second example plan, beside this script. It is invented.

Its people are those of the first example, so that one digest of a person covers both plans.
"""

from datetime import date
from pathlib import Path

from examples.people import COUNCIL, DOMAINS, HEADINGS, INVENTED, PEOPLE, person
from examples.workbook import Rows, Sheets, save

ASSURANCE = person("Nina Calder", "Quality Assurance Lead", COUNCIL)
SHARED = (
    "Janet Lowe",
    "Susan Barker",
    "David Hughes",
    "Karen Whitfield",
    "Ian Mercer",
    "Mark Dobson",
    "Rachel Owens",
    "Paul Ramsey",
    "Claire Dunn",
    "Pat O'Brien",
    "Joanne Fletcher",
    "Simon Archer",
    "Lesley Grant",
    "Wendy Clarke",
    "Tom Baxter",
)
NOTES = "Example: this whole plan is invented: actions, owners, dates, measures and addresses."
OVERSIGHT = "Management oversight"
PRACTICE = "Quality of practice"
SYSTEMS = "Systems and data"
WORKFORCE = "Workforce"

READ_ME: Rows = (
    ("About",),
    ("This workbook is the second example plan of Followthrough.",),
    ("It is made by make_practice_plan.py.",),
    ("All of it is invented but the names of the council and of its board.",),
    ("A real report of 2018 names a Practice Improvement plan. This is not that plan.",),
)
PLAN: Rows = (
    ("Field", "Value", "Source"),
    ("Key", "practice-improvement-2018", INVENTED),
    ("Title", "Practice Improvement plan (invented)", INVENTED),
    ("Organisation", COUNCIL, "report"),
    ("Report", "", ""),
    ("Report date", "", ""),
    ("Division", "England", "ours"),
    ("Administrator", "Janet Lowe", INVENTED),
    ("Notes", NOTES, "ours"),
    ("Validator", ASSURANCE[0], INVENTED),
    ("Evidence", "yes", INVENTED),
)
BOARDS: Rows = (
    (
        "Name",
        "Chair",
        "Secretary",
        "Address",
        "Escalations",
        "Packs",
        "Paragraph",
        "Meets",
        "Source",
    ),
    (
        "Strategic Partnership Board",
        "Chief Executive",
        "Tom Baxter",
        f"spb.secretariat@{DOMAINS[COUNCIL]}",
        "yes",
        "no",
        "",
        "",
        INVENTED,
    ),
)
ACTIONS: Rows = (
    (
        "Reference",
        "Title",
        "Theme",
        "Paragraph",
        "Recommendations",
        "Owner",
        "Contributors",
        "Due date",
        "Repeats",
        "Validator",
        "Measure",
        "Source",
    ),
    (
        "P1",
        "Agree one standard for supervision and how it is written down.",
        OVERSIGHT,
        "",
        "",
        "Lesley Grant",
        "Simon Archer",
        date(2018, 12, 21),
        "",
        "",
        "The standard is signed and every manager has it.",
        INVENTED,
    ),
    (
        "P2",
        "Audit twenty case files each month and tell every team what was found.",
        PRACTICE,
        "",
        "",
        "Simon Archer",
        "Mark Dobson; Lesley Grant",
        date(2019, 1, 31),
        "monthly",
        "",
        "Twenty audits are written up by the last day of the month.",
        INVENTED,
    ),
    (
        "P3",
        "Show every social worker their own cases and visits on one screen.",
        SYSTEMS,
        "",
        "",
        "Pat O'Brien",
        "",
        date(2019, 1, 9),
        "",
        "",
        "The screen is in daily use in every team.",
        INVENTED,
    ),
    (
        "P4",
        "Train every social worker and manager in the analysis of risk.",
        WORKFORCE,
        "",
        "",
        "Joanne Fletcher",
        "Rachel Owens",
        date(2019, 3, 29),
        "",
        "",
        "Nine in ten have finished the course.",
        INVENTED,
    ),
    (
        "P5",
        "Hold case discussions with health and police colleagues every fortnight.",
        PRACTICE,
        "",
        "",
        "Claire Dunn",
        "Paul Ramsey",
        date(2019, 2, 28),
        "",
        "Wendy Clarke",
        "Four discussions in a row were attended by all three agencies.",
        INVENTED,
    ),
    (
        "P6",
        "Bring the cases of each newly qualified social worker down to the agreed number.",
        WORKFORCE,
        "",
        "",
        "Rachel Owens",
        "Joanne Fletcher",
        date(2019, 2, 15),
        "",
        "",
        "No newly qualified social worker is above the number for four weeks.",
        INVENTED,
    ),
    (
        "P7",
        "Ask families what has changed for them and use what they say.",
        PRACTICE,
        "",
        "",
        "Mark Dobson",
        "",
        "",
        "",
        "",
        "A summary of what families said goes to every team.",
        INVENTED,
    ),
    (
        "P8",
        "Publish a short guide to writing a chronology.",
        OVERSIGHT,
        "",
        "",
        "",
        "",
        date(2019, 2, 22),
        "",
        "",
        "The guide is on the intranet.",
        INVENTED,
    ),
)
MILESTONES: Rows = (
    ("Action", "Reference", "Title", "Due date", "Source"),
    ("P4", "M1", "The dates of all courses are published.", date(2018, 12, 31), INVENTED),
    ("P4", "M2", "Half have finished the course.", date(2019, 2, 15), INVENTED),
    ("P3", "M1", "One team tries the screen.", date(2019, 1, 4), INVENTED),
)
SHEETS: Sheets = (
    ("Read me", "Example plan: invented", READ_ME),
    ("Plan", "Invented: all but the name of the council.", PLAN),
    (
        "People",
        "Invented: everybody and everything on this sheet.",
        (HEADINGS, *(row for row in PEOPLE if row[0] in SHARED), ASSURANCE),
    ),
    ("Boards", "Invented: all but the name of the board and of its chair's post.", BOARDS),
    (
        "Recommendations",
        "None: this plan is invented and answers no inspector.",
        (("Reference", "Text", "Paragraph"),),
    ),
    ("Actions", "Invented: everything on this sheet.", ACTIONS),
    ("Milestones", "Invented: everything on this sheet.", MILESTONES),
)

if __name__ == "__main__":
    save("Practice Improvement plan: invented example", SHEETS, beside=Path(__file__))
