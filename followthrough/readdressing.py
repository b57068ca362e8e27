"""Responsible for whom a digest goes to when it is sent: asked again, since people change."""

from datetime import date

from models.notice import Notice
from rules.circle import Circle


def readdress(notice: Notice, known: Circle, today: date) -> bool:
    """Give a notice the recipient of today; say whether it has one, and one only.

    One that has not is withdrawn: its steps are planned anew by the next check, for whom they
    then are.
    """
    found = [known.recipient(via, today) for via, _ in notice.people or ()]
    people = [recipient.person for recipient in found if recipient]
    addresses = {person.address.lower() for person in people}
    if len(people) < len(found) or len(addresses) != 1:
        return not notice.people
    as_before = {recipient for _, recipient in notice.people or ()}
    first = people[0]
    pairs = zip(notice.people or (), people, strict=True)
    notice.people = [[via, person.id] for (via, _), person in pairs] or None
    if {person.id for person in people} != as_before or first.address.lower() != (
        notice.recipient_address.lower()
    ):
        notice.recipient_name, notice.recipient_address = first.name, first.address
        to = {"name": first.name, "address": first.address}
        notice.payload = {**notice.payload, "to": to}
    return True
