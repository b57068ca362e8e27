"""Responsible for the audit trail as a whole: verified entry by entry, and written to a file."""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Row
from sqlmodel import Session, col, select

from followthrough.aside import Aside
from followthrough.reading.file import MEGABYTE, name_of, read_file, whole
from followthrough.reading.package import Bounds, Unusable, parts_of
from followthrough.reading.separated import as_cell
from followthrough.workplace import Workplace
from models import audit, held
from models.audit import AuditEntry, AuditHead
from models.plan import Organisation, Plan
from models.session import reading
from rules.calendar import local_date
from rules.problems import BadInput
from rules.trail import HEARD, OF_ONE, LastSaid

BIGGEST_FILE = 40 * MEGABYTE
INSIDE = Bounds(inside=60 * MEGABYTE, signs=5_000_000)
PROPERTIES = "docProps/core.xml"
"""Where an Office file says it."""
HEAD = re.compile(rb"audit trail.{1,80}?\b([0-9a-f]{64})\b", re.DOTALL)
HASH = re.compile(r"[0-9a-f]{64}")
COLUMNS = ("organisation", "seq", "at", "actor", "verb", "subject", "detail")
CHAIN = ("previous_hash", "hash")


@dataclass(frozen=True, slots=True)
class Trail:
    """One organisation's chain of entries, read from its first to its last."""

    organisation: str
    entries: int
    broken: int | None
    """The first entry that does not fit; None if all do."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What all trails came to, and which heads stand in none of them."""

    trails: tuple[Trail, ...]
    found: tuple[str, ...]
    """By name, the heads that stand in a trail."""
    missing: tuple[str, ...]
    """By name, the heads that stand in none, or only after an entry that does not fit."""
    differences: tuple[str, ...] = ()
    """What tables hold otherwise than the entries say; not looked for where an entry does not fit."""

    @property
    def is_whole(self) -> bool:
        """Whether every entry fits, every head was found, and tables hold what entries say."""
        return not (self.missing or self.differences) and self.is_fitting

    @property
    def is_fitting(self) -> bool:
        """Whether every entry fits."""
        return all(trail.broken is None for trail in self.trails)


def length(place: Workplace) -> int:
    """Return how many entries there are, by the heads of all trails."""
    with reading(place.engine) as session:
        return sum(map(audit.length, session.exec(select(AuditHead)).all()))


def head_in(file: Path) -> str:
    """Return where the audit trail stood when a pack was issued, as one of its files says.

    Raises BadInput if the file can't be read or says nothing of it.
    """
    content = read_file(file, BIGGEST_FILE, "it is larger than any file of a pack")
    try:
        parts = parts_of(content, INSIDE) if content.startswith(b"PK") else {}
    except Unusable as why:
        raise BadInput(f"{name_of(file)} can't be read: it {why}.") from None
    found = HEAD.search(parts.get(PROPERTIES, content))
    if found is None:
        raise BadInput(f"{name_of(file)} names no audit trail; only issued packs do.")
    return found[1].decode()


def verify(
    place: Workplace,
    heads: Mapping[str, str],
    progress: Callable[[int], None] = lambda _number: None,
) -> Verified:
    """Verify every organisation's trail, and look for heads, given by name, in what fits.

    `progress` hears how many entries were read. Raises BadInput for a head that is no SHA-256.
    """
    for name, digest in heads.items():
        if not HASH.fullmatch(digest):
            raise BadInput(f"{name}: a head is 64 of the letters 0 to 9 and a to f.")
    seen: set[str] = set()
    wanted = set(heads.values())
    said, odd = dict[int, LastSaid](), list[str]()

    def fitting(entries: Sequence[AuditEntry | Row[Any]]) -> None:
        seen.update(wanted.intersection(entry.hash for entry in entries))
        for entry in entries:
            try:
                _hear(said, entry)
            except (ValueError, LookupError, TypeError, AttributeError):
                odd.append(
                    f"{entry.subject}: entry {entry.seq} does not say what such entries say."
                )
        progress(len(entries))

    with reading(place.engine) as session:
        for one in _organisations(session):
            said[one.id or 0] = LastSaid(Aside(), has_plans=bool(held.plans(session, one.id or 0)))
        trails = tuple(
            Trail(one.name, _length(session, one), audit.verify(session, one.id or 0, fitting))
            for one in _organisations(session)
        )
        missing = tuple(name for name, digest in heads.items() if digest not in seen)
        found = Verified(trails, tuple(name for name in heads if name not in missing), missing)
        if found.is_fitting:
            today = local_date(place.clock())
            differences = (*odd, *_differences(session, said, today))
            found = replace(found, differences=differences)
        return found


def _hear(said: Mapping[int, LastSaid], entry: AuditEntry | Row[Any]) -> None:
    """Let the organisation of an entry hear it; what one that was merged said, the other took over."""
    if entry.verb not in HEARD:
        return
    detail, on = orjson.loads(entry.detail), local_date(entry.at)
    mine = said[entry.organisation_id]
    heirs = () if mine.has_plans or entry.verb in OF_ONE else said.values()
    for one in {mine, *heirs}:
        one.hear(entry.verb, entry.subject, detail, on, entry.seq)


def _differences(session: Session, said: Mapping[int, LastSaid], today: date) -> Iterator[str]:
    """Yield a sentence for each thing that a table holds otherwise than the entries say last."""
    for number, mine in said.items():
        for plan, live_on in held.plans(session, number):
            yield from mine.against(plan, {"live on": live_on})
        for action in held.actions(session, number):
            if mine.knows(action.subject):
                yield from _of_action(action, mine, today)
            else:
                yield f"{action.subject}: no entry of its audit trail tells how it came to be there."
            for one in said.values():
                one.settle(action.subject)
        for person, values in held.people(session, number):
            yield from mine.against(person, values)
    for subject in dict.fromkeys(chain.from_iterable(mine.gone() for mine in said.values())):
        yield f"{subject}: is gone, and no entry of its audit trail tells why."


def _of_action(action: held.Held, said: LastSaid, today: date) -> Iterator[str]:
    yield from said.against(action.subject, action.values)
    # One that came later went live later than its plan.
    by = "" if said.tells(action.subject, "live on") else action.plan
    yield from said.against(action.subject, {"live on": action.live_on}, by=by)
    pausing = (action.subject, action.plan, f"{action.plan}, theme {action.theme}")
    until = said.paused_until(pausing, today)
    ahead = action.paused_until if (action.paused_until or "") > today.isoformat() else None
    if ahead != until:
        yield (
            f"{action.subject}: it is paused until {ahead or 'no day'}, and until {until or 'no day'} "
            "by its audit trail."
        )


def export(
    place: Workplace, file: Path, progress: Callable[[int], None] = lambda _number: None
) -> int:
    """Write every entry to a file, hashes included; return how many.

    A `.jsonl` or a `.csv` file; it appears when it is whole. Raises BadInput for any other ending,
    and if it can't be written, Damaged if an entry can't be read.
    """
    ending = file.suffix.lower()
    if ending not in {".jsonl", ".csv"}:
        raise BadInput(f"{file}: write a .jsonl file or a .csv file.")
    number = 0
    with reading(place.engine) as session, whole(file) as out:
        rows = csv.writer(out)
        if ending == ".csv":
            rows.writerow((*COLUMNS, *CHAIN))
        for batch in _entries(session):
            for said in batch:
                if ending == ".csv":
                    rows.writerow([as_cell(value) for value in said.values()])
                else:
                    out.write(json.dumps(said, ensure_ascii=False, default=str) + "\n")
            number += len(batch)
            progress(len(batch))
    return number


def _entries(session: Session) -> Iterator[list[dict[str, Any]]]:
    for one in _organisations(session):
        for batch in audit.in_batches(session, one.id or 0):
            yield [
                {
                    "organisation": one.name,
                    "seq": entry.seq,
                    "at": entry.at.isoformat(),
                    **{name: getattr(entry, name) for name in (*COLUMNS[3:], *CHAIN)},
                }
                for entry in batch
            ]


def _organisations(session: Session) -> Sequence[Organisation]:
    """Return the organisations; first those without a plan, whose plans another took over."""
    planned = select(Plan.id).where(Plan.organisation_id == Organisation.id).exists()
    return session.exec(select(Organisation).order_by(planned, col(Organisation.id))).all()


def _length(session: Session, one: Organisation) -> int:
    return audit.length(session.get(AuditHead, one.id))
