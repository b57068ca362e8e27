"""Templates that are kept compiled: no environment may get what another one compiled."""

from pathlib import Path

import jinja2
import pytest

import templates
from templates import COMPILED


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "said.j2").write_text("{{ said }}")
    monkeypatch.setattr(COMPILED, "directory", str(tmp_path))
    monkeypatch.setattr(templates, "_KEPT", tmp_path)
    return tmp_path


def rendered(folder: Path, *, escaped: bool) -> str:
    loader = jinja2.FileSystemLoader(folder)
    settings = {"autoescape": escaped, "bytecode_cache": COMPILED, "loader": loader}
    made = jinja2.Environment(**settings)  # type: ignore[arg-type] # noqa: S701 - likewise tried
    return made.get_template("said.j2").render(said="<script>")


def test_what_was_compiled_without_escaping_is_never_used_with_it(folder: Path) -> None:
    assert rendered(folder, escaped=False) == "<script>"
    assert rendered(folder, escaped=True) == "&lt;script&gt;"
    assert rendered(folder, escaped=False) == "<script>"
    assert len(list(folder.glob("jinja2_*.cache"))) == 2


def test_a_changed_template_is_compiled_anew(folder: Path) -> None:
    rendered(folder, escaped=True)
    (folder / "said.j2").write_text("New: {{ said }}")
    assert rendered(folder, escaped=True) == "New: &lt;script&gt;"


def test_where_nothing_can_be_kept_templates_work_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(COMPILED, "directory", str(folder / "gone"))
    assert rendered(folder, escaped=True) == "&lt;script&gt;"
    assert not list(folder.glob("jinja2_*.cache"))
