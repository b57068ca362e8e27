"""The law of borders: whatever happens, and in whatever order packs are made, a board is told it once."""

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.packs.contents import Around, Contents
from rules.packs.frozen import canonical, fingerprint
from rules.packs.last import Last, compared_with
from rules.packs.last import last_pack as read_last
from rules.packs.order import Version, is_older, last_issued, last_pack, later_pack
from rules.packs.position import Position, board_log
from rules.packs.row import DateRequest, PackAction
from rules.packs.sections import LogLine
from tests.builders.pack import CUT_OFF, OCCASION, action, pack_of
from tests.effort import LONG

BOARDS = ("Executive", "Improvement Board")
DEEDS = ("update", "accept", "reopen", "ask", "agree", "refuse", "decision", "passed on")
STEPS = ("draft", "redraft", "issue", "reissue", "words")
"""What is done about one pack of one board."""
PERIODS = tuple(date(2019, month, 1) for month in (1, 2, 3))
FAR = date(2019, 6, 28)
Fact = tuple[str, int]


@dataclass
class Board:
    """The packs of one board, every version of each, and what became of their meetings."""

    name: str
    made: list[Version] = field(default_factory=list)
    said: list[tuple[Contents, int, set[Fact]]] = field(default_factory=list)
    """What each version says, which position it was made from, and what it tells as new."""
    over: set[date] = field(default_factory=set)
    """Meetings that are past."""
    out: set[date] = field(default_factory=set)
    """Meetings that were taken out."""

    def newest(self, period: date) -> Version | None:
        return next((one for one in reversed(self.made) if one.period == period), None)

    def last(self, period: date) -> Version | None:
        return last_pack(self.made, period, lambda one: one.period not in self.out)

    def keep(self, period: date, what: tuple[Contents, int, set[Fact]], *, issued: bool) -> None:
        self.made.append(Version(len(self.made), period, is_issued=issued))
        self.said.append(what)

    def told(self) -> list[set[Fact]]:
        """Return what each issued pack tells, its versions taken together."""
        chains: dict[date, set[Fact]] = {}
        for one in self.made:
            if one.is_issued:
                chains.setdefault(one.period, set()).update(self.said[one.number][2])
        return list(chains.values())


@dataclass
class Life:
    """One action of a plan and its boards' log, what was recorded, and their packs."""

    one: PackAction
    today: date
    log: tuple[LogLine, ...] = ()
    accepted: int = 0
    taken: list[Position] = field(default_factory=list)
    """Positions, in the order in which they were taken."""
    boards: tuple[Board, ...] = field(default_factory=lambda: tuple(map(Board, BOARDS)))

    def do(self, deed: str) -> None:
        today = self.today
        one, pending = self.one, [r for r in self.one.requests if r.decision == "pending"]
        match deed:
            case "update":
                self.one = replace(one, updates=one.updates + 1, updated_on=today)
            case "accept" if not one.validated_on:
                self.accepted += 1
                self.one = replace(
                    one, completed_on=today, validated_on=today, validation=self.accepted
                )
            case "reopen" if one.validated_on:
                self.one = replace(one, completed_on=None, validated_on=None, validation=0)
            case "ask" if not pending:
                asked = DateRequest(
                    len(one.requests) + 1, today, "Owen Er", None, FAR, "", "pending"
                )
                self.one = replace(one, requests=(*one.requests, asked))
            case "agree" | "refuse" if pending:
                said = replace(pending[0], decision=f"{deed}d", decided_on=today)
                self.one = replace(one, requests=(*one.requests[:-1], said))
            case "decision" | "passed on":  # recorded long after it was made, or on the day
                met_on = today if deed == "decision" else date(2018, 6, 1)
                entry = LogLine(
                    "", str(len(self.log)), met_on, "decision", deed, "", None, None, ""
                )
                self.log += tuple(replace(entry, board=board) for board in BOARDS)
            case _:
                pass  # there is nothing to take back or to decide

    def stands(self) -> set[Fact]:
        """Return the facts that were not taken back or followed by another of their kind."""
        found = {("accept", self.one.validation)} if self.one.validated_on else set()
        found |= {("decided", one.number) for one in self.one.requests if one.decided_on}
        found |= {("log", int(one.ref)) for one in self.log}
        return found | ({("update", self.one.updates)} if self.one.updates else set())

    def step(self, verb: str, board: Board, period: date) -> None:
        """Draft, issue and so on as followthrough/packs does, or do nothing where that refuses."""
        newest = board.newest(period)
        if newest is None or verb == "draft":
            if newest is None and verb == "draft":
                self.make(board, period, self.kept(board, period), issued=False)
            return
        said, position, new = board.said[newest.number]
        drafted = later_pack(board.made, period, issued=False)
        if later_pack(board.made, period, issued=True) or (
            period in board.out and verb in STEPS[:3]
        ):
            return
        match verb:
            case "redraft" if not newest.is_issued:
                settled = drafted or period in board.over
                kept = self.unless_older(position, board, period) if settled else None
                self.make(board, period, kept, issued=False)
            case "issue" if not newest.is_issued and self.may_issue(board, period, said):
                board.keep(period, (said, position, new), issued=True)
            case "reissue" if newest.is_issued and not drafted:
                self.make(board, period, None, issued=True)
            case "words" if newest.is_issued:
                board.keep(period, (said, position, new), issued=True)
            case _:
                pass

    def kept(self, board: Board, period: date) -> int | None:
        """Return the position that another board's pack of the day was made from, if it will do."""
        mine = [n for n, one in enumerate(self.taken) if one.as_of == self.today]
        return self.unless_older(mine[-1], board, period) if mine else None

    def unless_older(self, position: int, board: Board, period: date) -> int | None:
        last = board.last(period)
        return None if last and is_older(position, board.said[last.number][1]) else position

    def may_issue(self, board: Board, period: date, said: Contents) -> bool:
        last = last_issued(board.made, period)
        return said.occasion.compared_with == compared_with(self.read(board, last))

    def read(self, board: Board, version: Version | None) -> Last | None:
        if version is None:
            return None
        return read_last(json.loads(canonical(board.said[version.number][0])))

    def make(self, board: Board, period: date, position: int | None, *, issued: bool) -> None:
        if position is None:
            self.taken.append(Position(self.today, self.today, (self.one,), log=self.log))
            position = len(self.taken) - 1
        last, now = board.last(period), self.taken[position]
        read = self.read(board, last)
        before = self.taken[board.said[last.number][1]] if last else None
        log = board_log(now, board.name, before, now.as_of - timedelta(days=400))
        said = pack_of(
            *now.actions,
            occasion=replace(OCCASION, as_of=now.as_of, cut_off=fingerprint(now)),
            around=Around(log=log),
            **({"last": read} if read else {"first": True}),
        )
        board.keep(period, (said, position, told(said, read)), issued=issued)

    def ends(self) -> None:
        """Issue what can still be issued, and a day after it one more pack of each board."""
        for period in (*PERIODS, date(2019, 4, 1)):
            self.today += timedelta(days=1)
            for board in self.boards:
                if board.newest(period) or period not in PERIODS:
                    for verb in ("draft", "issue", "redraft", "issue"):
                        self.step(verb, board, period)


def told(said: Contents, before: Last | None) -> set[Fact]:
    (row,) = said.actions
    found = {("accept", one.validation) for one in said.validated}
    found |= {("decided", one.number) for one in said.date_changes if one.decided_on}
    found |= {("log", int(one.ref)) for one in said.log}
    known = before.rows[row.ref].updates if before else 0
    heard = not said.silent if row.is_open else row.updates != known
    return found | ({("update", row.updates)} if heard else set())


ABOUT_PACKS = st.tuples(
    st.sampled_from((*STEPS, "over", "out")), st.sampled_from((0, 1)), st.sampled_from(PERIODS)
)


@pytest.mark.parametrize("today", [pytest.param(CUT_OFF, id="row-141")])
@settings(max_examples=5_000 if LONG else 100)
@example(  # issued past an earlier draft, then issued again
    [
        ("draft", 0, PERIODS[1]),
        "update",
        "sleep",
        ("draft", 0, PERIODS[0]),
        *(("issue", 0, PERIODS[1]), ("reissue", 0, PERIODS[1])),
    ]
)
@given(st.lists(st.sampled_from((*DEEDS, "sleep")) | ABOUT_PACKS, max_size=40))
def test_a_board_is_told_each_fact_in_one_issued_pack_whatever_the_order(
    today: date, lived: list[str | tuple[str, int, date]]
) -> None:
    life = Life(action("A1", updated_on=None, due_date=FAR), today)
    for deed in lived:
        match deed:
            case "sleep":
                life.today += timedelta(days=1)
            case str():
                life.do(deed)
            case verb, number, period:
                board = life.boards[number]
                if verb in STEPS:
                    life.step(verb, board, period)
                else:
                    getattr(board, verb).add(period)
    life.ends()
    for board in life.boards:
        chains = board.told()
        times = Counter(fact for chain in chains for fact in chain)
        assert set(times.values()) <= {1}, chains
        assert life.stands() <= set(times), chains
