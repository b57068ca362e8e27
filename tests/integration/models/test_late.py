"""What is late in SQL is late in Python, in a mail and in a pack: one meaning, on both databases."""

from datetime import date, timedelta
from itertools import product

from sqlalchemy import Engine
from sqlmodel import col, select, update

from models import picking
from models.facts import holdings
from models.plan import Action
from models.session import reading, writing
from rules.ladder.late import is_overdue
from rules.packs.brag import Brag
from tests.builders.plans import Service, an_action

TODAY = date(2027, 1, 6)
DAY = timedelta(days=1)
DATES = (None, TODAY - DAY, TODAY, TODAY + DAY)
DONE = (None, TODAY - DAY)
EVERY = tuple(product(DATES, DATES, DONE, DONE, DONE, (0, 1, 2, 3)))
"""Baseline, revised date, completion, cancellation, validation and refusals in every order."""


def test_every_reader_means_the_same_by_overdue(database: Engine) -> None:
    service = Service(database)
    refs = [f"A{number}" for number in range(1, len(EVERY) + 1)]
    service.go_live(date(2026, 12, 7), *(an_action(ref, date(2027, 6, 30)) for ref in refs))
    with writing(database) as session:
        for ref, (due, revised, completed, cancelled, validated, refused) in zip(
            refs, EVERY, strict=True
        ):
            session.execute(
                update(Action)
                .where(col(Action.ref) == ref)
                .values(
                    due_date=due,
                    revised_due_date=revised,
                    completed_on=completed,
                    cancelled_on=cancelled,
                    validated_on=validated if completed else None,
                    times_refused=refused,
                )
            )
    with reading(database) as session:
        by_sql = set(session.exec(select(Action.ref).where(picking.is_overdue(TODAY))))
        facts = [holding.facts for holding in holdings(session, picking.of_plan(1))]
    meant = {
        ref
        for ref, (due, revised, completed, cancelled, validated, refused) in zip(
            refs, EVERY, strict=True
        )
        if not cancelled
        and (not completed or (refused >= 2 and not validated))
        and (revised or due or TODAY) < TODAY
    }
    assert by_sql == meant
    assert {one.ref for one in facts if is_overdue(one, TODAY)} == meant
    assert {one.ref for one in facts if one.is_overdue(TODAY)} == meant
    rows = service.pack(TODAY).actions
    assert {row.ref for row in rows if row.days_late is not None} == meant
    assert {row.ref for row in rows if row.brag is Brag.RED} == meant
