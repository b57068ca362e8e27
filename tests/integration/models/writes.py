"""Every write that takes an actor, by its name, done once."""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session, col, select

from followthrough.ladder.policy_file import default_policy
from followthrough.plans import import_plan
from followthrough.plans.file.rows import PlanFile
from models import audit, closing, new_dates, roles, run
from models.audit import Change
from models.boards import Board, BoardMeeting, change_board, change_meeting, change_member
from models.calendar import replace_calendar
from models.closing import Restart, Validation
from models.meant import mean_so
from models.merging import merge, recorded
from models.new_dates import Acknowledgement, Decision, ExtensionRequest
from models.new_plan import NewPlan, add_plan
from models.notice import Notice, NoticeState
from models.pack import CutOff, Pack, PackFile, add_pack, keep_cut_off
from models.pause import Pause, add_pause, end_pauses
from models.people import Cover, Person, add_cover, add_person, change_person, rename_person
from models.plan import Action, Plan, Series, append_about, go_live
from models.policy import add_version, apply_to_running, withdraw
from models.progress import ProgressUpdate, record_earlier, record_update
from models.registers import Registers, Risk, replace_registers
from models.roles import Held
from models.steps import EscalationStep, Planned, lapse, record_steps, tell_anew
from rules.ladder.decide import Step
from rules.ladder.facts import Became
from rules.ladder.policy import Audience
from rules.people.roles import Role
from rules.plans.doubts import About, Doubt
from tests.builders.plans import ADMINISTRATOR, BOARD, ORGANISATION, an_action
from tests.integration.models.later_writes import OF_LATER_FILES
from tests.integration.models.test_audit import ACTOR, NOW, TODAY

LATER = date(2019, 2, 1)


def _add_plan(session: Session) -> None:
    read = PlanFile(
        key="second",
        title="Second plan",
        organisation=ORGANISATION,
        report="Report",
        report_date=None,
        division="England",
        administrator=ADMINISTRATOR.name,
        notes=(),
        people=(ADMINISTRATOR,),
        boards=(BOARD,),
        recommendations=(),
        actions=(an_action("B1", None, ADMINISTRATOR.name),),
    )
    new: NewPlan = import_plan.new_plan(read, "0" * 64, NOW)
    add_plan(session, new, actor=ACTOR, now=NOW)


def _plan(session: Session) -> Plan:
    return session.exec(select(Plan)).one()


def _go_live(session: Session) -> None:
    go_live(session, _plan(session), TODAY, {2: TODAY}, actor=ACTOR, now=NOW)


def _record_steps(session: Session) -> None:
    step = Step(1, "L2", 0, Audience.BOARD, "because")
    planned = [Planned(2, step, "p/A2", None, Became.NOBODY)]
    record_steps(session, 1, planned, today=TODAY, actor=ACTOR, now=NOW)


def _lapse(session: Session) -> None:
    told = col(EscalationStep.notice_id).is_not(None)
    step = session.exec(select(EscalationStep).where(told)).first()
    assert step is not None
    dropped = {(step.action_id, step.audience)}
    lapse(session, 1, step.notice_id or 0, dropped, actor=ACTOR, now=NOW)


def _tell_anew(session: Session) -> None:
    told = col(EscalationStep.notice_id).is_not(None)
    step = session.exec(select(EscalationStep).where(told)).first()
    assert step is not None
    session.get_one(Notice, step.notice_id).state = NoticeState.DEAD
    session.flush()
    tell_anew(session, 1, step.notice_id or 0, actor=ACTOR, now=NOW)


def _record_update(session: Session) -> None:
    action = session.exec(select(Action).where(Action.ref == "A2")).one()
    report = ProgressUpdate(action_id=0, reported_at=NOW, reported_by="Owen Er", text="Half done.")
    record_update(session, _plan(session), action, report, actor=ACTOR, now=NOW)


def _record_earlier(session: Session) -> None:
    action = _action(session)
    report = ProgressUpdate(
        action_id=action.id or 0, reported_at=NOW, reported_by="the file plan.csv", text="Begun."
    )
    record_earlier(session, _plan(session), [(action, report)], actor=ACTOR, now=NOW)


def _add_pack(session: Session) -> None:
    board = session.exec(select(Board)).one()
    pack = Pack(
        plan_id=1,
        board_id=board.id or 0,
        month=TODAY.replace(day=1),
        as_of=TODAY,
        version="1.0",
        contents="{}",
        contents_sha256="0" * 64,
        made_at=NOW,
    )
    file = PackFile(pack_id=0, name="x.pdf", media_type="x/y", path="x.pdf", size=1, sha256="0")
    add_pack(session, _plan(session), pack, [file], actor=ACTOR, now=NOW)


def _append(session: Session) -> None:
    audit.append(session, 1, [Change("noted", "something", {})], actor=ACTOR, now=NOW)


def _action(session: Session, ref: str = "A2") -> Action:
    return session.exec(select(Action).where(Action.ref == ref)).one()


def _person(session: Session, name: str) -> Person:
    return session.exec(select(Person).where(Person.name == name)).one()


def _acknowledge(session: Session) -> None:
    promise = Acknowledgement(
        action_id=2, episode=1, rung="L0", made_at=NOW, made_by="Owen Er", until=TODAY, text=""
    )
    new_dates.acknowledge(session, _plan(session), _action(session), promise, actor=ACTOR, now=NOW)


def _request(_session: Session) -> ExtensionRequest:
    return ExtensionRequest(
        action_id=2,
        number=1,
        asked_at=NOW,
        asked_by="Owen Er",
        due_date=TODAY,
        proposed=LATER,
        reason="Snow.",
    )


def _request_date(session: Session) -> None:
    new_dates.request_date(
        session, _plan(session), _action(session), _request(session), actor=ACTOR, now=NOW
    )


def _decide_request(session: Session) -> None:
    request, approved = _request(session), Decision.APPROVED
    new_dates.decide_request(
        session, _plan(session), _action(session), request, approved, actor=ACTOR, now=NOW
    )


def _validate(session: Session) -> None:
    validation = Validation(
        action_id=1,
        number=0,
        decided_at=NOW,
        decided_by="Ada Min",
        accepted=True,
        reason="",
        episode=0,
    )
    closing.validate(
        session, _plan(session), _action(session, "A1"), validation, TODAY, actor=ACTOR, now=NOW
    )


def _reopen(session: Session) -> None:
    action = _action(session, "A1")
    restart = Restart(LATER)
    closing.reopen(session, _plan(session), action, restart, "No.", "Ada", actor=ACTOR, now=NOW)


def _set_assumed_date(session: Session) -> None:
    closing.set_assumed_date(
        session, _plan(session), _action(session), LATER, "No.", "Ada", actor=ACTOR, now=NOW
    )


def _cancel(session: Session) -> None:
    closing.cancel(
        session, _plan(session), _action(session), TODAY, "Moot.", "Ada", actor=ACTOR, now=NOW
    )


def _end_series(session: Session) -> None:
    first, plan = _action(session), _plan(session)
    series = Series(action_id=first.id or 0, every="monthly", make_next_on=TODAY)
    closing.end_series(session, plan, first, series, "Moot.", "Ada", actor=ACTOR, now=NOW)


def _append_about(session: Session) -> None:
    append_about(session, _plan(session), _action(session), "noted", {}, actor=ACTOR, now=NOW)


def _add_pause(session: Session) -> None:
    made = Pause(plan_id=1, until=LATER, reason="Moot.", made_at=NOW, made_by=ACTOR)
    add_pause(session, _plan(session), made, "plan p", actor=ACTOR, now=NOW)


def _end_pauses(session: Session) -> None:
    session.add(Pause(plan_id=1, until=LATER, reason="Moot.", made_at=NOW, made_by=ACTOR))
    session.flush()
    end_pauses(session, _plan(session), None, None, "plan p", TODAY, actor=ACTOR, now=NOW)


def _change_person(session: Session) -> None:
    change_person(session, _person(session, "Owen Er"), {"left_on": TODAY}, actor=ACTOR, now=NOW)


def _add_person(session: Session) -> None:
    new = Person(
        organisation_id=1, name="Ned New", address="ned@invented.example", role="", agency="Council"
    )
    add_person(session, new, actor=ACTOR, now=NOW)


def _mean_so(session: Session) -> None:
    doubt = Doubt(About.NO_MEASURE, "A1", "It has no measure.")
    mean_so(session, _plan(session), doubt, "so", by="Ada Min", actor=ACTOR, now=NOW)


def _rename_person(session: Session) -> None:
    rename_person(session, _person(session, "Owen Er"), "Owen Er-Smith", actor=ACTOR, now=NOW)


def _merge(session: Session) -> None:
    kept, gone = recorded(session, col(Person.name).in_(("Ada Min", "Owen Er")))
    merge(session, 1, gone, kept, kept, actor=ACTOR, now=NOW)


def _add_cover(session: Session) -> None:
    owner, deputy = _person(session, "Owen Er"), _person(session, "Ada Min")
    row = Cover(person_id=owner.id or 0, deputy_id=deputy.id or 0, first=TODAY, until=LATER)
    add_cover(session, owner, deputy, row, actor=ACTOR, now=NOW)


def _replace_calendar(session: Session) -> None:
    plan = _plan(session)
    days = {TODAY: "Closed"}
    replace_calendar(session, plan, "Wales", plan.calendar_last, days, actor=ACTOR, now=NOW)


def _add_version(session: Session) -> None:
    add_version(session, _plan(session), default_policy(), LATER, actor=ACTOR, now=NOW)


def _withdraw(session: Session) -> None:
    withdraw(session, _plan(session), 1, actor=ACTOR, now=NOW)


def _apply_to_running(session: Session) -> None:
    apply_to_running(session, _plan(session), 1, LATER, actor=ACTOR, now=NOW)


def _appoint(session: Session) -> None:
    roles.appoint(
        session,
        Held(_plan(session), Role.VALIDATOR, refs=("A1",)),
        _person(session, "Owen Er"),
        actor=ACTOR,
        now=NOW,
    )


def _change_meeting(session: Session) -> None:
    board = session.exec(select(Board)).one()
    made = BoardMeeting(board_id=0, on=LATER)
    change_meeting(session, _plan(session), board, None, made, actor=ACTOR, now=NOW)


def _change_board(session: Session) -> None:
    board, address = session.exec(select(Board)).one(), "new.board@invented.example"
    change_board(session, _plan(session), board, "address", address, actor=ACTOR, now=NOW)


def _change_member(session: Session) -> None:
    board = session.exec(select(Board)).one()
    owner = _person(session, "Owen Er")
    change_member(session, _plan(session), board, owner, sits=True, actor=ACTOR, now=NOW)


def _replace_registers(session: Session) -> None:
    new = Registers(risks=[Risk(plan_id=0, ref="K1", text="No one applies.")])
    replace_registers(session, _plan(session), new, actor=ACTOR, now=NOW)


def _keep_cut_off(session: Session) -> None:
    taken = CutOff(plan_id=1, as_of=TODAY, taken_at=NOW, position="{}", sha256="0" * 64)
    keep_cut_off(session, _plan(session), taken, actor=ACTOR, now=NOW)


def _accept_gap(session: Session) -> None:
    run.accept_gap(session, 1, TODAY, "Olive Perator", actor=ACTOR, now=NOW)


WRITES: dict[str, Callable[[Session], None]] = {
    **OF_LATER_FILES,
    "audit.append": _append,
    "steps.lapse": _lapse,
    "steps.tell_anew": _tell_anew,
    "steps.record_steps": _record_steps,
    "pack.add_pack": _add_pack,
    "closing.cancel": _cancel,
    "closing.end_series": _end_series,
    "closing.reopen": _reopen,
    "closing.set_assumed_date": _set_assumed_date,
    "closing.validate": _validate,
    "pack.keep_cut_off": _keep_cut_off,
    "new_dates.acknowledge": _acknowledge,
    "new_dates.decide_request": _decide_request,
    "new_dates.request_date": _request_date,
    "boards.change_board": _change_board,
    "boards.change_meeting": _change_meeting,
    "boards.change_member": _change_member,
    "merging.merge": _merge,
    "new_plan.add_plan": _add_plan,
    "pause.add_pause": _add_pause,
    "pause.end_pauses": _end_pauses,
    "people.add_cover": _add_cover,
    "meant.mean_so": _mean_so,
    "people.add_person": _add_person,
    "people.change_person": _change_person,
    "people.rename_person": _rename_person,
    "plan.append_about": _append_about,
    "plan.go_live": _go_live,
    "calendar.replace_calendar": _replace_calendar,
    "registers.replace_registers": _replace_registers,
    "policy.add_version": _add_version,
    "policy.apply_to_running": _apply_to_running,
    "policy.withdraw": _withdraw,
    "roles.appoint": _appoint,
    "run.accept_gap": _accept_gap,
    "progress.record_earlier": _record_earlier,
    "progress.record_update": _record_update,
}
ONLY_ENTRIES = {"audit.append", "plan.append_about", "run.accept_gap"}
