"""What a plan answers: its areas and leads counted, its statutory dates proposed with their counting."""

from dataclasses import replace
from datetime import date

import pytest

from followthrough.packs.edition_file import default_editions, edition_for
from followthrough.plans.file.rows import ActionRow, PersonRow, PlanFile
from followthrough.plans.preset import by_preset, preset_called
from rules.problems import BadInput

ACTION = ActionRow("A1", "Do it", "", "", "Jo", None, "", "")
PLAN = PlanFile(
    *("p", "Plan", "Council", "", None, "England", "Jo", ()),
    people=(
        PersonRow("Jo", "", "", "Borough Council", ""),
        PersonRow("Pat", "", "", "North ICB", ""),
    ),
    boards=(),
    recommendations=(),
    actions=(
        replace(ACTION, theme="children in care"),
        replace(ACTION, ref="A2", theme="Leadership", owner="Pat"),
        replace(ACTION, ref="A3", theme="Estates", owner=""),
    ),
)


def said(name: str, received: date | None = None) -> list[str]:
    return list(by_preset(preset_called(name), PLAN, received))


@pytest.mark.parametrize("name", ["focused-visit", "ILACS-inspection"])
def test_row_336_four_areas_are_counted_and_no_grade(name: str) -> None:
    """As row 336 says."""
    found = said(name)
    assert found[1:3] == [
        "Areas: Leaders 1, Help and protection 0, Children in care 1, Care leavers 0, others 1.",
        'Themes that are none of these: "Estates".',
    ]
    assert found[-1].startswith("To confirm: the ")


def test_a_statutory_date_is_proposed_and_its_counting_shown() -> None:
    """As row 336 says; 27 June 2016 and 70 working days is a date that was published."""
    found = said("ilacs-inspection", date(2016, 6, 27))
    assert (
        "Proposed for the action plan: Tuesday 4 October 2016 (by an Ofsted spokesperson, 16 August "
        "2018). Please confirm it."
    ) in found
    assert found[-1] == "Day 70 is Tuesday 4 October 2016."


def test_council_and_integrated_care_board_lead_a_plan_for_send() -> None:
    """As row 336 says."""
    assert said("area-send") == [
        "Area SEND priority action plan:",
        "Led by: council 1, integrated care board 1, others 1.",
    ]


def test_adult_social_care_has_nine_areas() -> None:
    assert len(preset_called("adult-social-care").areas) == 9
    with pytest.raises(BadInput, match="there are: focused-visit, ilacs-inspection, area-send"):
        preset_called("school")


@pytest.mark.parametrize("name", ["MSCB", "LSCP", "Local Safeguarding Children Board"])
def test_a_board_gets_its_edition_by_any_of_its_names(name: str) -> None:
    """As row 335 says."""
    assert edition_for(name, default_editions()).name == "Safeguarding children board"
