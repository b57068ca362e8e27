"""Responsible for an action with those who hold it, and for whom a step about it tells."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from rules.ladder.facts import ActionFacts, Became
from rules.ladder.policy import Audience, Policy
from rules.people.circle import Bar, Circle, Recipient
from rules.people.duties import Owners, may_validate
from rules.people.roles import upward

BOARD_DECIDES_FROM = 3
"""The revision from which the board decides on a new date (semantics row 49)."""

TO_DIRECTORS = frozenset((Audience.DIRECTOR, Audience.SUMMARY))
HEARING = TO_DIRECTORS | {Audience.ROLE}
UP_THE_LINE = TO_DIRECTORS | {Audience.APPROVER}
KEPT_APART = HEARING | {Audience.APPROVER, Audience.VALIDATOR}
"""What nobody hears as of an action of their own (row 136)."""

THE_OWNER = frozenset((Audience.OWNER, Audience.ROUND, Audience.CHASER))
"""As what an owner hears of an action."""
OF_SEVERAL = frozenset((Audience.ROLE, Audience.CONTRIBUTORS, Audience.BOARD))
"""What not one person hears; the board has an address of its own."""

NOBODY_MAY = {
    Audience.VALIDATOR: "Nobody who can be asked may validate this: a validator outside the owner's "
    "line is needed.",
    Audience.APPROVER: "Nobody who can be asked may decide on this new date: a secretary of the board who "
    "does not own it is needed.",
}
"""What a plan's administrator is told where nobody is left who may decide."""

NOBODY: Mapping[int, bool] = MappingProxyType({})
NO_ONE: frozenset[int] = frozenset()


class Holding(NamedTuple):
    """An action as notices speak of it, with those who hold it."""

    facts: ActionFacts
    title: str
    plan_key: str
    plan: str
    """The plan's title."""
    owner_id: int | None
    owner_name: str
    director_id: int | None
    director_name: str
    board_name: str
    """The board at the top of this plan's ladder."""
    secretary_id: int | None = None
    """That board's secretary, who is told where nobody else can be."""
    administrator_id: int | None = None
    validator_id: int | None = None
    theme: str = ""
    is_held: bool = False
    """Whether its owner left without a successor, so that the director holds it (row 60)."""
    needs_evidence: bool = False
    is_exempt: bool = False
    """Whether it is Part 2 material, which is not for publication."""
    short_title: str = ""
    due_date_as_written: str = ""
    """The words of a due date that was typed, or that showed its month alone."""
    contributors: tuple[tuple[int, str], ...] = ()
    """Ids and names of those who own it jointly."""
    interested: Mapping[int, bool] = NOBODY
    """The ids of those who had a part in it, and whether they led it (row 181)."""

    @property
    def everyone(self) -> frozenset[int]:
        """The ids of all who may be told of it, or asked about it."""
        named = (self.owner_id, self.director_id, self.secretary_id, self.administrator_id)
        joint = (person_id for person_id, _ in self.contributors)
        return frozenset(filter(None, (*named, self.validator_id, *joint)))

    @property
    def joint(self) -> frozenset[int]:
        """The ids of those who own it jointly."""
        if not self.contributors:
            return NO_ONE
        return frozenset([person_id for person_id, _ in self.contributors])

    def may_validate(self, person_id: int, directors: Mapping[int, int | None]) -> bool:
        """Say whether someone may be named to validate it, whoever is away today (row 105)."""
        with_a_part = self.joint | self.interested.keys()
        return may_validate(person_id, self.owner_id, with_a_part, directors)

    def with_facts(self, facts: ActionFacts) -> "Holding":
        """Return this with other facts of the same action."""
        return Holding._make((facts, *self[1:]))


def board_decides(holding: Holding, policy: Policy) -> bool:
    """Say whether a new date is the board's to agree: not the director's.

    That is so from the third revision, once the board is told or its notice is on its way, and
    where director and owner are one (semantics, Words: Approver; rows 49, 61).
    """
    facts = holding.facts
    boards = {rung.name for rung in policy.rungs_for(Audience.BOARD)}
    was_told = any(
        r.outcome in {Became.TOLD, Became.WAITING}
        and (r.audience == Audience.BOARD or r.rung in boards)
        for r in facts.records
    )
    own_director = holding.owner_id is not None and holding.owner_id == holding.director_id
    return facts.times_revised + 1 >= BOARD_DECIDES_FROM or was_told or own_director


def recipients(
    holding: Holding,
    audience: Audience,
    circle: Circle,
    policy: Policy,
    today: date,
    role: str = "",
) -> list[tuple[Audience, Recipient]]:
    """Return who is told what is meant for an audience, and as what; whose notice counts first.

    Empty if nobody can be told, and for the board, which has an address of its own.
    """
    if audience in OF_SEVERAL:
        found = _several(holding, audience, circle, today, role)
        if not found and holding.contributors and audience is Audience.CONTRIBUTORS:
            # then as what is meant for who leads it
            return recipients(holding, Audience.OWNER, circle, policy, today)
        return [(audience, recipient) for recipient in found]
    lead = _lead(holding, audience, circle, policy, today)
    told = [(audience, lead)] if lead else []
    if lead is None and audience in NOBODY_MAY:  # row 138
        mends = _lead(holding, Audience.ADMINISTRATOR, circle, policy, today)
        why = NOBODY_MAY[audience]
        told = [(Audience.ADMINISTRATOR, mends._replace(because=why))] if mends else []
    if holding.contributors and audience is Audience.OWNER:  # joint owners all hear (rows 70, 116)
        joint = _contributors(holding, circle, today, lead)
        told += [(Audience.CONTRIBUTORS, recipient) for recipient in joint]
    return told


def may_be_validated(holding: Holding, circle: Circle, policy: Policy, today: date) -> bool:
    """Say whether anyone who is named may validate a completion today (row 138)."""
    found = recipients(holding, Audience.VALIDATOR, circle, policy, today)
    return any(capacity is Audience.VALIDATOR for capacity, _ in found)


def owners_of(holding: Holding, circle: Circle, today: date) -> Owners:
    """Return those whose an action is, who therefore do not decide about it."""
    asked = holding.facts.request
    return Owners(
        holding.owner_id,
        holding.joint,
        circle,
        today,
        holding.interested,
        asked.by if asked else "",
    )


def _several(
    holding: Holding, audience: Audience, circle: Circle, today: date, role: str
) -> list[Recipient]:
    match audience:
        case Audience.ROLE:
            return _holders(holding, role, circle, today)
        case Audience.CONTRIBUTORS:
            return _contributors(holding, circle, today)
        case _:
            return []


def _lead(
    holding: Holding, audience: Audience, circle: Circle, policy: Policy, today: date
) -> Recipient | None:
    """Return the one who hears what is meant for one; None if nobody can."""
    turn = _in_turn(holding, audience, circle, policy)
    if audience not in KEPT_APART:
        return circle.first(turn, today)
    if audience is Audience.SUMMARY and not _has_summary(holding, circle, today):
        return None
    return circle.first(turn, today, _bar(holding, audience, circle, today))


def _bar(holding: Holding, audience: Audience, circle: Circle, today: date) -> Bar:
    """Return what keeps someone from hearing as what an audience kept apart hears (row 136)."""
    owners = owners_of(holding, circle, today)
    if audience in TO_DIRECTORS and holding.owner_id == holding.director_id:
        # row 61, and what a director holds for want of an owner
        return lambda one: "" if one.via == holding.owner_id else owners.bar_from_hearing(one)
    if audience in HEARING:
        return owners.bar_from_hearing
    if audience is Audience.APPROVER:
        return owners.bar_from_approving
    return lambda one: owners.bar_from_validating(one.person.id)


def _in_turn(
    holding: Holding, audience: Audience, circle: Circle, policy: Policy
) -> Iterator[int | None]:
    """Yield whom an audience of one means, then who is told if that one can't be.

    Hardly ever is more than the first asked for, and the line above may be long.
    """
    director, secretary = holding.director_id, holding.secretary_id
    if audience in THE_OWNER:
        yield holding.owner_id
        yield from (director, secretary) if holding.owner_id is not None else ()
    elif audience in UP_THE_LINE:
        if audience in TO_DIRECTORS or not board_decides(holding, policy):
            yield director
        yield from (secretary, holding.administrator_id)
        yield from upward(director, circle.directors)
    elif audience is Audience.VALIDATOR:
        yield from (holding.validator_id, secretary, holding.administrator_id)
    else:
        yield from (holding.administrator_id, secretary)


def _has_summary(holding: Holding, circle: Circle, today: date) -> bool:
    """Say whether an action is in anyone's: it is no step of a ladder, and nobody's of their own."""
    is_own = holding.owner_id == holding.director_id and not holding.is_held
    return not is_own and circle.recipient(holding.director_id, today) is not None


def _holders(holding: Holding, role: str, circle: Circle, today: date) -> list[Recipient]:
    """Return the holders of a role; where none can be told of the action, the next person up."""
    bar = _bar(holding, Audience.ROLE, circle, today)
    apart = [recipient for recipient in circle.holders(role, today) if not bar(recipient)]
    named = circle.named_for(role, today)
    if apart or not named:
        return apart
    turn = (named[0].id, holding.secretary_id, holding.administrator_id)
    lead = circle.first(turn, today, bar)
    return [lead] if lead else []


def _contributors(
    holding: Holding, circle: Circle, today: date, told: Recipient | None = None
) -> list[Recipient]:
    """Return who is told what is meant for those who share it: each once, and not who is told anyway."""
    heard = {told.person.id} if told else set()
    found = []
    for person_id, _ in holding.contributors:
        recipient = circle.recipient(person_id, today)
        if recipient is not None and recipient.person.id not in heard:
            heard.add(recipient.person.id)
            found.append(recipient)
    return found
