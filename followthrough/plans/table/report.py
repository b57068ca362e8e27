"""Responsible for what is told of a table that was read: what was understood of it, and what is in doubt."""

from collections import Counter
from collections.abc import Iterator, Mapping

from openpyxl.utils import get_column_letter

from followthrough.plans.table.headings import TAKEN
from followthrough.plans.table.understood import Understood
from rules.text import quoted
from rules.words import count, listed

MOST_NAMED = 10


def understood_in(found: Understood) -> Iterator[str]:
    """Yield a sentence each for the rows, the columns, the dates and the owners of a table."""
    table, plan = found.table, found.plan
    left = ", ".join(count(number, what) for what, number in found.left.items())
    yield (
        f"{count(len(plan.actions), 'action')} {table.below}{f'; besides: {left}' if left else ''}."
    )
    yield f"Columns: {_columns(found, taken=True) or 'none'}."
    if plan.updates:
        dated = sum(1 for one in plan.updates if one.parts)
        yield (
            f"Progress: of {count(len(plan.updates), 'action')}, {dated} with the days on which it "
            "was said. It is taken in while the plan is new; record what a later file says."
        )
    told = _columns(found, taken=False)
    if told:
        yield f"Found, and not taken in: {told}. Record what they say when the plan is live."
    if found.mapped.unread:
        yield f"Not read: {listed([quoted(one) for one in found.mapped.unread], MOST_NAMED)}."
    yield f"Dates: {_counted(_of_dates(found)) or 'none'}."
    people = Counter("known" if is_known else "new" for is_known in found.owners.values())
    new = sorted(name for name, is_known in found.owners.items() if not is_known)
    named = f": new are {listed(new, MOST_NAMED)}" if people["known"] and new else ""
    yield f"Owners: {_counted(people) or 'none'}{named}."


def in_doubt(found: Understood) -> Iterator[str]:
    """Yield a sentence for each doubt, those alike together: where, what stands there, what is proposed."""
    yield from found.table.doubts
    alike: dict[tuple[str, str, str], list[str]] = {}
    for one in found.doubts:
        alike.setdefault((one.said, one.proposal, one.why), []).append(one.place)
    for (said, proposal, why), places in alike.items():
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        taken = f" Taken as {proposal}." if proposal else ""
        yield f"{places[0]}{more}: {quoted(said) if said else 'it'} {why}.{taken}"


def _columns(found: Understood, *, taken: bool) -> str:
    said = (
        f"{get_column_letter(column)} {quoted(found.table.headings[column])} is the {name}"
        for name, columns in sorted(found.mapped.columns.items(), key=lambda one: one[1])
        if (name in TAKEN) is taken
        for column in columns
    )
    return ", ".join(said)


def _of_dates(found: Understood) -> Mapping[str, int]:
    return Counter(
        "understood"
        if one.is_sure
        else "proposed"
        if one.due
        else "none"
        if one.why
        else "left blank"
        for one in found.dates
    )


def _counted(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {what}" for what, number in sorted(numbers.items()))
