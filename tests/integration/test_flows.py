"""What flows hand to Prefect, which keeps it all: no word of a Part 2 action, and no live markup.

Each flow is played as Prefect would, with its real tasks; what Prefect would be handed is kept
here: pages, bars, events, messages, names, and the text of exceptions as its log has it.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from openpyxl.utils import get_column_letter
from sqlalchemy import Engine

from followthrough.actions import closing, new_dates, pausing, progress
from followthrough.plans.file.rows import ActionRow, MeetingRow, MilestoneRow, PersonRow
from followthrough.plans.table.profile import Several, profile_as_yaml
from followthrough.tables.today import LINKS
from models.plan import Series
from models.session import writing
from notifications.literal import in_markdown
from rules.words import WITHHELD
from tests.builders.flows import FLOWS, FOLDER
from tests.builders.plan_file import MORE, save_plan
from tests.builders.plans import (
    ADMINISTRATOR,
    BOARD,
    DIRECTOR,
    KEY,
    ORGANISATION,
    OWNER,
    Service,
    an_action,
    at,
)
from tests.builders.tables import ANSWERED, CSV
from tests.servers.smtp import Sink

LIVE, DUE = date(2026, 12, 7), date(2026, 12, 18)
L2 = date(2027, 1, 6)
MEETS = date(2027, 1, 8)
MARK = "Zzyzx"
"""Begins every word of the Part 2 action and of what hangs on it, and stands nowhere else."""
LINK = "[x](javascript:alert(1))"
HOSTILE = (
    f"![p](http://evil.example/p.png) {LINK} <img src=x> | `c` *b* www.evil.example a@b.example"
)
MINE = PersonRow(f"{MARK}owner", "o2@invented.example", f"{MARK}role", "Trust", f"{MARK}dir")
THEIRS = (
    PersonRow(f"{MARK}dir", "d2@invented.example", "Director", "Council", ""),
    PersonRow(f"{MARK}joint", "j2@invented.example", "Head", f"{MARK}trust", ""),
)
EXECUTIVE = replace(BOARD, name="Executive", address="ex@invented.example", escalations=False)


def secret(**changes: object) -> ActionRow:
    """Return the Part 2 action: each text of it is a word of its own."""
    texts = {name: f"{MARK}{name}" for name in ("title", "short_title", "measure", "theme")}
    row = replace(an_action("A1", DUE, MINE.name), exempt=True, contributors=(THEIRS[1].name,))
    return replace(row, **texts, **changes)  # type: ignore[arg-type] # by name


def slipped(database: Engine) -> Service:
    """Return a plan whose two actions reach the board: one Part 2, and one of hostile names."""
    boards = (replace(BOARD, chair=HOSTILE), EXECUTIVE)
    service = Service(
        database,
        people=(ADMINISTRATOR, DIRECTOR, OWNER, MINE, *THEIRS, replace(OWNER, name=HOSTILE)),
        boards=boards,
        milestones=(
            MilestoneRow("A1", "M1", f"{MARK}stage", DUE),
            MilestoneRow("A2", "M1", HOSTILE, DUE),
        ),
        meetings=(MeetingRow(BOARD.name, MEETS, L2, HOSTILE), MeetingRow("Executive", MEETS, L2)),
        organisation=f"{ORGANISATION} {LINK}",
    )
    live = replace(an_action("A2", DUE, HOSTILE), title=HOSTILE, theme=HOSTILE, measure=HOSTILE)
    service.go_live(LIVE, secret(), live, replace(secret(), ref="A3", due_date=L2))
    noon = service.place(at(LIVE, 12))
    report = progress.Report(
        *(KEY, "A1", f"{MARK}text", MINE.name),
        cause=f"{MARK}cause",
        recovery=f"{MARK}recovery",
        impact=f"{MARK}impact",
        evidence=f"{MARK}evidence",
    )
    progress.update(noon, report)
    new_dates.ask(noon, KEY, "A1", MEETS, f"{MARK}asked", by=MINE.name)
    new_dates.ask(noon, KEY, "A2", MEETS, HOSTILE)
    pausing.pause(noon, pausing.Scope(KEY, theme=f"{MARK}theme"), LIVE + timedelta(days=1), MARK)
    done = progress.Report(KEY, "A3", f"{MARK}done", completed_on=LIVE)
    progress.update(noon, done)
    closing.validate(noon, KEY, "A3", by=DIRECTOR.name, accepted=False, reason=f"{MARK}refused")
    service.days(date(2026, 12, 9), date(2026, 12, 21))
    noon, until = service.place(at(date(2026, 12, 21), 12)), date(2026, 12, 22)
    new_dates.acknowledge(noon, KEY, "A1", until, by=MINE.name, text=f"{MARK}promise")
    service.days(until, L2 - timedelta(days=1))
    return service


@pytest.mark.parametrize("database_url", [pytest.param("sqlite", id="row-175")], indirect=True)
def test_prefect_keeps_no_word_of_a_part_2_action_and_no_live_name(
    database: Engine,
    tmp_path: Path,
    handed: list[str],
    played: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slipped(database)
    play_each_flow(played, tmp_path, monkeypatch)
    said = "\n".join(handed)
    late = f"| A1 | 10 working days late | L2 | {WITHHELD} | Invented plan | {WITHHELD} |"
    assert late in said
    assert re.search(r"is dead: 554 5\.7\.1; \\`followthrough outbox show \d+\\` tells", said)
    packs = re.split(r"(?m)^# (?=.*: pack for)", said)[1:]
    drawn = {page.partition(":")[0]: page.count("(data:image") for page in packs}
    assert drawn == {"Executive": 2, BOARD.name: 0}, "what is not for publication is not shown"
    assert [said for said in handed if MARK in said] == []
    assert [said for said in handed if MINE.address in said] == [], "nor who holds it"
    (today,) = [page for page in handed if page.startswith("# Today, ")][-1:]
    assert f"- **A1: 10 working days late.** {WITHHELD}. Invented plan. {WITHHELD}. \n" in today
    assert f"| {WITHHELD} | refused: a person has to look | 2 actions that are Part 2 |" in today
    assert f"| Secretariat, {BOARD.name} | refused: a person has to look | A2: 10 w" in today
    assert f"A1 {WITHHELD}: a new date is asked for, 8 January 2027.** {WITHHELD}." in today
    assert "Decided: rung L2, to the board: A1, A2." in handed
    assert "Due: 2 packs, of 1 plan." in handed
    assert "run 2 is check-due-dates" in said, "named before it runs"
    assert "run 3" not in said, "but not what somebody planned by hand, and may have named"
    assert f"'enum': ['', '{KEY}']" in said, "forms offer the plans that there are"

    pages = [said for said in handed if said.startswith("# ")]
    assert {page.splitlines()[0][:9] for page in pages} == {
        *("# Due dat", "# Update ", "# The day", "# Executi", "# Notices", "# Today, "),
        r"# !\[p\](",
    }
    assert [(page.splitlines()[0], found) for page in pages if (found := live(page))] == []
    shown = "".join(token.content for page in pages for token in tokens(page))
    assert "<img src=x>" in shown, "it is to be read as it was typed"


def play_each_flow(
    played: Callable[..., None], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Play every flow, also such as ends badly."""
    monkeypatch.setenv("FOLLOWTHROUGH_PACKS_URL", f"file://{folder}")
    played("check_due_dates", L2)
    played("preview", L2, days=30)
    policy = folder / "policy.yaml"
    policy.write_text(
        "name: P0\nrungs: [{name: L0, tells: owner, working_days: 1}]\n"
        "without: {director: By telephone, board: By telephone}\n"
    )
    played("preview", L2, days=30, policy=policy, running=True)
    played("assemble_pack", L2)
    played("assemble_pack", L2, plan=KEY, board="No board")
    asked = {"on": MEETS + timedelta(days=30), "agenda_item": "7", "considered_by": HOSTILE}
    played("set_meeting", L2, plan=KEY, board=BOARD.name, **asked)
    with Sink() as sink:
        monkeypatch.setenv("FOLLOWTHROUGH_MAIL_URL", sink.url)
        sink.answers["BODY"] = f"554 5.7.1 no mail about {MARK}"
        played("deliver_notices", L2, 8)
    played("read_returns", L2)
    titled = {"Plan!B3": HOSTILE, "Boards!A2": HOSTILE, "Actions!A4": HOSTILE}
    played("import_plan", L2, workbook=save_plan(folder, titled))


@pytest.mark.parametrize("database_url", [pytest.param("sqlite", id="row-176")], indirect=True)
def test_what_nobody_foresaw_is_told_by_its_kind_and_place(
    database: Engine, handed: list[str], played: Callable[..., None]
) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", DUE))
    with writing(database) as session:
        session.add(Series(action_id=1, every=MARK, make_next_on=LIVE))
    played("check_due_dates", LIVE)
    assert "ValueError in enum.py" in "".join(handed)
    assert [said for said in handed if MARK in said] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("sheet", "heading"),
    [
        *(("Actions", name) for name in ("Owner", "Due date", "Contributors", "Part 2", "Repeats")),
        *(("Milestones", name) for name in ("Action", "Due date")),
    ],
)
def test_prefect_is_told_which_cell_is_wrong_and_not_what_stands_there(
    sheet: str, heading: str, tmp_path: Path, handed: list[str], played: Callable[..., None]
) -> None:
    heads = MORE[sheet][0]
    cell = f"{get_column_letter([*heads].index(heading) + 1)}2"
    played("import_plan", L2, workbook=save_plan(tmp_path, {f"{sheet}!{cell}": MARK}, MORE))
    assert f"plan.xlsx, sheet {sheet}, cell {cell} is to be mended." in handed[-1]
    assert "What stands in a cell of an action may be Part 2" in handed[-1]
    assert [said for said in handed if MARK in said] == []


@pytest.mark.parametrize("database_url", [pytest.param("sqlite", id="row-172-flow")], indirect=True)
def test_old_dates_are_asked_back_by_a_run_and_taken_if_they_are_meant(
    tmp_path: Path, handed: list[str], played: Callable[..., None]
) -> None:
    plan = {"workbook": save_plan(tmp_path), "go_live_on": L2}
    played("import_plan", L2, **plan)
    assert (
        "Check the year. If it is meant, run the flow again with old_dates_are_meant." in handed[-1]
    )
    played("import_plan", L2, **plan, old_dates_are_meant=True)
    assert "is live from Wed 6 Jan 2027" in handed[-1]


ONE_DATABASE = pytest.mark.parametrize(
    "database_url", [pytest.param("sqlite", id="row-281")], indirect=True
)


@ONE_DATABASE
def test_a_run_takes_any_table_by_the_answers_kept_beside_it(
    tmp_path: Path, handed: list[str], played: Callable[..., None]
) -> None:
    plan, profile = tmp_path / "plan.csv", tmp_path / "other.yaml"
    plan.write_text(CSV)
    profile.write_text(profile_as_yaml(ANSWERED))
    played("import_plan", L2, workbook=plan)
    assert "to answer. They are on the page `plan` of this run. Answer them in" in handed[-1]
    page = next(said for said in handed if "questions wait for a person" in said)
    assert "| 1 | By what short name is the plan called" in page
    assert "At what address is that board told" in page
    played("import_plan", L2, workbook=plan, profile=profile)
    assert "Nothing was stored: 1 question to answer" in handed[-1]
    played("import_plan", L2, workbook=plan, profile=profile, take_proposals=True)
    assert "Imported Plan with 3 actions, as a draft." in handed[-1]
    plan.with_suffix(".profile.yaml").write_text(
        profile_as_yaml(replace(ANSWERED, several=Several.LEAD_FIRST))
    )
    played("import_plan", L2, workbook=plan)
    assert "Nothing to do: Plan with 3 actions was imported before." in handed[-1]
    played("import_plan", L2, workbook=plan, profile=tmp_path / "none.yaml")
    assert "none.yaml is not there" in handed[-1]


@ONE_DATABASE
def test_a_run_shows_no_word_of_a_cell_that_a_table_has(
    tmp_path: Path, handed: list[str], played: Callable[..., None]
) -> None:
    plan = tmp_path / "plan.csv"
    known = {"name": f"{MARK} Known Owner", "address": "known@invented.example"}
    rows = ["Ref,Action,Owner,Due date,Confidential", f"{MARK},{MARK},{MARK} Known Ownr,{MARK}"]
    for part_2 in ("yes", f'"cell B2: {MARK}"'):
        plan.write_text("\n".join((rows[0], f"{rows[1]},{part_2}", f"{rows[1]},no")))
        beside = plan.with_suffix(".profile.yaml")
        beside.write_text(profile_as_yaml(replace(ANSWERED, people=(known,))))
        played("import_plan", L2, workbook=plan)
        assert "Nothing was stored: 1 question to answer" in handed[-1]
    assert [said for said in handed if "cell A3" in said]
    played("import_plan", L2, workbook=plan, take_proposals=True)
    assert "cell E2 is to be mended.\nWhat stands in a cell" in handed[-1]
    assert [said for said in handed if MARK in said] == []


def tokens(page: str) -> Iterator[Token]:
    """Yield all that a reader of Markdown makes of a page."""
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page):
        yield token
        yield from token.children or ()


ALIVE = re.compile(r"(?<!\\)(?:://|@)|(?<!\\)www(?<!\\)\.", re.IGNORECASE)
"""What Prefect's reader makes a link of by itself."""
OURS = re.compile(r"!?\[[^]]*\]\((?:data:image/png;base64,|file://|/[a-z])[^)]*\)")


def live(page: str) -> list[str]:
    """Return what is alive on a page but for our own pictures and links to files."""
    own = ("data:image/png;base64,", "file://", *LINKS.values())
    found = [
        token
        for token in tokens(page)
        if token.type
        in {"image", "link_open", "html_inline", "html_block", "code_inline", "em_open"}
    ]
    where = [str(token.attrs.get("src", token.attrs.get("href", token.type))) for token in found]
    return [place for place in where if not place.startswith(own)] + ALIVE.findall(
        OURS.sub("", page)
    )


@pytest.mark.parametrize(
    "text",
    [
        *(
            "# x",
            "- x",
            "+ x",
            "1. x",
            "12) x",
            "===",
            "---",
            "> x",
            "| x | y |",
            "    x",
            "a\n# b",
        ),
        *(
            "*a* _b_ ~~c~~ `d`",
            "![a](b)",
            "<b>",
            "<http://x.example>",
            "&amp;",
            "a\\",
            "[a]: http://b",
        ),
        *(
            "https://x.example",
            "HTTP://x.example",
            "WWW.x.example",
            "a@b.example",
            "\\[a](b)",
            "\\|",
        ),
    ],
)
def test_whatever_is_typed_is_read_as_it_is(text: str) -> None:
    """Hold its row (row 177)."""
    page = f"{in_markdown(text)}\n\n| a |\n|---|\n| {in_markdown(text)} |"
    kinds = {token.type for token in tokens(page)}
    assert kinds <= {
        *("paragraph_open", "paragraph_close", "inline", "text", "text_special"),
        *(
            f"{part}_{end}"
            for part in ("table", "thead", "tbody", "tr", "th", "td")
            for end in ("open", "close")
        ),
    }
    said = [token for token in tokens(page) if token.type == "inline"]
    read = {"".join(part.content for part in one.children or ()) for one in said} - {"a"}
    assert read == {" ".join(text.split())}
    assert not ALIVE.search(page)


ASKED_BY = (
    *("DeploymentFilter", "DeploymentFilterTags", "FlowFilter", "FlowFilterName"),
    *("FlowRunFilter", "FlowRunFilterState"),
    "FlowRunFilterStateType",
)


def test_flows_reach_prefect_by_the_ways_that_are_watched_here() -> None:
    """Another way to Prefect, such as a logger or a variable, is to be kept above first."""
    reached = {
        f"{node.module}.{found.name}"
        for name in (*FLOWS, "artifacts", "deployed", "events", "forms", "runs")
        for node in ast.walk(ast.parse((FOLDER / f"{name}.py").read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("prefect")
        for found in node.names
    }
    assert reached == {
        *("prefect.flow", "prefect.task", "prefect.runtime", "prefect.events.emit_event"),
        *("prefect.client.orchestration.get_client", "prefect.client.orchestration.PrefectClient"),
        *(f"prefect.client.schemas.filters.{name}" for name in ASKED_BY),
        "prefect.client.schemas.actions.DeploymentUpdate",
        "prefect.client.schemas.objects.StateType",
        "prefect.client.schemas.responses.DeploymentResponse",
        *("prefect.states.Completed", "prefect.states.Failed", "prefect.tasks.Task"),
        *("prefect.client.schemas.objects.State", "prefect.client.schemas.objects.TaskRun"),
        "prefect.artifacts.acreate_markdown_artifact",
        "prefect.artifacts.acreate_progress_artifact",
        "prefect.artifacts.aupdate_progress_artifact",
    }


def test_only_one_file_says_what_is_markdown_and_it_is_given_our_own_words() -> None:
    for path in (*FOLDER.glob("*.py"), *(FOLDER.parent / "followthrough").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "Markdown":
                    assert path.name == "markdown.py", path
                if node.func.id == "filled":
                    parts = {type(part) for part in ast.walk(node.args[0])}
                    assert ast.JoinedStr not in parts, f"{path}, line {node.lineno}"
