"""Responsible for delivery: every lane in turn, and what then needs a person."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from followthrough import events
from followthrough.clock import stopwatch
from followthrough.events import DeliveryEnded
from followthrough.notices.alarms import needs_a_person, queue_alarms
from followthrough.notices.holding import look
from followthrough.notices.lane_run import UNMADE, LaneRun
from followthrough.notices.readers import hand_on, unheard
from followthrough.notices.suspending import on_hold
from followthrough.notices.ways import way_of, ways_of
from followthrough.workplace import Workplace
from models.session import reading, writing
from notifications import held, lanes, outbox
from notifications.way import Way
from rules.calendar import LONDON
from rules.problems import Sentence
from rules.words import moment


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one delivery run did, and how the outbox stands after it."""

    outcomes: dict[str, int]
    """Number of attempts by outcome: accepted, transient, permanent, ambiguous, unmade …"""
    doubtful: int
    """Number of notices that an earlier run left in doubt when it died."""
    outbox: tuple[tuple[str, str, int], ...]
    """(kind, state, number) of all notices."""
    needs_a_person: tuple[str | Sentence, ...]
    """Why the outbox is held; notices dead, in doubt or impossible to make, each in a sentence."""
    shut: tuple[str, ...] = ()
    """Ways out that can't be used now, each in a sentence."""
    held: bool = False
    """Whether nothing but alarms leaves until a person says so."""
    unheard: tuple[str, ...] = ()
    """Alarms that found no reader, each in a sentence."""

    @property
    def sent(self) -> int:
        """How many notices a server accepted."""
        return self.outcomes.get("accepted", 0)

    @property
    def waiting(self) -> int:
        """How many notices are still to be sent, now or later."""
        moving = ("queued", "leased", "sending")
        return sum(number for _, state, number in self.outbox if state in moving)

    @property
    def failed(self) -> int:
        """How many notices this run found that will not arrive unless a person does something."""
        lost = sum(self.outcomes.get(name, 0) for name in ("permanent", "ambiguous", UNMADE))
        return lost + self.doubtful + self.held + len(self.unheard)


def deliver(
    place: Workplace,
    ways: Mapping[str, Way] | None = None,
    *,
    limit: int = 10_000,
    insist: bool = False,
    progress: Callable[[int], None] = lambda _settled: None,
) -> Delivered:
    """Send what is due, at most `limit` notices a lane; `progress` hears of each that is settled.

    It goes by the ways of the settings, unless others are given. A lane that turns out not to be usable is paused with one alarm, and no attempt is counted;
    its pause is not waited for if a person insists.
    Each notice that then needs a person is told once, to the administrators. Raises BadInput if a
    way of the settings can't be read.
    """
    ways = ways_of(place.settings) if ways is None else ways
    passed = stopwatch()
    is_held = look(place)
    with writing(place.engine, beside_others=True) as session:
        doubtful = outbox.recover(session, now=place.clock())
        held.settle_told(session)
        if insist:
            lanes.try_now(session)
    outcomes: Counter[str] = Counter()
    for _ in range(3):  # alarms that one pass gives cause for leave in the next; so does one that
        # nobody heard, for the next reader
        for lane in _open_lanes(place):
            run = LaneRun(place, lane, way_of(ways, lane), settled=progress)
            run.was_shut = lane in _shut(place, ways)
            run.run(limit)
            outcomes.update(run.outcomes)
        queue_alarms(place)
        hand_on(place)
    with reading(place.engine) as session:
        counts = tuple(outbox.counts(session))
    nobody = unheard(place)
    done = Delivered(
        dict(outcomes),
        doubtful,
        counts,
        (*needs_a_person(place), *nobody, *on_hold(place)),
        tuple(_shut(place, ways).values()),
        is_held,
        nobody,
    )
    events.say(DeliveryEnded(done.outcomes, done.waiting, doubtful, passed()))
    return done


def due(place: Workplace) -> int:
    """Return how many notices are to be sent now or are on their way."""
    with reading(place.engine) as session:
        return outbox.due(session, now=place.clock())


def _open_lanes(place: Workplace) -> list[str]:
    with reading(place.engine) as session:
        return list(lanes.with_work(session, now=place.clock()))


def _shut(place: Workplace, ways: Mapping[str, Way]) -> dict[str, str]:
    """Return the lanes that can't be used, each with a sentence."""
    with reading(place.engine) as session:
        return {
            name: _cannot_be_used(way_of(ways, name), moment(since.astimezone(LONDON)), reason)
            for name, since, reason in lanes.shut(session)
        }


def _cannot_be_used(way: Way, since: str, reason: str) -> str:
    """Return a sentence of a way out that can't be used; where no setting names one, what to do."""
    stays = "Nothing is lost: what was not sent stays queued."
    if way.unset:
        return (
            f"No mail server is set, and {way.unset}, takes nothing since {since}: {reason}. It takes "
            f"mail while `make run` is running; to send elsewhere, set {way.setting}. {stays}"
        )
    return f"Setting {way.setting}: nothing can be sent by it since {since}: {reason}. {stays}"
