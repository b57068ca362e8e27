"""Responsible for the command that takes a plan in, and the conversation about a table not made for us."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TextIO

import typer

from followthrough.cli.place import a_date, day, open_place
from rules.problems import BadInput, Remedy
from rules.words import count, references

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from rich.console import Console

    from followthrough.actions.from_file import Agreed
    from followthrough.plans.differences import Differences
    from followthrough.plans.file.rows import PlanFile
    from followthrough.plans.import_plan import Imported
    from followthrough.plans.table.asked import Question
    from followthrough.plans.table.found import FoundTable
    from followthrough.plans.table.profile import Profile
    from followthrough.plans.table.understood import Understood
    from followthrough.workplace import Workplace

app = typer.Typer()
Say = Callable[[str], None]
Preset = Annotated[
    str, typer.Option(help="What the plan answers, such as focused-visit: areas, leads, dates.")
]
Received = Annotated[
    datetime | None,
    typer.Option(
        parser=a_date, metavar="DATE", help="With --preset: when the report was received."
    ),
]


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="A workbook as docs/plan-file.md has it, or any table of actions: .xlsx, .xls, .ods, .docx, .csv or .tsv."
        ),
    ],
    profile: Annotated[
        Path | None,
        typer.Option(help="The file that keeps what was answered; beside it if left out."),
    ] = None,
    dates_agreed_by: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Who agreed to the due dates that a later file changes; else they are asked for.",
        ),
    ] = "",
    on: Annotated[
        datetime | None,
        typer.Option(parser=a_date, metavar="DATE", help="When they agreed to them."),
    ] = None,
    preset: Preset = "",
    received: Received = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Take every proposal; ask nothing.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show all that would be taken in; write nothing.")
    ] = False,
) -> None:
    """Take an action plan in, as a draft: nobody is told anything until it goes live.

    A later file of a plan changes it: what is new, changed or gone is shown, and asked about. Its due
    dates are asked for, unless --dates-agreed-by says who agreed to them, and --on when. Of people
    whom other plans know nothing changes; what the file says otherwise is named.
    """
    from followthrough.actions.from_file import Agreed
    from followthrough.plans.table.take_in import kept_beside

    place, console = open_place()
    if bool(dates_agreed_by) != bool(on):
        raise BadInput("--dates-agreed-by and --on go together: who agreed, and when.")
    agreed = Agreed(dates_agreed_by, day(on)) if on else None
    kept = profile or kept_beside(file)
    told = _by_preset(preset, received)
    _take_in(_Door(place, console, file, kept, agreed, told, is_sure=yes, is_trial=dry_run))


@app.command("mark")
def mark_(
    file: Annotated[
        Path, typer.Argument(help="Any table of actions that `import` takes, but not our workbook.")
    ],
    copy: Annotated[Path, typer.Argument(metavar="COPY", help="The .xlsx file to write.")],
    profile: Annotated[
        Path | None,
        typer.Option(help="The file that keeps what was answered; beside it if left out."),
    ] = None,
) -> None:
    """Write a copy of a table with a note in each doubtful cell: what is in doubt, what is proposed.

    Corrected, it comes in by `import` with the same profile; the notes are known for ours then.
    Nothing is stored.
    """
    from followthrough.plans.table.marked import write_marked
    from followthrough.tables.daily import while_it_lasts

    place, console = open_place()
    with while_it_lasts(console, "Reading the plan"):
        said = write_marked(place, file, copy, profile)
    console.print(said, soft_wrap=True)


def _by_preset(preset: str, received: datetime | None) -> "Callable[[PlanFile], Iterable[str]]":
    """Return what says how a plan lies by a preset; raise BadInput if there is none of that name."""
    from followthrough.plans.preset import by_preset, preset_called

    if not preset and received:
        raise BadInput("--received goes with --preset.")
    on = day(received) if received else None
    return partial(by_preset, preset_called(preset), received=on) if preset else lambda _: ()


@dataclass(frozen=True, slots=True)
class _Door:
    """How a plan is taken in: from which file, with what said at the door."""

    place: "Workplace"
    console: "Console"
    file: Path
    kept: Path
    """The file that keeps what was answered."""
    agreed: "Agreed | None"
    by_preset: "Callable[[PlanFile], Iterable[str]]"
    is_sure: bool
    is_trial: bool

    def reading(self) -> "AbstractContextManager[None]":
        """Show that the plan is being read, if that takes its time."""
        from followthrough.tables.daily import while_it_lasts

        return while_it_lasts(self.console, "Reading the plan")

    def say(self, sentences: "Iterable[str]") -> None:
        """Print sentences, a line each."""
        for sentence in sentences:
            self.console.print(sentence, soft_wrap=True)

    def ask(self, read: "Callable[[Profile], Asked | Understood]", profile: "Profile") -> "Profile":
        """Return a profile with what is answered to questions: taken as proposed, or asked for."""
        from followthrough.plans.table.asked import with_defaults

        if self.is_sure:
            return with_defaults(profile, read(profile).questions)
        if sys.stdin.isatty():
            say = partial(self.console.print, soft_wrap=True)
            return converse(read, profile, asked_on(self.console), say)
        return profile

    def keep(self, before: "Profile", answers: "Profile") -> None:
        """Keep what was answered, if anything new was."""
        from followthrough.packs.writers import put_whole
        from followthrough.plans.table.profile import profile_as_yaml
        from followthrough.reading.file import name_of

        if answers != before and not self.is_trial:
            put_whole(self.kept, profile_as_yaml(answers).encode())
            self.say([f"What was answered is kept in {name_of(self.kept)}."])


def _take_in(door: _Door) -> None:
    from followthrough.plans.import_plan import store_plan
    from followthrough.plans.table.found import FoundTable
    from followthrough.plans.table.opening import open_plan
    from followthrough.plans.table.take_in import open_profile

    answered = open_profile(door.kept)
    with door.reading():
        read = open_plan(door.file, answered.sheet)
    is_ours = not isinstance(read, FoundTable)
    if isinstance(read, FoundTable):
        answered, read = _table(door, read, answered)
    door.say(door.by_preset(read))
    if not _again(door, read, answered, is_ours=is_ours):
        found = store_plan(door.place, door.file, read, is_trial=door.is_trial, is_ours=is_ours)
        _tell(door.console, found, is_trial=door.is_trial)


def _table(door: _Door, table: "FoundTable", before: "Profile") -> "tuple[Profile, PlanFile]":
    """Return the plan of a table: show what was understood, ask what is not known, keep the answers."""
    from followthrough.plans.table.report import in_doubt, understood_in
    from followthrough.plans.table.take_in import ready, what_is_known
    from followthrough.plans.table.understood import understand

    known = what_is_known(door.place, before.plan.get("organisation", ""))

    def read(answers: "Profile") -> "Understood":
        with door.reading():
            return understand(door.file.name, table, answers, known)

    def say(found: "Understood") -> None:
        door.say((*understood_in(found), *in_doubt(found)))

    if not door.is_sure and sys.stdin.isatty():
        say(read(before))
    answers = door.ask(read, before)
    found = read(answers)
    say(found)
    if not (door.is_sure or sys.stdin.isatty()):
        refuse_open(found.waiting)
    door.keep(before, answers)
    return answers, ready(found)


def _again(door: _Door, read: "PlanFile", before: "Profile", *, is_ours: bool) -> bool:
    """Take in what a later file changes of its plan; say whether it is one."""
    from followthrough.actions.from_file import take_again
    from followthrough.cli.remedies import in_words
    from followthrough.plans import changes
    from followthrough.plans.differences import what_differs
    from followthrough.reading.file import changed_at

    def differ(same: "Mapping[tuple[str, str], bool]") -> "Differences | None":
        return what_differs(door.place, read, same, changed_at(door.file), is_ours=is_ours)

    first = differ({})
    if first is None and door.agreed:
        raise BadInput(
            "--dates-agreed-by goes with a file that changes due dates; this one changes nothing. "
            "`followthrough decide-date` records who agreed to a date that is asked for."
        )
    if first is None:
        return False
    mine = replace(before, changes=changes.answers_for(first, before.changes))

    def asked(answers: "Profile") -> "Asked":
        found = differ(changes.said_same(answers.changes)) or first
        left = changes.questions(found, answers.changes, are_agreed=door.agreed is not None)
        return Asked(left)

    door.say(map(in_words, changes.told(first)))
    answers = door.ask(asked, mine)
    if not (door.is_sure or sys.stdin.isatty()):
        refuse_open(asked(answers).questions)
    if len(answers.changes) > 1:  # beside which file they are about
        door.keep(before, answers)
    done = take_again(
        door.place,
        door.file,
        read,
        answers.changes,
        door.agreed,
        is_ours=is_ours,
        is_trial=door.is_trial,
    )
    door.say(map(in_words, done.sentences))
    stored = "Nothing was stored." if door.is_trial else "It is taken in."
    door.say([f"{done.title} ({done.key}): {count(done.actions, 'action')} in the file. {stored}"])
    if done.unaddressed:
        door.say([f"To mend: {references(done.unaddressed)}: no address, so no reminders."])
    return True


class Asked(NamedTuple):
    """What is to be asked."""

    questions: "Sequence[Question]"


def converse(
    read: "Callable[[Profile], Asked | Understood]",
    profile: "Profile",
    ask: Callable[[str], str],
    say: Say,
) -> "Profile":
    """Ask what is not known, one question after another; return all that was answered.

    An empty answer takes what is proposed, which stands in brackets. What can't be taken is said,
    and asked again.
    """
    number, passed = 0, set()
    while left := [one for one in read(profile).questions if (one.about, one.of) not in passed]:
        question, number = left[0], number + 1
        choices = f" ({', '.join(question.choices)})" if question.choices else ""
        proposed = f" [{question.default}]" if question.default else ""
        while True:
            try:
                said = ask(f"{number}. {question.text}{choices}{proposed} ").strip()
                profile = question.answered(profile, said or question.default)
            except BadInput as wrong:
                say(str(wrong))
            except EOFError:
                raise BadInput("The questions were not all answered; nothing was stored.") from None
            else:
                break
        passed.add((question.about, question.of))
    return profile


def asked_on(console: "Console", answers: TextIO | None = None) -> Callable[[str], str]:
    """Return what asks on a console: what is proposed stands in brackets, which are no markup there."""
    return partial(console.input, markup=False, emoji=False, stream=answers)


def refuse_open(waiting: "Sequence[Question]") -> None:
    """Raise BadInput if questions wait for a person, with each."""
    if waiting:
        raise BadInput(
            f"{count(len(waiting), 'question')} to answer, and nothing was stored:",
            *(_with_default(one) for one in waiting),
            remedy=Remedy.GIVE_ANSWERS.of(),
        )


def _with_default(question: "Question") -> str:
    return f"{question.text} Proposed is {question.default}." if question.default else question.text


def _tell(console: "Console", found: "Imported", *, is_trial: bool) -> None:
    from followthrough.cli.remedies import in_words

    stored = "It would be a draft; nothing was stored." if is_trial else "It is a draft now."
    console.print(
        f"{found.title} ({found.key}): {count(found.actions, 'action')}, "
        f"{count(found.recommendations, 'recommendation')}, {count(found.boards, 'board')}. "
        + (stored if found.new else "It was imported before; nothing changed.")
    )
    for sentence in found.spelled_otherwise:
        console.print(sentence, soft_wrap=True)
    for doubt in found.doubts:
        console.print(f"To check: {in_words(doubt)}", soft_wrap=True)
    for sentence in found.in_doubt:
        console.print(f"In doubt: {sentence}", soft_wrap=True)
    for sentence in found.data_quality:
        console.print(f"To mend: {sentence}")
