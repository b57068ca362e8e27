"""Responsible for what a mail server's refusal says: that the address is wrong, or anything else.

One rule for what a server says to us at once and for what a returned mail tells later. A wrong
guess cuts a person off, so that whatever speaks of another cause, or of none, is not the address.
"""

import re

OF_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4", "5.7.27"})
"""Enhanced codes (RFC 3463, RFC 7505) that say so where no words say otherwise."""
_OF_A_MAILBOX = ("5.1.", "5.2.1")
"""How codes begin that may say so: then words decide, whenever they were said."""

_WHOM = (
    r"(?:users?(?:id)?|recipients?|mailbox(?:es)?|accounts?|address(?:es)?|addressee|alias|name"
    r"|destination|person)"
)
_WHERE = r"(?:host|domain)(?: or domain)?(?: name)?"
_ABSENT = (
    r"(?:unknown|not found|(?:does ?n[o']t|do not|did not|not|isn't|no longer)"
    r" (?:exist|match|listed|known|recogni[sz]ed|valid)\w*|(?:is |are )?(?:invalid|non-?existent))"
)
_NOBODY = re.compile(
    rf"\b{_WHOM}\b[^.;\n]{{0,60}}?\b{_ABSENT}|\b{_ABSENT}[ -](?:\w+ ){{0,3}}?{_WHOM}\b"
    rf"|\bno (?:such |valid |matching )?(?:\w+ )?{_WHOM}\b|\brecip(?:ient)?notfound\b"
    r"|\b(?:has|have) moved\b|\bno longer (?:works?|employed|with|available|in use)",
    re.IGNORECASE,
)
_NOWHERE = re.compile(
    rf"\b{_WHERE}\b[^.;\n]{{0,40}}?\b{_ABSENT}|\b(?:{_ABSENT}|no such) {_WHERE}\b"
    r"|\bunrou?teable\b|\bnxdomain\b|\bn(?:o|ull) mx\b|\bno smtp service\b"
    rf"|\b{_WHERE}\b[^.;\n]{{0,40}}?\b(?:does not|doesn't|never) accepts? (?:e-?)?mail",
    re.IGNORECASE,
)
_OF_US = re.compile(
    r"\b(?:spam|junk|polic(?:y|ies)|block(?:ed|ing|list)|black ?list\w*|rbl|dnsbl|reputation"
    r"|dmarc|spf|dkim|\w*authentic\w+|\w*authori[sz]\w+|relay\w*|rate|throttl\w+|grey ?list\w*"
    r"|reverse|ptr|permission|denied|not allowed|not permitted|restrict\w*|prohibit\w*|refused"
    r"|sender|from(?=:)|encrypt\w*|tls|starttls|too (?:many|fast)|connections?)\b",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"\b(?:full|exceed\w*|over ?quota|quota|insufficient|storage|disk|too (?:big|large|much|long)"
    r"|size limit|loop\w*|hops?|virus\w*|malware|malicious|content|attachment"
    r"|temporar\w+|try again|later|time-?d? ?out"
    r"|disabled|suspended|inactive|deactivated|locked"
    r"|malformed|unexpected|could ?n[o']t (?:create|open|write))\b",
    re.IGNORECASE,
)
_AT_RECIPIENT = re.compile(
    r"\brcpt(?: to| command|:)|\brecipient address rejected|\bdoes not like recipient",
    re.IGNORECASE,
)
_FINAL = re.compile(
    r"\bpermanent|\bundeliver|\bfail(?:ed|ure)|\b(?:unable to|could not|did not|cannot|can't)\b",
    re.IGNORECASE,
)
_FULL = re.compile(r"\bdisk space\b|\bquota\b|\bmailbox (?:is )?full\b", re.IGNORECASE)
_NAMES = re.compile(r"\S+@\S+|\w+://\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)+\b")
"""Addresses, links and names of machines: the words in them say nothing."""

_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")
_REPLY_CODE = re.compile(r"(?<![\w.])([245])\d\d(?![\w.])")

FEW, ONE_IN = 3, 20
"""Addresses that may fail on any day, and the share of people whose addresses may."""
AT_RECIPIENT = "RCPT TO"
"""What tells that something is the answer to our naming of the recipient."""


def status_in(words: str) -> str:
    """Return the first enhanced code of a text, else what its reply code makes; empty if none."""
    found = _STATUS.search(words)
    if found:
        return found[0]
    code = _REPLY_CODE.search(words)
    return f"{code[1]}.0.0" if code else ""


def is_of_us(words: str) -> bool:
    """Say whether a refusal is of whoever sends: their rules, their rate, their reputation."""
    return status_in(words)[1:4] == ".7." or bool(_OF_US.search(_NAMES.sub(" ", words)))


def is_of_address(words: str, status: str = "", *, told: str = "") -> bool:
    """Say whether a refusal says that the address is wrong, by its words and its enhanced code.

    `told` is what else is said of it. Words with no code that bears them out count only of what
    was refused when the recipient was named, since what is refused later is the message, whatever
    the words; or, with no code at all, where the mail system calls its own finding final. False
    for what passes, for what is said of us, the message or a mailbox that there is, and for doubt.
    """
    said = _NAMES.sub(" ", words)
    passing = status.startswith(("2.", "4.")) or _PASSING.search(said) or _FULL.search(told)
    if passing or _OF_US.search(said):
        return False
    if status in OF_ADDRESS or _NOWHERE.search(said):
        return True
    counts = (
        status.startswith(_OF_A_MAILBOX)
        or _AT_RECIPIENT.search(f"{words}\n{told}")
        or (not status and _FINAL.search(told))
    )
    return bool(counts and _NOBODY.search(said))


def most_suspensions(people: int, wanted: int) -> int:
    """Return how many addresses may be suspended on a day before a person looks.

    That is what is wanted; if that is 0, one address in twenty people, and at least three.
    """
    return wanted or max(FEW, people // ONE_IN)
