"""Whatever is refused of what was typed is one sentence that names it, and the exit code is 2."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from typer.exceptions import TyperException

from followthrough.cli.main import told
from rules.people.roles import Role
from tests.architecture.test_remedies import ALL
from tests.builders.cast import DUE, LIVE
from tests.builders.plans import BOARD, KEY, Service, an_action, at
from tests.integration.cli.command_line import Command

Case = tuple[tuple[str, ...], tuple[str, ...], str]
"""A command, what is typed after it, and what the sentence is to name."""
NOWHERE = "nowhere/there.csv"
SAMPLES: dict[Any, str] = {datetime: "2027-01-14", Path: "there.csv", int: "1", Role: "validator"}
NAMES = {
    "plan": KEY,
    "action": "A1",
    "name": BOARD.name,
    "board": BOARD.name,
    "month": "2027-01",
    "copy": "copy.xlsx",
}
NONSENSE: dict[Any, tuple[str, ...]] = {
    datetime: ("2027-13-01", "soon", "0207-01-04", "2027", ""),
    Role: ("chair", ""),
    int: ("few", "+1", "1.5", "2147483648", "²", ""),
}
"""What no option of a kind takes. What is a text is judged by the use case."""
ANSWERS = {("import", "--profile"), ("mark", "--profile")}
"""Files that need not be there."""


def _flag(one: Any) -> str:  # noqa: ANN401 - Typer's
    """Return an option, the longest way to write it; empty for an argument."""
    return max((name for name in one.opts if name.startswith("-")), key=len, default="")


def _given(one: Any, value: str | None = None) -> tuple[str, ...]:  # noqa: ANN401 - Typer's
    kind = one.type_descriptor.annotation
    words = NAMES.get(one.name) or SAMPLES.get(kind, "word") if value is None else value
    return (_flag(one), words) if _flag(one) else (words,)


def _typed(command: Any, other: Any = None, *words: str) -> tuple[str, ...]:  # noqa: ANN401
    """Return what a command needs, with other words in one place."""
    params = (one for one in command.params if one.required or one is other)
    return tuple(word for one in params for word in (words if one is other else _given(one)))


def _options(words: tuple[str, ...], command: Any, one: Any) -> Iterator[Case]:  # noqa: ANN401
    """Yield what is wrong with one option or argument, whatever the plan."""
    name = _flag(one) or one.metavar or one.name
    if one.required:
        yield words, _typed(command, one), "Missing"
    if _flag(one):
        yield words, (*_typed(command), f"{name}=x" if one.is_flag else name), name
    for value in NONSENSE.get(one.type_descriptor.annotation, ()):
        yield words, _typed(command, one, *_given(one, value)), name


def cases() -> Iterator[Case]:
    """Yield everything that can be typed wrongly, at each command and each group of them."""
    for words, command in ALL.items():
        if hasattr(command, "commands"):
            yield words, ("nosuch",), "nosuch"
            continue
        yield words, (*_typed(command), "--nosuch"), "--nosuch"
        yield words, (*_typed(command), *["more"] * 9), "more"
        for one in command.params:
            yield from _options(words, command, one)


@pytest.mark.parametrize("of", [pytest.param(cases, id="row-149")])
def test_whatever_is_typed_wrongly_is_told_in_one_sentence_that_names_it(of: Any) -> None:  # noqa: ANN401
    wrong = []
    for words, typed, name in (every := [*of()]):
        try:
            command, path = ALL[words], " ".join(("followthrough", *words))
            with command.make_context(path, list(typed)) as context:
                command.invoke(context)
            said = "Nothing was refused."
        except TyperException as refusal:
            (said,) = told(refusal)
        if not (said.endswith(".") and said.isprintable() and name in said):
            wrong.append((*words, *typed, said))
    assert wrong == []
    assert len(every) > 300


_DEADLINE = ("calendar", "deadline", KEY, "--from", "2027-01-14")


def _files() -> Iterator[tuple[str, ...]]:
    for words, command in ALL.items():
        for one in command.params:
            is_file = "Path" in str(one.type_descriptor.annotation)
            if is_file and (words[-1], _flag(one)) not in ANSWERS:
                yield (*words, *_typed(command, one, *_given(one, NOWHERE)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_so_is_a_file_that_is_not_there_and_what_comes_by_the_door(
    database: Engine, command: Command
) -> None:
    Service(database).go_live(LIVE, an_action("A1", DUE))
    for words in _files():
        code, out, err = command(*words, now=at(LIVE))
        assert (code, out.strip(), err.count("\n"), err[-2:]) == (2, "", 1, ".\n"), (words, err)
        assert NOWHERE in err or "has no pack" in err, (words, err)
    typed = command("check", "--dry-run", "--on", "2027-13-01", now=at(LIVE))
    assert typed == (
        2,
        "",
        "'--on': '2027-13-01' names month 13; if 13 January is meant, write it as 13/01/2027.\n",
    )
    for far in (("outbox", "show", "2147483647"), (*_DEADLINE, "--months", "2147483647")):
        code, out, err = command(*far, now=at(LIVE))
        assert (code, out, err.count("\n")) == (2, "", 1), far
    assert command(now=at(LIVE))[0] == 2
