"""What packs and Board notices say of whom each rung told, and when (row 213)."""

from datetime import date

from rules.ladder.facts import Became, StepRecord
from rules.notices.history import history, on_its_way
from tests.builders.actions import P1
from tests.unit.notices.test_words_of_notices import EVERYONE, TODAY, held, told


def test_what_a_pack_tells_of_each_rung() -> None:
    records = (
        told("C", TODAY),
        told("C", date(2026, 12, 23), 1),
        StepRecord("R", 0, TODAY, Became.NOBODY),
        StepRecord("D", 0, TODAY, Became.WAITING),
        StepRecord("B", 0, TODAY, Became.LAPSED),
    )
    joint = held(records=records)._replace(contributors=((3, "Col"), (4, "Thea")))
    assert history(joint, EVERYONE) == (
        "For the contributors, Col, Thea: told on Tue 22 Dec 2026, last on Wed 23 Dec 2026",
        "Chief Executive: could not be told on Tue 22 Dec 2026",
        "For the director, Dee Rector: queued on Tue 22 Dec 2026, on its way when this was written",
        "Board: not told on Tue 22 Dec 2026, to be told again",
    )
    assert history(held(records=(told("L0", TODAY),)), P1) == (
        "For the owner, Owen Er: told on Tue 22 Dec 2026",
    )
    waits = held(records=(StepRecord("D", 0, TODAY, Became.WAITING),))
    assert history(waits, EVERYONE, {("D", 0): ("Deb Uty",)}) == (
        "For the director, Deb Uty: queued on Tue 22 Dec 2026, on its way when this was written",
    )
    lonely = held(records=(told("C", TODAY),))._replace(contributors=())
    assert history(lonely, EVERYONE)[0].startswith("For the contributors, no contributor")


def test_what_is_on_its_way_is_known_with_what_is_said_of_it_once_it_was_sent() -> None:
    later = date(2026, 12, 29)
    records = (
        told("C", TODAY),
        StepRecord("C", 1, later, Became.WAITING),
        StepRecord("D", 0, later, Became.WAITING),
        told("B", TODAY),
    )
    found = {r.rung: (said, once) for r, said, once in on_its_way(held(records=records), EVERYONE)}
    assert set(found) == {"C", "D"}
    first, again = found["C"]
    assert first.endswith(": told on Tue 22 Dec 2026"), "a repeat is told once it was sent"
    assert again == f"{first}, last on "
    assert found["D"][1] == "For the director, Dee Rector: told on "


def test_whom_a_pack_names_is_who_was_told() -> None:
    later = date(2026, 12, 29)
    records = (
        told("C", TODAY),
        told("C", later, 1),
        told("R", TODAY),
        told("D", TODAY),
        told("D", later, 1),
        told("B", TODAY)._replace(audience="board"),
    )
    names = {
        ("C", 0): ("Deb", "Thea"),
        ("C", 1): ("Deb", "Thea"),
        ("R", 0): ("Cher",),
        ("D", 0): ("Deb",),
        ("D", 1): ("Dee Rector",),
        ("B", 0): ("Secretariat",),
    }
    assert history(held(records=records), EVERYONE, names) == (
        "For the contributors, Deb, Thea: told on Tue 22 Dec 2026, last on Tue 29 Dec 2026",
        "Chief Executive (Cher): told on Tue 22 Dec 2026",
        "For the director, Deb: told on Tue 22 Dec 2026, last Dee Rector on Tue 29 Dec 2026",
        "Board: told on Tue 22 Dec 2026",
    )
    was_the_directors = told("R", TODAY)._replace(audience="director")
    assert history(held(records=(was_the_directors,)), EVERYONE, {("R", 0): ("Deb",)}) == (
        "Deb: told on Tue 22 Dec 2026",
    )
