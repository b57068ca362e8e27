"""Responsible for measuring how a later file is compared: 10,000 actions, some new, gone and reworded.

It is held against `difflib`, which compares as many lines that differ in as many places; both in CPU
seconds, in fresh processes, in one run. Run it with `python -m benchmarks.later_file`.
"""

import sys
from difflib import SequenceMatcher
from random import Random
from time import process_time

from benchmarks.measure import Measured, fresh, middle, peak_mb
from rules.plans.diff import Line, compare

NUMBER, LIMIT = 10_000, 2.0
WORDS = [f"word{number}" for number in range(4_000)]
EACH = 100
"""One of so many is gone, one is reworded, one is due later, and one is new."""


def actions(chance: Random, *, numbered: bool) -> tuple[list[Line], list[Line]]:
    """Return the actions of a register and of a later file of it, in another order."""
    old, new = [], []
    for number in range(NUMBER):
        title = " ".join(chance.choices(WORDS, k=25))
        line = Line(f"A{number}", _said(title, "2027-01-04"), numbered)
        old.append(line)
        match number % EACH:
            case 0:
                continue
            case 1:
                new.append(line._replace(said=_said(f"{title} at once", "2027-01-04")))
            case 2:
                new.append(line._replace(said=_said(title, "2027-02-01")))
            case 3:
                added = " ".join(chance.choices(WORDS, k=25))
                new += [line, Line(f"B{number}", _said(added, "2027-02-01"), numbered)]
            case _:
                new.append(line)
    chance.shuffle(new)
    return old, new


def _said(title: str, due: str) -> dict[str, object]:
    return {"title": title, "owner": "Ann Lee", "due_date": due, "theme": "Theme", "measure": title}


def by_us(*, numbered: bool) -> Measured:
    """Compare them, by their references or by their words alone."""
    old, new = actions(Random(1), numbered=numbered)  # noqa: S311 - the same each time
    before = process_time()
    found = compare(old, new, {}, same={})
    said = f"{len(found.changed)} changed, {len(found.added)} new, {len(found.gone)} gone"
    return Measured(process_time() - before, peak_mb(), said)


def by_difflib() -> Measured:
    """Compare as many lines by the standard library, which knows no reference, in one order."""
    old, new = actions(Random(1), numbered=True)  # noqa: S311 - the same each time
    told, said = (
        [str(one.said) for one in sorted(lines, key=lambda one: one.ref)] for lines in (old, new)
    )
    before = process_time()
    changed = SequenceMatcher(None, told, said, autojunk=False).get_opcodes()
    return Measured(process_time() - before, peak_mb(), f"{len(changed)} pieces")


def main() -> int:
    """Print what each took; return 1 if ours takes more than it may."""
    reference = middle(fresh(by_difflib) for _ in range(3))
    print(f"difflib: {reference.seconds:.2f} s, {reference.said}")
    slow = False
    for numbered in (True, False):
        ours = middle(fresh(by_us, numbered=numbered) for _ in range(3))
        how = "by reference" if numbered else "by words"
        ratio = ours.seconds / reference.seconds
        print(f"{how}: {ours.seconds:.2f} s, {ratio:.1f} times difflib, {ours.said}")
        slow |= ours.seconds > LIMIT
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
