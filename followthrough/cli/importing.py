"""Responsible for the command that takes a plan in, and the conversation about a table not made for us."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from followthrough.cli.place import open_place
from rules.problems import BadInput, Remedy
from rules.words import count

if TYPE_CHECKING:
    from rich.console import Console

    from followthrough.plans.import_plan import Imported
    from followthrough.plans.table.asked import Question
    from followthrough.plans.table.found import FoundTable
    from followthrough.plans.table.profile import Profile
    from followthrough.plans.table.understood import Understood
    from followthrough.workplace import Workplace

app = typer.Typer()
Say = Callable[[str], None]


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
        typer.Option(
            help="The file that keeps what was answered about any table; beside it if left out."
        ),
    ] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Take every proposal; ask nothing.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show all that would be taken in; write nothing.")
    ] = False,
) -> None:
    """Take an action plan in, as a draft: nobody is told anything until it goes live.

    Of people whom other plans know nothing changes; what the file says otherwise is named.
    """
    from followthrough.plans.import_plan import store_plan
    from followthrough.plans.table.found import FoundTable
    from followthrough.plans.table.opening import open_plan
    from followthrough.plans.table.take_in import kept_beside, open_profile
    from followthrough.reading.file import name_of

    place, console = open_place()
    kept = profile or kept_beside(file)
    answered = open_profile(kept)
    read = open_plan(file, answered.sheet)
    if isinstance(read, FoundTable):
        found = _table(place, console, file, read, (answered, kept), is_sure=yes, is_trial=dry_run)
    elif profile:
        raise BadInput("--profile goes with other tables: our own workbook needs no answers.")
    else:
        found = store_plan(place, name_of(file), read, is_trial=dry_run)
    _tell(console, found, is_trial=dry_run)


def _table(
    place: "Workplace",
    console: "Console",
    file: Path,
    table: "FoundTable",
    profile: "tuple[Profile, Path]",
    *,
    is_sure: bool,
    is_trial: bool,
) -> "Imported":
    """Take in a table: show what was understood, ask what is not known, keep the answers."""
    from followthrough.plans.table.asked import with_defaults
    from followthrough.plans.table.profile import profile_as_yaml
    from followthrough.plans.table.report import in_doubt, understood_in
    from followthrough.plans.table.take_in import import_table, what_is_known
    from followthrough.plans.table.understood import understand
    from followthrough.reading.file import name_of

    before, kept = profile
    known = what_is_known(place, before.plan.get("organisation", ""))

    def read(answers: "Profile") -> "Understood":
        return understand(file.name, table, answers, known)

    def say(found: "Understood") -> None:
        for sentence in (*understood_in(found), *in_doubt(found)):
            console.print(sentence, soft_wrap=True)

    answers = before
    if is_sure:
        answers = with_defaults(before, read(before).questions)
    elif sys.stdin.isatty():
        say(read(before))
        answers = converse(read, before, asked_on(console), partial(console.print, soft_wrap=True))
    found = read(answers)
    say(found)
    if not (is_sure or sys.stdin.isatty()):
        refuse_open(found.waiting)
    if answers != before and not is_trial:
        kept.write_text(profile_as_yaml(answers), encoding="utf-8")
        console.print(f"What was answered is kept in {name_of(kept)}.", soft_wrap=True)
    return import_table(place, file, found, is_trial=is_trial)


def converse(
    read: "Callable[[Profile], Understood]",
    profile: "Profile",
    ask: Callable[[str], str],
    say: Say,
) -> "Profile":
    """Ask what is not known of a table, one question after another; return all that was answered.

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
