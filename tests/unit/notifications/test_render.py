"""The words of each notice: subjects, order, and no more than fits."""

from datetime import UTC, datetime

import pytest
from jinja2 import UndefinedError

from notifications.mail.message import Letter, build
from notifications.render import Rendered, render
from tests.builders.mails import (
    A_LITTLE_LATE,
    ASKED,
    BOARD,
    DONE,
    LATE,
    MAILS,
    NOBODYS,
    NOTES,
    PLAN,
    SOON,
    SUMMARY,
    Payload,
    board_notice,
    digest,
    digest_of,
    line,
    pack,
    part,
    two_hundred,
)
from tests.servers.mail_reader import Page, squeezed

EVERY_MAIL = [pytest.param(*mail, id=name) for name, mail in MAILS.items()]


def both(rendered: Rendered) -> tuple[str, str]:
    return squeezed(rendered.text), squeezed(Page(rendered.html).words)


def as_mail(rendered: Rendered) -> bytes:
    return build(
        Letter(
            message_id="<0123456789abcdef0123456789abcdef01234567@middlesbrough.example>",
            date=datetime(2019, 1, 7, 7, tzinfo=UTC),
            mail_from="followthrough@middlesbrough.example",
            from_name="Followthrough",
            to_name="Pat O'Brien",
            to_address="pat.o'brien@middlesbrough.example",
            reply_to=(("Sam Green", "sam.green@middlesbrough.example"),),
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
        )
    )


@pytest.mark.parametrize(("kind", "payload"), EVERY_MAIL)
def test_a_subject_is_short_and_names_nobody(kind: str, payload: Payload) -> None:
    subject = render(kind, payload).subject
    assert len(subject) <= 78
    for name in ("Pat", "O'Brien", "Ravi", "Ellis", "482", "@"):
        assert name not in subject


@pytest.mark.parametrize(("kind", "payload"), EVERY_MAIL)
def test_lines_of_text_are_short(kind: str, payload: Payload) -> None:
    assert max(len(one) for one in render(kind, payload).text.split("\n")) <= 76


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("A1", 12)], "A1, 12 working days late"),
        (
            [line("A1", 1, by="Monday 7 January 2019")],
            "A1, 1 working day late, update by 7 January",
        ),
        ([line("A1", 0)], "A1, late"),
        ([line("A1", None)], "A1, due on Friday 11 January 2019"),
        ([line("A1", None), line("A2", None)], "A1, A2, none is late"),
        ([line("A1", 12), line("A2", None)], "A1, A2, up to 12 working days late"),
        ([line("A10", 0), line("A2", None)], "A2, A10, late"),
        (
            [line("A1", 12), line("A2", 1), line("A3", None)],
            "A1, A2 and 1 more, up to 12 working days late",
        ),
        (
            [line("A1", 1), line("A2", 0)],
            "A1, A2, up to 1 working day late",
        ),
        ([line("A1", 0), line("A2", 0)], "A1, A2, late"),
    ],
)
def test_the_subject_of_a_digest(lines: list[Payload], expected: str) -> None:
    assert render("digest", digest(*lines)).subject == f"{PLAN}: {expected}"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([part("approver", ASKED)], "A8, new date to decide"),
        ([part("approver", ASKED, SOON)], "A8, A9, new date to decide"),
        ([part("validator", DONE)], "A10, to validate"),
        ([part("administrator", NOBODYS)], "P6, to mend in the plan"),
        ([part("round", SOON, {**ASKED, "by": "Monday 3 December 2018"})], "A8, A9, update needed by 3 December"),
        ([part("chaser", {**SOON, "by": "Monday 3 December 2018"})], "A9, update still needed by 3 December"),
        (
            [part("validator", DONE), part("approver", ASKED)],
            "A8, new date to decide; A10, to validate",
        ),
        (
            [part("director", LATE, A_LITTLE_LATE), part("approver", ASKED)],
            "A5, A7, up to 15 working days late; A8, new date to decide",
        ),
        (
            [part("owner", SOON), part("validator", DONE)],
            "A9, due on Friday 11 January 2019; A10, to validate",
        ),
        (
            [part("director", LATE), part("approver", ASKED), part("validator", DONE)],
            "A5, 15 working days late; A8, new date to decide; more",
        ),
        ([part("director", LATE), part("summary")], "A5, 15 working days late; weekly summary"),
        ([part("summary", says=[SUMMARY])], "weekly summary, none late"),
        ([part("summary", LATE)], "weekly summary, 1 late"),
        (
            [part("summary", LATE, A_LITTLE_LATE)],
            "weekly summary, 2 late",
        ),
    ],
)  # fmt: skip
def test_a_subject_says_what_is_asked(parts: list[Payload], expected: str) -> None:
    said = render("digest", digest_of(*parts)).subject
    assert said.partition(": ")[2] == expected


def test_a_subject_speaks_of_milestones_where_only_they_are_late() -> None:
    stage = "due on Friday 29 March 2019, milestone M1 late"
    one, other = (line(ref, None, standing=stage, is_stage_late=True) for ref in ("P4", "P5"))
    soon = line("P6", None, standing="due on Friday 29 March 2019, milestone M2 due tomorrow")
    assert render("digest", digest(one)).subject == f"{PLAN}: P4, {stage}"
    assert render("digest", digest(one, other, SOON)).subject == (
        f"{PLAN}: A9, P4 and 1 more, a milestone is late"
    )
    assert render("digest", digest(one, soon)).subject == (f"{PLAN}: P4, P6, a milestone is late")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("A1", 10)], "A1 to the Board, 10 working days late"),
        ([line("A1", 1)], "A1 to the Board, 1 working day late"),
        ([line("A1", 0)], "A1 to the Board, late"),
        ([line("A1", None)], "A1 to the Board"),
        (
            [line("A1", 15), line("A2", 10)],
            "A1, A2 to the Board, up to 15 working days late",
        ),
        ([line("A1", 0), line("A2", 0)], "A1, A2 to the Board, late"),
    ],
)
def test_the_subject_of_a_board_notice(lines: list[Payload], expected: str) -> None:
    said = render("board_notice", board_notice(*lines)).subject
    assert said == f"{PLAN}: {expected}"


def test_the_subject_of_a_pack_is_one_line_whatever_the_board_is_called() -> None:
    assert render("pack", pack()).subject == f"Progress pack for January 2019, version 1.0: {BOARD}"
    odd = render("pack", pack(board="Board\r\nBcc: eve@x.example & <Partners> " + "x" * 40))
    assert odd.subject == (
        "Progress pack for January 2019, version 1.0: Board Bcc: eve@x.example & <Partners>…"
    )


def test_nobody_is_told_to_publish_what_holds_part_2_material() -> None:
    kind, payload = MAILS["draft-pack"]
    said = " ".join(render(kind, payload).text.split())
    assert "the PDF or the HTML file to publish" in said
    assert " Part 1: for publication; Part 2 material is withheld." in said
    within = {"classification": "Part 2: not for publication", "to_publish": False}
    said = " ".join(render(kind, payload | within).text.split())
    assert "the PDF or the HTML file to read" in said
    assert " Part 2: not for publication." in said


def test_a_pack_is_called_in_its_mail_as_on_its_first_page() -> None:
    report = render("pack", pack(title="Quarterly update report"))
    assert report.subject == f"Quarterly update report for January 2019, version 1.0: {BOARD}"
    for seen in both(report):
        assert "thequarterlyupdatereportforjanuary2019forthe" in seen
    before = {name: said for name, said in pack().items() if name != "title"}
    assert render("pack", before).subject.startswith("Progress pack for January 2019")


def test_owner_and_director_have_their_own_headed_parts() -> None:
    parts = part("owner", line("A1", 12)), part("director", line("A2", 6, owner="Ravi Patel"))
    rendered = render("digest", digest_of(*parts))
    for seen in both(rendered):
        assert "pato'brien,asowner:youractions" in seen
        assert "pato'brien,asdirector:escalatedtoyou" in seen
        assert "owner:ravipatel" in seen
    assert rendered.subject == f"{PLAN}: A1, A2, up to 12 working days late"


def test_an_action_in_both_parts_counts_once() -> None:
    parts = part("owner", line("A1", 12)), part("director", line("A1", 12))
    rendered = render("digest", digest_of(*parts))
    assert rendered.subject == f"{PLAN}: A1, 12 working days late"


def test_actions_of_two_plans_each_name_theirs() -> None:
    rendered = render("digest", digest(line("A1", 1), line("A1", 2, plan="Send inspection")))
    for seen in both(rendered):
        assert f"plan:{squeezed(PLAN)}" in seen
        assert "plan:sendinspection" in seen


def test_sentences_of_a_part_stand_under_its_heading() -> None:
    for seen in both(render(*MAILS["round"])):
        assert "pleasesendanupdatethestrategicpartnershipboardmeetson" in seen


def test_a_draft_names_who_has_not_updated() -> None:
    rendered = render(*MAILS["draft-pack"])
    for seen in both(rendered):
        assert "whatdiffersfromdraft0.1a5:ratingamberbefore,rednow." in seen
        assert "withoutanupdatepato'brien:a7,p3ravipatel:a5" in seen
    everyone = pack(draft={"paper_deadline": "Monday 7 January 2019", "without_update": []})
    for seen in both(render("pack", everyone)):
        assert "everyownerwhowasaskedhassentanupdate." in seen
    assert rendered.subject == f"DRAFT 0.2, January 2019 pack, {BOARD}: check by 7 January"


@pytest.mark.parametrize("kind", ["digest", "board_notice"])
@pytest.mark.parametrize(
    "title",
    ["Agree", "Ł" * 2000, "Łódź \N{EN DASH} Zoë " * 180, "x" * 300, "改善" * 1000, "א" * 2000],
    ids=["short", "ł", "words", "unbroken", "chinese", "hebrew"],
)
def test_two_hundred_actions_fit_into_one_mail(kind: str, title: str) -> None:
    lines = two_hundred(title)
    rendered = render(kind, digest(*lines) if kind == "digest" else board_notice(*lines))
    assert len(as_mail(rendered)) < 100_000
    for seen in both(rendered):
        assert [one["ref"] for one in lines if one["ref"].lower() not in seen] == []


SUMS = "Told last that they are late: the Board of 50, the director of 50, the owner of 50, nobody yet of 50."


@pytest.mark.parametrize("number", [pytest.param(50, id="row-066")])
def test_the_worst_are_told_in_full_by_rung_then_age(number: int) -> None:
    lines = two_hundred()
    expected = sorted(lines, key=lambda one: (-one["height"], -one["days_late"]))
    for kind, payload in (("digest", digest(*lines)), ("board_notice", board_notice(*lines))):
        page = Page(render(kind, payload).html)
        told = [seen.text.partition(":")[0] for seen in page.seen if seen.stands_in("h3")]
        assert sorted(told) == sorted(one["ref"] for one in expected[:number])
        assert told[0] in {one["ref"] for one in lines if one["rung"] == "L2"}
        rest = [seen.text for seen in page.seen if "150 more actions, by reference" in seen.text]
        assert len(rest) == 1
        assert SUMS in page.words


def test_totals_come_first() -> None:
    text = render("digest", digest(*two_hundred())).text
    total = "200 actions need you as of Monday 7 January 2019: all are late"
    assert text.index(total) < text.index("Told last that they") < text.index("A1:")


def test_a_long_title_is_told_whole_where_there_is_room() -> None:
    title = "Agree everything " * 117
    for seen in both(render("digest", digest(line("A1", 3, title=title)))):
        assert squeezed(title) in seen


def test_a_payload_that_lacks_something_is_not_sent_half_empty() -> None:
    payload = digest(line("A1", 3))
    del payload["administrator"]
    with pytest.raises(UndefinedError):
        render("digest", payload)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="not a kind of notice"):
        render("_layout", {})


def test_a_payload_of_an_earlier_version_is_rendered_still() -> None:
    old = line("A1", 3)
    del old["height"], old["notes"]
    assert "Please note" in render("digest", digest(old)).text
    assert NOTES[0] in render("digest", digest(old)).text
