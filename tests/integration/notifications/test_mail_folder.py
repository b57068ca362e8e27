"""Folders on a real IMAP server: which one a setting names, how we get in, what is said if not."""

import imaplib
import re
import socket
from pathlib import Path

import pytest

from notifications.mail.folder import Account, FolderUnavailable, opened, read_account
from notifications.mail.returned import LARGEST
from notifications.masking import know
from rules.problems import BadInput
from tests.integration.notifications.test_transport import certificate, server_side
from tests.servers.imap import PASSWORD, USER, ImapServer
from tests.servers.returned_mail import answer

SETTING = "FOLLOWTHROUGH_RETURNS_URL"
__all__ = ["certificate"]  # the fixture


def account(server: ImapServer) -> Account:
    know("a test", [PASSWORD])  # as the settings tell it
    return read_account(server.url, SETTING)


def test_a_setting_names_host_port_user_password_and_folders() -> None:
    found = read_account(
        "imaps://bounces%40council.example:p%40ss%2Fw%3Ard@mail.council.example/INBOX/Returns"
        "?journal=Sent%20copies",
        SETTING,
    )
    assert found == Account(
        host="mail.council.example",
        port=993,
        at_once=True,
        user="bounces@council.example",
        password="p@ss/w:rd",  # noqa: S106 - invented
        folder="INBOX/Returns",
        journal="Sent copies",
    )
    assert "p@ss" not in repr(found)
    found = read_account("imap://us:pw@[::1]:1143", SETTING)
    assert (found.host, found.port, found.at_once) == ("::1", 1143, False)
    assert (found.folder, found.journal) == ("INBOX", "")
    assert read_account("imap://us:pw@mail.example/", SETTING).port == 143


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("pop3://us:s3cret@mail.example/INBOX", "must look like imaps://"),
        ("imaps//us:s3cret@mail.example", "must look like imaps://"),
        ("imaps://us:s3cret/x@mail.example/", "must look like imaps://"),
        ("imaps://us:s3cret@mail.example:99999/", "must look like imaps://"),
        ("imaps://us:s3cret@[mail.example/", "must look like imaps://"),
        ("imaps://us@mail.example/", "a host, a user and a password"),
        ("imaps://:s3cret@mail.example/", "a host, a user and a password"),
        ("imaps://us:s3cret@/INBOX", "a host, a user and a password"),
        ("imaps://us:s3cret@mail.example/?journal=", "?journal=FOLDER and nothing else"),
        ("imaps://us:s3cret@mail.example/?verify=no", "?journal=FOLDER and nothing else"),
        ("imaps://us:s3cret@mail.example/#x", "write # ? & in a user or password as %23"),
        ("imaps://us:s3cr%C3%A9t@mail.example/", "letters that IMAP can't carry"),
        ("imaps://us:s3cret%0D%0AA1%20LOGOUT@mail.example/", "letters that IMAP can't carry"),
        ("imaps://us:s3cret@mail.example/IN%00BOX", "letters that IMAP can't carry"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_without_its_password(url: str, said: str) -> None:
    with pytest.raises(BadInput, match=re.escape(said)) as refused:
        read_account(url, SETTING)
    assert len(refused.value.problems) == 1
    assert str(refused.value).startswith(f"Setting {SETTING} ")
    assert "s3cr" not in str(refused.value)


def test_new_mail_is_looked_at_and_is_new_until_it_is_read_or_flagged() -> None:
    long = answer() + b"x" * LARGEST
    with ImapServer() as server:
        server.arrive(answer(), long)
        with opened(account(server), "INBOX") as folder:
            newest, oldest = folder.new()
            assert folder.peek(oldest) == answer()
            assert folder.peek(newest) == long[:LARGEST]
            assert folder.new() == [newest, oldest]
            folder.mark_read(newest)
            assert folder.new() == [oldest]
            folder.flag(oldest)
            assert (folder.new(), folder.flagged()) == ([], 1)
        assert server.unread() == [answer()]
        assert server.heard[-1] == "LOGOUT"


def test_the_servers_own_words_are_those_of_imap() -> None:
    """The server of these tests, asked by the standard library's client without ours between."""
    with ImapServer() as server, imaplib.IMAP4("127.0.0.1", server.port, 10) as box:
        server.arrive(answer())
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            box.login("nobody", "nothing")
        assert box.login(f'"{USER}"', PASSWORD)[0] == "OK"
        assert box.select("nowhere")[0] == "NO"
        assert box.select() == ("OK", [b"1"])
        assert box.uid("SEARCH", "UNSEEN") == ("OK", [b"1"])
        kind, found = box.uid("FETCH", "1", "(BODY.PEEK[]<0.10>)")
        assert (kind, found) == ("OK", [(b"1 (UID 1 BODY[]<0> {10}", answer()[:10]), b")"])
        assert box.uid("STORE", "1", "+FLAGS.SILENT", r"(\Seen)")[0] == "OK"
        assert box.uid("SEARCH", "UNSEEN") == ("OK", [b""])
        assert box.select(readonly=True)[0] == "OK"
        assert box.uid("STORE", "1", "+FLAGS.SILENT", r"(\Seen)")[0] == "NO"


@pytest.mark.parametrize("at_once", [True, False], ids=["imaps", "starttls"])
def test_under_tls_the_server_has_to_be_vouched_for(
    at_once: bool,  # noqa: FBT001 - a parameter
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ImapServer(tls=server_side(certificate), tls_at_once=at_once) as server:
        with (
            pytest.raises(FolderUnavailable, match="certificate verify failed"),
            opened(account(server), "INBOX"),
        ):
            pass
        assert "LOGIN" not in server.heard
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with opened(account(server), "INBOX") as folder:
            assert folder.new() == []


def test_without_tls_nothing_is_said_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    # A name that is not loopback's, though it leads here: the only other machine that tests have.
    here = socket.getaddrinfo("127.0.0.1", None)
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _, port, *__: [(*here[0][:4], ("127.0.0.1", port))]
    )
    with ImapServer() as server:
        elsewhere = read_account(server.url.replace("127.0.0.1", "mail.example"), SETTING)
        with (
            pytest.raises(FolderUnavailable, match="TLS not supported by server"),
            opened(elsewhere, "INBOX"),
        ):
            pass
        assert "LOGIN" not in server.heard


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"LOGIN": "NO [AUTHENTICATIONFAILED] no"}, "[AUTHENTICATIONFAILED] no"),
        ({"LOGIN": f'BAD LOGIN "{USER}" "{PASSWORD}"'}, "LOGIN"),
        ({"LOGIN": f"NO {PASSWORD} is wrong"}, "… is wrong"),
        ({"SELECT": "NO [NONEXISTENT] there is no such folder"}, "there is no such folder"),
        ({"SELECT": "BAD what"}, "what"),
    ],
)
def test_a_server_that_refuses_is_quoted_without_the_password(
    answers: dict[str, str], said: str
) -> None:
    with ImapServer(answers=answers) as server:
        with (
            pytest.raises(FolderUnavailable, match=re.escape(said)) as refused,
            opened(account(server), "INBOX"),
        ):
            pass
        assert PASSWORD not in str(refused.value)
        assert refused.value.__cause__ is None


@pytest.mark.parametrize("command", ["CAPABILITY", "LOGIN", "SELECT", "SEARCH"])
def test_a_server_that_hangs_up_is_told(command: str) -> None:
    with (
        ImapServer(drop_at=(command,)) as server,
        pytest.raises(FolderUnavailable, match=r"EOF|closed|reset"),
        opened(account(server), "INBOX") as folder,
    ):
        folder.new()


def test_a_server_that_is_not_there_is_told() -> None:
    with ImapServer() as server:
        gone = account(server)
    with pytest.raises(FolderUnavailable, match="refused"), opened(gone, "INBOX"):
        pass


def test_an_access_token_signs_in_where_there_is_no_password() -> None:
    with ImapServer() as server:
        url = server.url.replace(":pass%20%22word%22%5C", "")
        mine = read_account(url, SETTING, with_token=True)
        with opened(mine, "INBOX", token=lambda: "invented") as folder:
            assert folder.new() == []
        assert "LOGIN" not in server.heard
        with opened(account(server), "INBOX", token=lambda: "stale") as folder:
            assert folder.new() == []
        with (
            pytest.raises(FolderUnavailable, match="AUTHENTICATIONFAILED"),
            opened(mine, "INBOX", token=lambda: "stale"),
        ):
            pass
