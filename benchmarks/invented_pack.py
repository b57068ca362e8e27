"""Responsible for the contents of an invented pack of any size, mixed as a plan is in mid-life.

Of a hundred actions 45 are validated, 4 of them since the last pack; 5 await validation; 8 are
late, each with what its owner and the ladder say of it; 4 have a new date asked for.
"""

from dataclasses import replace
from datetime import date, timedelta

from benchmarks.filling import calendar
from followthrough.packs.edition_file import default_editions, edition_for
from rules.packs.brag import Brag
from rules.packs.contents import Around, Contents, Occasion, contents
from rules.packs.last import Last
from rules.packs.row import DateRequest, Evidence, LastRow, PackAction, Recommendation
from rules.packs.sections import MeasureLine, RiskLine

CUT_OFF = date(2019, 1, 1)
BEFORE = date(2018, 12, 3)
THEMES = ("Front Door", "Partnership", "Workforce", "Practice", "Performance", "Voice of the child")
TITLE = "Agree with every partner how contacts of lesser concern are shared, decided and told back"
MEASURE = "Nine in ten audited contacts were decided within one working day"
UPDATE = "Two of three partners have agreed; the third answers after its own board in the new year."
CAUSE = "The partner's rota leaves nobody free before ten in the morning."
RECOVERY = "A duty nurse joins by telephone from the second week of January."
FAR = date(2019, 4, 1)
_BLANK = PackAction(
    ref="",
    title=TITLE,
    paragraph="4.4.1",
    recommendations="R1",
    owner="",
    director="",
    measure=MEASURE,
    due_date=FAR,
    revised_due_date=None,
    times_revised=0,
    completed_on=None,
    reported_on=None,
    validated_on=None,
    forecast=None,
    updated_on=date(2018, 12, 19),
    update=UPDATE,
    told=(),
)


def invented(actions: int, board: str = "Improvement Board") -> Contents:
    """Return the contents of a board's pack of a plan with so many actions."""
    held = tuple(_action(number) for number in range(actions))
    last = Last(BEFORE, {"Green": actions}, {one.ref: _last(one) for one in held})
    return contents(
        _occasion(board),
        actions=held,
        calendar=calendar(),
        around=_around(),
        last=last,
        edition=edition_for(board, default_editions()),
    )


def _action(number: int) -> PackAction:
    one = replace(
        _BLANK,
        ref=f"A{number + 1}",
        title=f"{TITLE} (part {number + 1})",
        recommendations=f"R{number % 4 + 1}",
        owner=f"Person Number {number % 40 + 1}",
        director=f"Director Number {number % 5 + 1}",
        theme=THEMES[number % len(THEMES)],
        agency=f"Partner agency {number % 7 + 1}",
        due_date=FAR + timedelta(days=number % 200),
    )
    share = number * 37 % 100
    if share < 50:  # noqa: PLR2004 - shares of a hundred, as the docstring has them
        return _done(one, share)
    if share < 58:  # noqa: PLR2004
        return _late(one)
    return replace(one, requests=(_asked(one),), is_asked=True) if share < 62 else one  # noqa: PLR2004


def _done(one: PackAction, share: int) -> PackAction:
    on = date(2018, 12, 12) if share < 9 else date(2018, 10, 12)  # noqa: PLR2004 - likewise
    validated = None if share < 5 else on + timedelta(days=5)  # noqa: PLR2004 - likewise
    proof = Evidence(f"Minutes of the practice group, item {one.ref}", on, one.owner)
    return replace(
        one,
        due_date=on,
        completed_on=on,
        reported_on=on,
        validated_on=validated,
        validated_by="Sam Whitfield" if validated else "",
        evidence=(proof,),
    )


def _late(one: PackAction) -> PackAction:
    return replace(
        one,
        due_date=date(2018, 12, 7),
        forecast=date(2019, 2, 1),
        cause=CAUSE,
        recovery=RECOVERY,
        told=(
            f"Owner ({one.owner}) told on Mon 10 Dec 2018",
            f"Director ({one.director}) told on Fri 14 Dec 2018",
        ),
        rung="L1",
    )


def _asked(one: PackAction) -> DateRequest:
    return DateRequest(
        1,
        asked_on=date(2018, 12, 20),
        asked_by=one.owner,
        was=one.due_date,
        proposed=FAR + timedelta(days=240),
        reason=CAUSE,
        decision="pending",
    )


def _last(one: PackAction) -> LastRow:
    done = one.completed_on if one.completed_on and one.completed_on < BEFORE else None
    brag = Brag.BLUE if done else Brag.GREEN
    agreed = one.validated_on if done else None
    return LastRow(
        *(one.title, brag, one.due_date, one.owner, done), is_cancelled=False, validated_on=agreed
    )


def _around() -> Around:
    asked = tuple(Recommendation(f"R{n}", f"Recommendation {n}: {TITLE}") for n in range(1, 5))
    measures = tuple(
        MeasureLine(f"M{n}", MEASURE, f"R{n % 4 + 1}", "90 %", "81 %", "78 %", BEFORE, UPDATE, "up")
        for n in range(12)
    )
    risks = tuple(
        RiskLine(f"K{n}", CAUSE, f"Person Number {n + 1}", "Likely", "Major", RECOVERY, BEFORE)
        for n in range(12)
    )
    return Around(recommendations=asked, measures=measures, risks=risks)


def _occasion(board: str) -> Occasion:
    return Occasion(
        organisation="Invented Council",
        plan="Invented improvement plan",
        report="An invented inspector's letter",
        board=board,
        chair="Chief Executive",
        administrator="Sam Whitfield, secretariat@invented.example",
        as_of=CUT_OFF,
        version="1.0",
        calendar="Working days are Monday to Friday without the bank holidays of England.",
        notes=("All of it is invented.",),
    )
