"""The laws of the design (§3), for any due date, any set of days on which the check ran."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rules.ladder.decide import Step, decide, next_check, next_climb, told
from rules.ladder.facts import ActionFacts, Became, StepRecord
from rules.ladder.late import MOST_BELIEVED
from rules.ladder.openings import openings
from rules.ladder.policy import Audience, Policy, Rung
from tests.builders.actions import P1, an_action, england, every_day, play

START = date(2026, 1, 5)
DAYS = st.integers(0, 700).map(lambda number: START + timedelta(days=number))
RUN_DAYS = st.sets(st.integers(0, 120), max_size=60)
OUTCOMES = st.sampled_from([o for o in Became if o is not Became.BEFORE_GO_LIVE])
FOUR_RUNGS = Policy(
    "four",
    (
        Rung("R9", Audience.OWNER, -9),
        Rung("E1", Audience.OWNER, 2),
        Rung("E2", Audience.DIRECTOR, 2, repeat=3),
        Rung("E3", Audience.DIRECTOR, 4, after_previous=3),
        Rung("E4", Audience.BOARD, 30),
    ),
)
POLICIES = st.sampled_from([P1, FOUR_RUNGS])


@st.composite
def facts(draw: st.DrawFn) -> ActionFacts:
    """Any action, with any records, even ones that no run would leave behind."""
    due = draw(st.none() | DAYS)
    records = []
    for rung in P1.rungs:
        for occurrence in range(draw(st.integers(0, 2))):
            on = draw(DAYS)
            outcome = draw(OUTCOMES)
            told_on = on if outcome is Became.TOLD else None
            records.append(StepRecord(rung.name, occurrence, on, outcome, told_on))
    return ActionFacts(
        id=1,
        ref="A1",
        due_date=due,
        revised_due_date=draw(st.none() | DAYS),
        live_on=draw(st.none() | DAYS),
        completed_on=draw(st.none() | DAYS),
        records=tuple(records),
    )


@given(facts(), DAYS)
def test_decide_always_returns(action: ActionFacts, today: date) -> None:
    assert isinstance(decide(action, P1, england(), today), list)


@given(facts(), DAYS, DAYS)
def test_closed_actions_are_silent(action: ActionFacts, closed: date, today: date) -> None:
    validated = action._replace(completed_on=closed, validated_on=closed)
    for facts in (validated, action._replace(cancelled_on=closed)):
        assert decide(facts, P1, england(), today) == []
        assert next_check(facts, P1, england(), today) is None


@given(facts(), DAYS, DAYS)
def test_of_a_completed_action_only_its_validator_hears(
    action: ActionFacts, completed: date, today: date
) -> None:
    steps = decide(action._replace(completed_on=completed), P1, england(), today)
    assert {step.audience for step in steps} <= {Audience.VALIDATOR}


@given(st.lists(st.sampled_from(["report", "refuse", "", "both", "after"]), max_size=40))
def test_no_order_of_reports_and_refusals_holds_a_rung_for_longer_than_two_of_them(
    order: list[str],
) -> None:
    due, calendar = date(2027, 6, 1), england()
    action, plain = an_action(due), play(an_action(due), every_day(due, date(2027, 12, 31)))
    came: dict[str, date] = {}
    allowed = 0
    for number in range(60):
        day = calendar.after(due, number + 1)
        what = order[number] if number < len(order) else ""
        if what in ("report", "both") and action.completed_on is None:
            action = action._replace(completed_on=day, reported_on=day)
        if what in ("refuse", "both") and action.completed_on is not None:
            action = _refused(action, day)
        if (action.times_refused < 2 and action.completed_on) or action.held_until == day:
            allowed += 1
        steps = decide(action, P1, calendar, day)
        action = told(action, steps, day)
        came |= {step.rung: day for step in steps if not step.occurrence}
        if what == "after" and action.completed_on is not None:
            action = _refused(action, day)
    believed = action.completed_on is not None and action.times_refused < 2
    assert action.is_overdue(day) is not believed, "late until one is accepted"
    for rung in () if believed else ("L0", "L1", "L2"):
        late_by = calendar.between(plain[rung], came[rung]) if came[rung] > plain[rung] else 0
        assert late_by <= allowed


def _refused(action: ActionFacts, day: date) -> ActionFacts:
    """Return it as models/closing.py stores a refusal."""
    held = day if action.times_refused < MOST_BELIEVED else action.held_until
    times = action.times_refused + 1
    return action._replace(
        completed_on=None, reported_on=None, held_until=held, times_refused=times
    )


@given(facts(), DAYS)
def test_days_off_are_silent(action: ActionFacts, today: date) -> None:
    if not england().is_working_day(today):
        assert decide(action, P1, england(), today) == []


@given(facts(), DAYS, st.booleans())
def test_a_second_run_on_a_day_is_silent(
    action: ActionFacts,
    today: date,
    sent_between: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    steps = decide(action, P1, england(), today)
    after = told(action, steps, today) if sent_between else _waiting(action, steps, today)
    assert decide(after, P1, england(), today) == []


def _waiting(action: ActionFacts, steps: list[Step], today: date) -> ActionFacts:
    for step in steps:
        action = action.with_record(StepRecord(step.rung, step.occurrence, today, Became.WAITING))
    return action


@given(DAYS, RUN_DAYS, POLICIES)
def test_rungs_come_in_order_and_none_is_skipped(due: date, days: set[int], policy: Policy) -> None:
    came = play(an_action(due), [due + timedelta(days=day) for day in sorted(days)], policy)
    climbed = [rung.name for rung in policy.ladder if rung.name in came]
    assert climbed == [rung.name for rung in policy.ladder][: len(climbed)]
    dates = [came[name] for name in climbed]
    assert dates == sorted(set(dates)), "at most one rung a day"


@given(facts(), DAYS)
def test_at_most_one_rung_a_day(action: ActionFacts, today: date) -> None:
    steps = decide(action, P1, england(), today)
    ladder = {rung.name for rung in P1.ladder}
    assert sum(step.occurrence == 0 and step.rung in ladder for step in steps) <= 1


@given(DAYS, RUN_DAYS)
def test_reminders_lapse_with_their_day(due: date, days: set[int]) -> None:
    ran = [due + timedelta(days=day - 20) for day in sorted(days)]
    came = play(an_action(due), ran)
    known = england()
    for name, day in came.items():
        if name == "R1":
            assert day == known.before(due, 5)
        if name == "R0":
            assert day == known.on_or_before(due)


@given(DAYS, DAYS)
def test_an_approved_new_date_begins_the_ladder_again(due: date, revised: date) -> None:
    action = an_action(due)
    after = due + timedelta(days=20)
    played = play(action, every_day(due, after))
    assert "L1" in played
    restarted = action._replace(revised_due_date=revised, episode=2, records=())
    plain = an_action(revised)
    for day in every_day(revised - timedelta(days=10), revised + timedelta(days=20)):
        new = [(s.rung, s.occurrence) for s in decide(restarted, P1, england(), day)]
        assert new == [(s.rung, s.occurrence) for s in decide(plain, P1, england(), day)]


@given(facts(), DAYS, POLICIES)
def test_nothing_happens_before_the_next_check(
    action: ActionFacts, today: date, policy: Policy
) -> None:
    if policy is not P1:
        action = action._replace(records=())
    settled = action._replace(
        records=tuple(r for r in action.records if r.outcome is not Became.WAITING)
    )
    due = next_check(settled, policy, england(), today)
    end = due - timedelta(days=1) if due else today + timedelta(days=60)
    for day in every_day(today + timedelta(days=1), min(end, today + timedelta(days=60))):
        assert decide(settled, policy, england(), day) == []


@given(facts())
def test_at_most_one_rung_is_open(action: ActionFacts) -> None:
    ladder = {rung.name for rung in P1.ladder}
    found = [o for o in openings(action, P1, england()) if o.rung.name in ladder]
    assert sum(o.occurrence == 0 for o in found) <= 1
    assert len({(o.rung.name, o.occurrence) for o in found}) == len(found)


@given(DAYS)
def test_overdue_owners_hear_at_least_every_five_working_days(due: date) -> None:
    """Hold row-285: again as a week begins, whenever that is."""
    known = england()
    came = play(an_action(due), every_day(due, due + timedelta(days=90)))
    owner = sorted(day for rung, day in came.items() if rung.startswith("L0"))
    assert all(1 <= known.between(a, b) <= 5 for a, b in pairwise(owner))
    assert all(known.before(day, 1).isocalendar()[:2] < day.isocalendar()[:2] for day in owner[1:])
    assert len(owner) > 8


@given(DAYS)
def test_what_happens_next_does_not_wait_for_what_is_on_its_way(due: date) -> None:
    today = england().after(due, 1)
    action = an_action(due)
    steps = decide(action, P1, england(), today)
    for after in (_waiting(action, steps, today), told(action, steps, today)):
        climb = next_climb(after, P1, england(), today)
        assert climb is not None
        assert (climb.rung.name, climb.on) == ("L1", england().after(due, 5))
