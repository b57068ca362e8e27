"""The law of borders: whatever happens, and whenever packs are made, a board is told it once."""

import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.packs.contents import Around, Contents
from rules.packs.frozen import canonical
from rules.packs.last import Last, last_pack
from rules.packs.position import Position, board_log
from rules.packs.row import DateRequest, PackAction
from rules.packs.sections import LogLine
from tests.builders.pack import CUT_OFF, OCCASION, action, pack_of
from tests.effort import LONG

BOARDS = ("Executive", "Improvement Board")
DEEDS = ("update", "accept", "reopen", "ask", "agree", "refuse", "decision", "passed on")
FAR = date(2019, 6, 28)
Fact = tuple[str, int]


@dataclass
class Life:
    """One action of a plan and its boards' log, what was recorded, and what each pack told of it."""

    one: PackAction
    log: tuple[LogLine, ...] = ()
    accepted: int = 0
    waiting: dict[str, set[Fact]] = field(default_factory=lambda: {one: set() for one in BOARDS})
    last: dict[str, tuple[Last, Position]] = field(default_factory=dict)

    def record(self, fact: Fact) -> None:
        for waits in self.waiting.values():
            waits.add(fact)

    def do(self, deed: str, today: date) -> None:
        one, pending = self.one, [r for r in self.one.requests if r.decision == "pending"]
        match deed:
            case "update":
                self.one = replace(one, updates=one.updates + 1, updated_on=today)
                self.record(("update", one.updates + 1))
            case "accept" if not one.validated_on:
                self.accepted += 1
                self.one = replace(
                    one, completed_on=today, validated_on=today, validation=self.accepted
                )
                self.record(("accept", self.accepted))
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
                self.record(("decided", said.number))
            case "decision" | "passed on":  # recorded long after it was made, or on the day
                met_on = today if deed == "decision" else date(2018, 6, 1)
                entry = LogLine(
                    "", str(len(self.log)), met_on, "decision", deed, "", None, None, ""
                )
                self.log += tuple(replace(entry, board=board) for board in BOARDS)
                self.record(("log", int(entry.ref)))
            case _:
                pass  # there is nothing to take back or to decide

    def stands(self) -> set[Fact]:
        """Return the facts that were not taken back or followed by another of their kind."""
        found = {("accept", self.one.validation)} if self.one.validated_on else set()
        found |= {("decided", one.number) for one in self.one.requests if one.decided_on}
        found |= {("log", int(one.ref)) for one in self.log}
        open_with_updates = self.one.completed_on is None and self.one.updates
        return found | ({("update", self.one.updates)} if open_with_updates else set())

    def pack(self, board: str, today: date) -> None:
        position = Position(today, today, (self.one,), log=self.log)
        last, before = self.last.get(board, (None, None))
        told_before = today - timedelta(days=400)
        said = pack_of(
            *position.actions,
            occasion=replace(OCCASION, as_of=today),
            around=Around(log=board_log(position, board, before, told_before)),
            **({"last": last} if last else {"first": True}),
        )
        assert told(said) == self.waiting[board] & self.stands()
        self.waiting[board] = set()
        self.last[board] = last_pack(json.loads(canonical(said))), position


def told(said: Contents) -> set[Fact]:
    (row,) = said.actions
    found = {("accept", one.validation) for one in said.validated}
    found |= {("decided", one.number) for one in said.date_changes if one.decided_on}
    found |= {("log", int(one.ref)) for one in said.log}
    heard = row.is_open and not said.silent
    return found | ({("update", row.updates)} if heard else set())


@pytest.mark.parametrize("today", [pytest.param(CUT_OFF, id="row-141")])
@settings(max_examples=2_000 if LONG else 100)
@given(st.lists(st.sampled_from((*DEEDS, *BOARDS, "sleep"))))
def test_a_board_is_told_each_fact_in_one_pack_however_packs_and_facts_alternate(
    today: date, lived: list[str]
) -> None:
    life = Life(action("A1", updated_on=None, due_date=FAR))
    for deed in (*lived, *BOARDS):
        if deed == "sleep":
            today += timedelta(days=1)
        elif deed in BOARDS:
            life.pack(deed, today)
        else:
            life.do(deed, today)
