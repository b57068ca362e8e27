"""Responsible for recording what an owner answered, by the administrator's hand."""

from dataclasses import dataclass, replace
from datetime import date

from followthrough.actions.subject import ADMINISTRATOR, about
from followthrough.workplace import Workplace
from models.interests import add_interest
from models.plan import Action
from models.progress import ProgressUpdate, record_update
from rules.ladder.late import MOST_BELIEVED
from rules.packs.brag import Brag
from rules.problems import BadInput, Remedy, Sentence
from rules.text import quoted, said
from rules.words import short_day

RATINGS = (Brag.RED, Brag.AMBER, Brag.GREEN)
"""What an owner may rate an action; Blue is the validator's, Grey is for want of a date."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was answered about one action."""

    plan: str
    action: str
    text: str = ""
    by: str = ""
    """Who said so, by name; empty means the plan's administrator, in their own name."""
    completed_on: date | None = None
    forecast: date | None = None
    evidence: str = ""
    """Where what shows a completion can be found."""
    rating: str = ""
    """How its owner rates it: Red, Amber or Green."""
    cause: str = ""
    recovery: str = ""
    impact: str = ""
    """Why it is late, what will bring it back on course, and what it has changed so far."""
    is_old_meant: bool = False
    """Whether a completion more than a year before go-live is meant."""


def update(place: Workplace, report: Report) -> str | Sentence:
    """Record a report; return a sentence that says what was recorded.

    A completion without evidence, where the plan asks for it, is kept as progress (row 108).
    Raises BadInput, and saves nothing, for an unknown plan or action, an empty report, a
    completion in the future (semantics row 8), one long before go-live
    that is not said to be meant, an unknown person, or an action that is closed already.
    """
    with about(place, report.plan, report.action) as subject:
        report = _as_kept(report)
        _refuse_nonsense(report, subject.action, subject.today)
        subject.ask_back(report.completed_on, is_meant=report.is_old_meant)
        lacks = (
            report.completed_on is not None
            and subject.holding.needs_evidence
            and not report.evidence.strip()
        )
        by = subject.person(report.by) if report.by else None
        said_by = by.name if by else ADMINISTRATOR
        stored = ProgressUpdate(
            action_id=subject.action.id or 0,
            reported_at=subject.now,
            reported_by=said_by,
            text=report.text,
            completed_on=None if lacks else report.completed_on,
            forecast=report.forecast,
            evidence=report.evidence,
            rating=report.rating.capitalize(),
            cause=report.cause,
            recovery=report.recovery,
            impact=report.impact,
        )
        if by is not None and stored.completed_on:
            add_interest(subject.session, subject.action.id or 0, by.id or 0, led=False)
        record_update(
            subject.session,
            subject.plan,
            subject.action,
            stored,
            actor=place.actor,
            now=subject.now,
        )
        subject.recorded("complete" if stored.completed_on else "update")
        report = replace(report, action=subject.action.ref)
        is_ignored = subject.action.times_refused >= MOST_BELIEVED
        return _recorded(report, said_by, lacks_evidence=lacks, is_ignored=is_ignored)


def _recorded(report: Report, by: str, *, lacks_evidence: bool, is_ignored: bool) -> str | Sentence:
    if lacks_evidence:
        return Sentence(
            f"Recorded for {report.action} as progress, not as complete: the plan asks for evidence.",
            Remedy.GIVE_EVIDENCE.of(plan=report.plan, action=report.action),
        )
    if report.completed_on:
        done = short_day(report.completed_on)
        goes_on = "no more reminders go out."
        if is_ignored:
            goes_on = "since it was refused twice, reminders and escalation go on until then."
        return (
            f"{report.action} is complete as of {done}, reported by {by}; it now waits for "
            f"validation, and {goes_on}"
        )
    return f"Recorded for {report.action}, reported by {by}; reminders go on until it is complete."


def _refuse_nonsense(report: Report, action: Action, today: date) -> None:
    told = (report.text, report.rating, report.cause, report.recovery, report.impact)
    if not (any(told) or report.completed_on or report.forecast):
        raise BadInput("Nothing to record: give a text, a completion date or a forecast.")
    if action.cancelled_on:
        raise BadInput(f"{action.ref} was cancelled on {short_day(action.cancelled_on)}.")
    if action.completed_on:
        raise BadInput(
            f"{action.ref} was reported complete as of {short_day(action.completed_on)}.",
            remedy=Remedy.REOPEN.of(plan=report.plan, action=action.ref),
        )
    if report.completed_on and report.forecast:
        raise BadInput("Give a completion date or a forecast, not both.")
    if report.completed_on and report.completed_on > today:
        raise BadInput(
            f"{action.ref} can't be complete on {short_day(report.completed_on)}: "
            f"today is {short_day(today)}."
        )
    if report.forecast and report.forecast < today:
        raise BadInput(f"A forecast lies ahead; {short_day(report.forecast)} is past.")


def _as_kept(report: Report) -> Report:
    """Return a report with its texts as they are kept; raise BadInput if one can't be."""
    if report.rating and report.rating.capitalize() not in RATINGS:
        raise BadInput(
            f"An owner rates an action {', '.join(RATINGS[:-1])} or {RATINGS[-1]}; "
            f"{quoted(report.rating)} is none of them."
        )
    return replace(
        report,
        text=said("text", report.text),
        by=said("name of who said so", report.by),
        evidence=said("evidence", report.evidence),
        cause=said("cause", report.cause),
        recovery=said("recovery", report.recovery),
        impact=said("impact", report.impact),
    )
