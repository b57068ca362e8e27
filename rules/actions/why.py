"""Responsible for explaining one action in sentences: where it stands, and how it came there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rules.actions.about import About, Revision, Telling
from rules.actions.why_next import decisions, next_sentences, stop_sentences
from rules.ladder.facts import Became, Promise
from rules.ladder.late import done_on
from rules.ladder.policy import Audience
from rules.ladder.slippage import completion, lateness, slippage
from rules.text import quoted
from rules.words import by_word, count, due, short_day

NOT_SENT = {
    "queued": "queued, not sent yet",
    "leased": "queued, not sent yet",
    "sending": "being handed to the mail server",
    "unknown": "perhaps sent, perhaps not: a person has to look",
    "dead": "refused for good",
    "cancelled": "not sent: its day passed first, so the step lapsed",
}
"""What became of a notice that was not sent, by its state."""


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences under one heading."""

    heading: str
    sentences: tuple[str, ...]


def explain(about: About) -> tuple[Section, ...]:
    """Return why an action is where it is, and what would change that; no section is empty.

    Raises CalendarEnds if a date it needs lies outside the calendar.
    """
    parts = (
        ("Where it stands", _standing(about)),
        ("Its rating", _rating(about)),
        ("Who holds it", _people(about)),
        ("Who decides", decisions(about)),
        ("Its latest update", _update(about)),
        ("Its due date", _dates(about)),
        ("Its policy", _policy(about)),
        ("What was told", _tellings(about)),
        ("Promises", (_promise(promise, about.today) for promise in about.facts.promises)),
        ("What comes next", next_sentences(about)),
        ("What would stop it", stop_sentences(about)),
    )
    found = (Section(heading, tuple(said)) for heading, said in parts)
    return tuple(section for section in found if section.sentences)


def _standing(about: About) -> Iterator[str]:
    holding, facts = about.holding, about.facts
    yield f"{facts.ref}, {holding.title} ({holding.plan}): {_state(about)}."
    if facts.live_on is None:
        yield "Its plan is a draft: nobody is told anything until it goes live."
    elif facts.live_on > about.today:
        yield f"Its plan goes live on {short_day(facts.live_on)}; until then nobody is told."
    if refused := facts.refusals.sentence:
        yield refused
    for silence in about.silences:
        why = by_word(silence.reason, silence.by)
        yield f"Nothing is said about it before {short_day(silence.until)}: {why}."
    for milestone in facts.milestones:
        yield f"Milestone {milestone.ref}, {milestone.title}: {_milestone(about, milestone.due_date, milestone.completed_on)}."


def _state(about: About) -> str:
    facts, current = about.facts, about.facts.current_due_date
    if facts.cancelled_on is not None:
        because = by_word(about.cancelled_because, about.cancelled_by)
        why = f": {because}" if because else ""
        return f"cancelled on {short_day(facts.cancelled_on)}{why}"
    if facts.completed_on is not None:
        reported_on = facts.reported_on or facts.completed_on
        how = completion(current, facts.completed_on, reported_on, about.calendar)
        said = f"complete as of {short_day(facts.completed_on)}, {how}"
        if facts.validated_on is not None:
            by = f" by {about.validated_by}" if about.validated_by else ""
            return f"{said}; validated on {short_day(facts.validated_on)}{by}"
        said = f"{said}; reported on {short_day(reported_on)}, not validated yet"
        return f"{_open(about)}; {said}" if facts.is_report_ignored else said
    return _open(about)


def _open(about: About) -> str:
    current, today = about.facts.current_due_date, about.today
    if current is None:
        return "it has no due date, so it has no ladder"
    late = lateness(current, today, about.calendar)
    return late.words if late.calendar_days else due(current, today)


def _milestone(about: About, on: date, completed_on: date | None) -> str:
    if completed_on is not None:
        return f"due {short_day(on)}, complete on {short_day(completed_on)}"
    late = lateness(on, about.today, about.calendar)
    return late.words if late.calendar_days else due(on, about.today)


def _rating(about: About) -> Iterator[str]:
    if about.rating is None:
        return
    yield f"{about.rating.brag}: {about.rating.because}."
    if about.latest and about.latest.own_rating and about.facts.is_open:
        yield f"Its owner rates it {about.latest.own_rating}."


def _update(about: About) -> Iterator[str]:
    last = about.latest
    if last is None:
        yield "None was recorded."
        return
    said = f": {last.text.rstrip('.')}" if last.text else ""
    yield f"{short_day(last.on)}, by {last.by}{said}."
    if last.forecast is not None:
        yield f"Expected to be complete on {short_day(last.forecast)}."
    if last.cause:
        yield f"Cause: {last.cause.rstrip('.')}."
    if last.recovery:
        yield f"Recovery: {last.recovery.rstrip('.')}."


def _people(about: About) -> Iterator[str]:
    holding = about.holding
    if holding.is_held:
        yield f"It has no owner; {holding.director_name}, the director, holds it."
    elif not holding.owner_name:
        yield "It has no owner."
    else:
        yield f"Owner: {holding.owner_name}. Director: {holding.director_name or 'nobody'}."
    if holding.contributors:
        yield f"With: {', '.join(name for _, name in holding.contributors)}."
    told = about.told(Audience.OWNER)
    if told and told != holding.owner_name:
        yield f"What is meant for the owner goes to {told}."
    elif not told:
        yield "Nobody can be told what is meant for the owner."


def _dates(about: About) -> Iterator[str]:
    facts = about.facts
    baseline, current = facts.due_date, facts.current_due_date
    written = quoted(about.due_date_as_written) if about.due_date_as_written else ""
    if baseline is None and written:
        yield f"The plan names no date; of when it is due it says {written}."
    if baseline is not None:
        yield f"First due on {short_day(baseline)}{written and f', written {written}'}."
    for revision in about.revisions:
        yield _revision(revision)
    if current is not None and current != baseline:
        by_rule = ", set by rule when it was opened again" if facts.date_assumed else ""
        times = f"revised {count(facts.times_revised, 'time')}"
        yield f"Due now on {short_day(current)}{by_rule}; {times}."
    slipped = slippage(baseline, current, done_on(facts), about.today, about.calendar)
    if slipped and facts.cancelled_on is None:
        yield f"It has slipped {count(slipped, 'working day')} from the date first given."


def _revision(revision: Revision) -> str:
    if revision.decision == "given":
        return (
            f"{short_day(revision.asked_on)}: {revision.by} opened it again, due on "
            f"{short_day(revision.proposed)} ({revision.reason.rstrip('.')}); nobody was asked to agree."
        )
    if revision.by == revision.decided_by:
        return (
            f"{short_day(revision.asked_on)}: {revision.by} gave it {short_day(revision.proposed)} "
            f"({revision.reason.rstrip('.')})."
        )
    asked = (
        f"{short_day(revision.asked_on)}: {revision.by} asked for {short_day(revision.proposed)}"
        f" ({revision.reason.rstrip('.')})"
    )
    if revision.decided_on is None:
        return f"{asked}; not decided yet."
    meeting = f" at the meeting of {short_day(revision.meeting_on)}" if revision.meeting_on else ""
    by = f" by {revision.decided_by}" if revision.decided_by else ""
    answer = f": {revision.answer.rstrip('.')}" if revision.answer else ""
    on = short_day(revision.decided_on)
    return f"{asked}; {revision.decision} on {on}{by}{meeting}{answer}."


def _policy(about: About) -> Iterator[str]:
    version, began_with = about.version, about.facts.began_with
    name = f"{version.policy.name}, version {version.number}"
    if not version.number:
        yield f"It goes by {version.policy.name}, the default."
    elif began_with == version.number:
        yield f"It goes by {name}, kept since its first step."
    elif began_with is None:
        since = short_day(version.effective_from)
        yield f"It goes by {name}, in force from {since}; its ladder has not begun."
    elif version.running_from is not None:
        since = short_day(version.running_from)
        yield (
            f"It goes by {name}, which holds for running ladders from {since}; "
            f"it began with version {began_with}."
        )
    else:
        yield f"It goes by {name}: version {began_with}, with which it began, is gone."


def _tellings(about: About) -> Iterator[str]:
    heard: set[str] = set()
    for telling in about.tellings:
        yield _telling(telling, "" if telling.reply in heard else telling.reply)
        heard.add(telling.reply)
    if not about.tellings:
        yield "Nothing yet."


def _telling(telling: Telling, reply: str) -> str:
    on = short_day(telling.planned_on)
    if telling.untold == Became.BEFORE_GO_LIVE:
        return f"{telling.rung}: not sent: before go-live."
    episode = f", episode {telling.episode}" if telling.episode > 1 else ""
    why = f"{telling.reason.rstrip('.')} ({telling.policy}{episode})."
    if telling.untold and not (telling.to and telling.untold == Became.LAPSED):
        return f"{on}: there was no one to tell. {why}"
    said = f"; the mail server said: {reply.rstrip('.')}" if reply else ""
    also = f" Told too: {', '.join(telling.jointly)}." if telling.jointly else ""
    sent = "not told" if telling.untold else _sent(telling)
    return f"{on}, to {telling.to}: {sent}{said}.{also} {why}"


def _sent(telling: Telling) -> str:
    if telling.sent_on is not None:
        return f"sent on {short_day(telling.sent_on)}"
    return NOT_SENT.get(telling.state, telling.state)


def _promise(promise: Promise, today: date) -> str:
    made, until = short_day(promise.made_on), short_day(promise.until)
    said = f"{made}, at {promise.rung}: {promise.by} promised an update by {until}"
    if promise.kept:
        return f"{said}; kept."
    if promise.until < today:
        return f"{said}; broken: none was recorded."
    return f"{said}; none yet."
