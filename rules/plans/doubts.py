"""Responsible for doubts about a plan itself: what will not show in a year whether it was done.

Each doubt is one sentence about some actions, and a person may say that it is meant so. Nothing is
refused by it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from rules.plans.wording import (
    has_yardstick,
    is_endless,
    is_event,
    is_several,
    names_one,
    only_counts_activity,
)
from rules.text import folded
from rules.words import references

LEAST_ALIKE = 5
"""Actions that fall due on one day, from which on that is told if nearly all do."""
NEARLY_ALL = 0.8
A_MONTH = timedelta(days=31)
MOST_IN_A_MONTH = 6
"""Actions that one owner may lead to their end within a month."""
MOST_NAMED = 20


class About(StrEnum):
    """What is in doubt."""

    NO_MEASURE = "no-measure"
    ACTIVITY = "activity-measure"
    OWNER = "no-single-owner"
    SEVERAL = "several-actions"
    ENDLESS = "no-end"
    EVENT = "event-date"
    ONE_DAY = "all-on-one-day"
    TOO_MANY = "too-many"
    UNANSWERED = "unanswered"


SENTENCES: Mapping[About, str] = {
    About.NO_MEASURE: "no measure, and no figure or product in the words of the action, says what shows that it is done",
    About.ACTIVITY: "the measure counts only that work happens, not what is different afterwards",
    About.OWNER: "no single owner: name one person or body who leads",
    About.SEVERAL: "several things to be done, which may end at different times: make an action of each",
    About.ENDLESS: "what is to be done has no end: say by what it is finished",
    About.EVENT: "the date is an event or a rhythm, and nothing falls due by it",
    About.ONE_DAY: "nearly all actions fall due on one day",
    About.TOO_MANY: f"one owner leads more than {MOST_IN_A_MONTH} actions that fall due within a month",
    About.UNANSWERED: "recommendations that no action answers",
}


class Promised(NamedTuple):
    """An open action as its plan says it; what is blank is not said."""

    ref: str
    title: str
    measure: str = ""
    owner: str = ""
    due_date: date | None = None
    due_as_written: str = ""
    """The words of the date, where it has any."""
    answers: tuple[str, ...] = ()
    """The references of the recommendations that it answers."""


class Doubt(NamedTuple):
    """One thing in doubt of one action or recommendation, or of all on a day."""

    about: About
    of: str
    """Its reference; of what concerns several, the first."""
    words: str
    """What it rests on: said to be meant so, that holds as long as these words stand."""

    @property
    def print(self) -> str:
        """The SHA-256 of what it rests on."""
        return sha256(f"{self.about}\n{self.of}\n{folded(self.words)}".encode()).hexdigest()


_OF_ONE: Mapping[About, Callable[[Promised], str]] = {
    About.NO_MEASURE: lambda one: (
        "" if one.measure.strip() or has_yardstick(one.title) else one.title
    ),
    About.ACTIVITY: lambda one: one.measure if only_counts_activity(one.measure) else "",
    About.OWNER: lambda one: "" if names_one(one.owner) else one.owner or "nobody",
    About.SEVERAL: lambda one: one.title if is_several(one.title) else "",
    About.ENDLESS: lambda one: one.title if is_endless(one.title) else "",
    About.EVENT: lambda one: (
        one.due_as_written if one.due_date is None and is_event(one.due_as_written) else ""
    ),
}
"""What each doubt about one action rests on; empty if there is none."""


def doubts(
    actions: Sequence[Promised], recommendations: Iterable[str] = (), done: Iterable[str] = ()
) -> tuple[Doubt, ...]:
    """Return every doubt about the open actions of a plan, and about its recommendations.

    Those that are `done` were answered by actions that are complete. A plan of which no action names
    any recommendation does not say what answers them, so nothing is said of that.
    """
    found = [
        Doubt(about, one.ref, words)
        for about, judged in _OF_ONE.items()
        for one in actions
        if (words := judged(one))
    ]
    answered = {folded(ref) for one in actions for ref in one.answers} | set(map(folded, done))
    return (
        *found,
        *_on_one_day(actions),
        *_too_many(actions),
        *(
            Doubt(About.UNANSWERED, ref, ref)
            for ref in recommendations
            if answered and folded(ref) not in answered
        ),
    )


def in_words(found: Iterable[Doubt]) -> Iterator[str]:
    """Yield a sentence for each kind of doubt, with the references that it concerns, and no more."""
    by_kind: dict[About, list[str]] = {}
    for one in found:
        by_kind.setdefault(one.about, []).append(one.of)
    for about, refs in by_kind.items():
        yield f"{references(dict.fromkeys(refs), MOST_NAMED)}: {SENTENCES[about]}."


def still_in_doubt(found: Iterable[Doubt], meant: Collection[str]) -> tuple[Doubt, ...]:
    """Return the doubts of which nobody said that it is meant so, by their prints."""
    return tuple(one for one in found if one.print not in meant)


def _on_one_day(actions: Sequence[Promised]) -> Iterator[Doubt]:
    days = Counter(one.due_date for one in actions if one.due_date)
    for day, times in days.most_common(1):
        if times >= LEAST_ALIKE and times >= NEARLY_ALL * days.total():
            refs = [one.ref for one in actions if one.due_date == day]
            yield from (Doubt(About.ONE_DAY, ref, f"{day}") for ref in refs)


def _too_many(actions: Sequence[Promised]) -> Iterator[Doubt]:
    led: dict[str, list[Promised]] = {}
    for one in actions:
        if one.owner and one.due_date:
            led.setdefault(folded(one.owner), []).append(one)
    for owner, theirs in led.items():
        days = sorted(one.due_date for one in theirs if one.due_date)
        full = [
            first
            for first, beyond in zip(days, days[MOST_IN_A_MONTH:], strict=False)
            if beyond - first < A_MONTH
        ]
        yield from (
            Doubt(About.TOO_MANY, one.ref, f"{owner} {one.due_date}")
            for one in theirs
            if any(day <= (one.due_date or day) < day + A_MONTH for day in full)
        )
