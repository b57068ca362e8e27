"""The progress that a table tells is recorded once, on the days on which it was said."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough.plans.table.asked import with_defaults
from followthrough.plans.table.take_in import import_table
from models.audit import AuditEntry
from models.plan import Action
from models.progress import ProgressUpdate
from models.session import reading
from rules.calendar import local_date
from rules.problems import BadInput
from tests.builders.places import a_place
from tests.builders.plans import at, stored
from tests.builders.tables import ANSWERED, read

FILE = Path("plan.csv")
TODAY = date(2027, 4, 12)
TEXT = "9 Apr 2027: strategy written. 12/03/2027: panel met."
ROWS = (
    ("Action", "Lead", "By when", "Progress"),
    ("Hold a panel", "Jo Smith", "30/06/2027", TEXT),
    ("Write a strategy", "Jo Smith", "30/06/2027", "A draft is out."),
    ("Train", "Jo Smith", "30/06/2027", TEXT.replace("Apr", "May")),
)


def test_progress_becomes_updates_on_the_days_on_which_it_was_said(database: Engine) -> None:
    """As row 324 says, and rows 319 and 320 of what is stored."""
    place = a_place(database, at(TODAY, 9))
    asked = read(ROWS)
    found = read(ROWS, profile=with_defaults(ANSWERED, asked.questions))
    empty = stored(database)
    late = replace(found, plan=replace(found.plan, progress_of=date(2027, 4, 13)))
    with pytest.raises(BadInput, match=r"plan\.csv can't be of Tuesday 13 April 2027"):
        import_table(place, FILE, late, is_trial=False)
    import_table(place, FILE, found, is_trial=True)
    assert stored(database) == empty
    assert import_table(place, FILE, found, is_trial=False).new
    with reading(database) as session:
        order = col(ProgressUpdate.id)
        rows = session.exec(select(Action.ref, ProgressUpdate).join(Action).order_by(order)).all()
        told = [(ref, local_date(one.reported_at), one.text) for ref, one in rows]
        assert {one.reported_by for _, one in rows} == {"the file plan.csv"}
        assert {one.reported_at <= at(TODAY, 9) for _, one in rows} == {True}
        assert not any(one.completed_on or one.rating or one.evidence for _, one in rows)
        audited = session.exec(
            select(AuditEntry.subject).where(AuditEntry.verb == "recorded progress")
        ).all()
    assert told == [
        ("A1", date(2027, 3, 12), "panel met."),
        ("A1", date(2027, 4, 9), "strategy written."),
        ("A2", TODAY, "A draft is out."),
        ("A3", TODAY, ROWS[3][3]),
    ]
    assert sorted(audited) == [f"action plan/{ref}" for ref in ("A1", "A1", "A2", "A3")]
    before = stored(database)
    later = read([*ROWS[:3], (*ROWS[3][:3], "Something else.")], profile=ANSWERED)
    assert not import_table(place, FILE, later, is_trial=False).new
    assert stored(database) == before
