"""The words of each notice: the same facts in text and HTML, and no more than fits."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from jinja2 import UndefinedError

from notifications.message import Letter, build, message_id
from notifications.render import Rendered, render

PLAN = "Response to the focused visit"
NOTES = ["Owners and dates in this plan are invented."]


def line(ref: str, days_late: int | None, **changed: object) -> dict[str, Any]:
    late = {None: "due on Friday 4 January 2019", 0: "late", 1: "1 working day late"}
    return {
        "ref": ref,
        "title": f"Agree thresholds with every partner ({ref})",
        "plan": PLAN,
        "owner": "Pat O'Brien",
        "due_date": "Friday 14 December 2018",
        "standing": late.get(days_late, f"{days_late} working days late"),
        "days_late": days_late,
        "rung": "" if days_late is None else "L1",
        "next": f"The Board is told of {ref} on Friday 11 January 2019.",
        **changed,
    }


def common(number: int, worst: int | None) -> dict[str, Any]:
    return {
        "organisation": "Middlesbrough Council",
        "to": {"name": "Pat O'Brien", "address": "pat.o'brien@middlesbrough.example"},
        "as_of": "Wednesday 2 January 2019",
        "administrator": {"name": "Sam Green", "address": "sam.green@middlesbrough.example"},
        "number": number,
        "worst": worst,
        "notes": NOTES,
    }


def worst_of(lines: list[dict[str, Any]]) -> int | None:
    return max((one["days_late"] for one in lines if one["days_late"] is not None), default=None)


def digest(*lines: dict[str, Any], capacity: str = "owner") -> dict[str, Any]:
    part = {"name": "Pat O'Brien", "capacity": capacity, "lines": list(lines)}
    return {**common(len(lines), worst_of(list(lines))), "parts": [part]}


def board_notice(*lines: dict[str, Any]) -> dict[str, Any]:
    told = ["L0: Pat O'Brien on Monday 17 December 2018", "L1: Jo Ellis on Friday 21 December 2018"]
    return {
        **common(len(lines), worst_of(list(lines))),
        "board": "Strategic Partnership Board",
        "lines": [{**one, "told": told} for one in lines],
    }


def pack() -> dict[str, Any]:
    general = common(0, None)
    del general["number"], general["worst"]
    return {
        **general,
        "board": "Strategic Partnership Board",
        "month": "January 2019",
        "plan": PLAN,
        "version": "1.1",
        "headlines": ["10 actions: 1 is late.", "2 were completed since the last pack."],
        "counts": [
            {"brag": "Red", "meaning": "Overdue", "number": 3, "previous": 4},
            {"brag": "Grey", "meaning": "No due date", "number": 1, "previous": None},
        ],
        "files": [
            {"name": "pack.pdf", "size": 183224, "sha256": "0123456789abcdef" * 4},
            {"name": "pack.xlsx", "size": "15 kB", "sha256": "fedcba9876543210" * 4},
        ],
    }


DIGEST = digest(line("A1", 12), line("A2", 0), line("A3", None))
EVERY_KIND = [("digest", DIGEST), ("board_notice", board_notice(line("A1", 12))), ("pack", pack())]


def words(markup: str) -> str:
    """Return what a reader sees of the HTML."""
    body = markup.partition("<body")[2].partition(">")[2]
    visible = re.sub(r"<!--.*?-->|<div style=\"display:none.*?</div>", "", body, flags=re.DOTALL)
    return squeezed(html.unescape(re.sub(r"<[^>]+>", " ", visible)))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text).lower()


def leaves(value: object) -> list[str]:
    """Return every text of a payload that a reader must find."""
    match value:
        case dict():
            return [leaf for inner in value.values() for leaf in leaves(inner)]
        case list():
            return [leaf for inner in value for leaf in leaves(inner)]
        case str():
            return [value]
        case _:
            return []


def as_mail(rendered: Rendered) -> bytes:
    return build(
        Letter(
            message_id=message_id("k", "middlesbrough.example"),
            date=datetime(2019, 1, 2, 7, tzinfo=UTC),
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


def both(rendered: Rendered) -> tuple[str, str]:
    return squeezed(rendered.text), words(rendered.html)


@pytest.mark.parametrize(("kind", "payload"), EVERY_KIND)
def test_text_and_html_hold_every_fact(kind: str, payload: dict[str, Any]) -> None:
    for seen in both(render(kind, payload)):
        told = [fact for fact in leaves(payload) if fact not in {"owner", payload["to"]["address"]}]
        assert [fact for fact in told if squeezed(fact) not in seen] == []


@pytest.mark.parametrize(("kind", "payload"), EVERY_KIND)
def test_text_and_html_say_the_same(kind: str, payload: dict[str, Any]) -> None:
    rendered = render(kind, payload)
    text, seen = both(rendered)
    paragraphs = [squeezed(one) for one in rendered.text.split("\n\n") if one.count("\n") < 4]
    said = [one for one in paragraphs if not one.startswith(("-", "a1", "a2", "a3"))]
    assert len(said) > 5
    assert [one for one in said if one not in seen] == []
    assert "replytothismail" in text


@pytest.mark.parametrize(("kind", "payload"), EVERY_KIND)
def test_no_mail_holds_a_link_or_anything_from_outside(kind: str, payload: dict[str, Any]) -> None:
    rendered = render(kind, payload)
    for part in (rendered.subject, rendered.text, rendered.html):
        assert not re.search(r"https?:|href|src=|url\(|mailto:|@import", part, re.IGNORECASE)


@pytest.mark.parametrize(("kind", "payload"), EVERY_KIND)
def test_the_html_can_be_read_by_everyone(kind: str, payload: dict[str, Any]) -> None:
    markup = render(kind, payload).html
    assert markup.startswith('<!DOCTYPE html>\n<html lang="en-GB"')
    assert markup.count("<h1") == 1
    assert '<meta name="color-scheme" content="light dark">' in markup
    sizes = {int(size) for size in re.findall(r"font-size:(\d+)px", markup)}
    assert min(sizes - {8}) >= 16  # 8 px is an empty gap, not text
    for table in re.findall(r"<table[^>]*>", markup):
        assert 'role="presentation"' in table or 'scope="col"' in markup
        assert 'width="' in table
        assert "width:" in table
    opened = re.findall(r"<(table|tr|td|th|ul|li|p|h1|h2|h3|strong|span|div)\b", markup)
    closed = re.findall(r"</(table|tr|td|th|ul|li|p|h1|h2|h3|strong|span|div)>", markup)
    assert sorted(opened) == sorted(closed)


@pytest.mark.parametrize(("kind", "payload"), EVERY_KIND)
def test_lines_of_text_are_short(kind: str, payload: dict[str, Any]) -> None:
    assert max(len(one) for one in render(kind, payload).text.split("\n")) <= 76


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("A1", 12)], "1 action needs you: 12 working days late"),
        ([line("A1", 1)], "1 action needs you: 1 working day late"),
        ([line("A1", 0)], "1 action needs you: late"),
        ([line("A1", None)], "1 action needs you: due on Friday 4 January 2019"),
        ([line("A1", None), line("A2", None)], "2 actions need you: none is late"),
        ([line("A1", 12), line("A2", None)], "2 actions need you: 1 is 12 working days late"),
        ([line("A1", 0), line("A2", None)], "2 actions need you: 1 is late"),
        (
            [line("A1", 12), line("A2", 1), line("A3", None)],
            "3 actions need you: 2 are late, the longest by 12 working days",
        ),
        (
            [line("A1", 1), line("A2", 0)],
            "2 actions need you: all are late, the longest by 1 working day",
        ),
        ([line("A1", 0), line("A2", 0)], "2 actions need you: all are late"),
    ],
)
def test_the_subject_of_a_digest(lines: list[dict[str, Any]], expected: str) -> None:
    assert render("digest", digest(*lines)).subject == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("A1", 10)], "Exception notice: 1 action, 10 working days late"),
        ([line("A1", 1)], "Exception notice: 1 action, 1 working day late"),
        ([line("A1", 0)], "Exception notice: 1 action, late"),
        ([line("A1", None)], "Exception notice: 1 action"),
        (
            [line("A1", 15), line("A2", 10)],
            "Exception notice: 2 actions, up to 15 working days late",
        ),
        ([line("A1", 0), line("A2", 0)], "Exception notice: 2 actions, late"),
    ],
)
def test_the_subject_of_a_board_notice(lines: list[dict[str, Any]], expected: str) -> None:
    assert render("board_notice", board_notice(*lines)).subject == expected


def test_the_subject_of_a_pack_is_one_line_whatever_the_board_is_called() -> None:
    payload = {**pack(), "board": "Strategic\r\nBcc: eve@elsewhere.example Board & <Partners>"}
    assert render("pack", payload).subject == (
        "Progress pack for January 2019: Strategic Bcc: eve@elsewhere.example Board & <Partners>"
    )


def test_owner_and_director_have_their_own_headed_parts() -> None:
    payload = digest(line("A1", 12))
    payload["parts"] += digest(line("A2", 6, owner="Ravi Patel"), capacity="director")["parts"]
    rendered = render("digest", {**payload, "number": 2})
    for seen in both(rendered):
        assert "patobrien,asowner:youractions" in seen.replace("'", "")
        assert "patobrien,asdirector:escalatedtoyou" in seen.replace("'", "")
        assert "owner:ravipatel" in seen
    assert rendered.subject == "2 actions need you: all are late, the longest by 12 working days"


def test_an_action_in_both_parts_counts_once() -> None:
    payload = digest(line("A1", 12))
    payload["parts"] += digest(line("A1", 12), capacity="director")["parts"]
    assert render("digest", payload).subject == "1 action needs you: 12 working days late"


def test_actions_of_two_plans_each_name_theirs() -> None:
    rendered = render("digest", digest(line("A1", 1), line("A1", 2, plan="Send inspection")))
    for seen in both(rendered):
        assert f"plan:{squeezed(PLAN)}" in seen
        assert "plan:sendinspection" in seen


@pytest.mark.parametrize(
    "title",
    ["<script>alert(1)</script>", "{{ 7*7 }} {% raw %}", "</td></table><img src=x>", "& 'n' \"q\""],
)
@pytest.mark.parametrize("kind", ["digest", "board_notice"])
def test_a_hostile_title_comes_out_as_text(kind: str, title: str) -> None:
    hostile = line("A1", 3, title=title, owner=title, next=title)
    payload = digest(hostile) if kind == "digest" else board_notice(hostile)
    rendered = render(kind, {**payload, "organisation": title, "notes": [title]})
    for seen in both(rendered):
        assert squeezed(title) in seen
        assert "49" not in seen
    assert "<script" not in rendered.html
    assert "<img" not in rendered.html


@pytest.mark.parametrize("kind", ["digest", "board_notice"])
@pytest.mark.parametrize(
    "title", ["Agree", "Ł" * 2000, "Łódź \N{EN DASH} Zoë " * 180], ids=["a", "b", "c"]
)
def test_two_hundred_actions_fit_into_one_mail(kind: str, title: str) -> None:
    lines = [line(f"A{number}", 200 - number, title=title) for number in range(200)]
    rendered = render(kind, digest(*lines) if kind == "digest" else board_notice(*lines))
    assert len(as_mail(rendered)) < 100_000
    for seen in both(rendered):
        assert [one["ref"] for one in lines if one["ref"].lower() not in seen] == []


def test_the_fifty_latest_are_told_in_full_and_the_others_by_reference() -> None:
    lines = [line(f"A{number}", number) for number in range(60)]
    rendered = render("digest", digest(*lines))
    for seen in both(rendered):
        assert "and10moreactions,byreference:a0,a1,a2,a3,a4,a5,a6,a7,a8,a9." in seen
        assert seen.count("ifnothingisrecorded") == 50


def test_a_payload_that_lacks_something_is_not_sent_half_empty() -> None:
    payload = digest(line("A1", 3))
    del payload["administrator"]
    with pytest.raises(UndefinedError):
        render("digest", payload)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="not a kind of notice"):
        render("_layout", {})
