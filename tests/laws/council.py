"""An invented council whose plan lives in a real database, worked by the real use cases."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import SQLModel

from followthrough.notices.freshening import Spoken, freshen
from followthrough.notices.suspending import after_attempt
from followthrough.plans import go_live as going_live
from followthrough.plans import import_plan
from followthrough.plans.file.rows import (
    ActionRow,
    BoardRow,
    MilestoneRow,
    PersonRow,
    PlanFile,
    RecommendationRow,
)
from models.new_plan import add_plan
from models.session import writing
from models.steps import lapse
from notifications import outbox
from notifications.outbox import Wording
from notifications.outcome import Accepted, Outcome, Permanent, Transient, Withdrawn
from rules.calendar import LONDON
from tests import databases
from tests.builders.places import a_place
from tests.laws import model, world

KEY = "p"
ORGANISATION = "Invented Council"
DIRECTORS = {
    "Ada Min": "",
    "Dee Rector": "Dee Rector",
    "Owen Er": "Dee Rector",
    "Olga Er": "Dee Rector",
    "Sue Cessor": "Dee Rector",
}
"""Everyone, with their directors; Dee Rector is her own (row 61)."""


@dataclass(frozen=True)
class Beginning:
    """When the plan goes live, and how many days from then its actions and milestone are due."""

    live_on: date
    due_in: tuple[int | None, ...]
    milestone_in: int = 8


BEGINNINGS = (
    Beginning(date(2026, 11, 30), (18, -60, 25)),
    Beginning(date(2026, 11, 30), (4, 1, 24, 9)),
    Beginning(date(2026, 12, 14), (2, None, 11), 3),
    Beginning(date(2027, 3, 15), (10, 1), 9),
    Beginning(date(2027, 3, 22), (3, -3, 12, 0), 12),
    Beginning(date(2027, 8, 16), (11, -1, 20, 4), 14),
)


def address(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@invented.example"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


def actions_of(beginning: Beginning) -> list[world.Action]:
    """Return the plan's actions: one owner's, one owned jointly, one with a milestone, a director's."""
    live_on = beginning.live_on
    dues = [None if n is None else live_on + timedelta(days=n) for n in beginning.due_in]
    made = [
        world.Action("A1", "Owen Er", None, live_on),
        world.Action("A2", "Olga Er", None, live_on, theme="Homes", joint=("Owen Er",)),
        world.Action("A3", "Owen Er", None, live_on, theme="Homes"),
        world.Action("A4", "Dee Rector", None, live_on),
    ][: len(dues)]
    for action, due in zip(made, dues, strict=True):
        action.due = due
    stage = world.Stage("M1", live_on + timedelta(days=beginning.milestone_in))
    made[-1 if len(made) < 3 else 2].stages.append(stage)
    return made


def model_of(beginning: Beginning) -> model.Model:
    people = [world.Person(name, address(name), boss) for name, boss in DIRECTORS.items()]
    return model.Model(people, actions_of(beginning), beginning.live_on)


def plan_of(beginning: Beginning) -> PlanFile:
    actions = actions_of(beginning)
    people = [PersonRow(name, address(name), "", "", boss) for name, boss in DIRECTORS.items()]
    board = BoardRow(
        name="Board",
        chair="The Chair",
        secretary="Ada Min",
        address=model.Model.board,
        escalations=True,
        packs=True,
        paragraph="",
        meets="monthly",
    )
    return PlanFile(
        key=KEY,
        title="Invented plan",
        organisation=ORGANISATION,
        report="Invented report",
        report_date=None,
        division="England",
        administrator="Ada Min",
        notes=("Invented.",),
        people=tuple(people),
        boards=(board,),
        recommendations=(RecommendationRow("R1", "Improve", "1.0"),),
        actions=tuple(_row(action) for action in actions),
        milestones=tuple(
            MilestoneRow(action.ref, stage.ref, "A stage", stage.due)
            for action in actions
            for stage in action.stages
        ),
    )


def _row(action: world.Action) -> ActionRow:
    return ActionRow(
        ref=action.ref,
        title=f"Do what {action.ref} says",
        paragraph="1.1",
        recommendations="R1",
        owner=action.owner,
        due_date=action.due,
        due_date_as_written="",
        measure="",
        theme=action.theme,
        contributors=action.joint,
    )


def go_live(engine: Engine, beginning: Beginning) -> None:
    read, now = plan_of(beginning), at(beginning.live_on, 6)
    with writing(engine) as session:
        new = import_plan.new_plan(read, import_plan.fingerprint(read), now)
        add_plan(session, new, actor="test", now=now)
    going_live.go_live(a_place(engine, now), KEY, beginning.live_on)


def begin(engine: Engine, beginning: Beginning) -> None:
    """Let a database hold a plan that just went live, and nothing else."""
    databases.empty(engine)
    databases.tell(engine, (beginning, lambda: go_live(engine, beginning)))


MANY = 100
"""More addresses than there are: each that fails is suspended (row 194 is not tried here)."""
Row = Any
TABLES = SQLModel.metadata.tables


@dataclass
class Held:
    """What the database holds, as the laws look at it."""

    engine: Engine

    def steps(self) -> list[Row]:
        step, action, notice = TABLES["escalation_step"], TABLES["action"], TABLES["notice"]
        return self._rows(
            sa.select(step, action.c.ref, notice.c.state, notice.c.kind)
            .add_columns(notice.c.recipient_address.label("address"))
            .join(action, action.c.id == step.c.action_id)
            .outerjoin(notice, notice.c.id == step.c.notice_id)
            .where(step.c.episode >= 1)
            .order_by(step.c.id)
        )

    def actions(self) -> list[Row]:
        action, person = TABLES["action"], TABLES["person"]
        owner, holder = person.alias(), person.alias()
        return self._rows(
            sa.select(action, owner.c.name.label("owner"), holder.c.name.label("holder"))
            .outerjoin(owner, owner.c.id == action.c.owner_id)
            .outerjoin(holder, holder.c.id == action.c.holder_id)
            .order_by(action.c.id)
        )

    def notices(self, ending: str) -> list[Row]:
        """Return the notices whose key ends so."""
        notice = TABLES["notice"]
        return self._rows(sa.select(notice).where(notice.c.dedup_key.endswith(ending)))

    def audit_entries(self) -> int:
        (row,) = self._rows(
            sa.select(sa.func.count().label("number")).select_from(TABLES["audit_entry"])
        )
        number: int = row.number
        return number

    def _rows(self, statement: sa.Select[Any]) -> list[Row]:
        with self.engine.connect() as connection:
            return list(connection.execute(statement))


def send(
    engine: Engine, now: datetime, outcome_of: Callable[[Row], Outcome | None]
) -> Iterator[tuple[int, str, frozenset[Spoken]]]:
    """Send what is due, as a delivery run does; yield the notices whose fate is settled.

    A notice without an outcome is given back. Yields (notice id, "told" | "dead" |
    "unknown" | "withdrawn", what it says no more); unknown is an address that nobody reads at.
    """
    with writing(engine) as session:
        outbox.recover(session, now=now)
        claimed = list(outbox.claim(session, owner="test", limit=1000, now=now))
        session.expunge_all()
    freshened = freshen(a_place(engine), claimed, now.date())
    with writing(engine) as session:
        for notice in claimed:
            fresh, id_ = freshened[notice.id or 0], notice.id or 0
            outcome = Withdrawn(fresh.withdrawn) if fresh.withdrawn else outcome_of(notice)
            if outcome is None:
                continue
            said = Wording(payload=fresh.payload)
            assert outbox.hand_over(session, notice, owner="test", now=now, wording=said)
            if fresh.dropped:
                lapse(session, 1, id_, fresh.dropped, actor="test", now=now)
            outbox.mark(session, notice, outcome, owner="test", now=now)
            after_attempt(session, notice, outcome, actor="test", now=now, at_most=MANY)
            is_gone = isinstance(outcome, Permanent) and outcome.of_address
            fate = {Withdrawn: "withdrawn", Accepted: "told"}.get(type(outcome), "dead")
            if not isinstance(outcome, Transient):
                yield id_, "unknown" if is_gone else fate, fresh.dropped
        outbox.release(session, owner="test")
