"""Responsible for whom a digest goes to when it is sent: asked again, since people change."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine

from models.notice import Notice
from models.people import circle_around
from models.session import reading
from rules.circle import Circle


def readdress(engine: Engine, notices: Sequence[Notice], today: date) -> frozenset[int]:
    """Give each notice the recipient of today; return the ids of those that have none, or several.

    Those are withdrawn: their steps are planned anew by the next check, for whom they then are.
    """
    asked = {person for notice in notices for pair in notice.people or () for person in pair}
    if not asked:
        return frozenset()
    with reading(engine) as session:
        known = circle_around(session, asked)
    return frozenset(
        notice.id or 0
        for notice in notices
        if notice.people and not _readdress(notice, known, today)
    )


def _readdress(notice: Notice, known: Circle, today: date) -> bool:
    found = [known.recipient(via, today) for via, _ in notice.people or ()]
    people = [recipient.person for recipient in found if recipient]
    addresses = {person.address.lower() for person in people}
    if len(people) < len(found) or len(addresses) != 1:
        return False
    as_before = {recipient for _, recipient in notice.people or ()}
    first = people[0]
    if {person.id for person in people} != as_before or first.address.lower() != (
        notice.recipient_address.lower()
    ):
        notice.recipient_name, notice.recipient_address = first.name, first.address
        to = {"name": first.name, "address": first.address}
        notice.payload = {**notice.payload, "to": to}
    return True
