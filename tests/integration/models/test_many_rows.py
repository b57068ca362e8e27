"""Many rows at once: each database is handed them its own way, and holds the same."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import col, select

from models import audit
from models.audit import AuditEntry
from models.new_plan import organisation_called
from models.notice import Notice, NoticeKind
from models.session import AT_ONCE, among, reading, writing
from notifications import outbox
from notifications.outbox import NewNotice

NOW = datetime(2026, 12, 1, 9, 30, 15, 123456, tzinfo=UTC)
AWKWARD = (
    "",
    "null",
    '"',
    "\\n",
    "a\nb\t",
    "it's; --",
    "{}[],:",
    "%(rows)s :rows ?",
    "Zoë 🙂\u2028",
)
MORE = AT_ONCE + 1
"""More than one statement's."""


def a_notice(key: str) -> NewNotice:
    payload = {"said": [key, None, True, 1], "at": {"deep": key}}
    return NewNotice(1, key, NoticeKind.ALARM, key, "x@x.example", payload, key, NOW)


def test_words_times_and_nothing_are_held_as_they_were_given(database: Engine) -> None:
    changes = [audit.Change(said, said, {"said": said}) for said in AWKWARD]
    with writing(database) as session:
        organisation_called(session, "Council")
        audit.append(session, 1, changes, actor="Ann", now=NOW)
        queued = outbox.enqueue(session, map(a_notice, AWKWARD), now=NOW)
    with reading(database) as session:
        assert audit.verify(session, 1) is None
        verbs = session.exec(select(AuditEntry.verb).order_by(col(AuditEntry.seq))).all()
        rows = session.exec(select(Notice).order_by(col(Notice.id))).all()
        assert tuple(verbs) == AWKWARD
        assert [(row.dedup_key, row.payload["at"]) for row in rows] == [
            (key, {"deep": key}) for key in AWKWARD
        ]
        assert {row.dedup_key: row.id for row in rows} == queued
        assert {row.queued_at for row in rows} == {NOW}
        assert {row.expires_at for row in rows} == {None}
        assert {(row.state, row.attempts, row.forgotten) for row in rows} == {("queued", 0, False)}


@pytest.mark.parametrize("wanted", [(), AWKWARD[:1], AWKWARD[3:6], (*AWKWARD, "not there")])
def test_rows_are_picked_by_any_words(database: Engine, wanted: tuple[str, ...]) -> None:
    with writing(database) as session:
        organisation_called(session, "Council")
        queued = outbox.enqueue(session, map(a_notice, AWKWARD), now=NOW)
        keys = select(Notice.dedup_key).where(among(session, col(Notice.dedup_key), wanted))
        assert set(session.exec(keys)) == set(wanted) & set(AWKWARD)
        ids = [queued[key] for key in wanted if key in queued]
        found = select(Notice.dedup_key).where(among(session, col(Notice.id), ids))
        assert set(session.exec(found)) == set(wanted) & set(AWKWARD)


def test_more_than_a_statement_holds_are_queued_once_and_in_order(database: Engine) -> None:
    keys = [f"k{number}" for number in range(MORE)]
    with writing(database) as session:
        organisation_called(session, "Council")
        first = outbox.enqueue(session, map(a_notice, keys), now=NOW)
        again = outbox.enqueue(session, map(a_notice, keys), now=NOW + timedelta(hours=1))
        assert again == first
        assert sorted(first, key=lambda key: first[key]) == keys
        assert session.execute(sa.select(sa.func.count()).select_from(Notice)).scalar() == MORE
