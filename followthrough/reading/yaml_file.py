"""Responsible for opening what people write in YAML, and for writing it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from yaml.events import AliasEvent, NodeEvent
from yaml.reader import ReaderError

from followthrough.reading.file import name_of, read_file
from followthrough.reading.yaml_value import NOTHING, Problems, Value, value
from rules.problems import BadInput

BIGGEST_FILE = 256 * 1024
"""A calendar of ours with a hundred years of days off has a quarter of it."""
DEEPEST = 20
MOST_VALUES = 10_000
"""Names, values and lists of one file; the longest of ours has a few hundred."""
_COLON = 'a colon stands where none can; put text that holds one in quotation marks, like "a: b"'
_PLAINER = (
    ("mapping values are not allowed", _COLON),
    ("but got ':'", _COLON),
    ("'\\t'", "a tab stands where only spaces can; write spaces"),
    ("cannot start any token", "text can't begin with this character; put it in quotation marks"),
    ("end of stream", "the quotation mark of line {begun} is not closed; close it"),
    ("escape character", "a backslash means more in double quotation marks; write single ones"),
    ("flow ", "the bracket of line {begun} is not closed, or a comma is missing; add it"),
    ("<block end>", "it is not indented as what begins on line {begun}; line them up"),
    (
        "too many",
        f"there are more than {MOST_VALUES:,} values above; take out what does not belong",
    ),
    ("another document", "a second document begins here; keep one of them"),
    ("", "it can't be read; look at its indentation, brackets, colons and quotation marks"),
)
"""What PyYAML says of a file that is not YAML, and what is told instead; the first one counts."""


class _Loader(yaml.SafeLoader):
    """Reads YAML as nodes; what makes one part stand for another, or changes its kind, is refused."""

    def __init__(self, text: str, problems: Problems) -> None:
        super().__init__(text)
        self._problems = problems
        self._depth = self._count = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Return the next node; raises MarkedYAMLError if there are too many, or too deep."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        line, is_alias = event.start_mark.line + 1, isinstance(event, AliasEvent)
        if is_alias:
            self._problems.add(line, f"the sign *{event.anchor} is not read; write the part out")
            self.get_event()  # type: ignore[no-untyped-call]
            return yaml.ScalarNode(NOTHING, "", event.start_mark, event.end_mark)
        if isinstance(event, NodeEvent) and event.anchor is not None:
            self._problems.add(line, f"the sign &{event.anchor} is not read; leave it out")
        if getattr(event, "tag", None) is not None:
            self._problems.add(line, "a tag, which begins with !, is not read; leave it out")
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_VALUES:
            wrong = "too deep" if self._depth > DEEPEST else "too many"
            raise yaml.MarkedYAMLError(problem=wrong, problem_mark=event.start_mark)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def read_text(path: Path) -> str:
    """Return the text of the file at `path`; raises BadInput if it is no readable UTF-8."""
    data = read_file(path, BIGGEST_FILE, "take out what does not belong there")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(
            f"{name_of(path.name)}, line {line}: a character is not UTF-8; save the file as UTF-8."
        ) from error


def read_yaml(text: str, problems: Problems) -> Value:
    """Return the value that is all of a file; raises BadInput if it is empty or not YAML."""
    top = None
    try:
        top = _Loader(text, problems).get_single_node()
    except yaml.MarkedYAMLError as error:
        problems.add(*_plainly(error))
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problems.add(line, "a control character stands here; take it out")
    except ValueError:  # PyYAML's own on "\U00110000"
        problems.add(0, "a backslash names a character that there is not; write the character")
    else:
        if top is None:
            problems.add(0, "there is nothing in the file; write it, or name another")
    problems.tell()
    return value("the file", top, problems)


def inline(pairs: Mapping[str, str | int | date]) -> str:
    """Return names and values as YAML on one line, in braces; texts are quoted where they must be."""
    return f"{{{', '.join(f'{name}: {scalar(value)}' for name, value in pairs.items())}}}"


def scalar(value: str | date | int) -> str:
    """Return a text, number or date as YAML that stands on one line."""
    if not isinstance(value, str):
        return str(value)
    listed_alone = yaml.safe_dump(
        [value], default_flow_style=True, allow_unicode=True, width=BIGGEST_FILE
    )
    return listed_alone.strip()[1:-1]


def _plainly(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Return the line of what is not YAML, and what is wrong there in plain words."""
    said = f"{error.context} {error.problem}"
    words = next(words for sign, words in _PLAINER if sign in said)
    marks = [mark.line + 1 if mark else 0 for mark in (error.problem_mark, error.context_mark)]
    return marks[0], words.format(begun=marks[1])
