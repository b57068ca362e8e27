"""The rules of the house: sizes, words, one clock, one flow a file, pinned and hashed packages."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml

import followthrough
from notifications.render import KINDS

CHECKOUT = Path(followthrough.__file__).parents[1]
BIN = Path(sys.executable).parent
PACKAGES = ("flows", "followthrough", "notifications", "models", "rules")
SUPPORT = ("migrations", "templates", "examples", "benchmarks", "requirements")
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
NO_FLOW_IN = {
    *("__init__.py", "__main__.py", "access.py", "artifacts.py", "days.py", "deployed.py"),
    *("events.py", "forms.py", "later_file.py"),
    *("local_server.py", "runs.py", "unfinished.py"),
}
DEPLOYED = CHECKOUT / "prefect.yaml"
THE_CLOCK = CHECKOUT / "followthrough" / "clock.py"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*folders: str) -> list[Path]:
    return sorted(path for name in folders for path in (CHECKOUT / name).rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def shown(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def public(body: Iterable[ast.stmt]) -> Iterator[Function]:
    """Yield the public functions of a module or class, and of the public classes in it."""
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)
            else:
                yield node


def test_there_is_something_to_look_at() -> None:
    assert {path.parts[len(CHECKOUT.parts)] for path in files(*PACKAGES)} == set(PACKAGES)


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in files(*PACKAGES, "tests")}
    too_long = [
        f"{shown(path)} has {lines} lines, {LONGEST_FILE} are allowed: split it by subject."
        for path, lines in sizes.items()
        if lines > LONGEST_FILE
    ]
    assert not too_long


def test_no_function_is_longer_than_fifty_lines() -> None:
    sizes = [
        (path, node.name, (node.end_lineno or 0) - node.lineno + 1)
        for path in files(*PACKAGES)
        for node in functions(path)
    ]
    too_long = [
        f"{shown(path)}: {name} has {lines} lines, {LONGEST_FUNCTION} are allowed: name its parts."
        for path, name, lines in sizes
        if lines > LONGEST_FUNCTION
    ]
    assert not too_long


def test_every_module_says_what_it_is_responsible_for() -> None:
    silent = [
        f"{shown(path)}: its docstring must begin with 'Responsible for'."
        for path in files(*PACKAGES, *SUPPORT)
        if path.name != "__init__.py"
        and "versions" not in path.parts
        and not (ast.get_docstring(tree(path)) or "").startswith("Responsible for ")
    ]
    assert not silent


def test_every_public_function_says_what_it_does() -> None:
    silent = [
        f"{shown(path)}: {node.name} has no docstring."
        for path in files(*PACKAGES)
        for node in public(tree(path).body)
        if not ast.get_docstring(node)
    ]
    assert not silent


def deployments() -> list[dict[str, object]]:
    found: list[dict[str, object]] = yaml.safe_load(DEPLOYED.read_text())["deployments"]
    return found


LOOK_AT_FLOWS = """
import importlib, json, sys
from prefect import Flow
found = {}
for entrypoint in sys.argv[1:]:
    module, _, name = entrypoint.rpartition(".")
    flow = getattr(importlib.import_module(module), name)
    found[entrypoint] = [isinstance(flow, Flow), (flow.fn.__doc__ or "").strip()]
print(json.dumps(found))
"""


def test_every_deployment_is_a_flow_with_a_docstring(tmp_path: Path) -> None:
    entrypoints = [str(deployment["entrypoint"]) for deployment in deployments()]
    quiet = {"DO_NOT_TRACK": "1", "PREFECT_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", LOOK_AT_FLOWS, *entrypoints],
        cwd=CHECKOUT,
        env={**os.environ, **quiet},
        capture_output=True,
        text=True,
        check=True,
    )
    looked_at: dict[str, tuple[bool, str]] = json.loads(done.stdout)
    assert list(looked_at) == entrypoints
    assert [name for name, (is_flow, said) in looked_at.items() if not (is_flow and said)] == []


def is_flow(node: Function) -> bool:
    return any(
        ast.unparse(mark).partition("(")[0].rpartition(".")[2] == "flow"
        for mark in node.decorator_list
    )


def test_every_file_of_flows_holds_one_flow_that_is_deployed_once() -> None:
    held = {
        path.name: [f"flows.{path.stem}.{node.name}" for node in functions(path) if is_flow(node)]
        for path in files("flows")
    }
    assert {name for name, flows in held.items() if len(flows) != 1} == NO_FLOW_IN
    deployed = sorted(str(deployment["entrypoint"]) for deployment in deployments())
    assert deployed == sorted(flow for flows in held.values() for flow in flows)


READ_BY = re.compile(
    r"(?:^|\.)(?:"
    r"(?:datetime|date)\.(?:now|utcnow|today)"
    r"|time\.(?:time|time_ns|localtime|gmtime|ctime|asctime)"
    r"|func\.(?:now|current_timestamp|current_date|current_time|localtimestamp|sysdate)"
    r"|(?:utils\.)?(?:formatdate|make_msgid)"
    r")$"
)
READ_IN_SQL = re.compile(
    r"\bnow\s*\(\s*\)|\bcurrent_(?:timestamp|date|time)\b|\blocaltimestamp\b|\(\s*'now'",
    re.IGNORECASE,
)


def clock_reads(module: ast.Module) -> Iterator[str]:
    """Yield each place where Python's or the database's clock is read."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    prose = {
        id(node.value)
        for place in ast.walk(module)
        if isinstance(place, documented)
        for node in place.body
        if isinstance(node, ast.Expr)
    }
    for node in ast.walk(module):
        match node:
            case ast.Attribute() | ast.Name() if READ_BY.search(ast.unparse(node)):
                yield f"line {node.lineno}: {ast.unparse(node)}"
            case ast.ImportFrom(module="time", names=names):
                if {"time", "time_ns", "localtime", "gmtime"} & {name.name for name in names}:
                    yield f"line {node.lineno}: {ast.unparse(node)}"
            case ast.Constant(value=str(text)) if id(node) not in prose:
                if READ_IN_SQL.search(text):
                    yield f"line {node.lineno}: {text!r}"


@pytest.mark.parametrize(
    "line",
    [
        "now = datetime.now(tz=UTC)",
        "now = datetime.datetime.utcnow()",
        "default = date.today",
        "at = dt.datetime.today()",
        "seconds = time.time()",
        "from time import monotonic, time",
        "update(Notice).values(sent_at=sa.func.now())",
        "op.execute('DELETE FROM run WHERE as_of < NOW()')",
        "text(\"SELECT datetime('now')\")",
        "sa.Column('at', server_default=sa.text('CURRENT_TIMESTAMP'))",
        "text(f'UPDATE notice SET sent_at = current_timestamp WHERE id = {id_}')",
        "message['Date'] = email.utils.formatdate()",
    ],
)
def test_a_reading_of_the_clock_is_found(line: str) -> None:
    assert list(clock_reads(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "now = clock()",
        "started = time.monotonic()",
        "'''No now() in SQL.'''",
        "at = datetime.combine(today, time(7), LONDON)",
        "from datetime import date, datetime, time",
        "said = 'due now'",
    ],
)
def test_what_reads_no_clock_is_left_alone(line: str) -> None:
    assert not list(clock_reads(ast.parse(line)))


def test_only_the_clock_reads_the_clock() -> None:
    found = [
        f"{shown(path)}, {place}: take `now` or `today` instead; only followthrough/clock.py reads it."
        for path in files(*PACKAGES, "migrations", "templates")
        if path != THE_CLOCK
        for place in clock_reads(tree(path))
    ]
    assert not found
    assert list(clock_reads(tree(THE_CLOCK)))


def test_every_mail_has_a_subject_a_text_and_html() -> None:
    folder = CHECKOUT / "templates" / "email"
    found = {path.name for path in folder.iterdir() if not path.name.startswith("_")}
    assert found == {f"{kind}.{form}.j2" for kind in KINDS for form in ("subject", "txt", "html")}


def requirements(name: str) -> list[str]:
    """Return the lines of a requirements file, each with what it continues on."""
    text = (CHECKOUT / "requirements" / name).read_text().replace("\\\n", " ")
    lines = (re.sub(r"(^|\s)#.*", "", line).strip() for line in text.splitlines())
    return [line for line in lines if line]


LOCKED = re.compile(
    r"(?P<name>[a-z0-9.-]+)(?:\[[a-z0-9, -]+\])?==(?P<version>\S+)"
    r"(?:\s*;[^-]*?)?(?:\s+--hash=sha256:[0-9a-f]{64})+"
)
LOCK_FILES = ("bench.txt", "browser.txt", "pip.txt", "run.txt", "test.txt")


def versions(name: str) -> dict[str, str]:
    matches = [LOCKED.fullmatch(line) for line in requirements(name)]
    return {found["name"]: found["version"] for found in matches if found}


@pytest.mark.parametrize("name", LOCK_FILES)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    lines = requirements(name)
    loose = [line[:80] for line in lines if not LOCKED.fullmatch(line)]
    assert lines
    assert not loose


def test_requirements_name_no_address() -> None:
    folder = CHECKOUT / "requirements"
    assert {path.name for path in folder.glob("*.txt")} == set(LOCK_FILES)
    for path in folder.iterdir():
        text = path.read_text()
        for address in ("://", "index-url", "find-links", "trusted-host", "\n-i ", "\n-f "):
            assert address not in text, f"{path.name} names an address: {address.strip()}"


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_what_is_locked_is_the_prefect_that_deploys(name: str) -> None:
    locked = versions(name)
    assert locked["prefect"] == yaml.safe_load(DEPLOYED.read_text())["prefect-version"]
    shared = versions("run.txt")
    assert {package: locked[package] for package in shared} == shared


def test_what_is_installed_lacks_nothing_that_its_packages_ask_for() -> None:
    """An installation looks at no package's own limits, such as Prefect's for FastAPI."""
    command = [sys.executable, "-m", "pip", "check", "--disable-pip-version-check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lacking = [re.sub(r" \d[\d.]* ", " ", line, count=1) for line in done.stdout.splitlines()]
    assert lacking == [
        "notifications-python-client requires docopt, which is not installed."
    ]  # it is for a program that the client does not bring


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [BIN / "lint-imports", "--no-cache"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    for name in (
        *("Imports point right", "Rules touch nothing outside", "Only flows knows Prefect"),
        *("Rooms of followthrough use those below them", "Rooms of rules use those below them"),
        *("A writer knows no other format", "Writers know no database"),
    ):
        assert re.search(rf"{name}\s+KEPT", done.stdout)
