"""Files spoilt at random: whatever is handed in is read, or refused in sentences, soon, with little memory."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import pytest

from followthrough.apart import Broken, Call, Limits, answers
from tests.databases import Sqlite
from tests.effort import LONG
from tests.integration.reading.doors import DOORS, TEMPLATE, Tried, tried

MUTATIONS = 10_000 if LONG else 8
AT_ONCE = 250
"""How many one child reads, one after another."""
LIMITS = Limits(seconds=60, memory=640 * 1024**2)
SECONDS, MEMORY = 1.0, 100
"""What one may take of the processor; and of memory, in megabytes beside the fifty of a reader's start."""
MAY_BE_ENDED = frozenset({TEMPLATE})
"""What is code, which may have no end: whoever hands it in is told that it took too much."""
LONGEST = 600


ROUNDS = [(door,) for door in DOORS] if LONG else [tuple(DOORS)]
"""What is tried together; a test each, where that takes minutes."""


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("doors", ROUNDS, ids=lambda doors: f"row-147-{doors[0]}")
def test_a_spoilt_file_is_read_or_refused_in_sentences(
    doors: tuple[str, ...], sqlite: Sqlite, capsys: pytest.CaptureFixture[str]
) -> None:
    every = [(door, number) for door in doors for number in range(MUTATIONS)]
    batches = [every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE)]
    with ThreadPoolExecutor(os.cpu_count()) as children:
        tries = chain.from_iterable(children.map(lambda batch: _tried(batch, sqlite), batches))
        by_door: dict[str, list[Tried]] = {door: [] for door in doors}
        for (door, _), one in zip(every, tries, strict=True):
            by_door[door].append(one)
    if LONG:
        with capsys.disabled():
            print("", *(_figures(door, found) for door, found in by_door.items()), sep="\n")  # noqa: T201
    assert [fault for door, found in by_door.items() for fault in _faults(door, found)] == []
    for door, found in by_door.items():
        assert {"read", "refused"} <= {one.outcome for one in found}, door


def _tried(batch: Sequence[tuple[str, int]], sqlite: Sqlite) -> list[Tried]:
    """Return what becomes of files in one child, or in several: where one is ended, another goes on.

    The product reads each by itself, so that one is ended only where it was the first.
    """
    url, found = sqlite.create(), list[Tried]()
    while left := batch[len(found) :]:
        database = Path(url.removeprefix("sqlite:///"))
        calls = [Call(tried, (*one, database)) for one in left]
        answered = zip(left, answers(LIMITS, calls), strict=False)
        for before, ((door, number), answer) in enumerate(answered):
            if not isinstance(answer, Broken):
                found.append(answer.value)
            elif answer.by_limit and not before:
                found.append(Tried("ended"))
            elif not answer.by_limit:
                raise AssertionError(f"{door} {number}: its reader {answer}")
    sqlite.drop(url)
    return found


def _figures(door: str, tries: Sequence[Tried]) -> str:
    outcomes = Counter(one.outcome for one in tries)
    told = ", ".join(f"{outcomes[name]:,} {name}" for name in ("read", "refused", "ended"))
    slowest, largest = max(one.seconds for one in tries), max(one.memory for one in tries)
    return f"{door}: {told}; slowest {slowest:.2f} s, most memory {largest} MB"


def _faults(door: str, tries: Sequence[Tried]) -> Iterator[str]:
    for number, (outcome, said, seconds, memory) in enumerate(tries):
        if outcome == "ended" and door not in MAY_BE_ENDED:
            yield f"{door} {number} was ended"
        if outcome != "ended" and (seconds > SECONDS or memory > MEMORY):
            yield f"{door} {number} took {seconds:.1f} s and {memory} MB"
        if outcome == "refused" and not (said and all(map(_is_sentence, said))):
            yield f"{door} {number} was refused with {said[:1]}"


def _is_sentence(said: str) -> bool:
    return said.endswith((".", ":")) and said.isprintable() and len(said) < LONGEST
