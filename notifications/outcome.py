"""Responsible for what came of handing one message over: five outcomes and the server's words."""

import re
from dataclasses import dataclass

from notifications.masking import masked
from rules.problems import BadInput

LONGEST = 500
_NOT_PRINTED = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has taken responsibility for it, which is not yet proof that anyone has it."""

    reply: str


@dataclass(frozen=True, slots=True)
class Transient:
    """Refused for now (4xx): worth trying again later."""

    reply: str


@dataclass(frozen=True, slots=True)
class Permanent:
    """Refused for good (5xx): trying again changes nothing."""

    reply: str
    of_address: bool = False
    """Whether it was the address that was refused, not this message."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The connection went after the message had begun: it may or may not have been delivered."""

    reply: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The server can't be reached; nothing was tried for this recipient."""

    reply: str


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """The server refuses us: TLS, the password or the sender; someone must mend a setting."""

    reply: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Nothing was tried: it has no recipient any more, or nothing in it is true any more."""

    reply: str


Outcome = Accepted | Transient | Permanent | Ambiguous | Unavailable | Misconfigured | Withdrawn


def one_line(words: str) -> str:
    """Return a server's words as one printable line of at most 500 characters, without secrets."""
    return printable(masked(words))


def in_a_line(wrong: BaseException, before: str = "") -> str:
    """Return what an exception says as one line, its kind first if it is not worded for people."""
    kind = "" if isinstance(wrong, BadInput) else f"{type(wrong).__name__}: "
    return one_line(f"{before}{kind}{wrong}")


def printable(words: str) -> str:
    """Return words as one printable line, secrets and all: to be judged, not to be shown."""
    return _NOT_PRINTED.sub(" ", words).strip()[:LONGEST].rstrip()
