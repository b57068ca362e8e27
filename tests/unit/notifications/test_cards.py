"""A mail tells each thing once: one action, one card; no sum where it proves nothing."""

import re

import pytest

from notifications.render import Rendered, render
from tests.builders.mails import (
    ASKED,
    BOARD,
    DATA,
    DONE,
    MAILS,
    NOBODYS,
    PLAN,
    ROUND,
    SOON,
    Payload,
    board_notice,
    digest,
    digest_of,
    line,
    pack,
    part,
)
from tests.servers.mail_reader import Page, squeezed

DRAFT: Payload = {
    "version": "0.2",
    "draft": {"paper_deadline": "Monday 7 January 2019", "without_update": []},
}


def told(rendered: Rendered) -> tuple[str, str]:
    return rendered.text, Page(rendered.html).words


def both(rendered: Rendered) -> tuple[str, str]:
    return rendered.text, rendered.html


@pytest.mark.parametrize(
    ("payload", "subject"),
    [
        (
            digest(line("A5", 3, by="Monday 3 December 2018")),
            f"{PLAN}: A5, 3 working days late, update by 3 December",
        ),
        (
            digest(line("A1", 1), line("A1", 2, plan="Send inspection")),
            "Middlesbrough Council: A1, A1, up to 2 working days late",
        ),
        (
            digest_of(part("round", {**SOON, "by": "Monday 3 December 2018"})),
            f"{PLAN}: A9, update needed by 3 December",
        ),
    ],
    ids=["row-224", "row-224-plans", "row-224-round"],
)
def test_a_subject_says_of_what_plan_and_by_when(payload: Payload, subject: str) -> None:
    assert render("digest", payload).subject == subject
    assert "to the Board" in render("board_notice", board_notice(line("A5", 10))).subject


def heading(kind: str, payload: Payload) -> str:
    page = Page(render(kind, payload).html)
    return "".join(seen.text for seen in page.seen if seen.stands_in("h1"))


BY = {"by": "Monday 3 December 2018"}


@pytest.mark.parametrize(
    ("payload", "happens", "to_do"),
    [
        (digest(line("A5", 3, **BY)), "A5 is 3 working days late", "By 3 December, please record what is complete, or when it will be."),
        (digest(line("A5", 3), capacity="director"), "A5 is 3 working days late, and needs you", "Please ask after what is late, and see that an answer is recorded."),
        (digest(line("A5", 3), line("A7", 1)), "A5 and A7 need you: up to 3 working days late", "Please record"),
        (digest(line("A5", 3), SOON, line("A7", 1)), "A5, A7 and 1 more need you: up to 3 working days late", "Please record"),
        (digest_of(part("round", {**SOON, **BY})), "An update of A9 is needed by 3 December", "By 3 December, please send an update."),
        (digest_of(part("chaser", SOON)), "An update of A9 is still needed", "Please send an update."),
        (digest_of(part("validator", DONE)), "A10 is reported complete, and to be validated", "Please say whether"),
        (digest_of(part("approver", ASKED)), "A new date for A8 is to be decided", "Please agree to the new date, or refuse it."),
        (digest_of(part("administrator", NOBODYS)), "P6 is to be mended in the plan", "Please say what is to be mended"),
        (digest_of(part("summary", line("A5", 3), says=["As counted."])), "Weekly summary: 1 action is 3 working days late", "As counted."),
        (digest_of(part("director", line("A5", 3)), part("summary")), "A5 is 3 working days late, and needs you; weekly summary", "Please ask"),
        (digest(NOBODYS), "P6 has no due date", "Please record"),
    ],
    ids=[f"row-251-{n}" for n in range(12)],
)  # fmt: skip
def test_a_heading_says_what_happens_and_the_opening_what_to_do(
    payload: Payload, happens: str, to_do: str
) -> None:
    assert heading("digest", payload) == happens
    assert all(squeezed(to_do) in squeezed(seen) for seen in told(render("digest", payload)))


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({}, f"Progress pack for January 2019, version 1.0: {BOARD}"),
        ({"to_publish": False}, f"Part 2: Progress pack, January 2019, version 1.0: {BOARD}"),
        (DRAFT, f"DRAFT 0.2, January 2019 pack, {BOARD}: check by 7 January"),
        (DRAFT | {"to_publish": False}, f"DRAFT 0.2, Part 2, January 2019 pack, {BOARD}"),
        (
            DRAFT | {"to_publish": False, "board": "MSCB"},
            "DRAFT 0.2, Part 2, January 2019 pack, MSCB: check by 7 January",
        ),
        (DRAFT | {"board": "MSCB", "draft": {"paper_deadline": "", "without_update": None}}, "DRAFT 0.2, January 2019 pack, MSCB"),
    ],
    ids=[f"row-250-{n}" for n in range(6)],
)  # fmt: skip
def test_draft_and_part_2_stand_in_the_subject(changes: Payload, subject: str) -> None:
    assert render("pack", pack(**changes)).subject == subject


@pytest.mark.parametrize("other", ["round", "chaser"], ids=["row-225", "row-225-chaser"])
def test_an_action_stands_once_in_a_mail(other: str) -> None:
    mail = render("digest", digest_of(part("owner", SOON), part(other, SOON, says=[ROUND])))
    for seen in both(mail):
        assert seen.count(DATA) == 1
        assert "Due date: " not in seen, "it is in its standing"
        assert "Told of above: A9." in seen
    late = render("digest", digest(line("A1", 3)))
    assert all("Due date: Friday 14 December 2018" in seen for seen in both(late))


@pytest.mark.parametrize(
    ("name", "has_sums"),
    [("draft-pack", False), ("copy", False), ("pack", True)],
    ids=["row-226", "row-226-copy", "row-226-issued"],
)
def test_a_sum_stands_where_it_proves_something(name: str, *, has_sums: bool) -> None:
    mails = {
        **{key: payload for key, (_, payload) in MAILS.items()},
        "pack": pack(record="ab" * 32),
    }
    payload = mails[name] if name in mails else {**pack(record="ab" * 32), "copy": True}
    for seen in both(render("pack", {"record": "ab" * 32, **payload})):
        assert ("SHA-256" in seen) == has_sums
        assert ("the audit trail stands at" in seen) == has_sums


@pytest.mark.parametrize("name", [pytest.param(name, id=f"row-252-{name}") for name in MAILS])
def test_no_mail_holds_the_code_of_a_rung(name: str) -> None:
    rendered = render(*MAILS[name])
    for seen in (rendered.subject, *told(rendered)):
        assert not re.search(r"\b[RL][0-9]\b", seen)


def test_a_digest_says_in_words_who_was_told_last() -> None:
    """Hold row-252."""
    for seen in told(render("digest", digest(line("A5", 10, rung="L1", height=2)))):
        assert "Told last that it is late: the director" in " ".join(seen.split())


@pytest.mark.parametrize("name", [pytest.param(name, id=f"row-251-{name}") for name in MAILS])
def test_what_to_do_comes_before_what_the_plan_notes(name: str) -> None:
    for seen in map(squeezed, told(render(*MAILS[name]))):
        assert seen.index("pleasenote") > len(seen) // 2
