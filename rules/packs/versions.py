"""Responsible for versions of a pack: how they are counted, and how one differs from the last (row 75)."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from rules.packs.contents import Contents
from rules.packs.frozen import canonical
from rules.packs.row import TOLD, Row
from rules.packs.sections import DayOffLine, MeetingLine, RungMeaning
from rules.text import by_number
from rules.words import listed, short_day

NAMED_ONLY = frozenset(
    {"title", "measure", "update", "cause", "recovery", "impact", "evidence", "stages", "requests"}
)
"""What is too long to be told as it was and as it is."""
LISTS = {
    "recommendations": "recommendations",
    "measures": "measures",
    "risks": "risks",
    "log": "decisions and actions of the board",
    "meetings": "meetings",
    "days_off": "days off",
    "rungs": "rungs of the ladder",
}
LONGEST = 60
MOST_NAMED = 5

FIRST_DRAFT = "0.1"
FIRST_ISSUE = "1.0"


def same(one: Contents, other: Contents) -> bool:
    """Say whether two packs say the same, whatever their versions are called (row 74)."""
    return _unversioned(one) == _unversioned(other)


def differences(before: Contents, after: Contents) -> tuple[str, ...]:
    """Return what `after` says otherwise than `before`, one sentence each; none if nothing."""
    return tuple(_differences(before, after))


def beside_the_day(before: Contents, after: Contents) -> tuple[str, ...]:
    """Return what `after` says otherwise than `before`, but that its position is of another day."""
    occasion = replace(before.occasion, as_of=after.occasion.as_of)
    return differences(replace(before, occasion=occasion), after)


def _unversioned(pack: Contents) -> bytes:
    return canonical(_bare(pack))


def _bare(pack: Contents) -> Contents:
    """Return what a pack says, whatever its version, cut-off and audit trail are called."""
    occasion = replace(pack.occasion, version="", cut_off="", record="")
    return replace(pack, occasion=occasion, part_2=_bare(pack.part_2) if pack.part_2 else None)


def called(pack: Contents, version: str) -> Contents:
    """Return a pack, and its Part 2 edition, under another version."""
    apart = called(pack.part_2, version) if pack.part_2 else None
    return replace(pack, occasion=replace(pack.occasion, version=version), part_2=apart)


def settled(pack: Contents, sent: Mapping[int, str]) -> Contents:
    """Return a pack that says of what was on its way that it was sent; all else as it is.

    `sent` are the steps that were, each with the day in words.
    """
    lists = {one.name: getattr(pack, one.name) for one in fields(pack)}
    rows = {
        name: tuple(_settled(row, sent) for row in found)
        for name, found in lists.items()
        if isinstance(found, tuple) and any(isinstance(one, Row) for one in found)
    }
    apart = settled(pack.part_2, sent) if pack.part_2 else None
    return replace(pack, part_2=apart, **rows)  # type: ignore[arg-type] # lists of rows


def _settled(row: Row, sent: Mapping[int, str]) -> Row:
    now = {w.said: w.once_sent + sent[w.step] for w in row.on_its_way if w.step in sent}
    waiting = tuple(one for one in row.on_its_way if one.step not in sent)
    told = tuple(now.get(sentence, sentence) for sentence in row.told)
    return replace(row, told=told, on_its_way=waiting)


def issued_at(pack: Contents, record: str) -> Contents:
    """Return a pack, and its Part 2 edition, with where the audit trail stands up to the version before."""
    apart = issued_at(pack.part_2, record) if pack.part_2 else None
    return replace(pack, occasion=replace(pack.occasion, record=record), part_2=apart)


def _differences(before: Contents, after: Contents) -> Iterator[str]:
    was, now = before.occasion.as_of, after.occasion.as_of
    if was != now:
        yield f"The position is at {short_day(now)}, no longer at {short_day(was)}."
    yield from _of_actions(before, after)
    for name, said in LISTS.items():
        differ = _which(getattr(before, name), getattr(after, name))
        if differ:
            yield f"The {said} differ: {listed(differ, MOST_NAMED)}."
    if _differ_apart(before.part_2, after.part_2):
        yield "The Part 2 edition differs."  # how, no edition that is published may say
    if before.narrative.headlines != after.narrative.headlines:
        yield "The headlines differ."
    if before.narrative.cover_note != after.narrative.cover_note:
        yield "The cover note differs."


def _differ_apart(before: Contents | None, after: Contents | None) -> bool:
    if before is None or after is None:
        return before is not after
    return bool(beside_the_day(before, after))


def _which(before: tuple[Any, ...], after: tuple[Any, ...]) -> list[str]:
    """Return the names of what is new in a list, gone from it, or says something else."""
    was, now = set(before), set(after)
    differ = [*(one for one in after if one not in was), *(one for one in before if one not in now)]
    return list(dict.fromkeys(map(name_of, differ)))


def name_of(item: Any) -> str:  # noqa: ANN401 - a row of any list
    """Return what a row of one of the lists is called: its reference, or whose day it is."""
    if isinstance(item, MeetingLine):
        return f"{item.board} on {short_day(item.on)}"
    if isinstance(item, DayOffLine):
        return short_day(item.on)
    name: str = item.name if isinstance(item, RungMeaning) else item.ref
    return name


def _of_actions(before: Contents, after: Contents) -> Iterator[str]:
    old = {row.ref: row for row in before.actions}
    new = {row.ref: row for row in after.actions}
    for ref, row in new.items():
        if ref not in old:
            yield f"{ref} is new."
            continue
        changes = list(_changes(old[ref], row))
        if before.comments.get(ref) != after.comments.get(ref):
            changes.append("the comment changed")
        if changes:
            yield f"{ref}: {'; '.join(changes)}."
    yield from (f"{ref} is no longer in it." for ref in old if ref not in new)
    asked = {(one.ask, one.ref) for one in before.decisions}
    asked ^= {(one.ask, one.ref) for one in after.decisions}
    if asked:
        refs = sorted({ref for _, ref in asked}, key=by_number)
        yield f"What the board is asked to decide changed: {listed(refs, MOST_NAMED)}."


def _changes(was: Row, now: Row) -> Iterator[str]:
    for name, said in TOLD.items():
        before, after = getattr(was, name), getattr(now, name)
        if before == after:
            continue
        if name in NAMED_ONLY or len(f"{before}{after}") > LONGEST:
            yield f"{said} changed"
        else:
            yield _told(said, before, after)


def _told(said: str, before: object, after: object) -> str:
    if isinstance(after, bool):
        return said if after else f"no longer {said}"
    return f"{said} {_plain(before)} before, {_plain(after)} now"


def _plain(value: object) -> str:
    if isinstance(value, date):
        return short_day(value)
    return str(value) if value else "none"


def next_version(last: str | None, *, issued: bool) -> str:
    """Return the version after `last`, None if there is none: of a draft, or as issued (row 75)."""
    if last is None or (issued and last.startswith("0.")):
        return FIRST_ISSUE if issued else FIRST_DRAFT
    whole, _, part = last.partition(".")
    return f"{whole}.{int(part) + 1}"
