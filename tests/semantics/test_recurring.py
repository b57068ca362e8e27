"""What falls due again and again, and milestones within an action."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel, col, select

from followthrough.actions import closing, pausing
from followthrough.actions.pausing import Scope
from followthrough.daily.check import Ended
from followthrough.daily.preview import Wanted, preview
from followthrough.plans.file.rows import ActionRow, MilestoneRow, PersonRow
from followthrough.plans.series import CARRIED, KEPT, LEFT, OWN, PEOPLE, STAGE_KEPT, STAGE_OWN
from models.plan import Action, Contributor, Milestone
from models.session import reading
from rules.packs.brag import Brag
from rules.problems import BadInput, Remedy, Sentence
from tests.builders.cast import CAST, COLLEAGUE, DUE, LIVE, THIRD, VALIDATOR
from tests.builders.places import a_place
from tests.builders.plans import DIRECTOR, KEY, OWNER, Service, an_action, at


def due_dates_of(service: Service) -> dict[str, date | None]:
    with reading(service.engine) as session:
        rows = session.exec(select(Action).order_by(col(Action.id)))
        return {row.ref: row.due_date for row in rows}


def going(database: Engine, live: date, every: str, *actions: ActionRow) -> Service:
    service = Service(database, people=CAST)
    service.go_live(live, *(replace(action, repeats=every) for action in actions))
    return service


SERIES = [
    pytest.param(
        "monthly",
        date(2027, 1, 31),
        [date(2027, m, d) for m, d in ((2, 28), (3, 31), (4, 30), (5, 31), (6, 30))],
        id="row-077-stored",
    ),
    pytest.param(
        "yearly",
        date(2028, 2, 29),
        [date(2029, 2, 28), date(2030, 2, 28), date(2031, 2, 28), date(2032, 2, 29)],
        id="row-078-stored",
    ),
    pytest.param(
        "quarterly",
        date(2026, 11, 30),
        [date(2027, 2, 28), date(2027, 5, 30), date(2027, 8, 30)],
        id="row-079-stored",
    ),
]


@pytest.mark.parametrize(("every", "anchor", "dates"), SERIES)
def test_each_time_is_an_action_whose_date_counts_from_the_first(
    database: Engine, every: str, anchor: date, dates: list[date]
) -> None:
    live = date.fromordinal(anchor.toordinal() - 40)
    service = going(database, live, every, an_action("A1", anchor))
    with reading(database) as session:
        action = session.exec(select(Action)).one()
    assert action.next_check_on is not None
    for number, due in enumerate(dates, start=2):
        before = date.fromordinal(due.toordinal() - 32)
        service.check_by(at(before))
        assert f"A1/{number}" not in due_dates_of(service)
        service.check_by(at(date.fromordinal(due.toordinal() - 31)))
        assert due_dates_of(service)[f"A1/{number}"] == due
    assert len(service.audited("fell due again")) == len(dates)


@pytest.mark.parametrize(
    ("due", "told"),
    [
        pytest.param(date(2027, 2, 28), date(2027, 3, 1), id="row-079-february"),
        pytest.param(date(2027, 5, 30), date(2027, 6, 1), id="row-079-may"),
        pytest.param(date(2027, 8, 30), date(2027, 8, 31), id="row-079-august"),
    ],
)
def test_a_date_on_a_day_off_stands_and_is_told_on_the_next_working_day(
    database: Engine, due: date, told: date
) -> None:
    service = going(database, date(2026, 11, 30), "quarterly", an_action("A1", date(2026, 11, 30)))
    service.complete("A1", at(date(2026, 11, 30), 9))
    service.check_by(at(date.fromordinal(due.toordinal() - 20)))
    service.days(date.fromordinal(due.toordinal() - 9), told)
    (ref,) = [ref for ref, on in due_dates_of(service).items() if on == due]
    climbs = service.climbs(ref)
    assert climbs["L0"] == told
    assert climbs["R0"] < due


@pytest.mark.parametrize("late", [date(2027, 3, 10)], ids=["row-080-late"])
def test_completed_late_it_moves_no_later_one(database: Engine, late: date) -> None:
    service = going(database, date(2027, 1, 4), "monthly", an_action("A1", date(2027, 1, 31)))
    service.days(date(2027, 2, 22), late)
    service.complete("A1", at(late, 12))
    service.day(date(2027, 3, 11))
    assert due_dates_of(service) == {
        "A1": date(2027, 1, 31),
        "A1/2": date(2027, 2, 28),
        "A1/3": date(2027, 3, 31),
    }


@pytest.mark.parametrize("day", [date(2027, 3, 1)], ids=["row-080"])
def test_two_that_are_open_come_in_one_digest(database: Engine, day: date) -> None:
    service = going(database, date(2027, 1, 18), "monthly", an_action("A1", date(2027, 1, 31)))
    service.days(date(2027, 1, 18), day)
    assert set(service.lines(OWNER.address, day)) == {"A1", "A1/2"}
    assert len([n for n in service.notices() if n.recipient_address == OWNER.address]) == len(
        {n.queued_at.date() for n in service.notices() if n.recipient_address == OWNER.address}
    )


@pytest.mark.parametrize("joint", [THIRD], ids=["row-080-joint"])
def test_each_time_has_the_joint_owners_and_the_successor_of_a_leaver(
    database: Engine, joint: PersonRow
) -> None:
    first = replace(an_action("A1", date(2027, 1, 31)), contributors=(THIRD.name,))
    service = going(database, date(2027, 1, 18), "monthly", first)
    service.day(date(2027, 1, 18))
    service.complete("A1", at(date(2027, 1, 18), 9))
    service.leave(OWNER.name, date(2027, 1, 25), at(date(2027, 1, 18), 12), COLLEAGUE.name)
    service.check_by(at(date(2027, 1, 29)))
    service.days(date(2027, 2, 1), date(2027, 2, 22))
    told = {n.recipient_address for n in service.notices() if n.queued_at.date().month == 2}
    assert service.climbs("A1/2")["R1"] == date(2027, 2, 22), joint
    assert COLLEAGUE.address in told
    assert THIRD.address in told
    assert OWNER.address not in told
    assert service.row("A1/2", date(2027, 1, 29)).owner == COLLEAGUE.name


def test_each_time_has_what_the_first_has_and_starts_its_own_life(database: Engine) -> None:
    named = {"measure": "Nine in ten", "theme": "Front Door", "exempt": True}
    whole = replace(an_action("A1", date(2027, 1, 31)), **named)  # type: ignore[arg-type] # by name
    service = going(database, date(2027, 1, 18), "monthly", whole)
    service.complete("A1", at(date(2027, 1, 18), 9))
    service.check_by(at(date(2027, 1, 29)))
    with reading(database) as session:
        first, again = session.exec(select(Action).order_by(col(Action.id))).all()
        alike = {name for name in KEPT if getattr(again, name) == getattr(first, name)}
    assert alike == set(KEPT)
    assert (again.measure, again.theme, again.is_exempt) == ("Nine in ten", "Front Door", True)
    assert (again.ref, again.due_date) == ("A1/2", date(2027, 2, 28))
    assert (again.completed_on, again.reported_at, again.episode) == (None, None, 1)


def test_each_column_of_an_action_is_kept_each_time_or_named_as_not() -> None:
    """Whoever adds a column decides here; what is named nowhere is kept."""
    assert {*KEPT, *PEOPLE, *OWN} == set(Action.model_fields)
    assert set(KEPT) == {
        *("plan_id", "title", "paragraph", "short_title", "recommendations", "measure"),
        *("theme", "is_exempt", "live_on"),
    }


def test_whatever_hangs_on_an_action_is_carried_on_or_named_as_not() -> None:
    """Whoever adds a table decides here whether each time has its own."""
    named = {str(table.__tablename__) for table in (*CARRIED, *LEFT)}
    hanging = {
        name
        for name, table in SQLModel.metadata.tables.items()
        if any(key.column.table.name == "action" for key in table.foreign_keys)
    }
    assert named == hanging
    assert {*STAGE_KEPT, *STAGE_OWN} == set(Milestone.model_fields)
    assert set(Contributor.model_fields) == {"action_id", "person_id"}, "each is carried whole"


@pytest.mark.parametrize("cancelled", ["A1", "A1/2"], ids=["row-130-first", "row-130-later"])
def test_who_cancels_one_of_a_series_cancels_that_one(database: Engine, cancelled: str) -> None:
    first = date(2027, 1, 18)
    service = going(database, first, "monthly", an_action("A1", date(2027, 1, 31)))
    service.days(first, date(2027, 1, 29))
    told = service.cancel(cancelled, at(date(2027, 1, 29), 12), "Not needed this time.")
    assert told[1:] == [
        Sentence("A1 goes on: it falls due again.", Remedy.END_SERIES.of(action="A1"))
    ]
    (previewed,) = preview(a_place(database, at(date(2027, 2, 1))), Wanted(90))
    assert "ref='A1/3'" in str(previewed)
    service.check_by(at(date(2027, 2, 28)))
    assert list(due_dates_of(service)) == ["A1", "A1/2", "A1/3"]
    end_series(service, cancelled, date(2027, 3, 1))
    service.check_by(at(date(2027, 4, 5)))
    assert list(due_dates_of(service)) == ["A1", "A1/2", "A1/3"]
    with pytest.raises(BadInput, match="closed already"):
        service.cancel(cancelled, at(date(2027, 4, 5), 12), "Again.")
    assert len(service.cancel("A1/3", at(date(2027, 4, 5), 12), "Not needed either.")) == 1


def paused(service: Service, when: date, until: date, **covers: str) -> None:
    scope = Scope(KEY, **covers)
    pausing.pause(service.place(at(when, 12)), scope, until, "A supplier is on strike.")


@pytest.mark.parametrize(
    ("covers", "silent"),
    [
        pytest.param({"action": "A1"}, None, id="row-131-action"),
        pytest.param({"theme": "Front Door"}, date(2027, 3, 15), id="row-131-theme"),
        pytest.param({}, date(2027, 3, 15), id="row-131-plan"),
    ],
)
def test_a_pause_holds_for_later_times_of_what_it_covers_alone(
    database: Engine, covers: dict[str, str], silent: date | None
) -> None:
    first, made = date(2027, 1, 18), date(2027, 1, 29)
    one = replace(an_action("A1", date(2027, 1, 31)), theme="Front Door")
    service = going(database, first, "monthly", one)
    paused(service, first, date(2027, 3, 15), **covers)
    (previewed,) = preview(a_place(database, at(date(2027, 1, 19))), Wanted(50))
    assert ("ref='A1/2'" in str(previewed)) == (silent is None)
    service.check_by(at(made))
    assert service.action("A1").paused_until == date(2027, 3, 15)
    assert service.action("A1/2").paused_until == silent
    if silent:
        pausing.resume(service.place(at(made, 12)), Scope(KEY, **covers))
        assert service.action("A1/2").paused_until is None
    paused(service, made, date(2027, 2, 20), action="A1/2")
    assert service.action("A1/2").paused_until == date(2027, 2, 20)
    pausing.resume(service.place(at(made, 13)), Scope(KEY, action="A1/2"))
    assert service.action("A1/2").paused_until is None


@pytest.mark.parametrize(
    ("due", "again"),
    [
        pytest.param(date(2027, 1, 15), date(2027, 2, 15), id="row-132"),
        pytest.param(date(2026, 12, 31), date(2027, 1, 31), id="row-132-a-month-before"),
    ],
)
def test_each_time_has_the_milestones_of_the_first(
    database: Engine, due: date, again: date
) -> None:
    stage = MilestoneRow("A1", "M1", "Half of it", due)
    service = Service(database, people=CAST, milestones=(stage,))
    first = replace(an_action("A1", date(2027, 1, 31)), repeats="monthly")
    service.go_live(date(2026, 11, 30), first)
    service.complete_milestone("A1", "M1", date(2026, 12, 1), at(date(2026, 12, 1), 12))
    made = again - timedelta(days=31)
    service.check_by(at(made - timedelta(days=1)))
    assert "A1/2" not in due_dates_of(service)
    (previewed,) = preview(a_place(database, at(made - timedelta(days=1))), Wanted(50))
    ahead = {
        day.on: mention.rung
        for day in previewed.now.days
        for notice in day.notices
        for mention in notice.mentions
        if mention.ref == "A1/2"
    }
    service.check_by(at(made))
    with reading(database) as session:
        rows = session.exec(select(Milestone).order_by(col(Milestone.id))).all()
        assert [(row.ref, row.title, row.due_date, row.completed_on) for row in rows] == [
            ("M1", "Half of it", due, date(2026, 12, 1)),
            ("M1", "Half of it", again, None),
        ]
    assert due_dates_of(service)["A1/2"] == date(2027, 2, 28)
    service.check_by(at(again - timedelta(days=11)))
    service.days(again - timedelta(days=10), again + timedelta(days=3))
    climbs = service.climbs("A1/2")
    assert climbs["M1: R0"] <= again < climbs["M1: L0"]
    assert {day: rung for rung, day in climbs.items()}.items() <= ahead.items()


def test_a_series_that_cannot_go_on_is_named_and_the_others_go_on(database: Engine) -> None:
    """The import refuses such references now; a database may hold one from before."""
    service = Service(database, people=CAST)
    due = date(2027, 1, 31)
    first, other = (replace(an_action(ref, due), repeats="monthly") for ref in ("A1", "A9"))
    service.go_live(date(2027, 1, 18), first, an_action("A1/2", date(2027, 2, 26)), other)
    (previewed,) = preview(a_place(database, at(date(2027, 1, 18))), Wanted(60))
    service.days(date(2027, 1, 18), date(2027, 1, 27))
    sentence = Sentence(
        "Action A1 of Invented plan can't fall due again: another action is called A1/2.",
        Remedy.END_SERIES.of(action="A1"),
    )
    for day in (date(2027, 1, 28), date(2027, 1, 29), date(2027, 3, 1)):
        checked = service.check_by(at(day))
        assert (checked.ended, checked.problems) == (Ended.DONE, (sentence,))
    assert due_dates_of(service)["A9/3"] == date(2027, 3, 31)
    assert due_dates_of(service)["A1/2"] == date(2027, 2, 26)
    assert previewed.problems == (sentence,)
    service.complete("A1", at(date(2027, 3, 1), 12), evidence="Minutes")
    end_series(service, "A1", date(2027, 3, 1))
    assert service.check(at(date(2027, 3, 2))).is_well


def end_series(service: Service, ref: str, day: date, reason: str = "No longer asked for.") -> str:
    when = at(day, 12)
    return closing.end_series(service.place(when), KEY, ref, reason=reason)


@pytest.mark.parametrize("ref", ["A1", "A1/2"])
def test_an_ended_series_falls_due_no_more_and_what_is_open_stays_open(
    database: Engine, ref: str
) -> None:
    first = date(2027, 1, 18)
    service = going(database, first, "monthly", an_action("A1", date(2027, 1, 31)))
    service.days(first, date(2027, 1, 29))
    assert end_series(service, ref, date(2027, 2, 1)).startswith("A1 falls due no more")
    service.days(date(2027, 2, 2), date(2027, 3, 10))
    assert list(due_dates_of(service)) == ["A1", "A1/2"]
    assert service.climbs("A1/2")["L0"] == date(2027, 3, 1), "it slips as any other"
    (previewed,) = preview(a_place(database, at(date(2027, 3, 10))), Wanted(60))
    assert "A1/3" not in str(previewed)
    with pytest.raises(BadInput, match=f"{ref} does not fall due again"):
        end_series(service, ref, date(2027, 3, 10))


@pytest.mark.parametrize("day", [date(2027, 1, 18)], ids=["row-156"])
def test_a_plan_whose_series_goes_on_has_not_ended(database: Engine, day: date) -> None:
    service = going(database, day, "monthly", an_action("A1", date(2027, 2, 28)))
    service.complete("A1", at(day, 12), day)
    service.validate("A1", at(day, 13), VALIDATOR.name)
    assert service.pack(day).closure == ()
    end_series(service, "A1", day)
    assert service.pack(day).closure != ()


def test_a_series_does_not_end_without_a_reason(database: Engine) -> None:
    first = date(2027, 1, 18)
    service = going(database, first, "monthly", an_action("A1", date(2027, 1, 31)))
    with pytest.raises(BadInput, match="reason"):
        end_series(service, "A1", first, " ")


STAGE = MilestoneRow("A1", "M1", "Half of it", date(2026, 12, 18))


def staged(database: Engine, due: date) -> Service:
    service = Service(database, people=CAST, milestones=(STAGE,))
    service.go_live(LIVE, an_action("A1", due))
    return service


@pytest.mark.parametrize("late", [date(2027, 1, 11)], ids=["row-115"])
def test_a_late_milestone_reminds_the_owner_and_goes_no_higher(
    database: Engine, late: date
) -> None:
    service = staged(database, date(2027, 3, 31))
    service.days(date(2026, 12, 11), late)
    climbs = service.climbs("A1")
    assert climbs == {
        "M1: R1": date(2026, 12, 11),
        "M1: R0": DUE,
        "M1: L0": date(2026, 12, 21),
    }
    assert {n.recipient_address for n in service.notices()} == {OWNER.address}
    assert service.board_notices() == []
    line = service.lines(OWNER.address, date(2026, 12, 21))["A1"]
    assert "Milestone M1, Half of it: 1 working day late." in line["notes"]
    row = service.row("A1", late)
    assert (row.brag, row.because) == (Brag.AMBER, "a milestone is overdue")
    assert "Milestone M1, Half of it: due Fri 18 Dec 2026." in row.notes
    assert (row.days_late, row.slippage) == (None, 0)


@pytest.mark.parametrize("due", [DUE], ids=["row-115-same-digest"])
def test_a_milestone_and_its_action_come_in_one_digest(database: Engine, due: date) -> None:
    service = staged(database, due)
    service.days(date(2026, 12, 11), date(2026, 12, 29))
    on_the_day = [n for n in service.notices() if n.queued_at.date() == date(2026, 12, 21)]
    assert [n.recipient_address for n in on_the_day] == [OWNER.address]
    assert service.climbs("A1")["L1"] == date(2026, 12, 29), "the action's own ladder"
    assert DIRECTOR.address in {n.recipient_address for n in service.notices()}
    assert service.row("A1", date(2026, 12, 29)).brag is Brag.RED, "Red is worse than Amber"


@pytest.mark.parametrize("done", [date(2026, 12, 17)], ids=["row-115-complete"])
def test_a_complete_milestone_is_silent(database: Engine, done: date) -> None:
    service = staged(database, date(2027, 3, 31))
    service.days(date(2026, 12, 11), done)
    service.complete_milestone("A1", "M1", done, at(done, 12))
    service.days(DUE, date(2026, 12, 22))
    assert list(service.climbs("A1")) == ["M1: R1"]
    assert service.row("A1", date(2026, 12, 22)).brag is Brag.GREEN
