"""One person and one organisation however they are spelled: those stored twice are made one.

Which they were is told in the audit trail of their organisation, and in the log.
Revision: 0014, after 0013.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session, col

from followthrough.clock import real_now
from models import audit
from models.merging import Merged, merge, recorded
from models.people import Person
from rules.calendar import local_date
from rules.people.merging import Recorded, as_one
from rules.text import folded

revision = "0014"
down_revision = "0013"

ACTOR = "migration 0014"
ONCE = {"person": ["organisation_id", "folded"], "organisation": ["folded"]}
MOVES_IN = ("person", "plan", "notice")
"""What belongs to an organisation; its audit trail and its runs stay what they were."""


def upgrade() -> None:
    for table in ONCE:
        column: sa.Column[str] = sa.Column("folded", sa.String(), nullable=False, server_default="")
        op.add_column(table, column)
    now = real_now()
    with Session(bind=op.get_bind()) as session:
        homes = _homes(session)
        told = [*_one_person_each(session, homes, now), *_one_home_each(session, homes, now)]
        for table in ONCE:
            _fold(session, table)
        session.flush()
    for table, columns in ONCE.items():
        op.create_index(f"ix_{table}_folded", table, columns, unique=True)
    for sentence in told:
        logging.getLogger("followthrough.migrations").warning(sentence)


def downgrade() -> None:
    for table in ONCE:
        op.drop_index(f"ix_{table}_folded", table)
        op.drop_column(table, "folded")


def _homes(session: Session) -> dict[int, int]:
    """Return the organisation that each is one with: the oldest that is called so."""
    oldest: dict[str, int] = {}
    rows = session.execute(sa.text("SELECT id, name FROM organisation ORDER BY id"))
    return {number: oldest.setdefault(folded(name), number) for number, name in rows}


def _one_person_each(session: Session, homes: dict[int, int], now: datetime) -> Iterator[str]:
    """Make those one who are one by name, as the oldest is spelled; yield a sentence for each."""
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, home, name in session.execute(
        sa.text("SELECT id, organisation_id, name FROM person ORDER BY id")
    ):
        alike[homes[home], folded(name)].append(number)
    for (home, _), (oldest, *others) in alike.items():
        for other in others:
            kept, gone = recorded(session, col(Person.id).in_((oldest, other)))
            holds = as_one(gone, kept, local_date(now))._replace(name=kept.name)
            merged = merge(session, home, gone, kept, holds, actor=ACTOR, now=now)
            yield _in_words(gone, holds, merged)


def _in_words(gone: Recorded, holds: Recorded, merged: Merged) -> str:
    sentence = (
        f"{gone.name} and {holds.name} were stored as two people, and are one now: {holds.name}."
    )
    if merged.own_work:
        sentence += f" Look again at who validated {', '.join(merged.own_work)}: its own owner."
    return sentence


def _one_home_each(session: Session, homes: dict[int, int], now: datetime) -> Iterator[str]:
    """Let what belongs to each organisation belong to the one it is one with; yield a sentence each."""
    bodies = session.execute(sa.text("SELECT id, name FROM organisation"))
    names = {body.id: body.name for body in bodies}
    for number, home in homes.items():
        if number == home:
            continue
        for table in MOVES_IN:
            moved = f"UPDATE {table} SET organisation_id = :home WHERE organisation_id = :number"  # noqa: S608
            session.execute(sa.text(moved), {"home": home, "number": number})
        left = {"name": f"{names[number]} (merged, number {number})", "number": number}
        session.execute(sa.text("UPDATE organisation SET name = :name WHERE id = :number"), left)
        subject = f"organisation {names[number]}"
        change = audit.Change("merged organisation", subject, {"into": names[home]})
        for chain in (number, home):
            audit.append(session, chain, [change], actor=ACTOR, now=now)
        yield (
            f"{names[number]} and {names[home]} were stored as two organisations, and are one now: "
            f"{names[home]}."
        )


def _fold(session: Session, table: str) -> None:
    named = session.execute(sa.text(f"SELECT id, name FROM {table}"))  # noqa: S608
    rows = [{"number": one.id, "folded": folded(one.name)} for one in named]
    if rows:
        changed = sa.text(f"UPDATE {table} SET folded = :folded WHERE id = :number")  # noqa: S608
        session.execute(changed, rows)
