"""Responsible for the proof of what was told: to whom, what, why, when, and what the server said."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TextIO

from sqlmodel import Session, col, select

from followthrough.reading.file import whole
from followthrough.reading.separated import as_cell
from followthrough.workplace import Workplace
from models.notice import DeliveryAttempt, Notice
from models.plan import Action, Plan
from models.session import reading
from models.steps import EscalationStep
from notifications.content import words
from notifications.render import Rendered
from rules.calendar import LONDON
from rules.problems import BadInput, RecordDamaged, Remedy
from rules.text import by_number
from rules.words import WITHHELD

BATCH = 500


@dataclass(frozen=True, slots=True)
class ToldStep:
    """One step that a notice carried, and why it was taken."""

    action: str
    rung: str
    occurrence: int
    reason: str
    policy: str
    untold: str
    """Why it tells the step no more; empty if it does."""
    is_exempt: bool = False
    """Whether its action is Part 2 material."""

    @property
    def published(self) -> "ToldStep":
        """The step as a file may tell it that goes to others: of a Part 2 action no words."""
        return replace(self, reason=WITHHELD) if self.is_exempt else self


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to hand it over."""

    at: str
    outcome: str
    reply: str


@dataclass(frozen=True, slots=True)
class Proof:
    """All that is known of one notice; instants are in UTC."""

    id: int
    kind: str
    name: str
    address: str
    subject: str
    lane: str
    state: str
    queued_at: str
    sent_at: str
    message_id: str
    key: str
    sha256: str
    """Of the words as they were handed over."""
    speaks_of: tuple[str, ...]
    """Every action that it lists, also those that it carries no step of."""
    steps: tuple[ToldStep, ...]
    attempts: tuple[Attempt, ...]


def show(place: Workplace, number: int) -> tuple[Proof, Rendered | None]:
    """Return the proof of one notice, with its words unless they were removed or never made.

    Raises BadInput if there is no such notice.
    """
    with reading(place.engine) as session:
        notice = session.get(Notice, number)
        if notice is None:
            raise BadInput(f"There is no notice {number}.", remedy=Remedy.FIND_NOTICE.of())
        (proof,) = _proofs(session, [notice])
        return proof, _words(notice)


def export(
    place: Workplace,
    file: Path,
    first: date | None,
    last: date | None,
    progress: Callable[[int], None] = lambda _number: None,
) -> int:
    """Write the proof of every notice queued from `first` to `last`, London dates; return how many.

    A `.jsonl` file gets a line a notice, a `.csv` file a row an attempt. Words of Part 2 actions
    are withheld: such a file is handed on. The file appears when it
    is whole; `progress` hears how many notices were read. Raises BadInput for any other ending, and if the file can't be written.
    """
    writers = {".jsonl": _write_lines, ".csv": _write_rows}
    write = writers.get(file.suffix.lower())
    if write is None:
        raise BadInput(f"{file}: write a .jsonl file or a .csv file.")
    with reading(place.engine) as session, whole(file) as out:
        return write(out, _all(session, first, last, progress))


def _all(
    session: Session, first: date | None, last: date | None, progress: Callable[[int], None]
) -> Iterator[Proof]:
    found = select(Notice).order_by(col(Notice.id))
    if first:
        found = found.where(col(Notice.queued_at) >= _midnight(first))
    if last:
        found = found.where(col(Notice.queued_at) < _midnight(last + timedelta(days=1)))
    after = 0
    while batch := session.exec(found.where(col(Notice.id) > after).limit(BATCH)).all():
        after = batch[-1].id or 0
        for proof in _proofs(session, batch):
            yield replace(proof, steps=tuple(step.published for step in proof.steps))
        progress(len(batch))
        session.expunge_all()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), LONDON)


def _proofs(session: Session, notices: Iterable[Notice]) -> Iterator[Proof]:
    by_id = {notice.id or 0: notice for notice in notices}
    steps: dict[int, list[ToldStep]] = {}
    rows = session.exec(
        select(EscalationStep, Plan.key, Action.ref, Action.is_exempt)
        .join(Action, col(Action.id) == EscalationStep.action_id)
        .join(Plan, col(Plan.id) == Action.plan_id)
        .where(col(EscalationStep.notice_id).in_(by_id))
        .order_by(col(EscalationStep.id))
    )
    for step, key, ref, is_exempt in rows.all():
        told = (step.rung, step.occurrence, step.reason, step.policy, step.untold or "", is_exempt)
        steps.setdefault(step.notice_id or 0, []).append(ToldStep(f"{key}/{ref}", *told))
    attempts: dict[int, list[Attempt]] = {}
    tries = select(DeliveryAttempt).where(col(DeliveryAttempt.notice_id).in_(by_id))
    for row in session.exec(tries.order_by(col(DeliveryAttempt.id))):
        attempt = Attempt(row.at.isoformat(), row.outcome, row.reply)
        attempts.setdefault(row.notice_id, []).append(attempt)
    for id_, notice in by_id.items():
        yield _proof(notice, steps.get(id_, ()), attempts.get(id_, ()))


def _proof(notice: Notice, steps: Iterable[ToldStep], attempts: Iterable[Attempt]) -> Proof:
    return Proof(
        id=notice.id or 0,
        kind=notice.kind,
        name=notice.recipient_name,
        address=notice.recipient_address,
        subject=notice.subject or "",
        lane=notice.lane,
        state=notice.state,
        queued_at=notice.queued_at.isoformat(),
        sent_at=notice.sent_at.isoformat() if notice.sent_at else "",
        message_id=notice.message_id,
        key=notice.dedup_key,
        sha256=notice.content_sha256 or "",
        speaks_of=tuple(_spoken_of(notice)),
        steps=tuple(steps),
        attempts=tuple(attempts),
    )


def _words(notice: Notice) -> Rendered | None:
    """Return a notice's words; in their place that they can't be read."""
    try:
        return words(notice)
    except RecordDamaged as wrong:
        return Rendered(notice.subject or "", wrong.problems[0], "")


def _spoken_of(notice: Notice) -> list[str]:
    """Return the actions that a notice speaks of; in their place that it can't be read."""
    try:
        parts = notice.payload.get("parts") or [notice.payload]
        said = [
            f"{line['plan']}: {line['ref']}" for part in parts for line in part.get("lines", ())
        ]
    except (RecordDamaged, LookupError, TypeError, AttributeError):
        return [*RecordDamaged(f"notice {notice.id}").problems]
    return sorted(set(said), key=by_number)


def _write_lines(out: TextIO, proofs: Iterable[Proof]) -> int:
    number = 0
    for proof in proofs:
        out.write(json.dumps(asdict(proof), ensure_ascii=False) + "\n")
        number += 1
    return number


def _write_rows(out: TextIO, proofs: Iterable[Proof]) -> int:
    number = 0
    writer = csv.writer(out)
    plain = ("id", "kind", "name", "address", "subject", "lane", "state", "queued_at", "sent_at")
    about = (*plain, "message_id", "key", "sha256")
    writer.writerow((*about, "speaks_of", "why", "attempt_at", "attempt", "reply"))
    for proof in proofs:
        number += 1
        why = "; ".join(f"{step.action} {step.reason}" for step in proof.steps)
        first = [getattr(proof, name) for name in about]
        for attempt in proof.attempts or (Attempt("", "", ""),):
            row = [*first, "; ".join(proof.speaks_of), why, *asdict(attempt).values()]
            writer.writerow([as_cell(value) for value in row])
    return number


def notices(place: Workplace, state: str | None = None, limit: int = 50) -> Sequence[Notice]:
    """Return the newest notices, all or those in one state."""
    found = select(Notice).order_by(col(Notice.id).desc()).limit(limit)
    if state:
        found = found.where(Notice.state == state)
    with reading(place.engine) as session:
        rows = session.exec(found).all()
        session.expunge_all()
        return rows
