"""Responsible for notices that wait for a person: the person says what becomes of them."""

from followthrough import events
from followthrough.events import NoticeReleased
from followthrough.notices.registered import registered
from followthrough.workplace import Workplace
from models import audit
from models.notice import Notice, NoticeState
from models.people import who_decides
from models.session import writing
from models.steps import told_after_all
from notifications import outbox
from rules.calendar import local_date
from rules.problems import BadInput, Remedy

WAITING = {NoticeState.UNKNOWN: "perhaps delivered", NoticeState.DEAD: "refused or returned"}
"""States in which nothing happens before a person says so, in words."""


def release(place: Workplace, number: int, *, delivered: bool, by: str) -> str:
    """Settle a notice by a named person's word; return a sentence (rows 72, 73).

    Either it was delivered, or it is to be sent again: in doubt with the same identity and words,
    refused made anew. Raises BadInput if it does not wait for a person, or nobody is named.
    """
    now = place.clock()
    with writing(place.engine) as session:
        notice = session.get(Notice, number, with_for_update=True)
        of = notice.organisation_id if notice else None
        by = who_decides(session, by, local_date(now), of)
        if notice is None:
            raise BadInput(f"There is no notice {number}.", remedy=Remedy.FIND_NOTICE.of())
        was = NoticeState(notice.state)
        if was not in WAITING:
            raise BadInput(
                f"Notice {number} is {was}: only one that is unknown or dead waits for a person."
            )
        if delivered and was == NoticeState.DEAD:
            raise BadInput(
                f"Notice {number} was refused, so it was not delivered.",
                remedy=Remedy.SEND_AGAIN.of(number=number),
            )
        outbox.settle(session, notice, delivered=delivered, now=now)
        told_after_all(session, number)
        decision = "was delivered" if delivered else "send again"
        detail = {"was": was.value, "decision": decision, "by": by}
        change = audit.Change("released notice", f"notice {number}", detail)
        audit.append(session, notice.organisation_id, [change], actor=place.actor, now=now)
        events.after_commit(session, NoticeReleased(number, decision))
        to = notice.recipient_address or notice.recipient_name
        if was == NoticeState.DEAD:  # made anew, for where it goes today
            to = registered(session, [notice]).get(number, to)
        if delivered:
            return f"Notice {number} to {to} counts as sent, by the word of {by}."
        return f"Notice {number} to {to} is sent again, by the word of {by}."
