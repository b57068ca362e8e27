"""Responsible for packs that can't be made: each is named and alarmed once, and the others are made."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import select

from followthrough.packs import draft as pack_draft
from followthrough.packs.due import packs_due
from followthrough.packs.each import NotMade, make_each
from models.notice import Notice, NoticeKind
from models.session import reading
from tests.builders.plans import BOARD, Service, an_action, at
from tests.integration.cli.command_line import Command
from tests.integration.packs.life import DEADLINE, DUE, a_plan

Breaking = Callable[[Path], object]
OTHER = "Other Council"
IN_THE_WAY = "in the way"


def _editions(data: Path) -> Path:
    (data / "editions").mkdir(parents=True, exist_ok=True)
    return data / "editions" / "p.yaml"


def _no_folder(data: Path) -> None:
    (data / "packs").mkdir(exist_ok=True)
    (data / "packs" / "p").write_text(IN_THE_WAY)


def _no_template(data: Path) -> None:
    (data / "house-templates").mkdir(exist_ok=True)
    os.mkfifo(data / "house-templates" / "p.docx")


BROKEN: dict[str, tuple[Breaking, str]] = {
    "editions that are none": (
        lambda data: _editions(data).write_text("- name"),
        "p.yaml",
    ),
    "editions that are a pipe": (lambda data: os.mkfifo(_editions(data)), "is a pipe or a device"),
    "a template that is a pipe": (_no_template, "is a pipe or a device"),
    "no folder to put it in": (_no_folder, "packs/p"),
}


@contextmanager
def _broken(data: Path, breaking: Breaking) -> Iterator[None]:
    before = set(data.rglob("*"))
    breaking(data)
    yield
    for path in sorted(set(data.rglob("*")) - before, reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()


def _two_plans(database: Engine) -> Service:
    service = a_plan(database)
    other = Service(database, key="q", organisation=OTHER, meetings=service.meetings)
    other.go_live(date(2026, 12, 1), an_action("B1", DUE))
    return service


def _alarms(database: Engine) -> list[str]:
    with reading(database) as session:
        rows = session.exec(select(Notice).where(Notice.kind == NoticeKind.ALARM)).all()
        return sorted({row.dedup_key.split("pack-failed:")[1] for row in rows if row.payload})


def test_what_breaks_one_pack_leaves_the_others_made(database: Engine, tmp_path: Path) -> None:
    service = _two_plans(database)
    place = service.place(at(DEADLINE, 7, 15), tmp_path)
    due = packs_due(place)
    assert [one.plan for one in due] == ["p", "q"]
    for breaking, said in BROKEN.values():
        with _broken(tmp_path, breaking):
            broken, whole = make_each(place, due)
            assert isinstance(broken, NotMade)
            assert said in " ".join(map(str, broken.why))
            assert str(broken.why[0]).startswith(
                f"The pack of the {BOARD.name} (p), due on 05/01/2027, is not made: "
            )
            assert not isinstance(whole, NotMade)
    kinds = {key.split(":")[1] for key in _alarms(database)}
    assert kinds == {"BadInput", "NotADirectoryError"}, "each kind is alarmed once"
    (mended, _) = make_each(place, due)
    assert not isinstance(mended, NotMade)


def test_the_command_line_makes_the_others_and_says_so(command: Command, database: Engine) -> None:
    _two_plans(database)
    _editions(command.data).write_text("- name")
    code, out, _ = command("pack", now=at(DEADLINE, 7, 15))
    assert code == 1
    assert "(p), due on 05/01/2027, is not made: p.yaml, line 1" in out
    assert "packs/q/board-" in out
    assert len(_alarms(database)) == len({*_alarms(database)}) > 0
    before = _alarms(database)
    assert command("pack", now=at(DEADLINE, 8))[0] == 1
    assert _alarms(database) == before, "alarmed once"


def test_boards_of_any_names_are_filed_apart(database: Engine, tmp_path: Path) -> None:
    names = (*("Improvement Board " + "x" * 281 + end for end in "yz"), "\u0411" * 300, "\u0412")
    boards = [replace(BOARD, name=name) for name in names]
    service = Service(database, boards=boards)
    service.go_live(date(2026, 12, 1), an_action("A1", DUE))
    place = service.place(at(date(2027, 1, 4), 8), tmp_path)
    made = [pack_draft.assemble_pack(place, one.plan, one.board) for one in packs_due(place)]
    filed = [file.name for one in made for file in one.files]
    assert len(made) == len(names)
    assert len({*filed}) == len(filed)
    assert all(len(name) < 150 for name in filed)
