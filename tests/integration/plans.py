"""A small invented plan, stored without a workbook, and a day's work on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough import due_dates, plan_import, progress
from followthrough.plan_file import ActionRow, BoardRow, PersonRow, PlanFile, RecommendationRow
from models import plan as plans
from models.ladder import EscalationStep
from models.notice import Notice, NoticeState
from models.plan import Action
from models.session import reading, writing
from notifications import outbox
from notifications.outcome import Accepted
from rules.calendar import LONDON

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


@dataclass
class Service:
    """The use cases on one database, at the days that the test chooses."""

    engine: Engine
    people: Sequence[PersonRow] = (ADMINISTRATOR, DIRECTOR, OWNER)
    boards: Sequence[BoardRow] = (BOARD,)

    def plan_file(self, *actions: ActionRow) -> PlanFile:
        return PlanFile(
            key=KEY,
            title="Invented plan",
            organisation=ORGANISATION,
            report="Invented report",
            report_date=None,
            division="England",
            administrator=ADMINISTRATOR.name,
            notes=("Invented.",),
            people=tuple(self.people),
            boards=tuple(self.boards),
            recommendations=(RecommendationRow("R1", "Improve", "1.0"),),
            actions=actions,
        )

    def go_live(self, on: date, *actions: ActionRow) -> None:
        read = self.plan_file(*actions)
        with writing(self.engine) as session:
            new = plan_import.new_plan(read, plan_import.fingerprint(read), at(on))
            plans.add_plan(session, new, actor="test", now=at(on))
        plan_import.go_live(self.engine, lambda: at(on), KEY, on, actor="test")

    def check(self, now: datetime) -> due_dates.Checked:
        return due_dates.check_due_dates(self.engine, lambda: now, ORGANISATION, actor="test")

    def send_all(self, now: datetime) -> list[Notice]:
        """Mark everything queued as accepted, as delivery does when all goes well."""
        with writing(self.engine) as session:
            outbox.recover(session, now=now)
            sent = list(outbox.claim(session, owner="test", limit=1000, now=now))
            for notice in sent:
                assert outbox.hand_over(session, notice, owner="test", now=now)
                outbox.mark(session, notice, Accepted("250 OK"), owner="test", now=now)
        return self.notices(NoticeState.SENT)[-len(sent) :] if sent else []

    def day(self, day: date, hour: int = 7) -> due_dates.Checked:
        """Run the check and let everything leave."""
        checked = self.check(at(day, hour))
        self.send_all(at(day, hour, 5))
        return checked

    def complete(self, ref: str, now: datetime, on: date | None = None) -> None:
        report = progress.Report(KEY, ref, "Done.", completed_on=on or now.date())
        progress.update(self.engine, lambda: now, report, actor="test")

    def notices(self, state: NoticeState | None = None) -> list[Notice]:
        found = select(Notice).order_by(col(Notice.id))
        if state:
            found = found.where(Notice.state == state)
        with reading(self.engine) as session:
            rows = list(session.exec(found))
            session.expunge_all()
            return rows

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


def data_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    folder.mkdir(exist_ok=True)
    return folder
