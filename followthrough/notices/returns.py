"""Responsible for mail that came back: read by IMAP, matched to its notice, its address suspended.

What is settled is marked as read after it was recorded; read twice, it changes nothing. What is
not understood stays unread, flagged for a person, and is not looked at again: however many such
mails there are, they stand before no other.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from followthrough import events
from followthrough.events import ReturnsRead
from followthrough.notices.mail_token import tokens_of
from followthrough.notices.suspending import suspend
from followthrough.settings import PREFIX
from followthrough.workplace import Workplace
from models.session import writing
from notifications.mail.folder import FolderUnavailable, Token, opened, read_account
from notifications.mail.returned import AutomaticReply, StatusNote, read_returned
from notifications.outcome import one_line
from notifications.undelivered import ON_ITS_WAY, mark_returned, sent_as
from rules.problems import BadInput
from rules.words import count

SETTING = f"{PREFIX}RETURNS_URL"
UNSET = f"Nothing to do: setting {SETTING} is empty, so returned mail is not read."
AT_MOST = 10_000
"""New mails that one run looks at, newest first."""


class Became(StrEnum):
    """What a mail turned out to be."""

    RETURNED = "returned"  #: a notice of ours that came back for good
    NOTED = "noted"  #: it changes nothing: a delay, an automatic reply, or recorded before
    LEFT = "left"  #: it stays unread, flagged for a person
    EARLY = "early"  #: its notice is on its way again: it stays unread until that is settled


class Settled(NamedTuple):
    """What became of one mail, and whom it made unreachable."""

    became: Became
    unreachable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Returns:
    """What one reading of the returns mailbox found."""

    returned: int
    """Notices that came back for good; each needs a person."""
    noted: int
    """Mails that change nothing, such as delays and automatic replies."""
    left: int
    """Mails that stay unread, for a person."""
    unreachable: tuple[str, ...]
    """Who counts as unreachable from now on."""

    def __str__(self) -> str:
        """Return what was found, in sentences."""
        found = [f"{count(self.returned, 'notice')} came back."] if self.returned else []
        if self.unreachable:
            found.append(f"Unreachable from now on: {', '.join(self.unreachable)}.")
        if self.noted:
            found.append(f"{count(self.noted, 'mail')} changed nothing.")
        if self.left:
            found.append(f"{count(self.left, 'mail')} left unread, for a person.")
        return " ".join(found) or "Nothing new came back."


def read_returns(place: Workplace) -> Returns:
    """Read the unread mail of the returns mailbox, settle what can be, and return what was found.

    Each mail is recorded in a transaction of its own (semantics rows 62, 64, 65). Raises BadInput
    naming the setting if it can't be read, or the mailbox can't be used; what was settled till
    then stays settled.
    """
    token = tokens_of(place.settings)
    account = read_account(place.settings.returns_url, SETTING, with_token=token is not None)
    settled: list[Settled] = []
    try:
        with opened(account, account.folder, token=token) as folder:
            for uid in folder.new()[:AT_MOST]:
                if folder.is_late:  # the next run goes on
                    break
                settled.append(_settle(place, folder.peek(uid)))
                match settled[-1].became:
                    case Became.LEFT:
                        folder.flag(uid)
                    case Became.RETURNED | Became.NOTED:
                        folder.mark_read(uid)
                    case Became.EARLY:
                        pass
            waiting = folder.flagged()
    except FolderUnavailable as gone:
        raise BadInput(
            f"Setting {SETTING}: the mailbox on {account.host}:{account.port} can't be read: "
            f"{gone}. Nothing is lost: what was not read stays unread."
        ) from None
    became = Counter(one.became for one in settled)
    found = Returns(
        returned=became[Became.RETURNED],
        noted=became[Became.NOTED],
        left=waiting + became[Became.EARLY],
        unreachable=tuple(name for one in settled for name in one.unreachable),
    )
    events.say(ReturnsRead(found.returned, found.noted, found.left, len(found.unreachable)))
    return found


def _settle(place: Workplace, raw: bytes) -> Settled:
    match read_returned(raw):
        case StatusNote() as note:
            return _record(place, note)
        case AutomaticReply():
            return Settled(Became.NOTED)
        case None:
            return Settled(Became.LEFT)


def _record(place: Workplace, note: StatusNote) -> Settled:
    """Record what a note says of a notice of ours; one that is on its way again waits."""
    with writing(place.engine) as session:
        notice = sent_as(session, note.message_ids)
        if notice is None or notice.state in ON_ITS_WAY:
            return Settled(Became.EARLY if notice else Became.LEFT)
        failed = [fate for fate in note.fates if fate.is_failed]
        if not failed:
            return Settled(Became.NOTED)
        address = notice.recipient_address.lower()
        ours = next((fate for fate in failed if address in fate.addresses), None)
        if ours is None:  # of a list's member, or of where someone has their mail sent on to
            return Settled(Became.LEFT)
        now, words = place.clock(), one_line(ours.words)
        if not mark_returned(session, notice, words, now=now):
            return Settled(Became.NOTED)
        if not ours.is_of_address:  # the notice did not arrive, the address may be right
            return Settled(Became.RETURNED)
        limit = place.settings.suspensions_a_day
        names = suspend(session, notice, words, actor=place.actor, now=now, at_most=limit)
        return Settled(Became.RETURNED, names)


def found_in_journal(url: str, message_id: str, *, token: Token | None = None) -> bool | None:
    """Say whether a mail was sent, by its copy; None if there is no journal, or it can't be asked.

    A copy may come some minutes later than the mail server's answer would have.
    """
    try:
        account = read_account(url, SETTING, with_token=token is not None)
        if not account.journal:
            return None
        with opened(account, account.journal, read_only=True, token=token) as folder:
            return folder.holds(message_id)
    except (BadInput, FolderUnavailable):  # the flow that reads the mailbox says so
        return None
