"""What a command was given is in the record, or it is refused with the reason: row 151.

A table of every command about one action against every state that it may be in: what is taken
there, and what is not. Whatever is taken leaves each of its options in what is stored.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import SQLModel

from followthrough.actions import closing, new_dates, pausing
from followthrough.actions import owner as owning
from followthrough.actions import progress as reports
from followthrough.actions.new_dates import Ruling
from followthrough.actions.pausing import Scope
from followthrough.actions.progress import Report
from followthrough.actions.subject import ADMINISTRATOR
from followthrough.plans.file.rows import ActionRow, MilestoneRow
from followthrough.workplace import Workplace
from rules.problems import BadInput
from tests import databases
from tests.builders.cast import (
    CAST,
    COLLEAGUE,
    DEPUTY,
    DUE,
    L0,
    LIVE,
    SECRETARY,
    VALIDATOR,
    live_plan,
)
from tests.builders.plans import BOARD, DIRECTOR, KEY, OWNER, Service, an_action, at
from tests.integration.cli.command_line import Command

SEEN, NOW = date(2026, 12, 14), date(2026, 12, 22)
"""When actions were complete that a check has seen; the day of each command, before its check."""


class Try(NamedTuple):
    """A command with all its options, and what each of them says."""

    run: Callable[[Workplace, str], object]
    says: tuple[object, ...]


def day(number: int) -> date:
    """Return a day ahead that nothing else speaks of."""
    return date(2027, 5, number)


def reports_on(**said: object) -> Try:
    values = (one for name, one in said.items() if name != "completed_on")
    return Try(
        lambda place, ref: reports.update(place, Report(KEY, ref, **said)),  # type: ignore[arg-type]
        (*values, *filter(None, [said.get("completed_on")])),
    )


def decides(by: str, *, agree: bool, meeting: date | None) -> Try:
    ruling = Ruling(agree, by, "Said why.", meeting)
    says = (by, "Said why.", *filter(None, [meeting]))
    return Try(lambda place, ref: new_dates.decide(place, KEY, ref, ruling), says)


def validates(*, accepted: bool) -> Try:
    by = VALIDATOR.name
    return Try(
        lambda place, ref: closing.validate(
            place, KEY, ref, by=by, accepted=accepted, reason="Looked at."
        ),
        (by, "Looked at."),
    )


TRIES = {
    "update": reports_on(
        text="Half done.",
        by=COLLEAGUE.name,
        forecast=day(3),
        evidence="Minute 4.",
        rating="Amber",
        cause="Too few.",
        recovery="Hired two.",
        impact="Calls fell.",
    ),
    "update, complete": reports_on(
        text="All done.", by=OWNER.name, completed_on=L0, evidence="Minute 5."
    ),
    "acknowledge": Try(
        lambda place, ref: new_dates.acknowledge(
            place, KEY, ref, date(2026, 12, 24), by=OWNER.name, text="Will write."
        ),
        (date(2026, 12, 24), OWNER.name, "Will write."),
    ),
    "ask-date": Try(
        lambda place, ref: new_dates.ask(place, KEY, ref, day(4), "More time.", by=OWNER.name),
        (day(4), OWNER.name, "More time."),
    ),
    "agree": decides(DIRECTOR.name, agree=True, meeting=None),
    "refuse": decides(DIRECTOR.name, agree=False, meeting=None),
    "agree, meeting": decides(SECRETARY.name, agree=True, meeting=L0),
    "agree, director, meeting": decides(DIRECTOR.name, agree=True, meeting=L0),
    "validate": validates(accepted=True),
    "validate, refuse": validates(accepted=False),
    "reopen": Try(
        lambda place, ref: closing.reopen(place, KEY, ref, reason="Not so."), ("Not so.",)
    ),
    "reopen, due": Try(
        lambda place, ref: closing.reopen(
            place, KEY, ref, reason="Not so.", due_date=day(5), by=DIRECTOR.name
        ),
        ("Not so.", day(5), DIRECTOR.name),
    ),
    "cancel": Try(lambda place, ref: closing.cancel(place, KEY, ref, reason="Moot."), ("Moot.",)),
    "cancel, series": Try(
        lambda place, ref: closing.end_series(place, KEY, ref, reason="Enough."), ("Enough.",)
    ),
    "milestone": Try(
        lambda place, ref: closing.complete_milestone(place, KEY, ref, "M1", L0), ("M1", L0)
    ),
    "reassign": Try(
        lambda place, ref: owning.reassign(place, KEY, ref, COLLEAGUE.name), (COLLEAGUE.name,)
    ),
    "pause": Try(
        lambda place, ref: pausing.pause(place, Scope(KEY, "", ref), day(6), "Waits."),
        (day(6), "Waits."),
    ),
    "pause, shorter": Try(
        lambda place, ref: pausing.pause(place, Scope(KEY, "", ref), date(2026, 12, 28), "Waits."),
        (date(2026, 12, 28), "Waits."),
    ),
    "resume": Try(lambda place, ref: pausing.resume(place, Scope(KEY, "", ref)), ()),
}

ALWAYS = frozenset({"milestone", "pause", "pause, shorter"})
WHILE_OPEN = frozenset(
    {*ALWAYS, "update", "update, complete", "acknowledge", "ask-date", "cancel", "reassign"}
)
TO_VALIDATE = frozenset({*ALWAYS, "validate", "validate, refuse", "reopen", "cancel"})
ASKED = WHILE_OPEN - {"ask-date"}
TAKEN: dict[str, frozenset[str]] = {
    "open": WHILE_OPEN,
    "complete": TO_VALIDATE | {"reopen, due"},
    "complete, not checked": TO_VALIDATE,
    "validated": frozenset({"milestone", "reopen", "reopen, due"}),
    "cancelled": frozenset(),
    "complete, then cancelled": frozenset(),
    "opened without a date": (WHILE_OPEN | {"reopen, due"}) - {"acknowledge"},
    "asked": ASKED | {"agree", "refuse"},
    "asked of the board": (ASKED | {"agree, meeting"}) - {"acknowledge"},
    "paused": (WHILE_OPEN | {"resume"}) - {"pause, shorter"},
    "recurring": WHILE_OPEN | {"cancel, series"},
}
"""What is taken of an action in each state; all else is refused."""

ONE_KIND = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def the_ref(state: str, command: str) -> str:
    """Return the action that a command is tried on: one of its own where it changes something."""
    own = list(TRIES).index(command) if command in TAKEN[state] else "x"
    return f"S{list(TAKEN).index(state)}-{own}"


def the_refs(state: str) -> list[str]:
    return sorted({the_ref(state, command) for command in TRIES})


def the_actions() -> Iterator[ActionRow]:
    for state in TAKEN:
        for ref in the_refs(state):
            made = an_action(ref, DUE)
            if state == "asked of the board":
                made = replace(made, owner=DIRECTOR.name)
            yield replace(made, repeats="yearly") if state == "recurring" else made


BEFORE, AFTER = at(SEEN, 12), at(NOW, 6)


def complete(service: Service, ref: str) -> None:
    service.complete(ref, BEFORE, SEEN)


SEEN_BY_A_CHECK = {
    "complete": complete,
    "validated": complete,
    "complete, then cancelled": complete,
    "opened without a date": complete,
}
"""What happens to an action before the last check; then what does on the day of the commands."""
SINCE: dict[str, Callable[[Service, str], object]] = {
    "validated": lambda service, ref: service.validate(ref, AFTER, VALIDATOR.name),
    "cancelled": lambda service, ref: service.cancel(ref, AFTER, "No need."),
    "complete, then cancelled": lambda service, ref: service.cancel(ref, AFTER, "No need."),
    "complete, not checked": lambda service, ref: service.complete(ref, AFTER, NOW),
    "opened without a date": lambda service, ref: service.reopen(ref, AFTER),
    "asked": lambda service, ref: service.ask(ref, day(7), AFTER),
    "asked of the board": lambda service, ref: service.ask(ref, day(7), AFTER),
    "paused": lambda service, ref: pausing.pause(
        service.place(AFTER), Scope(KEY, "", ref), date(2027, 2, 1), "Why."
    ),
}


def the_plan(engine: Engine) -> Service:
    actions = tuple(the_actions())
    people = [replace(p, director=p.name) if p is DIRECTOR else p for p in CAST]
    service = Service(
        engine,
        people=people,
        boards=(replace(BOARD, secretary=SECRETARY.name),),
        validator=VALIDATOR.name,
        milestones=[MilestoneRow(one.ref, "M1", "A stage", DUE) for one in actions],
    )

    def play() -> None:
        service._go_live(LIVE, service.plan_file(*actions))  # noqa: SLF001 - within one chapter
        for happens in (SEEN_BY_A_CHECK, SINCE):
            if happens is SINCE:
                service.day(L0)
            for state, happen in happens.items():
                for ref in the_refs(state):
                    happen(service, ref)

    databases.tell(engine, (("every state", LIVE), play))
    return service


WRITTEN = (
    *("audit_entry", "progress_update", "acknowledgement", "extension_request"),
    *("validation", "reopening", "pause"),
)
"""Where commands write what they were given."""


def written(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        tables = (SQLModel.metadata.tables[name] for name in WRITTEN)
        return {
            f"{table.name}: {' | '.join(map(str, row))}"
            for table in tables
            for row in connection.execute(sa.select(table).order_by(table.c.id.desc()).limit(40))
        }


def test_the_table_is_of_every_command_about_an_action() -> None:
    assert all(taken <= TRIES.keys() for taken in TAKEN.values())
    assert frozenset().union(*TAKEN.values()) | {"agree, director, meeting"} == TRIES.keys()


@ONE_KIND
@pytest.mark.parametrize("state", [pytest.param(one, id=f"row-151-{one}") for one in TAKEN])
def test_what_is_given_is_in_the_record_or_refused(database: Engine, state: str) -> None:
    service = the_plan(database)
    now: datetime = at(NOW, 6, 30)
    taken = set()
    before = written(database)
    for name, one in TRIES.items():
        try:
            one.run(service.place(now), the_ref(state, name))
        except BadInput:
            assert written(database) == before, f"{name}: refused, and half done"
            continue
        taken.add(name)
        stored = written(database)
        new = "\n".join(stored - before)
        for value in one.says:
            assert str(value) in new, f"{name} of an action {state} took {value!r} and forgot it"
        before = stored
    assert taken == TAKEN[state]


@ONE_KIND
@pytest.mark.parametrize("state", ["complete, then cancelled"], ids=["row-152-not-complete"])
def test_what_was_complete_and_is_cancelled_counts_as_cancelled(
    database: Engine, state: str
) -> None:
    service = the_plan(database)
    ref = the_ref(state, "update")
    action = service.action(ref)
    assert (action.completed_on, action.reported_at) == (None, None)
    pack = service.pack(NOW)
    row = next(one for one in pack.actions if one.ref == ref)
    said = f"Cancelled on Tue 22 Dec 2026: No need, by {ADMINISTRATOR}"
    assert (row.standing, row.completed_on) == (said, None)
    audited = dict(service.audited("cancelled"))
    assert audited[f"action {KEY}/{ref}"]["was_completed_on"] == str(SEEN)


@ONE_KIND
@pytest.mark.parametrize("row", ["151"], ids=["row-151-people"])
def test_nobody_is_named_who_would_not_be_there(database: Engine, row: str) -> None:
    service = live_plan(database)
    now, gone = at(NOW, 12), date(2026, 12, 28)
    service.leave(DEPUTY.name, gone, now)
    with pytest.raises(BadInput, match=r"Deb Uty leaves on Monday 28 December 2026\."):
        service.leave(OWNER.name, day(3), now, DEPUTY.name)
    with pytest.raises(BadInput, match="Deb Uty leaves on"):
        service.cover(OWNER.name, DEPUTY.name, gone, day(3), now)
    with pytest.raises(BadInput, match="Deb Uty leaves on"):
        service.cover(DEPUTY.name, OWNER.name, day(3), day(4), now)
    with pytest.raises(BadInput, match="Owen Er was back on Tuesday 22 December 2026: give"):
        service.cover(OWNER.name, COLLEAGUE.name, L0, NOW, now)
    assert "Deb Uty is told" in service.cover(OWNER.name, DEPUTY.name, NOW, gone, now), row


@ONE_KIND
@pytest.mark.parametrize("row", ["151"], ids=["row-151-pauses"])
def test_a_pause_that_ends_within_a_wider_one_says_so(database: Engine, row: str) -> None:
    service = live_plan(database, replace(an_action("A1", DUE), theme="Homes"))
    place = service.place(at(NOW, 12))
    for scope in (Scope(KEY, "", "A1"), Scope(KEY, "Homes"), Scope(KEY)):
        pausing.pause(place, scope, day(3), "Why.")
    with pytest.raises(BadInput, match=r"Nothing is said about plan p before .* as it is"):
        pausing.pause(place, Scope(KEY), day(2), "Why.")
    assert "a wider one goes on" in pausing.resume(place, Scope(KEY, "", "A1")), row
    assert "a wider one goes on" in pausing.resume(place, Scope(KEY, "Homes"))
    assert pausing.resume(place, Scope(KEY)).endswith("goes on at the next check.")


@ONE_KIND
@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("check", "--dry-run", "--accept-gap", "--by", "Ada Min"), "--accept-gap goes with a"),
        (("outbox", "--state", "sent", "show", "1"), "--state and --limit go with the list"),
        (("outbox", "--limit", "3", "show", "1"), "--state and --limit go with the list"),
    ],
)
def test_an_option_that_would_change_nothing_is_refused(
    command: Command, words: tuple[str, ...], wrong: str
) -> None:
    code, _, err = command(*words, now=at(NOW, 9))
    assert (code, wrong in err) == (2, True), err


@ONE_KIND
@pytest.mark.parametrize("ref", ["A1"], ids=["row-151-in-words"])
def test_a_refusal_says_what_to_type(database: Engine, command: Command, ref: str) -> None:
    service = live_plan(database)
    service.ask(ref, day(3), at(NOW, 9))
    now = at(NOW, 10)
    decided = ("decide-date", KEY, ref, "--by", DIRECTOR.name, "--agree", "--meeting", str(L0))
    code, _, err = command(*decided, now=now)
    assert (code, "but the approver: leave --meeting out." in err) == (2, True), err
    service.complete(ref, at(NOW, 11), NOW)
    again = ("reopen", KEY, ref, "--reason", "x", "--due", "2027-02-01")
    code, _, err = command(*again, now=at(NOW, 12))
    assert (code, "leave --due out, and ask for another" in err) == (2, True), err
    with pytest.raises(BadInput, match="its due date stands"):
        service.reopen(ref, at(NOW, 12), day(3))
