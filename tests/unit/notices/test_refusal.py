"""What a refusal is about: only what says that the address is wrong may cut a person off."""

from itertools import product

import pytest

from rules.notices.refusal import (
    AT_RECIPIENT,
    OF_ADDRESS,
    is_of_address,
    is_of_us,
    most_suspensions,
    status_in,
)

WRONG = (
    "550 5.1.1 <pat@council.example>: Recipient address rejected: User unknown",
    "550 5.1.1 The email account that you tried to reach does not exist",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    "550 5.1.2 Host unknown (Name server: host not found)",
    "550 5.1.3 bad address syntax",
    "551 5.1.6 The user has moved to another address",
    "556 5.1.10 recipient domain does not accept mail",
    "550 5.1.1",
    "553 5.3.0 No such user here",
    "550 Unknown user",
    "550 Invalid recipient pat@council.example",
    "550 no mailbox here by that name",
    "550 5.2.1 user no longer exists: account not found",
    "554 5.4.4 Unrouteable address",
)
"""Said in answer to the recipient that we named."""
OTHER = (
    "5.7.26 mail from council.example is not accepted due to the domain's DMARC policy",
    "message looks like spam",
    "mailbox full",
    "user is over quota",
    "message size exceeds limit",
    "routing loop detected",
    "too many hops",
    "client host [192.0.2.1] blocked using a blocklist",
    "IP address blacklisted by recipient",
    "relay access denied",
    "authentication required",
    "sender address rejected: domain not found",
    "reverse DNS of your host not found",
    "rate limit exceeded",
    "account disabled",
    "virus found",
    "greylisted",
    "recipient refused: permission denied",
    "delivery time-out",
    "try again later",
)
"""Said of us, of the message, or of a mailbox that there is."""


@pytest.mark.parametrize("words", WRONG)
def test_what_says_that_the_address_is_wrong_is_known(words: str) -> None:
    assert is_of_address(words, status_in(words), told=AT_RECIPIENT)


@pytest.mark.parametrize("words", OTHER)
def test_nothing_else_is_taken_for_it_whatever_the_code(words: str) -> None:
    for code in ("", "550", *(f"550 {code}" for code in OF_ADDRESS), "550 5.7.1", "554 5.0.0"):
        said = f"{code} {words}"
        assert not is_of_address(said, status_in(said), told=AT_RECIPIENT)
        assert not is_of_address(f"{said} user unknown", status_in(said), told=AT_RECIPIENT)


@pytest.mark.parametrize("words", WRONG)
def test_what_passes_is_never_of_the_address(words: str) -> None:
    assert not is_of_address(words, "4.1.1", told=AT_RECIPIENT)
    assert not is_of_address(words, "2.0.0", told=AT_RECIPIENT)


@pytest.mark.parametrize(
    ("words", "told", "expected"),
    [
        ("550 user unknown", "", False),
        ("550 user unknown", "in reply to end of DATA command", False),
        ("550 user unknown", "in reply to RCPT TO command", True),
        ("550 user unknown", AT_RECIPIENT, True),
        ("550 5.2.1 user unknown", "", True),
        ("user unknown", "your message could not be delivered", True),
        ("user unknown", "something happened", False),
        ("550 5.1.1 user unknown", "rejected: not enough disk space", False),
        ("550", AT_RECIPIENT, False),
        ("550 mailbox unavailable", AT_RECIPIENT, False),
        ("", AT_RECIPIENT, False),
    ],
)
def test_words_alone_count_only_of_the_recipient_and_doubt_is_not_it(
    words: str, told: str, *, expected: bool
) -> None:
    assert is_of_address(words, status_in(words), told=told) is expected


@pytest.mark.parametrize("name", ["spam@relay.example", "relay.spam.example", "https://x/?policy"])
def test_names_of_people_and_machines_say_nothing(name: str) -> None:
    assert is_of_address(f"550 5.1.1 <{name}> user unknown", "5.1.1")
    assert not is_of_address(f"550 <user.unknown@{name}> no", "5.0.0", told=AT_RECIPIENT)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("550 5.1.1 no", "5.1.1"),
        ("no (#5.1.1)", "5.1.1"),
        ("550-5.7.26 no", "5.7.26"),
        ("554 no", "5.0.0"),
        ("host 5.1.1.1 says 421", "4.0.0"),
        ("version 5.1.1.2", ""),
        ("nothing", ""),
    ],
)
def test_a_status_is_an_enhanced_code_or_made_from_the_reply_code(words: str, status: str) -> None:
    assert status_in(words) == status


def test_what_is_said_of_us_is_told_from_a_busy_mailbox() -> None:
    ours = ("450 4.7.1 greylisted", "451 4.7.26 DMARC", "450 rate limited: too many connections")
    theirs = ("450 4.2.1 mailbox busy", "452 4.2.2 mailbox full", "450 4.1.1 user unknown")
    assert [is_of_us(words) for words in (*ours, *theirs)] == [True] * 3 + [False] * 3


def test_every_wrong_address_outweighs_no_other_cause() -> None:
    pairs = product(WRONG, OTHER)
    assert not any(is_of_address(f"{w}; {o}", status_in(w), told=AT_RECIPIENT) for w, o in pairs)


@pytest.mark.parametrize(
    ("people", "wanted", "most"),
    [(0, 0, 3), (9, 0, 3), (79, 0, 3), (80, 0, 4), (400, 0, 20), (400, 1, 1), (9, 50, 50)],
)
def test_a_few_addresses_a_day_may_fail_or_one_in_twenty(
    people: int, wanted: int, most: int
) -> None:
    assert most_suspensions(people, wanted) == most
