"""Responsible for what each rung of the ladder means, in words, so that a pack may name it by code."""

from collections.abc import Iterable, Iterator
from datetime import date

from rules.ladder.policy import Audience, Policy, Rung, Version
from rules.packs.sections import RungMeaning
from rules.words import count

_TOLD = {
    Audience.OWNER: "The owner and contributors",
    Audience.CONTRIBUTORS: "The contributors",
    Audience.DIRECTOR: "The owner's director",
    Audience.BOARD: "The board at the top of the ladder",
}


def rung_meanings(
    versions: Iterable[Version], default: Policy, as_of: date
) -> tuple[RungMeaning, ...]:
    """Return what the rungs of a plan's policy mean on a day, the newest version's first.

    `default` is what it goes by while no version is in force. A running ladder keeps the version
    that it began with (law 8), so what an older version says otherwise is told too, and marked.
    """
    effective = [one for one in versions if one.effective_from <= as_of]
    known = effective or [Version(0, default, as_of)]
    newest_first = sorted(known, key=lambda one: one.number, reverse=True)
    found: dict[RungMeaning, str] = {}
    for version in newest_first:
        for meaning in _meanings(version):
            older = "" if version is newest_first[0] else f" (until version {version.number + 1})"
            found.setdefault(meaning, older)
    return tuple(
        RungMeaning(meaning.name, meaning.told, meaning.when + older)
        for meaning, older in found.items()
    )


def _meanings(version: Version) -> Iterator[RungMeaning]:
    for rung in sorted(version.policy.rungs, key=lambda one: one.offset):
        yield RungMeaning(rung.name, _TOLD.get(rung.audience) or _sentence(rung.role), _when(rung))


def _when(rung: Rung) -> str:
    if rung.offset == 0:
        return "On the due date"
    days = count(abs(rung.offset), "working day")
    if rung.offset < 0:
        return f"{days} before the due date"
    again = f", then at least every {count(rung.repeat, 'working day')}" if rung.repeat else ""
    wait = rung.after_previous
    after = f", at least {wait} after the rung before" if wait > 1 else ""
    return f"{days} after the due date{after}{again}"


def _sentence(role: str) -> str:
    return role[:1].upper() + role[1:]
