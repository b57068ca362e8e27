"""Responsible for playing the days ahead: who would be told what, if nothing is recorded.

It decides with the same core as the daily check, and takes every notice as sent on its day.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from rules.calendar import ONE_DAY, WorkingCalendar
from rules.daily.day import decide_day
from rules.ladder.decide import Step, told
from rules.ladder.facts import ActionFacts, Became
from rules.ladder.holding import Holding, recipients
from rules.ladder.openings import ASIDE
from rules.ladder.policy import LOOK_AHEAD, Audience, Policy, Version, in_force
from rules.people.circle import Circle, Someone
from rules.people.leavers import taken_over
from rules.text import by_number


class Coming(NamedTuple):
    """A recurring action that is not made yet."""

    on: date
    """The day on which it is made."""
    facts: ActionFacts
    follows: int
    """The id of the newest of its series that is there: who answers for it, by then, does for this."""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the days ahead of one organisation are played on."""

    holdings: tuple[Holding, ...]
    circle: Circle
    calendars: Mapping[str, WorkingCalendar]
    """By plan key."""
    versions: Mapping[str, tuple[Version, ...]]
    """Each plan's versions of its policy, by plan key."""
    default: Policy
    """What a plan goes by while none of its versions is in force."""
    coming: tuple[Coming, ...] = ()
    """In each series in the order of its due dates."""
    weekly: Mapping[date, frozenset[str]] = field(default_factory=dict)
    """The plans whose directors have their weekly summary on a day, by key."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One step as one notice tells it."""

    plan: str
    """The plan's key."""
    ref: str
    rung: str
    occurrence: int
    audience: Audience
    """As what its reader hears of it."""
    reason: str
    because: str = ""
    """Why it comes to someone else than was meant; empty if it does not."""
    is_exempt: bool = False
    """Whether its action is Part 2 material."""


@dataclass(frozen=True, slots=True)
class NoticeAhead:
    """The one notice of a day to one address or one board; `name` is empty if nobody can be told."""

    name: str
    address: str
    """Empty for a board, which has an address of its own."""
    mentions: tuple[Mention, ...]
    summary: str = ""
    """What its weekly summary counts; empty if it has none."""

    @property
    def is_sent(self) -> bool:
        """Say whether there is anyone to send it to."""
        return bool(self.name)


class Summed(NamedTuple):
    """What presses in one reader's weekly summary."""

    name: str
    address: str
    late: int = 0
    soon: int = 0
    is_late_silent: bool = False
    """Whether an action that is paused is late, or one was cancelled late since last week."""

    @property
    def is_pressing(self) -> bool:
        """Say whether it is worth a mail of its own."""
        return bool(self.late or self.soon) or self.is_late_silent

    @property
    def words(self) -> str:
        """Return the counts in words; nothing where there are none."""
        counts = f"weekly summary: {self.late} late, {self.soon} due soon"
        return counts if self.is_pressing else ""

    def with_another(self, *, late: bool, soon: bool, is_silent: bool) -> "Summed":
        """Return this with one more action counted."""
        is_late_silent = self.is_late_silent or is_silent
        return Summed(self.name, self.address, self.late + late, self.soon + soon, is_late_silent)


NO_SUMMARY = Summed("", "")


@dataclass(frozen=True, slots=True)
class DayAhead:
    """A day on which something is told."""

    on: date
    notices: tuple[NoticeAhead, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the days from `first` to `last` would bring, both included."""

    first: date
    last: date
    days: tuple[DayAhead, ...]
    problems: tuple[str, ...]
    """Actions that could not be decided, each in a sentence; the others went on."""

    @property
    def notices(self) -> int:
        """How many notices would be sent."""
        return sum(notice.is_sent for day in self.days for notice in day.notices)


def play(scene: Scene, first: date, days: int) -> Preview:
    """Return what `days` days from `first` on would bring; never raises for a calendar's end."""
    last = first + (days - 1) * ONE_DAY
    played = _Played(scene, first)
    found = tuple(chain.from_iterable(map(played.day, _every_day(first, last))))
    return Preview(first, last, found, tuple(played.problems))


def _every_day(first: date, last: date) -> Iterator[date]:
    return (first + number * ONE_DAY for number in range((last - first).days + 1))


@dataclass(slots=True)
class _Played:
    """The facts as they stand while the days go by."""

    scene: Scene
    first: date
    held: dict[int, Holding] = field(default_factory=dict)
    agenda: dict[date, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Which actions are looked at on which day, so that the cost follows what is due."""
    problems: dict[str, None] = field(default_factory=dict)
    came: dict[date, list[Coming]] = field(default_factory=lambda: defaultdict(list))
    newest: dict[int, int] = field(default_factory=dict)
    """The newest action of each series that went on, by the one that was the newest at first."""
    left: dict[date, list[Someone]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[date, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The plans for which a version of the policy begins to hold, by day."""
    known: dict[tuple[str, int | None, date], Version] = field(default_factory=dict)

    def __post_init__(self) -> None:
        scene = self.scene
        for holding in scene.holdings:
            self._take_in(holding.with_facts(_all_sent(holding.facts)), self.first)
        for coming in scene.coming:
            self.came[max(coming.on, self.first)].append(coming)
        for person in scene.circle.people.values():
            if person.left_on is not None:
                self.left[max(person.left_on, self.first)].append(person)
        for plan, versions in scene.versions.items():
            for version in versions:
                self.changed[version.effective_from].add(plan)
                self.changed[version.running_from or version.effective_from].add(plan)

    def day(self, today: date) -> Iterator[DayAhead]:
        """Yield what a day brings, if it brings anything."""
        self._begin(today)
        due = [self.held[action_id] for action_id in sorted(self.agenda.pop(today, ()))]
        weekly = self.scene.weekly.get(today, frozenset())
        if not due and not weekly:
            return
        decided = decide_day(
            due, lambda holding: self._version(holding, today), self.scene.calendars, today
        )
        self.problems |= dict.fromkeys(decided.problems)
        for action_id, on in decided.next_checks.items():
            if on is not None:
                self.agenda[on].add(action_id)
        notices = tuple(self._notices(decided.steps, weekly, today))
        if notices:
            yield DayAhead(today, notices)

    def _begin(self, today: date) -> None:
        """Bring the facts up to the day: what is new, who has left, which policy holds."""
        for coming in self.came.pop(today, ()):
            self._make(coming, today)
        for person in self.left.pop(today, ()):
            self._hand_over(person, today)
        plans = self.changed.pop(today, set())
        self.agenda[today] |= (
            {action_id for action_id, holding in self.held.items() if holding.plan_key in plans}
            if plans
            else set()
        )

    def _take_in(self, holding: Holding, today: date) -> None:
        self.held[holding.facts.id] = holding
        self.agenda[today].add(holding.facts.id)

    def _make(self, coming: Coming, today: date) -> None:
        """Take in a recurring action, for those who answer for the one before it by now."""
        before = self.held[self.newest.get(coming.follows, coming.follows)]
        self.newest[coming.follows] = coming.facts.id
        facts = coming.facts._replace(has_owner=before.facts.has_owner)
        self._take_in(before.with_facts(facts), today)
        owner = self.scene.circle.people.get(before.owner_id or 0)
        if owner is not None and owner.left_on is not None and owner.left_on <= today:
            self._hand_over(owner, today)

    def _hand_over(self, leaver: Someone, today: date) -> None:
        found = taken_over(leaver, self.scene.circle, today)
        for holding in self.held.values():
            owns = holding.owner_id == leaver.id and not holding.is_held
            if owns and holding.facts.is_open:
                self._take_in(self._held_by(holding, found.owner, found.holder), today)

    def _held_by(self, holding: Holding, owner: Someone | None, holder: Someone | None) -> Holding:
        director = self.scene.circle.people.get(owner.director_id or 0) if owner else holder
        holds = owner or holder
        return holding._replace(
            owner_id=holds.id if holds else None,
            owner_name=owner.name if owner else "",
            director_id=director.id if director else None,
            director_name=director.name if director else "",
            is_held=holder is not None,
            facts=holding.facts._replace(has_owner=owner is not None),
        )

    def _version(self, holding: Holding, today: date) -> Version:
        began_with = holding.facts.began_with
        key = (holding.plan_key, began_with, today)
        if key not in self.known:
            versions = self.scene.versions.get(holding.plan_key, ())
            default = Version(0, self.scene.default, date.min)
            self.known[key] = in_force(versions, began_with, today) or default
        return self.known[key]

    def _notices(
        self, taken: Mapping[int, list[Step]], weekly: Collection[str], today: date
    ) -> Iterable[NoticeAhead]:
        """Return the day's notices: people by name, then boards, then what reaches nobody."""
        piles: dict[tuple[int, str], list[tuple[str, str, Mention]]] = defaultdict(list)
        for action_id, steps in taken.items():
            holding = self.held[action_id]
            version = self._version(holding, today)
            after = self.held[action_id] = _after(holding, steps, version, today)
            for step in steps:
                for pile, told_to in self._told(after, step, version.policy, today):
                    piles[pile].append(told_to)
        sums = self._summaries(weekly, today) if weekly else {}
        found = [
            (
                order,
                NoticeAhead(
                    pile[0][0],
                    pile[0][1],
                    tuple(sorted((mention for *_, mention in pile), key=_by_reference)),
                    sums.pop(key, NO_SUMMARY).words if order == 0 else "",
                ),
            )
            for (order, key), pile in piles.items()
        ]
        alone = (one for one in sums.values() if one.is_pressing)
        found += [(0, NoticeAhead(one.name, one.address, (), one.words)) for one in alone]
        found.sort(key=lambda item: (item[0], item[1].name, item[1].address))
        return (notice for _, notice in found)

    def _summaries(self, weekly: Collection[str], today: date) -> dict[str, "Summed"]:
        """Return what each reader's weekly summary counts, by address in lower case."""
        found: dict[str, Summed] = {}
        for holding in self.held.values():
            live_on = holding.facts.live_on
            if holding.plan_key not in weekly or live_on is None or live_on > today:
                continue
            late, soon, is_silent = _counts(
                holding.facts, self.scene.calendars[holding.plan_key], today
            )
            if not (late or soon or is_silent):
                continue
            policy = self._version(holding, today).policy
            told = recipients(holding, Audience.SUMMARY, self.scene.circle, policy, today)
            for _, (person, *_) in told:
                key = person.address.lower()
                was = found.get(key, Summed(person.name, person.address))
                found[key] = was.with_another(late=late, soon=soon, is_silent=is_silent)
        return found

    def _told(
        self, holding: Holding, step: Step, policy: Policy, today: date
    ) -> Iterator[tuple[tuple[int, str], tuple[str, str, Mention]]]:
        """Yield each notice that tells a step, as the pile that it lies on and what it says."""
        about = (holding.plan_key, holding.facts.ref, step.rung, step.occurrence)
        if step.audience is Audience.BOARD:
            mention = Mention(*about, step.audience, step.reason, is_exempt=holding.is_exempt)
            yield (1, holding.board_name), (holding.board_name, "", mention)
            return
        found = recipients(holding, step.audience, self.scene.circle, policy, today, step.role)
        for capacity, one in found:
            mention = Mention(*about, capacity, step.reason, one.because, holding.is_exempt)
            person = one.person
            yield (0, person.address.lower()), (person.name, person.address, mention)
        if not found:
            mention = Mention(*about, step.audience, step.reason, is_exempt=holding.is_exempt)
            yield (2, ""), ("", "", mention)


def _counts(facts: ActionFacts, calendar: WorkingCalendar, today: date) -> tuple[bool, bool, bool]:
    """Return whether an action is counted as late, or as due soon; or is silent, and was late."""
    since = today - timedelta(days=today.weekday() + 7)
    due, gone = facts.current_due_date, facts.cancelled_on
    if gone is not None:
        return False, False, due is not None and since <= gone < today and due < gone
    late = facts.is_overdue(today)
    if facts.is_paused(today):
        return False, False, late
    is_known = due is not None and facts.is_open and calendar.knows(today)
    return late, is_known and calendar.is_within(today, due or today, LOOK_AHEAD), False


def _by_reference(mention: Mention) -> tuple[str, tuple[int | str, ...]]:
    return mention.plan, by_number(mention.ref)


def _all_sent(facts: ActionFacts) -> ActionFacts:
    """Return the facts as they will be when what is on its way has been sent, on its day."""
    for record in facts.records:
        if record.outcome is Became.WAITING:
            sent = record._replace(outcome=Became.TOLD, told_on=record.planned_on)
            facts = facts.with_record(sent)
    return facts


def _after(holding: Holding, steps: Sequence[Step], version: Version, today: date) -> Holding:
    """Return the action with today's steps told; its ladder keeps the version it began with."""
    facts = told(holding.facts, list(steps), today)
    if facts.began_with is None and any(ASIDE not in step.rung for step in steps):
        facts = facts._replace(began_with=version.number or None)
    return holding._replace(facts=facts)
