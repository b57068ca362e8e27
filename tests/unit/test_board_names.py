"""A safeguarding children board is known under any of its names."""

import pytest

from rules.board_names import board_meant

MIDDLESBROUGH = "Middlesbrough Safeguarding Children Board"
OTHERS = ("Strategic Partnership Board", "Improvement Board", "Safeguarding Adults Board")


@pytest.mark.parametrize(
    "name",
    [
        *("MSCB", "MSCP", "mscp", "LSCB", "LSCP", "SCP", "Local Safeguarding Children Board"),
        *("Safeguarding Children Partnership", "Middlesbrough Safeguarding Children Partnership"),
        *("Middlesbrough Safeguarding Children's Board (MSCB)",),
    ],
)
def test_row_335_any_of_its_names_is_meant(name: str) -> None:
    """As row 335 says."""
    assert board_meant(name, (*OTHERS, MIDDLESBROUGH)) == MIDDLESBROUGH


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("HSCB", (MIDDLESBROUGH,)),
        ("Hartlepool Safeguarding Children Board", (MIDDLESBROUGH,)),
        ("LSCB", (MIDDLESBROUGH, "Hartlepool Safeguarding Children Partnership")),
        ("LSCB", OTHERS),
        ("Safeguarding Board", (MIDDLESBROUGH,)),
        ("Safeguarding Adults Board", (MIDDLESBROUGH,)),
        ("Partnership", (MIDDLESBROUGH,)),
        ("", (MIDDLESBROUGH,)),
    ],
)
def test_no_other_board_is_meant(name: str, known: tuple[str, ...]) -> None:
    assert board_meant(name, known) is None
