"""Responsible for what a directory says otherwise than it is recorded, in sentences."""

from collections.abc import Iterator

from followthrough.people.directory import Synced
from rules.people.directory import Change, Differences, Listed
from rules.problems import Remedy, Sentence
from rules.words import listed

MOST_NAMED = 20


def differences_in(found: Synced) -> Iterator[str | Sentence]:
    """Yield a sentence for whoever is new, changed, left or in doubt, in this order."""
    people = found.people
    for new in people.added:
        yield f"New: {_told(new)}."
    for change in (*people.changed, *found.boards):
        yield f"Changed: {_changed(change)}."
    for post in people.posts:
        yield f"Post: a plan names {post.name}, and {post.holder} holds that post: its actions become theirs."
    for leaver in people.left:
        heir = f"{leaver.successor} has their post, and takes over" if leaver.successor else ""
        yield f"Listed no more: {leaver.name}; {heir or 'nobody else has their post'}."
    yield from _doubts(people)


def _doubts(people: Differences) -> Iterator[str | Sentence]:
    for name, holders in people.shared:
        yield f"{name}: a plan names this post, and several hold it: {listed(holders, MOST_NAMED)}."
    for unknown in people.unknown:
        said = f"{unknown.name}: a plan names them, they have no address, and are not listed."
        near = unknown.near
        if len(near) == 1:
            yield Sentence(said, Remedy.MERGE_PERSON.of(person=unknown.name, near=near[0]))
        else:
            yield said + _near(near)
    for name in people.still_listed:
        yield f"{name} is listed, and has left or will by what is recorded; nothing changed of them."
    if people.elsewhere:
        names = listed(people.elsewhere, MOST_NAMED)
        yield f"Nothing is said of {names}: nobody of their agency is listed."


def _told(new: Listed) -> str:
    director = f"director {new.director}" if new.director else ""
    told = (new.name, new.role, new.agency, new.address, director, "; ".join(new.boards))
    return ", ".join(filter(None, told))


def _changed(change: Change) -> str:
    return f"{change.name}: {change.field} {change.was or 'blank'} → {change.becomes}"


def _near(names: tuple[str, ...]) -> str:
    return f" Near are {', '.join(names)}." if names else ""
