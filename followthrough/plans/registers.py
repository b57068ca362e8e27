"""Responsible for a plan's measures, risks and boards' log: taken in anew from a workbook."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import Session, select

from followthrough import events
from followthrough.events import PlanChanged
from followthrough.plans.file.columns import stored
from followthrough.plans.file.doubts import long_past
from followthrough.plans.file.registers import SHEETS, RegisterRows, registers_of
from followthrough.plans.file.rows import MeasureRow
from followthrough.reading.file import name_of
from followthrough.reading.handed_in import read_sheets
from followthrough.workplace import Workplace
from models.boards import Board
from models.plan import Plan, Recommendation, plan_called
from models.registers import LogEntry, Measure, Registers, Risk, replace_registers
from models.session import writing
from rules.calendar import local_date
from rules.problems import BadInput
from rules.text import folded
from rules.words import count


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of registers: a sentence, and one for each thing that may be a slip."""

    sentence: str
    doubts: tuple[str, ...]


def take_in(place: Workplace, plan_key: str, path: Path) -> TakenIn:
    """Replace the registers of a plan whose sheets a workbook holds; return what became of them.

    A sheet that is not there leaves its register as it is. The same file again changes nothing.
    Raises BadInput, and stores nothing, for an unknown plan, a file without any of the sheets, and
    with a sentence for every problem, each naming file, sheet and cell.
    """
    said = read_sheets(path, SHEETS, registers_of)
    file, read, there = name_of(path.name), said.rows, said.there
    now = place.clock()
    with writing(place.engine) as session:
        plan = plan_called(session, plan_key)
        new = as_rows(_as_known(session, plan, file, read), there)
        title = plan.title
        changed = replace_registers(session, plan, new, actor=place.actor, now=now)
        if changed:
            events.after_commit(session, PlanChanged(plan.key, "registers"))
    old = long_past((*read.measures, *read.risks, *read.log), local_date(now))
    doubts = (*said.hidden, *old)
    if not changed:
        return TakenIn(f"The registers of {title} say so already; nothing changed.", doubts)
    entries = count(changed, "entry").replace("entrys", "entries")
    return TakenIn(f"{entries} changed in {', '.join(there)} of {title}.", doubts)


def as_rows(read: RegisterRows, there: tuple[str, ...] = SHEETS) -> Registers:
    """Return the rows to store of those registers whose sheets are there."""
    measures = [stored(Measure, row, plan_id=0) for row in read.measures]
    risks = [stored(Risk, row, plan_id=0) for row in read.risks]
    log = [stored(LogEntry, row, plan_id=0) for row in read.log]
    return Registers(
        measures=measures if "Measures" in there else None,
        risks=risks if "Risks" in there else None,
        log=log if "Board log" in there else None,
    )


def _as_known(session: Session, plan: Plan, file: str, read: RegisterRows) -> RegisterRows:
    """Return the rows with boards and recommendations spelled as the stored plan has them.

    Raises BadInput for those that it does not have.
    """
    names = session.exec(select(Board.name).where(Board.plan_id == plan.id)).all()
    rows = session.exec(select(Recommendation.ref).where(Recommendation.plan_id == plan.id)).all()
    boards, refs = ({folded(one): one for one in known} for known in (names, rows))
    problems = [
        f"{file}, sheet Board log, {row.ref}: plan {plan.key} has no board {row.board!r}; "
        f"it has: {', '.join(names)}."
        for row in read.log
        if folded(row.board) not in boards
    ]
    problems += [
        f"{file}, sheet Measures, {row.ref}: plan {plan.key} has no recommendation {ref!r}."
        for row in read.measures
        for ref in filter(None, row.recommendations.split(", "))
        if folded(ref) not in refs
    ]
    if problems:
        raise BadInput(*problems)
    log = tuple(replace(row, board=boards[folded(row.board)]) for row in read.log)
    measures = tuple(replace(row, recommendations=_spelled(row, refs)) for row in read.measures)
    return replace(read, log=log, measures=measures)


def _spelled(row: MeasureRow, refs: Mapping[str, str]) -> str:
    named = filter(None, row.recommendations.split(", "))
    return ", ".join(refs[folded(ref)] for ref in named)
