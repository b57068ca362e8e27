"""The columns of a plan file: declared once, so that none is read and then lost."""

from typing import Any

import pytest
from sqlmodel import SQLModel

from followthrough.plans.file.columns import columns, needed, said, stored, unsaid, welcome
from followthrough.plans.file.rows import (
    ActionRow,
    BoardRow,
    LogRow,
    MeasureRow,
    MeetingRow,
    MilestoneRow,
    PersonRow,
    RecommendationRow,
    RiskRow,
)
from followthrough.reading.cells import Cell
from followthrough.reading.table import cell_entry
from models.boards import Board, BoardMeeting
from models.people import Person
from models.plan import Action, Milestone, Recommendation
from models.registers import LogEntry, Measure, Risk

TIED = {
    ActionRow: {"owner", "contributors", "validator", "repeats", "exempt"},
    BoardRow: {"secretary", "members"},
    PersonRow: {"director"},
    MilestoneRow: {"action"},
    MeetingRow: {"board"},
}
"""What is stored by another way than under its own name: `new_plan` says how."""


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (PersonRow, Person),
        (BoardRow, Board),
        (RecommendationRow, Recommendation),
        (ActionRow, Action),
        (MilestoneRow, Milestone),
        (MeetingRow, BoardMeeting),
        (MeasureRow, Measure),
        (RiskRow, Risk),
        (LogRow, LogEntry),
    ],
    ids=lambda given: given.__name__,
)
def test_every_column_is_stored_under_its_name_or_tied(
    kind: type[Any], table: type[SQLModel]
) -> None:
    lost = {name for name in columns(kind) if name not in table.model_fields}
    assert lost == TIED.get(kind, set())


def test_a_row_is_stored_field_by_field() -> None:
    row = RiskRow("K1", "The rota", "Pat", likelihood="likely")
    risk = stored(Risk, row, plan_id=7)
    assert (risk.plan_id, risk.ref, risk.text, risk.owner) == (7, "K1", "The rota", "Pat")
    assert (risk.likelihood, risk.impact, risk.reviewed_on) == ("likely", "", None)


def test_a_column_with_a_default_may_be_left_out_and_another_not() -> None:
    assert needed(RiskRow) == ("Reference", "Risk", "Owner")
    assert welcome(RiskRow) == ("Likelihood", "Impact", "Mitigation", "Reviewed on")
    assert unsaid(RiskRow) == {
        "likelihood": "",
        "impact": "",
        "mitigation": "",
        "reviewed_on": None,
    }
    assert "Kind" in welcome(LogRow)  # a blank one is worked out from the others


def test_cells_that_are_read_by_themselves_come_under_the_names_of_their_fields() -> None:
    row = {
        heading: cell_entry(heading, "cell A1", Cell(1, 1, heading), problems=[])
        for heading in (*needed(RecommendationRow), *welcome(RecommendationRow))
    }
    assert said(RecommendationRow, row) == {"text": "Text", "paragraph": "Paragraph"}
