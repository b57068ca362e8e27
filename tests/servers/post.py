"""A mail server that answers each recipient in its own way, and what it took."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from multiprocessing.process import BaseProcess

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.smtp import Received, Sink


@dataclass
class Post(Sink):
    """A sink that answers each recipient in its own way, and one message late."""

    at_rcpt: dict[str, str] = field(default_factory=dict)
    after_body: dict[str, str] = field(default_factory=dict)
    held_at: int = 0  # which message, counted from 1, gets no answer while this says so

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if answer := self.at_rcpt.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        number = len(self.received) + 1
        self.answers["BODY"] = self.after_body.get(envelope.rcpt_tos[0], "250 2.0.0 OK")
        answer = await super().handle_DATA(server, session, envelope)
        while self.held_at == number:  # noqa: ASYNC110 - set by another thread
            await asyncio.sleep(0.01)
        return answer

    def but_alarms(self) -> list[Received]:
        return [m for m in self.received if "Followthrough:" not in str(read(m)["Subject"])]

    def letters(self) -> Counter[str]:
        """Return the Message-IDs of what it took, but for alarms."""
        return Counter(read(mail)["Message-ID"] for mail in self.but_alarms())

    def to(self, address: str) -> list[Received]:
        return [mail for mail in self.received if mail.recipients == [address]]

    def wait_for(self, number: int, process: BaseProcess) -> None:
        while len(self.received) < number:
            assert process.is_alive(), f"ended after {len(self.received)} messages"
            time.sleep(0.001)


def read(mail: Received) -> EmailMessage:
    return message_from_bytes(mail.raw, _class=EmailMessage, policy=default)
