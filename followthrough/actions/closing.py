"""Responsible for closing and opening actions: validation, reopening, cancelling, milestones."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, select

from followthrough.actions.new_dates import Ruling, decider
from followthrough.actions.subject import Subject, about
from followthrough.workplace import Workplace
from models import closing, people
from models import run as runs
from models.closing import Restart, Validation
from models.people import Person
from models.plan import Action, Milestone, Series, append_about
from rules.actions.new_date import assumed_date, deciders, is_new_date
from rules.ladder.holding import board_decides, owners_of, recipients
from rules.ladder.late import is_past
from rules.ladder.policy import Audience
from rules.problems import BadInput, Remedy, Sentence
from rules.text import meant, said
from rules.words import short_day


def validate(
    place: Workplace,
    plan: str,
    action: str,
    *,
    by: str,
    accepted: bool,
    reason: str = "",
) -> str:
    """Record whether a reported completion is accepted; return a sentence (rows 106, 107).

    Raises BadInput if there is nothing to validate, for someone in the owner's line, and for a
    refusal without a reason.
    """
    with about(place, plan, action) as subject:
        _refuse_cancelled(subject)
        if subject.action.completed_on is None or subject.action.validated_on is not None:
            raise BadInput(f"{subject.action.ref} does not wait for validation.")
        reason = said("reason", reason, needed=not accepted)
        validator = _validator(subject, by)
        validation = Validation(
            action_id=subject.action.id or 0,
            number=0,
            decided_at=subject.now,
            decided_by=validator.name,
            accepted=accepted,
            reason=reason,
            episode=0,
            named=_named_instead(subject, validator),
        )
        closing.validate(
            subject.session,
            subject.plan,
            subject.action,
            validation,
            subject.today,
            actor=place.actor,
            now=subject.now,
        )
        subject.recorded("validated" if accepted else "not accepted")
        if accepted:
            return f"{subject.action.ref} is validated by {validation.whose}; it is closed."
        ref, other = subject.action.ref, validation.whose.removeprefix(validator.name)
        return f"{ref} is open again: {validator.name} did not accept it as complete{other}."


def reopen(
    place: Workplace,
    plan: str,
    action: str,
    *,
    reason: str,
    due_date: date | None = None,
    by: str = "",
) -> str:
    """Open an action again that was reported complete; return a sentence (rows 50, 51).

    On the day of the report, before any check, it is as if it had never been closed. Otherwise a
    past due date needs a new one, which its approver gives; without one it is due five working days
    on, flagged, and the approver may give another within one working day. Raises BadInput for a past
    date, for another than it has where it goes on as if it had never been closed, for a new date by
    anyone but its approver, for a second date by rule, and for one by the word of who has a part in
    the action (rows 255, 256).
    """
    with about(place, plan, action) as subject:
        _refuse_cancelled(subject)
        reason = said("reason", reason, needed=True)
        decided = subject.decided_by(by) if due_date else subject.said_by(by)
        if due_date is not None and subject.action.is_waiting_for_date(
            subject.today, subject.calendar
        ):
            return _give_date(subject, due_date, reason, by, place.actor)
        if subject.action.completed_on is None:
            raise BadInput(
                f"{subject.action.ref} is not reported complete, so it can't be opened again."
            )
        restart = _restart(subject, due_date, by)
        closing.reopen(
            subject.session,
            subject.plan,
            subject.action,
            restart,
            reason,
            decided,
            actor=place.actor,
            now=subject.now,
        )
        subject.recorded("reopened")
        return _reopened(subject.action.ref, restart)


def cancel(
    place: Workplace, plan: str, action: str, *, reason: str, by: str = ""
) -> list[Sentence]:
    """Close an action that will not be done; return what that means, a sentence each (row 52).

    Of a recurring one it closes this time alone. Raises BadInput without a reason, if it is closed
    already, and for who can't have decided it.
    """
    with about(place, plan, action) as subject:
        return close_undone(subject, reason, by, actor=place.actor)


def close_undone(subject: Subject, reason: str, by: str = "", *, actor: str) -> list[Sentence]:
    """Close the action at hand, which will not be done, as `cancel` does."""
    if subject.action.cancelled_on or subject.action.validated_on:
        raise BadInput(f"{subject.action.ref} is closed already.")
    reason = said("reason", reason, needed=True)
    closing.cancel(
        subject.session,
        subject.plan,
        subject.action,
        subject.today,
        reason,
        subject.decided_by(by),
        actor=actor,
        now=subject.now,
    )
    subject.recorded("cancelled")
    return [
        Sentence(
            f"{subject.action.ref} is cancelled: nobody is told about it any more, and every "
            "pack lists it."
        ),
        *(
            Sentence(
                f"{first.ref} goes on: it falls due again.",
                Remedy.END_SERIES.of(action=first.ref),
            )
            for _, first in _going_on(subject)
        ),
    ]


def end_series(place: Workplace, plan: str, action: str, *, reason: str, by: str = "") -> str:
    """Let an action fall due no more; return a sentence. What is open of its series stays open.

    Raises BadInput without a reason, if it does not fall due again, and for who can't have decided
    it.
    """
    with about(place, plan, action) as subject:
        found = _going_on(subject)
        if not found:
            raise BadInput(f"{subject.action.ref} does not fall due again.")
        why = said("reason", reason, needed=True)
        series, begun = found[0]
        about_it = (subject.plan, begun, series, why, subject.decided_by(by))
        closing.end_series(subject.session, *about_it, actor=place.actor, now=subject.now)
        subject.recorded("series ended")
        return f"{begun.ref} falls due no more. What is open of its series stays open."


def complete_milestone(
    place: Workplace, plan: str, action: str, ref: str, on: date, *, is_old_meant: bool = False
) -> str:
    """Record when a milestone was complete; return a sentence.

    Raises BadInput for an unknown milestone, a cancelled action, a date in the future, and one more
    than a year before go-live that is not said to be meant.
    """
    with about(place, plan, action) as subject:
        _refuse_cancelled(subject)
        subject.ask_back(on, is_meant=is_old_meant)
        mine = select(Milestone).where(Milestone.action_id == subject.action.id)
        known = {milestone.ref: milestone for milestone in subject.session.exec(mine)}
        called = meant(ref, known)
        if called is None:
            raise BadInput(
                f"{subject.action.ref} has no milestone {ref!r}; it has: "
                f"{', '.join(known) or 'none'}."
            )
        if on > subject.today:
            raise BadInput(f"A milestone can't be complete on {short_day(on)}: that is ahead.")
        known[called].completed_on = on
        subject.session.add(known[called])
        append_about(
            subject.session,
            subject.plan,
            subject.action,
            "completed milestone",
            {"milestone": called, "on": on},
            actor=place.actor,
            now=subject.now,
        )
        subject.recorded("milestone complete")
        return f"Milestone {called} of {subject.action.ref} is complete as of {short_day(on)}."


def _going_on(subject: Subject) -> Sequence[tuple[Series, Action]]:
    """Return the series that an action is of, with its first action; none if it falls due no more."""
    ref = subject.action.ref
    first = col(Action.ref).in_((ref, ref.rpartition("/")[0]))
    found = (
        select(Series, Action)
        .join(Action, col(Action.id) == Series.action_id)
        .where(Action.plan_id == subject.plan.id, first, col(Series.make_next_on).is_not(None))
    )
    return subject.session.exec(found).all()


def _refuse_cancelled(subject: Subject) -> None:
    if subject.action.cancelled_on is not None:
        raise BadInput(f"{subject.action.ref} is cancelled.")


def _named_instead(subject: Subject, validator: Person) -> str:
    """Return the validator who is named for an action, if that is another than who decided."""
    named = subject.action.validator_id or subject.plan.validator_id
    if named in (None, validator.id):
        return ""
    return subject.circle.people[named].name


def _validator(subject: Subject, name: str) -> Person:
    """Return who validated; raise BadInput for who left and who may not (row 136)."""
    by = subject.person(name)
    people.refuse_leaver(by, subject.today)
    owners = owners_of(subject.holding, subject.circle, subject.today)
    if bar := owners.bar_from_validating(by.id or 0):
        asked = recipients(
            subject.holding, Audience.VALIDATOR, subject.circle, subject.policy, subject.today
        )
        names = [one.person.name for capacity, one in asked if capacity is Audience.VALIDATOR]
        raise BadInput(
            f"{by.name} {bar} of {subject.action.ref}; someone outside it validates, and "
            f"{' or '.join(names) or 'nobody who is named may'}{' is asked to' if names else ''}."
        )
    return by


def _is_as_if_never_closed(subject: Subject) -> bool:
    """Say whether no check has seen the completion yet (row 51)."""
    reported_at = subject.action.reported_at
    return (
        reported_at is not None
        and subject.facts.reported_on == subject.today
        and not runs.done_since(
            subject.session, subject.plan.organisation_id, runs.JOB, reported_at
        )
    )


def _restart(subject: Subject, due_date: date | None, by: str) -> Restart:
    """Return how an action goes on that is opened again; raises BadInput for a date that can't be."""
    if _is_as_if_never_closed(subject):
        if due_date not in {None, subject.facts.current_due_date}:
            raise BadInput(
                f"No check has seen {subject.action.ref} complete, so it goes on as if it had never "
                "been: its due date stands.",
                remedy=Remedy.LEAVE_DATE_OUT.of(),
            )
        return Restart(as_if_never_closed=True)
    if due_date is not None:
        subject.refuse_past_calendar(due_date)
        if is_new_date(subject.facts, due_date, subject.today):
            return Restart(due_date, agreed_by=_agreed_by(subject, by))
    if is_past(subject.facts.current_due_date, subject.today):
        subject.decided_by(by)  # more time is not theirs to take
        _refuse_second_rule(subject.action)
        return Restart(assumed_date(subject.today, subject.calendar))
    if subject.action.revised_due_date is not None:
        subject.refuse_past_calendar(subject.action.revised_due_date)
    return Restart()


def _refuse_second_rule(action: Action) -> None:
    """Raise BadInput where a rule gave the last date, and nobody has accepted or agreed since."""
    if action.date_assumed and action.validated_on is None:
        raise BadInput(
            f"The date of {action.ref} was set by rule when it was opened again before, and nobody "
            "has agreed to another since.",
            remedy=Remedy.REFUSE_COMPLETION.of(),
        )


def _agreed_by(subject: Subject, by: str) -> str:
    """Return who gives a new date, in words; raise BadInput if it is not theirs to give (row 255)."""
    ref = subject.action.ref
    if board_decides(subject.holding, subject.policy):
        raise BadInput(
            f"The {subject.holding.board_name} decides on a new date of {ref}.",
            remedy=Remedy.LEAVE_DATE_OUT.of(),
        )
    if not by:
        known = deciders(subject.holding, subject.circle, subject.policy, subject.today)
        names = " or ".join(sorted(name for name, *_ in known.values())) or "Nobody who is named"
        raise BadInput(
            f"{names} may decide on a new date of {ref}.", remedy=Remedy.NAME_APPROVER.of()
        )
    return decider(subject, Ruling(approved=True, by=by))


def _give_date(subject: Subject, due_date: date, reason: str, by: str, actor: str) -> str:
    is_new_date(subject.facts, due_date, subject.today)
    subject.refuse_past_calendar(due_date)
    agreed_by = _agreed_by(subject, by)
    closing.set_assumed_date(
        subject.session,
        subject.plan,
        subject.action,
        due_date,
        reason,
        agreed_by,
        actor=actor,
        now=subject.now,
    )
    subject.recorded("date given")
    return f"{subject.action.ref} is now due on {short_day(due_date)}."


def _reopened(action: str, restart: Restart) -> str:
    if restart.due_date is None:
        return f"{action} is open again; its due date stands."
    on = short_day(restart.due_date)
    if restart.is_assumed:
        return (
            f"{action} is open again without a new date, so it is due on {on}; until the end of the "
            "next working day its approver may give another."
        )
    return f"{action} is open again, due on {on}."
