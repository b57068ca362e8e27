"""Responsible for measuring the doubts about a plan's words against two people's labels of 150 actions.

The labels are in `plan_doubts.csv`, by the SHA-256 of what was read; the actions themselves are not
kept here. Rows 1, 3, 5 and so on served to write the rules, the others to check them. Where the two
disagreed a row is left out. Run it with `python -m benchmarks.plan_doubts --examples DIR`.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from followthrough.reading.notations import Answers, Quarters
from followthrough.reading.timescale import read_timescale
from rules.plans.doubts import About, Promised, doubts
from rules.text import folded

LABELS = Path(__file__).with_name("plan_doubts.csv")
COLUMNS = {
    "title": ("Milestone", "requiredAction", "text_verbatim"),
    "measure": ("Measurement",),
    "owner": ("Responsible Party", "owner"),
    "date": ("Target Date", "dueDate", "due_date_as_written"),
}
"""What the tables of the examples call what was read."""
ABOUT = (
    *(About.ACTIVITY, About.NO_MEASURE, About.OWNER),
    *(About.SEVERAL, About.ENDLESS, About.EVENT),
)
"""In the order of the labels."""
ANSWERS = Answers(Quarters.CALENDAR, date(2020, 1, 1))
LEAST_PRECISION, LEAST_RECALL = 0.9, 0.8


class Labelled(NamedTuple):
    """What two people said of one action, a 0 or 1 for each doubt."""

    id: str
    sha256: str
    first: str
    second: str


def read_labels() -> list[Labelled]:
    """Return the labels, in the order in which the actions were read."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return [Labelled(*row) for row in csv.reader(file)][1:]


def read_actions(folder: Path) -> Iterator[tuple[str, Promised]]:
    """Yield each action of the tables in a folder with the SHA-256 of what a reader sees of it."""
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                said = {name: _cell(row, headings) for name, headings in COLUMNS.items()}
                if said["title"]:
                    yield printed(said.values()), _promised(**said)


def printed(cells: Iterable[str]) -> str:
    """Return the SHA-256 of an action's words, measure, owner and date."""
    return sha256("\n".join(folded(cell) for cell in cells).encode()).hexdigest()


def _cell(row: Mapping[str, str], headings: Sequence[str]) -> str:
    return next((row[one].strip() for one in headings if row.get(one)), "")


def _promised(title: str, measure: str, owner: str, date: str) -> Promised:
    told = read_timescale(date, ANSWERS)
    due = None if told.repeats else told.due
    return Promised("", title, measure, owner, due, date)


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Return Cohen's kappa of two people's verdicts; 1 where there is nothing to disagree about."""
    alike = sum(first is second for first, second in pairs) / len(pairs)
    shares = [sum(side) / len(pairs) for side in zip(*pairs, strict=True)]
    chance = shares[0] * shares[1] + (1 - shares[0]) * (1 - shares[1])
    return 1.0 if chance == 1 else (alike - chance) / (1 - chance)


def figures(
    place: int, half: Sequence[Labelled], told: Callable[[Labelled], set[About]]
) -> tuple[int, float, float]:
    """Return how many are in doubt by both people, and the precision and recall of the rule."""
    agreed = [one for one in half if one.first[place] == one.second[place]]
    meant = {one for one in agreed if one.first[place] == "1"}
    found = {one for one in agreed if ABOUT[place] in told(one)}
    both = len(meant & found)
    return len(meant), both / max(1, len(found)), both / max(1, len(meant))


def main() -> int:
    """Print agreement, precision and recall; return 1 if a rule falls short on the checked half."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--examples", type=Path, required=True)
    actions = dict(read_actions(read.parse_args().examples))
    labels = read_labels()
    missing = [one.id for one in labels if one.sha256 not in actions]
    if missing:
        sys.stderr.write(f"Not among the examples: {', '.join(missing)}.\n")
        return 2

    def told(one: Labelled) -> set[About]:
        return {doubt.about for doubt in doubts([actions[one.sha256]])}

    short = False
    for place, about in enumerate(ABOUT):
        pairs = [(one.first[place] == "1", one.second[place] == "1") for one in labels]
        apart = sum(first is not second for first, second in pairs)
        print(f"{about}: the two disagreed on {apart} of {len(labels)}, kappa {kappa(pairs):.2f}")
        for name, half in (("written by", labels[::2]), ("checked by", labels[1::2])):
            number, precision, recall = figures(place, half, told)
            print(f"  {name} {number} in doubt: precision {precision:.2f}, recall {recall:.2f}")
        short |= precision < LEAST_PRECISION or recall < LEAST_RECALL
    return int(short)


if __name__ == "__main__":
    sys.exit(main())
