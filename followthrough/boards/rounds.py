"""Responsible for how update rounds stand: who was asked and chased when, and who has answered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from followthrough.workplace import Workplace
from models import facts, picking
from models.boards import rounds
from models.plan import Plan, plan_called
from models.progress import updates_of_plan
from models.session import reading
from rules.calendar import local_date
from rules.ladder.asking import asked_on
from rules.ladder.holding import Holding
from rules.rounds import Round
from rules.text import by_number
from rules.words import count, shown_title


@dataclass(frozen=True, slots=True)
class Asked:
    """One open action in a round."""

    ref: str
    title: str
    owner: str
    """Empty where there is none, so that nobody is asked."""
    asked_on: date | None
    chased_on: date | None
    updated_on: date | None
    """When an update came that counts for this round; None if none did."""
    is_exempt: bool = False
    """Whether it is Part 2 material."""


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """One board's update round, as it stands today."""

    plan: str
    board: str
    meets_on: date
    deadline: date
    opens_on: date
    chased_on: date
    state: str
    """`to come`, `open`, or `closed` from the paper deadline until the pack is made."""
    actions: tuple[Asked, ...]
    """The open actions; none while the round is still to come."""

    @property
    def waiting(self) -> tuple[Asked, ...]:
        """The actions without an update."""
        return tuple(one for one in self.actions if one.updated_on is None)

    @property
    def words(self) -> str:
        """How many actions have no update yet, in a few words."""
        if self.state == "to come":
            return "nobody asked yet"
        if not self.waiting:
            return "every open action has an update"
        return f"{len(self.waiting)} of {count(len(self.actions), 'open action')} without an update"


def round_standings(place: Workplace, plan_key: str = "") -> list[RoundStanding]:
    """Return the rounds before the packs that are not made yet, by plan and paper deadline.

    Of each board the first alone is told, unless several are open. Raises BadInput for an unknown
    plan.
    """
    today = local_date(place.clock())
    with reading(place.engine) as session:
        if plan_key:
            plans: Sequence[Plan] = [plan_called(session, plan_key)]
        else:
            live = select(Plan).where(col(Plan.live_on) <= today)
            plans = session.exec(live.order_by(Plan.key)).all()
        return [one for plan in plans for one in _of_plan(session, plan, today)]


def _of_plan(session: Session, plan: Plan, today: date) -> Iterator[RoundStanding]:
    found = rounds(session, [plan.id or 0]).get(plan.id or 0, ())
    seen: set[str] = set()
    held: list[Holding] = []
    updates: dict[int, datetime] = {}
    for one in found:
        is_open = one.opens_on <= today
        if one.meets_on < today or (one.board in seen and not is_open):
            continue
        seen.add(one.board)
        if is_open and not held:
            held = facts.holdings(session, picking.of_plan(plan.id or 0))
            reports = updates_of_plan(session, plan.id or 0)
            updates = {id_: mine[-1].reported_at for id_, mine in reports.items()}
        yield _standing(plan, one, held if is_open else (), updates, today)


def _standing(
    plan: Plan, one: Round, held: Iterable[Holding], updates: dict[int, datetime], today: date
) -> RoundStanding:
    state = "closed" if one.deadline <= today else "open" if one.opens_on <= today else "to come"
    actions = [_asked(h, one, updates.get(h.facts.id)) for h in held if _is_in(h, today)]
    return RoundStanding(
        plan=plan.key,
        board=one.board,
        meets_on=one.meets_on,
        deadline=one.deadline,
        opens_on=one.opens_on,
        chased_on=one.chased_on,
        state=state,
        actions=tuple(sorted(actions, key=lambda one: by_number(one.ref))),
    )


def _is_in(holding: Holding, today: date) -> bool:
    return holding.facts.is_open and holding.facts.may_speak(today)


def _asked(holding: Holding, one: Round, updated_at: datetime | None) -> Asked:
    found = holding.facts
    return Asked(
        ref=found.ref,
        title=shown_title(holding),
        owner=holding.owner_name or (holding.director_name if holding.is_held else ""),
        asked_on=asked_on(found, "round", one),
        chased_on=asked_on(found, "chaser", one),
        updated_on=local_date(updated_at) if updated_at and one.counts(updated_at) else None,
        is_exempt=holding.is_exempt,
    )
