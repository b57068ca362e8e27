"""A mail of which GOV.UK Notify may have taken charge is looked up, and not sent twice."""

from dataclasses import replace

import pytest

from notifications.outcome import Accepted, Ambiguous
from tests.integration.notifications.notify_mail import LETTER, LOOK_UP, NOWHERE, POST, at, sender
from tests.servers.govuk_notify import NO_KEY, Answer, Notify, failure


@pytest.mark.parametrize("how", ["silent", "hung up"])
def test_doubt_is_settled_by_looking_up_and_not_by_a_second_copy(notify: Notify, how: str) -> None:
    with sender(at(notify.url, timeout=1)) as opened:
        assert opened.delivered(LETTER.message_id) is False
        notify.pause, notify.hangs_up = (3, False) if how == "silent" else (0, True)
        outcome = opened.send(LETTER)
        assert isinstance(outcome, Ambiguous)
        assert outcome.reply.startswith("no answer from GOV.UK Notify: ")
        assert opened.delivered(LETTER.message_id) is True
    assert len(notify.stored) == 1


def test_doubt_about_what_never_arrived_is_settled_too(notify: Notify) -> None:
    notify.answers[POST] = failure(500, "Exception", "Internal server error")
    with sender(at(notify.url)) as opened:
        assert isinstance(opened.send(LETTER), Ambiguous)
        assert opened.delivered(LETTER.message_id) is False
        notify.answers.clear()
        assert isinstance(opened.send(LETTER), Accepted)
        assert opened.delivered(LETTER.message_id) is True
    assert len(notify.stored) == 1


@pytest.mark.parametrize(
    ("states", "somebody"),
    [
        (["created"], True),
        (["sending"], True),
        (["delivered"], True),
        (["technical-failure"], False),
        (["temporary-failure", "permanent-failure"], False),
        (["permanent-failure", "delivered"], True),
        (["a state of later years"], True),
    ],
)
def test_what_notify_has_given_up_nobody_has(
    notify: Notify, states: list[str], *, somebody: bool
) -> None:
    with sender(at(notify.url)) as opened:
        for state in states:
            opened.send(LETTER)
            notify.stored[-1]["status"] = state
        opened.send(replace(LETTER, message_id="<another@followthrough.example>"))
        assert opened.delivered(LETTER.message_id) is somebody


@pytest.mark.parametrize(
    "answer",
    [
        NO_KEY,
        failure(500, "Exception", "Internal server error"),
        (200, {"raw": "<h1>Please sign in</h1>"}),
        (200, {}),
        (200, {"notifications": [{}]}),
        (200, {"raw": "null"}),
    ],
)
def test_a_look_up_that_fails_tells_nothing(notify: Notify, answer: Answer) -> None:
    notify.answers[LOOK_UP] = answer
    with sender(at(notify.url)) as opened:
        assert opened.delivered(LETTER.message_id) is None
    with sender(at(NOWHERE)) as opened:
        assert opened.delivered(LETTER.message_id) is None


def test_nothing_is_looked_up_without_a_message_id(notify: Notify) -> None:
    with sender(at(notify.url)) as opened, pytest.raises(ValueError, match="no Message-ID"):
        opened.delivered("")
    assert notify.requests == []
