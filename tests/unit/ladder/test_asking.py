"""What a digest says of an update that is asked for, and what of it is still true."""

from datetime import date

from rules.ladder.asking import asked_on, asks, deadline_of, is_still_asked, sentence
from rules.ladder.facts import Became, StepRecord
from rules.ladder.holding import recipients
from rules.ladder.policy import Audience
from rules.notices.digest import Hearing, digests
from rules.notices.following import Next
from rules.notices.lines import stands
from tests.builders.actions import P1, an_action, england
from tests.unit.people.test_who_is_told import HELD, circle
from tests.unit.test_rounds import CHASED, DEADLINE, FAR, OPENS, a_round

REQUEST = f"round: {DEADLINE}"
ROUND = a_round()


def taken(on: date = OPENS, outcome: Became = Became.TOLD, first: date | None = None) -> StepRecord:
    told_on = on if outcome is Became.TOLD else None
    return StepRecord(REQUEST, 0, on, outcome, told_on, Audience.ROUND, first)


def test_a_step_asks_before_its_deadline_and_until_an_update_came() -> None:
    facts = an_action(FAR)._replace(rounds=(ROUND,))
    assert deadline_of(taken()) == DEADLINE
    assert deadline_of(taken()._replace(rung="L0")) is None
    assert is_still_asked(facts, taken())
    assert not is_still_asked(facts._replace(rounds=()), taken())


def test_the_sentence_names_each_board_of_the_deadline() -> None:
    both = (ROUND, a_round(board="Executive"), a_round(date(2027, 1, 29), "Scrutiny"))
    assert sentence(both, DEADLINE) == (
        "The Improvement Board meets on Thursday 14 January 2027, and the Executive meets on "
        "Thursday 14 January 2027. Please send an update of each action before Tuesday 5 January "
        "2027, when the papers are due."
    )


def test_when_an_action_was_asked_about_last() -> None:
    facts = an_action(FAR)._replace(rounds=(ROUND,))
    assert asked_on(facts, "round", ROUND) is None
    waiting = taken(CHASED, Became.WAITING)._replace(occurrence=1)
    assert asked_on(facts.with_records((taken(), waiting)), "round", ROUND) == CHASED
    nobody = taken(outcome=Became.NOBODY)
    assert asked_on(facts.with_records((nobody,)), "round", ROUND) is None


def test_nobody_is_chased_while_the_request_is_on_its_way() -> None:
    facts = an_action(FAR)._replace(rounds=(ROUND,), records=(taken(outcome=Became.WAITING),))
    assert list(asks(facts, england())) == []


NOTHING = Next(None, (), None, (), "")


def test_a_digest_says_once_before_when_an_update_is_asked_for() -> None:
    records = (taken(first=date(2026, 12, 11)), taken()._replace(rung="L0"))
    facts = an_action(FAR)._replace(rounds=(ROUND,), records=records)
    standing = stands(facts, P1, england(), OPENS)
    assert standing.asks == ((Audience.ROUND, sentence((ROUND,), DEADLINE)),)
    assert standing.delayed == ((Audience.ROUND, date(2026, 12, 11)),)
    held = HELD.with_facts(facts)
    readers = {
        (who, ""): recipients(held, who, circle(), P1, OPENS)
        for who in (Audience.OWNER, Audience.ROUND)
    }
    (found,) = digests({"owen@x.example"}, [Hearing(held, standing, NOTHING, readers)])
    said = {part.capacity: part.says for part in found.parts}
    assert said == {"owner": (), "round": (sentence((ROUND,), DEADLINE),)}
