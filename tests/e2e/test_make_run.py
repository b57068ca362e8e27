"""What `make run` promises, with a real Prefect server, worker, database and mail server."""

import re
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import unquote
from urllib.request import urlopen

import docx
import openpyxl
import pikepdf
import pytest

from followthrough.laptop import example
from tests.e2e.attempts import ATTEMPTS, OF_ITS_OWN
from tests.e2e.service import CHECKOUT, PATIENCE, Service, free_port, text

README = CHECKOUT / "README.md"
pytestmark = pytest.mark.timeout(1200)


@dataclass(frozen=True)
class Left:
    """The mails and packs that a start left behind."""

    mails: list[str]
    packs: dict[str, bytes]


@dataclass(frozen=True)
class Started:
    """The example, played by `make run ONCE=1`, then started once more and served."""

    service: Service
    once: Left
    again: Left
    cut_off: list[str]
    """Runs that the first start had claimed or begun, and not ended."""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Everything is stopped at the end, as Ctrl-C does."""
    service = Service(tmp_path_factory.mktemp("run") / "var")
    first = service.once()
    assert first.returncode == 0, first.stderr
    once = _left(service)
    cut_off = [service.cut_off(state) for state in ("PENDING", "RUNNING")]
    service.start()
    yield Started(service, once, _left(service), cut_off)
    assert service.stop() == 0
    for port in (service.prefect_port, service.mailbox_port):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0, "everything started was stopped"


def _left(service: Service) -> Left:
    files = (path for path in (service.data / "packs").rglob("*") if path.is_file())
    return Left(
        [str(mail["Message-ID"]) for mail in service.mails()],
        {str(path): path.read_bytes() for path in files},
    )


@pytest.fixture(scope="module")
def service(started: Started) -> Service:
    return started.service


def test_once_plays_the_story_and_a_second_start_changes_nothing(started: Started) -> None:
    assert "rung L2 (board)" in started.service.said[0]
    assert f"{started.service.address}/artifacts/key/today\n" in started.service.said[0]
    assert (
        "progress-pack-strategic-partnership-board-2019-01-11-draft-0.2.pdf"
        in started.service.said[0]
    )
    assert started.again == started.once
    assert len(started.once.mails) == len(set(started.once.mails))


def test_what_was_cut_off_is_said_to_be(started: Started) -> None:
    """A run that had begun as everything ended would be shown as running for ever."""
    for run in map(started.service.ended, started.cut_off):
        assert run["state_type"] == "CRASHED"
        assert run["state"]["message"].startswith("Everything was stopped while it ran.")


def on_2_january(service: Service) -> dict[str, list[EmailMessage]]:
    found: dict[str, list[EmailMessage]] = {}
    for mail in service.mails():
        if "02 Jan 2019" in mail["Date"]:
            found.setdefault(str(mail["X-Envelope-To"]), []).append(mail)
    return found


def test_each_rung_reaches_its_reader_on_2_january_2019(service: Service) -> None:
    mails = on_2_january(service)
    (owner,) = mails["pat.o'brien@middlesbrough.example"]
    both = "Middlesbrough Council: A7, P3, up to 1 working day late, update by 7 January"
    assert str(owner["Subject"]).strip() == both
    assert {"A7", "P3"} <= set(re.findall(r"^[AP]\d+", text(owner), re.MULTILINE)), "both plans"
    assert "A4" in text(mails["ian.mercer@teesmouth-police.example"][0]), "L1 to the director"
    assert "A9" in text(mails["simon.archer@middlesbrough.example"][0]), "R1 to the owner"
    board = mails["spb.secretariat@middlesbrough.example"]
    assert sorted(str(mail["Subject"]).strip() for mail in board) == [
        "DRAFT 0.2, January 2019 pack, Strategic Partnership Board: check by 2 January",
        "Focused visit action plan: A5 to the Board, 10 working days late",
    ]


def test_every_mail_has_both_bodies_and_answers_go_to_the_administrator(service: Service) -> None:
    for mail in service.mails():
        assert mail.get_body(("html",)) is not None
        assert "http" not in text(mail), "no mail holds a link that leads nowhere"
        assert str(mail["Reply-To"]).endswith("<janet.lowe@middlesbrough.example>")
        assert str(mail["Auto-Submitted"]) == "auto-generated"


def test_the_pack_comes_with_files_that_open(service: Service, tmp_path: Path) -> None:
    mails = on_2_january(service)["spb.secretariat@middlesbrough.example"]
    pack = next(mail for mail in mails if "pack" in str(mail["Subject"]))
    files = {str(part.get_filename()): part for part in pack.iter_attachments()}
    assert len(files) == 4
    for name, part in files.items():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        (tmp_path / name).write_bytes(content)
        kept = next((service.data / "packs").rglob(name))
        assert kept.read_bytes() == content
        if name.endswith(".pdf"):
            with pikepdf.open(tmp_path / name) as pdf:
                assert pdf.Root.MarkInfo.Marked
                assert 3 < len(pdf.pages) <= 7, "ten actions (row 211)"
        elif name.endswith(".docx"):
            assert docx.Document(str(tmp_path / name)).tables
        elif name.endswith(".html"):
            assert b'<html lang="en-GB"' in content
        else:
            assert "Actions" in openpyxl.load_workbook(tmp_path / name).sheetnames


def is_ahead(run: dict[str, Any]) -> bool:
    return bool(run["state_type"] == "SCHEDULED")


def test_runs_can_be_read_in_the_ui_by_name_and_message(service: Service) -> None:
    said = {
        flow: [(run["name"], run["state_type"], run["state"]["message"]) for run in ran]
        for flow in ("import-plan", "check-due-dates")
        if (ran := [r for r in service.runs(flow) if r["state_type"] != "SCHEDULED"][:1])
    }
    assert said["check-due-dates"] == [
        (
            "check-due-dates 2019-01-02",
            "COMPLETED",
            "Middlesbrough Council, Wed 2 Jan 2019: 7 steps in 7 notices.",
        )
    ]
    assert "was imported before" in said["import-plan"][0][2]
    packs = [service.ended(run["id"]) for run in service.runs("assemble-pack") if not is_ahead(run)]
    made = [run["state"]["message"].endswith("is made and queued.") for run in packs]
    assert made.count(True) == 1, "started by the event and by `make run`, it is made once"
    artifacts = {a["key"]: a["data"] for a in service.api("/artifacts/latest/filter", {})}
    assert {"today", "plan", "due-dates", "rounds", "notices", "pack"} <= set(artifacts)
    assert "**4 actions are late. 8 notices were sent today, none failed." in artifacts["today"]
    assert artifacts["notices"].count("| sent 07:") == 8, "whatever ran since"
    assert "![Page 2 of the PDF](data:image/png;base64," in artifacts["pack"]
    assert artifacts["packs-made"] == 100
    links = re.findall(r"\[progress-pack-[^]]+\]\(file://([^)]+)\)", artifacts["pack"])
    assert sorted(Path(unquote(link)).suffix for link in links) == [
        *(".docx", ".html", ".pdf", ".xlsx"),
    ]
    assert all(Path(unquote(link)).stat().st_size > 0 for link in links), "they lead to the files"
    assert "| A5 | 10 working days late | L2 |" in artifacts["due-dates"]
    assert (
        "David Hughes, the director, is told on Tuesday 8 January 2019." in artifacts["due-dates"]
    )


def test_runs_that_are_ahead_have_their_names(service: Service) -> None:
    ahead = " ".join(run["name"] for run in service.runs("check-due-dates") if is_ahead(run))
    assert re.fullmatch(r"(check-due-dates 2019-01-\d\d 07:00 ?)+", ahead)


def test_the_readme_says_in_words_what_its_picture_of_due_dates_shows(service: Service) -> None:
    (shown,) = re.findall(r"!\[([^]]+)\]\(docs/pictures/prefect-due-dates", README.read_text())
    (artifact,) = [
        a["data"] for a in service.api("/artifacts/latest/filter", {}) if a["key"] == "due-dates"
    ]
    late = re.findall(r"^\| (\w+) \| [^|]+ late \| (\w+) \|", artifact, re.MULTILINE)
    assert re.findall(r"(\w+) at (?:rung )?(\w+)", shown) == late
    checked = next(run for run in service.runs("check-due-dates") if not is_ahead(run))
    (steps,) = re.findall(r"(\d+) steps", checked["state"]["message"])
    assert f"{number_word(len(late))} late actions" in shown
    assert f"the {number_word(int(steps))} steps" in shown


WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number_word(number: int) -> str:
    return WORDS[number]


def test_a_run_shows_the_lines_of_our_own_log(service: Service) -> None:
    runs = [run["id"] for run in service.runs("check-due-dates") if not is_ahead(run)]
    wanted = {"logs": {"flow_run_id": {"any_": runs}}, "limit": 200}
    lines = [f"{log['name']}: {log['message']}" for log in service.api("/logs/filter", wanted)]
    council = "followthrough.daily: check ended organisation='Middlesbrough Council' day=2019-01-02"
    assert any(line.startswith(f"{council} ended='done' steps=7 notices=7") for line in lines)


def test_queued_notices_start_the_delivery_by_an_event(service: Service) -> None:
    ran = [run for run in service.runs("deliver-notices") if not is_ahead(run)]
    made_by = [(run["created_by"] or {}).get("type") for run in ran]
    by_event = [maker for maker in made_by if maker == "AUTOMATION"]
    assert len(by_event) == 2, "after the check, and after the pack"
    said = " ".join(service.ended(run["id"])["state"]["message"] for run in ran)
    sent = [int(number) for number in re.findall(r"(\d+) notices? sent", said)]
    assert sum(sent) == 8, (
        "the check's seven and the pack's, whichever delivery was quicker, an event's or a scheduled one"
    )


def started_by_event(service: Service) -> list[str]:
    """Return the runs of assemble-pack that an event started."""
    ran = [run for run in service.runs("assemble-pack") if run["created_by"]]
    return [run["id"] for run in ran if run["created_by"]["type"] == "AUTOMATION"]


def test_a_round_that_closes_starts_the_packs_by_an_event(service: Service) -> None:
    ended = service.ended(started_by_event(service)[0])
    assert ended["state_type"] == "COMPLETED", ended["state"]["message"]


def set_meeting(service: Service, on: str) -> str:
    """Set a meeting, see that the packs are looked at for it, and return what its run said."""
    before, began = len(started_by_event(service)), time.monotonic()
    wanted: dict[str, object] = {"plan": example.KEY, "board": "Improvement Board", "on": on}
    run = service.run("set-meeting/set-a-meeting", wanted)
    while len(started_by_event(service)) == before:
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.5)
    return str(run["state"]["message"])


def test_an_event_starts_a_run_also_after_everything_was_restarted(service: Service) -> None:
    """Prefect's triggers can be dead while its server answers and its schedules run."""
    assert "its papers are due on Friday 15 February 2019" in set_meeting(service, "2019-02-26")


@pytest.mark.parametrize("who", ATTEMPTS)
def test_without_the_password_nothing_is_read_or_run(service: Service, who: str) -> None:
    with pytest.raises(HTTPError, match="401"):
        service.ask("/deployments/name/preview/show-days-ahead", ATTEMPTS[who])
    deployment = service.api("/deployments/name/preview/show-days-ahead")
    create = f"/deployments/{deployment['id']}/create_flow_run"
    for headers, refusal in ((ATTEMPTS[who], "403"), (ATTEMPTS[who] | service.token, "401")):
        with pytest.raises(HTTPError, match=refusal):
            service.ask(create, headers, {"state": {"type": "SCHEDULED"}})


def test_a_page_of_another_origin_may_not_use_the_password(service: Service) -> None:
    asks = {"access-control-request-method": "POST", "origin": "http://evil.example"}
    with pytest.raises(HTTPError, match="400"):
        service.ask("/flow_runs/filter", asks, method="OPTIONS")
    with pytest.raises(HTTPError, match="Forbidden"):  # a form carries no token
        service.ask("/flow_runs/filter", service.password, {})


def test_the_password_is_told_once_and_logged_nowhere(service: Service) -> None:
    file = service.data / "prefect-password"
    password = file.read_text().strip()
    assert service.said[0].count(password) == 1
    assert f"Prefect: {service.address}\n" in service.said[0]
    assert password not in service.said[1]
    assert f"Its password: the line in {file}\n" in service.said[1]
    for log in (service.data / "logs").iterdir():
        assert password.partition(":")[2] not in log.read_text()


def test_whatever_is_written_is_for_this_account_alone(service: Service) -> None:
    written = list(service.data.rglob("*"))
    kinds = {path.relative_to(service.data).parts[0] for path in written}
    assert {"followthrough.db", "logs", "mailbox", "packs", "prefect", "prefect.yaml"} <= kinds
    assert [str(path) for path in (service.data, *written) if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("brought", OF_ITS_OWN)
def test_a_run_brings_nothing_of_its_own(service: Service, brought: dict[str, object]) -> None:
    deployment = service.api("/deployments/name/preview/show-days-ahead")
    with pytest.raises(HTTPError, match="422"):
        service.api(
            f"/deployments/{deployment['id']}/create_flow_run",
            {"job_variables": brought, "state": {"type": "SCHEDULED"}},
        )


def test_the_ui_that_is_shown_is_the_one_that_calls_nobody(service: Service) -> None:
    with urlopen(f"http://127.0.0.1:{service.prefect_port}/", timeout=30) as page:
        assert "/v2" not in page.url
        assert page.status == 200


def test_a_scheduled_run_fires(service: Service) -> None:
    """A Prefect that schedules nothing can look healthy, and pass every check of its packages."""
    deployment = service.api("/deployments/name/deliver-notices/send-what-waits")
    soon = datetime.now(tz=UTC) + timedelta(seconds=15)  # noqa: TID251 - a test
    once = {"interval": 86400, "anchor_date": soon.isoformat()}
    schedules = f"/deployments/{deployment['id']}/schedules"
    (made,) = service.api(schedules, [{"active": True, "schedule": once}])
    try:
        said = service.fired("deliver-notices")["state"]["message"]
    finally:
        service.api(f"{schedules}/{made['id']}", method="DELETE")
    assert said == "Nothing to do: no notice is due." or said.endswith(" sent.")


def test_daily_schedules_fire_when_the_examples_clock_reads_seven(service: Service) -> None:
    deployment = service.api("/deployments/name/check-due-dates/check-each-day")
    (schedule,) = [s["schedule"] for s in deployment["schedules"]]
    assert schedule["interval"] == 86400
    shift = datetime(2019, 1, 2, 7, tzinfo=UTC) - datetime.fromisoformat(schedule["anchor_date"])
    real_now = datetime.now(tz=UTC)  # noqa: TID251 - a test
    assert 0 <= (real_now + shift - datetime(2019, 1, 2, 7, tzinfo=UTC)).total_seconds() < 3600


def test_a_run_that_finds_bad_input_says_what_to_mend(service: Service) -> None:
    run = service.run("import-plan/take-in-a-plan", {"workbook": "nowhere/plan.xlsx"})
    assert run["state_type"] == "FAILED"
    assert "plan.xlsx" in run["state"]["message"]
    run = service.run("preview/show-days-ahead", {"running": True})
    assert run["state_type"] == "FAILED"
    assert "--running goes with --policy: it says that" in run["state"]["message"]


def test_returned_mail_is_read_nowhere_whatever_a_run_brings_along(
    service: Service, tmp_path: Path
) -> None:
    """Prefect takes a run that is made in this way unseen; the pool has no place for what it brings."""
    deployment = service.api("/deployments/name/read-returns/read-returned-mail")
    everything = {name: told for one in OF_ITS_OWN for name, told in one.items()}
    brought = everything | {"command": f"touch {tmp_path / 'ran'}"}
    wanted = {
        "flow_id": deployment["flow_id"],
        "deployment_id": deployment["id"],
        "work_pool_name": "followthrough",
        "work_queue_name": "default",
        "job_variables": brought,
        "state": {"type": "SCHEDULED"},
    }
    run = service.ended(service.api("/flow_runs/", wanted)["id"])
    assert run["state_type"] == "COMPLETED"
    assert run["state"]["message"].endswith("is empty, so returned mail is not read.")
    assert not (tmp_path / "ran").exists()


def test_a_preview_by_hand_writes_nothing(service: Service) -> None:
    before = len(service.mails())
    run = service.run("preview/show-days-ahead", {"days": 10, "plan": "focused-visit-2018"})
    assert run["state_type"] == "COMPLETED"
    assert len(service.mails()) == before


def test_a_second_check_on_the_day_says_that_there_is_nothing_to_do(service: Service) -> None:
    _, second = (run for run in service.runs("check-due-dates") if not is_ahead(run))
    assert second["state"]["message"].endswith("was done before; nothing to do.")


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    service = Service(tmp_path / "var", prefect_port=free_port())
    with socket.socket() as other:
        other.bind(("127.0.0.1", service.prefect_port))
        other.listen()
        ended = service.once()
    assert ended.returncode == 2
    assert ended.stderr.startswith(
        f"Setting FOLLOWTHROUGH_PREFECT_PORT: port {service.prefect_port} is taken"
    )
    assert not (tmp_path / "var").exists()


def test_a_data_folder_that_is_served_is_named(service: Service) -> None:
    """As row 232 says."""
    ended = Service(service.data).once()
    assert ended.returncode == 2
    assert ended.stderr.startswith("Setting FOLLOWTHROUGH_DATA: `make run` serves ")


def test_make_run_is_what_is_tested_here() -> None:
    assert "-m flows $(if $(ONCE),--once)" in (CHECKOUT / "Makefile").read_text()
