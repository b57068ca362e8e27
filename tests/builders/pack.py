"""Responsible for contents of packs to test with: an ordinary one and a hostile one."""

import json
from dataclasses import replace
from datetime import date

from rules.calendar import WorkingCalendar
from rules.packs.brag import Brag
from rules.packs.contents import Around, Contents, Occasion, contents
from rules.packs.frozen import canonical
from rules.packs.last import Last, last_pack
from rules.packs.row import DateRequest, Evidence, PackAction, Recommendation, Stage
from tests.builders import pack_around as lists

CUT_OFF = date(2019, 1, 1)
CALENDAR = WorkingCalendar(
    days_off=frozenset(
        {date(2018, 12, 25), date(2018, 12, 26), date(2019, 1, 1), date(2019, 4, 19)}
    ),
    first=date(2018, 1, 1),
    last=date(2020, 12, 31),
)
OCCASION = Occasion(
    organisation="Middlesbrough Council",
    plan="Focused visit action plan",
    report="Ofsted's letter of 31 August 2018 on its focused visit of 7 and 8 August 2018",
    board="Improvement Board",
    chair="Chief Executive",
    administrator="Sam Whitfield, improvement.secretariat@middlesbrough.example",
    as_of=CUT_OFF,
    version="1.0",
    calendar="Working days are Monday to Friday without the bank holidays of England and Wales.",
    notes=(
        "Owners and their directors are invented for this example: the report names none.",
        "All due dates but that of A2 are invented too.",
    ),
)
RECOMMENDATIONS = (
    Recommendation(
        "R1",
        "Improved management oversight and decision-making on contacts and referrals received at "
        "the Front Door specifically on those cases where there are less serious concerns so that "
        "children's holistic needs are understood promptly and they are not waiting too long for "
        "an appropriate service",
    ),
    Recommendation(
        "R2",
        "Strengthened relationships between the local authority and partners which results in a "
        "robust joint agreement regarding respective responsibilities and contribution to the "
        "Front Door including a shared understanding of consent and a consistent application of "
        "thresholds for services.",
    ),
    Recommendation(
        "R3",
        "More sophisticated analysis of demand on services and the provision of appropriate "
        "levels of staffing.",
    ),
    Recommendation(
        "R4",
        "To further refine the Council's improvement plan to focus on strengthening practice "
        "across Children's Services, including at the Front Door.",
    ),
)
_MEETING = replace(
    OCCASION,
    meeting_on=date(2019, 1, 14),
    prepared_by="Sam Whitfield",
    classification="Part 1: for publication",
    is_top=True,
)
AROUND = Around(recommendations=RECOMMENDATIONS)
LAST = lists.last()
"""What the pack before said: its counts, and nothing of single actions."""
_BLANK = PackAction(
    ref="",
    title="Hold daily meetings",
    paragraph="4.4.1",
    recommendations="",
    owner="Pat O'Brien",
    director="Priya Nair",
    measure="",
    due_date=date(2019, 3, 29),
    revised_due_date=None,
    times_revised=0,
    completed_on=None,
    reported_on=None,
    validated_on=None,
    forecast=None,
    updated_on=date(2018, 12, 19),
    update="On course.",
    told=(),
)


def action(ref: str, **changes: object) -> PackAction:
    """Return an open action, due on 29 March 2019 and updated, with `changes` made."""
    return replace(_BLANK, ref=ref, **changes)  # type: ignore[arg-type]


def pack_of(
    *actions: PackAction,
    occasion: Occasion = OCCASION,
    first: bool = False,
    last: Last = LAST,
    around: Around = AROUND,
) -> Contents:
    """Return the contents of a pack of these actions; with `first`, there was none before."""
    return contents(
        occasion,
        actions=actions,
        calendar=CALENDAR,
        around=around,
        last=None if first else last,
    )


def shown(*actions: PackAction) -> Last:
    """Return what a pack that showed these actions said of them."""
    return last_pack(json.loads(canonical(pack_of(*actions, first=True))))


def realistic() -> Contents:
    """Return the twelve actions of a plan like Middlesbrough's, three of them red."""
    last = lists.last(
        ("A1", Brag.GREEN, date(2018, 11, 30), "Pat O'Brien"),
        ("A2", Brag.GREEN, date(2019, 4, 30), "Marcus Bell"),
        ("A3", Brag.GREEN, date(2018, 12, 21), "Helen Ashworth"),
        ("A4", Brag.AMBER, date(2018, 12, 10), "Pat O'Brien"),
        ("A5", Brag.GREEN, date(2019, 1, 4), "Gareth Llewellyn"),
        ("A6", Brag.AMBER, date(2019, 3, 29), "Pat O'Brien"),
        ("A7", Brag.GREEN, date(2018, 12, 24), "Amara Okafor"),
        ("A8", Brag.GREEN, date(2019, 2, 28), "Joanne Fletcher"),
        ("A9", Brag.GREEN, date(2019, 3, 29), "Pat O'Brien"),
        ("A10", Brag.GREEN, date(2019, 1, 31), "Helen Ashworth"),
        ("A11", Brag.GREEN, date(2019, 1, 31), "Pat O'Brien"),
    )
    unheard = replace(last.rows["A5"], updated_on=_TWELVE[4].updated_on)
    last = replace(last, rows={**last.rows, "A5": unheard})
    around = lists.full(RECOMMENDATIONS)
    return pack_of(*_TWELVE, around=around, occasion=_MEETING, last=last)


def hostile() -> Contents:
    """Return a pack whose every text tries to be something else."""
    actions = [
        action(
            f"H{number}",
            title=text,
            owner=text,
            director=text,
            measure=text,
            recommendations=text,
            update=text,
            told=(text,),
            due_date=date(2018, 12, number + 1),
            notes=(text,),
            theme=text,
            agency=text,
            rung=text,
            cause=text,
            recovery=text,
            impact=text,
            own_rating=text,
            requests=(_asked(text, is_for_board=True),),
            stages=(Stage(text, text, date(2019, 2, 1)),),
            evidence=(Evidence(text, date(2018, 12, 20), text),),
        )
        for number, text in enumerate(HOSTILE)
    ]
    done = [
        action(
            f"D{number}",
            title=text,
            completed_on=date(2018, 12, 20),
            validated_on=date(2018, 12, 21),
            validated_by=text,
            requests=(_asked(text),),
        )
        for number, text in enumerate(HOSTILE)
    ]
    texts = {
        name: HOSTILE[number]
        for number, name in enumerate(
            (
                *("organisation", "plan", "report", "board", "chair", "administrator", "version"),
                *("prepared_by", "classification"),
            )
        )
    }
    occasion = replace(_MEETING, **texts, notes=HOSTILE)  # type: ignore[arg-type]
    return pack_of(*actions, *done, occasion=occasion, around=lists.hostile(HOSTILE))


def _asked(reason: str, *, is_for_board: bool = False) -> DateRequest:
    return DateRequest(
        1,
        asked_on=date(2018, 12, 20),
        asked_by=reason,
        was=date(2018, 12, 10),
        proposed=date(2019, 2, 28),
        reason=reason,
        decision="pending",
        decided_by=reason,
        answer=reason,
        is_for_board=is_for_board,
    )


HOSTILE = (
    '#read("/etc/passwd")',
    '=HYPERLINK("http://example.org","click")',
    "*bold* _thin_ $x^2$ <label> @ref `raw` \\ // note /* note */ [a] {b} ~ -- ...",
    "{{ 7*7 }} << 7*7 >> <% for %> {# #} <# #> ]] ]]> </w:t>",
    '"quoted" \'single\' \\" \\u{41} \\n',
    "+1+cmd|'/C calc'!A0",
    "@SUM(1,2) -2+3 &L&D&\"Arial\" _x0041_ 'sheet'!A1",
    "= Heading\n- list\n+ list\n/ term: x\n1. one",
    "李明 🎉 \u0627\u0644\u0639\u0631\u0628\u064a\u0629 Ŵŷn é e\u0301 \ue000 \ufffe",
    "NUL \x00 bell \x07 esc \x1b rtl \u202e zero\u200bwidth \ufeff tab\tline\u2028para\r\nend",
    "w" * 300,
    "word " * 400,
    "",
    " ",
    '#pagebreak() #import "@preview/cetz:0.1": * #sys.inputs',
    "<script>alert(1)</script><img src=x onerror=alert(1)><!ENTITY x SYSTEM 'file:///x'>",
    "&amp; &#x41; &nbsp; %41 \u00ad\u2028 </tr></table> <![CDATA[x]]>",
    "https://invented.example/" + "a1" * 150,
)
"""Texts that Typst, Excel, XML or Jinja2 would take for something else."""

_TWELVE = (
    action(
        "A1",
        title="A Strategic Partnership Board chaired by the Chief Executive to hold partner "
        "agencies to account regarding child protection issues has been established and two "
        "meetings have been attended by senior leaders.",
        recommendations="R2",
        due_date=date(2018, 11, 30),
        completed_on=date(2018, 11, 28),
        reported_on=date(2018, 11, 29),
        validated_on=date(2018, 12, 14),
        measure="Terms of reference agreed by every partner agency",
        theme="Partnership",
        agency="Middlesbrough Council",
        validated_by="Sam Whitfield",
        impact="Partner agencies now answer to one board.",
        evidence=(Evidence("Minutes of 19 November", date(2018, 11, 29), "Pat O'Brien"),),
        update="Two meetings held; minutes attached.",
    ),
    action(
        "A2",
        title="Agreement from partner agencies for the South Tees Front Door (Multi Agency "
        "Children's Hub) to go live in April 2019.",
        recommendations="R2",
        owner="Marcus Bell",
        due_date=date(2019, 4, 30),
        forecast=date(2019, 5, 31),
        update="Police vetting of co-located staff is taking six weeks longer than planned; the "
        "lease is agreed.",
    ),
    action(
        "A3",
        title="We have established the post of Director of Business, Performance and Change to "
        "strengthen leadership capacity and to drive performance, improvement and business "
        "efficiency.",
        recommendations="R4",
        owner="Helen Ashworth",
        due_date=date(2018, 12, 21),
        completed_on=date(2018, 12, 27),
        reported_on=date(2018, 12, 28),
        updated_on=date(2018, 12, 28),
        update="The post-holder starts on 14 January.",
    ),
    action(
        "A4",
        title="Reintroduction of daily multi-agency decision making meetings and the introduction "
        "of Signs of Safety meetings with Early Help services at the Front Door to strengthen "
        "information sharing and a consistent application of thresholds for services.",
        recommendations="R1, R2",
        due_date=date(2018, 11, 30),
        revised_due_date=date(2018, 12, 10),
        times_revised=1,
        updated_on=date(2018, 12, 18),
        update="Meetings are held on three days a week. Health colleagues can join daily once "
        "their rota changes in January.",
        told=(
            "Owner (Pat O'Brien) told on Tue 11 Dec 2018",
            "Director (Priya Nair) told on Mon 17 Dec 2018",
            "Strategic Partnership Board told on Mon 24 Dec 2018",
        ),
        rung="L2",
        is_with_board=True,
        theme="Front Door",
        agency="Middlesbrough Council",
        cause="The health rota leaves no one free before ten.",
        recovery="A duty nurse joins by telephone from 7 January.",
        impact="Decisions on three days a week are made within the day.",
        own_rating="Amber",
        requests=(
            DateRequest(
                1,
                date(2018, 11, 28),
                "Pat O'Brien",
                was=date(2018, 11, 30),
                proposed=date(2018, 12, 10),
                reason="Rooms at the hub were not ready.",
                decision="approved",
                decided_on=date(2018, 11, 29),
                decided_by="Priya Nair",
            ),
            replace(
                _asked("Health colleagues need their new rota first.", is_for_board=True),
                asked_by="Pat O'Brien",
                decided_by="",
                answer="",
            ),
        ),
        stages=(
            Stage("M1", "Rota agreed", date(2019, 1, 18)),
            Stage("M2", "Rooms ready", date(2018, 12, 7), completed_on=date(2018, 12, 6)),
        ),
        evidence=(Evidence("Meeting log, December", date(2018, 12, 18), "Pat O'Brien"),),
    ),
    action(
        "A5",
        title="Strengthening the use and understanding of the Middlesbrough Children Safeguarding "
        "Board's (MSCB's) Threshold in Need guidance, reinforced by the proactive contribution of "
        "partner safeguarding leads to support their own workforce to make appropriate referrals "
        "through use of a revised referral process",
        recommendations="R1 and R2",
        owner="Gareth Llewellyn",
        theme="Partnership",
        agency="Cleveland Police",
        due_date=date(2019, 1, 4),
        updated_on=date(2018, 11, 22),
        update="Draft guidance out to partners.",
    ),
    action(
        "A6",
        title="The application of the highly regarded Signs of Safety model to case and risk "
        "management in the Front Door.",
        recommendations="R1",
        measure="Nine in ten audited cases show the model in use",
        forecast=date(2019, 3, 15),
    ),
    action(
        "A7",
        title="Refinement of the LCS case management system to facilitate a more sophisticated "
        "approach to demand management",
        recommendations="R3",
        owner="Amara Okafor",
        director="Helen Ashworth",
        due_date=date(2018, 12, 24),
        updated_on=None,
        update="",
        told=("Owner (Amara Okafor) told on Thu 27 Dec 2018",),
    ),
    action(
        "A8",
        title="Increased social work, management and administrative capacity in the Front Door to "
        "improve the analysis of risk and reduce delays",
        recommendations="R1; R3",
        owner="",
        due_date=date(2019, 2, 28),
        update="Four of six posts filled.",
    ),
    action("A9", title="Increased management oversight of child protection conferences"),
    action(
        "A10",
        title="Production of a detailed Practice Improvement plan to drive practice improvement "
        "at pace (Appendix Three).",
        recommendations="R4",
        owner="Helen Ashworth",
        due_date=None,
        updated_on=None,
        update="",
    ),
    action("A11", title="Sample ten closed contacts every month", due_date=date(2019, 1, 31)),
    action("A12", title="Publish the plan on the Council's website", due_date=date(2019, 1, 15)),
)
