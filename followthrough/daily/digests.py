"""Responsible for whom a day's steps are told to: one notice a person, one a board."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from sqlmodel import col, select

from followthrough.daily.day import Day
from followthrough.notices.background import background
from followthrough.notices.composing import board_notice, digest_notice, headline
from followthrough.notices.counting import horizon, summaries
from followthrough.notices.sender import Sender
from followthrough.notices.told import digest_key
from followthrough.workplace import Workplace
from models import facts, picking
from models.boards import Board
from models.people import Person
from models.plan import Organisation, Plan
from models.session import reading
from notifications import outbox
from rules.ladder.decide import Step
from rules.ladder.holding import Holding, recipients
from rules.ladder.policy import Audience
from rules.notices import digest as digesting
from rules.notices.digest import Digest, Hearing
from rules.notices.weekly import Summary
from rules.people.circle import Someone


def organisations(place: Workplace) -> list[str]:
    """Return the names of the organisations that have a live plan, sorted."""
    with reading(place.engine) as session:
        live = select(col(Plan.organisation_id)).where(col(Plan.live_on).is_not(None))
        names = select(Organisation.name).where(col(Organisation.id).in_(live))
        return sorted(session.exec(names))


def queue(
    day: Day, after: Mapping[int, Holding], taken: Mapping[int, list[Step]]
) -> tuple[dict[tuple[int, str], int], int]:
    """Queue the day's notices; return the notice of each action and rung, and how many there are.

    Joint owners have digests beside those, which carry no step of their own.
    """
    organisation_id = day.organisation.id or 0
    keys: dict[tuple[int, str], str] = {}
    notices = []
    for board, holdings in _for_boards(day, after, taken):
        notice = _board_notice(day, board, holdings)
        notices.append(notice)
        keys |= {
            (holding.facts.id, step.rung): notice.dedup_key
            for holding in holdings
            for step in taken[holding.facts.id]
            if step.audience is Audience.BOARD
        }
    heard = list(_hearings(day, after.values()))
    addresses: set[str] = set()
    for hearing in heard:
        action_id = hearing.holding.facts.id
        for step in taken.get(action_id, ()):
            found = _addresses(day, hearing, step)
            addresses.update(found)
            if found:
                keys[action_id, step.rung] = digest_key(organisation_id, found[0], day.today)
    counted = _summaries(day)
    addresses |= {s.recipient.person.address.lower() for s in counted if s.is_pressing}
    digested = _digests(day, addresses, heard, counted)
    ids = outbox.enqueue(day.session, chain(notices, digested), now=day.now)
    return {about: ids[key] for about, key in keys.items()}, len(ids)


def _hearings(day: Day, holdings: Iterable[Holding]) -> Iterator[Hearing]:
    return digesting.hearings(
        holdings, day.circle, day.policy_of, day.calendars, day.today, day.weekly
    )


def _summaries(day: Day) -> list[Summary]:
    plans = [day.plans[key] for key in sorted(day.weekly)]
    horizons = [(plan, horizon(day.calendars[plan.key], day.today)) for plan in plans]
    return summaries(day.session, horizons, day.circle, day.today)


def _addresses(day: Day, hearing: Hearing, step: Step) -> list[str]:
    """Return the addresses that hear of a step, the one whose notice carries it first."""
    found = hearing.readers.get((step.audience, step.role))
    if found is None:
        holding = hearing.holding
        policy = day.policy_of(holding)
        found = recipients(holding, step.audience, day.circle, policy, day.today, step.role)
    return [recipient.person.address.lower() for _, recipient in found]


def _digests(
    day: Day, addresses: set[str], heard: Iterable[Hearing], counted: Iterable[Summary]
) -> Iterable[outbox.NewNotice]:
    """Yield a notice for each address: all that is its business, whatever triggered it."""
    if not addresses:
        return
    senders: dict[tuple[str, ...], Sender] = {}
    quiet = _hearings(day, _quiet(day))
    for digest in digesting.digests(addresses, chain(heard, quiet), counted):
        sender = senders.get(digest.plans) or senders.setdefault(
            digest.plans, _sender(day, digest.plans)
        )
        notice = digest_notice(sender, digest, day.today)
        yield notice
        yield from _headlines(day, digest, notice)


def _headlines(day: Day, digest: Digest, notice: outbox.NewNotice) -> Iterator[outbox.NewNotice]:
    """Yield a headline for each recipient of a digest who chose a chat channel."""
    for _, person_id in digest.people:
        person = day.circle.people[person_id]
        if person.channel:
            yield headline(notice, person.id, person.name, person.channel, day.today)


def _quiet(day: Day) -> Iterator[Holding]:
    """Yield what has no step today and may still be listed."""
    known = [c for c in day.calendars.values() if c.knows(day.today)]
    last = max(horizon(calendar, day.today) for calendar in known)
    picked = (
        picking.due_by(day.organisation.id or 0, last),
        picking.not_due_for_check(day.today),
    )
    for holding in facts.holdings(day.session, *picked):
        if holding.plan_key in day.plans and day.calendars[holding.plan_key].knows(day.today):
            yield holding


def _board_notice(day: Day, board: Board, holdings: Sequence[Holding]) -> outbox.NewNotice:
    sender = _sender(day, sorted({holding.plan_key for holding in holdings}))
    behind = background(day.session, day.organisation.id or 0, day.circle, holdings)
    return board_notice(
        sender, board, holdings, day.policy_of, day.calendars, behind, day.circle, day.today
    )


def _for_boards(
    day: Day, after: Mapping[int, Holding], taken: Mapping[int, list[Step]]
) -> list[tuple[Board, list[Holding]]]:
    """Return each board that is told today, with what; one that several plans name is one board."""
    by_plan: dict[str, list[Holding]] = defaultdict(list)
    for action_id, steps in taken.items():
        if Audience.BOARD in {step.audience for step in steps}:
            by_plan[after[action_id].plan_key].append(after[action_id])
    found: dict[tuple[str, str], tuple[Board, list[Holding]]] = {}
    for plan, holdings in sorted(by_plan.items()):
        board = _top_board(day, plan)
        same = found.setdefault((board.name, board.address.lower()), (board, []))
        same[1].extend(holdings)
    return list(found.values())


def _top_board(day: Day, plan: str) -> Board:
    boards = select(Board).where(Board.plan_id == day.plans[plan].id, col(Board.escalations))
    return day.session.exec(boards).one()


def _sender(day: Day, keys: Sequence[str]) -> Sender:
    """Answers go to the administrator of each plan that it speaks of, or who stands in today."""
    plans = [day.plans[key] for key in keys]
    answering = {who.address.lower(): who for plan in plans for who in _answering(day, plan)}
    first, *others = answering.values() or (day.session.get_one(Person, plans[0].administrator_id),)
    return Sender(
        organisation_id=day.organisation.id or 0,
        organisation=day.organisation.name,
        administrator=first,
        notes=tuple(dict.fromkeys(note for plan in plans for note in plan.notes.splitlines())),
        others=tuple(others),
    )


def _answering(day: Day, plan: Plan) -> Iterator[Someone]:
    """Yield who takes a plan's answers today: its administrator or their cover, else the secretary.

    An administrator who left without a successor reads nothing any more.
    """
    for person_id in (plan.administrator_id, _top_board(day, plan.key).secretary_id):
        found = day.circle.recipient(person_id, day.today) if person_id else None
        if found is not None:
            yield found.person
            return
