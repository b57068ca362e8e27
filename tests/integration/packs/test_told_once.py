"""Whatever the order of drafts, issues and what happens: each thing is told in one issued pack."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.packs import draft as pack_draft
from followthrough.packs import files as pack_files
from followthrough.packs import issue as pack_issue
from followthrough.packs.versions import contents_of
from followthrough.plans.file.rows import MeetingRow
from rules.problems import BadInput
from tests.builders.plans import ADMINISTRATOR, BOARD, KEY, Service, an_action, at
from tests.integration.packs.life import kept

MEETINGS = (date(2027, 1, 14), date(2027, 1, 15), date(2027, 1, 18))
MADE = at(date(2027, 1, 7), 8)
"""When the papers of all are due."""
PAST = at(date(2027, 1, 19), 8)
REFS = ("A1", "A2")
ORDERS = {
    "issued once the next was drafted": "draft issue 0 accept draft draft issue 1 accept issue 2",
    "issued after its meeting": "draft issue 0 accept draft draft issue 1 past accept issue 2",
    "reissued once the next was drafted": "draft issue 0 draft accept redraft 1 reissue 0 issue 1",
    "issued while the one before is a draft": "accept draft draft issue 1",
}


@dataclass
class Life:
    """A board with three meetings: what is validated, and what is done about their packs."""

    service: Service
    data: Path
    now: datetime = MADE
    accepted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def do(self, deed: str) -> None:
        self.now += timedelta(minutes=1)
        verb, _, number = deed.partition(" ")
        place = self.service.place(self.now, self.data)
        wanted = (KEY, BOARD.name, str(MEETINGS[int(number or 0)]))
        try:
            match verb:
                case "accept":
                    self.accepted.append(REFS[len(self.accepted)])
                    self.service.validate(self.accepted[-1], self.now, by=ADMINISTRATOR.name)
                case "draft":
                    pack_draft.assemble_pack(place, KEY, BOARD.name)
                case "redraft":
                    pack_draft.draft_again(place, wanted)
                case "issue":
                    pack_issue.issue(place, wanted)
                case "reissue":
                    pack_issue.reissue(place, wanted, "Something was closed.")
                case "past":
                    self.now = max(self.now, PAST)
                case _:
                    raise ValueError(deed)
        except BadInput as said:
            self.refused.append(str(said))

    def ends(self) -> None:
        """Issue what can still be issued, in the order of the meetings."""
        for number, _ in enumerate(MEETINGS):
            for deed in ("issue", "redraft", "issue"):
                self.do(f"{deed} {number}")

    def told(self) -> dict[date, set[str]]:
        """Return what each meeting's issued pack tells as completed, its versions taken together."""
        chains: dict[date, set[str]] = {}
        for pack in kept(self.service):
            if pack.issued_at:
                said = {row.ref for row in contents_of(pack).validated}
                chains.setdefault(pack.month, set()).update(said)
        return chains


def live(engine: Engine, data: Path, deeds: Sequence[str]) -> Life:
    service = Service(engine, meetings=[MeetingRow(BOARD.name, on) for on in MEETINGS])
    service.go_live(date(2026, 12, 1), *(an_action(ref, date(2027, 3, 1)) for ref in REFS))
    for ref in REFS:
        service.complete(ref, at(date(2027, 1, 4)))
    life = Life(service, data)
    for deed in deeds:
        life.do(deed)
    life.ends()
    return life


def holds(life: Life) -> None:
    chains = life.told()
    times = Counter(ref for chain in chains.values() for ref in chain)
    assert set(times.values()) <= {1}, (chains, life.refused)
    newest = [pack for pack in kept(life.service) if pack.issued_at][-1]
    known = {row.ref for row in contents_of(newest).actions if row.validated_on}
    assert known <= set(times), (chains, life.refused)
    assert {pack.month for pack in kept(life.service)} == set(chains), "each was issued in the end"


def deeds_of(words: str) -> list[str]:
    """Return the deeds that stand in a row of words; a number belongs to the word before."""
    found: list[str] = []
    for word in words.split():
        found[-1:] = [f"{found[-1]} {word}"] if word.isdigit() else [*found[-1:], word]
    return found


@pytest.fixture(autouse=True)
def in_one_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_files, "WRITERS", {"html": pack_files.WRITERS["html"]})


@pytest.mark.parametrize("deeds", ORDERS.values(), ids=[f"row-153-{name}" for name in ORDERS])
def test_each_thing_is_told_in_one_issued_pack(
    database: Engine, tmp_path: Path, deeds: str
) -> None:
    holds(live(database, tmp_path, deeds_of(deeds)))
