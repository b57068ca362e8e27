"""What people wrote is shown as they wrote it, and turns nothing round."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.literal import in_html, in_text
from notifications.render import render
from rules.text import reads_from_right, shown
from tests.builders.mails import LATE, Payload, board_notice, common, digest_of, part
from tests.servers.mail_reader import Page, squeezed

MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HEBREW, ARABIC = "אבג", "١٢ عربي"
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "table": "</td></table><img src=x>",
    "template": "{{ 7*7 }} {% raw %}",
    "quotes": "& 'n' \"q\" &amp;",
    "comment": "<!-- <![endif]--> <?",
    "unbroken": "x" * 300,
    "long": "Ł" * 2000,
    "emoji": "👩‍👧 🇬🇧",
    "chinese": "改善",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        (f"a{MARKS}b", "ab"),
        ("a\x00\x07\x1b\x7f\x9fb", "a\ufffd\ufffd\ufffd\ufffd\ufffdb"),
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("a\tb\ud800", "a b\ufffd"),
        ("Łódź 改善 👩‍👧", "Łódź 改善 👩‍👧"),
    ],
)
def test_what_can_be_shown(text: str, expected: str) -> None:
    assert shown(text) == expected
    assert shown(expected) == expected


@given(st.text())
def test_what_is_shown_turns_nothing_and_rings_nothing(text: str) -> None:
    found = shown(text)
    assert not set(MARKS) & set(found)
    assert {letter for letter in found if unicodedata.category(letter) in {"Cc", "Cs"}} <= {"\n"}


@pytest.mark.parametrize(("text", "turns"), [("Zoë", False), ("改善", False), (HEBREW, True), (ARABIC, True)])  # fmt: skip
def test_what_reads_from_the_right_stands_by_itself(text: str, turns: bool) -> None:  # noqa: FBT001
    assert reads_from_right(text) is turns
    plain, marked = in_text({"a": [text]})["a"][0], in_html({"a": [text]})["a"][0]
    if turns:
        assert plain == f"\u2068{text}\u2069\u200e"
        assert marked == f"<bdi>{text}</bdi>\u200e"
    else:
        assert plain == marked == text


def test_each_line_of_what_reads_from_the_right_stands_by_itself() -> None:
    assert in_text({"a": f"{HEBREW}\nx"})["a"] == f"\u2068{HEBREW}\u2069\u200e\n\u2068x\u2069\u200e"
    marked = in_html({"a": f"<{HEBREW}>\nx"})["a"]
    assert marked == f"<bdi>&lt;{HEBREW}&gt;</bdi>\u200e\n<bdi>x</bdi>\u200e"


def mails(words: str) -> list[tuple[str, Payload]]:
    """Return mails in which every text that people write says `words`."""
    told = {"title": words, "owner": words, "next": words, "notes": [words], "standing": words}
    line = {**LATE, **told, "due_date": words, "plan": words}
    people = {"name": words, "address": "pat@x.example"}
    around = {"to": people, "administrator": people, "organisation": words, "notes": [words]}
    parts = [
        part(capacity, line, name=words, because=words, says=[words])
        for capacity in ("owner", "director", "validator", "summary")
    ]
    exception = {**board_notice(line), **around, "board": words}
    alarm = {**common(), **around, "title": words, "body": f"{words}\n{words}"}
    return [
        ("digest", {**digest_of(*parts), **around}),
        ("board_notice", exception),
        ("alarm", alarm),
    ]


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_come_out_as_words(words: str) -> None:
    for kind, payload in mails(words):
        rendered = render(kind, payload)
        page = Page(rendered.html)
        for seen in (squeezed(rendered.text), squeezed(page.words)):
            assert squeezed(words) in seen
            assert "49" not in seen
        allowed = {"html", "head", "meta", "title", "style", "body", "div", "table", "tbody"}
        allowed |= {"tr", "td", "h1", "h2", "h3", "p", "ul", "li", "strong", "br"}
        assert {element.tag for element in page.elements} <= allowed
        assert "\n" not in rendered.subject


@pytest.mark.parametrize("words", [HEBREW, ARABIC, f"\u202e{HEBREW} 5"])
def test_what_follows_words_from_the_right_keeps_its_direction(words: str) -> None:
    """Every letter from the right stands in an isolate, in text and in HTML, that is closed."""
    for kind, payload in mails(words):
        rendered = render(kind, payload)
        for seen in Page(rendered.html).seen:
            assert seen.stands_in("bdi") or not reads_from_right(seen.text)
        depth = 0
        for letter in rendered.text:
            depth += {"\u2068": 1, "\u2069": -1}.get(letter, 0)
            assert depth in {0, 1}
            assert depth or not reads_from_right(letter)
            assert letter != "\u202e"
        assert depth == 0
