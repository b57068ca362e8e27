"""What a preview promises: it agrees with what the daily checks then do, and it changes nothing."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import SQLModel, col, select

from followthrough.actions import owner as owning
from followthrough.actions import pausing
from followthrough.cli.remedies import in_words
from followthrough.daily import check
from followthrough.daily.preview import Previewed, Wanted, preview
from followthrough.ladder.policy_file import DEFAULT
from followthrough.laptop import example
from followthrough.plans import go_live, import_plan
from followthrough.plans.file.rows import ActionRow, MilestoneRow, PersonRow
from followthrough.tables.preview import preview_as_markdown, preview_in_words, sentences, sheets
from models.new_plan import add_plan
from models.notice import Notice
from models.plan import Action
from models.session import reading, writing
from models.steps import EscalationStep
from rules.calendar import local_date
from rules.daily.preview import Preview
from rules.ladder.policy import Audience
from rules.problems import BadInput
from rules.words import short_day
from tests.builders.cast import (
    CAST,
    COLLEAGUE,
    DEPUTY,
    DUE,
    FOURTH,
    LIVE,
    THIRD,
    VALIDATOR,
    live_plan,
)
from tests.builders.places import a_place
from tests.builders.plans import KEY, OWNER, Service, a_file, an_action, at

ONE_DAY = timedelta(days=1)
COUNCIL = "Middlesbrough Council"
P9 = DEFAULT.read_text().replace("name: P1", "name: P9")
SOONER = P9.replace("tells: director, working_days: 5", "tells: director, working_days: 3")
Reached = set[tuple[date, str]]
Steps = set[tuple[date, str, str, int]]


def look(engine: Engine, now: datetime, wanted: Wanted | None = None) -> Previewed:
    (found,) = preview(a_place(engine, now), wanted or Wanted())
    return found


def foreseen(found: Preview) -> tuple[Reached, Steps]:
    """Return whom each day reaches, and the steps."""
    notices = [(day.on, notice) for day in found.days for notice in day.notices]
    reached = {(on, n.address.lower() or n.name) for on, n in notices if n.is_sent}
    steps = {(on, m.ref, m.rung, m.occurrence) for on, n in notices for m in n.mentions}
    return reached, steps


def happened(engine: Engine, first: date) -> tuple[Reached, Steps]:
    """Return the same from what is stored."""
    with reading(engine) as session:
        notices = session.exec(select(Notice).where(col(Notice.kind) != "alarm")).all()
        step = EscalationStep
        rows = session.exec(
            select(step, Action.ref)
            .join(Action, col(Action.id) == step.action_id)
            .where(step.episode != 0, step.planned_on >= first)
        )
        reached = {
            (local_date(n.queued_at), str(n.payload.get("board") or n.recipient_address.lower()))
            for n in notices
            if local_date(n.queued_at) >= first
        }
        return reached, {(s.planned_on, ref, s.rung, s.occurrence) for s, ref in rows}


def stored(engine: Engine) -> dict[str, list[str]]:
    """Return every row of every table."""
    with engine.connect() as connection:
        return {
            name: sorted(str(row) for row in connection.execute(text(f'SELECT * FROM "{name}"')))  # noqa: S608
            for name in SQLModel.metadata.tables
        }


def actions_of(engine: Engine) -> list[Action]:
    with reading(engine) as session:
        found = list(session.exec(select(Action)))
        session.expunge_all()
        return found


def live_example(engine: Engine) -> datetime:
    live = at(example.LIVE_ON)
    import_plan.import_plan(a_place(engine, live), example.WORKBOOK)
    go_live.go_live(a_place(engine, live), example.KEY, example.LIVE_ON)
    return live


def test_a_preview_of_the_example_is_what_thirty_days_then_bring(database: Engine) -> None:
    live = live_example(database)
    before = stored(database)
    found = look(database, live, Wanted(days=30))
    assert stored(database) == before, "nothing was written"
    service = Service(database)
    day = example.LIVE_ON
    while day <= found.now.last:
        morning = at(day)
        check.check_due_dates(a_place(database, morning), COUNCIL)
        service.send_all(at(day, 7, 5))
        day += ONE_DAY
    assert found.now.first == example.LIVE_ON
    assert foreseen(found.now) == happened(database, example.LIVE_ON)
    assert len(foreseen(found.now)[1]) > 20


def eventful(database: Engine) -> Service:
    """A plan in which much happens by itself: recurring, joint, covered, left, milestones."""
    monthly = replace(an_action("A3", date(2026, 12, 10)), repeats="monthly")
    joint = replace(an_action("A2", date(2026, 12, 14)), contributors=(COLLEAGUE.name,))
    service = live_plan(
        database,
        an_action("A1", DUE),
        joint,
        monthly,
        an_action("A4", None),
        an_action("A5", DUE, DEPUTY.name),
        an_action("A6", date(2028, 6, 30), COLLEAGUE.name),
    )
    service.days(LIVE, date(2026, 12, 11))
    now = at(date(2026, 12, 11), 12)
    service.cover(OWNER.name, DEPUTY.name, date(2026, 12, 16), date(2026, 12, 22), now)
    service.leave(DEPUTY.name, date(2026, 12, 28), now, COLLEAGUE.name)
    service.leave(COLLEAGUE.name, date(2027, 1, 11), now)
    service.apply_policy(SOONER, now, date(2026, 12, 21))
    service.acknowledge("A3", date(2026, 12, 16), now)
    return service


def test_it_agrees_where_people_leave_policies_change_and_actions_recur(database: Engine) -> None:
    service = eventful(database)
    found = look(database, at(date(2026, 12, 11), 12), Wanted(days=60))
    assert found.now.first == date(2026, 12, 12), "today was checked"
    service.days(found.now.first, found.now.last)
    assert foreseen(found.now) == happened(database, found.now.first)
    rungs = {(ref, rung) for _, ref, rung, _ in foreseen(found.now)[1]}
    assert {("A3/2", "L2"), ("A3/3", "R1"), ("A4", "to mend: due date")} <= rungs
    assert ("A6", "to mend: owner") in rungs, "long before anything else could happen to it"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_few_days_are_the_first_of_many(database: Engine) -> None:
    """Only what can bring something till then is read, and nothing of it is missed."""
    service = eventful(database)
    service.days(date(2026, 12, 12), date(2026, 12, 28))
    service.complete("A3", at(date(2026, 12, 28), 12))
    service.validate("A3", at(date(2026, 12, 28), 13), VALIDATOR.name)
    service.days(date(2026, 12, 29), date(2027, 1, 8))
    now = at(date(2027, 1, 8), 12)
    many = look(database, now, Wanted(days=60)).now
    assert len(many.days) > 5
    for days in range(1, 22, 2):
        few = look(database, now, Wanted(days=days)).now
        assert few.days == tuple(day for day in many.days if day.on <= few.last)


@pytest.mark.parametrize(
    "live",
    [
        pytest.param(date(2027, 2, 1), id="row-080"),
        pytest.param(date(2027, 3, 8), id="row-080-one-was-never-made"),
    ],
)
def test_each_time_is_answered_for_by_who_answers_for_the_newest(
    database: Engine, live: date
) -> None:
    """Its contributor is, and whom the newest was given to, not whom the first was."""
    joint = replace(an_action("A1", date(2027, 1, 31)), contributors=(THIRD.name,))
    service = Service(database, people=CAST)
    service.go_live(live, replace(joint, repeats="monthly"))
    service.day(live)
    now = at(live, 12)
    before = {action.ref for action in actions_of(database)}
    (newest,) = before - {"A1"}
    for ref, owner in ((newest, COLLEAGUE), ("A1", FOURTH)):
        owning.reassign(a_place(database, now), KEY, ref, owner.name)
    found = look(database, now, Wanted(60))
    service.days(live + ONE_DAY, found.now.last)
    assert foreseen(found.now) == happened(database, live + ONE_DAY)
    made = sorted(action.ref for action in actions_of(database) if action.ref not in before)
    assert len(made) == 2
    owners = {row.ref: row.owner for row in service.pack(found.now.last).actions}
    assert owners == {"A1": FOURTH.name} | dict.fromkeys((newest, *made), COLLEAGUE.name)
    assert made[0] in service.lines(THIRD.address, service.climbs(made[0])["R1"])


def test_it_agrees_about_milestones_and_pauses(database: Engine) -> None:
    draft = MilestoneRow("A1", "M1", "Draft", date(2026, 12, 15))
    service = Service(database, people=CAST, milestones=(draft,))
    service.go_live(LIVE, an_action("A1", DUE), an_action("A2", DUE))
    until = date(2026, 12, 28)
    scope = pausing.Scope(KEY, action="A2")
    pausing.pause(a_place(database, at(LIVE)), scope, until, "An inspection.")
    found = look(database, at(LIVE), Wanted(days=30))
    service.days(LIVE, found.now.last)
    assert foreseen(found.now) == happened(database, LIVE)
    steps = foreseen(found.now)[1]
    assert "M1: L0" in {rung for *_, rung, _ in steps}
    assert min(on for on, ref, *_ in steps if ref == "A2") == date(2026, 12, 29)


MONDAY = date(2026, 11, 30)


def back_dated(owners: int, actions: int) -> tuple[list[PersonRow], list[ActionRow]]:
    people = [
        PersonRow(f"Owner {n}", f"owner.{n}@invented.example", "Lead", "Council", "Dee Rector")
        for n in range(owners)
    ]
    rows = [
        an_action(f"A{n}", date(2026, 9, 3) + n % 30 * ONE_DAY, people[n % owners].name)
        for n in range(actions)
    ]
    return people, rows


@pytest.mark.parametrize("owners", [pytest.param(40, id="row-094")])
def test_a_draft_shows_who_is_told_when_it_goes_live(database: Engine, owners: int) -> None:
    people, actions = back_dated(owners, 300)
    service = Service(database, people=(*CAST, *people))
    read = service.plan_file(*actions)
    with writing(database) as session:
        new = import_plan.new_plan(read, import_plan.fingerprint(read), at(MONDAY))
        add_plan(session, new, actor="test", now=at(MONDAY))
    before = stored(database)
    found = look(database, at(MONDAY), Wanted(10, KEY, go_live_on=MONDAY))
    assert stored(database) == before
    tuesday = found.now.days[0]
    assert (found.now.first, tuesday.on) == (MONDAY, date(2026, 12, 1))
    assert len(tuesday.notices) == owners
    assert {m.rung for n in tuesday.notices for m in n.mentions} == {"L0"}
    assert found.passed == 300 * 5
    assert "1500 rungs of the ladder passed before it goes live" in list(sentences(found))[1]
    go_live.go_live(a_place(database, at(MONDAY)), KEY, MONDAY)
    service.days(MONDAY, found.now.last)
    assert foreseen(found.now) == happened(database, MONDAY)
    assert (
        len(
            {
                n.recipient_address
                for n in service.notices()
                if local_date(n.queued_at) == tuesday.on
            }
        )
        == owners
    )


@pytest.mark.parametrize("running", [False, True])
def test_another_policy_is_shown_as_it_then_comes(database: Engine, *, running: bool) -> None:
    service = live_plan(database, an_action("A1", DUE), an_action("A2", date(2026, 12, 22)))
    service.days(LIVE, date(2026, 12, 11))
    now = at(date(2026, 12, 11), 12)
    with a_file(SOONER) as file:
        found = look(database, now, Wanted(30, policy=file, running=running))
    assert found.policy == "P9"
    assert found.then is not None
    service.apply_policy(SOONER, now, running=running)
    assert found.now != look(database, now, Wanted(30)).now
    service.days(date(2026, 12, 12), found.now.last)
    then = {
        (row.on, row.address.lower() or row.name)
        for row in found.then.rows
        if row.then or row.summaries[1]
    }
    steps = {(row.on, m.ref, m.rung, m.occurrence) for row in found.then.rows for m in row.then}
    assert (then, steps) == happened(database, date(2026, 12, 12))
    changed = {m.ref for row in found.then.rows for m in {*row.now} ^ {*row.then}}
    assert changed == ({"A1", "A2"} if running else {"A2"})


def test_a_policy_that_cannot_do_what_it_says_is_warned_of(database: Engine) -> None:
    live_plan(database)
    with a_file(
        "name: P0\nrungs: [{name: L0, tells: owner, working_days: 1}]\n"
        "without: {director: They meet, board: It has none}\n"
    ) as file:
        found = look(database, at(LIVE), Wanted(60, policy=file))
    told = list(sentences(found))
    tomorrow = short_day(LIVE + ONE_DAY)
    assert told[1] == f"With P0 instead from {tomorrow}, 15 notices would change; they are marked."
    assert told[2:5] == [
        "Warning: No rung tells the director within 65 working days after the due date: They meet.",
        "Warning: No rung tells the board within 65 working days after the due date: It has none.",
        (
            "Warning: No rung is told again: after L0 nobody hears of an overdue action but by packs "
            "and weekly summaries."
        ),
    ]
    (moved,) = [sheet for sheet in sheets(found) if sheet.title == "First told to the board"]
    assert moved.rows == (
        ("A1", "Wed 6 Jan 2027", "not by Thu 4 Feb 2027", "no more in these days"),
    )
    assert (
        "| A1 | Wed 6 Jan 2027 | not by Thu 4 Feb 2027 | no more in these days |"
        in preview_as_markdown([found], in_words)
    )


def test_today_counts_until_its_window_closes(database: Engine) -> None:
    live_plan(database)
    firsts = [look(database, at(LIVE, hour), Wanted(1)).now.first for hour in (7, 17, 18)]
    assert firsts == [LIVE, LIVE, LIVE + ONE_DAY]


REFUSED = {
    "There is no plan 'nope'; the plans are: p.": Wanted(plan="nope"),
    "No policy is named that running ladders would take.": Wanted(running=True),
    "No plan is named that would go live. Name the draft": Wanted(go_live_on=LIVE),
    "Invented plan went live on Mon 7 Dec 2026.": Wanted(plan=KEY, go_live_on=LIVE),
    "no.yaml is not there": Wanted(policy=Path("no.yaml")),
}


def test_what_cannot_be_previewed_is_refused(database: Engine) -> None:
    live_plan(database)
    for sentence, wanted in REFUSED.items():
        with pytest.raises(BadInput, match=sentence):
            preview(a_place(database, at(LIVE)), wanted)


def test_a_draft_needs_a_date_that_is_not_past(database: Engine) -> None:
    import_plan.import_plan(a_place(database, at(LIVE)), example.WORKBOOK)
    assert preview(a_place(database, at(LIVE)), Wanted()) == []
    assert preview_in_words([]) == "Nothing to preview: no plan is live."
    for on, sentence in (
        (None, f"is a draft. Say when {example.KEY} is to go live."),
        (LIVE - ONE_DAY, "can't go live"),
    ):
        with pytest.raises(BadInput, match=sentence):
            preview(a_place(database, at(LIVE)), Wanted(plan=example.KEY, go_live_on=on))


def test_a_recurring_action_of_a_draft_recurs_from_its_going_live(database: Engine) -> None:
    service = Service(database, people=CAST)
    read = service.plan_file(replace(an_action("A1", date(2026, 10, 31)), repeats="monthly"))
    with writing(database) as session:
        new = import_plan.new_plan(read, import_plan.fingerprint(read), at(LIVE))
        add_plan(session, new, actor="test", now=at(LIVE))
    found = look(database, at(LIVE), Wanted(60, KEY, go_live_on=LIVE))
    refs = {ref for _, ref, *_ in foreseen(found.now)[1]}
    assert refs == {"A1", "A1/3", "A1/4"}, "what fell due in November is not made up for"
    go_live.go_live(a_place(database, at(LIVE)), KEY, LIVE)
    service.days(LIVE, found.now.last)
    assert foreseen(found.now) == happened(database, LIVE)


def test_totals_are_of_notices_not_of_steps(database: Engine) -> None:
    live_plan(database, an_action("A1", DUE), an_action("A2", DUE))
    found = look(database, at(LIVE), Wanted(20))
    numbers, days, *_ = sheets(found)
    owner, director = (Audience.OWNER.value, "3"), (Audience.SUMMARY.value, "2")
    assert numbers.rows == (owner, director, ("all notices", "5"))
    assert days.rows[0][1:2] == (f"{OWNER.name}\n{OWNER.address}",)
    assert days.rows[0][2].count("\n") == 1
