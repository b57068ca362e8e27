"""Responsible for the sample packs: an invented plan of sixty actions, played for a year.

Run it with `python -m examples.sample_year.make_sample_packs FOLDER`. All packs of the year come to
lie in FOLDER, by board and meeting. It uses what the flows use, with the days' own times passed in.
"""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import track
from sqlmodel import select

import migrations
from examples.people import COUNCIL, PEOPLE
from examples.sample_year import plan as sample
from examples.workbook import workbook
from followthrough.actions import closing, new_dates, progress
from followthrough.clock import real_now
from followthrough.daily import check
from followthrough.packs import draft
from followthrough.packs import due as pack_due
from followthrough.packs import issue as pack_issue
from followthrough.plans import go_live, import_plan, registers
from followthrough.settings import Settings
from followthrough.workplace import Workplace
from models.calendar import calendar
from models.plan import Plan
from models.session import connect, reading, writing
from notifications import outbox
from notifications.outcome import Accepted
from rules.calendar import LONDON

ACTOR = "sample year"
IMPORTED = date(2026, 12, 14)
LIVE_ON = date(2027, 1, 4)
LAST = date(2028, 1, 13)
ON_TIME, LATE, MOVED, TWICE, SILENT, REFUSED = "on time", "late", "moved", "twice", "silent", "ref"
KINDS = (ON_TIME, MOVED, ON_TIME, LATE, ON_TIME, TWICE, ON_TIME, SILENT, ON_TIME, REFUSED, ON_TIME)
CANCELLED = 52
CAUSE = "The partner's rota left nobody free for it."
RECOVERY = "A named officer is lent to it for six weeks."
IMPACT = "Families tell their story once instead of three times."


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does about an action on a day."""

    on: date
    number: int
    what: str
    to: date | None = None


def deeds(number: int) -> Iterator[Deed]:
    """Yield the life of an action, as its kind has it."""
    due, kind = sample.due_date(number), KINDS[number % len(KINDS)]
    if due is None:
        yield Deed(date(2027, 5, 4), number, "ask", date(2027, 9, 30))
        yield Deed(date(2027, 5, 7), number, "agree")
        due = date(2027, 9, 30)
    if number == CANCELLED:
        yield Deed(date(2027, 7, 20), number, "cancel")
        return
    days, finished = timedelta(days=1), due - timedelta(days=number % 6 + 1)
    if kind in (MOVED, TWICE) and number != sample.WITHOUT_DATE:
        for _ in range(1 if kind == MOVED else 2):
            yield Deed(due - 12 * days, number, "ask", due + 35 * days)
            yield Deed(due - 8 * days, number, "agree")
            due += 35 * days
        finished = due - 2 * days
    elif kind == LATE:
        yield Deed(due + 6 * days, number, "explain", due + 24 * days)
        finished = due + 24 * days
    elif kind == SILENT:
        yield Deed(due + 34 * days, number, "explain", due + 70 * days)
        finished = due + 66 * days
    yield Deed(finished, number, "complete")
    if kind == REFUSED:
        yield Deed(finished + 8 * days, number, "refuse")
        yield Deed(finished + 20 * days, number, "complete")
        finished += 20 * days
    yield Deed(finished + 9 * days, number, "accept")


def main(folder: Path) -> None:
    """Play the year and put every issued pack into `folder`."""
    with TemporaryDirectory() as temporary:
        data = Path(temporary)
        engine = connect(f"sqlite:///{data / 'sample.sqlite'}")
        migrations.upgrade(engine)
        settings = Settings(data=data)
        place = Workplace(settings, real_now, engine, ACTOR)
        _take_in(place)
        todo = sorted(
            (deed for number in range(1, 61) for deed in deeds(number)),
            key=lambda deed: (deed.on, deed.number),
        )
        for day in track(_days(place), "Playing a year", transient=True):
            _play(place, day)
            while todo and todo[0].on <= day:
                _do(place.at(_at(day, 10)), todo.pop(0))
        for file in sorted((data / "packs").rglob("*")):
            if file.is_file() and "draft" not in file.name and file.suffix != ".json":
                folder.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, folder / file.name)
        engine.dispose()


def _take_in(place: Workplace) -> None:
    file = place.data / "plan.xlsx"
    file.write_bytes(workbook("Sample year: invented", sample.sheets()))
    import_plan.import_plan(place.at(_at(IMPORTED, 9)), file)
    go_live.go_live(place.at(_at(IMPORTED, 9)), sample.KEY, LIVE_ON)


def _days(place: Workplace) -> list[date]:
    with reading(place.engine) as session:
        plan = session.exec(select(Plan)).one()
        return list(calendar(session, plan).days(LIVE_ON - timedelta(days=1), LAST))


def _play(place: Workplace, day: date) -> None:
    """Do what the flows do on a day; what they draft in the morning is issued in the afternoon."""
    month = next((at for at, on in enumerate(sample.MEETINGS) if on >= day), None)
    if month is not None and sample.MEETINGS[month] - day == timedelta(days=13):
        file = place.data / "registers.xlsx"
        file.write_bytes(workbook("Registers: invented", sample.registers(month)))
        registers.take_in(place.at(_at(day, 6)), sample.KEY, file)
    check.check_due_dates(place.at(_at(day, 7)), COUNCIL)
    _deliver(place.at(_at(day, 8)))
    for due in pack_due.packs_due(place.at(_at(day, 9))):
        if due.is_ahead:
            continue  # nobody looks at a draft here
        made = draft.assemble_pack(place.at(_at(day, 9)), due.plan, due.board)
        wanted = (due.plan, due.board, str(due.meets_on or due.pack_day)[:7])
        pack_issue.issue(place.at(_at(day, 15)), wanted)
        if made.failed:
            raise SystemExit("\n".join(made.failed))


def _deliver(place: Workplace) -> None:
    """Mark what is queued as accepted by a mail server that there is not."""
    now = place.clock()
    with writing(place.engine) as session:
        for notice in list(outbox.claim(session, owner=ACTOR, limit=1000, now=now)):
            if outbox.hand_over(session, notice, owner=ACTOR, now=now):
                outbox.mark(session, notice, Accepted("250 sample"), owner=ACTOR, now=now)


def _do(place: Workplace, deed: Deed) -> None:
    ref = f"A{deed.number}"
    match deed.what:
        case "ask" if deed.to:
            by = sample.owner(deed.number)
            new_dates.ask(place, sample.KEY, ref, deed.to, CAUSE, by=by)
        case "agree":
            by = {row[0]: row[4] for row in PEOPLE}[sample.owner(deed.number)]
            ruling = new_dates.Ruling(approved=True, by=by)
            new_dates.decide(place, sample.KEY, ref, ruling)
        case "cancel":
            reason = "The inspector's second letter no longer asks for it."
            closing.cancel(place, sample.KEY, ref, reason=reason)
        case "accept" | "refuse":
            closing.validate(
                place,
                sample.KEY,
                ref,
                by=sample.VALIDATOR,
                accepted=deed.what == "accept",
                reason="" if deed.what == "accept" else "Two of three agencies have not signed.",
            )
        case _:
            progress.update(place, _report(deed, place.clock()))


def _report(deed: Deed, now: datetime) -> progress.Report:
    ref = f"A{deed.number}"
    if deed.what == "complete":
        return progress.Report(
            *(sample.KEY, ref, "Done, and in use.", sample.owner(deed.number)),
            completed_on=now.date(),
            evidence=f"Shared folder, improvement plan, {ref}",
            impact=IMPACT,
        )
    return progress.Report(
        *(sample.KEY, ref, "It started late; the first of three parts is done."),
        by=sample.owner(deed.number),
        forecast=deed.to,
        rating="Amber",
        cause=CAUSE,
        recovery=RECOVERY,
    )


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LONDON)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
