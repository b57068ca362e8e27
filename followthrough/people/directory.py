"""Responsible for keeping people as a directory lists them: shown first, then stored all at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from itertools import chain

from sqlmodel import Session, col, select

from followthrough import events
from followthrough.boards import addresses
from followthrough.events import PersonChanged, PlanChanged
from followthrough.people.appointing import MOST_NAMED
from followthrough.people.changes import let_leave
from followthrough.people.directing import own_to_validate
from followthrough.people.merging import make_one
from followthrough.workplace import Workplace
from models import people
from models.boards import Board, BoardMember, change_member
from models.new_plan import roles_told
from models.people import Person
from models.plan import Organisation, Plan, find_organisation
from models.session import writing
from rules.board_names import board_meant
from rules.calendar import local_date
from rules.people.directory import BETWEEN, Change, Differences, Leaver, Listed, compare
from rules.problems import BadInput, Remedy, Sentence
from rules.text import folded, quoted
from rules.words import listed as named
from rules.words import references

BODIES = (" board", " committee", " partnership", " panel")
"""Of whose last word a name is a body's and nobody's."""
Boards = Mapping[str, Sequence[tuple[Board, Plan]]]
"""The boards of all plans, by folded name."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What a directory changed, or would, and what follows."""

    people: Differences
    boards: tuple[Change, ...]
    told: tuple[str | Sentence, ...]

    @property
    def changes(self) -> bool:
        """Say whether it changes anything but who leaves."""
        of_people = self.people
        return bool(of_people.added or of_people.changed or of_people.posts or self.boards)


def sync(
    place: Workplace,
    listed: Sequence[Listed],
    organisation: str = "",
    *,
    are_leavers_confirmed: bool = False,
    is_trial: bool = False,
    shown: Synced | None = None,
) -> Synced:
    """Record what a directory lists otherwise than it is recorded; return what that changed.

    A trial stores nothing. Who is not listed any more leaves today if that is confirmed. The same
    again changes nothing. Raises BadInput, and stores nothing, for an organisation, director or
    board that is not known, where a validator would come into an owner's line, and if something
    else would change than what was `shown`.
    """
    now = place.clock()
    with writing(place.engine) as session:
        body = _organisation(session, organisation)
        boards = _boards(session, body)
        listed = [_as_known(one, boards) for one in listed]
        lines = [one for one in listed if folded(one.name) not in boards]
        _refuse_unknown(session, body, lines, boards)
        recorded, leavers = _recorded(session, body)
        found = Synced(
            compare(recorded, lines, leavers),
            tuple(_told_elsewhere(listed, boards)),
            (),
        )
        if shown is not None and (found.people, found.boards) != (shown.people, shown.boards):
            raise BadInput("What is recorded of people changed meanwhile; look at it again.")
        told = _Store(session, body, boards, place.actor, now).all_of(
            found, leaves=are_leavers_confirmed
        )
        if is_trial:
            session.rollback()
        return Synced(found.people, found.boards, told)


def _organisation(session: Session, name: str) -> Organisation:
    everyone = session.exec(select(Organisation).order_by(Organisation.name)).all()
    found = find_organisation(session, name) if name else None
    if name and found is None:
        known = named([quoted(one.name) for one in everyone], MOST_NAMED) or "none"
        raise BadInput(f"There is no organisation {quoted(name)}; there are: {known}.")
    if not everyone:
        raise BadInput("There is no plan yet, so nobody to keep in a directory: import one first.")
    if found is None and len(everyone) > 1:
        names = named([one.name for one in everyone], MOST_NAMED)
        raise BadInput(
            f"The directory may be that of {names}.", remedy=Remedy.CHOOSE_ORGANISATION.of()
        )
    return found or everyone[0]


def _boards(session: Session, body: Organisation) -> Boards:
    rows = session.exec(
        select(Board, Plan)
        .join(Plan, col(Plan.id) == Board.plan_id)
        .where(Plan.organisation_id == body.id)
        .order_by(col(Board.id))
    )
    found: dict[str, list[tuple[Board, Plan]]] = {}
    for board, plan in rows:
        found.setdefault(folded(board.name), []).append((board, plan))
    return found


def _as_known(one: Listed, boards: Boards) -> Listed:
    """Return a row with each board called as the plans call it: a LSCB may be a MSCP there."""
    names = [rows[0][0].name for rows in boards.values()]
    seats = tuple(
        board if folded(board) in boards else board_meant(board, names) or board
        for board in one.boards
    )
    own = None if folded(one.name) in boards else board_meant(one.name, names)
    return one._replace(name=own or one.name, boards=seats)


def _told_elsewhere(listed: Sequence[Listed], boards: Boards) -> Iterator[Change]:
    """Yield each board that is listed at another address than a plan has."""
    for one in listed:
        were = [board.address for board, _ in boards.get(folded(one.name), ())]
        if one.address and any(one.address.lower() != was.lower() for was in were):
            was = ", ".join(dict.fromkeys(were))
            yield Change(one.name, "address", was, one.address)


def _recorded(session: Session, body: Organisation) -> tuple[list[Listed], list[str]]:
    """Return everyone as they are recorded, and who of them has left or will."""
    everyone = session.exec(
        select(Person).where(Person.organisation_id == body.id).order_by(col(Person.id))
    ).all()
    names = {person.id: person.name for person in everyone}
    seats: dict[int, dict[str, str]] = {}
    sitting = (
        select(BoardMember.person_id, Board.name)
        .join(Board, col(Board.id) == BoardMember.board_id)
        .order_by(col(Board.id))
    )
    for person_id, board in session.exec(sitting):
        seats.setdefault(person_id, {}).setdefault(folded(board), board)
    recorded = [
        Listed(
            one.name,
            one.address,
            one.role,
            one.agency,
            names.get(one.director_id, ""),
            tuple(seats.get(one.id or 0, {}).values()),
        )
        for one in everyone
    ]
    return recorded, [one.name for one in everyone if one.left_on is not None]


def _refuse_unknown(
    session: Session, body: Organisation, lines: Sequence[Listed], boards: Boards
) -> None:
    """Raise BadInput for each director and board that nobody knows, and each body that is no board."""
    everyone = session.exec(select(Person.name).where(Person.organisation_id == body.id))
    known = {folded(name): name for name in (*everyone, *(one.name for one in lines))}
    names = named([rows[0][0].name for rows in boards.values()], MOST_NAMED)
    problems = []
    for one in lines:
        if one.director and folded(one.director) not in known:
            near = [known[key] for key in get_close_matches(folded(one.director), known)]
            more = f"; near are {', '.join(near)}" if near else ""
            problems.append(
                f"{one.name}: the director {quoted(one.director)} is neither listed nor known{more}."
            )
        problems += [
            f"{one.name}: no plan has a board {quoted(board)}; there are {names}."
            for board in one.boards
            if folded(board) not in boards
        ]
        if folded(one.name).endswith(BODIES):
            problems.append(f"No plan has a board {quoted(one.name)}; there are {names}.")
    if problems:
        raise BadInput(*problems)


class _Store:
    """Stores what a directory changes, in one transaction; each change by its own writer."""

    def __init__(
        self, session: Session, body: Organisation, boards: Boards, actor: str, now: datetime
    ) -> None:
        self._session, self._body, self._boards = session, body, boards
        self._actor, self._now = actor, now
        self._told: list[str | Sentence] = []

    def all_of(self, found: Synced, *, leaves: bool) -> tuple[str | Sentence, ...]:
        """Store all of it; return what follows."""
        before = own_to_validate(self._session, self._body.id or 0)
        for one in found.people.added:
            self._add(one)
        for name, changes in _by_name(found.people).items():
            self._change(self._person(name), changes)
        self._session.flush()
        refs = own_to_validate(self._session, self._body.id or 0) - before
        if refs:
            raise BadInput(
                f"By the directors listed, the validator of {references(refs, MOST_NAMED)} would be "
                "in its owner's line: name another validator first."
            )
        for post in found.people.posts:
            holder, named_so = self._person(post.holder), self._person(post.name)
            done = make_one(self._session, named_so, holder, actor=self._actor, now=self._now)
            self._told += done.doubts
        for change in found.boards:
            self._readdress(change)
        self._told += self._hearers(found.people)
        for leaver in found.people.left if leaves else ():
            self._let_leave(leaver)
        return tuple(self._told)

    def _person(self, name: str) -> Person:
        return people.person_called(self._session, self._body.id or 0, name)

    def _add(self, one: Listed) -> None:
        person = Person(
            organisation_id=self._body.id or 0,
            name=one.name,
            address=one.address,
            role=one.role,
            agency=one.agency,
        )
        people.add_person(self._session, person, actor=self._actor, now=self._now)
        if not one.address:
            self._told.append(f"{one.name}: no address; nothing can reach them.")

    def _change(self, person: Person, changes: Sequence[Change]) -> None:
        fields: dict[str, object] = {}
        for change in changes:
            match change.field:
                case "boards":
                    self._seat(person, change)
                case "director":
                    director = self._person(change.becomes)
                    people.refuse_leaver(director, local_date(self._now))
                    fields["director_id"] = director.id
                case "address":
                    fields |= {"address": change.becomes, "unreachable_since": None}
                case field:
                    fields[field] = change.becomes
        if fields:
            people.change_person(self._session, person, fields, actor=self._actor, now=self._now)
            events.after_commit(self._session, PersonChanged(person.id or 0, "directory"))

    def _seat(self, person: Person, change: Change) -> None:
        """Let someone sit on the boards listed, in all plans, and on no others."""
        wanted = {folded(name) for name in change.becomes.split(BETWEEN)}
        for board, plan in chain.from_iterable(self._boards.values()):
            sits = folded(board.name) in wanted
            if change_member(
                self._session, plan, board, person, sits=sits, actor=self._actor, now=self._now
            ):
                events.after_commit(self._session, PlanChanged(plan.key, "members"))

    def _readdress(self, change: Change) -> None:
        for board, plan in self._boards[folded(change.name)]:
            if board.address.lower() != change.becomes.lower():
                self._told += addresses.correct(
                    self._session, plan, board, change.becomes, actor=self._actor, now=self._now
                )

    def _hearers(self, found: Differences) -> Iterator[str]:
        """Yield who comes to hold a role whose holders the ladder of a live plan tells."""
        told = roles_told(self._session, self._body.id or 0)
        changed = ((one.name, one.becomes) for one in found.changed if one.field == "role")
        for name, role in (*changed, *((one.name, one.role) for one in found.added)):
            if folded(role) in told:
                yield f"{name} is told from now on what a ladder tells each {role}."

    def _let_leave(self, leaver: Leaver) -> None:
        heir = self._person(leaver.successor) if leaver.successor else None
        today = local_date(self._now)
        person = self._person(leaver.name)
        done = let_leave(self._session, person, today, heir, actor=self._actor, now=self._now)
        self._told += (done.sentence, *done.unfilled)


def _by_name(found: Differences) -> Mapping[str, Sequence[Change]]:
    """Return what changes of each person; who is new has a director and seats by it too."""
    changes: dict[str, list[Change]] = {}
    for one in found.changed:
        changes.setdefault(one.name, []).append(one)
    for new in found.added:
        if new.director:
            changes.setdefault(new.name, []).append(Change(new.name, "director", "", new.director))
        if new.boards:
            seats = Change(new.name, "boards", "", BETWEEN.join(new.boards))
            changes.setdefault(new.name, []).append(seats)
    return changes
