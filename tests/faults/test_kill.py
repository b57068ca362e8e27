"""Workers are killed at random moments of planning and of delivery; then the count is taken."""

import random
import time

import pytest
from sqlalchemy import Engine, func
from sqlmodel import col, select

from models.audit import verify
from models.notice import Notice, NoticeKind, NoticeState
from models.run import Run
from models.session import reading
from models.steps import EscalationStep
from tests.faults import town
from tests.faults.profiles import EFFORT
from tests.faults.town import Workers
from tests.servers.post import Post

PLANNING = EFFORT.kills // 5
"""Of the kills, those that hit the daily check."""


def plan(workers: Workers, chance: random.Random) -> int:
    """Kill the check again and again, at a random moment; then let one end. Return the kills."""
    kills = 0
    for _ in range(PLANNING):
        workers.start("check")
        time.sleep(chance.uniform(0, 0.15))
        kills += workers.kill_one(chance)
    workers.wait_for(workers.start("check"))
    workers.alive.clear()
    return kills


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("number", [1, 4], ids=["1 worker", "4 workers"])
def test_killed_at_any_moment_nothing_is_lost_and_no_board_notice_doubled(
    database_url: str, database: Engine, reached: list[str], number: int
) -> None:
    chance = random.Random(20181120 + number)  # noqa: S311 - no secret
    town.found(database, EFFORT.owners)
    with Post(pause=0.002) as sink:
        workers = Workers(database_url, sink.url)
        with workers.hatching():
            planned = plan(workers, chance)
            _look_at_the_plan(database)
            town.add_boards(database)
            delivered = deliver(database, workers, number, chance)
        found = town.counted(database, sink)
    assert found.lost == 0
    assert found.boards_doubled == 0
    assert found.doubled <= delivered * number
    assert found.notices > EFFORT.owners
    kind = database.dialect.name
    reached.append(
        f"kill -9, {kind}, {number} at work: {planned} kills in planning and {delivered} in the "
        f"delivery of {found.notices}: {found.lost} lost, {found.doubled} doubled (same bytes), "
        f"{found.boards_doubled} Board notices doubled, {found.held} held for a person"
    )


def deliver(engine: Engine, workers: Workers, number: int, chance: random.Random) -> int:
    """Keep workers delivering and kill one now and then, until all is settled."""
    kills, wanted = 0, EFFORT.kills - PLANNING
    deadline = time.monotonic() + town.PATIENCE
    while town.moving(engine):
        assert time.monotonic() < deadline
        workers.keep(number, "deliver")
        time.sleep(chance.uniform(0.02, 0.2))
        if kills < wanted:
            kills += workers.kill_one(chance)
    return kills


def _look_at_the_plan(engine: Engine) -> None:
    """Each owner has one digest, each action its step in it, and the chain of entries holds."""
    with reading(engine) as session:
        today = select(func.count()).select_from(Run).where(Run.as_of == town.NOW.date())
        assert session.exec(today).one() == 1
        queued = col(Notice.state) == NoticeState.QUEUED
        digests = select(Notice).where(queued, Notice.kind == NoticeKind.DIGEST)
        rows = session.exec(digests).all()
        assert len({row.recipient_address for row in rows}) == len(rows) >= EFFORT.owners * 3 // 4
        ids = [row.id for row in rows]
        steps = select(func.count()).select_from(EscalationStep)
        told = session.exec(steps.where(col(EscalationStep.notice_id).in_(ids))).one()
        assert told >= len(rows) * 3 // 4
        assert verify(session, 1) is None
