"""The closure report: told once every action of a plan is validated or cancelled."""

from dataclasses import replace
from datetime import date

from rules.packs.closure import TITLE, at_its_place
from rules.packs.contents import Contents
from rules.packs.edition import EVERYTHING, Chosen, Section
from rules.packs.empty import nothing
from rules.packs.row import Evidence
from rules.packs.sections import MeasureLine
from tests.builders import pack_around as lists
from tests.builders.pack import AROUND, RECOMMENDATIONS, action, pack_of

DONE = {"completed_on": date(2018, 12, 20), "reported_on": date(2018, 12, 20)}
VALIDATED = {**DONE, "validated_on": date(2018, 12, 28), "validated_by": "Nina Calder"}
PROOF = (Evidence("Minutes", date(2018, 12, 20), "Pat O'Brien"),)


def said(pack: Contents) -> dict[str, str]:
    return {one.what: one.said for one in pack.closure}


def test_a_plan_with_an_open_or_unvalidated_action_has_no_closure_report() -> None:
    again = action("A2", **VALIDATED, falls_due_again=True)
    for still in (action("A2"), action("A2", **DONE), again):
        pack = pack_of(action("A1", **VALIDATED), still)
        assert pack.closure == ()
        assert pack.edition.title == EVERYTHING.title
        assert pack.edition.depth(Section.CLOSURE) is None
        assert (
            nothing(pack, Section.CLOSURE)
            == "An action of the plan is still open, or falls due again."
        )
    assert pack_of().closure == ()


def test_an_ended_plan_tells_what_became_of_it() -> None:
    pack = pack_of(
        action("A1", **VALIDATED, evidence=PROOF),
        action("A2", **VALIDATED, due_date=date(2018, 12, 18)),
        action("A3", **VALIDATED, due_date=date(2018, 12, 13), times_revised=2),
        action("A4", **VALIDATED, due_date=None),
        action("A5", cancelled_on=date(2018, 12, 3), cancelled_because="Not asked any more"),
        around=replace(
            lists.full(RECOMMENDATIONS),
            measures=(*lists.MEASURES, MeasureLine("M3", "Calls", "", "", "", "", None, "")),
        ),
    )
    assert pack.edition.title == TITLE
    assert pack.edition.headings[0][1] == "How the plan ended"
    assert nothing(pack, Section.CLOSURE) == ""
    assert said(pack) == {
        "Actions": "5 actions: 4 validated, the last on Fri 28 Dec 2018; 1 cancelled.",
        "Completed by the date first set": "1: A1.",
        "Completed later": "2: A2, A3. The longest is A3, 5 working days after the date first set.",
        "Dates moved": "2 times, of 1: A3.",
        "Without a date": "1: A4.",
        "Without evidence": "3: A2, A3, A4.",
        "Cancelled": "A5: Cancelled on Mon 3 Dec 2018: Not asked any more",
        "Measures at their last reading": (
            "M1 Contacts decided within one working day: 88 % (target 95 %); "
            "M2 Audits that find the threshold applied: not measured (target 9 in 10); "
            "M3 Calls: not measured"
        ),
        "Risks that remain": "K1",
        "Actions of the board still open": "D1",
    }


def test_an_ended_plan_that_went_well_says_none_in_one_word() -> None:
    told = said(pack_of(action("A1", **VALIDATED, evidence=PROOF), around=AROUND))
    assert told.pop("Actions") == "1 action: 1 validated, the last on Fri 28 Dec 2018."
    assert told.pop("Completed by the date first set") == "1: A1."
    assert set(told.values()) == {"None."}


def test_a_plan_that_was_cancelled_as_a_whole_has_ended_too() -> None:
    gone = action("A1", cancelled_on=date(2018, 12, 3), cancelled_because="Merged")
    assert said(pack_of(gone))["Actions"] == "1 action: 0 validated; 1 cancelled."


def test_an_edition_without_the_section_keeps_its_title() -> None:
    brief = replace(EVERYTHING, sections=(Chosen(Section.SUMMARY),))
    assert at_its_place(brief, ended=True) == brief
