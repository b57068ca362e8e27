"""The journal says whether a mail in doubt was sent, if there is one and it can be asked."""

from followthrough.notices.returns import found_in_journal
from tests.servers.imap import ImapServer
from tests.servers.returned_mail import original

ID = "<0123456789@council.example>"


def test_the_journal_says_whether_a_mail_was_sent() -> None:
    with ImapServer() as server:
        server.arrive(original(ID).encode(), folder="Sent copies")
        url = f"{server.url}?journal=Sent%20copies"
        assert found_in_journal(url, ID) is True
        assert found_in_journal(url, "<other@council.example>") is False
        assert "EXAMINE" in server.heard
        assert "SELECT" not in server.heard


def test_a_journal_that_cannot_be_asked_says_neither() -> None:
    with ImapServer() as server:
        assert found_in_journal("", ID) is None
        assert found_in_journal(server.url, ID) is None
        assert found_in_journal(f"{server.url}?journal=Nowhere", ID) is None
        server.answers["SEARCH"] = "NO not now"
        assert found_in_journal(f"{server.url}?journal=INBOX", ID) is None
        url = server.url
    assert found_in_journal(f"{url}?journal=INBOX", ID) is None
