"""A small invented plan, stored without a workbook, and a day's work on it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine
from sqlmodel import SQLModel, col, select

from followthrough.actions import closing, new_dates, progress
from followthrough.cli.remedies import in_words
from followthrough.clock import Clock
from followthrough.daily import check as daily_check
from followthrough.ladder import policy
from followthrough.notices.suspending import after_attempt
from followthrough.packs.contents import gather
from followthrough.packs.position import take_position
from followthrough.people import changes as people
from followthrough.plans import calendar, import_plan
from followthrough.plans import go_live as going_live
from followthrough.plans.file.rows import (
    ActionRow,
    BoardRow,
    MeetingRow,
    MilestoneRow,
    PersonRow,
    PlanFile,
    RecommendationRow,
)
from followthrough.workplace import Workplace
from models.audit import AuditEntry
from models.boards import Board
from models.new_plan import add_plan
from models.notice import Notice, NoticeKind, NoticeState
from models.plan import Action, plan_called
from models.session import reading, writing
from models.steps import EscalationStep
from notifications import outbox
from notifications.outcome import Accepted, Permanent
from rules.calendar import LONDON, SATURDAY
from rules.packs.contents import Contents
from rules.packs.row import Row
from rules.problems import Sentence
from tests.builders.places import NOWHERE, a_place, unread
from tests.databases import tell

NO_SUCH_USER = Permanent("550 5.1.1 no such user", of_address=True)
KEY = "p"
ORGANISATION = "Invented Council"
ADMINISTRATOR = PersonRow("Ada Min", "ada@invented.example", "Plan officer", "Council", "")
DIRECTOR = PersonRow("Dee Rector", "dee@invented.example", "Director", "Council", "")
OWNER = PersonRow("Owen Er", "owen@invented.example", "Head of service", "Council", "Dee Rector")
BOARD = BoardRow(
    name="Strategic Partnership Board",
    chair="The Chief Executive",
    secretary="Ada Min",
    address="board@invented.example",
    escalations=True,
    packs=True,
    paragraph="",
    meets="monthly",
)


def at(day: date, hour: int = 7, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second), LONDON)


@contextmanager
def a_file(text: str) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "file.yaml"
        file.write_text(text)
        yield file


def an_action(ref: str, due: date | None, owner: str = OWNER.name) -> ActionRow:
    return ActionRow(
        ref=ref,
        title=f"Do what {ref} says",
        paragraph="1.1",
        recommendations="R1",
        owner=owner,
        due_date=due,
        due_date_as_written="",
        measure="",
    )


def is_summary(notice: Notice) -> bool:
    """Say whether a notice is a director's weekly summary and tells no more."""
    capacities = {part["capacity"] for part in notice.payload.get("parts", ())}
    return capacities == {"summary"}


@dataclass
class Service:
    """The use cases on one database, at the days that the test chooses."""

    engine: Engine
    people: Sequence[PersonRow] = (ADMINISTRATOR, DIRECTOR, OWNER)
    boards: Sequence[BoardRow] = (BOARD,)
    milestones: Sequence[MilestoneRow] = ()
    meetings: Sequence[MeetingRow] = ()
    validator: str = ""
    evidence: bool = False
    key: str = KEY
    organisation: str = ORGANISATION

    def place(
        self,
        now: datetime | Clock = unread,
        data: Path = NOWHERE,
        **settings: Any,  # noqa: ANN401 - each by its name
    ) -> Workplace:
        """Return the workplace, at a moment that the test chooses."""
        return a_place(self.engine, now, data, **settings)

    def plan_file(self, *actions: ActionRow) -> PlanFile:
        return PlanFile(
            key=self.key,
            title="Invented plan",
            organisation=self.organisation,
            report="Invented report",
            report_date=None,
            division="England",
            administrator=ADMINISTRATOR.name,
            notes=("Invented.",),
            people=tuple(self.people),
            boards=tuple(self.boards),
            recommendations=(RecommendationRow("R1", "Improve", "1.0"),),
            actions=actions,
            validator=self.validator,
            evidence=self.evidence,
            milestones=tuple(self.milestones),
            meetings=tuple(self.meetings),
        )

    def go_live(self, on: date, *actions: ActionRow) -> None:
        read = self.plan_file(*actions)
        tell(self.engine, (("live", repr(read), on), lambda: self._go_live(on, read)))

    def draft(self, on: date, *actions: ActionRow) -> None:
        """Take the plan in, and leave it a draft."""
        self._take_in(on, self.plan_file(*actions))

    def _take_in(self, on: date, read: PlanFile) -> None:
        with writing(self.engine) as session:
            new = import_plan.new_plan(read, import_plan.fingerprint(read), at(on))
            add_plan(session, new, actor="test", now=at(on))

    def _go_live(self, on: date, read: PlanFile) -> None:
        self._take_in(on, read)
        going_live.go_live(self.place(at(on)), self.key, on)

    def check(self, now: datetime) -> daily_check.Checked:
        return daily_check.check_due_dates(self.place(now), self.organisation)

    def check_by(self, now: datetime, by: str = "Ada Min") -> daily_check.Checked:
        """Run the check after however long a gap, which someone answers for."""
        return daily_check.check_due_dates(self.place(now), self.organisation, accept_gap=by)

    def send_all(self, now: datetime, unknown: str = "") -> list[Notice]:
        """Mark everything queued as accepted, as delivery does when all goes well.

        But an address that the mail server says it does not know.
        """
        with writing(self.engine) as session:
            outbox.recover(session, now=now)
            sent = list(outbox.claim(session, owner="test", limit=1000, now=now))
            for notice in sent:
                assert outbox.hand_over(session, notice, owner="test", now=now)
                said = NO_SUCH_USER if notice.recipient_address == unknown else Accepted("250 OK")
                outbox.mark(session, notice, said, owner="test", now=now)
                after_attempt(session, notice, said, actor="test", now=now)
        return self.notices(NoticeState.SENT)[-len(sent) :] if sent else []

    def day(self, day: date, hour: int = 7) -> daily_check.Checked:
        """Run the check and let everything leave."""
        checked = self.check(at(day, hour))
        if checked.queued:
            self.send_all(at(day, hour, 5))
        return checked

    def days(self, first: date, last: date) -> None:
        """Run each Monday to Friday from `first` to `last`, both included."""
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        days = [day for day in span if day.weekday() < SATURDAY]
        tell(
            self.engine,
            *(((self.organisation, day), partial(self.day, day)) for day in days),
        )

    def complete(self, ref: str, now: datetime, on: date | None = None, evidence: str = "") -> str:
        report = progress.Report(
            self.key, ref, "Done.", completed_on=on or now.date(), evidence=evidence
        )
        return in_words(progress.update(self.place(now), report))

    def update(self, ref: str, now: datetime, text: str = "Half of it is done.") -> str:
        report = progress.Report(self.key, ref, text)
        return in_words(progress.update(self.place(now), report))

    def acknowledge(self, ref: str, until: date, now: datetime, by: str = OWNER.name) -> str:
        return new_dates.acknowledge(self.place(now), self.key, ref, until, by=by)

    def ask(
        self,
        ref: str,
        proposed: date,
        now: datetime,
        reason: str = "A supplier left.",
        by: str = "",
    ) -> str:
        return in_words(new_dates.ask(self.place(now), self.key, ref, proposed, reason, by=by))

    def agree(self, ref: str, now: datetime, by: str, meeting: date | None = None) -> str:
        ruling = new_dates.Ruling(approved=True, by=by, meeting_on=meeting)
        return new_dates.decide(self.place(now), self.key, ref, ruling)

    def refuse(self, ref: str, now: datetime, by: str, reason: str) -> str:
        ruling = new_dates.Ruling(approved=False, by=by, reason=reason)
        return new_dates.decide(self.place(now), self.key, ref, ruling)

    def validate(self, ref: str, now: datetime, by: str, refused: str = "") -> str:
        return closing.validate(
            self.place(now), self.key, ref, by=by, accepted=not refused, reason=refused
        )

    def reopen(self, ref: str, now: datetime, due_date: date | None = None) -> str:
        why, by = "It was not done after all.", DIRECTOR.name if due_date else ""
        return closing.reopen(self.place(now), self.key, ref, reason=why, due_date=due_date, by=by)

    def cancel(self, ref: str, now: datetime, reason: str) -> list[Sentence]:
        return closing.cancel(self.place(now), self.key, ref, reason=reason)

    def complete_milestone(self, ref: str, milestone: str, on: date, now: datetime) -> str:
        return closing.complete_milestone(self.place(now), self.key, ref, milestone, on)

    def leave(self, name: str, on: date, now: datetime, successor: str = "") -> str:
        who = people.Who(name)
        return people.leave(self.place(now), who, on, successor).sentence

    def cover(self, name: str, deputy: str, first: date, until: date, now: datetime) -> str:
        who = people.Who(name)
        return people.cover(self.place(now), who, deputy, first, until)

    def address(self, name: str, address: str, now: datetime) -> str:
        who = people.Who(name)
        return people.set_address(self.place(now), who, address)

    def apply_policy(
        self, text: str, now: datetime, start: date | None = None, *, running: bool = False
    ) -> None:
        """Replace the policy by a file that says `text`; for running ladders too, if asked."""
        with a_file(text) as file:
            policy.add(self.place(now), self.key, file, effective_from=start)
        if running:
            policy.apply_to_running(self.place(now), self.key)

    def apply_calendar(self, text: str, now: datetime) -> str:
        """Replace the calendar by a file that says `text`."""
        with a_file(text) as file:
            done = calendar.apply(self.place(now), self.key, file)
            return " ".join((done.sentence, *done.warnings))

    def pack(self, as_of: date, board: str = BOARD.name) -> Contents:
        """Return what a board's pack would say."""
        with reading(self.engine) as session:
            plan = plan_called(session, self.key)
            found = session.exec(select(Board).where(Board.name == board)).one()
            position = take_position(session, plan, as_of, as_of)
            return gather(session, plan, found, position)

    def row(self, ref: str, as_of: date) -> Row:
        """Return how the pack shows one action."""
        return next(row for row in self.pack(as_of).actions if row.ref == ref)

    def action(self, ref: str) -> Action:
        """Return an action as it is stored."""
        with reading(self.engine) as session:
            found = session.exec(select(Action).where(Action.ref == ref)).one()
            session.expunge(found)
            return found

    def audited(self, verb: str) -> list[tuple[str, dict[str, Any]]]:
        """Return subject and detail of each audit entry with this verb."""
        found = select(AuditEntry.subject, AuditEntry.detail).where(AuditEntry.verb == verb)
        with reading(self.engine) as session:
            rows = session.exec(found.order_by(col(AuditEntry.seq)))
            return [(subject, json.loads(detail)) for subject, detail in rows]

    def digest(self, address: str, day: date) -> Notice | None:
        """Return the digest of a day to an address, whoever it went to in the end."""
        key = f":{address.lower()}:{day}"
        found = [
            notice
            for notice in self.notices()
            if notice.kind == NoticeKind.DIGEST and notice.dedup_key.endswith(key)
        ]
        assert len(found) <= 1
        return found[0] if found else None

    def lines(self, address: str, day: date) -> dict[str, dict[str, Any]]:
        """Return the lines of that digest by reference; none if there is no digest."""
        notice = self.digest(address, day)
        parts = notice.payload["parts"] if notice else []
        told = [part for part in parts if part["capacity"] != "summary"]
        return {line["ref"]: line for part in told for line in part["lines"]}

    def board_notices(self) -> list[tuple[date, list[str]]]:
        """Return the date of each Board notice with the actions that it names."""
        return [
            (notice.queued_at.date(), [line["ref"] for line in notice.payload["lines"]])
            for notice in self.notices()
            if notice.kind == NoticeKind.BOARD_NOTICE
        ]

    def pack_mails(self) -> list[Notice]:
        """Return the mails that bring a pack, oldest first."""
        return [one for one in self.notices() if one.kind == NoticeKind.PACK]

    def notices(self, state: NoticeState | None = None, *, weekly: bool = False) -> list[Notice]:
        """Return what was queued; digests that are a weekly summary and no more only if asked."""
        found = select(Notice).order_by(col(Notice.id))
        if state:
            found = found.where(Notice.state == state)
        with reading(self.engine) as session:
            rows = list(session.exec(found))
            session.expunge_all()
            return [row for row in rows if weekly or not is_summary(row)]

    def rungs(self, ref: str) -> dict[str, date]:
        """Return when each rung of an action was planned; repeats are `L0#1` …"""
        with reading(self.engine) as session:
            rows = session.exec(
                select(EscalationStep)
                .join(Action, col(Action.id) == EscalationStep.action_id)
                .where(Action.ref == ref, EscalationStep.episode >= 1)
                .order_by(col(EscalationStep.id))
            )
            return {
                f"{row.rung}#{row.occurrence}" if row.occurrence else row.rung: row.planned_on
                for row in rows
            }

    def climbs(self, ref: str, episode: int = 1) -> dict[str, date]:
        """Return when each rung of one episode was planned, without repeats."""
        with reading(self.engine) as session:
            rows = session.exec(
                select(EscalationStep)
                .join(Action, col(Action.id) == EscalationStep.action_id)
                .where(
                    Action.ref == ref,
                    EscalationStep.episode == episode,
                    EscalationStep.occurrence == 0,
                )
                .order_by(col(EscalationStep.id))
            )
            return {row.rung: row.planned_on for row in rows}

    def reason(self, ref: str, rung: str, episode: int = 1) -> str:
        """Return why a rung was planned, as it was stored."""
        with reading(self.engine) as session:
            return session.exec(
                select(EscalationStep.reason)
                .join(Action, col(Action.id) == EscalationStep.action_id)
                .where(
                    Action.ref == ref,
                    EscalationStep.episode == episode,
                    EscalationStep.rung == rung,
                    EscalationStep.occurrence == 0,
                )
            ).one()

    def ladder(self, ref: str) -> dict[str, date]:
        """Return when each rung was planned, without what was asked or answered beside it."""
        return {rung: on for rung, on in self.rungs(ref).items() if ":" not in rung}


def stored(engine: Engine, *without: str) -> dict[str, list[str]]:
    """Return every row of every table, but for the tables named."""
    with engine.connect() as connection:
        return {
            table.name: sorted(str(tuple(row)) for row in connection.execute(table.select()))
            for table in SQLModel.metadata.sorted_tables
            if table.name not in without
        }


def data_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    folder.mkdir(exist_ok=True)
    return folder
