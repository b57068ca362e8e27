"""Responsible for handing messages to the mail server, one recipient at a time, over SMTP.

Commands are driven by hand, since what follows depends on where a conversation stopped: before
the message's first byte nothing can have been delivered, after it nobody can tell.
"""

import re
import smtplib
import ssl
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

from notifications.deadline import LONGEST, Deadline
from notifications.mail.conversation import BoundedSMTP, BoundedSMTPS
from notifications.mail.relay import MailRelay
from notifications.outcome import (
    Accepted,
    Ambiguous,
    Misconfigured,
    Outcome,
    Permanent,
    Transient,
    Unavailable,
    one_line,
    printable,
)
from rules.address import is_plain_address
from rules.notices.refusal import AT_RECIPIENT, is_of_address, status_in
from rules.problems import BadInput

MOST_MESSAGES = 100
"""A connection is renewed after this many; many servers close it by then."""
LONGEST_IDLE = 30.0
"""Seconds after which a server may have hung up."""
GOODBYE = 5.0
LAST_ANSWER = 120.0
"""Seconds for the answer to a whole message: a relay may look into it, and doubt costs more."""

_GO_AHEAD = 354
_CLOSING = 421
_LOGIN_FIRST = 530
_TOO_BIG = 552
_FOR_GOOD = 5
_ANY_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"(?m)^\.")


class _LostError(Exception):
    """The connection went, or was refused, before the message began; holds what that makes."""

    def __init__(self, outcome: Unavailable | Misconfigured) -> None:
        super().__init__(outcome.reply)
        self.outcome = outcome


class Transport:
    """One kept connection to a relay; not for use by two threads at once."""

    def __init__(
        self,
        relay: MailRelay,
        *,
        longest_idle: float = LONGEST_IDLE,
        last_answer: float = LAST_ANSWER,
        longest: float = LONGEST,
    ) -> None:
        self._relay = relay
        self._longest = longest
        self._deadline = Deadline(longest)
        self._last_answer = max(last_answer, relay.timeout)
        self._longest_idle = longest_idle
        # Loading the certificates costs 20 ms: once, not once a message.
        self._tls = None if relay.security == "plain" else ssl.create_default_context()
        self._own_name: str | None = None
        self._smtp: BoundedSMTP | BoundedSMTPS | None = None
        self._messages = 0
        self._last_used = 0.0

    def __enter__(self) -> Self:
        """Return itself; the first message connects."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye to the server; never raises."""
        self.close()

    def send(self, mail_from: str, recipient: str, raw: bytes) -> Outcome:
        """Hand one message over and return what came of it; delivery problems never raise.

        A kept connection that turns out to be dead before the message began is renewed once. All
        of it has one deadline, whatever the server does meanwhile. Raises ValueError if an address is not one plain address.
        """
        for address in (mail_from, recipient):
            if not is_plain_address(address):
                raise ValueError(f"{address!r} is not one plain address")
        self._deadline = Deadline(self._longest)
        self._renew_if_stale()
        reused = self._smtp is not None
        try:
            return self._try_once(mail_from, recipient, raw)
        except _LostError as lost:
            if not reused:
                return lost.outcome
        try:
            return self._try_once(mail_from, recipient, raw)
        except _LostError as lost:
            return lost.outcome

    def _try_once(self, mail_from: str, recipient: str, raw: bytes) -> Outcome:
        kept = self._smtp is not None
        try:
            smtp = self._smtp or self._connect()
            smtp.deadline = self._deadline
            self._smtp = smtp
            refusal = _envelope(smtp, mail_from, recipient, len(raw), kept=kept)
        except (OSError, UnicodeError, BadInput) as error:
            self._drop()
            raise _LostError(_lost(error)) from error
        outcome = refusal or self._hand_over(smtp, raw)
        self._tidy(outcome)
        return outcome

    def _connect(self) -> BoundedSMTP | BoundedSMTPS:
        relay = self._relay
        where = (relay.host, relay.port, self._own_name)
        until, wait = self._deadline, min(relay.timeout, self._deadline.left())
        smtp = (
            BoundedSMTPS(*where, deadline=until, timeout=wait, context=self._tls)
            if relay.security == "ssl"
            else BoundedSMTP(*where, deadline=until, timeout=wait)
        )
        try:
            if relay.security == "starttls":
                smtp.starttls(context=self._tls)
            smtp.ehlo_or_helo_if_needed()
            _sign_in(smtp, relay)
        except (OSError, UnicodeError, BadInput):
            smtp.close()
            raise
        self._own_name = smtp.local_hostname  # asking DNS for it can take seconds: once
        self._messages = 0
        return smtp

    def _hand_over(self, smtp: smtplib.SMTP, raw: bytes) -> Outcome:
        """Send the message itself; from here on a lost connection leaves doubt."""
        self._messages += 1
        try:
            _wait_up_to(smtp, self._last_answer)
            smtp.send(_on_the_wire(raw))
            code, words = smtp.getreply()
            _wait_up_to(smtp, self._relay.timeout)
        except OSError as error:
            return Ambiguous(_words(error))
        except BaseException:  # interrupted: anything said now would become part of the message
            self._drop()
            raise
        return _judged(code, words) or Ambiguous(_reply(code, words))

    def _tidy(self, outcome: Outcome) -> None:
        """Leave the connection ready for the next recipient, or drop it."""
        self._last_used = time.monotonic()
        if isinstance(outcome, Accepted) or self._smtp is None:
            return
        lost = Ambiguous | Unavailable | Misconfigured
        if isinstance(outcome, lost) or outcome.reply.startswith(f"{_CLOSING} "):
            self._drop()
            return
        try:
            self._smtp.rset()
        except OSError:
            self._drop()

    def _renew_if_stale(self) -> None:
        idle = time.monotonic() - self._last_used
        if self._messages >= MOST_MESSAGES or idle >= self._longest_idle:
            self.close()

    def close(self) -> None:
        """Say goodbye to the server; never raises. The next message connects anew."""
        if self._smtp is not None:
            with suppress(OSError):
                self._smtp.deadline = Deadline(GOODBYE)
                _wait_up_to(self._smtp, GOODBYE)
                self._smtp.quit()
        self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _wait_up_to(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _envelope(
    smtp: smtplib.SMTP, mail_from: str, recipient: str, size: int, *, kept: bool
) -> Outcome | None:
    """Name sender and recipient and ask to begin; return a refusal, or None to go ahead.

    Raises OSError if the connection is lost, or if a kept one is being closed by the server.
    """
    told_size = f" SIZE={size}" if smtp.has_extn("size") else ""
    code, words = _asked(smtp, f"MAIL FROM:<{mail_from}>{told_size}", kept=kept)
    if code == _TOO_BIG and told_size:
        return Permanent(_reply(code, words))
    if not _is_yes(code):
        return _of_us(code, words)
    code, words = _asked(smtp, f"RCPT TO:<{recipient}>", kept=kept)
    if not _is_yes(code):
        said = printable(f"{code} {words.decode('utf-8', 'replace')}")
        wrong = is_of_address(said, status_in(said), told=AT_RECIPIENT)
        return _refused(code, words, of_address=wrong)
    code, words = _asked(smtp, "DATA", kept=kept)
    return None if code == _GO_AHEAD else _refused(code, words)


def _sign_in(smtp: smtplib.SMTP, relay: MailRelay) -> None:
    """Sign in by an access token if there is one, else by a password if there is one."""
    if relay.token is not None:
        said = f"user={relay.user}\1auth=Bearer {relay.token()}\1\1"
        smtp.auth("XOAUTH2", lambda challenge=None: "" if challenge else said)
    elif relay.password:
        smtp.login(relay.user, relay.password)


def _asked(smtp: smtplib.SMTP, command: str, *, kept: bool) -> tuple[int, bytes]:
    code, words = smtp.docmd(command)
    if kept and code == _CLOSING:  # grown tired of this connection, not of this message
        raise smtplib.SMTPResponseException(code, words)
    return code, words


def _refused(code: int, words: bytes, *, of_address: bool = False) -> Outcome:
    if code == _LOGIN_FIRST:  # said of us, not of this recipient
        return Misconfigured(_reply(code, words))
    judged = _judged(code, words)
    if isinstance(judged, Permanent):
        return Permanent(judged.reply, of_address)
    return judged if isinstance(judged, Transient) else Unavailable(_reply(code, words))


def _of_us(code: int, words: bytes) -> Outcome:
    """Return what a refusal of the sender makes: for good it lies in a setting, else it passes."""
    said = _reply(code, words)
    return Misconfigured(said) if code // 100 == _FOR_GOOD else Unavailable(said)


def _lost(error: Exception) -> Unavailable | Misconfigured:
    """Return what an error makes that ended a conversation before the message began."""
    mend: tuple[type[Exception], ...] = (ssl.SSLError, smtplib.SMTPNotSupportedError)
    mend += (UnicodeError, BadInput)  # the second: of a setting that yields no token
    for_good = (
        isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code // 100 == _FOR_GOOD
    )
    if for_good or isinstance(error, mend):
        return Misconfigured(_words(error))
    return Unavailable(_words(error))


def _judged(code: int, words: bytes) -> Outcome | None:
    match code // 100:
        case 2:
            return Accepted(_reply(code, words))
        case 4:
            return Transient(_reply(code, words))
        case 5:
            return Permanent(_reply(code, words))
        case _:
            return None


def _is_yes(code: int) -> bool:
    return code // 100 == 2  # noqa: PLR2004 - 2xx is SMTP's yes


def _on_the_wire(raw: bytes) -> bytes:
    """Return the message with its end: every line ended by CR LF, so that no dot can end it early."""
    lines = _LEADING_DOT.sub(b"..", _ANY_LINE_END.sub(b"\r\n", raw))
    return lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _reply(code: int, words: bytes | str) -> str:
    return one_line(
        f"{code} {words if isinstance(words, str) else words.decode('utf-8', 'replace')}"
    )


def _words(error: Exception) -> str:
    """Return an error as the server said it, or else as Python tells it."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    return one_line(str(error) or type(error).__name__)
