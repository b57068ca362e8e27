"""Responsible for reading all that is known of one action, so that it can be explained."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlmodel import Session, col, select

from followthrough.daily.preview import first_day
from followthrough.ladder.policy_file import default_policy
from followthrough.notices.told import JOINTLY, digests_sent
from followthrough.packs.facts import actions_of
from followthrough.packs.order import last_pack
from followthrough.plans.calendar import within_calendar
from followthrough.workplace import Workplace
from models import facts, picking
from models import pack as packs
from models.boards import Board
from models.calendar import calendar
from models.closing import Validation
from models.new_dates import requests_of
from models.notice import Notice
from models.pause import pauses_of
from models.people import circle
from models.plan import Action, Plan, action_called, plan_called
from models.policy import versions
from models.progress import ProgressUpdate
from models.session import reading
from models.steps import EscalationStep
from rules.actions.about import About, Revision, Silence, Telling, Update
from rules.actions.why import Section, explain
from rules.calendar import WorkingCalendar, local_date
from rules.daily.preview import Preview, Scene, play
from rules.ladder.facts import ActionFacts
from rules.ladder.holding import Holding
from rules.ladder.policy import Version, in_force
from rules.packs.brag import Rating
from rules.packs.last import last_pack as read_last
from rules.packs.row import Cut, PackAction, rated
from rules.people.circle import Circle

A_YEAR = 366
"""Days that are played beyond the last date that is known of the action."""


def why(place: Workplace, plan_key: str, ref: str) -> tuple[Section, ...]:
    """Return why an action is where it is, what comes next, and what would stop it, in sentences.

    Raises BadInput naming the plans or actions there are, if it is not among them, and saying how
    to give its calendar more years, if today lies outside it.
    """
    now = place.clock()
    with reading(place.engine) as session:
        plan = plan_called(session, plan_key)
        action = action_called(session, plan, ref)
        with within_calendar(plan):
            return explain(_about(session, plan, action, now))


def _about(session: Session, plan: Plan, action: Action, now: datetime) -> About:
    today = local_date(now)
    (holding,) = facts.holdings(session, picking.one(action.id or 0))
    found = tuple(versions(session, plan.id or 0))
    scene = Scene(
        holdings=(holding,),
        circle=circle(session, plan.organisation_id),
        calendars={plan.key: calendar(session, plan)},
        versions={plan.key: found},
        default=default_policy(),
    )
    version = in_force(found, action.policy_version, today)
    recorded = next(one for one in actions_of(session, plan, today) if one.ref == action.ref)
    return About(
        holding=holding,
        version=version or Version(0, default_policy(), date.min),
        circle=scene.circle,
        calendar=scene.calendars[plan.key],
        today=today,
        ahead=_ahead(
            scene, holding.facts, first_day(session, plan.organisation_id, now), plan.calendar_last
        ),
        tellings=tuple(_tellings(session, holding, scene.circle, plan.organisation_id)),
        revisions=tuple(_revisions(session, action)),
        silences=tuple(_silences(session, plan, action, today)),
        cancelled_because=action.cancelled_because,
        cancelled_by=action.cancelled_by,
        validated_by=_validated_by(session, action),
        due_date_as_written=action.due_date_as_written,
        rating=_rating(session, plan, recorded, scene.calendars[plan.key], today),
        latest=_latest(session, action),
    )


def _rating(
    session: Session, plan: Plan, one: PackAction, calendar: WorkingCalendar, today: date
) -> Rating:
    """Return the rating of today as a pack of the top board would give it, since its last one."""
    boards = select(Board).where(Board.plan_id == plan.id, col(Board.escalations))
    last = last_pack(session, session.exec(boards).one(), today)
    rows = read_last(packs.contents_of(last)).rows if last else None
    return rated(one, Cut(calendar, today, rows))


def _latest(session: Session, action: Action) -> Update | None:
    mine = select(ProgressUpdate).where(ProgressUpdate.action_id == action.id)
    last = session.exec(mine.order_by(col(ProgressUpdate.id).desc()).limit(1)).first()
    if last is None:
        return None
    return Update(
        on=local_date(last.reported_at),
        by=last.reported_by,
        text=last.text,
        forecast=last.forecast,
        cause=last.cause,
        recovery=last.recovery,
        own_rating=last.rating,
    )


def _ahead(scene: Scene, action: ActionFacts, first: date, last_known: date) -> Preview:
    """Return the days ahead of one action, until a year after the last date known of it.

    Nothing can be told of what its calendar does not know, so that its end is the last.
    """
    known = (action.current_due_date, action.live_on, action.paused_until)
    stages = (milestone.due_date for milestone in action.milestones)
    last = max((on for on in (*known, *stages) if on is not None), default=first)
    return play(scene, first, max((min(last, last_known) - first).days, 0) + A_YEAR)


def _tellings(
    session: Session, holding: Holding, circle: Circle, organisation_id: int
) -> Iterator[Telling]:
    """Yield every step of every episode, oldest first."""
    rows = session.exec(
        select(EscalationStep, Notice)
        .outerjoin(Notice, col(Notice.id) == EscalationStep.notice_id)
        .where(EscalationStep.action_id == holding.facts.id)
        .order_by(col(EscalationStep.planned_on), col(EscalationStep.id))
    ).all()
    joint = {
        step.id: [(person_id, step.planned_on) for person_id, _ in holding.contributors]
        for step, notice in rows
        if step.audience in JOINTLY and notice and not step.untold
    }
    wanted = chain.from_iterable(joint.values())
    sent = digests_sent(session, organisation_id, circle, wanted)
    for step, notice in rows:
        told = _what_became(notice) if notice else {}
        also = [
            _named(sent[on].name, sent[on].address) for on in joint.get(step.id, ()) if on in sent
        ]
        yield Telling(
            episode=step.episode,
            rung=step.rung,
            planned_on=step.planned_on,
            reason=step.reason,
            policy=step.policy,
            untold=step.untold or "",
            jointly=tuple(name for name in dict.fromkeys(also) if name != told.get("to")),
            **told,
        )


def _what_became(notice: Notice) -> dict[str, Any]:
    return {
        "to": _named(notice.recipient_name, notice.recipient_address),
        "state": notice.state,
        "sent_on": local_date(notice.sent_at) if notice.sent_at else None,
        "reply": notice.reply or "",
    }


def _named(name: str, address: str) -> str:
    return f"{name} <{address}>" if address else name


def _revisions(session: Session, action: Action) -> Iterator[Revision]:
    for asked in requests_of(session, action):
        yield Revision(
            asked_on=local_date(asked.asked_at),
            by=asked.asked_by,
            proposed=asked.proposed,
            reason=asked.reason,
            decision=asked.decision,
            decided_on=local_date(asked.decided_at) if asked.decided_at else None,
            decided_by=asked.decided_by,
            answer=asked.answer,
            meeting_on=asked.meeting_on,
        )


def _validated_by(session: Session, action: Action) -> str:
    accepted = select(Validation).where(Validation.action_id == action.id, col(Validation.accepted))
    last = session.exec(accepted.order_by(col(Validation.number).desc())).first()
    return last.whose if last else ""


def _silences(session: Session, plan: Plan, action: Action, today: date) -> Iterator[Silence]:
    """Yield the pauses that cover the action today: its own, its theme's, its plan's."""
    for pause in pauses_of(session, plan.id or 0, today):
        if pause.covers(action):
            yield Silence(pause.until, pause.reason, pause.made_by)
