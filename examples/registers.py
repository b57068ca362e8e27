"""Responsible for the measures, risks and boards' log of the example plan: all of them invented."""

from datetime import date

from examples.people import INVENTED
from examples.workbook import Rows

STRATEGIC, IMPROVEMENT = "Strategic Partnership Board", "Improvement Board"

MEASURES: Rows = (
    (
        *("Reference", "Measure", "Recommendations", "Target", "Actual", "Previous"),
        *("Measured on", "Comment", "Source"),
    ),
    (
        "M1",
        "Contacts at the Front Door that are decided within one working day",
        "R1",
        "95 %",
        "86 %",
        "81 %",
        date(2018, 11, 30),
        "Two posts were vacant until the middle of November.",
        INVENTED,
    ),
    (
        "M2",
        "Sampled referrals that meet the threshold which they name",
        "R2",
        "90 %",
        "72 %",
        "74 %",
        date(2018, 11, 30),
        "The revised referral process is not in use yet.",
        INVENTED,
    ),
    (
        "M3",
        "Posts filled in the agreed structure of the Front Door",
        "R3",
        "24",
        "19",
        "17",
        date(2018, 11, 30),
        "",
        INVENTED,
    ),
)
RISKS: Rows = (
    (
        *("Reference", "Risk", "Owner", "Likelihood", "Impact", "Mitigation", "Reviewed on"),
        "Source",
    ),
    (
        "K1",
        "Vetting of co-located police staff delays the opening of the Hub.",
        "Mark Dobson",
        "Likely",
        "Major",
        "Staff who are vetted already begin first.",
        date(2018, 12, 3),
        INVENTED,
    ),
    (
        "K2",
        "Too few experienced social workers apply for the vacant posts.",
        "Joanne Fletcher",
        "Possible",
        "Major",
        "Agency staff are booked until the end of March 2019.",
        date(2018, 12, 3),
        INVENTED,
    ),
)
LOG: Rows = (
    (
        *("Board", "Reference", "Date", "Text", "Kind", "Who", "Due date", "Completed on"),
        *("To be told", "Source"),
    ),
    (
        STRATEGIC,
        "D1",
        date(2018, 11, 14),
        "Each agency names the officer who speaks for it at the daily meeting.",
        "action",
        "Every partner agency",
        date(2018, 12, 12),
        "",
        "Improvement Board",
        INVENTED,
    ),
    (
        STRATEGIC,
        "D2",
        date(2018, 11, 14),
        "The Board meets every month until the Hub is open.",
        "decision",
        "",
        "",
        "",
        "Executive",
        INVENTED,
    ),
    (
        IMPROVEMENT,
        "D3",
        date(2018, 11, 20),
        "Report on staffing at the Front Door.",
        "action",
        "Joanne Fletcher",
        date(2018, 12, 18),
        "",
        "",
        INVENTED,
    ),
)
