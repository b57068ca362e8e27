"""Responsible for the reference of the daily check: the same reads and writes, set-wise in SQL.

It is what a database can do at best with this plan. It decides by due date alone, from a table
made for this plan; its audit entries have a placeholder where the hash chain would be.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.filling import (
    FOR_OTHERS,
    FOR_OWNERS,
    NOW,
    TODAY,
    Kind,
    calendar,
    shifted,
)
from models.session import UtcDateTime, connect, writing
from rules.words import long_day

Row = dict[str, object]

TODAYS = {
    "R1": (("R1", 0, "owner"),),
    "R0": (("R0", 0, "owner"),),
    "L0": (("L0", 0, "owner"),),
    "L0 repeat": (("L0", 1, "owner"),),
    "L1": (("L1", 0, "director"),),
    "L2, L1 repeat": (("L1", 1, "director"), ("L2", 0, "board")),
}
"""The steps of today of each kind of action: rung, occurrence, audience."""

JSON = {
    "sqlite": {"object": "json_object", "array": "json_group_array"},
    "postgresql": {"object": "json_build_object", "array": "json_agg"},
}

PLAIN_TABLES = """
    CREATE TEMP TABLE rung_of (due DATE, standing VARCHAR, late INTEGER, rung VARCHAR,
        occurrence INTEGER, audience VARCHAR, PRIMARY KEY (due, rung))
"""

RUN = """
    INSERT INTO run (organisation_id, job, as_of, state, started_at)
    VALUES (1, 'check-due-dates', :today, 'done', :now)
"""

PICKED = """
    CREATE TEMP TABLE picked AS
    SELECT a.id, a.ref, a.title, a.episode, a.due_date, a.owner_id, p.name AS owner, p.director_id,
        d.name AS director, r.standing, r.late, r.rung, r.occurrence, r.audience,
        r.rung || ': ' || r.standing || ', not recorded complete' AS reason,
        CASE WHEN r.audience = 'owner' THEN p.address WHEN r.audience = 'director' THEN d.address
            END AS address
    FROM action a JOIN person p ON p.id = a.owner_id JOIN person d ON d.id = p.director_id
        JOIN rung_of r ON r.due = a.due_date
    WHERE a.next_check_on <= :today AND a.completed_on IS NULL AND NOT EXISTS (
        SELECT 1 FROM escalation_step s LEFT JOIN notice n ON n.id = s.notice_id
        WHERE s.action_id = a.id AND s.episode = a.episode AND s.rung = r.rung
            AND (s.occurrence >= r.occurrence OR n.state <> 'sent'))
"""

HEADING = """
    'organisation', 'Invented Council', 'to', {object}('name', p.name, 'address', p.address),
    'as_of', :day, 'administrator', {object}('name', 'Person Number 1', 'address',
        'person.1@invented.example'), 'notes', 'All of it is invented.'
"""

LINE = """
    {object}('ref', k.ref, 'title', k.title, 'plan', 'Invented improvement plan', 'owner', k.owner,
        'due_date', 'Wednesday ' || k.due_date, 'standing', k.standing, 'days_late', k.late,
        'rung', k.rung, 'next', k.director || ', the director, is told on Wednesday '
        || k.due_date || '.', 'notes', '', 'height', 1)
"""

COLUMNS = """
    INSERT INTO notice (organisation_id, dedup_key, kind, recipient_name, recipient_address,
        payload, people, message_id, queued_at, state, attempts, next_attempt_at, expires_at)
"""

DIGESTS = f"""{COLUMNS}
    SELECT 1, 'digest:1:' || p.address || ':' || :day, 'digest', p.name, p.address,
        {{object}}({HEADING}, 'parts', {{array}}({{object}}('name', p.name, 'capacity', k.part,
            'because', '', 'line', {LINE})), 'number', count(*), 'worst', max(k.late)),
        '[[1, 1]]', '<digest:1:' || p.address || ':' || :day || '@invented.example>',
        :now, 'queued', 0, :now, :closes
    FROM (SELECT picked.*, owner_id AS told, 'owner' AS part FROM picked
            WHERE audience <> 'board'
        UNION ALL SELECT picked.*, director_id, 'director' FROM picked
            WHERE late >= 5 AND audience <> 'board') k
    JOIN person p ON p.id = k.told GROUP BY p.id, p.name, p.address
"""  # noqa: S608 - made of this module's own text

BOARD = f"""{COLUMNS}
    SELECT 1, 'board:1:' || :day, 'board_notice', p.name, p.address,
        {{object}}({HEADING}, 'lines', {{array}}({LINE}), 'number', count(*)), '[]',
        '<board:1:' || :day || '>', :now, 'queued', 0, :now, :closes
    FROM picked k JOIN board p ON p.id = 1 WHERE k.audience = 'board' GROUP BY p.name, p.address
"""  # noqa: S608 - made of this module's own text

STEPS = """
    INSERT INTO escalation_step (action_id, episode, rung, occurrence, audience, policy,
        planned_on, reason, notice_id)
    SELECT k.id, k.episode, k.rung, k.occurrence, k.audience, 'P1', :today, k.reason, n.id
    FROM picked k LEFT JOIN notice n ON n.dedup_key = CASE k.audience
        WHEN 'board' THEN 'board:1:' || :day ELSE 'digest:1:' || k.address || ':' || :day END
    ORDER BY k.id
"""

AUDIT = """
    INSERT INTO audit_entry (organisation_id, seq, at, actor, verb, subject, detail,
        previous_hash, hash)
    SELECT 1, h.seq + row_number() OVER (ORDER BY k.id, k.rung), :now, 'benchmark', 'planned step',
        'action plan/' || k.ref,
        {object}('occurrence', k.occurrence, 'reason', k.reason, 'rung', k.rung), h.hash, h.hash
    FROM picked k JOIN audit_head h ON h.organisation_id = 1
"""

HEAD = "UPDATE audit_head SET seq = (SELECT max(seq) FROM audit_entry WHERE organisation_id = 1)"

NEXT = """
    UPDATE action SET next_check_on = :tomorrow, policy_version = 1 WHERE next_check_on <= :today
"""


def set_wise(url: str) -> str:
    """Do the day of a filled database in one transaction; return what was written, in words."""
    engine = connect(url)
    words = JSON[engine.dialect.name]
    days = calendar()
    values = {
        "today": TODAY,
        "tomorrow": days.after(TODAY, 1),
        "now": NOW,
        "closes": NOW.replace(hour=18),
        "day": f"{TODAY}",
    }
    with writing(engine) as session:
        session.execute(sa.text(PLAIN_TABLES))
        rungs = sa.text("INSERT INTO rung_of VALUES (:due, :standing, :late, :rung, :n, :audience)")
        due = rungs.bindparams(sa.bindparam("due", type_=sa.Date))
        session.connection().execute(due, list(_rungs_of()))
        for statement in (RUN, PICKED, DIGESTS, BOARD, STEPS, AUDIT, HEAD, NEXT):
            session.execute(_bound(_with(statement, words)), values)
        said = _written(session)
    engine.dispose()
    return said


def _with(statement: str, words: dict[str, str]) -> str:
    return statement.format(**words)


def _bound(statement: str) -> sa.TextClause:
    """Return a statement whose dates and instants are passed as the tables hold them."""
    text = sa.text(statement)
    kinds: dict[str, Any] = {
        "today": sa.Date(),
        "tomorrow": sa.Date(),
        "now": UtcDateTime(),
        "closes": UtcDateTime(),
    }
    kinds |= {"day": sa.String()}
    used = [name for name in kinds if name in text.compile().params]
    return text.bindparams(*(sa.bindparam(name, type_=kinds[name]) for name in used))


def _rungs_of() -> Iterator[Row]:
    days = calendar()
    kinds: dict[str, Kind] = {kind.name: kind for kind in (*FOR_OWNERS, *FOR_OTHERS)}
    for kind in kinds.values():
        due = shifted(days, TODAY, -kind.after_due)
        for rung, occurrence, audience in TODAYS[kind.name]:
            yield {
                "due": due,
                "standing": f"due {long_day(due)}",
                "late": max(kind.after_due, 0),
                "rung": rung,
                "n": occurrence,
                "audience": audience,
            }


def _written(session: Session) -> str:
    steps = session.execute(sa.text("SELECT count(*), count(address) FROM picked")).one()
    notices = "SELECT count(*) FROM notice WHERE state = 'queued'"
    return f"{steps[0]} steps in {session.execute(sa.text(notices)).scalar_one()} notices"
