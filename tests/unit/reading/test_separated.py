"""Responsible for holding tables of separated values to row 277."""

import pytest

from followthrough.reading.separated import LONGEST_CELL, sheet_of
from rules.problems import BadInput

ROWS = [
    ["Ref", "Action", "Due"],
    ["1", "Children\u2019s £5; a, b", "1/3/2019"],
    ["2", "Two\nlines", ""],
]


def cells(data: bytes) -> list[list[str]]:
    rows = sheet_of("plan.csv", data).rows
    return [[str(row[n].value) if n in row else "" for n in (1, 2, 3)] for row in rows.values()]


def quoted_by(sign: str, before: str = "") -> str:
    return before + "".join(sign.join(f'"{cell}"' for cell in row) + "\r\n" for row in ROWS)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"], ids=lambda code: f"row-277-{code}"
)
def test_the_table_is_the_same_however_it_was_saved(sign: str, code: str) -> None:
    assert cells(quoted_by(sign).encode(code)) == ROWS
    assert cells(quoted_by(sign, f"sep={sign}\r\n").encode(code)) == ROWS


def test_a_separator_within_words_parts_nothing() -> None:
    told = "Plan, 2018\nRef;Action;Due\n1;Meet, talk, and write;1/3/2019\n2;Meet;4,5\n"
    assert cells(told.encode())[1:] == [
        ["Ref", "Action", "Due"],
        ["1", "Meet, talk, and write", "1/3/2019"],
        ["2", "Meet", "4,5"],
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'Ref,Action\n1,"Meet\n2,Write\n', "row 2: it holds a quotation mark that is not closed"),
        (b"\x00\x01\x02\xff\xfe", "is no table of values"),
        (
            b"Ref,Action\n1," + b"a" * (LONGEST_CELL + 1),
            "row 2: it holds more than 32,767 characters",
        ),
        (b"a,b\n" * 20_001, "more than 20,000 rows"),
    ],
    ids=["a quotation mark", "noise", "a long cell", "many rows"],
)
def test_what_is_no_table_is_refused_in_one_sentence(data: bytes, why: str) -> None:
    with pytest.raises(BadInput) as wrong:
        sheet_of("plan.csv", data)
    (problem,) = wrong.value.problems
    assert why in problem


def test_more_columns_than_a_plan_has_are_not_read() -> None:
    row = sheet_of("plan.csv", b",".join([b"a"] * 1_000_000)).rows[1]
    assert len(row) == 100
