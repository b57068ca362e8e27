"""Responsible for holding to how a policy is read, refused, shown and kept."""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.ladder.policy_file import (
    default_policy,
    parse_policy,
    policy_as_yaml,
    read_policy,
)
from followthrough.reading.yaml_file import BIGGEST_FILE
from rules.ladder.policy import RUNG_AUDIENCES, Audience, Policy, Rung, left_out
from rules.ladder.policy_json import policy_as_json, policy_from_json
from rules.problems import BadInput

P1 = Policy(
    "P1",
    (
        Rung("R1", Audience.OWNER, -5),
        Rung("R0", Audience.OWNER, 0),
        Rung("L0", Audience.OWNER, 1, repeat=5),
        Rung("L1", Audience.DIRECTOR, 5, repeat=5),
        Rung("L2", Audience.BOARD, 10, after_previous=2),
    ),
)
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
RUNG_NAMES = st.text(f"{LETTERS}0123456789-_ ", max_size=18).map(
    lambda end: " ".join(f"X{end}".split())
)
TEXTS = (
    st.sampled_from(["no", "on", "~", "1_000", "1:30", "2027-07-02", "a: b", "# c", "{d}", '"'])
    | st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"]), max_size=60)
).map(lambda text: " ".join(text.split()))
NAMES = TEXTS.filter(bool)


@st.composite
def rungs(draw: st.DrawFn, name: str, offset: int) -> Rung:
    audience = draw(st.sampled_from(RUNG_AUDIENCES))
    return Rung(
        name,
        audience,
        offset,
        repeat=draw(st.none() | st.integers(1, 250)) if offset > 0 else None,
        after_previous=draw(st.integers(1, 250)),
        role=draw(NAMES) if audience is Audience.ROLE else "",
        says=draw(TEXTS),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Any policy that can be written down."""
    named = st.lists(RUNG_NAMES, min_size=1, max_size=6, unique_by=str.casefold)
    days = [(draw(st.integers(-250, 250)), name) for name in draw(named)]
    ladder = sorted(day for day in days if day[0] > 0)
    reminders = [day for day in days if day[0] <= 0]
    listed = draw(st.sampled_from([reminders + ladder, ladder + reminders]))
    policy = Policy(draw(NAMES), tuple(draw(rungs(name, offset)) for offset, name in listed))
    return replace(policy, without=tuple((one, draw(NAMES)) for one in left_out(policy)))


def told(text: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        parse_policy(text, "p.yaml")
    return list(refused.value.problems)


def told_of_rung(written: str) -> str:
    """Return what is told of one rung; `written` takes the place of what it has under its names."""
    good = {"name": "L1", "tells": "director", "working_days": "5"}
    written_names = [part.split(":", 1)[0] for part in written.split("\n")]
    kept = [f"{name}: {value}" for name, value in good.items() if name not in written_names]
    lines = [*kept, *written.split("\n")]
    problems = told("name: P2\nrungs:\n  - " + "\n    ".join(lines) + "\n")
    assert len(problems) == 1
    return problems[0]


def test_the_default_policy_is_that_of_the_semantics() -> None:
    assert default_policy() == P1
    assert default_policy() is default_policy()


FULL = """
name: 'Children''s plan'
rungs:  # names in any order
  - {working_days: +5, tells: "ROLE:  Mayor", name: Second  letter, repeat: 3, after_previous: 2}
  - name: L3
    tells: {role: Chief Executive}
    working_days: 6
    says: >
      It goes to
      the Chief Executive.
  - {name: R0, tells: Contributors, working_days: -0}
without: {owner: By telephone., director: "Nobody directs: yet", board: It has none.}
"""


def test_reads_all_that_a_rung_may_say() -> None:
    assert parse_policy(FULL, "p.yaml") == Policy(
        "Children's plan",
        (
            Rung("Second letter", Audience.ROLE, 5, 3, 2, "Mayor"),
            Rung(
                "L3",
                Audience.ROLE,
                6,
                role="Chief Executive",
                says="It goes to the Chief Executive.",
            ),
            Rung("R0", Audience.CONTRIBUTORS, 0),
        ),
        (
            (Audience.OWNER, "By telephone."),
            (Audience.DIRECTOR, "Nobody directs: yet"),
            (Audience.BOARD, "It has none."),
        ),
    )


@given(policies())
def test_what_is_shown_and_what_is_kept_read_back_as_the_same(policy: Policy) -> None:
    assert parse_policy(policy_as_yaml(policy), "p.yaml") == policy
    assert policy_from_json(json.loads(json.dumps(policy_as_json(policy)))) == policy


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("working_days: 1:30", '"1:30" is not a whole number in plain digits; write a whole'),
        ("working_days: 1_000", '"1_000" is not a whole number in plain digits'),
        ("working_days: 0o7", '"0o7" is not a whole number in plain digits'),
        ("working_days: 010", '"010" is not a whole number in plain digits'),
        ("working_days: 5.0", '"5.0" is not a whole number in plain digits'),
        ("working_days: yes", '"yes" is not a whole number in plain digits'),
        ("working_days: five", '"five" is not a whole number in plain digits'),
        ('working_days: "5"', '"5" stands in quotation marks; write 5 without them'),
        ('working_days: "\ufeff5"', '"5" stands in quotation marks; write 5 without them'),
        ("working_days: 251", '"251" is not from -250 to 250'),
        ("working_days: [5]", "holds more than one value; write a whole number from -250 to 250"),
        ("working_days:", "working_days is empty; write a whole number from -250 to 250."),
        ("repeat: 0", '"0" is shorter than a working day; write a whole number from 1 to 250, or'),
        ("repeat: 0.5", '"0.5" is shorter than a working day'),
        ("repeat: -3", '"-3" is shorter than a working day'),
        ("repeat: 1.5", '"1.5" is not a whole number'),
        ("repeat:", "repeat is empty; write a whole number from 1 to 250, or leave it out."),
        ("working_days: 0\nrepeat: 5", "a reminder lapses with its day and has no repeat"),
        ("after_previous: 0", '"0" is not from 1 to 250'),
        ("tells: ownr", '"ownr" is not known; write owner.'),
        ("tells: approver", "write owner, contributors, director, board or role: Chief Executive"),
        ("tells: [owner, director]", "tells holds more than one value"),
        ("tells: role", "tells names no role"),
        ('tells: "role: "', "tells names no role"),
        (
            "tells: {role: no}",
            'role "no" is taken by YAML for yes or no; put it in quotation marks',
        ),
        ("tells: {rol: x}", '"rol" is not known here; write role'),
        (
            f"tells: 'role: {'x' * 121}'",
            "the role is 121 characters long; shorten it to 120 at most",
        ),
        ("name: on", 'name "on" is taken by YAML for yes or no'),
        ("name: 2026-12-18", 'name "2026-12-18" is taken by YAML for a date'),
        ("name: =", 'name "=" is taken by YAML for a sign of its own'),
        ("name: null", 'name "null" is taken by YAML for nothing'),
        ("name: ''", "name is empty; write one text."),
        ("name: 1a", "can't name a rung; begin with a letter from A to Z"),
        ("name: a/b", "can't name a rung"),
        (f"name: {'x' * 21}", "name is 21 characters long; shorten it to 20 at most"),
        ("name: Extension", "is the service's own"),
        ("name: decision 12", "is the service's own"),
        (f"says: {'x' * 501}", "says is 501 characters long; shorten it to 500 at most"),
        ('says: "a\\x07b"', 'says "a\N{REPLACEMENT CHARACTER}b" holds a control character'),
        ("say: hello", '"say" is not known here; write says'),
        ("1: 2", '"1" is not known here; known are name, tells, working_days, repeat, after'),
        ("[a, b]: 2", '"" is not known here'),
        ("name: L1\nname: L2", "name is there twice, first on line 5; keep one of them"),
    ],
)
def test_refuses_a_rung(written: str, said: str) -> None:
    assert said in told_of_rung(written)


@pytest.mark.parametrize("name", ["mended", "validation-1", "decisions", "Y"])
def test_takes_a_name_that_is_only_like_those_of_the_service(name: str) -> None:
    text = f"name: P2\nrungs:\n- {{name: {name}, tells: board, working_days: 1}}\nwithout: {{owner: x, director: x}}"
    assert parse_policy(text, "p.yaml").rungs[0].name == name


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["p.yaml: there is nothing in the file; write it, or name another."]),
        ("# nothing\n", ["p.yaml: there is nothing in the file; write it, or name another."]),
        (
            "\nP2",
            [
                (
                    "p.yaml, line 2: the file is not made of names and values; write name: P2 and "
                    "rungs: [{name: L0, tells: owner, working_days: 1}]."
                )
            ],
        ),
        ("name: P2\nrung: []", ['p.yaml, line 2: "rung" is not known here; write rungs.']),
        ("name: P2\nrungs: []", ["p.yaml, line 2: rungs has 0 entries; write 1 to 50 of them."]),
        (
            f"name: {'x' * 61}\nrungs: [{'1,' * 51}]",
            [
                "p.yaml, line 1: name is 61 characters long; shorten it to 60 at most.",
                "p.yaml, line 2: rungs has 51 entries; write 1 to 50 of them.",
            ],
        ),
        (
            "rungs: L1",
            [
                "p.yaml, line 1: the file has no name; add one, such as name: P2.",
                "p.yaml, line 1: rungs is not a list; write each rung after a hyphen.",
            ],
        ),
        (
            "name: P2\nrungs:\n- L1\n- {name: L2}",
            [
                (
                    "p.yaml, line 3: the rung is not made of names and values; "
                    "write name: L1, tells: director and working_days: 5."
                ),
                "p.yaml, line 4: the rung has no tells; add one, such as tells: director.",
                "p.yaml, line 4: the rung has no working_days; add one, such as working_days: 5.",
            ],
        ),
        (
            (
                "name: P2\nrungs: [{name: L1, tells: owner, working_days: 5},\n"
                "  {name: R1, tells: owner, working_days: -5},\n"
                "  {name: l1, tells: board, working_days: 3}]"
            ),
            [
                'p.yaml, line 4: name "l1" is used already on line 2; write another.',
                (
                    "p.yaml, line 4: working day 3 comes before 5, which a rung above has; "
                    "list the rungs after the due date in the order of their days."
                ),
            ],
        ),
    ],
)
def test_tells_every_problem_in_the_order_of_lines(text: str, problems: list[str]) -> None:
    assert told(text) == problems


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n  - b: role: c", "line 2: a colon stands where none can"),
        ("a:\n  - {b: role: c}", "line 2: a colon stands where none can"),
        ("a:\n\tb: 1", "line 2: a tab stands where only spaces can"),
        ("a: @b", "line 1: text can't begin with this character"),
        ("a: 'b\n\n", "line 3: the quotation mark of line 1 is not closed"),
        ('a: "\\q"', "line 1: a backslash means more"),
        ("a: [1,\n2", "line 2: the bracket of line 1 is not closed"),
        ("- a\nb: c", "line 2: it is not indented as what begins on line 1"),
        ("--- a\n--- b", "line 2: a second document begins here"),
        ("...", "line 1: it can't be read"),
        ("[" * 1000, "line 1: it can't be read"),
        ("a: 1\nb: \x07", "line 2: a control character stands here"),
        ("a: \ud800", "line 1: a control character stands here"),
        ('a: "\\U00110000"', "p.yaml: a backslash names a character that there is not"),
    ],
)
def test_says_in_plain_words_what_is_not_yaml(text: str, said: str) -> None:
    problems = told(text)
    assert len(problems) == 1
    assert said in problems[0]


def test_refuses_signs_that_let_one_part_stand_for_another() -> None:
    assert told("name: &a P2\nrungs: *a\nmore: *b\nkind: !!str x") == [
        "p.yaml, line 1: the sign &a is not read; leave it out.",
        "p.yaml, line 2: the sign *a is not read; write the part out.",
        "p.yaml, line 3: the sign *b is not read; write the part out.",
        "p.yaml, line 4: a tag, which begins with !, is not read; leave it out.",
    ]


@given(st.text(max_size=60) | st.text(" \n-:{}[]'\"\\&*!|>%@#?,aUx01", max_size=60))
def test_any_text_is_a_policy_or_refused(text: str) -> None:
    with suppress(BadInput):
        assert parse_policy(text, "p.yaml").rungs


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"name: P2\n# caf\xe9\n", "p.yaml, line 2: a character is not UTF-8"),
        (b"#" * (BIGGEST_FILE + 1), "p.yaml is over 256 kB"),
        (None, "p.yaml is not there; check the path"),
    ],
)
def test_refuses_a_file_that_can_not_be_read(tmp_path: Path, data: bytes | None, said: str) -> None:
    path = tmp_path / "p.yaml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(BadInput, match=said):
        read_policy(path)


def test_reads_a_file_that_windows_has_marked_as_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(policy_as_yaml(P1).replace("\n", "\r\n"), encoding="utf-8-sig")
    assert read_policy(path) == P1


def test_a_policy_that_an_older_release_kept_still_reads() -> None:
    body = {"name": "P2", "rungs": [{"name": "L1", "audience": "director", "offset": 5}]}
    assert policy_from_json(body) == Policy("P2", (Rung("L1", Audience.DIRECTOR, 5),))


RUNG = {"name": "L1", "audience": "director", "offset": 5}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (None, "a policy is a mapping, not a NoneType"),
        ([], "a policy is a mapping, not a list"),
        ({}, "a policy needs a name and at least one rung"),
        ({"name": "P2", "rungs": []}, "a policy needs a name and at least one rung"),
        ({"name": "P2", "rungs": "L1"}, "a policy needs a name and at least one rung"),
        ({"name": 2, "rungs": [RUNG]}, "name of the policy is not text"),
        ({"name": "P2", "rungs": [RUNG], "more": 1}, "a policy has no more"),
        ({"name": "P2", "rungs": [RUNG, RUNG]}, "two rungs of the policy P2 have one name"),
        ({"name": "P2", "rungs": ["L1"]}, "a rung is a mapping, not a str"),
        ({"name": "P2", "rungs": [{}]}, "a rung needs a name"),
        ({"name": "P2", "rungs": [RUNG | {"after": 1}]}, "a rung has no after"),
        ({"name": "P2", "rungs": [RUNG | {"audience": "validator"}]}, "L1 tells validator"),
        ({"name": "P2", "rungs": [{"name": "L1", "offset": 5}]}, "L1 tells nobody"),
        ({"name": "P2", "rungs": [RUNG | {"audience": "role"}]}, "names the role of nobody"),
        ({"name": "P2", "rungs": [RUNG | {"role": "Mayor"}]}, "director and names the role Mayor"),
        ({"name": "P2", "rungs": [RUNG | {"offset": True}]}, "offset of the rung L1"),
        ({"name": "P2", "rungs": [RUNG | {"offset": "5"}]}, "offset of the rung L1"),
        ({"name": "P2", "rungs": [RUNG | {"offset": 5.0}]}, "offset of the rung L1"),
        ({"name": "P2", "rungs": [RUNG | {"repeat": 0}]}, "repeat of the rung L1"),
        ({"name": "P2", "rungs": [RUNG | {"after_previous": 0}]}, "after_previous of the rung L1"),
        ({"name": "P2", "rungs": [RUNG | {"says": None}]}, "says of the rung L1 is not text"),
    ],
)
def test_refuses_to_read_what_is_no_policy(body: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        policy_from_json(body)
