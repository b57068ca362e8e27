"""Invented mails of every kind, as payloads; no person, body or address in them is real."""

from typing import Any

Payload = dict[str, Any]

PLAN = "Response to the focused visit"
NOTES = ["Owners and dates in this plan are invented."]
BOARD = "Strategic Partnership Board"
AS_OF = "Monday 7 January 2019"
THRESHOLDS = "Agree the thresholds for early help with every partner"
AUDIT = "Audit the last twenty re-referrals and share what was learnt"
SUPERVISION = "Hold reflective supervision each month in every team"
DATA = "Send the weekly return on visits to the data team"


WHOM = {"": "", "L0": "the owner", "L1": "the director", "L2": "the Board"}


def line(ref: str, days_late: int | None, **changed: object) -> Payload:
    late = {None: "due on Friday 11 January 2019", 0: "late", 1: "1 working day late"}
    rung, height = ("", 0) if days_late is None else ("L1", 2)
    reached = WHOM[str(changed.get("rung", rung))]
    return {
        "ref": ref,
        "title": f"{THRESHOLDS} ({ref})",
        "plan": PLAN,
        "owner": "Pat O'Brien",
        "due_date": "Friday 14 December 2018",
        "standing": late.get(days_late, f"{days_late} working days late"),
        "days_late": days_late,
        "rung": rung,
        "height": height,
        "reached": reached,
        "next": "The Strategic Partnership Board is told on Friday 11 January 2019.",
        "notes": [],
        **changed,
    }


def common() -> Payload:
    return {
        "organisation": "Middlesbrough Council",
        "to": {"name": "Pat O'Brien", "address": "pat.o'brien@middlesbrough.example"},
        "as_of": AS_OF,
        "administrator": {"name": "Sam Green", "address": "sam.green@middlesbrough.example"},
        "notes": NOTES,
    }


def part(capacity: str, *lines: Payload, name: str = "Pat O'Brien", **more: object) -> Payload:
    return {"name": name, "capacity": capacity, "lines": list(lines), **more}


def counted(lines: list[Payload]) -> Payload:
    """Return how many actions there are and the worst lateness, as notices freeze them."""
    each = {(one["plan"], one["ref"]): one for one in lines}.values()
    late = [one["days_late"] for one in each if one["days_late"] is not None]
    return {"number": len(each), "worst": max(late, default=None)}


def digest_of(*parts: Payload) -> Payload:
    """Return a digest to whoever its first part is for."""
    lines = [one for each in parts for one in each["lines"]]
    name = parts[0]["name"]
    to = {"name": name, "address": f"{name.lower().replace(' ', '.')}@middlesbrough.example"}
    return {**common(), **counted(lines), "to": to, "parts": list(parts)}


def digest(*lines: Payload, capacity: str = "owner") -> Payload:
    return digest_of(part(capacity, *lines))


def to_board(one: Payload) -> list[tuple[str, str]]:
    known = [
        ("Agency", "Teesmouth Health Trust"),
        ("Owner", one["owner"]),
        ("Director", "Jo Ellis"),
    ]
    return [*known, ("Cause", "Two auditors are ill."), ("Forecast", "None given")]


def board_notice(*lines: Payload) -> Payload:
    told = [
        "For the owner, {owner}: told on Mon 17 Dec 2018",
        "For the director, Jo Ellis: told on Fri 21 Dec 2018",
    ]
    return {
        **common(),
        **counted(list(lines)),
        "to": {"name": f"Secretariat, {BOARD}", "address": "board@middlesbrough.example"},
        "board": BOARD,
        "lines": [
            {**one, "known": to_board(one), "told": [words.format(**one) for words in told]}
            for one in lines
        ],
    }


def pack(**changed: object) -> Payload:
    return {
        **common(),
        "to": {"name": f"Secretariat, {BOARD}", "address": "board@middlesbrough.example"},
        "board": BOARD,
        "month": "January 2019",
        "plan": PLAN,
        "version": "1.0",
        "title": "Progress pack",
        "headlines": ["10 actions: 3 are late.", "2 were completed since the last pack."],
        "counts": [
            {"brag": "Blue", "meaning": "Validated", "number": 2, "previous": 0},
            {"brag": "Red", "meaning": "Overdue, or forecast to be", "number": 3, "previous": 4},
            {"brag": "Grey", "meaning": "No due date", "number": 1, "previous": 1},
        ],
        "files": [
            {"name": "progress-pack-2019-01.docx", "size": 48210, "sha256": "00ff" * 16},
            {"name": "progress-pack-2019-01.pdf", "size": 183224, "sha256": "0123456789abcdef" * 4},
            {"name": "progress-pack-2019-01.html", "size": 61733, "sha256": "0f" * 32},
            {"name": "progress-pack-2019-01.xlsx", "size": 15102, "sha256": "fedcba9876543210" * 4},
        ],
        **changed,
    }


def draft() -> Payload:
    missing = ["Pat O'Brien: A7, P3", "Ravi Patel: A5"]
    differs = [
        "A5: rating Amber before, Red now.",
        "A8: forecast none before, Fri 15 Mar 2019 now; progress changed.",
        "What the board is asked to decide changed: A5.",
    ]
    return pack(
        version="0.2",
        counts=[{**row, "previous": None} for row in pack()["counts"]],
        withheld=["packs/p/board-2/2019-01-01/0.2-00ff/progress-pack-2019-01-part-2.pdf"],
        draft={
            "paper_deadline": AS_OF,
            "without_update": missing,
            "is_ahead": False,
            "after": "0.1",
            "differences": differs,
        },
        classification="Part 1: for publication; Part 2 material is withheld",
    )


def copy() -> Payload:
    """Return what a member of the board gets of an issued pack."""
    issued = pack()
    return {
        **issued,
        "to": {"name": "Jo Ellis", "address": "jo.ellis@middlesbrough.example"},
        "files": issued["files"][1:3],
        "copy": True,
        "classification": "Part 2: not for publication; it holds exempt material",
        "to_publish": False,
    }


def code() -> Payload:
    until = "10:40 on Monday 7 January 2019"
    return {**common(), "code": "482 913", "purpose": "to agree a new date for A7", "until": until}


def link() -> Payload:
    asked: Payload = {**code(), "link": "https://followthrough.middlesbrough.example/a/Jx7Kq0vT3w"}
    del asked["code"]
    return {**asked, "purpose": "to answer for A7", "until": "07:00 on Monday 14 January 2019"}


def alarm() -> Payload:
    body = (
        "Notice 41 (digest) to pat.o'brien@middlesbrough.example is dead: 550 no such user\n"
        "Notice 44 (exception notice) to board@middlesbrough.example is unknown: cut off"
    )
    to = common()["administrator"]
    return {**common(), "to": to, "title": "A notice needs a person", "body": body}


LATE = line(
    "A5",
    15,
    title=AUDIT,
    owner="Ravi Patel",
    notes=["With: Una Gain, Zoë Łukasiewicz.", "Ravi Patel promised an update by Fri 4 Jan 2019."],
    next="It stays in every pack's exception report until it is recorded complete.",
    rung="L2",
    height=3,
)
KNOWN = [
    ("Owner", "Ravi Patel, Named nurse, Teesmouth Health Trust, ravi.patel@teesmouth.example"),
    ("Latest update", "Fri 21 Dec 2018: Ten of twenty re-referrals are audited."),
    ("Cause", "Two auditors are ill."),
    ("Forecast", "Fri 18 Jan 2019"),
]
TOLD = [
    "Reminder, Ravi Patel: told on Fri 7 Dec 2018",
    "For the owner, Ravi Patel: told on Mon 17 Dec 2018, last on Mon 24 Dec 2018",
]
ESCALATED = {**LATE, "known": KNOWN, "told": TOLD}
AS_LATE = line(
    "A6",
    10,
    title="Agree with the police how quickly they share what they know",
    owner="Ian Mercer",
    due_date="Friday 21 December 2018",
    next="It stays in every pack's exception report until it is recorded complete.",
    rung="L2",
    height=3,
)
A_LITTLE_LATE = line(
    "A7",
    4,
    due_date="Monday 31 December 2018",
    title=SUPERVISION,
    rung="L0",
    height=1,
    next="Jo Ellis, the director, is told on Tuesday 8 January 2019.",
)
SOON = line(
    "A9",
    None,
    title=DATA,
    due_date="Friday 11 January 2019",
    next="You get a reminder on Friday 11 January 2019. You are told that it is overdue on "
    "Monday 14 January 2019.",
)
TO_ITS_DIRECTOR = {**A_LITTLE_LATE, "next": "You are told on Tuesday 8 January 2019."}
ASKED_FOR = {**SOON, "by": "Tuesday 8 January 2019"}
ASKED = line(
    "A8",
    None,
    title="Publish the new practice standards",
    standing="due on Thursday 31 January 2019",
    due_date="Thursday 31 January 2019",
    next="Pat O'Brien is told that it is overdue on Friday 1 February 2019.",
    notes=["Pat O'Brien asked on Fri 4 Jan 2019 for Thu 28 Feb 2019 as the new due date: Snow."],
)
DONE = line(
    "A10",
    None,
    owner="Una Volved",
    title="Train every team manager in the new standards",
    standing="reported complete as of Thu 3 Jan 2019, not validated yet",
    due_date="Friday 21 December 2018",
    next="It stays open until it is validated or sent back.",
)
MINE = {**ASKED, "next": "You are told that it is overdue on Friday 1 February 2019."}
NOBODYS = line(
    "P6",
    None,
    owner="",
    title="Review the rota of the front door",
    standing="no due date",
    due_date="no due date",
    next="It has no ladder until it has a due date.",
)
ROUND = (
    "The Strategic Partnership Board meets on Friday 18 January 2019. Please send an update of "
    "each action before Wednesday 9 January 2019, when the papers are due."
)
SUMMARY = (
    "Your owners have 14 open actions: 2 are late, 3 are due within 5 working days, and 6 have "
    "been without an update for four weeks or more."
)
QUIET = (
    "Your owners have 9 open actions: none is late, 2 are due within 5 working days, and none has "
    "been without an update for four weeks or more."
)

MEMBERS = {"to": ["Jo Ellis", "Una Gain and Zoë Łukasiewicz"], "without": ["Kim Doe has left."]}
MAILS: dict[str, tuple[str, Payload]] = {
    "owner": ("digest", digest(A_LITTLE_LATE, SOON)),
    "contributor": ("digest", digest_of(part("contributors", LATE, name="Una Gain"))),
    "director": (
        "digest",
        digest_of(
            part("director", ESCALATED, name="Jo Ellis"),
            part(
                "summary",
                TO_ITS_DIRECTOR,
                name="Jo Ellis",
                says=[SUMMARY, "1 of the late ones is told of in another part of this mail."],
            ),
        ),
    ),
    "role": ("digest", digest(LATE, capacity="role")),
    "summary": ("digest", digest_of(part("summary", LATE, TO_ITS_DIRECTOR, says=[SUMMARY]))),
    "quiet-summary": ("digest", digest_of(part("summary", says=[QUIET]))),
    "to-decide": (
        "digest",
        digest_of(
            part("validator", DONE, name="Jo Ellis"),
            part("approver", ASKED, name="Kim Doe", because="Kim Doe is away."),
            part("administrator", NOBODYS, name="Jo Ellis"),
        ),
    ),
    "round": ("digest", digest_of(part("round", ASKED_FOR, MINE, says=[ROUND]))),
    "chaser": ("digest", digest_of(part("chaser", ASKED_FOR, says=[ROUND]))),
    "exception-notice": ("board_notice", board_notice(LATE, AS_LATE)),
    "draft-pack": ("pack", draft()),
    "issued-pack": ("pack", pack(members=MEMBERS)),
    "copy-of-a-pack": ("pack", copy()),
    "code": ("code", code()),
    "link": ("code", link()),
    "alarm": ("alarm", alarm()),
}
"""A mail of every kind and for every capacity, by name."""

PICTURED = (
    *("owner", "director", "to-decide", "round", "chaser", "exception-notice"),
    *("draft-pack", "issued-pack", "copy-of-a-pack", "code", "link", "alarm"),
)
"""Those that docs/mails.md shows."""


def two_hundred(title: str = THRESHOLDS) -> list[Payload]:
    """Return 200 late actions, a few of them at each rung, the worst neither first nor last."""
    rungs = (("L0", 1), ("L2", 3), ("L1", 2), ("", 0))
    return [
        line(
            f"A{number}",
            (number * 7) % 200,
            title=title,
            rung=rungs[number % 4][0],
            height=rungs[number % 4][1],
        )
        for number in range(200)
    ]
