"""Two records of one person made one, and a name that is another from now on."""

import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Engine
from sqlmodel import SQLModel, select

import models
from followthrough.notices.freshening import freshen
from followthrough.people import merging
from followthrough.people.changes import Who
from models.audit import verify
from models.merging import pointing_at
from models.people import Cover
from models.session import reading
from rules.problems import BadInput, Remedy
from tests.builders.cast import (
    CAST,
    COLLEAGUE,
    DEPUTY,
    DUE,
    L0,
    LIVE,
    THIRD,
    VALIDATOR,
    live_plan,
    names,
    person,
    second_plan,
)
from tests.builders.plans import (
    DIRECTOR,
    OWNER,
    Service,
    an_action,
    at,
)
from tests.builders.rows import add_row
from tests.integration.cli.command_line import Command

NOON = at(LIVE, 12)
LATER = at(date(2026, 12, 8), 12)

for module in pkgutil.iter_modules(models.__path__):
    import_module(f"models.{module.name}")


def merge(service: Service, name: str, into: str) -> str:
    done = merging.merge(service.place(LATER), Who(name), into)
    return " ".join((done.sentence, *done.doubts))


def rename(service: Service, name: str, new: str) -> str:
    return merging.rename(service.place(LATER), Who(name), new)


@pytest.fixture
def service(database: Engine) -> Service:
    """The small plan p, whose A1 is Owen Er's and whose A2 is another's."""
    return live_plan(database, an_action("A1", DUE), an_action("A2", DUE, COLLEAGUE.name))


@pytest.fixture
def twice(service: Service) -> Service:
    """The same, and a second plan whose B1 is of Owain Er, who is Owen Er misspelt."""
    second_plan(service, "Owain Er", owner="Owain Er")
    return service


@pytest.mark.parametrize("into", [OWNER.name], ids=["row-121"])
def test_merged_people_are_one_with_all_that_was_of_either(twice: Service, into: str) -> None:
    assert merge(twice, "owain er", into.upper()) == (
        "Owain Er and Owen Er are one person now, called Owen Er and told at "
        "owen@invented.example; 1 action went over."
    )
    assert "Owain Er" not in names(twice.engine)
    assert twice.action("B1").owner_id == twice.action("A1").owner_id
    ((subject, detail),) = twice.audited("merged person")
    assert subject == "person Owain Er"
    assert detail["into"] == "Owen Er"
    assert detail["was"]["address"] == "0@invented.example"
    assert detail["moved"] == {"action.owner_id": 1}
    with reading(twice.engine) as session:
        assert verify(session, 1) is None
    twice.days(LIVE, L0)
    assert (
        twice.climbs("B1") == twice.climbs("A1") == {"R1": date(2026, 12, 11), "R0": DUE, "L0": L0}
    )
    assert set(twice.lines(OWNER.address, L0)) == {"A1", "B1"}, "one mail tells of both"


def columns() -> Iterator[Column[int]]:
    """Every column that points at a person, of every table that the code declares."""
    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == "person":
                yield key.parent


def test_the_database_names_every_column_that_points_at_a_person(database: Engine) -> None:
    with database.connect() as connection:
        found = {str(column) for column in pointing_at(connection, "person")}
    assert found == {str(column) for column in columns()}
    assert {"action.owner_id", "board_member.person_id", "person.director_id"} <= found


@pytest.mark.parametrize("column", [*columns()], ids=str)
def test_nothing_points_at_the_one_who_went(twice: Service, column: Column[int]) -> None:
    gone, kept = (person(twice.engine, name).id for name in ("Owain Er", OWNER.name))
    table = column.table
    with twice.engine.begin() as connection:
        add_row(
            connection,
            table,
            **{"action_id": 2} if table.name == "contributor" else {},
            **{column.name: gone},
        )
        count_of = sa.select(sa.func.count()).select_from(table)
        before = connection.execute(count_of.where(column.in_((gone, kept)))).scalar_one()
    merge(twice, "Owain Er", OWNER.name)
    with twice.engine.connect() as connection:
        assert connection.execute(count_of.where(column == gone)).scalar_one() == 0
        assert connection.execute(count_of.where(column == kept)).scalar_one() == before


def test_what_both_have_is_there_once(twice: Service) -> None:
    gone, kept = (person(twice.engine, name).id or 0 for name in ("Owain Er", OWNER.name))
    tables = SQLModel.metadata.tables
    with twice.engine.begin() as connection:
        for number in (gone, kept):
            add_row(connection, tables["board_member"], board_id=1, person_id=number)
        add_row(connection, tables["contributor"], action_id=1, person_id=gone)
    merge(twice, "Owain Er", OWNER.name)
    with twice.engine.connect() as connection:
        seats = connection.execute(sa.select(tables["board_member"].c.person_id)).scalars().all()
        joint = connection.execute(sa.select(tables["contributor"])).all()
    assert seats == [kept]
    assert joint == [], "who owns an action does not own it jointly with themselves"


def test_nobody_stands_in_for_themselves(twice: Service) -> None:
    twice.cover("Owain Er", OWNER.name, date(2026, 12, 21), date(2026, 12, 24), NOON)
    twice.cover(OWNER.name, DEPUTY.name, date(2026, 12, 28), date(2026, 12, 30), NOON)
    merge(twice, "Owain Er", OWNER.name)
    with reading(twice.engine) as session:
        (cover,) = session.exec(select(Cover)).all()
    assert cover.deputy_id == person(twice.engine, DEPUTY.name).id


def test_what_is_queued_goes_to_the_one_who_stays(twice: Service) -> None:
    twice.check(at(date(2026, 12, 11)))
    queued = [one for one in twice.notices() if one.people]
    assert {one.recipient_name for one in queued} == {"Owen Er", "Owain Er", "Col League"}
    gone, kept = (person(twice.engine, name).id for name in ("Owain Er", OWNER.name))
    merge(twice, "Owain Er", OWNER.name)
    pairs = [pair for one in twice.notices() for pair in one.people or ()]
    assert [kept, kept] in pairs
    assert gone not in {number for pair in pairs for number in pair}
    queued = [one for one in twice.notices() if one.people]
    fresh = freshen(twice.place(), queued, date(2026, 12, 11))
    assert not any(one.withdrawn for one in fresh.values())
    assert {one.recipient_address for one in queued} == {OWNER.address, COLLEAGUE.address}


@pytest.mark.parametrize("gone", [LIVE], ids=["row-122-left"])
def test_a_leaver_is_merged_into_one_who_is_there_and_not_the_other_way(
    twice: Service, gone: date
) -> None:
    twice.leave(OWNER.name, gone, NOON, COLLEAGUE.name)
    with pytest.raises(BadInput, match=r"Owen Er left on .* 7 December 2026, and Owain Er has not"):
        merge(twice, "Owain Er", OWNER.name)
    merge(twice, OWNER.name, "Owain Er")
    assert person(twice.engine, "Owain Er").left_on is None


def test_two_leavers_may_be_one(twice: Service) -> None:
    twice.leave(OWNER.name, LIVE, NOON, "Owain Er")
    twice.leave("Owain Er", date(2026, 12, 8), LATER, COLLEAGUE.name)
    merge(twice, "Owain Er", OWNER.name)
    found = person(twice.engine, OWNER.name)
    assert (found.left_on, found.successor_id) == (
        date(2026, 12, 8),
        person(twice.engine, COLLEAGUE.name).id,
    )


REFUSED = [
    pytest.param(OWNER.name, "OWEN ER", "Owen Er is one person already", id="themselves"),
    pytest.param("Nobody", OWNER.name, "There is no person 'Nobody'", id="unknown"),
    pytest.param(OWNER.name, "Nobody", "There is no person 'Nobody'", id="into unknown"),
    pytest.param(OWNER.name, DIRECTOR.name, "direct themselves", id="row-122-director"),
    pytest.param(DIRECTOR.name, "owen er", "direct themselves", id="row-122-directed"),
    pytest.param(
        "Owain Er", VALIDATOR.name, r"one is the validator of q/B1, in", id="row-122-validator"
    ),
    pytest.param(VALIDATOR.name, OWNER.name, r"validator of p/A1, in", id="row-122-validated"),
]


@pytest.mark.parametrize(("name", "into", "complaint"), REFUSED)
def test_who_can_not_be_one_is_refused_and_nothing_changes(
    twice: Service, name: str, into: str, complaint: str
) -> None:
    before = names(twice.engine)
    with pytest.raises(BadInput, match=complaint):
        merge(twice, name, into)
    assert names(twice.engine) == before
    assert twice.audited("merged person") == []


@pytest.mark.parametrize(
    ("back", "refused"),
    [(date(2026, 12, 9), True), (date(2026, 12, 8), False)],
    ids=["row-122-deputy", "row-122-deputy-no-more"],
)
def test_who_stands_in_for_a_director_is_none_of_their_owners(
    twice: Service, back: date, *, refused: bool
) -> None:
    twice.cover(DIRECTOR.name, "Owain Er", LIVE, back, NOON)
    if not refused:
        merge(twice, "Owain Er", OWNER.name)
    else:
        with pytest.raises(BadInput, match="Owain Er stands in for Dee Rector, who directs Owen"):
            merge(twice, "Owain Er", OWNER.name)
        with pytest.raises(BadInput, match="Owain Er stands in for Dee Rector, who directs Owen"):
            merge(twice, OWNER.name, "Owain Er")


@pytest.mark.parametrize("gone", [date(2027, 2, 1)], ids=["row-122-successor"])
def test_who_succeeds_a_director_is_none_of_their_owners(twice: Service, gone: date) -> None:
    twice.leave(DIRECTOR.name, gone, NOON, "Owain Er")
    with pytest.raises(BadInput, match="Owain Er stands in for Dee Rector, who directs Owen Er"):
        merge(twice, "Owain Er", OWNER.name)


def elsewhere(service: Service, *cast: str) -> None:
    """Let another organisation have a plan, with Owen Er among its people, and others."""
    other = Service(
        service.engine,
        people=[*CAST, *(replace(THIRD, name=name) for name in cast)],
        key="elsewhere",
        organisation="Another Council",
    )
    other.go_live(LIVE, an_action("Z1", DUE))


@pytest.mark.parametrize("body", ["Another Council"], ids=["row-122-organisations"])
def test_only_people_of_one_organisation_are_merged(twice: Service, body: str) -> None:
    elsewhere(twice, "Otto Her")
    with pytest.raises(BadInput, match=f"Otto Her is known to {body}, and Owain Er to Inv"):
        merge(twice, "Owain Er", "otto HER")
    with pytest.raises(BadInput) as refused:
        merge(twice, "OWEN ER", "Owain Er")
    assert refused.value.remedy == Remedy.CHOOSE_ORGANISATION.of()
    who = Who("OWEN ER", "invented COUNCIL")
    merging.merge(twice.place(LATER), who, "Owain Er")
    assert names(twice.engine).count("Owen Er") == 1, "the other organisation keeps its own"


def test_who_validated_their_own_work_under_two_names_is_said(twice: Service) -> None:
    second = Service(twice.engine, key="q")
    second.complete("B1", NOON)
    second.validate("B1", NOON, by=OWNER.name)
    assert "q/B1: validated by its own owner under the other name" in merge(
        twice, "Owain Er", OWNER.name
    )
    ((_, detail),) = twice.audited("merged person")
    assert detail["validated_own_work"] == ["q/B1"]


def test_a_renamed_person_is_found_by_the_new_name_alone(service: Service) -> None:
    assert rename(service, "owen er", "  Owen   Er-Smith ") == (
        "Owen Er is called Owen Er-Smith from now on."
    )
    service.address("OWEN ER-SMITH", "smith@invented.example", LATER)
    with pytest.raises(BadInput, match="There is no person 'Owen Er';"):
        service.address("Owen Er", "er@invented.example", LATER)
    assert service.audited("renamed person") == [
        ("person Owen Er", {"name": ["Owen Er", "Owen Er-Smith"]})
    ]
    assert service.row("A1", L0).owner == "Owen Er-Smith"


def test_another_spelling_of_the_same_name_is_no_other_person(service: Service) -> None:
    assert rename(service, OWNER.name, "Owen ER") == "Owen Er is called Owen ER from now on."
    assert (
        rename(service, OWNER.name, "Owen ER") == "Owen ER is called so already; nothing changed."
    )


@pytest.mark.parametrize(
    ("new", "complaint"),
    [
        pytest.param(
            f" {COLLEAGUE.name.upper()} ",
            "a person called Col League already: merge the two if they",
            id="row-124",
        ),
        ("  ", "The new name is missing"),
        ("\u200b", "The new name is missing"),
        ("Owen\x07", "holds a control character"),
        ("x" * 2001, "shorten it to 2,000"),
    ],
)
def test_a_name_that_can_not_be_theirs_is_refused(
    service: Service, new: str, complaint: str
) -> None:
    with pytest.raises(BadInput, match=complaint):
        rename(service, OWNER.name, new)
    assert OWNER.name in names(service.engine)


def test_what_is_queued_greets_by_the_new_name(service: Service) -> None:
    service.check(at(date(2026, 12, 11)))
    rename(service, OWNER.name, "Owen Er-Smith")
    found = service.digest(OWNER.address, date(2026, 12, 11))
    assert found is not None
    fresh = freshen(service.place(), [found], date(2026, 12, 11))
    assert found.recipient_name == "Owen Er-Smith"
    payload = fresh[found.id or 0].payload
    assert payload is not None
    assert payload["to"]["name"] == "Owen Er-Smith"


@pytest.mark.usefixtures("twice")
def test_the_command_line_merges_and_renames(command: Command) -> None:
    code, out, err = command("person", "rename", "owain er", "Owain Err", now=LATER)
    assert (code, out, err) == (0, "Owain Er is called Owain Err from now on.\n", "")
    code, out, err = command("person", "merge", "Owain ERR", "owen er", now=LATER)
    assert (code, err) == (0, "")
    assert out.startswith("Owain Err and Owen Er are one person now, called Owen Er and told at ")
    code, out, err = command("person", "merge", "Owen Er", "Dee Rector", now=LATER)
    assert (code, out) == (2, "")
    assert err == (
        "Owen Er and Dee Rector are in one line, so that one would direct themselves: they can't "
        "be one person.\n"
    )
