"""Responsible for the plan that a table of actions tells, with all that is in doubt about it."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from followthrough.plans.file.columns import columns
from followthrough.plans.file.plan import NAMES_OF_DIVISIONS, key_of
from followthrough.plans.file.rows import (
    ActionRow,
    BoardRow,
    PersonRow,
    PlanFile,
    RecommendationRow,
    UpdateRow,
)
from followthrough.plans.table.about import Known, about
from followthrough.plans.table.asked import Question
from followthrough.plans.table.dates import Dates
from followthrough.plans.table.dates import questions as of_dates
from followthrough.plans.table.found import FoundRow, FoundTable
from followthrough.plans.table.mapping import Mapped, map_columns
from followthrough.plans.table.owners import Owners
from followthrough.plans.table.profile import PERSON, Profile
from followthrough.plans.table.progress import progress_in, question
from followthrough.reading.entry import Entry, Written, nothing, trimmed
from followthrough.reading.notations import Timescale
from rules.text import folded
from rules.words import plain_day

MOST_LETTERS = 3
"""Of a reference, such as 1.2, R4 or (iv); what has more is a text."""
SHOWN = 80
"""Letters of a text of progress that is not taken in."""
FIELDS = {
    "due date": "due_date",
    "part 2": "exempt",
    "recommendation": "recommendations",
    "reference": "ref",
}
"""The fields that are called otherwise than their column."""
_BETWEEN = re.compile(r"\s*[,;&]\s*|\s+and\s+")


class Doubt(NamedTuple):
    """What a cell says that a person should look at."""

    place: str
    said: str
    proposal: str
    """Empty if there is none."""
    why: str
    row: FoundRow
    column: int


@dataclass(frozen=True, slots=True)
class Understood:
    """A plan as a table tells it, every proposal taken, and what that rests on."""

    plan: PlanFile
    table: FoundTable
    mapped: Mapped
    dates: tuple[Timescale, ...]
    """Of each action."""
    owners: Mapping[str, bool]
    """By name: whether they are known."""
    doubts: tuple[Doubt, ...]
    questions: tuple[Question, ...]
    problems: tuple[str, ...]
    """Why it can't be stored, whatever is answered."""
    refused: tuple[Doubt, ...]
    """The cells that those of the problems are about which a cell has."""
    left: Mapping[str, int]
    """How many rows are no actions, by what they are."""

    @property
    def waiting(self) -> tuple[Question, ...]:
        """Return the questions that wait for a person: an answer to each is needed."""
        return tuple(one for one in self.questions if not one.may_be_blank)


def understand(file: str, table: FoundTable, profile: Profile, known: Known) -> Understood:
    """Return the plan of a table in a file of that name, by what was answered and what is known."""
    return _Reading(file, table, profile, known).understood()


class _Reading:
    """One reading of a table."""

    def __init__(self, file: str, table: FoundTable, profile: Profile, known: Known) -> None:
        self._file, self._table, self._profile = file, table, profile
        self._mapped = map_columns(table, profile)
        self._about = about(file, profile, known)
        self._known = known.keys
        self._dates = Dates(profile)
        named = [person["name"] for person in profile.people if person.get("name")]
        cells = (self._mapped.of("owner", row.cells).seen for row in table.rows)
        self._owners = Owners(
            (*known.people, *named), filter(None, cells), profile, known.posts, known.before
        )
        self._named: dict[str, bool] = {}
        self._recommendations: dict[str, RecommendationRow] = {}
        told = (self._mapped.of("recommendation", row.cells).seen for row in table.rows)
        given = {folded(part) for text in told for part in _recommendations(text)}
        self._free = (ref for n in itertools.count(1) if folded(ref := f"R{n}") not in given)
        self._refs: dict[str, str] = {}
        self._made_up: set[str] = set()
        self._asked: dict[str, Question] = {}
        self._doubts: list[Doubt] = []
        self._problems = [f"{file}: {wrong}" for wrong in self._mapped.problems]
        self._refused: list[Doubt] = []
        self._timescales: list[Timescale] = []
        self._left: Counter[str] = Counter()
        self._updates: list[UpdateRow] = []

    def understood(self) -> Understood:
        """Return all that the table tells."""
        rows = list(self._rows())
        actions = tuple(
            self._action(number, row, theme) for number, (row, theme) in enumerate(rows, 1)
        )
        due = [self._mapped.of("due date", row.cells) for row, _ in rows]
        return Understood(
            self._plan(actions),
            self._table,
            self._mapped,
            tuple(self._timescales),
            self._named,
            tuple(self._doubts),
            (
                *self._about.questions,
                *self._mapped.questions,
                *of_dates(due, self._profile),
                *self._asked.values(),
                *self._of_progress(),
            ),
            tuple(self._problems),
            tuple(self._refused),
            self._left,
        )

    def _rows(self) -> Iterator[tuple[FoundRow, str]]:
        """Yield the rows that hold an action, each with the title of the section it stands in."""
        at = self._mapped.at
        titled = [_says(row, at("title", row.cells)) for row in self._table.rows]
        last = max((n for n, is_titled in enumerate(titled) if is_titled), default=-1)
        section = ""
        for number, row in enumerate(self._table.rows):
            (column, one), *others = row.cells.items()
            if titled[number] and not (row.is_wide and not others):
                yield row, section
            elif others:
                self._left["row left out"] += 1
                self._doubt(
                    row, column, one.seen, "", "stands in a row without an action; left out"
                )
            elif (
                column == at("reference", row.cells) and _is_reference(one.seen) and not row.is_wide
            ):
                self._left["empty row"] += 1
            elif words := " ".join(one.seen.split()):
                section = words
                self._left["section" if number < last else "note"] += 1

    def _action(self, number: int, row: FoundRow, section: str) -> ActionRow:
        timescale = self._due(row)
        self._timescales.append(timescale)
        owner, *contributors = self._named_in(row, "owner") or ("",)
        contributors += [
            one for one in self._named_in(row, "contributors") if one not in contributors
        ]
        self._tell_of_others(row)
        ref = self._ref(number, row)
        self._report(ref, row)
        return ActionRow(
            ref=ref,
            title=self._text(row, "title"),
            paragraph=self._text(row, "paragraph"),
            recommendations=self._recommended(row),
            owner=owner,
            due_date=timescale.due,
            due_date_as_written=timescale.words,
            measure=self._text(row, "measure"),
            theme=self._text(row, "theme") or section,
            contributors=tuple(one for one in contributors if one != owner),
            repeats=timescale.repeats if timescale.due else "",
            exempt=self._cell(row, "part 2").yes(),
        )

    def _due(self, row: FoundRow) -> Timescale:
        written = self._mapped.of("due date", row.cells)
        found = self._dates.read(written)
        if found.why:
            proposal = plain_day(found.due) if found.due else "no date"
            self._doubt(
                row, self._mapped.at("due date", row.cells), found.words, proposal, found.why
            )
        return found

    def _named_in(self, row: FoundRow, column: str) -> tuple[str, ...]:
        words = trimmed(self._mapped.of(column, row.cells).seen)
        if not words or not self._text(row, column):
            return ()
        meant = self._owners.meant(words)
        if meant.question:
            self._asked.setdefault(meant.question.text, meant.question)
        for name in meant.names:
            self._named[name] = self._owners.know(name)
        return meant.names

    def _recommended(self, row: FoundRow) -> str:
        """Return the references of what an action answers: those given, or one for each text."""
        parts = _recommendations(self._text(row, "recommendation"))
        for part in parts:
            if folded(part) not in self._recommendations:
                ref = part if _is_reference(part) else next(self._free)
                self._recommendations[folded(part)] = RecommendationRow(ref, part, "")
        return ", ".join(self._recommendations[folded(part)].ref for part in parts)

    def _ref(self, number: int, row: FoundRow) -> str:
        """Return the reference of an action; one that is there twice gets a number of its own."""
        own = self._text(row, "reference")
        given = own or f"A{number}"
        ref, again = given, 1
        while folded(ref) in self._refs:
            again += 1
            ref = f"{given}-{again}"
        if ref != given:
            column = self._mapped.at("reference", row.cells) or min(row.cells)
            self._doubt(
                row, column, given, ref, f"is the reference of {self._refs[folded(given)]} too"
            )
        column = self._mapped.at("reference", row.cells)
        self._refs[folded(ref)] = self._table.place(
            column if column in row.cells else min(row.cells), row
        )
        if ref != own:
            self._made_up.add(ref)
        return ref

    def _report(self, ref: str, row: FoundRow) -> None:
        """Keep what a row says of its action's progress; doubt what can't be taken in."""
        written = self._mapped.of("progress", row.cells)
        found = progress_in(written, ref)
        if isinstance(found, UpdateRow):
            self._updates.append(found)
        elif found:
            said = trimmed(written.seen)[:SHOWN]
            self._doubt(row, self._mapped.at("progress", row.cells), said, "", found)

    def _of_progress(self) -> list[Question]:
        if folded(self._about.plan["key"]) in self._known:
            return []
        heading = self._table.headings.get(self._mapped.at("progress", {}), "")
        return question(heading, len(self._updates), self._profile)

    def _tell_of_others(self, row: FoundRow) -> None:
        """Doubt what says of an action that it is gone, done or moved: that is recorded apart.

        And what is beside the words of its cells.
        """
        for at, one in row.cells.items():
            if one.beside:
                self._doubt(row, at, trimmed(one.seen), "", one.beside)
        title = self._mapped.of("title", row.cells).marked
        if title:
            why = "is struck through; taken in all the same"
            self._doubt(row, self._mapped.at("title", row.cells), title, "", why)
        for column in ("completed on", "revised date"):
            written = self._mapped.of(column, row.cells)
            if self._dates.read(written).due:
                why = f"is its {column}, which is not taken in; record it when the plan is live"
                self._doubt(row, self._mapped.at(column, row.cells), trimmed(written.seen), "", why)

    def _doubt(self, row: FoundRow, column: int, said: str, proposal: str, why: str) -> None:
        place = self._table.place(column, row)
        self._doubts.append(Doubt(place, said, proposal, why, row, column))

    def _text(self, row: FoundRow, column: str) -> str:
        return self._cell(row, column).text()

    def _cell(self, row: FoundRow, column: str) -> Entry:
        """Return what a row says in a column; a row says nothing in one that is not there."""
        if column not in self._mapped.columns:
            return nothing(column)
        at = self._mapped.at(column, row.cells)
        place, one = self._table.place(at, row), self._mapped.of(column, row.cells)

        def tell(told: str) -> None:
            self._problems.append(f"{self._file}, {place}: {told}.")
            why = f"can't be taken in: {told}"
            self._refused.append(Doubt(place, trimmed(one.seen), "", why, row, at))

        return Entry(f"the {column}", place, one, tell)

    def _entry(self, noun: str, words: str) -> Entry:
        """Return what was answered of the plan, which no cell holds."""
        told = Written(words)
        return Entry(noun, "", told, lambda why: self._problems.append(f"{self._file}: {why}."))

    def _plan(self, actions: tuple[ActionRow, ...]) -> PlanFile:
        if "title" not in self._mapped.columns:
            self._problems.append(
                f"{self._file}: no column is the title of its actions; say in the profile which is."
            )
        elif not actions:
            self._problems.append(f"{self._file}: there is no action {self._table.below}.")
        said = {
            name: self._entry(f"the plan's {name}", words)
            for name, words in self._about.plan.items()
        }
        board = self._board()
        administrator = said["administrator"].text()
        return PlanFile(
            key=key_of(said["key"]) if said["key"].written.seen else "",
            title=said["title"].text(),
            organisation=said["organisation"].text(),
            report=said["report"].text(),
            report_date=None,
            division=said["division"].choice(said["division"].text(), NAMES_OF_DIVISIONS),
            administrator=administrator,
            notes=(),
            people=self._everyone((*self._named, administrator, board.secretary)),
            boards=(board,),
            recommendations=tuple(self._recommendations.values()),
            actions=actions,
            silent_on=self._silent_on(actions),
            made_up=frozenset(self._made_up),
            updates=tuple(self._updates),
            progress_of=day if isinstance(day := self._profile.progress, date) else None,
        )

    def _silent_on(self, actions: Iterable[ActionRow]) -> frozenset[str]:
        """Return the fields for which the table has no column, and of which no row says anything."""
        there = {FIELDS.get(name, name) for name in self._mapped.columns}
        said = {name for name in ("theme", "contributors") for one in actions if getattr(one, name)}
        return frozenset({*columns(ActionRow), "milestones"} - there - said)

    def _board(self) -> BoardRow:
        said = {
            name: self._entry(f"the board's {name}", words)
            for name, words in self._about.board.items()
        }
        return BoardRow(
            name=said["name"].text(),
            chair=said["chair"].text(),
            secretary=said["secretary"].text(),
            address=said["address"].address() if said["address"].written.seen else "",
            escalations=True,
            packs=True,
            paragraph="",
            meets="",
        )

    def _everyone(self, names: Iterable[str]) -> tuple[PersonRow, ...]:
        """Return those whom the plan names, and the profile; an address that nobody told is blank."""
        told = {folded(one["name"]): one for one in self._profile.people if one.get("name")}
        for one in [one for one in told.values() if one.get("address")]:
            self._entry(f"the address of {one['name']}", one["address"]).address()
        wanted = {folded(name): name for name in names if name}
        wanted |= {
            folded(one["director"]): one["director"] for one in told.values() if one.get("director")
        }
        wanted |= {one: told[one]["name"] for one in told}
        return tuple(
            PersonRow(
                **{field: told.get(key, {}).get(field, "") for field in PERSON} | {"name": name}
            )
            for key, name in wanted.items()
        )


def _says(row: FoundRow, column: int) -> bool:
    return column in row.cells and bool(trimmed(row.cells[column].seen))


def _recommendations(text: str) -> list[str]:
    """Return each of the references in a text, or a text that is none."""
    parts = [part for part in _BETWEEN.split(" ".join(text.split())) if part]
    return parts if all(map(_is_reference, parts)) else [text]


def _is_reference(words: str) -> bool:
    return sum(map(str.isalpha, words)) <= MOST_LETTERS
