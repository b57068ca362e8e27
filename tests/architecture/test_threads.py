"""A flow hands whatever asks the database or draws to a thread, so that Prefect's loop goes on."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FLOWS = sorted((Path(__file__).parents[2] / "flows").glob("*.py"))
HOLDS_UP = ("followthrough", "notifications", "models")
TAKES_NO_TIME = {
    *("followthrough.cli.remedies", "followthrough.tables.markdown", "notifications.masking"),
}
"""What only words a sentence, or looks one through."""


def named(body: list[ast.stmt]) -> set[str]:
    return {node.id for line in body for node in ast.walk(line) if isinstance(node, ast.Name)}


def held_up_by(module: ast.Module) -> set[str]:
    """Return what takes its time: functions of the other packages, and functions here that use them.

    A class makes a value, and a name in capitals is one.
    """
    found = {
        name.asname or name.name
        for node in module.body
        if isinstance(node, ast.ImportFrom)
        and node.module not in TAKES_NO_TIME
        and (node.module or "").split(".")[0] in HOLDS_UP
        for name in node.names
        if (name.asname or name.name).islower()
    }
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    while more := {f.name for f in functions if f.name not in found and named(f.body) & found}:
        found |= more
    return found


def on_the_loop(module: ast.Module) -> Iterator[str]:
    """Yield each name of what takes its time that an async function does not hand to a thread."""
    slow = held_up_by(module)
    for function in ast.walk(module):
        if isinstance(function, ast.AsyncFunctionDef):
            inside = [node for line in function.body for node in ast.walk(line)]
            handed = {
                id(node.args[0])
                for node in inside
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "asyncio.to_thread"
            }
            for node in inside:
                if isinstance(node, ast.Name) and node.id in slow and id(node) not in handed:
                    yield f"line {node.lineno}: {node.id} in {function.name}"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("async def f():\n    return packs_due(place)", ["packs_due in f"]),
        ("async def f():\n    return list(map(packs_due, places))", ["packs_due in f"]),
        ("def page():\n    return packs_due()\nasync def f():\n    return page()", ["page in f"]),
        ("async def f():\n    await asyncio.to_thread(page, packs_due())", ["packs_due in f"]),
        ("async def f():\n    return await asyncio.to_thread(packs_due, place)", []),
        (
            "def page():\n    return packs_due()\nasync def f():\n    await asyncio.to_thread(page)",
            [],
        ),
        ("async def f():\n    return Wanted(UNSET)", []),
    ],
)
def test_what_holds_the_loop_up_is_found(lines: str, found: list[str]) -> None:
    imports = "from followthrough.due import UNSET, Wanted, packs_due\n"
    said = [place.partition(": ")[2] for place in on_the_loop(ast.parse(imports + lines))]
    assert said == found


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.name)
def test_no_flow_holds_the_loop_up(path: Path) -> None:
    assert list(on_the_loop(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_flows_hand_their_use_cases_to_threads() -> None:
    assert sum(path.read_text().count("asyncio.to_thread(") for path in FLOWS) > 10
