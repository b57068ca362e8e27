"""A mail tells each thing once: one action, one card; no sum where it proves nothing."""

import pytest

from notifications.render import Rendered, render
from tests.builders.mails import (
    DATA,
    MAILS,
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
