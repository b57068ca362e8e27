"""Doubts about a plan itself: in the import's report, by `lint`, in packs, and said to be meant so."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough.plans import doubts
from followthrough.plans.table.take_in import import_table
from models.audit import AuditEntry
from models.session import reading
from rules.plans.doubts import SENTENCES, About
from rules.problems import BadInput
from tests.builders.cast import COLLEAGUE, DUE, LIVE, VALIDATOR, live_plan
from tests.builders.places import a_place
from tests.builders.plans import KEY, OWNER, Service, an_action, at
from tests.builders.tables import PLAN, read
from tests.integration.cli.command_line import Command

NOON = at(LIVE, 12)
ENDLESS = replace(an_action("A1", DUE), title="Continue to hold panels", measure="Fewer delays")
SOUND = replace(an_action("A2", DUE, COLLEAGUE.name), title="Publish it", measure="95% read it")


@pytest.fixture
def service(database: Engine) -> Service:
    """A plan whose A1 has no end, and of which nothing else is in doubt."""
    return live_plan(database, ENDLESS, SOUND)


def in_pack(service: Service) -> list[str]:
    found = service.pack(DUE).data_quality
    return [one for one in found if any(said in one for said in SENTENCES.values())]


def test_what_is_in_doubt_is_told_until_it_is_meant_so(service: Service) -> None:
    """As rows 332 and 333 say."""
    place = service.place(NOON)
    assert [(one.about, one.of) for one in doubts.look_at(place, KEY).doubts] == [
        (About.ENDLESS, "A1")
    ]
    assert in_pack(service) == [f"A1: {SENTENCES[About.ENDLESS]}."]
    said = doubts.say_meant_so(place, KEY, About.ENDLESS, ["a1"], "It is a duty.", "val idator")
    assert said == "a1: meant so, by Val Idator. It is in doubt again if its words change."
    assert doubts.look_at(place, KEY) == doubts.Looked(
        (),
        (
            f"A1: {SENTENCES[About.ENDLESS]}. Meant so: It is a duty, by Val Idator, 7 December 2026.",
        ),
    )
    with reading(service.engine) as session:
        newest = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
        assert newest
        assert (newest.verb, newest.subject) == ("meant so", f"plan {KEY}")
    with pytest.raises(BadInput, match="Of a1 it is not in doubt"):
        doubts.say_meant_so(place, KEY, About.ENDLESS, ["a1"], "Again.", VALIDATOR.name)


@pytest.mark.parametrize(
    ("about", "refs", "because", "by", "said"),
    [
        (About.ENDLESS, ["A1", "A2"], "Why.", VALIDATOR.name, "Of A2 it is not in doubt"),
        (About.EVENT, ["A1"], "Why.", VALIDATOR.name, "that there is: event-date"),
        (About.ENDLESS, ["A1"], "Why.", OWNER.name, "Owen Er owns A1: somebody else says"),
        (About.ENDLESS, ["A1"], " ", VALIDATOR.name, "A reason is needed"),
        (About.ENDLESS, ["A1"], "Why.", "", "Nobody is named who decides"),
    ],
)
def test_what_is_not_in_doubt_and_whom_it_concerns_is_refused(
    service: Service, about: About, refs: list[str], because: str, by: str, said: str
) -> None:
    """As row 333 says."""
    place = service.place(NOON)
    with pytest.raises(BadInput, match=said):
        doubts.say_meant_so(place, KEY, about, refs, because, by)
    assert doubts.look_at(place, KEY).meant == ()


def test_a_table_keeps_the_words_of_a_date_that_is_an_event(database: Engine) -> None:
    """As row 334 says: the import tells it, and so does `lint` afterwards."""
    place = a_place(database, NOON)
    found = import_table(place, Path("plan.csv"), read(PLAN), is_trial=False)
    event = f"2.1: {SENTENCES[About.EVENT]}."
    assert event in found.in_doubt
    assert (About.EVENT, "2.1") in {
        (one.about, one.of) for one in doubts.look_at(place, "plan").doubts
    }
    again = import_table(place, Path("plan.csv"), read(PLAN), is_trial=False)
    assert event in again.in_doubt


@pytest.mark.usefixtures("service")
def test_lint_shows_doubts_and_takes_what_is_meant_so(command: Command) -> None:
    assert command("lint", KEY, now=NOON) == (0, f"no-end: A1: {SENTENCES[About.ENDLESS]}.\n", "")
    meant = ("--meant", "no-end", "--of", "A1", "--because", "A duty.", "--by")
    code, _, wrong = command("lint", KEY, *meant, "Ghost", now=NOON)
    assert (code, "There is no person 'Ghost'" in wrong) == (2, True)
    code, said, wrong = command("lint", KEY, *meant, VALIDATOR.name, now=NOON)
    assert (code, said.startswith("A1: meant so, by Val Idator."), wrong) == (0, True, "")
    assert "Meant so: A duty, by Val Idator" in command("lint", KEY, now=NOON)[1]
