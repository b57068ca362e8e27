"""What the documents name is there, and what is there is named in the documents."""

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
import yaml
from typer.main import get_command

from followthrough.cli.main import app
from followthrough.settings import PREFIX, Settings
from notifications.render import render
from notifications.url_parts import MOST_PATIENCE
from tests.builders.mails import MAILS, PICTURED

CHECKOUT = Path(__file__).parent.parent.parent
README = CHECKOUT / "README.md"
OPERATIONS = CHECKOUT / "docs" / "operations.md"
PICTURES = CHECKOUT / "docs" / "pictures" / "mails"
DEPENDENCIES = CHECKOUT / "docs" / "adr" / "0007-dependencies.md"

LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
NOT_IN_A_SLUG = re.compile(r"[^\w\- ]")
ELSEWHERE = ("https://", "http://", "mailto:")

# Joined here, so that this file does not hold what it looks for.
REGISTRIES = tuple(
    ".".join(host)
    for host in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("proxy", "golang", "org"),
    )
)


def files() -> Iterator[Path]:
    """Every file of the checkout that .gitignore leaves in: what is tracked, or may be soon."""
    ignored = [line.strip("/") for line in (CHECKOUT / ".gitignore").read_text().split()]
    ignored.append(".git")

    def stays(name: str) -> bool:
        return not any(fnmatch(name, pattern) for pattern in ignored)

    for folder, folders, names in os.walk(CHECKOUT):
        folders[:] = filter(stays, folders)
        yield from (Path(folder) / name for name in names if stays(name))


def documents() -> list[str]:
    return sorted(str(f.relative_to(CHECKOUT)) for f in files() if f.suffix == ".md")


def links(document: Path) -> list[str]:
    found = LINK.findall(FENCED.sub("", document.read_text()))
    return [link for link in found if not link.startswith(ELSEWHERE)]


def slugs(document: Path) -> set[str]:
    """The anchors of a document's headings, as they are made where the documents are shown."""
    headings = HEADING.findall(FENCED.sub("", document.read_text()))
    return {NOT_IN_A_SLUG.sub("", heading.lower()).replace(" ", "-") for heading in headings}


def entries(requirements: str) -> list[str]:
    """The packages that a requirements file asks for, as it writes them."""
    lines = (CHECKOUT / "requirements" / requirements).read_text().splitlines()
    asked = (line.partition("#")[0].strip() for line in lines)
    return [entry for entry in asked if entry and not entry.startswith("-r ")]


def test_operations_names_every_setting() -> None:
    names = [f"`{PREFIX}{name.upper()}`" for name in Settings.model_fields]
    assert [name for name in names if name not in OPERATIONS.read_text()] == []


def test_operations_names_no_setting_that_is_not_there() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]\b", OPERATIONS.read_text())) <= known


def test_operations_says_how_long_an_answer_may_take() -> None:
    limits = re.findall(r"`rto=` is how many seconds.*? from 1 to (\d+)", OPERATIONS.read_text())
    assert limits == [f"{MOST_PATIENCE:g}"] * 2, "of mail, and of GOV.UK Notify"


def test_readme_names_every_command() -> None:
    groups: dict[str, object] = vars(get_command(app))["commands"]
    assert len(groups) > 20
    readme = README.read_text()
    assert [name for name in groups if f"`followthrough {name}" not in readme] == []
    inner = [name for group in groups.values() for name in getattr(group, "commands", ())]
    assert inner
    assert [name for name in inner if not re.search(rf"`[^`]*\b{name}\b[^`]*`", readme)] == []


def undocumented(command: Any, path: tuple[str, ...] = ()) -> Iterator[str]:  # noqa: ANN401 - Click's
    """Yield each command, option and argument that `--help` says nothing of."""
    if not command.help:
        yield " ".join(path)
    yield from (" ".join((*path, p.name)) for p in command.params if not p.help)
    for name, inner in getattr(command, "commands", {}).items():
        yield from undocumented(inner, (*path, name))


def test_help_says_what_each_option_and_argument_is() -> None:
    assert list(undocumented(get_command(app))) == []
    silent = typer.Typer(help="It says little.")

    @silent.command(help="Do it.")
    def do(what: str, *, how: Annotated[str, typer.Option(help="How.")] = "") -> None:
        raise NotImplementedError(what, how)

    assert list(undocumented(get_command(silent))) == ["what"], "what is missing is found"


def test_operations_names_every_flow_and_deployment() -> None:
    told = OPERATIONS.read_text()
    deployments = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text())["deployments"]
    flows = [deployment["entrypoint"].rpartition(".")[2] for deployment in deployments]
    names = [deployment["name"] for deployment in deployments]
    assert [flow for flow in flows if f"`{flow}`" not in told] == []
    assert [name for name in names if f"/{name}`" not in told] == []


@pytest.mark.parametrize("requirements", ["run.in", "test.in", "browser.in"])
def test_every_dependency_has_its_reason(requirements: str) -> None:
    told = DEPENDENCIES.read_text()
    assert [entry for entry in entries(requirements) if f"`{entry}`" not in told] == []


@pytest.mark.parametrize("name", documents())
def test_every_link_leads_somewhere(name: str) -> None:
    document = CHECKOUT / name
    broken = []
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if not target.exists() or (anchor and anchor not in slugs(target)):
            broken.append(link)
    assert broken == []


def test_each_picture_of_a_mail_is_small_and_shown_with_what_it_shows() -> None:
    shown = (CHECKOUT / "docs" / "mails.md").read_text()
    found = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert found.keys() == {
        f"{name}-{screen}-{scheme}.png"
        for name in PICTURED
        for screen in ("desktop", "phone")
        for scheme in ("light", "dark")
    }
    for name, size in found.items():
        assert size < 150_000, name
        alternative = re.search(rf"!\[([^]]+)\]\(pictures/mails/{name}\)", shown)
        assert alternative, name
        assert len(alternative[1]) > 40, name


def test_the_page_of_mails_quotes_subjects_as_they_are() -> None:
    shown = (CHECKOUT / "docs" / "mails.md").read_text()
    subjects = [render(*MAILS[name]).subject for name in PICTURED]
    assert [subject for subject in subjects if f"`{subject}`" not in shown] == []


def test_no_file_names_a_package_registry() -> None:
    named = [
        (str(file.relative_to(CHECKOUT)), host)
        for file in files()
        if file.is_file()
        for host in REGISTRIES
        if host.encode() in file.read_bytes().lower()
    ]
    assert named == []


def test_each_later_row_stands_once_and_is_named_by_a_test() -> None:
    table = (CHECKOUT / "docs" / "semantics-more.md").read_text()
    rows = [int(row) for row in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)]
    later = [row for row in rows if row >= 120]
    assert later
    assert len(later) == len(set(later))
    tests = "".join(path.read_text() for path in (CHECKOUT / "tests").rglob("*.py"))
    naming = re.findall(r"\brows?[-_ ]\d+(?:(?:, | and )\d+)*", tests)
    named = {int(row) for words in naming for row in re.findall(r"\d+", words)}
    assert sorted(set(later) - named) == []


def test_no_two_decisions_share_a_number() -> None:
    numbers = [path.name[:4] for path in DEPENDENCIES.parent.glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))
