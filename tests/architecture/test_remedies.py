"""No use case, rule, model or notice names a command: it names a remedy, and each door words it."""

import ast
import asyncio
import re
import shlex
import traceback
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import typer
from typer.exceptions import TyperException
from typer.main import get_command

from flows.runs import Unforeseen, fit_to_tell
from followthrough.cli import main
from followthrough.cli.remedies import WORDS, in_words
from notifications.masking import MASK, know
from rules.problems import BadInput, Mend, Remedy, Sentence
from tests.architecture.test_house_rules import CHECKOUT, files, shown, tree
from tests.markers import MARKER

APP = get_command(main.app)
DOOR = CHECKOUT / "followthrough" / "cli"
SILENT = ("flows", "followthrough", "notifications", "models", "rules", "templates")
"""Packages that name no command and no option of the command line, but for its own room."""
SAMPLES = {
    "plan": "p",
    "address": "board@invented.example",
    "field": "director",
    "role": "validator",
    "on": "2027-01-14",
    "month": "2027-01-14",
    "start": "2027-02-01",
    "number": "7",
}
"""Facts that are not free text; of the others any word will do."""
MAY_NAME = {"templates/email/_words.j2": "followthrough outbox"}
"""The mail of an alarm: it goes to those alone who run the service, and is worded for them."""
MEND = "name a remedy, and let each door word it"
METAVARS = {"DATE": "2027-01-04"}
"""What stands in the words for a value, where not any word will do."""


def commands(command: Any, *words: str) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 - Typer's
    """Yield each command of the command line with the words that name it; the groups, too."""
    yield words, command
    for name, one in getattr(command, "commands", {}).items():
        yield from commands(one, *words, name)


ALL = dict(commands(APP))
OPTIONS = {
    words: {"--help"} | {name for one in command.params for name in one.opts if name[:2] == "--"}
    for words, command in ALL.items()
}
NAMED = re.compile(
    rf"\bfollowthrough (?:{'|'.join(sorted(words[0] for words in ALL if len(words) == 1))})\b"
    rf"|(?<![\w-])(?:{'|'.join(sorted({name for names in OPTIONS.values() for name in names}))})(?![\w-])"
)
"""A command of the command line, or an option of one."""


def facts(words: str) -> set[str]:
    """Return the facts that words for a remedy stand open for."""
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def sample(remedy: Remedy) -> str:
    """Return what the command line says of a remedy, for facts that are made up."""
    return WORDS[remedy].format(
        **{name: SAMPLES.get(name, f"some {name}") for name in facts(remedy.value)}
    )


def offered() -> Iterator[tuple[Remedy, set[str], str]]:
    """Yield each remedy that the code names, with its facts and where."""
    for path in files(*SILENT):
        for node in ast.walk(tree(path)):
            match node:
                case ast.Call(
                    func=ast.Attribute(
                        value=ast.Attribute(value=ast.Name(id="Remedy"), attr=name), attr="of"
                    ),
                    keywords=given,
                ):
                    place = f"{shown(path)}, line {node.lineno}"
                    yield Remedy[name], {one.arg or "**" for one in given}, place
                case _:
                    pass


def test_there_is_a_command_line_to_go_by() -> None:
    assert {("check",), ("pack", "reissue"), ("policy", "apply")} <= ALL.keys()
    assert {"--from", "--running"} <= OPTIONS["policy", "apply"]


def test_every_remedy_is_worded_by_the_command_line() -> None:
    assert WORDS.keys() == set(Remedy)


def test_every_remedy_is_offered_with_the_facts_that_doors_word_it_by() -> None:
    found = list(offered())
    wrong = [
        f"{place}: {remedy.name} takes {sorted(facts(remedy.value))}"
        for remedy, given, place in found
        if given != facts(remedy.value)
    ]
    assert wrong == []
    assert {remedy for remedy, _, _ in found} == set(Remedy), "each mends something"


@pytest.mark.parametrize("remedy", Remedy, ids=lambda remedy: remedy.name)
def test_a_door_asks_for_no_fact_that_a_remedy_lacks(remedy: Remedy) -> None:
    assert facts(WORDS[remedy]) <= facts(remedy.value)


def wrong_with(words: str) -> str:
    """Return why words name something that the command line hasn't; empty if they don't."""
    written = re.findall(r"`followthrough ([^`]*)`", words)
    free = set(re.findall(r"--[a-z-]+", re.sub(r"`[^`]*`", "", words)))
    if free and not any(free <= names for names in OPTIONS.values()):
        return f"no command takes {sorted(free)}"
    return " ".join(filter(None, (wrong_with_command(shlex.split(one)) for one in written)))


def wrong_with_command(given: list[str]) -> str:
    """Return why a command can't be typed, where more than its name is given; empty if it can."""
    longest = max((words for words in ALL if words == tuple(given[: len(words)])), key=len)
    command, rest = ALL[longest], [METAVARS.get(word, word) for word in given[len(longest) :]]
    if hasattr(command, "commands") and (rest or not command.invoke_without_command):
        return f"there is no command {' '.join(given)}"
    try:
        if rest:
            command.make_context(" ".join(longest), rest).close()
    except typer.Exit:  # --help
        return ""
    except TyperException as refused:
        return f"{' '.join(given)}: {refused}"
    return ""


@pytest.mark.parametrize("remedy", Remedy, ids=lambda remedy: remedy.name)
def test_what_the_command_line_says_to_type_can_be_typed(remedy: Remedy) -> None:
    assert NAMED.search(sample(remedy)), "it is no remedy for who has the command line"
    assert wrong_with(sample(remedy)) == ""


@pytest.mark.parametrize(
    "words",
    [
        "`followthrough reopened` opens it again.",
        "`followthrough board`",
        "`followthrough board member`",
        "`followthrough cancel --serie p A1`",
        "`followthrough appoint p NAME`",
        "`followthrough appoint p NAME --as chair`",
        "Give --span.",
        "Give --agree and --due.",
    ],
)
def test_what_can_not_be_typed_is_found(words: str) -> None:
    assert wrong_with(words) != ""


def strings(path: Path) -> Iterator[str]:
    """Yield the strings of a Python file, its prose too; of any other file, its text."""
    if path.suffix != ".py":
        yield path.read_text(encoding="utf-8")
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def read_by_people() -> list[Path]:
    """Return the files whose words someone may read who has no command line."""
    kinds = {".py", ".j2", ".typ", ".yaml", ".css", ".xml", ".json"}
    found = (path for name in SILENT for path in (CHECKOUT / name).rglob("*"))
    return sorted(path for path in found if path.suffix in kinds and not path.is_relative_to(DOOR))


def test_nothing_but_the_command_line_names_its_commands_and_options() -> None:
    looked_at = read_by_people()
    found = [
        f"{shown(path)}: {named.group()!r}: {MEND}"
        for path in looked_at
        for text in strings(path)
        for named in NAMED.finditer(text)
    ]
    assert found == [f"{place}: {named!r}: {MEND}" for place, named in MAY_NAME.items()]
    assert {path.suffix for path in looked_at} >= {".py", ".j2", ".yaml"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("`followthrough reopen` opens it again.", "followthrough reopen"),
        ("Say who decides, with --by NAME.", "--by"),
        ("--running goes with --policy", "--running"),
        ("see followthrough board meetings", "followthrough board"),
        (":root { --ink: #0b0c0c }", None),
        ("python -m followthrough.laptop.mailbox --port 2525", None),
        ("the outbox of followthrough", None),
        ("xn--on-off.example", None),
    ],
)
def test_a_command_or_an_option_in_a_text_is_found(text: str, names: str | None) -> None:
    found = NAMED.search(text)
    assert (found and found.group()) == names


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        (Remedy.FIND_NOTICE.of(), "It is so; `followthrough outbox` lists them."),
        (
            Remedy.GIVE_EVIDENCE.of(plan="p", action="A1"),
            "It is so. Report it again with --evidence.",
        ),
        (Remedy.NAME_DECIDER.of(), "Say who decides, with --by NAME."),
        (
            Remedy.CHOOSE_BOARD.of(boards="A, B"),
            "It is so, so say which with --board: A, B.",
        ),
        (None, "It is so."),
    ],
    ids=["goes on", "follows", "instead", "with a fact", "none"],
)
def test_the_words_of_a_remedy_go_on_with_a_sentence_follow_it_or_stand_instead(
    remedy: Mend | None, said: str
) -> None:
    assert in_words(Sentence("It is so.", remedy)) == said


def test_at_no_door_a_sentence_is_told_with_its_remedy_in_plain_words() -> None:
    reopen = Remedy.REOPEN.of(plan="p", action="A1")
    assert f"{Sentence('It is complete.', reopen)}" == "It is complete. Open A1 of p again."
    assert (
        f"{BadInput('First.', 'Complete.', remedy=reopen)}"
        == "First.\nComplete. Open A1 of p again."
    )
    assert in_words("It is so.") == f"{Sentence('It is so.')}" == "It is so."


def test_a_run_says_bad_input_as_the_command_line_does() -> None:
    @fit_to_tell()
    async def refused() -> None:
        raise BadInput("First.", "There is no notice 7.", remedy=Remedy.FIND_NOTICE.of())

    with pytest.raises(BadInput) as told:
        asyncio.run(refused())
    assert told.value.problems == (
        "First.",
        "There is no notice 7; `followthrough outbox` lists them.",
    )
    assert f"{told.value}" == "\n".join(told.value.problems)


def test_each_flow_and_task_is_fit_to_tell() -> None:
    """What one raises Prefect keeps and shows: its decorator stands next to the function."""
    bare = [
        f"{shown(path)}: {node.name}"
        for path in files("flows")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef)
        and any(re.match(r"(flow|task)\b", ast.unparse(by)) for by in node.decorator_list)
        and ast.unparse(node.decorator_list[-1]) != "fit_to_tell()"
    ]
    assert bare == []


@pytest.mark.parametrize("kind", [RuntimeError, LookupError, OSError, BadInput])
def test_a_run_of_a_flow_keeps_no_secret(
    kind: type[Exception], capsys: pytest.CaptureFixture[str]
) -> None:
    """Of what nobody foresaw Prefect keeps no word at all; it is in the worker's own log."""
    know("a test", [MARKER])

    @fit_to_tell()
    async def broken() -> None:
        raise kind(f"It broke with {MARKER}.")

    with pytest.raises((BadInput, Unforeseen)) as told:
        asyncio.run(broken())
    know("a test", ())
    foreseen, said = kind is BadInput, "".join(traceback.format_exception(told.value))
    assert MARKER not in said
    assert (f"It broke with {MASK}" in said) == foreseen
    assert (f"It broke with {MASK}" in capsys.readouterr().err) != foreseen
    assert foreseen or str(told.value).startswith(f"{kind.__name__} in test_remedies.py, line ")
