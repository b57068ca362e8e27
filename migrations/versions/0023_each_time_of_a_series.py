"""Each later time of a recurring Part 2 action is Part 2; a series outlives its first time cancelled.

An older version marked the first time alone, so that words of the later ones were published, and
made no further time once the first was cancelled. What was sent with such words, and which series
go on, is told to the administrators in one alarm. What fell due meanwhile is not made up for.
Revision: 0023, after 0022.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session

from followthrough.clock import real_now
from models import audit
from notifications.mail.message import new_message_id
from rules.calendar import local_date
from rules.packs.exempt import PART_2
from rules.recurrence import Every, falls_due, numbers_until
from rules.words import WITHHELD, long_day, short_day

revision = "0023"
down_revision = "0022"

ACTOR = "migration 0023"
MADE_AHEAD = timedelta(days=31)
GONE = ("sent", "unknown", "sending")
NOTICE = sa.table(
    "notice",
    *(sa.column(name) for name in ("id", "organisation_id", "dedup_key", "kind", "lane", "state")),
    *(sa.column(name) for name in ("recipient_name", "recipient_address", "message_id")),
    *(sa.column(name, sa.JSON) for name in ("payload", "people")),
    *(sa.column(name, sa.DateTime(timezone=True)) for name in ("queued_at", "next_attempt_at")),
    *(sa.column(name) for name in ("attempts", "forgotten")),
)
MARKED = """
    SELECT first.ref, series.made, later.id, later.ref, later.plan_id, plan.key,
    plan.organisation_id
    FROM series JOIN action AS first ON first.id = series.action_id
    JOIN plan ON plan.id = first.plan_id
    JOIN action AS later ON later.plan_id = first.plan_id
    WHERE first.is_exempt AND NOT later.is_exempt ORDER BY later.id
"""
ENDED = """
    SELECT series.id, series.every, series.made, action.id AS first, action.ref, action.due_date,
    action.cancelled_on, plan.key, plan.organisation_id
    FROM series JOIN action ON action.id = series.action_id JOIN plan ON plan.id = action.plan_id
    WHERE action.cancelled_on IS NOT NULL AND series.make_next_on IS NOT NULL
    AND action.due_date IS NOT NULL ORDER BY series.id
"""
DATES = {"due_date": sa.Date, "cancelled_on": sa.Date}


class Marked(NamedTuple):
    """A later time that was not marked."""

    id: int
    ref: str
    plan_id: int
    plan: str
    organisation_id: int


def upgrade() -> None:
    now = real_now()
    with Session(bind=op.get_bind()) as session:
        marked = [
            Marked(*row)
            for first, made, *row in session.execute(sa.text(MARKED)).all()
            if row[1] in {f"{first}/{number}" for number in range(2, made + 1)}
        ]
        told: dict[int, list[str]] = defaultdict(list)
        changes: dict[int, list[audit.Change]] = defaultdict(list)
        for row in marked:
            mark = sa.text("UPDATE action SET is_exempt = :yes WHERE id = :id")
            session.execute(mark, {"id": row.id, "yes": True})
            subject = f"action {row.plan}/{row.ref}"
            changes[row.organisation_id].append(audit.Change("marked as Part 2", subject, {}))
        _withhold_queued(session, {row.id for row in marked})
        for organisation_id in {row.organisation_id for row in marked}:
            mine = [row for row in marked if row.organisation_id == organisation_id]
            told[organisation_id] += _published(session, mine)
        for organisation_id, subject, sentence in _gone_on(session, local_date(now)):
            changes[organisation_id].append(audit.Change("series goes on", subject, {}))
            told[organisation_id].append(sentence)
        for organisation_id, made in changes.items():
            audit.append(session, organisation_id, made, actor=ACTOR, now=now)
        for organisation_id, sentences in told.items():
            _queue_alarm(session, organisation_id, sentences, now)
        session.flush()
    log = logging.getLogger("followthrough.migrations")
    for sentence in (sentence for sentences in told.values() for sentence in sentences):
        log.warning(sentence)


def downgrade() -> None:
    pass


def _withhold_queued(session: Session, marked: set[int]) -> None:
    """Take their words out of Board notices that are still to be sent."""
    waiting = NOTICE.c.state.not_in((*GONE, "dead", "cancelled"))
    found = sa.select(NOTICE.c.id, NOTICE.c.payload)
    for number, payload in session.execute(found.where(NOTICE.c.kind == "board_notice", waiting)):
        hidden = [line for line in payload.get("lines", ()) if line.get("id") in marked]
        for line in hidden:
            line |= {"title": WITHHELD, "notes": []}
        if hidden:
            mine = sa.update(NOTICE).where(NOTICE.c.id == number)
            session.execute(mine.values(payload=payload))


def _published(session: Session, marked: list[Marked]) -> Iterator[str]:
    """Yield a sentence for each pack and each Board notice that told their words."""
    refs: dict[int, set[str]] = defaultdict(set)
    for row in marked:
        refs[row.plan_id].add(row.ref)
    packs = sa.text(
        "SELECT pack.plan_id, board.name, pack.version, pack.contents FROM pack "
        "JOIN board ON board.id = pack.board_id ORDER BY pack.id"
    )
    said = []
    for plan_id, board, version, contents in session.execute(packs):
        if plan_id in refs and (found := _told_in(json.loads(contents), refs[plan_id])):
            month = json.loads(contents).get("month", "")
            said.append(f"The pack of the {board} for {month}, version {version}, told {found}.")
    told: dict[int, list[str]] = defaultdict(list)
    notices = sa.text(
        "SELECT DISTINCT notice.id, escalation_step.action_id FROM notice JOIN escalation_step ON "
        "escalation_step.notice_id = notice.id WHERE notice.kind = 'board_notice' AND notice.state "
        "IN ('sent', 'unknown', 'sending') ORDER BY notice.id"
    )
    names = {row.id: row.ref for row in marked}
    for number, action_id in session.execute(notices):
        if action_id in names:
            told[number].append(names[action_id])
    said += [f"Board notice {number} told {', '.join(mine)}." for number, mine in told.items()]
    if said:
        named = ", ".join(f"{row.plan}/{row.ref}" for row in marked)
        yield f"Not marked as Part 2 by an older version, and marked now: {named}."
        yield from said


def _told_in(contents: dict[str, Any], refs: set[str]) -> str:
    """Return which of the actions a pack told that was for publication."""
    if contents.get("occasion", {}).get("classification") == PART_2:
        return ""
    rows = contents.get("actions", ())
    return ", ".join(r["ref"] for r in rows if r["ref"] in refs and not r.get("is_exempt"))


def _gone_on(session: Session, today: date) -> Iterator[tuple[int, str, str]]:
    """Let each series go on that ended with its first time; yield whose, which, and a sentence."""
    for row in session.execute(sa.text(ENDED).columns(**DATES)).all():
        every = Every(row.every)
        stages = sa.text("SELECT min(due_date) AS due_date FROM milestone WHERE action_id = :id")
        first = session.execute(stages.columns(due_date=sa.Date), {"id": row.first}).scalar()
        made = row.made + len(numbers_until(row.due_date, every, row.made + 1, today))
        begins = min(row.due_date, first or row.due_date)
        following = {"made": made, "on": falls_due(begins, every, made + 1) - MADE_AHEAD}
        moved = sa.text("UPDATE series SET made = :made, make_next_on = :on WHERE id = :id")
        session.execute(
            moved.bindparams(sa.bindparam("on", type_=sa.Date)), following | {"id": row.id}
        )
        due = falls_due(row.due_date, every, made + 1)
        said = (
            f"{row.key}/{row.ref} was cancelled on {short_day(row.cancelled_on)}, and fell due no "
            f"more without a word. Its series goes on, next due on {short_day(due)}; end the series "
            "if that is not meant."
        )
        yield row.organisation_id, f"action {row.key}/{row.ref}", said


def _queue_alarm(
    session: Session, organisation_id: int, sentences: list[str], now: datetime
) -> None:
    """Queue one alarm, for the channel and for each administrator; it waits until it can leave."""
    if not sentences:
        return
    title, body = "An older version dealt wrongly with recurring actions", "\n".join(sentences)
    name = session.execute(
        sa.text("SELECT name FROM organisation WHERE id = :id"), {"id": organisation_id}
    ).scalar()
    people = sa.text(
        "SELECT DISTINCT person.id, person.name, person.address FROM person JOIN plan "
        "ON plan.administrator_id = person.id WHERE plan.organisation_id = :id ORDER BY person.id"
    )
    alarm = {
        "organisation_id": organisation_id,
        "kind": "alarm",
        "state": "queued",
        "attempts": 0,
        "forgotten": False,
        "queued_at": now.astimezone(UTC),
        "next_attempt_at": now.astimezone(UTC),
    }
    key = f"alarm:{organisation_id}:series"
    said = {"title": title, "body": body}
    channel = {"dedup_key": key, "recipient_name": "Administrators", "recipient_address": ""}
    session.execute(
        sa.insert(NOTICE).values(
            **alarm, **channel, lane="alarms", message_id="", payload=said, people=None
        )
    )
    for number, who, address in session.execute(people, {"id": organisation_id}).all():
        to = {"name": who, "address": address}
        heading = {"to": to, "as_of": long_day(local_date(now)), "organisation": name}
        session.execute(
            sa.insert(NOTICE).values(
                **alarm,
                dedup_key=f"{key}:{address.lower()}:{number}",
                recipient_name=who,
                recipient_address=address,
                lane="mail",
                message_id=new_message_id(address.rpartition("@")[2]),
                payload=heading | {"administrator": to, "notes": []} | said,
                people=[[number, number]],
            )
        )
