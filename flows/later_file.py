"""Responsible for a later file of a plan that a run takes in: what it shows of that, and what waits.

No word of the file's cells is shown, since they may be Part 2: only how much differs, and where.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from followthrough.actions.from_file import Agreed, take_again
from followthrough.plans.changes import (
    DATES,
    GONE,
    OLDER,
    PART_2,
    Answers,
    answers_for,
    counted,
    questions,
    said_same,
)
from followthrough.plans.differences import Differences, what_differs
from followthrough.plans.file.rows import PlanFile
from followthrough.plans.table.asked import Question
from followthrough.reading.file import changed_at
from followthrough.tables.markdown import Markdown, bullets, filled, table
from followthrough.workplace import Workplace
from rules.plans.taking import called
from rules.problems import BadInput, Remedy
from rules.words import count, references

MOST_NAMED = 50
PAGE = """# {title}: a later file

{sentence}

## What differs

{differs}
"""
WAITING = """# {title}: questions about a later file wait for a person

{sentence}

{questions}

## What differs

{differs}
"""
TOLD = (OLDER, DATES, GONE, PART_2)
"""Questions that hold no word of the file."""


@dataclass(frozen=True, slots=True)
class Later:
    """A later file of a plan, and what is to be said about it."""

    key: str
    title: str
    sentence: str
    page: Markdown
    is_waiting: bool


def take_later(
    place: Workplace,
    file: Path,
    read: PlanFile,
    kept: Answers,
    agreed: Agreed | None,
    *,
    is_ours: bool,
    are_taken: bool,
) -> Later | None:
    """Take in what a file changes of its plan; return what to show, None if it is no later file.

    While a question waits nothing is stored. Raises BadInput for what can't be taken in as it stands.
    """

    def differ(answers: Answers) -> Differences | None:
        return what_differs(place, read, said_same(answers), changed_at(file), is_ours=is_ours)

    first = differ({})
    if first is None:
        return None
    answers = answers_for(first, kept)
    found = differ(answers) or first
    left = questions(found, answers, are_agreed=agreed is not None)
    waiting = [one for one in left if not (are_taken and one.default)]
    if waiting:
        sentence = f"Nothing was stored: {count(len(waiting), 'question')} to answer."
        return Later(found.key, found.title, sentence, _waiting(found, waiting, sentence), True)  # noqa: FBT003
    try:
        done = take_again(place, file, read, answers, agreed, is_ours=is_ours)
    except BadInput:
        raise BadInput(
            "The file can't be taken in as it stands; what is wrong may be Part 2, so it is not "
            "told here.",
            remedy=Remedy.SHOW_CELLS.of(file=file),
        ) from None
    sentence = f"Took in what differs in {done.title}."
    differs = bullets(_differs(found))
    page = filled(PAGE, title=done.title, sentence=sentence, differs=differs)
    return Later(done.key, done.title, sentence, page, is_waiting=False)


def _waiting(found: Differences, waiting: list[Question], sentence: str) -> Markdown:
    asked = [(number, _fit(one), one.default) for number, one in enumerate(waiting, 1)]
    return filled(
        WAITING,
        title=found.title,
        sentence=sentence,
        questions=table(("", "Question", "Proposed"), asked),
        differs=bullets(_differs(found)),
    )


def _fit(question: Question) -> str:
    """Return a question as anyone may read it."""
    if question.of in TOLD:
        return question.text
    known, is_doubt, _ = question.of.partition(" as ")
    if is_doubt:
        return f"Is a row that is like {known} that action in other words, or another?"
    if question.of.startswith("body "):
        return "Is a body, whose name stands wherever another stood, called so from now on?"
    return "Is another name, wherever one stood, the same under another name, or who takes over?"


def _differs(found: Differences) -> Iterator[str]:
    """Yield what differs by the references that are known."""
    yield counted(found)
    fields: dict[str, list[str]] = {}
    for one in found.taken:
        fields.setdefault(called(one.field), []).append(one.ref)
    for field, refs in fields.items():
        yield f"Another {field}: {references(refs, MOST_NAMED)}."
    for what, refs in (
        ("Left as recorded", [one.ref for one, _ in found.left]),
        ("Recorded otherwise since the last file", [one.ref for one in found.diff.stays]),
        ("Not in the file", [*found.gone]),
    ):
        if refs:
            yield f"{what}: {references({*refs}, MOST_NAMED)}."
