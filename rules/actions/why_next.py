"""Responsible for saying of one action what comes next, to whom, and what would stop it."""

from collections.abc import Iterator
from datetime import date

from rules.actions.about import About
from rules.actions.new_date import LONGEST_PROMISE, rung_promised_on
from rules.calendar import CalendarEnds
from rules.daily.preview import Mention
from rules.ladder.decide import next_climb
from rules.ladder.holding import board_decides
from rules.ladder.late import MOST_BELIEVED
from rules.ladder.policy import Audience
from rules.problems import BadInput
from rules.words import count, long_day, short_day

MOST = 12
"""Sentences about what comes next."""
Happening = tuple[date, Mention, list[str]]


def next_sentences(about: About) -> Iterator[str]:
    """Yield what happens next if nothing is recorded: when, to whom by name, and why."""
    facts = about.facts
    if facts.cancelled_on is not None or facts.validated_on is not None:
        yield "Nothing: it is closed."
        return
    found = _happenings(about)
    for on, mention, names in found[:MOST]:
        whom = ", ".join(filter(None, names)) or "nobody, for there is no one to tell"
        why = mention.reason[:1].upper() + mention.reason[1:].rstrip(".")
        yield f"{long_day(on)}: {whom}. {why}."
    yield from about.ahead.problems
    if facts.live_on is None:
        yield "Nothing until its plan goes live."
    elif not facts.is_open:
        yield "It stays open until it is validated or sent back."
    elif facts.current_due_date is not None:
        yield "While it is overdue it stays in every pack's exception report."


def _happenings(about: About) -> list[Happening]:
    """Return the next step of each rung, with everyone that it tells."""
    found: dict[str, Happening] = {}
    for day in about.ahead.days:
        for notice in day.notices:
            for mention in notice.mentions:
                about_rung = found.setdefault(mention.rung, (day.on, mention, []))
                if about_rung[0] == day.on:
                    about_rung[2].append(_named(notice.name, mention))
    return list(found.values())


def _named(name: str, mention: Mention) -> str:
    if not name or mention.audience is Audience.BOARD:
        return name
    why = f"; {mention.because.rstrip('.')}" if mention.because else ""
    return f"{name} ({mention.audience}{why})"


def stop_sentences(about: About) -> Iterator[str]:
    """Yield what would silence or hold its ladder; nothing if it is closed or a draft."""
    facts = about.facts
    if facts.live_on is None or facts.cancelled_on is not None or facts.validated_on is not None:
        return
    if facts.completed_on is not None:
        opens = "changes nothing" if facts.is_report_ignored else "opens it again"
        yield f"Validation closes it; a refusal {opens}."
        return
    if facts.times_refused < MOST_BELIEVED:
        yield "Reporting it complete silences its ladder at once; it is then validated."
    else:
        yield (
            f"Reporting it complete silences nothing any more, since it was refused "
            f"{count(facts.times_refused, 'time')}; its ladder goes on until it is validated."
        )
    yield _new_date(about)
    if facts.current_due_date is not None:
        yield from _promises(about)
    yield "A pause silences it until a date that an administrator gives; its due date stands."
    yield "Cancelling it, with a reason, closes it for good."


def decisions(about: About) -> Iterator[str]:
    """Yield who says whether it is complete, and who agrees to a new date; nothing once closed."""
    facts = about.facts
    if facts.cancelled_on is not None or facts.validated_on is not None:
        return
    validator = (
        about.told(Audience.VALIDATOR) or "nobody: someone outside the owner's line is needed"
    )
    yield f"Whether it is complete: {validator}."
    told = about.told(Audience.APPROVER) or "nobody: none can be told"
    if board_decides(about.holding, about.version.policy):
        told = f"the {about.holding.board_name}, recorded by {told}"
    yield f"A new due date: {told}."


def _new_date(about: About) -> str:
    starts = "starts its ladder anew from that date"
    asked = about.facts.request
    if asked is None:
        return f"An approved new date {starts}."
    return (
        f"The new date that {asked.by} asked for on {short_day(asked.asked_on)}, "
        f"{short_day(asked.proposed)}, {starts} once it is approved."
    )


def _promises(about: About) -> Iterator[str]:
    """Yield what holds the next rung, or what a promise made today could do."""
    facts, today = about.facts, about.today
    try:
        climb = next_climb(facts, about.version.policy, about.calendar, today)
    except CalendarEnds:  # which the days ahead have said
        return
    if climb is None:
        return
    if facts.held_until is not None and facts.held_until >= today:
        yield f"It does not climb before {short_day(facts.held_until)} has passed: its completion was refused."
    for promise in facts.promises[-1:]:
        if promise.until >= today:
            yield f"The promise of {promise.by} holds its next rung through {short_day(promise.until)}."
            return
    try:
        rung = rung_promised_on(facts, about.version.policy, about.calendar, today, today)
    except BadInput as refused:
        yield str(refused)
        return
    until = short_day(about.calendar.after(today, LONGEST_PROMISE))
    yield f"A promise made at {rung} today holds its next rung, through {until} at most."
