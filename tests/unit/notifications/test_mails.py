"""Every mail in both its bodies: the same facts and links, for everyone to read, on any screen."""

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.render import render
from rules.text import shown
from templates import FOLDER
from tests.builders.mails import (
    MAILS,
    Payload,
    alarm,
    board_notice,
    code,
    common,
    digest_of,
    draft,
    line,
    link,
    pack,
    part,
)
from tests.servers.mail_reader import (
    Page,
    colours,
    contrast,
    declared,
    links_in,
    looks,
    rules,
    squeezed,
)

EVERY_MAIL = [pytest.param(*mail, id=name) for name, mail in MAILS.items()]
CAPACITIES = (
    *("owner", "contributors", "director", "role", "validator"),
    *("approver", "administrator", "round", "chaser", "summary"),
)
NOT_SHOWN = ("capacity", "sha256", "to", "rung", "reached", "because")
"""Keys whose values are told in other words."""

WORDS = st.text(max_size=60) | st.sampled_from(
    ["<b>Bold</b>", "{{ 7*7 }}", "א: 5 days", "\u202e5 days", "a\r\nb", "x" * 300, "改善", "👩‍👧", "- x"]
)  # fmt: skip
LATE = st.none() | st.integers(0, 400)
REFS = st.from_regex(r"[A-Z][0-9]{1,3}(/[0-9])?", fullmatch=True)


@st.composite
def lines(draw: st.DrawFn) -> Payload:
    words = ("title", "owner", "due_date", "standing", "next", "plan")
    rung = draw(st.sampled_from(["", "L0", "L1", "L2"]))
    return line(
        draw(REFS),
        draw(LATE),
        notes=draw(st.lists(WORDS, max_size=2)),
        rung=rung,
        height=["", "L0", "L1", "L2"].index(rung),
        known=[("Cause", one) for one in draw(st.lists(WORDS, max_size=1))],
        told=draw(st.lists(WORDS, max_size=2)),
        **{name: draw(WORDS) for name in words},
    )


@st.composite
def parts(draw: st.DrawFn) -> Payload:
    capacity = draw(st.sampled_from(CAPACITIES))
    least = 0 if capacity == "summary" else 1
    found = draw(st.lists(lines(), min_size=least, max_size=3))
    says = draw(st.lists(WORDS, max_size=2))
    return part(capacity, *found, name=draw(WORDS), because=draw(WORDS), says=says)


def around(payload: Payload) -> st.SearchStrategy[Payload]:
    """Draw whom it is to and from, and who wrote what about the plan."""
    people = st.fixed_dictionaries({"name": WORDS, "address": st.just("pat@x.example")})
    drawn = {"to": people, "administrator": people, "notes": st.lists(WORDS, max_size=2)}
    return st.fixed_dictionaries(
        {**{key: st.just(value) for key, value in payload.items()}, **drawn}
    )


def with_words(payload: Payload, *names: str) -> st.SearchStrategy[Payload]:
    given = dict.fromkeys(names, WORDS)
    return st.fixed_dictionaries(
        {**{key: st.just(value) for key, value in payload.items()}, **given}
    ).flatmap(around)


SEVERAL_PARTS = st.lists(parts(), min_size=1, max_size=3).map(lambda found: digest_of(*found))
EXCEPTIONS = st.lists(lines(), min_size=1, max_size=3).map(lambda found: board_notice(*found))
ANY_MAIL: st.SearchStrategy[tuple[str, Payload]] = st.one_of(
    st.tuples(st.just("digest"), SEVERAL_PARTS.flatmap(around)),
    st.tuples(st.just("board_notice"), EXCEPTIONS.flatmap(lambda p: with_words(p, "board"))),
    st.tuples(st.just("pack"), with_words(pack(), "board", "plan", "month")),
    st.tuples(st.just("pack"), with_words(draft(), "board", "plan")),
    st.tuples(st.just("code"), with_words(code(), "purpose", "until")),
    st.tuples(st.just("code"), with_words(link(), "purpose", "until")),
    st.tuples(st.just("alarm"), with_words(alarm(), "title", "body")),
)


def leaves(value: object, *, key: str = "") -> list[str]:
    """Return every text of a payload that its reader must find."""
    match value:
        case dict():
            return [
                leaf
                for name, inner in value.items()
                if name not in NOT_SHOWN
                for leaf in leaves(inner, key=name)
            ]
        case list():
            return [leaf for inner in value for leaf in leaves(inner, key=key)]
        case str():
            return [value]
        case _:
            return []


def told_twice(kind: str, payload: Payload) -> tuple[str, str, Page]:
    rendered = render(kind, payload)
    page = Page(rendered.html)
    return squeezed(without_rules(rendered.text)), squeezed(page.words), page


def without_rules(text: str) -> str:
    return re.sub(r"^-{76}$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize(("kind", "payload"), EVERY_MAIL)
def test_both_bodies_hold_every_fact(kind: str, payload: Payload) -> None:
    text, html, page = told_twice(kind, payload)
    heading = squeezed("".join(seen.text for seen in page.seen if seen.stands_in("h1")))
    elsewhere = (payload.get("title"), payload["as_of"] if kind == "code" else None)
    facts = [squeezed(fact) for fact in leaves(payload) if fact not in elsewhere]
    alone = "parts" in payload and len(payload["parts"]) == 1
    name = squeezed(payload["parts"][0]["name"]) if alone else None
    assert [fact for fact in facts if fact not in text and fact != name] == []
    assert text == html
    assert heading
    for number in re.findall(r"\d+", heading):
        assert number in text


@given(ANY_MAIL)
def test_text_and_html_say_the_same_whatever_they_say(mail: tuple[str, Payload]) -> None:
    text, html, page = told_twice(*mail)
    assert text == html
    assert set(page.links) == set(links_in(render(*mail).text))
    shown_facts = [squeezed(shown(fact)) for fact in leaves(mail[1].get("notes"))]
    assert [fact for fact in shown_facts if fact not in text] == []
    assert "\n" not in render(*mail).subject


@pytest.mark.parametrize(("kind", "payload"), EVERY_MAIL)
def test_only_a_link_that_was_asked_for_is_a_link(kind: str, payload: Payload) -> None:
    rendered = render(kind, payload)
    expected = {payload["link"]} if "link" in payload else set()
    assert set(Page(rendered.html).links) == set(links_in(rendered.text)) == expected


@pytest.mark.parametrize(("kind", "payload"), EVERY_MAIL)
def test_nothing_is_loaded_from_outside(kind: str, payload: Payload) -> None:
    html = render(kind, payload).html
    assert not re.search(r"<(img|link|script|iframe|video)|src=|url\(|@import", html, re.IGNORECASE)
    addresses = set(re.findall(r"https?://[^\"<\s]+", html))
    assert addresses <= {payload.get("link", "")}


@pytest.mark.parametrize(("kind", "payload"), EVERY_MAIL)
def test_the_html_can_be_read_by_everyone(kind: str, payload: Payload) -> None:
    html = render(kind, payload).html
    page = Page(html)
    assert html.startswith('<!DOCTYPE html><html lang="en-GB" dir="ltr"')
    assert html.count('lang="en-GB" dir="ltr"') == 2, "mail programs drop the outermost element"
    for meta in ('name="color-scheme" content="light dark"', 'name="format-detection"'):
        assert f"<meta {meta}" in html
    headings = [element.tag for element in page.elements if re.fullmatch("h[1-6]", element.tag)]
    assert headings[0] == "h1"
    assert headings.count("h1") == 1
    levels = [int(heading[1]) for heading in headings]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    sizes = {seen.found("font-size", []) for seen in page.seen if seen.text.strip("\xa0 \n")}
    assert min(int(size.removesuffix("px")) for size in sizes) >= 16


@pytest.mark.parametrize(("kind", "payload"), EVERY_MAIL)
def test_what_outlook_for_windows_needs(kind: str, payload: Payload) -> None:
    html = render(kind, payload).html
    page = Page(html)
    for element in page.elements:
        assert element.tag not in {"th", "thead"}, "no table holds data"
        if element.tag == "table":
            assert element.attributes["role"] == "presentation"
            assert element.attributes["width"] == "100%"
            assert element.style["width"] == "100%"
        if element.tag != "body" and "background-color" in element.style:
            assert element.attributes["bgcolor"] == element.style["background-color"]
        padded = any(name.startswith("padding") for name in element.style)
        assert not padded or element.tag in {"td", "ul", "body"}
        assert not {"display", "position", "float"} & set(element.style) or (
            element.style["display"] == "none"
        )
    ghost = '<!--[if mso]><table role="presentation" width="600"'
    assert html.count(ghost) == html.count("<!--[if mso]></td></tr></table><![endif]-->") == 1


@pytest.mark.parametrize(("kind", "payload"), EVERY_MAIL)
def test_what_cannot_be_inlined_stays_in_the_head(kind: str, payload: Payload) -> None:
    kept = Page(render(kind, payload).html).sheet
    for needed in ("prefers-color-scheme: dark", "max-width: 620px", "[data-ogsc]", "[data-ogsb]"):
        assert needed in kept
    assert "h1" not in kept, "what was inlined is not there twice"


@pytest.mark.parametrize(("kind", "payload"), EVERY_MAIL)
def test_every_colour_can_be_read_on_its_background(kind: str, payload: Payload) -> None:
    page = Page(render(kind, payload).html)
    weak = [
        (screen, front, back, said)
        for screen, front, back, said in colours(page)
        if contrast(front, back) < 4.5
    ]
    assert weak == []


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") < 4.5


def test_each_dark_screen_changes_each_colour_that_a_light_one_shows() -> None:
    sheet = (FOLDER / "email" / "_style.css").read_text()
    for screen, override in looks(sheet).items():
        for name in ("color", "background-color"):
            said = {selector.split()[-1] for selector, does in override if name in does}
            assert screen == "light" or {"color": "td", "background-color": ".card"}[name] in said
    plain = [does for selector, does in rules(sheet) if not selector.startswith(("@", "["))]
    assert len(plain) > 20
    assert declared("color: red !important") == {"color": "red"}


@pytest.mark.parametrize("name", ["digest", "board_notice"])
def test_a_mail_without_a_note_is_whole(name: str) -> None:
    found: Any = {**(digest_of(part("owner", line("A1", 2))) if name == "digest" else board_notice(line("A1", 2)))}  # fmt: skip
    rendered = render(name, {**found, "notes": []})
    assert "Please note" not in rendered.text + rendered.html
    assert common()["notes"]
