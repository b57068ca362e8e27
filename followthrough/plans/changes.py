"""Responsible for what is told and asked about the differences between a file and its plan."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from followthrough.plans.differences import Differences
from followthrough.plans.table.asked import NO, YES, Question
from rules.plans.diff import Change, Doubtful, Renamed
from rules.plans.taking import called
from rules.problems import Remedy, Sentence
from rules.text import quoted
from rules.words import count, plain_day, references

Answers = Mapping[str, str]
MOST_NAMED = 100
OLDER, DATES, GONE, PART_2, FILE = "older", "dates", "gone", "part 2", "file"
"""What is asked once about a file, and for which file the answers are."""
DIGITS = 12
"""Of a file's SHA-256, which the profile keeps beside its answers."""


class Doubted(StrEnum):
    """What a line may be that is like an action."""

    SAME = "same"
    ANOTHER = "another"


class NewName(StrEnum):
    """What another name may mean that stands wherever a name stood."""

    RENAMED = "renamed"
    """One person, or one body, under another name."""
    TAKES_OVER = "takes over"
    LEAVE = "leave"


class Gone(StrEnum):
    """What becomes of actions that are not in a file."""

    CARRY_ON = "carry on"
    CANCEL = "cancel"


def answers_for(found: Differences, kept: Answers) -> Answers:
    """Return the answers that were given about this very file; none that were about another."""
    return kept if kept.get(FILE) == found.sha256[:DIGITS] else {FILE: found.sha256[:DIGITS]}


def said_same(answers: Answers) -> dict[tuple[str, str], bool]:
    """Return what was answered of doubtful lines: by the action's reference and the one given."""
    told = {one: said for one, said in answers.items() if said in tuple(Doubted)}
    pairs = ((*one.partition(" as "), said) for one, said in told.items())
    return {(known, given): said == Doubted.SAME for known, _, given, said in pairs}


def questions(
    found: Differences, answers: Answers, *, are_agreed: bool = False
) -> Sequence[Question]:
    """Return what is to be asked about a file before it is taken in, and was not answered."""
    asked = [*_asked(found, are_agreed=are_agreed)]
    return tuple(one for one in asked if one.of not in answers)


def answered(found: Differences, answers: Answers) -> Answers:
    """Return all answers, what is proposed where there is none."""
    proposed = {one.of: one.default for one in _asked(found, are_agreed=False) if one.default}
    return {**proposed, **answers}


def key_of_name(name: str) -> str:
    """Return under what the answer is kept of who has another name now."""
    return f"owner {name}"


def key_of_body(name: str) -> str:
    """Return under what the answer is kept of a body that has another name now."""
    return f"body {name}"


def _asked(found: Differences, *, are_agreed: bool) -> Iterator[Question]:
    if found.older:
        text = f"The file may be older than the last one: {found.older}. Is it to be taken in?"
        yield _question(OLDER, text, "", YES, NO)
    yield from map(_doubted, found.diff.doubtful)
    yield from map(_new_name, found.diff.renamed)
    yield from map(_new_body, found.bodies)
    if found.dates and not are_agreed:
        what = (
            "Ask for them as new dates? Nothing moves until they are decided on."
            if found.is_live
            else "Take them? The plan is a draft."
        )
        text = f"{count(len(found.dates), 'due date')} above {_differ(found.dates)}. {what}"
        yield _question(DATES, text, YES, YES, NO)
    if found.gone:
        text = f"{references(found.gone, MOST_NAMED)}: not in this file. What becomes of them?"
        yield _question(GONE, text, Gone.CARRY_ON, *Gone)
    if found.published:
        refs = references((one.ref for one in found.published), MOST_NAMED)
        text = f"{refs}: Part 2 until now, and not in this file. May they be published?"
        yield _question(PART_2, text, NO, YES, NO)


def _differ(dates: Sequence[Change]) -> str:
    return "differs" if len(dates) == 1 else "differ"


def _doubted(one: Doubtful) -> Question:
    text = (
        f"Is {one.given} of the file, {quoted(one.now)}, the action {one.known}, "
        f"{quoted(one.was)}, in other words, or another?"
    )
    return _question(f"{one.known} as {one.given}", text, "", *Doubted)


def _new_name(one: Renamed) -> Question:
    was = " and ".join(one.was)
    names = [NewName.RENAMED] if len(one.was) == 1 and not one.is_known else []
    text = (
        f"{one.now} stands wherever {was} stood, in {count(len(one.refs), 'action')}. Is that the "
        "same under another name, or who takes over from them?"
        if names
        else f"{one.now} stands wherever {was} stood, in {count(len(one.refs), 'action')}. Who "
        "takes over from them?"
    )
    default = NewName.RENAMED if one.is_alike else NewName.TAKES_OVER
    return _question(key_of_name(one.now), text, default, *names, NewName.TAKES_OVER, NewName.LEAVE)


def _new_body(one: Renamed) -> Question:
    text = (
        f"{one.now} stands wherever {' and '.join(one.was)} stood, with "
        f"{references(one.refs, MOST_NAMED)}. Are they called so from now on, in all plans?"
    )
    return _question(key_of_body(one.now), text, YES, YES, NO)


def _question(of: str, text: str, default: str, *choices: str) -> Question:
    return Question("changes", of, text, default, choices)


def told(found: Differences) -> Iterator[str | Sentence]:
    """Yield a sentence each for what a file changes, what of it is not taken in, and what stays."""
    diff = found.diff
    yield counted(found)
    given = {one: found.file.actions[one] for one in diff.added}
    yield from _some(
        f"New: {one.ref} {quoted(one.title)}, {_due(one.due_date)}, "
        f"{f'owner {one.owner}' if one.owner else 'without an owner'}."
        for one in given.values()
    )
    for name in diff.renamed:
        yield f"{' and '.join(name.was)}: {name.now} now, in {references(name.refs, MOST_NAMED)}."
    for name in found.bodies:
        yield f"{' and '.join(name.was)}: {name.now} now, of {references(name.refs, MOST_NAMED)}."
    one_name = {ref for name in diff.renamed for ref in name.refs}
    yield from _some(
        f"{one.ref}: {called(one.field)}, from {shown(one.was)} to {shown(one.now)}."
        for one in found.taken
        if not (one.field == "owner" and one.ref in one_name)
    )
    yield from _some(
        f"Recommendation {one.ref}: {quoted(one.text)}." for one in found.recommendations
    )
    yield from _some(
        f"{one.ref}: {called(one.field)}, stays {shown(one.was)}, and not {shown(one.now)}: {why}."
        for one, why in found.left
    )
    yield from _some(
        f"{one.ref}: {called(one.field)}, stays {shown(one.was)}, as was recorded since the last "
        f"file; this one still says {shown(one.now)}."
        for one in diff.stays
    )
    for one in found.asked:
        remedy = Remedy.DECIDE_DATE.of(plan=found.key, action=one.ref)
        yield Sentence(f"{one.ref}: {shown(one.now)} waits to be decided on.", remedy)
    yield from _some(
        f"{found.file.actions[number].ref} in the file is {known}."
        for number, known in diff.known.items()
        if found.file.actions[number].ref != known
        and found.file.actions[number].ref not in found.file.made_up
    )


def counted(found: Differences) -> str:
    """Return how many actions a file changes, in a sentence without any of its words."""
    diff = found.diff
    numbers = {
        "changed": len({one.ref for one in found.taken}),
        "new": len(diff.added),
        "not in the file": len(found.gone),
        "in doubt": len(diff.doubtful),
        "left as recorded": len({one.ref for one, _ in found.left}),
    }
    said = [f"{number} {what}" for what, number in numbers.items() if number]
    return f"{count(len(diff.known), 'action')} found again: {', '.join(said) or 'none changed'}."


def shown(value: object) -> str:
    """Return what a field says, as a sentence can hold it."""
    if isinstance(value, list):
        return ", ".join(map(shown, value)) or "blank"
    if isinstance(value, bool):
        return YES if value else NO
    try:
        return plain_day(date.fromisoformat(str(value)))
    except ValueError:
        return quoted(str(value)) if value else "blank"


def _due(due: date | None) -> str:
    return f"due on {plain_day(due)}" if due else "without a date"


def _some(sentences: Iterator[str]) -> Iterator[str]:
    """Yield the first of many sentences, and how many more there are."""
    all_of_them = [*sentences]
    yield from all_of_them[:MOST_NAMED]
    if len(all_of_them) > MOST_NAMED:
        yield f"And {len(all_of_them) - MOST_NAMED} more of the kind."
