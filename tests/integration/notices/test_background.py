"""A mail to a director, and one to a board, say whom to ask, what was tried and what came back."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from followthrough.actions import progress
from tests.builders.cast import L0, L1, L2, slipping
from tests.builders.plans import BOARD, DIRECTOR, KEY, at
from tests.integration.notices.test_freshening import deliver
from tests.servers.post import Post, read

REMINDED = (
    "- Reminder, Owen Er: told on Fri 11 Dec 2026 - Reminder, Owen Er: told on Fri 18 Dec 2026 - "
    "For the owner, Owen Er: told on Mon 21 Dec 2026"
)


def text_to(sink: Post, address: str) -> str:
    """Return the text of the one mail that came to an address, its spaces squeezed."""
    (mine,) = [mail for one in sink.received if address in str((mail := read(one))["To"])]
    text = mine.get_body(("plain",))
    assert text is not None
    return " ".join(text.get_content().split())


@pytest.mark.parametrize(
    "answered", [pytest.param(one, id=f"row-247-{one}") for one in ("", "yes")]
)
def test_a_director_reads_whom_to_ask_and_what_was_tried(database: Engine, answered: str) -> None:
    service = slipping(database, L1 - timedelta(days=1))
    update = "None recorded"
    if answered:
        report = progress.Report(KEY, "A1", "Half is done.", cause="No venue")
        progress.update(service.place(at(L0, 12)), report)
        update = "Mon 21 Dec 2026: Half is done. Cause: No venue"
    service.check(at(L1))
    with Post() as sink:
        deliver(service, sink, at(L1, 8))
        text = text_to(sink, DIRECTOR.address)
    assert "Owner: Owen Er, Head of service, Council, owen@invented.example" in text
    assert f"Latest update: {update} Told so far: {REMINDED}" in text
    assert "For the director" not in text, "it is she who is told today"


def test_a_board_reads_agency_director_and_cause(database: Engine) -> None:
    """Hold row-248."""
    service = slipping(database, L2 - timedelta(days=1))
    report = progress.Report(KEY, "A1", "Half is done.", cause="No venue")
    progress.update(service.place(at(L1, 12)), report)
    service.check(at(L2))
    with Post() as sink:
        deliver(service, sink, at(L2, 8))
        text = text_to(sink, BOARD.address)
    assert "Agency: Council Owner: Owen Er Director: Dee Rector Cause: No venue" in text
    assert f"Told so far: {REMINDED}" in text
    assert "For the director, Dee Rector: told on Tue 29 Dec 2026" in text
