"""Nobody decides their own case: a law over random circles of people, and what is said of it."""

from collections.abc import Iterable, Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.actions.new_date import deciders
from rules.ladder.facts import ActionFacts, Request
from rules.ladder.holding import Holding, board_decides, owners_of, recipients
from rules.ladder.policy import Audience
from rules.people.circle import Circle, Cover, Recipient, Someone
from rules.people.duties import may_validate
from tests.builders.actions import P1

TODAY, LATER = date(2026, 12, 21), date(2027, 1, 1)
FACTS = ActionFacts(id=1, ref="A1", due_date=TODAY, live_on=TODAY)
NAMES = ("Owen", "Dee", "Sec", "Ada", "Col", "Deb", "Val")
IDS = st.integers(1, len(NAMES))
MAYBE = st.none() | IDS
ROLE = "Chief"
SHARED = "desk@x.example"


@st.composite
def circles(draw: st.DrawFn) -> Circle:
    """Return people of whom any may direct, stand in for, succeed or have lost any other."""
    return Circle(
        Someone(
            number,
            name,
            draw(st.sampled_from([f"{name.lower()}@x.example", SHARED, SHARED.upper()])),
            role=draw(st.sampled_from(["", "", ROLE])),
            director_id=draw(MAYBE),
            left_on=draw(st.sampled_from([None, None, TODAY, LATER])),
            successor_id=draw(MAYBE),
            reachable=draw(st.sampled_from([True, True, False])),
            covers=tuple(Cover(one, TODAY, LATER) for one in draw(st.lists(IDS, max_size=1))),
        )
        for number, name in enumerate(NAMES, start=1)
    )


@st.composite
def holdings(draw: st.DrawFn, known: Circle) -> Holding:
    owner, held = draw(MAYBE), draw(st.booleans())
    director = known.people[owner].director_id if owner else None
    joint = draw(st.lists(IDS, max_size=2, unique=True))
    revised = draw(st.sampled_from([0, 2]))
    asks = draw(st.sampled_from([None, *NAMES]))
    request = Request(1, TODAY, asks, LATER, "More time.") if asks else None
    return Holding(
        facts=FACTS._replace(times_revised=revised, request=request),
        title="Title",
        plan_key="p",
        plan="Plan",
        owner_id=owner,
        owner_name="",
        director_id=owner if held else director,
        director_name="",
        board_name="Board",
        secretary_id=draw(IDS),
        administrator_id=draw(IDS),
        validator_id=draw(IDS),
        contributors=tuple((one, NAMES[one - 1]) for one in joint),
        is_held=held and owner is not None,
        interested=draw(st.dictionaries(IDS, st.booleans(), max_size=2)),
    )


def heir_of(number: int, known: Circle) -> int | None:
    """Return whose an action is by then: the first successor of who left, who is still there."""
    seen: set[int] = set()
    at: int | None = number
    while at is not None and at not in seen:
        person = known.people[at]
        if person.left_on is None or person.left_on > TODAY:
            return at
        seen.add(at)
        at = person.successor_id
    return None


def whose(holding: Holding, known: Circle) -> set[int]:
    """Return all whose action it is, counted anew from what is drawn."""
    named = {*([holding.owner_id] if holding.owner_id else []), *dict(holding.contributors)}
    return named | {heir for one in named if (heir := heir_of(one, known))}


def above(number: int, known: Circle) -> set[int]:
    """Return everyone above someone, and that one."""
    seen: set[int] = set()
    at: int | None = number
    while at is not None and at not in seen:
        seen.add(at)
        at = known.people[at].director_id
    return seen


def told(holding: Holding, audience: Audience, known: Circle) -> Iterator[Recipient]:
    for capacity, one in recipients(holding, audience, known, P1, TODAY, ROLE):
        if capacity is audience:
            yield one


@given(st.data())
def test_row_136_nobody_is_asked_about_what_is_theirs(data: st.DataObject) -> None:
    known = data.draw(circles())
    holding = data.draw(holdings(known))
    theirs = whose(holding, known)
    for audience in (Audience.DIRECTOR, Audience.ROLE, Audience.APPROVER, Audience.VALIDATOR):
        for one in told(holding, audience, known):
            director = holding.owner_id == holding.director_id == one.via
            is_row_61 = audience is Audience.DIRECTOR and director
            assert is_row_61 or not {one.person.id, one.via} & theirs, audience
    for one in told(holding, Audience.VALIDATOR, known):
        if holding.owner_id:
            assert holding.owner_id not in above(one.person.id, known)
            assert one.person.id not in above(holding.owner_id, known)


@given(st.data())
def test_row_136_nobody_decides_about_what_is_theirs(data: st.DataObject) -> None:
    known = data.draw(circles())
    holding = data.draw(holdings(known))
    theirs = whose(holding, known)
    found = deciders(holding, known, P1, TODAY)
    assert not theirs & found.keys()
    asked = {one.person.id for one in told(holding, Audience.APPROVER, known)}
    assert asked <= found.keys(), "who is asked may decide"
    gone = {p.id for p in known.people.values() if p.left_on is not None and p.left_on <= TODAY}
    assert not gone & found.keys()
    owners = owners_of(holding, known, TODAY)
    may = {number for number in known.people if not owners.bar_from_validating(number)}
    assert not theirs & may
    asked = {one.person.id for one in told(holding, Audience.VALIDATOR, known)}
    assert asked <= may, "who is asked may validate"


@given(st.data())
def test_row_195_nobody_decides_about_what_their_own_mailbox_owns(data: st.DataObject) -> None:
    known = data.draw(circles())
    holding = data.draw(holdings(known))
    theirs = {known.people[one].address.casefold() for one in whose(holding, known)}

    def read_along(people: Iterable[int]) -> set[int]:
        return {one for one in people if known.people[one].address.casefold() in theirs}

    for audience in (Audience.DIRECTOR, Audience.ROLE, Audience.APPROVER, Audience.VALIDATOR):
        for one in told(holding, audience, known):
            is_row_61 = holding.owner_id == holding.director_id == one.via
            assert is_row_61 or not read_along([one.person.id]), audience
    assert not read_along(deciders(holding, known, P1, TODAY))
    owners = owners_of(holding, known, TODAY)
    assert not read_along(one for one in known.people if not owners.bar_from_validating(one))


@given(st.data())
def test_row_181_nobody_decides_about_what_they_had_a_part_in(data: st.DataObject) -> None:
    known = data.draw(circles())
    holding = data.draw(holdings(known))
    led = {number for number, was in holding.interested.items() if was}
    found = deciders(holding, known, P1, TODAY)
    assert not led & found.keys()
    if asked := holding.facts.request:
        assert asked.by not in {name for name, *_ in found.values()}
    for one in told(holding, Audience.APPROVER, known):
        assert not {one.person.id, one.via} & led
    owners = owners_of(holding, known, TODAY)
    may = {number for number in known.people if not owners.bar_from_validating(number)}
    assert not holding.interested.keys() & may
    assert not any(holding.may_validate(one, known.directors) for one in holding.interested)


@given(st.data())
def test_row_136_what_is_escalated_finds_whoever_there_is(data: st.DataObject) -> None:
    """While one who may be told is named in the plan and there, somebody hears of it."""
    known = data.draw(circles())
    holding = data.draw(holdings(known))
    named = (holding.director_id, holding.secretary_id, holding.administrator_id)
    found = [one for number in named if (one := known.recipient(number, TODAY))]
    theirs = whose(holding, known)
    mailboxes = {known.people[one].address.casefold() for one in theirs}
    if any(
        not {one.person.id, one.via} & theirs and one.person.address.casefold() not in mailboxes
        for one in found
    ):
        assert list(told(holding, Audience.DIRECTOR, known))


def people(**changed: Someone) -> Circle:
    """Return the seven; Dee directs Owen."""
    everyone = {
        name: Someone(number, name, f"{name.lower()}@x.example")
        for number, name in enumerate(NAMES, start=1)
    }
    everyone["Owen"] = everyone["Owen"]._replace(director_id=2)
    return Circle((everyone | changed).values())


def away(name: str, deputy: str) -> dict[str, Someone]:
    person = next(p for p in people().people.values() if p.name == name)
    cover = Cover(NAMES.index(deputy) + 1, TODAY, LATER)
    return {name: person._replace(covers=(cover,))}


HELD = Holding(
    facts=FACTS,
    title="Title",
    plan_key="p",
    plan="Plan",
    owner_id=1,
    owner_name="Owen",
    director_id=2,
    director_name="Dee",
    board_name="Board",
    secretary_id=3,
    administrator_id=4,
    validator_id=7,
    contributors=((5, "Col"),),
)


@pytest.mark.parametrize(
    ("audience", "known", "holding", "name", "because"),
    [
        pytest.param(
            Audience.APPROVER,
            people(**away("Dee", "Owen")),
            HELD,
            "Sec",
            "Dee is away, and Owen is an owner of this.",
            id="the owner is the deputy",
        ),
        pytest.param(
            Audience.DIRECTOR,
            people(**away("Dee", "Col")),
            HELD,
            "Sec",
            "Dee is away, and Col is an owner of this.",
            id="a joint owner is the deputy",
        ),
        pytest.param(
            Audience.DIRECTOR,
            people(),
            HELD._replace(contributors=((2, "Dee"),)),
            "Sec",
            "Dee is an owner of this.",
            id="the director shares it",
        ),
        pytest.param(
            Audience.APPROVER,
            people(**away("Dee", "Owen")),
            HELD._replace(secretary_id=1),
            "Ada",
            "Dee is away, and Owen is an owner of this.",
            id="the owner is the secretary too",
        ),
        pytest.param(
            Audience.DIRECTOR,
            people(**away("Owen", "Deb")),
            HELD._replace(director_id=None, secretary_id=1),
            "Ada",
            "Nobody is named for it.",
            id="the secretary who stands in for the director is an absent owner",
        ),
        pytest.param(
            Audience.APPROVER,
            people(**away("Dee", "Deb"), **away("Owen", "Deb")),
            HELD,
            "Sec",
            "Dee is away, and Deb stands in for an owner of this.",
            id="one deputy for both",
        ),
        pytest.param(
            Audience.APPROVER,
            people(**away("Owen", "Dee")),
            HELD,
            "Dee",
            "",
            id="a director who stands in for an owner",
        ),
        pytest.param(
            Audience.VALIDATOR,
            people(**away("Val", "Dee")),
            HELD,
            "Sec",
            "Val is away, and Dee is in the line of the owner of this.",
            id="the director stands in for the validator",
        ),
        pytest.param(
            Audience.VALIDATOR,
            people(**away("Owen", "Val")),
            HELD,
            "Sec",
            "Val stands in for an owner of this.",
            id="the validator stands in for the owner",
        ),
        pytest.param(
            Audience.VALIDATOR,
            people(Owen=Someone(1, "Owen", "o@x.example", left_on=TODAY, successor_id=7)),
            HELD,
            "Sec",
            "Val is an owner of this.",
            id="the validator succeeds the owner",
        ),
    ],
)
def test_row_136_the_next_person_up_is_asked_and_told_why(
    audience: Audience, known: Circle, holding: Holding, name: str, because: str
) -> None:
    ((_, found),) = recipients(holding, audience, known, P1, TODAY)
    assert (found.person.name, found.because) == (name, because)


def test_row_136_where_the_plan_names_only_owners_it_goes_up_their_line() -> None:
    known = people(Dee=Someone(2, "Dee", "dee@x.example", director_id=6))
    holding = HELD._replace(secretary_id=1, administrator_id=1, contributors=((2, "Dee"),))
    ((_, found),) = recipients(holding, Audience.DIRECTOR, known, P1, TODAY)
    assert found.person.name == "Deb"


def test_row_136_a_role_held_by_the_owner_alone_is_the_next_person_ups() -> None:
    chief = Someone(1, "Owen", "owen@x.example", role=ROLE, director_id=2)
    ((_, found),) = recipients(HELD, Audience.ROLE, people(Owen=chief), P1, TODAY, ROLE)
    assert (found.person.name, found.because) == ("Sec", "Owen is an owner of this.")
    other = Someone(6, "Deb", "deb@x.example", role=ROLE)
    found_too = recipients(HELD, Audience.ROLE, people(Owen=chief, Deb=other), P1, TODAY, ROLE)
    assert [one.person.name for _, one in found_too] == ["Deb"]


@pytest.mark.parametrize(
    ("known", "holding", "words"),
    [
        (people(), HELD, {2: ("Dee",)}),
        (
            people(**away("Dee", "Deb")),
            HELD,
            {6: ("Deb", "for Dee"), 2: ("Dee", "Deb standing in")},
        ),
        (
            people(**away("Dee", "Owen")),
            HELD,
            {3: ("Sec", "for Dee"), 2: ("Dee", "Sec standing in")},
        ),
        (people(), HELD._replace(contributors=((2, "Dee"),)), {3: ("Sec", "for Dee")}),
        (people(), HELD._replace(owner_id=2, secretary_id=2), {4: ("Ada", "for Dee")}),
        (people(), HELD._replace(director_id=None), {3: ("Sec",)}),
    ],
)
def test_row_137_an_absent_director_decides_too_and_the_record_names_both(
    known: Circle, holding: Holding, words: dict[int, tuple[str, ...]]
) -> None:
    assert deciders(holding, known, P1, TODAY) == words


def test_row_137_one_who_left_decides_nothing_any_more() -> None:
    gone = Someone(2, "Dee", "dee@x.example", left_on=TODAY)
    assert deciders(HELD, people(Dee=gone), P1, TODAY) == {3: ("Sec", "for Dee")}
    assert not board_decides(HELD, P1)


@pytest.mark.parametrize(
    ("person", "may"), [("o", False), ("d", False), ("j", False), ("v", True), ("", True)]
)
def test_row_105_is_one_rule_of_names_as_of_ids(person: str, may: bool) -> None:  # noqa: FBT001
    assert may_validate(person, "o", ("j",), {"o": "d", "d": None, "v": None}) is may
    assert may_validate(person, None, ("j",), {}) is (person != "j")
