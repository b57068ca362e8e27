"""Responsible for a plan's profile: what a person answered about its table, kept as YAML to edit.

With it the next file of the same plan needs no question.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from followthrough.plans.table.headings import COLUMNS, LEFT_OUT
from followthrough.reading.file import name_of
from followthrough.reading.notations import UNANSWERED, Answers, Quarters
from followthrough.reading.yaml_file import inline, read_text, read_yaml, scalar
from followthrough.reading.yaml_value import Problems, Value
from rules.text import folded

T = TypeVar("T")

VERSION = 1
MOST = 2_000
ABOUT = ("key", "title", "organisation", "report", "division", "administrator")
"""What a profile says of the plan itself."""
BOARD = ("name", "chair", "secretary", "address")
"""And of the board at the top of its ladder."""
PERSON = ("name", "address", "role", "agency", "director")
NO_DATE = "no date"
DAY_OF_IMPORT = "day of import"
_NEEDED = {"version": str(VERSION)}
_TOP = (
    "plan",
    "board",
    "people",
    "sheet",
    "columns",
    "dates",
    "written dates",
    "several owners",
    "owners",
    "progress",
    "changes",
)


class Several(StrEnum):
    """What a cell of owners means that has parts."""

    LEAD_FIRST = "lead first"
    """Each part is someone; the first is the lead officer."""
    ONE = "one body"


@dataclass(frozen=True, slots=True)
class Profile:
    """What was answered; whatever is left out is asked, or taken from what is known."""

    plan: Mapping[str, str] = field(default_factory=dict)
    board: Mapping[str, str] = field(default_factory=dict)
    people: tuple[Mapping[str, str], ...] = ()
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    """By heading, as it is written; what it is, or that it is left out."""
    answers: Answers = UNANSWERED
    dates: Mapping[str, date | None] = field(default_factory=dict)
    """By words, as they are written; None if they name no date."""
    several: Several | None = None
    owners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the words of a cell, as they are written: who is meant, the lead officer first."""

    progress: date | str = ""
    """Of which day progress is that shows none, or `day of import`; empty if that was not asked."""

    changes: Mapping[str, str] = field(default_factory=dict)
    """What was answered about the differences of one file, which is named among it."""

    def owner(self, words: str) -> tuple[str, ...] | None:
        """Return who was said to be meant by the words of a cell; None if nothing was."""
        return {folded(one): names for one, names in self.owners.items()}.get(folded(words))


def read_profile(path: Path) -> Profile:
    """Return the profile at `path`.

    Raises BadInput with a sentence for every problem, each naming file and line.
    """
    problems = Problems(name_of(path.name))
    top = read_yaml(read_text(path), problems).fields(_NEEDED, _TOP)
    top["version"].whole(VERSION, VERSION)
    dates = top["dates"].fields({}, ("quarters", "counted from"))
    quarters = dates["quarters"].choice(dates["quarters"].text(), tuple(Quarters))
    several = top["several owners"].choice(top["several owners"].text(), tuple(Several))
    profile = Profile(
        _texts(top["plan"], ABOUT),
        _texts(top["board"], BOARD),
        tuple(_texts(one, PERSON) for one in top["people"].items("person", 0, MOST)),
        top["sheet"].text(),
        dict(_pairs(top["columns"], "heading", _column)),
        Answers(Quarters(quarters) if quarters else None, dates["counted from"].day()),
        dict(_pairs(top["written dates"], "written", _date)),
        Several(several) if several else None,
        dict(_pairs(top["owners"], "written", _names)),
        _of_which_day(top["progress"]),
        dict(_pairs(top["changes"], "about", Value.text)),
    )
    problems.tell()
    return profile


def profile_as_yaml(profile: Profile) -> str:
    """Return a profile as a file that reads back as the same profile."""
    answers = {"quarters": profile.answers.quarters, "counted from": profile.answers.counted_from}
    parts: dict[str, str | list[str]] = {
        "plan": _inline(profile.plan),
        "board": _inline(profile.board),
        "people": [_inline(one) for one in profile.people],
        "sheet": scalar(profile.sheet) if profile.sheet else "",
        "columns": [
            inline({"heading": one, "is": column}) for one, column in profile.columns.items()
        ],
        "dates": _inline({name: str(said) for name, said in answers.items() if said}),
        "written dates": [
            inline({"written": words, "is": str(due or NO_DATE)})
            for words, due in profile.dates.items()
        ],
        "several owners": str(profile.several or ""),
        "owners": [
            f"{{written: {scalar(words)}, is: [{', '.join(map(scalar, names))}]}}"
            for words, names in profile.owners.items()
        ],
        "progress": f"'{profile.progress}'" if profile.progress else "",
        "changes": [
            inline({"about": about, "is": said}) for about, said in profile.changes.items()
        ],
    }
    return "\n".join([f"version: {VERSION}", *_lines(parts)]) + "\n"


def _lines(parts: Mapping[str, str | list[str]]) -> Iterator[str]:
    for name, said in parts.items():
        if isinstance(said, list):
            yield from [f"{name}:", *(f"  - {one}" for one in said)] if said else ()
        elif said:
            yield f"{name}: {said}"


def _inline(said: Mapping[str, str]) -> str:
    told = {name: words for name, words in said.items() if words}
    return inline(told) if told else ""


def _texts(value: Value, names: tuple[str, ...]) -> dict[str, str]:
    found = {name: one.text() for name, one in value.fields({}, names).items() if one.node}
    return {name: words for name, words in found.items() if words}


def _pairs(value: Value, noun: str, read: Callable[[Value], T]) -> Iterator[tuple[str, T]]:
    for one in value.items("entry", 0, MOST):
        told = one.fields({noun: "By when", "is": "due date"})
        yield told[noun].text(), read(told["is"])


def _column(value: Value) -> str:
    return value.choice(value.text(), (*COLUMNS, LEFT_OUT))


def _date(value: Value) -> date | None:
    return None if folded(value.written.seen) == NO_DATE else value.needed_day()


def _of_which_day(value: Value) -> date | str:
    said = folded(value.written.seen)
    return said if said in {"", DAY_OF_IMPORT} else value.needed_day() or ""


def _names(value: Value) -> tuple[str, ...]:
    return tuple(one.text() for one in value.items("name", 1, MOST))
