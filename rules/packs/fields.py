"""Responsible for what becomes of each field of a pack's Word file that someone wrote into."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rules.packs.contents import Contents
from rules.packs.sections import Comment, Narrative
from rules.text import LONGEST_TEXT, shown
from rules.words import references

HEADLINES, COVER_NOTE, COMMENT = "headlines", "cover-note", "comment:"
WORDS_OWN = ("Click or tap here to enter text.", "Click here to enter text.")
"""What Word shows in a field that is emptied."""


class Holds(StrEnum):
    """What may stand in a field that its words don't tell, with what to do about it."""

    TRACKED = "changes that were tracked and left open: accept or reject each in Word, under Review"
    STRUCK = "words that are struck out: delete them, or take the line off"
    HIDDEN = "words that are hidden: delete them, or show them"
    NOTE = "a footnote or endnote: write it among the words"
    EQUATION = "an equation: write it in words"
    SYMBOL = "a symbol that is no letter: write it in words"
    PICTURE = "a picture, shape or object: take it out"
    TABLE = "a table: write it in lines"


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it stands in a Word file."""

    lines: tuple[str, ...] = ()
    """Its paragraphs that hold words."""
    is_hint: bool = False
    """Whether it is marked as showing what to do in it."""
    holds: frozenset[Holds] = frozenset()
    has_look: bool = False
    """Whether its words were given a look: bold, a list, where a link leads."""

    @property
    def written(self) -> tuple[str, ...]:
        """What its maker had written into it."""
        return () if self.is_hint else self.lines


Fields = Mapping[str, Sequence[Field]]
"""The fields by their tags; one that was copied stands there more than once."""


@dataclass(slots=True)
class Found:
    """What is written in the fields of a copy, what became of each, and why nothing can be taken."""

    narrative: Narrative
    taken: list[str] = field(default_factory=list)
    """What was taken, and what stays as it was, in sentences."""
    left: list[str] = field(default_factory=list)
    """What was not taken, and why."""
    wrong: list[str] = field(default_factory=list)
    """What must be mended first, in sentences: then nothing is taken."""


def found_in(was: Contents, newest: Contents, ours: Fields, theirs: Fields, by: str) -> Found:
    """Return what `by` wrote into the fields of a copy of our file, and what became of each.

    `was` is what the pack says that our file was made of, and `newest` what it says now: what is found
    is to stand there.
    """
    shown_there, old = _told(was.narrative), _told(newest.narrative)
    found = Found(Narrative(author=by), wrong=list(_strangers(ours, theirs)))
    now = dict[str, tuple[str, ...]]()
    for tag, mine in ours.items():
        hints = {line for one in mine for line in one.lines if tag not in shown_there}
        copies = [_lines(one, hints) for one in theirs.get(tag, ())]
        found.wrong += _faults(tag, copies, theirs.get(tag, ()))
        lines = next(filter(None, copies), ())
        same = "\n".join(lines) == "\n".join(old.get(tag, ()))
        now[tag] = old.get(tag, ()) if same else lines
    now |= {tag: lines for tag, lines in old.items() if tag not in ours}
    places = _places(newest)
    found.left += _homeless([tag for tag in now if now[tag] and tag not in places], newest)
    now = {tag: lines for tag, lines in now.items() if tag in places}
    found.narrative = _narrative(newest, now, by)
    found.taken = list(_became(old, now))
    looks = [tag for tag, copies in theirs.items() if any(one.has_look for one in copies)]
    if looks:
        how = "how words look, such as bold, lists and where links lead"
        found.left.append(f"Not taken: {how} ({_named(looks)}).")
    return found


def are_alike(one: Narrative, other: Narrative, pack: Contents) -> bool:
    """Say whether two people's words are the same as far as a pack tells them, whoever wrote."""
    places = _places(pack)
    first, second = (
        {tag: lines for tag, lines in _told(its).items() if tag in places} for its in (one, other)
    )
    return first == second


def name_of(tag: str) -> str:
    """Return what people call a field."""
    return f"comment on {tag.removeprefix(COMMENT)}" if is_comment(tag) else tag.replace("-", " ")


def is_ours(tag: str) -> bool:
    """Say whether a field with this tag is one to write in."""
    return tag in (HEADLINES, COVER_NOTE) or is_comment(tag)


def is_comment(tag: str) -> bool:
    """Say whether a field with this tag is for a comment on an action."""
    return tag.startswith(COMMENT)


def _told(narrative: Narrative) -> dict[str, tuple[str, ...]]:
    """Return the lines that were written before, by the tags of their fields."""
    comments = {f"{COMMENT}{one.ref}": (one.text,) for one in narrative.comments}
    told = {HEADLINES: narrative.headlines, COVER_NOTE: (narrative.cover_note,), **comments}
    return {tag: lines for tag, lines in told.items() if any(lines)}


def _lines(one: Field, hints: set[str]) -> tuple[str, ...]:
    """Return what was written into a field: its words, whatever mark it has, but what it showed."""
    lines = list(one.lines)
    for hint in (*hints, *WORDS_OWN):
        lines = [line.removeprefix(hint).removesuffix(hint).strip() for line in lines]
    return tuple(shown(line) for line in lines if line)


def _places(pack: Contents) -> frozenset[str]:
    """Return the tags of the fields that a pack has a place for: of an action, if it tells its words."""
    withheld = pack.withheld
    comments = (f"{COMMENT}{row.ref}" for row in pack.actions if row.ref not in withheld)
    return frozenset((HEADLINES, COVER_NOTE, *comments))


def _homeless(tags: Sequence[str], newest: Contents) -> Iterator[str]:
    """Yield which comments the newest version has no place for, and why."""
    withheld = {f"{COMMENT}{ref}" for ref in newest.withheld}
    for why, mine in (
        ("does not tell of", [tag for tag in tags if tag not in withheld]),
        ("withholds the words of", [tag for tag in tags if tag in withheld]),
    ):
        if mine:
            refs = references([tag.removeprefix(COMMENT) for tag in mine])
            yield f"Not taken: {_named(mine)}: the newest version {why} {refs}."


def _strangers(ours: Fields, theirs: Fields) -> Iterator[str]:
    for tag, copies in theirs.items():
        if tag not in ours and any(one.lines for one in copies):
            yield f"The field {tag!r} is none of this file's: write in those that it has."


def _faults(tag: str, copies: Sequence[tuple[str, ...]], fields: Sequence[Field]) -> Iterator[str]:
    """Yield in sentences why what stands in a field can't be taken."""
    name = name_of(tag)
    if not copies:
        yield f"The field {tag!r} is gone."
    differ = {lines for lines in copies if lines}
    if len(differ) > 1:
        yield f"There are {len(differ)} fields for the {name}, which differ: leave one of them."
    for kind in sorted(frozenset[Holds]().union(*(one.holds for one in fields))):
        yield f"The {name} holds {kind}."
    longest = max((len("\n".join(lines)) for lines in copies), default=0)
    if longest > LONGEST_TEXT:
        yield f"The text of {name} has {longest} letters: shorten it to {LONGEST_TEXT}."


def _narrative(newest: Contents, now: Mapping[str, tuple[str, ...]], by: str) -> Narrative:
    comments = tuple(
        Comment(row.ref, "\n".join(lines))
        for row in newest.actions
        if (lines := now.get(f"{COMMENT}{row.ref}"))
    )
    cover = "\n".join(now.get(COVER_NOTE, ()))
    return Narrative(now.get(HEADLINES, ()), cover, comments, by)


def _became(
    old: Mapping[str, tuple[str, ...]], now: Mapping[str, tuple[str, ...]]
) -> Iterator[str]:
    """Yield what was taken and what was not new, each kind in a sentence."""
    new = [tag for tag, lines in now.items() if lines and lines != old.get(tag)]
    gone = [tag for tag, lines in now.items() if not lines and tag in old]
    rest = [tag for tag, lines in now.items() if lines and lines == old.get(tag)]
    blank = [tag for tag, lines in now.items() if not lines and tag not in old]
    for said, tags in (
        ("Taken", new),
        ("Taken out, since its field is empty now", gone),
        ("As it was", rest),
        ("Nothing is written in", blank),
    ):
        if tags:
            yield f"{said}: {_named(tags)}."


def _named(tags: Sequence[str]) -> str:
    """Return fields by name, the comments together: `cover note, comments on A1, A2`."""
    refs = [tag.removeprefix(COMMENT) for tag in tags if is_comment(tag)]
    comments = [f"comment{'s' * (len(refs) > 1)} on {references(refs)}"] if refs else []
    return ", ".join([*(name_of(tag) for tag in tags if not is_comment(tag)), *comments])
