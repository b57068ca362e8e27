"""Writes of what a later file of a plan changes, for the test of audited writes."""

from collections.abc import Callable

from sqlmodel import Session, select

from models.later_file import add_action, change_action, record_file, set_recommendation
from models.plan import Action, Plan, Recommendation
from tests.integration.models.test_audit import ACTOR, NOW


def _plan(session: Session) -> Plan:
    return session.exec(select(Plan)).one()


def _add_action(session: Session) -> None:
    new = Action(plan_id=0, ref="B1", title="Do", paragraph="", recommendations="", measure="")
    add_action(session, _plan(session), new, "Owen Er", [], actor=ACTOR, now=NOW)


def _change_action(session: Session) -> None:
    action = session.exec(select(Action)).first()
    assert action
    told = {"title": [action.title, "Do better"]}
    values = {"title": "Do better"}
    change_action(session, _plan(session), action, values, told, actor=ACTOR, now=NOW)


def _record_file(session: Session) -> None:
    record_file(session, _plan(session), "1" * 64, {"added": 1}, ["A1"], actor=ACTOR, now=NOW)


def _set_recommendation(session: Session) -> None:
    new = Recommendation(plan_id=0, ref="R9", text="Do more.", paragraph="")
    set_recommendation(session, _plan(session), new, actor=ACTOR, now=NOW)


OF_LATER_FILES: dict[str, Callable[[Session], None]] = {
    "later_file.add_action": _add_action,
    "later_file.change_action": _change_action,
    "later_file.record_file": _record_file,
    "later_file.set_recommendation": _set_recommendation,
}
