"""What the machine does to both sides at once, and what must hold of them after each step."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant
from sqlalchemy import Engine

from followthrough import audit as trail
from followthrough.daily import check
from followthrough.daily.check import Ended
from followthrough.workplace import Workplace
from notifications.outcome import Accepted, Outcome, Permanent, Transient
from rules.problems import BadInput
from tests.builders.places import a_place
from tests.laws import council
from tests.laws.council import BEGINNINGS, ORGANISATION, Beginning, Held, at
from tests.laws.world import DAY, Action, Fate, Refused, Telling

HORIZON = 9
"""Days that the next check is looked ahead for."""

ENDED = {Fate.TOLD: "sent", Fate.NOBODY: "dead", Fate.LOST: "cancelled"}


class Both(RuleBasedStateMachine):
    """The product on a real database, and the model, beside each other."""

    engine: ClassVar[Engine]
    folder: ClassVar[Path]

    @initialize(beginning=st.sampled_from(BEGINNINGS))
    def go_live(self, beginning: Beginning) -> None:
        council.begin(self.engine, beginning)
        self.held = Held(self.engine)
        self.model = council.model_of(beginning)
        self.now = at(beginning.live_on, 6)
        self.checked_on: date | None = None
        self.changed_people = False
        self.board_heard: Counter[tuple[str, int]] = Counter()

    # What must hold after each step

    @invariant()
    def agree(self) -> None:
        """The trail is whole and holds (row 258); actions are as the model says, and looked at in time."""
        verified = trail.verify(self.place, {})
        assert verified.is_whole, verified
        first = self.today
        if self.checked_on == first or self.now.hour >= 18:
            first += DAY
        for row in self.held.actions():
            mine = self.model.actions[row.ref]
            found = (row.episode, row.revised_due_date, row.completed_on, row.times_revised)
            assert found == (mine.episode, mine.revised, mine.completed_on, mine.revisions), row.ref
            closed = (row.cancelled_on is not None, row.validated_on is not None)
            assert closed == (mine.cancelled, mine.validated), row.ref
            assert (row.owner or "", row.holder or "") == (mine.owner, mine.holder), row.ref
            assert (row.policy_version or 0) == mine.version, f"policy of {row.ref}"
            expected = self.model.next_day(mine, first, HORIZON)
            if expected is not None:
                looked_at = row.next_check_on
                assert looked_at is not None, f"{row.ref} is never looked at; {expected} brings"
                assert looked_at <= expected, f"{row.ref} is looked at {looked_at}, not {expected}"

    # The work of both

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def place(self) -> Workplace:
        return a_place(self.engine, self.now)

    def _pick(self, ref: str, wanted: Callable[[Action], bool]) -> str:
        """Return the action meant, or the first that something can be done with."""
        exactly, ref = ref.startswith("="), ref.strip("=")
        mine = self._find(ref)
        if exactly or (mine is not None and wanted(mine)):
            return ref
        return next((a.ref for a in self.model.actions.values() if wanted(a)), ref)

    def _find(self, ref: str) -> Action | None:
        return self.model.actions.get(ref)

    def _next_day(self) -> None:
        self.now = at(self.today + DAY, 6)

    def _act(self, ref: str, told: Callable[[Action], None], done: Callable[[], object]) -> None:
        action = self._find(ref)
        if action is not None:
            self._both(lambda: told(action), done)

    def _both(self, told: Callable[[], None], done: Callable[[], object]) -> None:
        """Let the model and the product do the same; what one refuses the other refuses."""
        self.now += timedelta(minutes=1)
        try:
            told()
        except Refused:
            before = self.held.audit_entries()
            try:
                sentence = done()
            except BadInput:
                assert self.held.audit_entries() == before
            else:
                raise AssertionError(f"not refused: {sentence}") from None
        else:
            done()

    def _check(self, hour: int) -> None:
        self.now = max(self.now + timedelta(minutes=1), at(self.today, hour))
        found = check.check_due_dates(self.place, ORGANISATION)
        if self.now.hour >= 18:
            assert found.ended is Ended.TOO_LATE
        elif self.checked_on == self.today:
            assert found.ended is Ended.DONE_BEFORE
        else:
            assert found.ended is Ended.DONE
            assert found.problems == ()
            self.checked_on = self.today
            self.changed_people = False
            self._compare(self.model.check(self.now))

    def _compare(self, told: list[tuple[Action, Telling]]) -> None:
        """Hold what the check left in the database against what the model tells today."""
        steps = self.held.steps()
        today = [step for step in steps if step.planned_on == self.today]
        found = {
            (s.ref, s.episode, s.rung, s.occurrence, s.audience, s.address or "") for s in today
        }
        expected = {(a.ref, *t.key, t.tells, t.to) for a, t in told}
        assert found == expected, (
            f"on {self.today:%a %d %b %Y} the check told {sorted(found - expected)} beyond the "
            f"model, and not {sorted(expected - found)}"
        )
        assert all((s.notice_id is None) == (s.untold == "nobody") for s in steps)
        climbs = Counter(
            s.ref for s in today if s.rung in ("L0", "L1", "LX", "L2") and not s.occurrence
        )
        assert max(climbs.values(), default=0) <= 1
        if today:
            assert self.model.days.works(self.today)
        self._compare_digests(told)

    def _compare_digests(self, told: list[tuple[Action, Telling]]) -> None:
        """Each one who hears of a step has one digest, as have directors on a week's first day.

        It lists all their business, and nothing that is shut.
        """
        digests = {n.recipient_address: n for n in self.held.notices(f":{self.today}")}
        heard: dict[str, set[str]] = {}
        for action, telling in told:
            for address in telling.heard_by:
                heard.setdefault(address, set()).add(action.ref)
        for address, late in self.model.summed_up(self.today).items():
            heard.setdefault(address, set()).update(late)
        assert digests.keys() == heard.keys()
        for address, notice in digests.items():
            parts = notice.payload.get("parts") or [notice.payload]
            listed = {line["ref"] for part in parts for line in part["lines"]}
            if "parts" in notice.payload:
                heard[address] |= self.model.business_of(address, self.today)
            assert heard[address] <= listed, f"{address} is not told of {heard[address] - listed}"
            for ref in listed:
                action = self.model.actions[ref]
                closed = action.cancelled or action.validated
                assert not closed, f"{ref} is closed"
                assert not self.model.is_paused(action, self.today), f"{ref} is paused"

    def _send(self, sent: str) -> None:
        """Let what is due leave, or not; take over into the model what became of each notice."""
        self.now += timedelta(minutes=1)
        self.model.expire(self.now)
        if sent == "none":
            return
        carried: dict[int, list[tuple[int, Action, Telling]]] = {}
        for step in self.held.steps():
            if step.notice_id is not None:
                action = self.model.actions[step.ref]
                key = (step.episode, step.rung, step.occurrence)
                mine = next(t for t in action.tellings if t.key == key)
                carried.setdefault(step.notice_id, []).append((step.action_id, action, mine))
                if step.audience == "board" and step.state == "queued":
                    self.board_heard[step.ref, step.episode] += 0
        settled = list(council.send(self.engine, self.now, lambda n: self._outcome(sent, n)))
        for notice_id, fate, dropped in settled:
            for action_id, action, telling in carried.get(notice_id, []):
                assert telling.fate is Fate.WAITING, "sent twice, or too late"
                gone = (action_id, telling.tells) in dropped or fate == "withdrawn"
                line = [t for _, of, t in carried[notice_id] if of is action]
                untrue = self._is_untrue(action, telling, line)
                assert gone or not untrue, f"{action.ref} is still told"
                assert not gone or self.changed_people or untrue
                now_is = {"told": Fate.TOLD, "dead": Fate.NOBODY}.get(fate, Fate.LOST)
                telling.fate = Fate.LOST if gone else now_is
                telling.told_on = self.today if telling.fate is Fate.TOLD else None
        self._look_at_what_was_sent({notice_id for notice_id, *_ in settled})
        self._lose({notice_id for notice_id, fate, _ in settled if fate == "unknown"})

    def _lose(self, notice_ids: set[int]) -> None:
        """Rows 62, 64, 196: who reads at no address is not told any more; the next one up is."""
        gone = {n.recipient_address for n in self.held.notices("") if n.id in notice_ids}
        for person in self.model.people.values():
            if person.address in gone:
                person.reachable, self.changed_people = False, True

    def _is_untrue(self, action: Action, telling: Telling, line: list[Telling]) -> bool:
        """Say whether what was to be told is no longer so (row 43).

        An answer stays true when the action is complete, and with it the line of its reader.
        """
        model = self.model
        if action.cancelled or action.validated or model.is_paused(action, self.today):
            return True
        if telling.episode != action.episode:
            return True
        match telling.tells:
            case "validator":
                return action.completed_on is None
            case "approver":
                return action.pending is None
            case "administrator":
                return bool(action.owner if "owner" in telling.name else action.current)
            case _:
                answered = [t for t in line if t.name.startswith(("answer:", "given date:"))]
                return not action.running and telling.tells not in [t.tells for t in answered]

    def _outcome(self, sent: str, notice: council.Row) -> Outcome | None:
        is_first = notice.id % 2 == 0
        if sent == "some refused" and is_first:
            return Permanent("550 looks like spam")
        if sent == "some unknown" and is_first:
            return Permanent("550 5.1.1 no such user", of_address=True)
        if sent == "some lost" and is_first:
            return Transient("451 try again")
        return Accepted("250 OK")

    def _look_at_what_was_sent(self, just_now: set[int]) -> None:
        """Nobody who left, is away or can't be reached is written to; no episode twice to a board."""
        present = {
            found.address
            for name in self.model.people
            if (found := self.model.stand_in(name, self.today))
        }
        boards: Counter[tuple[str, int]] = Counter()
        for step in self.held.steps():
            if step.state == "sent" and step.notice_id in just_now and step.kind == "digest":
                assert step.address in present, f"{step.address} was written to"
            if step.state == "sent" and step.audience == "board":
                boards[step.ref, step.episode] += 1
        assert max(boards.values(), default=0) <= 1, f"told twice: {boards}"
