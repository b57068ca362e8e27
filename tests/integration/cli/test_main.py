"""The command line as people run it: bad input is told in a sentence, and harms nothing."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from followthrough.daily import check, digests
from followthrough.database import open_database
from followthrough.laptop import example
from followthrough.laptop.mailbox import Mailbox, listening
from followthrough.plans import go_live, import_plan
from followthrough.settings import Settings
from tests.builders.places import a_place
from tests.builders.plan_file import SHEETS, save_plan
from tests.builders.plans import at
from tests.integration.cli.desk import Desk

COMMAND = Path(sys.executable).with_name("followthrough")
COMMANDS = ("import", "go-live", "update", "check", "deliver", "pack", "outbox", "status")
TODAY = date(2019, 1, 2)
LIVE = example.KEY
DRAFT = "visit-1"
BOARD = "Strategic Partnership Board"
OBRIEN = "pat.o'brien@middlesbrough.example"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the live example plan, checked on 2 January 2019, and a draft plan."""
    folder = tmp_path_factory.mktemp("prepared")
    engine = open_database(Settings(data=folder, database_url=""))
    live = at(example.LIVE_ON)
    import_plan.import_plan(a_place(engine, live), example.WORKBOOK)
    go_live.go_live(a_place(engine, live), LIVE, example.LIVE_ON)
    import_plan.import_plan(a_place(engine, live), save_plan(folder))
    (name,) = digests.organisations(a_place(engine))
    check.check_due_dates(a_place(engine, at(TODAY)), name)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return folder


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Desk:
    """A copy of the prepared folder, at 07:30 on 2 January 2019."""
    shutil.copytree(prepared, tmp_path / "var")
    return Desk(tmp_path / "var").at(at(TODAY, 7, 30))


@pytest.fixture
def empty(tmp_path: Path) -> Desk:
    """An empty folder, at 09:00 on 21 November 2018."""
    return Desk(tmp_path / "var").at(at(example.LIVE_ON, 9))


@pytest.fixture
def closed_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def mail_url(port: int) -> str:
    return f"mailto://127.0.0.1:{port}/?from=followthrough@middlesbrough.example"


KNOWN = f"the plans are: {LIVE}, {DRAFT}."
REFUSED: dict[str, tuple[Sequence[str], str]] = {
    "missing plan file": (
        ("import", "no.xlsx"),
        "no.xlsx is not there; check the path no.xlsx.",
    ),
    "folder for a plan": (("import", "."), ". is a folder; give the path of a file in it."),
    "unknown plan to go live": (
        ("go-live", "nope", "--on", "2019-01-03"),
        f"There is no plan 'nope'; {KNOWN}",
    ),
    "unknown plan to update": (
        ("update", "nope", "A1", "--text", "Done."),
        f"There is no plan 'nope'; {KNOWN}",
    ),
    "unknown plan to pack": (
        ("pack", "make", "nope", "--board", BOARD),
        f"There is no plan 'nope'; {KNOWN}",
    ),
    "unknown action": (
        ("update", DRAFT, "A9", "--text", "Done."),
        f"Plan {DRAFT} has no action 'A9'; it has: A1, A2, A3.",
    ),
    "unknown board": (
        ("pack", "make", DRAFT, "--board", "Nope"),
        "Visit plan is not live yet: see `followthrough go-live --help`.",
    ),
    "going live in the past": (
        ("go-live", DRAFT, "--on", "2019-01-01"),
        "A plan can't go live on Tue 1 Jan 2019: today is Wed 2 Jan 2019.",
    ),
    "going live on another day": (
        ("go-live", LIVE, "--on", "2019-01-02"),
        "Focused visit action plan went live on Wed 21 Nov 2018.",
    ),
    "row-008": (
        ("update", LIVE, "A7", "--completed", "2019-01-03"),
        "A7 can't be complete on Thu 3 Jan 2019: today is Wed 2 Jan 2019.",
    ),
    "forecast in the past": (
        ("update", LIVE, "A7", "--forecast", "2019-01-01"),
        "A forecast lies ahead; Tue 1 Jan 2019 is past.",
    ),
    "empty update": (
        ("update", LIVE, "A7"),
        "Nothing to record: give a text, a completion date or a forecast.",
    ),
    "unknown state": (
        ("outbox", "--state", "lost"),
        "--state lost: the states are queued, leased, sending, sent, unknown, dead, cancelled.",
    ),
    "a name that nothing can show": (
        ("update", LIVE, "A7", "--text", "Done.", "--by", "Ada\x07"),
        "The value of --by holds a control character, which nothing can show; retype it.",
    ),
    "a draft ahead": (
        ("preview", "--plan", DRAFT),
        "Visit plan is a draft: add --go-live DATE to see it go live.",
    ),
    "going live without a plan": (
        ("preview", "--go-live", "2019-02-01"),
        "--go-live goes with --plan: name the draft that is to go live.",
    ),
    "running ladders without a policy": (
        ("preview", "--running"),
        "--running goes with --policy: it says that running ladders take it too.",
    ),
    "no span": (
        ("calendar", "deadline", LIVE, "--from", "2019-01-02"),
        "Give --working-days or --months, as a number above 0.",
    ),
    "unknown notice": (
        ("outbox", "show", "999"),
        "There is no notice 999; `followthrough outbox` lists them.",
    ),
    "nobody decides": (
        ("outbox", "release", "1", "--again"),
        "Say who decides, with --by NAME.",
    ),
    "unknown pack": (
        ("pack", "issue", LIVE, BOARD, "2017-01"),
        f"The {BOARD} has no pack for 2017-01; `followthrough pack list` shows which it has.",
    ),
    "no reason": (
        ("pack", "reissue", LIVE, BOARD, "2019-01", "--because", " "),
        "Say in a sentence with --because why the pack is issued again.",
    ),
    "unknown meeting": (
        ("board", "no-meeting", LIVE, BOARD, "--on", "2019-05-05"),
        f"The {BOARD} has no meeting on Sunday 5 May 2019: see `followthrough board meetings`.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_told_in_one_sentence_and_changes_nothing(desk: Desk, case: str) -> None:
    arguments, sentence = REFUSED[case]
    assert desk.refuses(*arguments) == f"{sentence}\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("go-live", DRAFT, "--on", "2019-02-30"), "is not a date; write it as 28/02/2019."),
        (("update", LIVE, "A7", "--completed", "31/11/2018"), "write it as 30/11/2018."),
        (("update", LIVE, "A7", "--completed", "0207-01-04"), "lies in the year 207; check the"),
        (("update", LIVE, "A7", "--forecast", "tomorrow"), "is not a date; write it like 31/12"),
        (("person", "leaves", "Ada", "--on", "0027-01-04"), "lies in the year 27; check the year"),
        (("pause", LIVE, "--until", "9999-12-31"), "lies in the year 9999; check the year, which"),
    ],
)
def test_an_impossible_date_is_told_with_its_option(
    desk: Desk, arguments: Sequence[str], told: str
) -> None:
    *_, option, given = arguments
    complaint = desk.refuses(*arguments)
    assert complaint.startswith(f"'{option}': '{given}' ")
    assert told in complaint
    assert complaint.count("\n") == 1


def test_a_file_that_is_no_workbook_is_told(desk: Desk, tmp_path: Path) -> None:
    pretended = tmp_path / "plan.xlsx"
    pretended.write_text("Dear all, the plan is attached.")
    complaint = desk.refuses("import", pretended)
    assert complaint.startswith("plan.xlsx holds no table: no row of it ")
    assert complaint.count("\n") == 1


def test_a_workbook_without_a_column_is_told(desk: Desk, tmp_path: Path) -> None:
    rows = [[cell for n, cell in enumerate(row) if n != 5] for row in SHEETS["Actions"]]
    assert desk.refuses("import", save_plan(tmp_path, sheets={"Actions": rows})) == (
        'plan.xlsx, sheet Actions, row 1: the column "Due date" is missing; '
        "add its heading to this row.\n"
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "Setting FOLLOWTHROUGH_MAIL_URL is not an Apprise URL"),
        ("mailto://127.0.0.1:2525/", "Setting FOLLOWTHROUGH_MAIL_URL names no sender"),
        (
            "json://127.0.0.1:9",
            "Setting FOLLOWTHROUGH_MAIL_URL: notices go by e-mail; use mailto://, mailtos:// or govuknotify://.",
        ),
    ],
    ids=["no Apprise URL", "no sender", "another schema"],
)
def test_a_mail_url_that_cannot_be_used_is_told(desk: Desk, url: str, sentence: str) -> None:
    complaint = desk.refuses("deliver", MAIL_URL=url)
    assert complaint.startswith(sentence)
    assert complaint.count("\n") == 1


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user:secret@127.0.0.1/x",
        "postgresql+psycopg://user:secret@127.0.0.1:{port}/x",
        "postgresql+psycopg://user:secret@127.0.0.1:no-port/x",
        "sqlite:////{folder}/README.md",
        "sqlite:////{folder}/README.md/followthrough.db",
    ],
    ids=["another kind", "not reachable", "no URL", "no database", "no folder"],
)
def test_a_database_url_that_cannot_be_used_is_told(
    desk: Desk, closed_port: int, tmp_path: Path, url: str
) -> None:
    (tmp_path / "README.md").write_text("This is not a database, and longer than its header. " * 9)
    filled = url.format(port=closed_port, folder=str(tmp_path).lstrip("/"))
    complaint = desk.refuses("status", DATABASE_URL=filled)
    assert complaint.startswith("Setting FOLLOWTHROUGH_DATABASE_URL: ")
    assert complaint.count("\n") == 1
    assert "secret" not in complaint
    assert "Value error" not in complaint, "a library's words"


def test_a_data_folder_that_is_a_file_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    complaint = desk.refuses("status", DATA=str(tmp_path / "file"))
    assert complaint.startswith("Setting FOLLOWTHROUGH_DATA: ")
    assert complaint.count("\n") == 1


def test_an_address_of_the_packs_that_nobody_can_open_is_told(desk: Desk) -> None:
    assert desk.refuses("status", PACKS_URL="intranet/packs") == (
        "Setting FOLLOWTHROUGH_PACKS_URL: must begin with https://, http:// or file:///.\n"
    )


def test_notices_wait_for_a_mail_server_that_is_down(desk: Desk, closed_port: int) -> None:
    done = desk.run("deliver", MAIL_URL=mail_url(closed_port))
    told = desk.notices("recipient_address, subject", "lane = 'mail'")
    assert [kind for (kind,) in desk.notices("kind")].count("alarm") == 2, "by channel and by mail"
    assert done.returncode == 2
    assert done.stderr.startswith(
        "Setting FOLLOWTHROUGH_MAIL_URL: nothing can be sent by it since 07:30 on Wed 2 Jan 2019: "
    )
    assert done.stderr.endswith("Nothing is lost: what was not sent stays queued.\n")
    assert set(desk.notices("state, attempts, lease_owner", "lane = 'mail'")) == {
        ("queued", 0, None)
    }
    kept = Mailbox(desk.data / "mailbox")
    with listening(kept, closed_port):
        said = desk.says("deliver", MAIL_URL=mail_url(closed_port))
    assert f"{len(told)} notices sent." in said
    assert sorted(m["X-Envelope-To"] for m in kept.messages()) == sorted(str(to) for to, _ in told)
    assert set(desk.notices("state, attempts", "lane = 'mail'")) == {("sent", 1)}


def test_from_a_workbook_to_the_mailbox(empty: Desk, database_url: str) -> None:
    empty.settings["DATABASE_URL"] = database_url
    assert "10 actions" in empty.says("import", example.WORKBOOK)
    live = empty.says("go-live", LIVE, "--on", "2018-11-21")
    assert live == "Focused visit action plan is live from Wed 21 Nov 2018.\n"
    empty.at(at(TODAY, 7, 30))
    assert "steps in" in empty.says("check")
    assert "was done before; nothing to do" in empty.says("check")
    assert "made, as of Wed 2 Jan 2019" in empty.says("pack")
    assert empty.says("pack") == "No pack is due.\n"
    kept = Mailbox(empty.data / "mailbox")
    with listening(kept) as port:
        empty.settings["MAIL_URL"] = mail_url(port)
        assert "notices sent." in empty.says("deliver")
        mails = list(kept.messages())
        assert "Nothing due." in empty.says("deliver")
    assert len(list(kept.messages())) == len(mails)
    assert OBRIEN in [mail["X-Envelope-To"] for mail in mails]
    files = [part.get_filename() for part in mails[-1].iter_attachments()]
    assert [Path(str(name)).suffix for name in files] == [".docx", ".pdf", ".html", ".xlsx"]
    sent = empty.says("outbox", "--state", "sent")
    assert all(mail["X-Envelope-To"] in sent for mail in mails)


def test_a_second_import_and_going_live_again_store_nothing(desk: Desk) -> None:
    before = desk.stored()
    again = desk.says("import", example.WORKBOOK)
    assert " It was imported before; nothing changed.\nIn doubt: " in again
    again = desk.says("go-live", LIVE, "--on", "21/11/2018")
    assert again.endswith(" is live from Wed 21 Nov 2018 already; nothing changed.\n")
    assert desk.stored() == before


def test_status_follows_what_is_recorded(desk: Desk) -> None:
    assert desk.says("status").startswith("\nWednesday 2 January 2019\n")
    done = "A7 is complete as of Wed 2 Jan 2019, reported by Pat O'Brien; "
    done += "it now waits for validation, and no more reminders go out.\n"
    assert (
        desk.says("update", LIVE, "A7", "--completed", "2019-01-02", "--by", "Pat O'Brien") == done
    )
    now = desk.says("status").splitlines()
    complete = [line.split("│")[2].strip() for line in now if "Reported complete" in line]
    assert complete == ["1", "0"], "of the live plan, and of the draft"
    again = desk.refuses("update", LIVE, "A7", "--completed", "2019-01-02")
    assert (
        again
        == "A7 was reported complete as of Wed 2 Jan 2019; `followthrough reopen` opens it again.\n"
    )


def test_the_outbox_lists_the_newest_first_and_as_many_as_asked(desk: Desk) -> None:
    addresses = [str(address) for (address,) in desk.notices("recipient_address")]
    everything = desk.says("outbox")
    found = [a for line in everything.splitlines() for a in addresses if a in line]
    assert found == addresses[::-1]
    newest = desk.says("outbox", "--limit", "1")
    assert [address in newest for address in addresses] == [*[False] * (len(found) - 1), True]
    assert not any(address in desk.says("outbox", "--state", "dead") for address in addresses[:1])


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_waits_for_neither_prefect_nor_the_database(command: Sequence[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", COMMAND, *command, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "followthrough.cli.main" in imported
    assert not imported & {"prefect", "sqlalchemy", "sqlmodel", "alembic", "apprise"}
    assert "Usage: followthrough" in done.stdout
    if not command:
        assert all(name in done.stdout for name in COMMANDS)
