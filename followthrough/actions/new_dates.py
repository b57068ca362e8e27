"""Responsible for promises and for new due dates: acknowledged, asked for, decided."""

from dataclasses import dataclass
from datetime import date

from followthrough.actions.subject import ADMINISTRATOR, Subject, about
from followthrough.workplace import Workplace
from models import new_dates, people
from models.boards import meets
from models.new_dates import Acknowledgement, Decision, ExtensionRequest, requests_of
from rules.actions.new_date import asked_to_decide, deciders, is_new_date, rung_promised_on
from rules.ladder.facts import Request
from rules.ladder.holding import board_decides, recipients
from rules.ladder.policy import Audience
from rules.problems import BadInput, Mend, Remedy, Sentence
from rules.text import said
from rules.words import sentence, short_day


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an approver decided about a request, and how it is known."""

    approved: bool
    by: str
    reason: str = ""
    meeting_on: date | None = None
    """The board's meeting, where the board decides."""
    is_old_meant: bool = False
    """Whether a meeting more than a year before go-live is meant."""


def acknowledge(
    place: Workplace,
    plan: str,
    action: str,
    until: date,
    *,
    by: str = "",
    text: str = "",
) -> str:
    """Record the promise of an update by a date, which holds the next rung; return a sentence.

    Raises BadInput for a promise that the rows 97 to 99 refuse, and for someone who neither owns
    nor directs the action.
    """
    with about(place, plan, action) as subject:
        subject.refuse_unless_open()
        rung = rung_promised_on(
            subject.facts, subject.policy, subject.calendar, subject.today, until
        )
        promise = Acknowledgement(
            action_id=subject.action.id or 0,
            episode=subject.action.episode,
            rung=rung,
            made_at=subject.now,
            made_by=_holder(subject, by),
            until=until,
            text=said("text", text),
        )
        new_dates.acknowledge(
            subject.session,
            subject.plan,
            subject.action,
            promise,
            actor=place.actor,
            now=subject.now,
        )
        subject.recorded("acknowledged")
        said_so = f"{sentence(promise.made_by)} acknowledges {subject.action.ref} at rung {rung}"
        if rung == subject.policy.ladder[-1].name:
            return f"{said_so}, the top of its ladder: there is no rung above to hold."
        return f"{said_so}: the ladder waits through {short_day(until)}."


def ask(
    place: Workplace,
    plan: str,
    action: str,
    proposed: date,
    reason: str,
    *,
    by: str = "",
) -> str | Sentence:
    """Record that a new due date is asked for; return a sentence. Nothing moves until it is decided.

    Raises BadInput for a past date, no reason, or a request that is still undecided (rows 45, 48).
    """
    with about(place, plan, action) as subject:
        return ask_for(subject, proposed, reason, by, actor=place.actor)


def ask_for(
    subject: Subject, proposed: date, reason: str, by: str = "", *, actor: str
) -> str | Sentence:
    """Record that a new due date of the action at hand is asked for, as `ask` does."""
    subject.refuse_unless_open()
    reason = said("reason", reason, needed=True)
    if subject.facts.request:
        before = short_day(subject.facts.request.proposed)
        raise BadInput(f"{subject.action.ref} has a request for {before} that is not decided yet.")
    if not is_new_date(subject.facts, proposed, subject.today):
        return f"{subject.action.ref} is due on {short_day(proposed)} already; nothing changed."
    subject.refuse_past_calendar(proposed)
    request = ExtensionRequest(
        action_id=subject.action.id or 0,
        number=len(requests_of(subject.session, subject.action)) + 1,
        asked_at=subject.now,
        asked_by=_holder(subject, by),
        due_date=subject.facts.current_due_date,
        proposed=proposed,
        reason=reason,
    )
    new_dates.request_date(
        subject.session,
        subject.plan,
        subject.action,
        request,
        actor=actor,
        now=subject.now,
    )
    subject.recorded("date asked")
    return _asked(subject, request)


def decide(place: Workplace, plan: str, action: str, ruling: Ruling) -> str:
    """Record what the approver decided about the request; return a sentence.

    Approved, the date holds from now on and a new episode begins (rows 44 to 47, 104). Raises
    BadInput if nothing was asked, the wrong one decided, a refusal gives no reason, the board's
    meeting is missing, or the date has passed by now.
    """
    with about(place, plan, action) as subject:
        return rule_on(subject, ruling, actor=place.actor)


def rule_on(subject: Subject, ruling: Ruling, *, actor: str) -> str:
    """Record what was decided about the request for the action at hand, as `decide` does."""
    subject.refuse_unless_open()
    subject.ask_back(ruling.meeting_on, is_meant=ruling.is_old_meant)
    asked = subject.facts.request
    if asked is None:
        raise BadInput(f"Nobody has asked for a new due date of {subject.action.ref}.")
    reason = said("reason", ruling.reason, needed=not ruling.approved)
    if ruling.approved:
        is_new_date(subject.facts, asked.proposed, subject.today)
        subject.refuse_past_calendar(asked.proposed)
    request = requests_of(subject.session, subject.action)[-1]
    request.decided_by = decider(subject, ruling)
    request.meeting_on = ruling.meeting_on
    request.answer = reason
    decision = Decision.APPROVED if ruling.approved else Decision.REFUSED
    new_dates.decide_request(
        subject.session,
        subject.plan,
        subject.action,
        request,
        decision,
        actor=actor,
        now=subject.now,
    )
    subject.recorded("date agreed" if ruling.approved else "date refused")
    how = "agreed" if ruling.approved else "refused"
    ruled = f"{request.decided_by} {how} {short_day(asked.proposed)} for {subject.action.ref}."
    return ruled + _off_calendar(subject, ruling.meeting_on)


def _asked(subject: Subject, request: ExtensionRequest) -> str | Sentence:
    """Return what was asked for and who decides: never who asked (row 181)."""
    by, proposed = request.asked_by, request.proposed
    asked = Request(request.number, subject.today, by, proposed, request.reason)
    holding = subject.holding.with_facts(subject.facts._replace(request=asked))
    said_so = f"Asked for {short_day(proposed)} as the new due date of {subject.action.ref}"
    whom = asked_to_decide(holding, subject.circle, subject.policy, subject.today)
    if whom is None:
        return Sentence(
            f"{said_so}, and nobody who can be asked may decide.", _another_secretary(subject)
        )
    board = f"the {subject.holding.board_name}" if is_boards(subject) else ""
    return f"{said_so}; {board or whom.person.name} decides."


def _off_calendar(subject: Subject, on: date | None) -> str:
    """Return a sentence about a meeting that its board's calendar does not know; empty if it does."""
    board = subject.holding.board_name
    if on is None or meets(subject.session, subject.plan, board, on):
        return ""
    return f" No meeting of the {board} on {short_day(on)} stands in its calendar: check the day."


def is_boards(subject: Subject) -> bool:
    """Say whether a board decides on the next new date of the action at hand."""
    return board_decides(subject.holding, subject.policy)


def decider(subject: Subject, ruling: Ruling) -> str:
    """Return who decided on a new date, in words.

    Raises BadInput if it was not theirs to decide (row 103), and without the meeting of a board.
    """
    by = subject.person(ruling.by)
    board = subject.holding.board_name if is_boards(subject) else ""
    if board and (ruling.meeting_on is None or ruling.meeting_on > subject.today):
        raise BadInput(
            f"The {board} decides on this date: give the meeting's date, today or earlier."
        )
    if ruling.meeting_on is not None and not board:
        raise BadInput(
            f"No board decides on a new date of {subject.action.ref}, but the approver.",
            remedy=Remedy.LEAVE_MEETING_OUT.of(),
        )
    known = deciders(subject.holding, subject.circle, subject.policy, subject.today)
    if by.id not in known:
        can_not = f"{by.name} can't decide on a new date of {subject.action.ref}"
        if not known:
            raise BadInput(
                f"{can_not}, and nobody who is named may.", remedy=_another_secretary(subject)
            )
        raise BadInput(
            f"{can_not}; {' or '.join(sorted(name for name, *_ in known.values()))} can."
        )
    name, *beside = known[by.id or 0]
    if board:
        return f"{board} ({', '.join((name, *beside))})"
    return f"{name} ({beside[0]})" if beside else name


def _another_secretary(subject: Subject) -> Mend:
    plan, board = subject.plan.key, subject.holding.board_name
    return Remedy.NAME_ANOTHER_SECRETARY.of(plan=plan, board=board)


def _holder(subject: Subject, name: str) -> str:
    """Return the name of whoever speaks for the action: the administrator, if nobody is named."""
    holding = subject.holding
    if not name:
        return ADMINISTRATOR
    person = subject.person(name)
    people.refuse_leaver(person, subject.today)
    told = [
        recipient.person.id
        for audience in (Audience.OWNER, Audience.DIRECTOR)
        for _, recipient in recipients(
            holding, audience, subject.circle, subject.policy, subject.today
        )
    ]
    contributors = [person_id for person_id, _ in holding.contributors]
    if person.id not in (*told, *contributors, holding.owner_id, holding.director_id):
        raise BadInput(f"{person.name} neither owns nor directs {subject.action.ref}.")
    return person.name
