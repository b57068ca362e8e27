"""Many schedulers and many deliveries in the same moment do the work once."""

import time

import pytest
from sqlalchemy import Engine, func
from sqlmodel import col, select

from models.notice import Notice, NoticeState
from models.run import Run
from models.session import reading
from models.steps import EscalationStep
from tests.faults import town
from tests.faults.town import Workers
from tests.servers.post import Post

OWNERS = 200
AT_ONCE = 8


@pytest.mark.parametrize("trial", range(2))
def test_eight_at_once_do_the_work_of_one(
    database_url: str, database: Engine, reached: list[str], trial: int
) -> None:
    town.found(database, OWNERS)
    with Post() as sink:
        workers = Workers(database_url, sink.url)
        with workers.hatching():
            for do in ("check", "deliver"):
                started = [workers.start(do) for _ in range(AT_ONCE)]
                for pid in started:
                    workers.wait_for(pid)
                workers.alive.clear()
            deadline = time.monotonic() + town.PATIENCE
            while town.moving(database):
                assert time.monotonic() < deadline
                workers.keep(1, "deliver")
                time.sleep(0.1)
        found = town.counted(database, sink)
    assert (found.lost, found.doubled, found.held) == (0, 0, 0)
    with reading(database) as session:
        today = select(func.count()).select_from(Run).where(Run.as_of == town.NOW.date())
        assert session.exec(today).one() == 1
        mine = select(EscalationStep).where(EscalationStep.planned_on == town.NOW.date())
        steps = session.exec(mine).all()
        keys = {(s.action_id, s.episode, s.rung, s.occurrence) for s in steps}
        assert len(keys) == len(steps) >= OWNERS // 2
        late = select(Notice.id).where(col(Notice.state) != NoticeState.SENT)
        left = session.exec(late.where(col(Notice.queued_at) >= town.NOW)).all()
    assert left == []
    reached.append(
        f"{AT_ONCE} at once, {database.dialect.name}, trial {trial + 1}: {found.notices} notices, "
        "1 run, 0 lost, 0 doubled"
    )
