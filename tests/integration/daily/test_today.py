"""What the page of today costs: as much as it shows, however much is held."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event

from followthrough.daily.today import MOST_SHOWN, today
from models.notice import Notice, NoticeState
from models.session import connect, writing
from tests.builders.plans import Service, an_action, at
from tests.databases import Sqlite, database_on

LIVE, DUE, TODAY = date(2026, 12, 7), date(2026, 12, 18), date(2026, 12, 21)
FAR = date(2028, 6, 30)


@contextmanager
def _engine(sqlite: Sqlite) -> Iterator[Engine]:
    with database_on(sqlite) as url:
        engine = connect(url)
        yield engine
        engine.dispose()


@pytest.mark.parametrize("far", [pytest.param(40, id="row-227")])
def test_it_reads_what_it_shows_and_not_what_is_held(sqlite: Sqlite, far: int) -> None:
    few, many = (_rows_read(sqlite, held) for held in (1, far))
    assert few.total() > far, "it counts what is read"
    assert many - few == Counter()


def _rows_read(sqlite: Sqlite, held: int) -> Counter[str]:
    """Return how many rows each statement of the page reads, of a plan with many actions far ahead."""
    asked: list[tuple[str, Any]] = []

    def note(*said: Any) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
        asked.append((said[2], said[3]))

    with _engine(sqlite) as engine:
        service = Service(engine)
        far = (an_action(f"F{number}", FAR) for number in range(held))
        service.go_live(LIVE, an_action("A1", DUE), *far)
        service.days(DUE, TODAY)
        event.listen(engine, "before_cursor_execute", note)
        found = today(service.place(at(TODAY, 12)))
        event.remove(engine, "before_cursor_execute", note)
        assert [line.ref for line in found.late] == ["A1"]
        assert found.actions == held + 1
        raw, read = engine.raw_connection().cursor(), Counter[str]()
        selects = (one for one in asked if one[0].startswith("SELECT"))
        for statement, values in selects:
            read[statement] += len(raw.execute(statement, values).fetchall())
    return read


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_went_wrong_is_shown_first_and_all_are_counted(database: Engine) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", DUE))
    service.days(DUE, TODAY)
    with writing(database) as session:
        one = session.get_one(Notice, 1).model_dump(exclude={"id", "dedup_key"})
        for number in range(MOST_SHOWN):
            state = NoticeState.DEAD if number == MOST_SHOWN - 1 else NoticeState.SENT
            told = {**one, "state": state, "queued_at": at(TODAY), "sent_at": at(TODAY)}
            session.add(Notice(dedup_key=f"more:{number}", **told))
    found = today(service.place(at(TODAY, 12)))
    assert len(found.sent) == MOST_SHOWN
    assert found.sent[0].state == "refused: a person has to look"
    assert found.number_wrong == 1
    assert found.number_sent > MOST_SHOWN - 1


@pytest.mark.parametrize("database_url", [pytest.param("sqlite", id="row-220")], indirect=True)
def test_nobody_named_is_said_to_be_told_of_a_part_2_action(database: Engine) -> None:
    """The reference of it stands under what is late: whoever is told of it would be known."""
    service = Service(database)
    service.go_live(LIVE, an_action("A1", DUE), replace(an_action("A2", DUE), exempt=True))
    service.days(DUE, TODAY)
    told = [(one.to, one.says) for one in today(service.place(at(TODAY, 12))).sent]
    assert any(says.startswith("A1: ") for _, says in told)
    assert [one for one in told if "Part 2" in one[1]] == []
