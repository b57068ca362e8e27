"""Plain text as GOV.UK Notify's markdown: laid out where we mean it, and nowhere else.

What is expected was shown as it should be by the renderer of notifications-utils 127.0.0.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.govuk_notify.markdown import as_markdown

RULE = "-" * 76

NOTIFY_ESCAPES = re.compile(r"\\([\\`*{}\[\]()#+\-.!_>~|])")
"""What a backslash takes the meaning from, by the grammar of the markdown that Notify reads."""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("A1: *bold* _it_ ~~s~~ `code`", r"A1: \*bold\* \_it\_ \~\~s\~\~ \`code\`"),
        ("[a link](javascript:x)", r"\[a link\]\(javascript:x\)"),
        ("![a picture](x)", r"\!\[a picture\]\(x\)"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("+ no list", r"\+ no list"),
        ("| no | table |", r"\| no \| table \|"),
        ("((subject)) ((name??x))", r"\(\(subject\)\) \(\(name??x\)\)"),
        ("C:\\new\\table", r"C:\\new\\table"),
        ("<b>no HTML</b>", "&lt;b&gt;no HTML&lt;/b&gt;"),
        ("Smith & Sons &amp; &lt;i&gt;", "Smith &amp; Sons &amp;amp; &amp;lt;i&amp;gt;"),
        ("> as it is", "&gt; as it is"),
        ("^ no quotation", "\u200b^ no quotation"),
        ("• no list", "\u200b• no list"),
        ("A title\n=====", "A title\n\u200b====="),
        ("    no code", "no code"),
        ("x^2 = y • z", "x^2 = y • z"),
        ("A1: x\x85---\x85OUR HEADING", "A1: x\x85\\-\\-\\-\x85OUR HEADING"),
    ],
)
def test_what_a_title_brings_is_shown_as_it_is(words: str, expected: str) -> None:
    assert as_markdown(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("See https://a.example/x_y-z(1)", "See https://a.example/x_y-z(1)"),
        ("https://a.example/?a=1&copy=2", "https://a.example/?a=1&amp;copy=2"),
        ("[x](https://a.example/_)", r"\[x\]\(https://a.example/_)"),
        ("<https://a.example>", "&lt;https://a.example&gt;"),
    ],
)
def test_links_stay_whole(words: str, expected: str) -> None:
    assert as_markdown(words) == expected


MAIL = f"""\
Dear Pat O'Brien,

2 actions need you as of Wednesday 2 January 2019: 1 is 12 working days
late.

{RULE}

YOUR ACTIONS

A1: Agree thresholds with every single partner of the board and publish the
result to all
  Standing: 12 working days late
  If nothing is recorded: The Strategic Partnership Board is told of A1 on
    Friday 11 January 2019, and the director is told again on the following
    day.
  Told so far:
  - L0: Pat O'Brien on Monday 17 December 2018
  - L1: Jo Ellis, who stands in for a director that cannot be reached, on
    Friday 21 December 2018

A2: A title that is as long as one whole line of the text and not any longer
  Standing: due on Friday 4 January 2019, and no progress is recorded so far
  Milestones are late.

{RULE}
HOW TO ANSWER

Followthrough sends you one digest a day at most. Replies go to Sam Green of
council: sam.green@middlesbrough.example
"""

SHOWN = r"""Dear Pat O'Brien,

2 actions need you as of Wednesday 2 January 2019: 1 is 12 working days late\.

---

# YOUR ACTIONS

A1: Agree thresholds with every single partner of the board and publish the result to all
Standing: 12 working days late
If nothing is recorded: The Strategic Partnership Board is told of A1 on Friday 11 January 2019, and the director is told again on the following day\.
Told so far:

* L0: Pat O'Brien on Monday 17 December 2018
* L1: Jo Ellis, who stands in for a director that cannot be reached, on Friday 21 December 2018

A2: A title that is as long as one whole line of the text and not any longer
Standing: due on Friday 4 January 2019, and no progress is recorded so far
Milestones are late\.

---

# HOW TO ANSWER

Followthrough sends you one digest a day at most\. Replies go to Sam Green of council: sam\.green@middlesbrough\.example"""


def test_a_mail_keeps_its_layout_and_loses_its_narrow_lines() -> None:
    assert as_markdown(MAIL) == SHOWN


def test_a_rule_makes_no_heading_of_what_is_before_it_or_in_small_letters_after() -> None:
    assert as_markdown(f"Before\n{RULE}\nAfter") == "Before\n\n---\n\nAfter"


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_every_character_arrives(word: str) -> None:
    shown = NOTIFY_ESCAPES.sub(r"\1", as_markdown(f"A1: {word}")).replace("\u200b", "")
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        shown = shown.replace(entity, letter)
    assert shown == f"A1: {word}"
