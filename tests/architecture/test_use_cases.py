"""A use case takes the workplace first: no engine, clock or actor is handed through on its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import followthrough

ROOMS = Path(followthrough.__file__).parent
FILES = sorted(ROOMS.rglob("*.py"))
IN_ONE = {"engine", "clock", "settings"}
"""What is taken from the workplace where it is needed."""
BELOW = {"database.py", "workplace.py", "mail_token.py", "ways.py"}
"""What the workplace is made from, and what is made from settings alone."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


def parameters(function: Function) -> list[str]:
    taken = function.args
    return [one.arg for one in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)]


def opens_a_transaction(function: Function) -> bool:
    called = {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return bool(called & {"writing", "reading"})


def without_a_place(module: ast.Module) -> Iterator[str]:
    """Yield each function that opens a transaction, and takes no place before all else."""
    for function in module.body:
        if isinstance(function, Function) and opens_a_transaction(function):
            first = function.args.args[:1]
            if [ast.unparse(one) for one in first] != ["place: Workplace"]:
                yield function.name


def test_a_use_case_without_a_place_is_found() -> None:
    lines = """
def update(place: Workplace, text: str) -> None:
    with writing(place.engine) as session:
        session.add(text)
def settle(engine: Engine, number: int) -> None:
    with writing(engine) as session:
        session.add(number)
def later(number: int, place: Workplace) -> None:
    with reading(place.engine) as session:
        session.get(number)
def inner(session: Session, number: int) -> None:
    session.add(number)
"""
    assert list(without_a_place(ast.parse(lines))) == ["settle", "later"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOMS)))
def test_what_opens_a_transaction_takes_a_place_first(path: Path) -> None:
    assert list(without_a_place(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_nothing_is_handed_through_that_the_place_holds() -> None:
    found = [
        f"{path.relative_to(ROOMS)}: {function.name} takes {name}"
        for path in FILES
        if path.name not in BELOW
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, Function)
        for name in sorted(IN_ONE & set(parameters(function)))
    ]
    assert found == []


def test_there_are_use_cases_to_look_at() -> None:
    found = [
        function
        for path in FILES
        for function in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(function, Function) and opens_a_transaction(function)
    ]
    assert len(found) > 50
